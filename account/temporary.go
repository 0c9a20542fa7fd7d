package account

import (
	"context"
	"crypto/subtle"
	"strings"
	"time"

	"kontor/mail"
	"kontor/setting"
	"kontor/store"
)

// A forgotten password may, by the vendor's setting, be answered with a temporary one (domain.md 4.8). It stands beside the present
// password until it is used, so that nobody ends another's password by asking; once used it is the password, and must be changed.

// mailForgotten mails who forgot the password what the vendor's setting says: a link, or a temporary password.
func (c credentials) mailForgotten(ctx context.Context, tx *store.Tx) error {
	rule, err := setting.Get(ctx, tx)
	if err != nil {
		return err
	}
	if rule.ResetBy != setting.ByTemporaryPassword {
		_, err = c.mailReset(ctx, tx, "")
		return err
	}
	secret, until := NewTemporary(), tx.Now().Add(time.Duration(rule.TemporaryPasswordHours)*time.Hour)
	if _, err := tx.Exec(ctx, `UPDATE my_account SET temporary_hash = $1, temporary_until = $2 WHERE id = $3`, secret.Hash, until, c.ID); err != nil {
		return err
	}
	zone, err := c.zone(ctx, tx)
	if err != nil {
		return err
	}
	return mail.Send(ctx, tx, c.to(), mail.PasswordTemporary{Username: c.Username, TemporaryPassword: secret.Plain, ExpiresAt: until, Zone: zone})
}

// offers tells whether plain is the temporary password that was mailed and still works. It costs next to nothing: the time does not tell
// whether there is one.
func (c credentials) offers(plain string, now time.Time) bool {
	rest, ok := strings.CutPrefix(c.TemporaryHash, temporary)
	if !ok || c.overdue(now) {
		return false
	}
	salt, _, _ := strings.Cut(rest, "$")
	return subtle.ConstantTimeCompare([]byte(c.TemporaryHash), []byte(quick(salt, strings.TrimSpace(plain)))) == 1
}

// overdue tells whether the time of a temporary password is over, be it still to be used or used and not changed.
func (c credentials) overdue(now time.Time) bool {
	return c.TemporaryUntil != nil && !now.Before(*c.TemporaryUntil)
}

// take makes the temporary password the password, which must be changed; sessions and links end. It tells whether it was still there.
func (c credentials) take(ctx context.Context, tx *store.Tx) (bool, error) {
	n, err := tx.Exec(ctx, `UPDATE my_account SET password_hash = temporary_hash, must_change_password = TRUE, temporary_hash = ''
		WHERE id = $1 AND status = 'active' AND temporary_hash = $2`, c.ID, c.TemporaryHash)
	if err != nil || n == 0 {
		return false, err
	}
	if err := EndSessions(ctx, tx, Subject{Account: c.ID}); err != nil {
		return false, err
	}
	tx.Audit("account.temporary_password_used", c.about(), nil)
	return true, VoidLinks(ctx, tx, Subject{Account: c.ID})
}
