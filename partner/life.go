package partner

import (
	"context"
	"fmt"
	"strings"
	"time"

	"kontor/access"
	"kontor/account"
	"kontor/fail"
	"kontor/mail"
	"kontor/store"
)

// The states of a partner (domain.md 1).
const (
	Active = "active"
	Paused = "suspended"
	Ended  = "ended"
)

// Suspend keeps everybody of a partner out of its portal from now on: sessions, links and queued mails of its users end at once, nothing new
// is added, billing goes on (domain.md 2.1). Its customers, and the MSPs of a reseller, go on; those get nothing new and are told to ask the
// reseller. Its Admins are told by mail. Needs SuspendPartner.
//
// Fails with fail.Invalid at "reason", fail.NotFound, fail.Forbidden, and fail.Conflict "not_active".
func Suspend(ctx context.Context, tx *store.Tx, id int64, reason string) (Partner, error) {
	p, err := forLife(ctx, tx, id)
	if err != nil {
		return Partner{}, err
	}
	if p.Status != Active {
		return Partner{}, fail.Conflict("not_active", p.Name+" is not active.")
	}
	if reason, err = account.Reason(reason); err != nil {
		return Partner{}, err
	}
	return p.become(ctx, tx, Paused, "partner.suspended", reason)
}

// Resume lets the people of a suspended partner in again. Invitations that were open are sent again by hand. Needs SuspendPartner.
// Fails with fail.NotFound, fail.Forbidden, and fail.Conflict "not_suspended".
func Resume(ctx context.Context, tx *store.Tx, id int64) (Partner, error) {
	p, err := forLife(ctx, tx, id)
	if err != nil {
		return Partner{}, err
	}
	if p.Status != Paused {
		return Partner{}, fail.Conflict("not_suspended", p.Name+" is not suspended.")
	}
	return p.become(ctx, tx, Active, "partner.resumed", "")
}

// End ends a partner for good, after its last company is gone or transferred; who does it types its name (domain.md 2.1). The home company
// does not count: onboard.EndPartner closes it. Needs SuspendPartner.
//
// Fails with fail.Invalid at "name" or "reason", fail.NotFound, fail.Forbidden, and fail.Conflict "partner_ended", "still_pays" or
// "companies_left", which says which remain.
func End(ctx context.Context, tx *store.Tx, id int64, typed, reason string) (Partner, error) {
	p, err := forLife(ctx, tx, id)
	if err != nil {
		return Partner{}, err
	}
	if err := Endable(ctx, tx, p); err != nil {
		return Partner{}, err
	}
	if store.Key(typed) != store.Key(p.Name) {
		return Partner{}, fail.Invalid(fail.At("name", "Type the name of the partner: "+p.Name))
	}
	if reason, err = account.Reason(reason); err != nil {
		return Partner{}, err
	}
	return p.become(ctx, tx, Ended, "partner.ended", reason)
}

// Endable reports why a partner can't be ended now, nil if it can. Fails with fail.Conflict "partner_ended", "companies_left" or
// "still_pays".
func Endable(ctx context.Context, tx *store.Tx, p Partner) error {
	if p.Status == Ended {
		return fail.Conflict("partner_ended", p.Name+" has ended already.")
	}
	left, err := Remaining(ctx, tx, p.ID)
	if err != nil {
		return err
	}
	if len(left) > 0 {
		return fail.Conflict("companies_left", fmt.Sprintf("%s still has %s. A partner ends after its last company is gone or transferred.", p.Name, listOf(left)))
	}
	return notBilledTo(ctx, tx, p)
}

func forLife(ctx context.Context, tx *store.Tx, id int64) (Partner, error) {
	if err := tx.May(access.SuspendPartner); err != nil {
		return Partner{}, err
	}
	return Get(ctx, tx, id)
}

// Left is a company that keeps a partner from being ended.
type Left struct {
	ID        int64
	Name      string
	Status    string
	DeletedAt *time.Time // of a deleted one: gone for good 30 days later
}

// Remaining are the companies of a partner that are not gone for good, by name; its home company is none of them (domain.md 2.1).
func Remaining(ctx context.Context, tx *store.Tx, id int64) ([]Left, error) {
	return store.All[Left](ctx, tx, `SELECT c.id, c.name, c.status, c.deleted_at FROM my_company c
		 WHERE c.partner_id = $1 AND c.kind <> 'home' AND c.status <> 'purged' ORDER BY c.name_key, c.id`, id)
}

// notBilledTo refuses to end who still pays for another partner (domain.md 2.2).
func notBilledTo(ctx context.Context, tx *store.Tx, p Partner) error {
	names, err := store.All[string](ctx, tx, `SELECT DISTINCT o.name FROM my_partnership s JOIN my_partner o ON o.id = s.partner_id
		  JOIN my_partnership q ON q.id = s.bill_to_id WHERE q.partner_id = $1 AND s.partner_id <> $1 AND o.status <> 'ended' ORDER BY o.name`, p.ID)
	if err == nil && len(names) > 0 {
		err = fail.Conflict("still_pays", p.Name+" still pays for "+and(names)+".")
	}
	return err
}

// mostNamed is how many companies a refusal names.
const mostNamed = 5

func listOf(left []Left) string {
	var names []string
	for i, c := range left {
		if i == mostNamed {
			names = append(names, fmt.Sprintf("%d more", len(left)-i))
			break
		}
		if c.DeletedAt != nil {
			c.Name += " (deleted, can still be restored)"
		}
		names = append(names, c.Name)
	}
	return and(names)
}

// and is a list in words.
func and(names []string) string {
	if n := len(names); n > 1 {
		return strings.Join(names[:n-1], ", ") + " and " + names[n-1]
	}
	return strings.Join(names, "")
}

// become writes the status, ends what must end, and tells the Admins.
func (p Partner) become(ctx context.Context, tx *store.Tx, status, action, reason string) (Partner, error) {
	n, err := tx.Exec(ctx, `UPDATE my_partner SET status = $1 WHERE id = $2`, status, p.ID)
	if err == nil && n != 1 {
		err = fmt.Errorf("partner %d: %d rows changed their status", p.ID, n)
	}
	if err != nil {
		return Partner{}, err
	}
	if status != Active {
		if err := account.KeepOut(ctx, tx, p.ID); err != nil {
			return Partner{}, err
		}
	}
	about := p.About()
	about.Before = map[string]string{"status": p.Status}
	after := map[string]string{"status": status}
	if reason != "" {
		after["reason"] = reason
	}
	tx.Audit(action, about, after)
	p.Status = status
	return p, p.tellAdmins(ctx, tx)
}

// tellAdmins mails the active Admins what became of their partner.
func (p Partner) tellAdmins(ctx context.Context, tx *store.Tx) error {
	people, err := account.OfPartner(ctx, tx, p.ID)
	if err != nil {
		return err
	}
	for _, a := range people {
		if a.Role != access.PartnerAdmin || a.Status != account.Active {
			continue
		}
		to := mail.To{Name: a.Name(), Address: a.Email, Partner: p.ID, Account: a.ID}
		if err := mail.Send(ctx, tx, to, mail.PartnerStatus{PartnerName: p.Name, Status: p.Status}); err != nil {
			return err
		}
	}
	return nil
}

// About names the partner in the audit.
func (p Partner) About() store.About {
	return store.About{Kind: "partner", ID: p.ID, Partner: p.ID, Name: p.Name}
}
