package account

import (
	"context"
	"strconv"

	"kontor/access"
	"kontor/fail"
	"kontor/mail"
	"kontor/setting"
	"kontor/store"
)

// Opened is what the page of a link shows: the link, and whose it is.
type Opened struct {
	Link
	FirstName, LastName, Username, Email string
	Portal                               string // the partner's name; the vendor's for its own staff
	TimeZone                             string // in which times are told
}

// Open looks at the link of an invitation or a reset; it uses nothing up (domain.md 4.4). One that has expired or was used comes with
// Expired or Used set. Fails with fail.NotFound for a link nobody sent, and for that of an account that may not be used.
func Open(ctx context.Context, db *store.DB, purpose, secret string) (Opened, error) {
	l, a, brand, err := openLink(ctx, db, purpose, secret)
	if err != nil {
		return Opened{}, err
	}
	o := Opened{Link: l, FirstName: a.FirstName, LastName: a.LastName, Username: a.Username, Email: a.Email, Portal: a.PartnerName, TimeZone: a.TimeZone}
	if a.Partner == 0 {
		o.Portal, o.TimeZone = brand.Name, brand.BillingZone
	}
	return o, nil
}

func openLink(ctx context.Context, db *store.DB, purpose, secret string) (l Link, a credentials, brand setting.Vendor, err error) {
	err = db.Read(ctx, signer(""), func(tx *store.Tx) (err error) {
		if brand, err = setting.Get(ctx, tx); err != nil {
			return err
		}
		l, a, err = linked(ctx, tx, purpose, secret)
		return err
	})
	return l, a, brand, err
}

// linked is the link with its account. A link to an address the person no longer has is as good as used.
func linked(ctx context.Context, tx *store.Tx, purpose, secret string) (Link, credentials, error) {
	l, err := FindLink(ctx, tx, Portal, purpose, secret)
	if err != nil || purpose != Invitation && purpose != Reset || l.AccountID == nil {
		return Link{}, credentials{}, notFound(err)
	}
	a, err := byID(ctx, tx, *l.AccountID)
	if err != nil || !a.open() {
		return Link{}, credentials{}, notFound(err)
	}
	if l.EmailKey != store.Key(a.Email) || purpose == Invitation && a.Status != Invited {
		l.Used, l.Expired = true, false
	}
	return l, a, nil
}

func notFound(err error) error {
	if err != nil {
		return err
	}
	return fail.NotFound("The link")
}

// SetPassword sets the password that the holder of an invitation or reset link chose, and uses the link up: of many tries at once one
// succeeds. It accepts an invitation, ends all sessions and other links, and from then on guards a partner's last Admin
// (domain.md 4.3). A mail tells of a reset. Fails with Invalid at "password", Conflict "link_used" or "link_expired", and NotFound.
func SetPassword(ctx context.Context, db *store.DB, purpose, secret, password, ip string) error {
	l, a, brand, err := openLink(ctx, db, purpose, secret)
	if err != nil {
		return err
	}
	if err := l.Works(a.Email); err != nil {
		return err
	}
	if err := CheckPassword(password, a.names(brand)...); err != nil {
		return err
	}
	hash, err := HashPassword(ctx, password)
	if err != nil {
		return err
	}
	return db.Write(ctx, signer(ip), func(tx *store.Tx) error {
		l, a, err := linked(ctx, tx, purpose, secret)
		if err != nil {
			return err
		}
		if err := l.Works(a.Email); err != nil {
			return err
		}
		if err := l.Use(ctx, tx); err != nil {
			return err
		}
		return a.choose(ctx, tx, purpose, hash, ip)
	})
}

// choose stores the new password and does what follows from it.
func (c credentials) choose(ctx context.Context, tx *store.Tx, purpose, hash, ip string) error {
	of := Subject{Account: c.ID}
	if _, err := tx.Exec(ctx, `UPDATE my_account SET password_hash = $1, must_change_password = FALSE, temporary_hash = '', temporary_until = NULL, status = 'active', bounced_at = NULL,
		accepted_at = COALESCE(accepted_at, $2) WHERE id = $3`, hash, tx.Now(), c.ID); err != nil {
		return err
	}
	if c.Role == access.PartnerAdmin {
		if err := hadAdmin(ctx, tx, c.Partner); err != nil {
			return err
		}
	}
	if err := EndSessions(ctx, tx, of); err != nil {
		return err
	}
	if err := VoidLinks(ctx, tx, of); err != nil {
		return err
	}
	for _, subject := range []string{strconv.FormatInt(c.ID, 10), typed(c.Email), typed(c.Username)} {
		if err := Forgive(ctx, tx, Portal, subject, ip); err != nil {
			return err
		}
	}
	if purpose == Invitation {
		tx.Audit("account.invitation_accepted", c.about(), nil)
		return nil
	}
	tx.Audit("account.password_reset", c.about(), nil)
	return mail.Send(ctx, tx, c.to(), mail.PasswordChanged{Username: c.Username})
}
