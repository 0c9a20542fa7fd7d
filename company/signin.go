package company

import (
	"context"
	"strconv"
	"time"

	"kontor/access"
	"kontor/account"
	"kontor/fail"
	"kontor/store"
)

// Visitor is the app user who is signed in at the customer portal. The zero Visitor is nobody.
type Visitor struct {
	AppUser     AppUser
	CompanyName string
	TeamName    string
	LogoID      *int64
	PartnerName string // who looks after the company
	MustChange  bool   // signed in with a temporary password: only a new one may be chosen (domain.md 3.3)
	Session     account.Session
	Display     account.Display
	viewer      access.Actor // who looks at the portal as this app user; zero: the app user (view.go)
}

// SignedIn tells whether there is somebody.
func (v Visitor) SignedIn() bool { return v.AppUser.ID != 0 }

// Actor is the visitor in a company: the zero Actor, who sees nothing, if it is not theirs or the password must be changed before.
func (v Visitor) Actor(company int64) access.Actor {
	if v.MustChange || v.AppUser.CompanyID != company || company == 0 {
		return access.Actor{}
	}
	return v.actor()
}

func (v Visitor) actor() access.Actor {
	role := access.AppUser
	if v.AppUser.Role == Administrator {
		role = access.Administrator
	}
	who := access.AsAppUser(v.AppUser.ID, v.AppUser.CompanyID, role, v.AppUser.Name())
	if v.viewer != (access.Actor{}) {
		return access.Viewing(who, v.viewer)
	}
	return who
}

// login is an app user with what sign-in needs of it. It never leaves this package.
type login struct {
	AppUser
	PasswordHash  string
	CompanyName   string
	TeamName      string
	LogoID        *int64
	CompanyStatus string
	PartnerName   string
	TimeZone      string // the partner's
	account.Display
}

const loginColumns = `u.id, u.partner_id, u.partnership_id, u.company_id, u.subscription_id, u.email, u.first_name, u.last_name, u.role, u.status,
	u.temporary_until, u.bounced_at, u.accepted_at, u.last_sign_in_at, u.created_at, u.password_hash, u.theme, u.density, u.single_keys,
	c.name AS company_name, c.team_name, c.logo_id, c.status AS company_status, p.name AS partner_name, p.time_zone`

const fromLogin = ` JOIN my_company c ON c.id = u.company_id JOIN my_partner p ON p.id = c.partner_id`

// open tells whether the user may sign in at all: invited with a temporary password, or active; the company not suspended and not
// deleted (domain.md 2.7).
func (l login) open() bool {
	return (l.Status == "invited" || l.Status == "active") && l.CompanyStatus == "active"
}

// temporaryOver tells whether the password is a temporary one whose time is over.
func (l login) temporaryOver(now time.Time) bool {
	return l.TemporaryUntil != nil && !now.Before(*l.TemporaryUntil)
}

func (l login) subject() account.Subject { return account.Subject{AppUser: l.ID} }

func byEmail(ctx context.Context, tx *store.Tx, email string) (login, bool, error) {
	return store.Maybe[login](ctx, tx, `SELECT `+loginColumns+` FROM my_app_user u`+fromLogin+`
		WHERE u.email_key = $1 AND u.status <> 'removed'`, store.Key(email))
}

func byID(ctx context.Context, tx *store.Tx, id int64) (login, error) {
	return store.One[login](ctx, tx, `SELECT `+loginColumns+` FROM my_app_user u`+fromLogin+` WHERE u.id = $1`, id)
}

// signer is the system actor that looks app users up and makes sessions, at the caller's network address.
func signer(ip string) access.Actor { return access.System("sign-in").From(ip) }

func wrong() error {
	return fail.Invalid(fail.AtCode("login", "wrong_credentials", "Email or password is not right."))
}

// Visit says who holds this token: nobody, without an error, if the session ended or the user or company may not be used any more. One
// statement on every request, so that a suspension or removal acts at once (trust.md "Who sees what").
func Visit(ctx context.Context, db *store.DB, token string) (Visitor, error) {
	type sight struct {
		login
		SessionID        int64
		SessionCreatedAt time.Time
		SeenAt           time.Time
		IdleHours, Days  int64
	}
	if token == "" {
		return Visitor{}, nil
	}
	var r sight
	var ok bool
	err := db.Read(ctx, signer(""), func(tx *store.Tx) (err error) {
		r, ok, err = store.Maybe[sight](ctx, tx, `SELECT s.id AS session_id, s.created_at AS session_created_at, s.seen_at, v.session_idle_hours AS idle_hours,
			v.session_days AS days, `+loginColumns+` FROM session s CROSS JOIN my_vendor v JOIN my_app_user u ON u.id = s.app_user_id`+fromLogin+` WHERE s.token_hash = $1`, account.TokenHash(account.App, token))
		return err
	})
	if err != nil || !ok {
		return Visitor{}, err
	}
	s := account.Session{ID: r.SessionID, CreatedAt: r.SessionCreatedAt, SeenAt: r.SeenAt, IdleHours: r.IdleHours, Days: r.Days}
	if now := db.Now(); !s.Live(now) || !r.open() || r.temporaryOver(now) {
		return Visitor{}, nil
	}
	s.Touch(ctx, db)
	return Visitor{AppUser: r.AppUser, CompanyName: r.CompanyName, TeamName: r.TeamName, LogoID: r.LogoID, PartnerName: r.PartnerName,
		MustChange: r.TemporaryUntil != nil, Session: s, Display: r.Display}, nil
}

// SignIn checks an email and its password and starts a session in the customer portal. It never looks among portal users. change says
// that the password is a temporary one: only a new one may be chosen (domain.md 3.3). Fails with Invalid "wrong_credentials" at
// "login", the same for every reason and in the same time; with Conflict "temporary_password_expired" at "password" for who knows it;
// and with Conflict "too_many_attempts".
func SignIn(ctx context.Context, db *store.DB, try account.Attempt) (token string, change bool, err error) {
	l, known, err := lookUp(ctx, db, try.Login)
	if err != nil {
		return "", false, err
	}
	about, subject := store.About{Kind: "app_user"}, "login "+store.Key(try.Login)
	if known {
		about, subject = l.About(), strconv.FormatInt(l.ID, 10)
	}
	guesses := account.SignInGuesses(account.App, subject, try.IP)
	if err := account.AllowGuess(ctx, db, try.IP, "login", about, guesses...); err != nil {
		return "", false, err
	}
	right, err := account.VerifyPassword(ctx, l.PasswordHash, try.Password)
	if err != nil {
		return "", false, err
	}
	if !right || !l.open() {
		return "", false, wrong()
	}
	if l.temporaryOver(db.Now()) {
		return "", false, fail.ConflictAt("temporary_password_expired", "password",
			"This temporary password has expired. Use “Forgot password” and a new one is mailed to you.")
	}
	token, err = store.Write(ctx, db, signer(try.IP), func(tx *store.Tx) (string, error) {
		// The password may have been changed while this one was hashed.
		n, err := tx.Exec(ctx, `UPDATE my_app_user SET last_sign_in_at = $1 WHERE id = $2 AND status IN ('invited', 'active') AND password_hash = $3`,
			tx.Now(), l.ID, l.PasswordHash)
		if err != nil {
			return "", err
		}
		if n == 0 {
			return "", wrong()
		}
		if err := account.GiveBack(ctx, tx, guesses...); err != nil {
			return "", err
		}
		tx.Audit("app_user.signed_in", l.About(), nil)
		return account.StartSession(ctx, tx, l.subject(), try.IP, try.Agent)
	})
	return token, l.TemporaryUntil != nil, err
}

func lookUp(ctx context.Context, db *store.DB, email string) (l login, known bool, err error) {
	err = db.Read(ctx, signer(""), func(tx *store.Tx) (err error) {
		l, known, err = byEmail(ctx, tx, email)
		return err
	})
	return l, known, err
}

// SignOut ends the session of this token. One that is no session's is no failure.
func SignOut(ctx context.Context, db *store.DB, token, ip string) error {
	return db.Write(ctx, signer(ip), func(tx *store.Tx) error {
		of, ok, err := account.DropSession(ctx, tx, account.App, token)
		if err != nil || !ok {
			return err
		}
		l, err := byID(ctx, tx, of.AppUser)
		if err != nil {
			return err
		}
		tx.Audit("app_user.signed_out", l.About(), nil)
		return nil
	})
}
