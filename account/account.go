// Package account holds the users of the portal: those of partners and the vendor's own staff. It invites them, signs them in and says
// who is asking (Visit); package company does the same for app users with the passwords, sessions, links and counters of this package.
package account

import (
	"context"
	"strings"
	"time"

	"kontor/access"
	"kontor/fail"
	"kontor/store"
)

// The states of an account (domain.md 1).
const (
	Invited   = "invited"
	Active    = "active"
	Suspended = "suspended"
	Removed   = "removed"
	Released  = "released"
)

// Account is a portal user. Partner is 0 for the vendor's staff.
type Account struct {
	ID           int64
	Partner      int64 `db:"partner_ref"`
	Email        string
	Username     string
	FirstName    string
	LastName     string
	Phone        string
	Role         access.Role
	Status       string
	AppUserID    *int64 // the person's app account, where there is one
	CreatedAt    time.Time
	AcceptedAt   *time.Time
	LastSignInAt *time.Time
	BouncedAt    *time.Time
	InvitedUntil *time.Time // until when the link of the invitation works; nil when there is none to use
}

// Name is the person's name as shown.
func (a Account) Name() string { return strings.TrimSpace(a.FirstName + " " + a.LastName) }

// State is the status as the list shows it: an invitation may also be "bounced" or "expired" (domain.md 4.4).
func (a Account) State(now time.Time) string {
	switch {
	case a.Status != Invited:
		return a.Status
	case a.BouncedAt != nil:
		return "bounced"
	case a.InvitedUntil == nil || !now.Before(*a.InvitedUntil):
		return "expired"
	}
	return Invited
}

// about is the account as the audit names it.
func (a Account) about() store.About {
	return store.About{Kind: "account", ID: a.ID, Partner: a.Partner, Name: a.Name()}
}

const accountColumns = `a.id, COALESCE(a.partner_id, 0) AS partner_ref, a.email, a.username, a.first_name, a.last_name, a.phone, a.role, a.status,
	a.app_user_id, a.created_at, a.accepted_at, a.last_sign_in_at, a.bounced_at, l.expires_at AS invited_until`

const fromAccount = ` FROM my_account a
	LEFT JOIN link l ON l.account_id = a.id AND l.purpose = 'invitation' AND l.used_at IS NULL AND l.voided_at IS NULL`

// Get is one account that the asker sees. Fails with fail.NotFound.
func Get(ctx context.Context, tx *store.Tx, id int64) (Account, error) {
	return store.One[Account](ctx, tx, `SELECT `+accountColumns+fromAccount+` WHERE a.id = $1`, id)
}

// OfPartner are the users of a partner that the asker sees, by name; removed and released ones are not among them.
func OfPartner(ctx context.Context, tx *store.Tx, partner int64) ([]Account, error) {
	return store.All[Account](ctx, tx, `SELECT `+accountColumns+fromAccount+`
		WHERE a.partner_id = $1 AND a.status NOT IN ('removed', 'released') ORDER BY a.first_name, a.last_name, a.id`, partner)
}

// Staff are the vendor's own people, by name. The asker needs access.ManageStaff.
func Staff(ctx context.Context, tx *store.Tx) ([]Account, error) {
	if err := tx.May(access.ManageStaff); err != nil {
		return nil, err
	}
	return store.All[Account](ctx, tx, `SELECT `+accountColumns+fromAccount+`
		WHERE a.partner_id IS NULL AND a.status NOT IN ('removed', 'released') ORDER BY a.first_name, a.last_name, a.id`)
}

// credentials are an account with what sign-in needs of it. It never leaves this package.
type credentials struct {
	Account
	PasswordHash       string
	MustChangePassword bool
	TemporaryHash      string     // of a temporary password that was mailed and not used yet
	TemporaryUntil     *time.Time // until when it works, also after it was used and not changed
	PartnerName        string     // "" for the vendor's staff
	PartnerStatus      string
	TimeZone           string // the partner's
}

// open tells whether the account may be used at all: not suspended, not that of a partner who is, and of a role that signs in
// (domain.md 2.1, 4.1).
func (c credentials) open() bool {
	return (c.Status == Invited || c.Status == Active) && c.PartnerStatus == Active && c.Role != access.Notifications
}

// signsIn is open and accepted.
func (c credentials) signsIn() bool { return c.open() && c.Status == Active }

const credentialColumns = accountColumns + `, a.password_hash, a.must_change_password, a.temporary_hash, a.temporary_until, COALESCE(p.name, '') AS partner_name,
	COALESCE(p.status, 'active') AS partner_status, COALESCE(p.time_zone, '') AS time_zone`

const fromCredentials = fromAccount + ` LEFT JOIN my_partner p ON p.id = a.partner_id`

// byLogin finds who signs in with this username or email. Usernames never hold "@" (domain.md 1 "Two name spaces").
func byLogin(ctx context.Context, tx *store.Tx, login string) (credentials, bool, error) {
	if strings.Contains(store.Key(login), "@") {
		return byEmail(ctx, tx, login)
	}
	return store.Maybe[credentials](ctx, tx, `SELECT `+credentialColumns+fromCredentials+`
		WHERE a.username_key = $1 AND a.status NOT IN ('removed', 'released')`, store.Key(login))
}

func byEmail(ctx context.Context, tx *store.Tx, email string) (credentials, bool, error) {
	return store.Maybe[credentials](ctx, tx, `SELECT `+credentialColumns+fromCredentials+`
		WHERE a.email_key = $1 AND a.status NOT IN ('removed', 'released')`, store.Key(email))
}

func byID(ctx context.Context, tx *store.Tx, id int64) (credentials, error) {
	return store.One[credentials](ctx, tx, `SELECT `+credentialColumns+fromCredentials+` WHERE a.id = $1`, id)
}

// signer is the system actor that looks accounts up, makes sessions and counts guesses, at the caller's network address.
func signer(ip string) access.Actor { return access.System("sign-in").From(ip) }

func tooMany(code, field, message string) error {
	if field == "" {
		return fail.Conflict(code, message)
	}
	return fail.ConflictAt(code, field, message)
}
