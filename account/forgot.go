package account

import (
	"context"
	"time"

	"kontor/fail"
	"kontor/mail"
	"kontor/setting"
	"kontor/store"
)

// AnswerAfter is the least time in which a question about an address is answered, so that the time does not tell whether there is such
// an account (domain.md 4.8). It is set before the first request or never.
var AnswerAfter = 250 * time.Millisecond

// Evenly runs act and answers after AnswerAfter or, if that took longer, at once.
func Evenly(ctx context.Context, act func() error) error {
	t := time.NewTimer(AnswerAfter)
	defer t.Stop()
	err := act()
	select {
	case <-t.C:
	case <-ctx.Done():
	}
	return err
}

// ForgotPassword mails a link to choose a new password, or by the vendor's setting a temporary one, to who has this username or email;
// nothing ends until it is used. An account
// that was never activated gets a fresh invitation instead (domain.md 4.4, 4.8). It does not tell whether there was such an account.
// Fails with Conflict "too_many_attempts" when too much is asked for from one network; mails beyond the limit of an address are not
// sent, silently.
func ForgotPassword(ctx context.Context, db *store.DB, login, ip string) error {
	return Ask(ctx, db, "login", ip, func(tx *store.Tx) error {
		a, ok, err := byLogin(ctx, tx, login)
		if err != nil || !ok || !a.open() {
			return err
		}
		if n, err := MailGuess(a.Email).Count(ctx, tx); err != nil || n == 0 {
			return err
		}
		if a.Status == Invited {
			_, _, err = a.invite(ctx, tx, "")
			tx.Audit("account.invitation_resent", a.about(), nil)
			return err
		}
		tx.Audit("account.password_forgotten", a.about(), nil)
		return a.mailForgotten(ctx, tx)
	})
}

// ForgotUsername mails the username to this address if somebody has it, and does not tell whether (domain.md 4.4). Fails as
// ForgotPassword.
func ForgotUsername(ctx context.Context, db *store.DB, email, ip string) error {
	return Ask(ctx, db, "email", ip, func(tx *store.Tx) error {
		a, ok, err := byEmail(ctx, tx, email)
		if err != nil || !ok || !a.open() {
			return err
		}
		if n, err := MailGuess(a.Email).Count(ctx, tx); err != nil || n == 0 {
			return err
		}
		tx.Audit("account.username_forgotten", a.about(), nil)
		return mail.Send(ctx, tx, a.to(), mail.ForgottenUsername{Username: a.Username})
	})
}

// RenewLink mails a new invitation in place of one that has expired, to the address it was for (domain.md 4.4). It does nothing, and
// does not tell, for a link that nobody sent, that still works, or whose account was activated. Fails as ForgotPassword.
func RenewLink(ctx context.Context, db *store.DB, secret, ip string) error {
	return Ask(ctx, db, "", ip, func(tx *store.Tx) error {
		l, a, err := linked(ctx, tx, Invitation, secret)
		if err != nil || !l.Expired || a.Status != Invited {
			if fail.KindOf(err) == fail.KindNotFound {
				return nil
			}
			return err
		}
		if n, err := MailGuess(a.Email).Count(ctx, tx); err != nil || n == 0 {
			return err
		}
		_, _, err = a.invite(ctx, tx, "")
		tx.Audit("account.invitation_resent", a.about(), nil)
		return err
	})
}

// Ask runs a question of a stranger about an address: it is counted by network and answered evenly. Fails with Conflict
// "too_many_attempts" at field.
func Ask(ctx context.Context, db *store.DB, field, ip string, act func(*store.Tx) error) error {
	return Evenly(ctx, func() error {
		if err := AllowGuess(ctx, db, ip, field, store.About{Kind: "network"}, AskGuess(ip)); err != nil {
			return err
		}
		return db.Write(ctx, signer(ip), act)
	})
}

// mailReset mails a link to choose a new password and gives its address. by is who ended the old one, "" if it was forgotten.
func (c credentials) mailReset(ctx context.Context, tx *store.Tx, by string) (address string, err error) {
	secret, until, err := NewLink(ctx, tx, Reset, Subject{Account: c.ID}, c.Email, ResetLife)
	if err != nil {
		return "", err
	}
	zone, err := c.zone(ctx, tx)
	if err != nil {
		return "", err
	}
	address = tx.URL("/reset/" + secret)
	return address, mail.Send(ctx, tx, c.to(), mail.PasswordReset{Username: c.Username, Link: address, ExpiresAt: until, Zone: zone, EndedBy: by})
}

// zone is in which times are told to this person.
func (c credentials) zone(ctx context.Context, tx *store.Tx) (string, error) {
	if c.TimeZone != "" {
		return c.TimeZone, nil
	}
	brand, err := setting.Get(ctx, tx)
	return brand.BillingZone, err
}
