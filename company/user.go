package company

import (
	"context"
	"fmt"
	"time"

	"kontor/access"
	"kontor/account"
	"kontor/fail"
	"kontor/mail"
	"kontor/partner"
	"kontor/setting"
	"kontor/store"
)

// Company roles of an app user (domain.md 1).
const (
	Administrator = "administrator"
	User          = "user"
)

// AppUser is a user of a company, who holds a license of exactly one subscription.
type AppUser struct {
	ID, PartnerID, PartnershipID, CompanyID int64
	SubscriptionID                          *int64
	Email, FirstName, LastName              string
	Role                                    string
	Status                                  string // waiting, invited, active, suspended, removed
	TemporaryUntil                          *time.Time
	BouncedAt, AcceptedAt, LastSignInAt     *time.Time
	CreatedAt                               time.Time
}

// Name is the person's whole name.
func (u AppUser) Name() string { return u.FirstName + " " + u.LastName }

// About names the user in the audit.
func (u AppUser) About() store.About {
	return store.About{Kind: "app_user", ID: u.ID, Partner: u.PartnerID, Company: u.CompanyID, Name: u.Name()}
}

const userColumns = `id, partner_id, partnership_id, company_id, subscription_id, email, first_name, last_name, role, status, temporary_until,
	bounced_at, accepted_at, last_sign_in_at, created_at`

// AddUser gives a person an account at the company and a license of the subscription, and mails a temporary password (domain.md 3.2,
// 3.3). Subscription 0 is the company's only one.
//
// Fails with fail.Invalid, fail.NotFound, fail.Forbidden (of a child MSP's company "child_manages"), and fail.Conflict
// "no_license_available", "email_taken", "company_deleted" or "partner_suspended".
func AddUser(ctx context.Context, tx *store.Tx, company, subscription int64, p Person) (AppUser, error) {
	if err := tx.May(access.ManageAppUsers); err != nil {
		return AppUser{}, err
	}
	p = p.cleaned()
	if err := fail.Invalid(p.problems()...); err != nil {
		return AppUser{}, err
	}
	c, subscription, err := joined(ctx, tx, company, subscription)
	if err != nil {
		return AppUser{}, err
	}
	return newUser(ctx, tx, c, p, subscription)
}

// joined is the company that a person is to be added to, and the subscription: one the asker looks after, that takes new people.
func joined(ctx context.Context, tx *store.Tx, company, subscription int64) (Company, int64, error) {
	c, err := open(ctx, tx, company)
	if err != nil {
		return Company{}, 0, err
	}
	if err := c.Managed(tx.Who()); err != nil {
		return Company{}, 0, err
	}
	if err := growing(ctx, tx, c); err != nil {
		return Company{}, 0, err
	}
	subscription, err = chosen(ctx, tx, c.ID, subscription)
	return c, subscription, err
}

// chosen is the subscription a new user holds a license of: where there is only one, nobody is asked.
func chosen(ctx context.Context, tx *store.Tx, company, subscription int64) (int64, error) {
	if subscription != 0 {
		return subscription, nil
	}
	all, err := Subscriptions(ctx, tx, company)
	if err == nil && len(all) != 1 {
		err = fail.Invalid(fail.At("subscription", "Choose a subscription level."))
	}
	if err != nil {
		return 0, err
	}
	return all[0].ID, nil
}

// growing refuses new people while the partner they belong to is suspended (domain.md 2.1): of an msp company that is the child.
func growing(ctx context.Context, tx *store.Tx, c Company) error {
	of := c.PartnerID
	if c.ChildPartnerID != nil {
		of = *c.ChildPartnerID
	}
	p, err := partner.Get(ctx, tx, of)
	if err == nil && p.Status != "active" {
		err = partner.Suspended()
	}
	return err
}

// open is a company in scope that has not been deleted.
func open(ctx context.Context, tx *store.Tx, id int64) (Company, error) {
	c, err := Get(ctx, tx, id)
	if err == nil {
		err = c.notDeleted()
	}
	return c, err
}

func (c Company) notDeleted() error {
	if c.Status != "deleted" {
		return nil
	}
	return fail.Conflict("company_deleted", "This company is deleted. Restore it first.")
}

func newUser(ctx context.Context, tx *store.Tx, c Company, p Person, subscription int64) (AppUser, error) {
	if p.Quiet && tx.Who().Kind() != access.Staff {
		return AppUser{}, fail.Forbidden("mails_are_sent", "Only the vendor can add people without their welcome mail.")
	}
	v, err := setting.Get(ctx, tx)
	if err != nil {
		return AppUser{}, err
	}
	if err := freeAddress(ctx, tx, p.Email); err != nil {
		return AppUser{}, err
	}
	if err := takeLicense(ctx, tx, c, subscription); err != nil {
		return AppUser{}, err
	}
	secret, until := account.Temporary{}, (*time.Time)(nil)
	if !p.Quiet {
		secret, until = temporary(v, tx.Now())
	}
	u, err := store.One[AppUser](ctx, tx, `INSERT INTO app_user (partner_id, partnership_id, company_id, subscription_id, email, email_key,
		first_name, last_name, name_key, role, status, password_hash, temporary_until, created_at) `+keeper[c.Kind == MSP]+` RETURNING `+userColumns,
		c.ID, subscription, p.Email, store.Key(p.Email), p.FirstName, p.LastName, store.Key(p.FirstName+" "+p.LastName), p.Role, secret.Hash, until, tx.Now())
	if fail.CodeOf(err) == "email_taken" { // by somebody the asker may not be told of
		return AppUser{}, fail.Because(fail.ConflictAt("email_taken", "email", cannotBeUsed(v)), err)
	}
	if err != nil {
		return AppUser{}, err
	}
	tx.Audit("app_user.added", u.About(), p)
	tx.Emit("app_user.added", c.ID, map[string]any{"app_user": u.ID, "email": u.Email, "first_name": u.FirstName, "last_name": u.LastName, "role": u.Role})
	if p.Quiet {
		return u, nil
	}
	return u, welcome(ctx, tx, c, u, secret.Plain)
}

// temporary is a temporary password and until when it works (domain.md 3.3); nothing where the vendor's product has credentials of its
// own.
func temporary(v setting.Vendor, now time.Time) (account.Temporary, *time.Time) {
	if v.AppCredentials != "kontor" {
		return account.Temporary{}, nil
	}
	until := now.Add(time.Duration(v.TemporaryPasswordHours) * time.Hour)
	return account.NewTemporary(), &until
}

// freeAddress says where an address is in use among the companies that the asker sees; one address has one app account (domain.md 1). A
// system actor sees all of them and acts for somebody who does not, so it is told nothing.
func freeAddress(ctx context.Context, tx *store.Tx, email string) error {
	if tx.Who().Kind() == access.Machine {
		return nil // uq_app_user_email refuses it
	}
	type holder struct{ Name, Status string }
	at, taken, err := store.Maybe[holder](ctx, tx, `SELECT c.name, c.status FROM my_app_user u JOIN my_company c ON c.id = u.company_id
		 WHERE u.email_key = $1 AND u.status <> 'removed'`, store.Key(email))
	switch {
	case err != nil || !taken:
		return err
	case at.Status == "deleted": // its addresses stay reserved while it can be restored (domain.md 2.7)
		return fail.ConflictAt("email_taken", "email", "This address belongs to "+at.Name+", which is deleted. Restore "+at.Name+" in Companies > Deleted, or use another address.")
	}
	return fail.ConflictAt("email_taken", "email", "This address already has an account at "+at.Name+". One address has one account.")
}

// keeper: whose row an app user is. The people of an msp company belong to the child MSP, not to the reseller (domain.md 2.2).
var keeper = map[bool]string{
	false: `SELECT c.partner_id, c.partnership_id, c.id, $2, $3, $4, $5, $6, $7, $8, 'invited', $9, $10, $11 FROM my_company c WHERE c.id = $1`,
	true: `SELECT p.partner_id, p.id, c.id, $2, $3, $4, $5, $6, $7, $8, 'invited', $9, $10, $11
		FROM my_company c JOIN my_partnership p ON p.partner_id = c.child_partner_id AND p.is_main WHERE c.id = $1`,
}

// takeLicense refuses user N+1 (domain.md 3.2, billing.md N1); the count cannot be overrun by parallel requests.
func takeLicense(ctx context.Context, tx *store.Tx, c Company, subscription int64) error {
	n, err := tx.Exec(ctx, `UPDATE my_subscription SET used = used + 1 WHERE id = $1 AND company_id = $2 AND ended_at IS NULL AND used < license_count`,
		subscription, c.ID)
	if err != nil || n == 1 {
		return err
	}
	s, err := GetSubscription(ctx, tx, c.ID, subscription)
	if err != nil {
		return err
	}
	message := fmt.Sprintf("All %d licenses are in use. Remove a user or ask for more licenses.", s.LicenseCount)
	if c.Levels(tx.Who()) == nil {
		message = fmt.Sprintf("All %d licenses are in use. Add licenses or remove a user first.", s.LicenseCount)
	}
	return fail.ConflictAt("no_license_available", "subscription", message)
}

func welcome(ctx context.Context, tx *store.Tx, c Company, u AppUser, password string) error {
	type from struct{ Name, TimeZone string }
	p, err := store.One[from](ctx, tx, `SELECT name, time_zone FROM my_partner WHERE id = $1`, c.PartnerID)
	if fail.KindOf(err) == fail.KindNotFound { // a child MSP does not see its reseller: its own name stands in its mails
		p, err = store.One[from](ctx, tx, `SELECT name, time_zone FROM my_partner WHERE id = $1`, u.PartnerID)
	}
	if err != nil {
		return err
	}
	m := mail.AppWelcome{PartnerName: p.Name, CompanyName: c.Name, TeamName: c.TeamName, Email: u.Email, TemporaryPassword: password, Zone: p.TimeZone}
	if u.TemporaryUntil != nil {
		m.ExpiresAt = *u.TemporaryUntil
	}
	return mail.Send(ctx, tx, mail.To{Name: u.Name(), Address: u.Email, Partner: u.PartnerID, Company: c.ID, AppUser: u.ID}, m)
}

// GetUser is one app user of a company in scope.
func GetUser(ctx context.Context, tx *store.Tx, company, id int64) (AppUser, error) {
	return store.One[AppUser](ctx, tx, `SELECT `+userColumns+` FROM my_app_user WHERE id = $1 AND company_id = $2 AND status <> 'removed'`, id, company)
}

// Resend mails an invited app user a new temporary password; the older one ends (domain.md 3.3).
//
// Fails with fail.NotFound, fail.Forbidden, and fail.Conflict "already_signed_in" once the user has a password of their own,
// "too_many_mails" beyond five an hour, and "company_deleted".
func Resend(ctx context.Context, tx *store.Tx, company, id int64) (AppUser, error) {
	c, u, err := forUser(ctx, tx, access.ManageAppUsers, company, id)
	if err != nil {
		return AppUser{}, err
	}
	if u.Status != "invited" {
		return AppUser{}, fail.Conflict("already_signed_in", u.Name()+" has signed in already and can use “Forgot password”.")
	}
	if n, err := account.MailGuess(u.Email).Count(ctx, tx); err != nil {
		return AppUser{}, err
	} else if n == 0 {
		return AppUser{}, account.TooManyMails(u.Email)
	}
	return welcomeAgain(ctx, tx, c, u)
}

// welcomeAgain mails an invited user a new temporary password. The older one ends, and mail.Send takes back the mail that has it, if that
// is still queued.
func welcomeAgain(ctx context.Context, tx *store.Tx, c Company, u AppUser) (AppUser, error) {
	v, err := setting.Get(ctx, tx)
	if err != nil {
		return AppUser{}, err
	}
	secret, until := temporary(v, tx.Now())
	if _, err := tx.Exec(ctx, `UPDATE my_app_user SET password_hash = $1, temporary_until = $2, bounced_at = NULL WHERE id = $3`, secret.Hash, until, u.ID); err != nil {
		return AppUser{}, err
	}
	u.TemporaryUntil, u.BouncedAt = until, nil
	tx.Audit("app_user.welcome_resent", u.About(), nil)
	return u, welcome(ctx, tx, c, u, secret.Plain)
}

func mayGo(ctx context.Context, tx *store.Tx, c Company, u AppUser) error {
	if c.OwnerID != nil && *c.OwnerID == u.ID {
		return fail.Conflict("owner_stays", u.Name()+" is the owner of "+c.Name+" and cannot be removed. Hand over ownership first.")
	}
	if u.Role != Administrator {
		return nil
	}
	others, err := store.One[int64](ctx, tx, `SELECT count(*) FROM my_app_user
		WHERE company_id = $1 AND id <> $2 AND role = 'administrator' AND status IN ('invited', 'active')`, c.ID, u.ID)
	if err == nil && others == 0 {
		err = fail.Conflict("last_administrator", u.Name()+" is the last administrator of "+c.Name+". Make somebody else administrator first.")
	}
	return err
}

// endAccess ends sessions, links and queued mails of an app user at once (trust.md "Who sees what").
func endAccess(ctx context.Context, tx *store.Tx, id int64) error {
	of := account.Subject{AppUser: id}
	if err := account.EndSessions(ctx, tx, of); err != nil {
		return err
	}
	if err := account.VoidLinks(ctx, tx, of); err != nil {
		return err
	}
	return mail.Void(ctx, tx, mail.To{AppUser: id})
}
