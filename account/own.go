package account

import (
	"context"
	"strconv"
	"time"

	"kontor/fail"
	"kontor/store"
)

// Own is what anybody changes of the own account without a password: names and phone number.
type Own struct{ FirstName, LastName, Phone string }

// ChangeOwn gives the visitor other names or another phone number. Fails with Invalid field by field.
func ChangeOwn(ctx context.Context, db *store.DB, v Visitor, o Own, ip string) error {
	return db.Write(ctx, signer(ip), func(tx *store.Tx) error {
		c, err := byID(ctx, tx, v.Account.ID)
		if err != nil {
			return err
		}
		d := Details{FirstName: o.FirstName, LastName: o.LastName, Email: c.Email, Phone: o.Phone, Role: c.Role}
		d.clean()
		bad, err := d.problems(ctx, tx, c.Account)
		if err != nil {
			return err
		}
		if err := fail.Invalid(bad...); err != nil {
			return err
		}
		before, after := d.changes(c.Account)
		if len(after) == 0 {
			return nil
		}
		if _, err := tx.Exec(ctx, `UPDATE my_account SET first_name = $1, last_name = $2, phone = $3 WHERE id = $4`, d.FirstName, d.LastName, d.Phone, c.ID); err != nil {
			return err
		}
		about := c.about()
		about.Before = before
		tx.Audit("account.changed", about, after)
		return nil
	})
}

// NewEmail is what somebody who is signed in types to change the own address.
type NewEmail struct{ Current, Email, IP string }

// ChangeEmail changes the visitor's own address, for which the current password is needed. All sessions and links end; the next sign-in
// is with the new address or the username. The old one and the new one are told (domain.md 4.7).
//
// Fails with Invalid at "current_password" or "email", Conflict "email_taken" at "email" and "too_many_attempts".
func ChangeEmail(ctx context.Context, db *store.DB, v Visitor, n NewEmail) error {
	n.Email = store.Clean(n.Email)
	guesses := SignInGuesses(Portal, strconv.FormatInt(v.Account.ID, 10), n.IP)
	a, _, err := forPassword(ctx, db, v.Account.ID)
	if err != nil {
		return err
	}
	if err := CheckEmail(n.Email); err != nil {
		return err
	}
	if err := AllowGuess(ctx, db, n.IP, "current_password", a.about(), guesses...); err != nil {
		return err
	}
	right, err := VerifyPassword(ctx, a.PasswordHash, n.Current)
	if err != nil {
		return err
	}
	if !right || !a.signsIn() {
		return fail.Invalid(fail.AtCode("current_password", "wrong_credentials", "This is not your current password."))
	}
	return db.Write(ctx, signer(n.IP), func(tx *store.Tx) error {
		if err := GiveBack(ctx, tx, guesses...); err != nil {
			return err
		}
		return a.moveTo(ctx, tx, n.Email)
	})
}

// moveTo writes the new address and does what follows from it. c is as it was when the password was checked.
func (c credentials) moveTo(ctx context.Context, tx *store.Tx, email string) error {
	moved := store.Key(email) != store.Key(c.Email)
	if moved {
		if err := addressFree(ctx, tx, email); err != nil {
			return err
		}
	}
	n, err := tx.Exec(ctx, `UPDATE my_account SET email = $1, email_key = $2, temporary_hash = '', temporary_until = NULL
		WHERE id = $3 AND status = 'active' AND password_hash = $4`, email, store.Key(email), c.ID, c.PasswordHash)
	if err == nil && n == 0 {
		err = fail.Conflict("password_changed", "The password was changed in the meantime. Sign in again.")
	}
	if err != nil || email == c.Email {
		return err
	}
	about := c.about()
	about.Before = map[string]string{"email": c.Email}
	tx.Audit("account.changed", about, map[string]string{"email": email})
	if !moved {
		return nil
	}
	if err := endAccess(ctx, tx, c.ID); err != nil {
		return err
	}
	was := c
	c.Email = email
	return c.tellAddress(ctx, tx, was, true)
}

// OwnSession is a session of the visitor's own, as its list shows it.
type OwnSession struct {
	ID        int64
	CreatedAt time.Time
	SeenAt    time.Time
	IP        string
	Agent     string
}

// Sessions are the visitor's that still work, the one last used first.
func Sessions(ctx context.Context, db *store.DB, v Visitor) ([]OwnSession, error) {
	return store.Read(ctx, db, signer(""), func(tx *store.Tx) ([]OwnSession, error) {
		all, err := store.All[OwnSession](ctx, tx, `SELECT id, created_at, seen_at, ip, agent FROM session WHERE account_id = $1 ORDER BY seen_at DESC, id DESC`,
			v.Account.ID)
		var live []OwnSession
		for _, s := range all {
			is := v.Session
			is.ID, is.CreatedAt, is.SeenAt = s.ID, s.CreatedAt, s.SeenAt
			if is.Live(tx.Now()) {
				live = append(live, s)
			}
		}
		return live, err
	})
}

// EndOwn ends one of the visitor's own sessions at once, or with 0 all but the present one (trust.md "Accounts"). Fails with NotFound for
// a session of somebody else's, and one that has ended.
func EndOwn(ctx context.Context, db *store.DB, v Visitor, session int64, ip string) error {
	return db.Write(ctx, signer(ip), func(tx *store.Tx) error {
		n, err := tx.Exec(ctx, `DELETE FROM session WHERE account_id = $1 AND (id = $2 OR $2 = 0 AND id <> $3)`, v.Account.ID, session, v.Session.ID)
		if err == nil && n == 0 && session != 0 {
			err = fail.NotFound("The session")
		}
		if err != nil || n == 0 {
			return err
		}
		tx.Audit("account.sessions_ended", v.Account.about(), map[string]int64{"sessions": n})
		return nil
	})
}
