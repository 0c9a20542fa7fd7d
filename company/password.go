package company

import (
	"context"
	"strconv"

	"kontor/account"
	"kontor/fail"
	"kontor/mail"
	"kontor/setting"
	"kontor/store"
)

// ChangePassword changes the visitor's own password. The current one is needed, but not where a temporary one was just used to sign in
// (domain.md 3.3, 4.7): that makes an invited user active. All sessions end; the token of a new one is given.
//
// Fails with Invalid at "current_password" or "password", and Conflict "too_many_attempts".
func ChangePassword(ctx context.Context, db *store.DB, v Visitor, n account.NewPassword) (token string, err error) {
	l, brand, err := forPassword(ctx, db, v.AppUser.ID)
	if err != nil {
		return "", err
	}
	guesses := account.SignInGuesses(account.App, strconv.FormatInt(l.ID, 10), n.IP)
	if l.TemporaryUntil == nil {
		if err := current(ctx, db, l, n, guesses); err != nil {
			return "", err
		}
	} else {
		guesses = nil
	}
	hash, err := l.fresh(ctx, brand, n.Password)
	if err != nil {
		return "", err
	}
	return store.Write(ctx, db, signer(n.IP), func(tx *store.Tx) (string, error) {
		if err := account.GiveBack(ctx, tx, guesses...); err != nil {
			return "", err
		}
		if err := l.choose(ctx, tx, hash); err != nil {
			return "", err
		}
		return account.StartSession(ctx, tx, l.subject(), n.IP, n.Agent)
	})
}

// current checks the current password, as a guess like any other.
func current(ctx context.Context, db *store.DB, l login, n account.NewPassword, guesses []account.Guess) error {
	if err := account.AllowGuess(ctx, db, n.IP, "current_password", l.About(), guesses...); err != nil {
		return err
	}
	right, err := account.VerifyPassword(ctx, l.PasswordHash, n.Current)
	if err == nil && !right {
		err = fail.Invalid(fail.AtCode("current_password", "wrong_credentials", "This is not your current password."))
	}
	return err
}

func forPassword(ctx context.Context, db *store.DB, id int64) (l login, brand setting.Vendor, err error) {
	err = db.Read(ctx, signer(""), func(tx *store.Tx) (err error) {
		if l, err = byID(ctx, tx, id); err != nil {
			return err
		}
		brand, err = setting.Get(ctx, tx)
		return err
	})
	return l, brand, err
}

// fresh checks a new password and hashes it.
func (l login) fresh(ctx context.Context, brand setting.Vendor, password string) (hash string, err error) {
	if err := account.CheckPassword(password, brand.Name, brand.AppName, l.CompanyName, l.TeamName, l.FirstName, l.LastName, l.Email); err != nil {
		return "", err
	}
	if l.TemporaryUntil != nil {
		same, err := account.VerifyPassword(ctx, l.PasswordHash, password)
		if err != nil {
			return "", err
		}
		if same {
			return "", fail.Invalid(fail.At("password", "This is the temporary password. Choose one that only you know."))
		}
	}
	return account.HashPassword(ctx, password)
}

// choose stores a password the user chose and does what follows: sessions and links end, the first time an invited user becomes
// active, later a mail tells of it. Fails with Conflict "password_changed" if the password is no longer the one that was checked.
func (l login) choose(ctx context.Context, tx *store.Tx, hash string) error {
	n, err := tx.Exec(ctx, `UPDATE my_app_user SET password_hash = $1, temporary_until = NULL, status = 'active', bounced_at = NULL,
		accepted_at = COALESCE(accepted_at, $2) WHERE id = $3 AND password_hash = $4 AND status IN ('invited', 'active')`, hash, tx.Now(), l.ID, l.PasswordHash)
	if err != nil {
		return err
	}
	if n == 0 {
		return fail.Conflict("password_changed", "The password was changed in the meantime. Sign in again.")
	}
	if err := account.EndSessions(ctx, tx, l.subject()); err != nil {
		return err
	}
	if err := account.VoidLinks(ctx, tx, l.subject()); err != nil {
		return err
	}
	if l.Status == "invited" {
		tx.Audit("app_user.accepted", l.About(), nil)
		tx.Emit("app_user.accepted", l.CompanyID, map[string]any{"app_user": l.ID})
		return nil
	}
	tx.Audit("app_user.password_changed", l.About(), nil)
	return mail.Send(ctx, tx, l.to(), mail.PasswordChanged{App: true})
}

func (l login) to() mail.To {
	return mail.To{Name: l.Name(), Address: l.Email, Partner: l.PartnerID, Company: l.CompanyID, AppUser: l.ID}
}

// ForgotPassword mails an app user a link to choose a new password; nothing ends until it is used. Who never signed in gets a new
// temporary password instead. It does not tell whether there is such a user (domain.md 4.8). Fails as account.ForgotPassword.
func ForgotPassword(ctx context.Context, db *store.DB, email, ip string) error {
	return account.Ask(ctx, db, "login", ip, func(tx *store.Tx) error {
		l, ok, err := byEmail(ctx, tx, email)
		if err != nil || !ok || !l.open() {
			return err
		}
		if n, err := account.MailGuess(l.Email).Count(ctx, tx); err != nil || n == 0 {
			return err
		}
		if l.Status == "invited" {
			c, err := Get(ctx, tx, l.CompanyID)
			if err != nil {
				return err
			}
			_, err = welcomeAgain(ctx, tx, c, l.AppUser)
			return err
		}
		secret, until, err := account.NewLink(ctx, tx, account.Reset, l.subject(), l.Email, account.ResetLife)
		if err != nil {
			return err
		}
		tx.Audit("app_user.password_forgotten", l.About(), nil)
		return mail.Send(ctx, tx, l.to(), mail.PasswordReset{Link: tx.URL("/c/reset/" + secret), ExpiresAt: until, Zone: l.TimeZone, App: true})
	})
}

// OpenedReset is what the page of a reset link shows.
type OpenedReset struct {
	account.Link
	FirstName, Email, CompanyName, PartnerName, TimeZone string
}

// OpenReset looks at an app user's reset link and uses nothing up. One that has expired or was used comes with Expired or Used set.
// Fails with fail.NotFound for a link nobody sent, and for that of a user who may not sign in.
func OpenReset(ctx context.Context, db *store.DB, secret string) (OpenedReset, error) {
	return store.Read(ctx, db, signer(""), func(tx *store.Tx) (OpenedReset, error) {
		k, l, err := linked(ctx, tx, secret)
		return OpenedReset{Link: k, FirstName: l.FirstName, Email: l.Email, CompanyName: l.CompanyName, PartnerName: l.PartnerName, TimeZone: l.TimeZone}, err
	})
}

// linked is the link with its user. A link to an address the person no longer has is as good as used.
func linked(ctx context.Context, tx *store.Tx, secret string) (account.Link, login, error) {
	k, err := account.FindLink(ctx, tx, account.App, account.Reset, secret)
	if err != nil {
		return account.Link{}, login{}, err
	}
	if k.AppUserID == nil {
		return account.Link{}, login{}, fail.NotFound("The link")
	}
	l, err := byID(ctx, tx, *k.AppUserID)
	if err == nil && (!l.open() || l.Status != "active") {
		err = fail.NotFound("The link")
	}
	if err != nil {
		return account.Link{}, login{}, err
	}
	if k.EmailKey != store.Key(l.Email) {
		k.Used, k.Expired = true, false
	}
	return k, l, nil
}

// SetPassword sets the password that the holder of a reset link chose, and uses the link up: of many tries at once one succeeds. All
// sessions end and a mail tells of it. Fails with Invalid at "password", Conflict "link_used" or "link_expired", and NotFound.
func SetPassword(ctx context.Context, db *store.DB, secret, password, ip string) error {
	var checked login
	var brand setting.Vendor
	err := db.Read(ctx, signer(""), func(tx *store.Tx) error {
		k, l, err := linked(ctx, tx, secret)
		if err != nil {
			return err
		}
		checked = l
		if brand, err = setting.Get(ctx, tx); err != nil {
			return err
		}
		return k.Works(l.Email)
	})
	if err != nil {
		return err
	}
	hash, err := checked.fresh(ctx, brand, password)
	if err != nil {
		return err
	}
	return db.Write(ctx, signer(ip), func(tx *store.Tx) error {
		k, l, err := linked(ctx, tx, secret)
		if err != nil {
			return err
		}
		if err := k.Works(l.Email); err != nil {
			return err
		}
		if err := k.Use(ctx, tx); err != nil {
			return err
		}
		if err := account.Forgive(ctx, tx, account.App, strconv.FormatInt(l.ID, 10), ip); err != nil {
			return err
		}
		return l.choose(ctx, tx, hash)
	})
}
