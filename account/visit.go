package account

import (
	"context"
	"time"

	"kontor/access"
	"kontor/store"
)

// Visitor is who is signed in at the portal, and the faces of it that are theirs. The zero Visitor is nobody.
type Visitor struct {
	Account    Account
	Faces      []Face // the vendor's, or one for each partnership, the main one first
	MustChange bool   // only a new password may be chosen
	Session    Session
	Display    Display
	viewer     access.Actor // who looks at the portal as this visitor; zero: the visitor (view.go)
}

// Face is one part of the portal that a visitor may be in: the vendor's, or a partnership.
type Face struct {
	Kind        string // "vendor" or "partner"
	Partnership int64  // of a partner's face
	Name, Type  string // the partner's name, and "msp" or "reseller"
	LogoHash    string // of the partner's logo, "" where there is none
	member      access.Member
}

// SignedIn tells whether there is somebody.
func (v Visitor) SignedIn() bool { return v.Account.ID != 0 }

// Actor is the visitor in one partnership: the zero Actor, who sees nothing, if it is not one of theirs or the password must be
// changed before.
func (v Visitor) Actor(partnership int64) access.Actor {
	for _, f := range v.Faces {
		if f.Kind == "partner" && f.Partnership == partnership && !v.MustChange {
			if v.viewer != (access.Actor{}) {
				return access.Viewing(access.AsPartnerUser(f.member), v.viewer)
			}
			return access.AsPartnerUser(f.member)
		}
	}
	return access.Actor{}
}

// StaffActor is the visitor in the vendor's face: the zero Actor for partner users.
func (v Visitor) StaffActor() access.Actor {
	if v.Account.Partner != 0 || v.MustChange {
		return access.Actor{}
	}
	return access.AsStaff(v.Account.ID, v.Account.Role, v.Account.Name())
}

// sight is one row of Visit: the session and its account, with one partnership beside it.
type sight struct {
	Account
	SessionID          int64
	SessionCreatedAt   time.Time
	SeenAt             time.Time
	IdleHours, Days    int64
	MustChangePassword bool
	PartnerName        *string
	PartnerStatus      *string
	LogoHash           *string
	HomeCompanyID      *int64
	HomePartnership    *int64
	PartnershipID      *int64
	Type               *string
	MembershipID       *int64
	Scope              *string
	Display
}

// What Visit reads: who holds a token, who has a session, and – to look through their eyes – who has an account.
const (
	visit       = seenBySession + visitColumns + fromSession + visitJoins + ` WHERE s.token_hash = $1` + visitOrder
	visitBy     = seenBySession + visitColumns + fromSession + visitJoins + ` WHERE s.id = $1` + visitOrder
	visitViewed = `SELECT 0 AS session_id, a.created_at AS session_created_at, a.created_at AS seen_at, 0 AS idle_hours, 0 AS days, ` + visitColumns + ` FROM my_account a` +
		visitJoins + ` WHERE a.id = $1` + visitOrder

	seenBySession = `SELECT s.id AS session_id, s.created_at AS session_created_at, s.seen_at, v.session_idle_hours AS idle_hours, v.session_days AS days, `
	fromSession   = ` FROM session s CROSS JOIN my_vendor v JOIN my_account a ON a.id = s.account_id`
	visitOrder    = ` ORDER BY f.is_main DESC, f.id`
)

const visitColumns = `a.id, COALESCE(a.partner_id, 0) AS partner_ref, a.email, a.username,
	a.first_name, a.last_name, a.phone, a.role, a.status, a.created_at, a.must_change_password, a.theme, a.density, a.single_keys,
	p.name AS partner_name, p.status AS partner_status, p.logo_hash, p.home_company_id, h.partnership_id AS home_partnership,
	f.id AS partnership_id, f.type, m.id AS membership_id, m.scope`

const visitJoins = `
	LEFT JOIN my_partner p ON p.id = a.partner_id
	LEFT JOIN my_company h ON h.id = p.home_company_id
	LEFT JOIN my_partnership f ON f.partner_id = p.id
	LEFT JOIN my_membership m ON m.account_id = a.id AND m.partnership_id = f.id`

// Visit says who holds this token: nobody, without an error, if the session ended or the account may not be used any more. It reads
// everything in one statement on every request, so that a suspension, removal or change of role acts at once (trust.md "Who sees what").
func Visit(ctx context.Context, db *store.DB, token string) (Visitor, error) {
	if token == "" {
		return Visitor{}, nil
	}
	v, err := seen(ctx, db, visit, TokenHash(Portal, token))
	if err != nil || !v.Session.Live(db.Now()) {
		return Visitor{}, err
	}
	v.Session.Touch(ctx, db)
	return v, nil
}

// seen is who one of the statements of Visit finds, whether or not the session still lives.
func seen(ctx context.Context, db *store.DB, statement string, by any) (Visitor, error) {
	rows, err := store.Read(ctx, db, signer(""), func(tx *store.Tx) ([]sight, error) { return store.All[sight](ctx, tx, statement, by) })
	if err != nil || len(rows) == 0 {
		return Visitor{}, err
	}
	r := rows[0]
	if r.Status != Active || r.PartnerStatus != nil && *r.PartnerStatus != Active || r.Role == access.Notifications {
		return Visitor{}, nil
	}
	v := Visitor{Account: r.Account, MustChange: r.MustChangePassword, Display: r.Display,
		Session: Session{ID: r.SessionID, CreatedAt: r.SessionCreatedAt, SeenAt: r.SeenAt, IdleHours: r.IdleHours, Days: r.Days}}
	if r.Partner == 0 {
		v.Faces = []Face{{Kind: "vendor"}}
		return v, nil
	}
	for _, r := range rows {
		if f, ok := r.face(); ok {
			v.Faces = append(v.Faces, f)
		}
	}
	return v, nil
}

// face is the partnership of this row, if it is one of the account's: Admin and Marketing have all, a User those of a membership
// (domain.md 4.2).
func (r sight) face() (Face, bool) {
	if r.PartnershipID == nil || r.MembershipID == nil && r.Role == access.PartnerUser {
		return Face{}, false
	}
	m := access.Member{Account: r.ID, Partner: r.Partner, Partnership: *r.PartnershipID, Role: r.Role, Name: r.Name()}
	if r.MembershipID != nil {
		m.Membership, m.Listed = *r.MembershipID, *r.Scope == "listed"
	}
	if r.HomeCompanyID != nil {
		m.Home = *r.HomeCompanyID
		m.Away = r.HomePartnership != nil && *r.HomePartnership != m.Partnership
	}
	hash := ""
	if r.LogoHash != nil { // a key reads none
		hash = *r.LogoHash
	}
	return Face{Kind: "partner", Partnership: m.Partnership, Name: *r.PartnerName, Type: *r.Type, LogoHash: hash, member: m}, true
}
