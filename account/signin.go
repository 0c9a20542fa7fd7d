package account

import (
	"context"
	"errors"
	"strconv"

	"kontor/fail"
	"kontor/mail"
	"kontor/setting"
	"kontor/store"
)

// Attempt is one try to sign in. Login is a username or email at the portal, an email at the customer portal.
type Attempt struct{ Login, Password, IP, Agent string }

// wrong is the one answer to an unknown name, a wrong password and an account that may not be used (trust.md "Guessing").
func wrong() error {
	return fail.Invalid(fail.AtCode("login", "wrong_credentials", "Username, email or password is not right."))
}

// SignIn checks a username or email and its password and starts a session in the portal. It never looks among app users. change says
// that a new password must be chosen first. Fails with Invalid "wrong_credentials" at "login", the same for every reason and in the
// same time, and with Conflict "too_many_attempts" beyond the limits of SignInGuesses.
func SignIn(ctx context.Context, db *store.DB, try Attempt) (token string, change bool, err error) {
	a, known, err := lookUp(ctx, db, try.Login)
	if err != nil {
		return "", false, err
	}
	guesses := SignInGuesses(Portal, typed(try.Login), try.IP)
	guesses[0].Quiet, guesses[1].Quiet = known, known // the account's own counters tell it
	if err := AllowGuess(ctx, db, try.IP, "login", store.About{Kind: "account"}, guesses...); err != nil {
		return "", false, err
	}
	if known {
		of := SignInGuesses(Portal, strconv.FormatInt(a.ID, 10), try.IP)[:2]
		if err := AllowGuess(ctx, db, try.IP, "login", a.about(), of...); err != nil {
			// The account has two names. To say that the limit of one is used up by the other would tell that both are one account's.
			if _, ours := fail.As(err); !ours {
				return "", false, err
			}
			_, err = VerifyPassword(ctx, "", try.Password)
			return "", false, errors.Join(err, wrong())
		}
		guesses = append(guesses, of...)
	}
	right, err := VerifyPassword(ctx, a.PasswordHash, try.Password)
	if err != nil {
		return "", false, err
	}
	now := db.Now()
	offered := !right && a.offers(try.Password, now)
	if !right && !offered || right && a.MustChangePassword && a.overdue(now) || !a.signsIn() {
		return "", false, wrong()
	}
	token, err = store.Write(ctx, db, signer(try.IP), func(tx *store.Tx) (string, error) {
		if err := a.enter(ctx, tx, offered); err != nil {
			return "", err
		}
		if err := GiveBack(ctx, tx, guesses...); err != nil {
			return "", err
		}
		tx.Audit("account.signed_in", a.about(), nil)
		return StartSession(ctx, tx, Subject{Account: a.ID}, try.IP, try.Agent)
	})
	return token, a.MustChangePassword || offered, err
}

// enter notes the sign-in, by the password or by the temporary one that was offered. The password may have been changed while it was hashed.
func (c credentials) enter(ctx context.Context, tx *store.Tx, offered bool) error {
	hash := c.PasswordHash
	if offered {
		if ok, err := c.take(ctx, tx); err != nil || !ok {
			if err == nil {
				err = wrong()
			}
			return err
		}
		hash = c.TemporaryHash
	}
	n, err := tx.Exec(ctx, `UPDATE my_account SET last_sign_in_at = $1 WHERE id = $2 AND status = 'active' AND password_hash = $3`, tx.Now(), c.ID, hash)
	if err == nil && n == 0 {
		err = wrong()
	}
	return err
}

// typed is the subject of guesses at a username or email as somebody typed it.
func typed(login string) string { return "login " + store.Key(login) }

func lookUp(ctx context.Context, db *store.DB, login string) (a credentials, known bool, err error) {
	err = db.Read(ctx, signer(""), func(tx *store.Tx) (err error) {
		a, known, err = byLogin(ctx, tx, login)
		return err
	})
	return a, known, err
}

// NewPassword is what somebody who is signed in types to change the own password.
type NewPassword struct{ Current, Password, IP, Agent string }

// ChangePassword changes the visitor's own password, for which the current one is needed (domain.md 4.7). All sessions end; the token
// of a new one is given. A mail tells of the change. Fails with Invalid at "current_password" or "password", and Conflict
// "too_many_attempts".
func ChangePassword(ctx context.Context, db *store.DB, v Visitor, n NewPassword) (token string, err error) {
	guesses := SignInGuesses(Portal, strconv.FormatInt(v.Account.ID, 10), n.IP)
	a, brand, err := forPassword(ctx, db, v.Account.ID)
	if err != nil {
		return "", err
	}
	if err := AllowGuess(ctx, db, n.IP, "current_password", a.about(), guesses...); err != nil {
		return "", err
	}
	right, err := VerifyPassword(ctx, a.PasswordHash, n.Current)
	if err != nil {
		return "", err
	}
	if !right || !a.signsIn() {
		return "", fail.Invalid(fail.AtCode("current_password", "wrong_credentials", "This is not your current password."))
	}
	if err := CheckPassword(n.Password, a.names(brand)...); err != nil {
		return "", err
	}
	hash, err := HashPassword(ctx, n.Password)
	if err != nil {
		return "", err
	}
	return store.Write(ctx, db, signer(n.IP), func(tx *store.Tx) (string, error) {
		rows, err := tx.Exec(ctx, `UPDATE my_account SET password_hash = $1, must_change_password = FALSE, temporary_hash = '', temporary_until = NULL WHERE id = $2 AND status = 'active' AND password_hash = $3`,
			hash, a.ID, a.PasswordHash)
		if err != nil {
			return "", err
		}
		if rows == 0 {
			return "", fail.Conflict("password_changed", "The password was changed in the meantime. Sign in again.")
		}
		if err := passwordChanged(ctx, tx, a, guesses); err != nil {
			return "", err
		}
		return StartSession(ctx, tx, Subject{Account: a.ID}, n.IP, n.Agent)
	})
}

// passwordChanged is what follows from every change: sessions and links end, the person is told.
func passwordChanged(ctx context.Context, tx *store.Tx, a credentials, guesses []Guess) error {
	if err := GiveBack(ctx, tx, guesses...); err != nil {
		return err
	}
	if err := EndSessions(ctx, tx, Subject{Account: a.ID}); err != nil {
		return err
	}
	if err := VoidLinks(ctx, tx, Subject{Account: a.ID}); err != nil {
		return err
	}
	tx.Audit("account.password_changed", a.about(), nil)
	return mail.Send(ctx, tx, a.to(), mail.PasswordChanged{Username: a.Username})
}

// forPassword reads what is needed before hashing.
func forPassword(ctx context.Context, db *store.DB, id int64) (a credentials, brand setting.Vendor, err error) {
	err = db.Read(ctx, signer(""), func(tx *store.Tx) (err error) {
		if a, err = byID(ctx, tx, id); err != nil {
			return err
		}
		brand, err = setting.Get(ctx, tx)
		return err
	})
	return a, brand, err
}

// names are what this person's password must not be.
func (c credentials) names(brand setting.Vendor) []string {
	return []string{brand.Name, brand.AppName, c.PartnerName, c.FirstName, c.LastName, c.Username, c.Email}
}

// to is where mails about this account go.
func (c credentials) to() mail.To {
	return mail.To{Name: c.Name(), Address: c.Email, Partner: c.Partner, Account: c.ID}
}
