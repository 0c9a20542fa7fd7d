package account

import (
	"context"
	"fmt"
	"strings"
	"time"
	"unicode/utf8"

	"kontor/access"
	"kontor/fail"
	"kontor/mail"
	"kontor/setting"
	"kontor/store"
)

// Draft is a new portal user: of a partner, or with Partner 0 of the vendor's staff.
type Draft struct {
	Partner      int64
	Partnerships []int64 // where the membership is; none: the main one (domain.md 4.2)
	FirstName    string
	LastName     string
	Email        string
	Phone        string
	Username     string // "": proposed
	Role         access.Role
	AppUser      int64  // the person's app account, 0 if there is none
	InvitedBy    string // who the mail names; "": the person who asks
}

// Invite makes an account with its memberships and mails a link to create a password (domain.md 4.4). Staff is invited by who may
// ManageStaff, partner users by who may InvitePartnerUser. Role notifications gets no link: it signs in by no road (domain.md 4.1).
//
// Fails with Invalid field by field, Conflict "email_taken" at "email" (vendor staff are told whose it is, and Link leads there;
// others only what to do, domain.md 4.6) or "username_taken" at "username", Conflict "partner_suspended", Forbidden and NotFound.
func Invite(ctx context.Context, tx *store.Tx, d Draft) (Account, error) {
	a, _, err := invite(ctx, tx, d)
	return a, err
}

func invite(ctx context.Context, tx *store.Tx, d Draft) (Account, string, error) {
	if err := MayInvite(tx, d.Partner); err != nil {
		return Account{}, "", err
	}
	status := Invited
	if d.Role == access.Notifications {
		status = Active
	}
	c, err := d.add(ctx, tx, status, "")
	if err != nil {
		return Account{}, "", err
	}
	tx.Audit("account.invited", c.about(), map[string]any{"email": c.Email, "username": c.Username, "role": c.Role, "partnerships": d.Partnerships})
	if status == Active {
		return c.Account, "", nil
	}
	address, until, err := c.invite(ctx, tx, d.InvitedBy)
	c.InvitedUntil = &until
	return c.Account, address, err
}

// MayInvite tells whether the asker may add people to a partner, or with partner 0 to the vendor's staff. Fails with fail.Forbidden, and
// with fail.NotFound where the partner is not the asker's own.
func MayInvite(tx *store.Tx, partner int64) error {
	if partner == 0 {
		return tx.May(access.ManageStaff)
	}
	if own := tx.Who().Partner(); own != 0 && own != partner { // a reseller sees its children, and adds nobody there
		return fail.NotFound("The partner")
	}
	return tx.May(access.InvitePartnerUser)
}

// Resend mails a new invitation; the older link ends (domain.md 4.4). The account tells until when the new one works. Fails with
// Conflict "already_accepted", Conflict "too_many_mails" beyond five an hour, Forbidden and NotFound.
func Resend(ctx context.Context, tx *store.Tx, id int64) (Account, error) {
	c, err := byID(ctx, tx, id)
	if err != nil {
		return Account{}, err
	}
	if err := MayInvite(tx, c.Partner); err != nil {
		return Account{}, err
	}
	if c.Status != Invited {
		return Account{}, fail.Conflict("already_accepted", c.Name()+" has no open invitation.")
	}
	if n, err := MailGuess(c.Email).Count(ctx, tx); err != nil {
		return Account{}, err
	} else if n == 0 {
		return Account{}, TooManyMails(c.Email)
	}
	tx.Audit("account.invitation_resent", c.about(), nil)
	_, until, err := c.invite(ctx, tx, "")
	c.InvitedUntil, c.BouncedAt = &until, nil
	return c.Account, err
}

// TooManyMails is the refusal of one more mail to an address that had MailGuess's five within the hour: Conflict "too_many_mails".
func TooManyMails(email string) error {
	return fail.Conflict("too_many_mails", "Five mails went to "+email+" within the hour. Please wait before you send another one.")
}

// invite makes the link, mails it and gives its address.
func (c credentials) invite(ctx context.Context, tx *store.Tx, by string) (address string, until time.Time, err error) {
	brand, err := setting.Get(ctx, tx)
	if err != nil {
		return "", until, err
	}
	secret, until, err := NewLink(ctx, tx, Invitation, Subject{Account: c.ID}, c.Email, time.Duration(brand.InvitationHours)*time.Hour)
	if err != nil {
		return "", until, err
	}
	if _, err := tx.Exec(ctx, `UPDATE my_account SET bounced_at = NULL WHERE id = $1`, c.ID); err != nil {
		return "", until, err
	}
	if who := tx.Who(); by == "" && who.Kind() != access.Machine {
		by = who.Name()
	}
	zone, err := c.zone(ctx, tx)
	if err != nil {
		return "", until, err
	}
	address = tx.URL("/invitation/" + secret)
	return address, until, mail.Send(ctx, tx, c.to(), mail.PortalInvitation{PartnerName: c.PartnerName, InvitedBy: by, Username: c.Username,
		Link: address, ExpiresAt: until, Zone: zone})
}

// add checks a draft and inserts the account, with its memberships, in this status.
func (d Draft) add(ctx context.Context, tx *store.Tx, status, hash string) (credentials, error) {
	if err := d.ready(ctx, tx); err != nil {
		return credentials{}, err
	}
	var accepted *time.Time
	if status == Active {
		now := tx.Now()
		accepted = &now
	}
	args := []any{d.Email, store.Key(d.Email), d.Username, d.FirstName, d.LastName, d.Phone, d.Role, status, hash, store.Ref(d.AppUser), tx.Now(), accepted}
	insert := `INSERT INTO account (email, email_key, username, username_key, first_name, last_name, phone, role, status, password_hash, app_user_id, created_at, accepted_at)
		SELECT $1, $2, $3, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12 FROM my_vendor v RETURNING id`
	if d.Partner != 0 {
		insert, args = `INSERT INTO account (email, email_key, username, username_key, first_name, last_name, phone, role, status, password_hash, app_user_id, created_at, accepted_at, partner_id)
			SELECT $1, $2, $3, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, p.id FROM my_partner p WHERE p.id = $13 RETURNING id`, append(args, d.Partner)
	}
	id, err := store.One[int64](ctx, tx, insert, args...)
	if err != nil {
		return credentials{}, err
	}
	if err := d.join(ctx, tx, id); err != nil {
		return credentials{}, err
	}
	return byID(ctx, tx, id)
}

// join makes the memberships, in any of the partner's partnerships whichever the asker is in: an Admin has all (domain.md 4.2).
func (d Draft) join(ctx context.Context, tx *store.Tx, id int64) error {
	if d.Partner == 0 {
		return nil
	}
	tx = tx.As(signer(tx.Who().IP()))
	if len(d.Partnerships) == 0 {
		main, err := store.One[int64](ctx, tx, `SELECT id FROM my_partnership WHERE partner_id = $1 AND is_main`, d.Partner)
		if err != nil {
			return err
		}
		d.Partnerships = []int64{main}
	}
	for _, p := range d.Partnerships {
		n, err := tx.Exec(ctx, `INSERT INTO membership (partner_id, partnership_id, account_id, scope)
			SELECT f.partner_id, f.id, a.id, 'all' FROM my_partnership f JOIN my_account a ON a.partner_id = f.partner_id WHERE f.id = $1 AND a.id = $2`, p, id)
		if err != nil {
			return err
		}
		if n == 0 {
			return fail.Invalid(fail.At("partnership", "Choose one of the partner’s partnerships."))
		}
	}
	return nil
}

// ready cleans the draft, proposes a username where there is none, and holds all of it against the rules.
func (d *Draft) ready(ctx context.Context, tx *store.Tx) (err error) {
	for _, s := range []*string{&d.FirstName, &d.LastName, &d.Email, &d.Phone} {
		*s = store.Clean(*s)
	}
	if d.Username = store.Key(d.Username); d.Username == "" {
		if d.Username, err = ProposeUsername(ctx, tx, d.FirstName, d.LastName); err != nil {
			return err
		}
	}
	if err := d.partnerOpen(ctx, tx); err != nil {
		return err
	}
	bad, err := d.problems(ctx, tx)
	if err != nil {
		return err
	}
	if err := fail.Invalid(bad...); err != nil {
		return err
	}
	if err := addressFree(ctx, tx, d.Email); err != nil {
		return err
	}
	return usernameFree(ctx, tx, d.Username)
}

func (d *Draft) partnerOpen(ctx context.Context, tx *store.Tx) error {
	if d.Partner == 0 {
		return nil
	}
	status, err := store.One[string](ctx, tx, `SELECT status FROM my_partner WHERE id = $1`, d.Partner)
	if err == nil && status != Active {
		err = fail.Conflict("partner_suspended", "The partner is not active, so nobody can be added to it.")
	}
	return err
}

func (d *Draft) problems(ctx context.Context, tx *store.Tx) ([]fail.Field, error) {
	brand, err := setting.Get(ctx, tx)
	if err != nil {
		return nil, err
	}
	var bad []fail.Field
	for _, n := range []struct{ field, label, value string }{{"first_name", "first", d.FirstName}, {"last_name", "last", d.LastName}} {
		if c := utf8.RuneCountInString(n.value); c == 0 || c > 100 {
			bad = append(bad, fail.At(n.field, fmt.Sprintf("Enter the %s name, up to 100 characters.", n.label)))
		}
	}
	bad = append(bad, fieldsOf(CheckEmail(d.Email))...)
	rule := brand.PhoneRule
	if d.Partner == 0 || tx.Who().Kind() == access.Machine { // the rule is that of "Add Partner User" (domain.md 4.5)
		rule = Optional
	}
	bad = append(bad, fieldsOf(CheckPhone(rule, d.Phone))...)
	bad = append(bad, fieldsOf(CheckUsername(d.Username))...)
	if d.Partner == 0 && !staffRole(d.Role) || d.Partner != 0 && !partnerRole(d.Role) {
		bad = append(bad, fail.At("role", "Choose a role."))
	}
	return bad, nil
}

func fieldsOf(err error) []fail.Field {
	if e, ok := fail.AsInvalid(err); ok {
		return e.Fields
	}
	return nil
}

// addressFree refuses an address that is in use anywhere among partners and vendor staff. Staff are told by whom; partner users only
// that it can't be used, whom to ask and what to send: they learn nothing of other partners (domain.md 4.6).
func addressFree(ctx context.Context, tx *store.Tx, email string) error {
	a, taken, err := byEmail(ctx, tx.As(signer(tx.Who().IP())), email)
	if err != nil || !taken {
		return err
	}
	if who := tx.Who(); who.Kind() == access.Staff || who.May(access.ManageStaff) {
		at := a.PartnerName
		if at == "" {
			at = "your own staff"
		}
		refusal, _ := fail.As(fail.ConflictAt("email_taken", "email",
			fmt.Sprintf("This address belongs to another user: %s (%s) at %s. Use a different address.", a.Name(), a.Username, at)))
		refusal.Link = fail.Link{Text: "Open the account of " + a.Name(), Target: fmt.Sprintf("account:%d", a.ID)}
		return refusal
	}
	brand, err := setting.Get(ctx, tx)
	if err != nil {
		return err
	}
	ask := strings.Join(strings.Fields(brand.SupportEmail+" "+brand.SupportURL), " or ")
	if ask == "" {
		ask = brand.Name
	}
	return fail.ConflictAt("email_taken", "email", "This address can’t be used. Ask "+ask+" and send the company name and the address.")
}

func usernameFree(ctx context.Context, tx *store.Tx, name string) error {
	_, taken, err := byLogin(ctx, tx.As(signer(tx.Who().IP())), name)
	if err == nil && taken {
		err = fail.ConflictAt("username_taken", "username", "This username is taken. Choose another one.")
	}
	return err
}

func partnerRole(r access.Role) bool {
	switch r {
	case access.PartnerAdmin, access.PartnerUser, access.MarketingRole, access.Notifications:
		return true
	}
	return false
}

func staffRole(r access.Role) bool {
	return r == access.Owner || r == access.PortalAdmin || r == access.Support
}
