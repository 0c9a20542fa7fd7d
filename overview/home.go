package overview

import (
	"context"
	"time"

	"kontor/access"
	"kontor/report"
	"kontor/store"
)

// shown is how many of each kind Home names.
const shown = 5

// Invitation is one that needs a person: it expired or bounced.
type Invitation struct {
	FirstName, LastName, Email string
	Partner                    int64 `db:"partner_ref"` // 0: the vendor's own staff
	PartnerName                string
	Bounced                    bool
}

// Partner is one that Home names.
type Partner struct {
	ID        int64
	Name      string
	Type      string
	CreatedAt time.Time
}

// Home is the vendor's first page: no money, but who needs a person.
type Home struct {
	Health
	Invitations []Invitation // expired or bounced, the first five
	Unmanned    []Partner    // active, and without an active or invited Admin, the first five
	New         []Partner    // the newest five
	Partners    int64        // active
	Companies   int64        // customers and MSPs, active or suspended
	Licenses    int64        // theirs
	Used        int64
	Months      []report.Month // the licenses by month, in the zone that was asked for
}

// First reads it; zone is that of its months. Needs ViewVendor and ViewMail.
func First(ctx context.Context, tx *store.Tx, zone string) (h Home, err error) {
	if h.Health, err = Look(ctx, tx); err != nil {
		return h, err
	}
	if err = tx.May(access.ViewCompanies); err != nil {
		return h, err
	}
	if h.Invitations, err = store.All[Invitation](ctx, tx, `SELECT a.first_name, a.last_name, a.email, COALESCE(a.partner_id, 0) AS partner_ref,
		COALESCE(p.name, '') AS partner_name, a.bounced_at IS NOT NULL AS bounced FROM my_account a LEFT JOIN my_partner p ON p.id = a.partner_id
		WHERE a.status = 'invited' AND (p.id IS NULL OR p.status = 'active') AND (a.bounced_at IS NOT NULL OR NOT EXISTS (SELECT 1 FROM link l
			WHERE l.account_id = a.id AND l.purpose = 'invitation' AND l.used_at IS NULL AND l.voided_at IS NULL AND l.expires_at > $1))
		ORDER BY a.id DESC LIMIT $2`, tx.Now(), shown); err != nil {
		return h, err
	}
	const partners = `SELECT p.id, p.name, s.type, p.created_at FROM my_partner p JOIN my_partnership s ON s.partner_id = p.id AND s.is_main `
	if h.Unmanned, err = store.All[Partner](ctx, tx, partners+`WHERE p.status = 'active' AND NOT EXISTS (SELECT 1 FROM my_account a
		WHERE a.partner_id = p.id AND a.role = 'admin' AND a.status IN ('active', 'invited')) ORDER BY p.id DESC LIMIT $1`, shown); err != nil {
		return h, err
	}
	if h.New, err = store.All[Partner](ctx, tx, partners+`WHERE p.status = 'active' ORDER BY p.id DESC LIMIT $1`, shown); err != nil {
		return h, err
	}
	return h, h.count(ctx, tx, zone)
}

func (h *Home) count(ctx context.Context, tx *store.Tx, zone string) (err error) {
	if h.Partners, err = store.One[int64](ctx, tx, `SELECT count(*) FROM my_partner WHERE status = 'active'`); err != nil {
		return err
	}
	t, err := report.Total(ctx, tx)
	if err != nil {
		return err
	}
	h.Companies, h.Licenses, h.Used = t.Companies, t.Licenses, t.Used
	h.Months, err = report.LicensesOfAll(ctx, tx, zone, t)
	return err
}
