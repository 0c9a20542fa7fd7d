package account

import (
	"context"
	"time"

	"kontor/access"
	"kontor/setting"
	"kontor/store"
)

// How long a session lives where the vendor did not say otherwise: unused, and at most (trust.md "Accounts").
const (
	SessionIdle = 8 * time.Hour
	SessionLife = 7 * 24 * time.Hour
)

// LongestSession is the most that the vendor can allow: how long a browser keeps the cookie.
const LongestSession = 30 * 24 * time.Hour

// Subject is whose session or link it is: one of the two ids is set.
type Subject struct{ Account, AppUser int64 }

func (s Subject) space() Space {
	if s.AppUser != 0 {
		return App
	}
	return Portal
}

// Session is one signed-in browser.
type Session struct {
	ID        int64
	CreatedAt time.Time
	SeenAt    time.Time
	IdleHours int64 // the vendor's rule: how long it lives unused,
	Days      int64 // and at most
}

// Live tells whether the session may still be used by the vendor's rule (setting.Policies).
func (s Session) Live(now time.Time) bool {
	return s.ID != 0 && now.Sub(s.SeenAt) < time.Duration(s.IdleHours)*time.Hour && now.Sub(s.CreatedAt) < time.Duration(s.Days)*24*time.Hour
}

// Touch notes that the session is in use, at most once a minute, in a write of its own. A page is not refused because that failed:
// reading goes on while the disk is full.
func (s Session) Touch(ctx context.Context, db *store.DB) {
	if db.Now().Sub(s.SeenAt) < time.Minute {
		return
	}
	_ = db.Write(ctx, signer(""), func(tx *store.Tx) error {
		_, err := tx.Exec(ctx, `UPDATE session SET seen_at = $1 WHERE id = $2 AND seen_at < $1`, tx.Now(), s.ID)
		return err
	})
}

// TokenHash is how a session's token stands in the database; that of one name space is nothing in the other.
func TokenHash(space Space, token string) []byte {
	return store.HashSecret("session "+string(space), token)
}

// StartSession makes a new session and gives its token, which only the browser keeps.
func StartSession(ctx context.Context, tx *store.Tx, of Subject, ip, agent string) (token string, err error) {
	token = store.NewSecret()
	_, err = tx.Exec(ctx, `INSERT INTO session (token_hash, account_id, app_user_id, created_at, seen_at, ip, agent) VALUES ($1, $2, $3, $4, $4, $5, $6)`,
		TokenHash(of.space(), token), store.Ref(of.Account), store.Ref(of.AppUser), tx.Now(), ip, short(agent, 200))
	return token, err
}

// EndSessions ends every session of somebody, at once and in every process.
func EndSessions(ctx context.Context, tx *store.Tx, of Subject) error {
	if of.AppUser != 0 {
		_, err := tx.Exec(ctx, `DELETE FROM session WHERE app_user_id = $1`, of.AppUser)
		return err
	}
	_, err := tx.Exec(ctx, `DELETE FROM session WHERE account_id = $1`, of.Account)
	return err
}

// DropSession ends the session of this token and says whose it was; false if there is none.
func DropSession(ctx context.Context, tx *store.Tx, space Space, token string) (Subject, bool, error) {
	type row struct{ AccountID, AppUserID *int64 }
	r, ok, err := store.Maybe[row](ctx, tx, `DELETE FROM session WHERE token_hash = $1 RETURNING account_id, app_user_id`, TokenHash(space, token))
	var of Subject
	if r.AccountID != nil {
		of.Account = *r.AccountID
	}
	if r.AppUserID != nil {
		of.AppUser = *r.AppUserID
	}
	return of, ok, err
}

// EndSession signs out of the portal. A token that is no session's is no failure.
func EndSession(ctx context.Context, db *store.DB, token, ip string) error {
	return db.Write(ctx, signer(ip), func(tx *store.Tx) error {
		of, ok, err := DropSession(ctx, tx, Portal, token)
		if err != nil || !ok {
			return err
		}
		a, err := Get(ctx, tx, of.Account)
		if err != nil {
			return err
		}
		tx.Audit("account.signed_out", a.about(), nil)
		return nil
	})
}

// Sweep deletes sessions, links and counters that nobody can use any more; the timetable runs it. Links stay for 90 days after they
// expired, so that their page can offer a new one (domain.md 4.4).
func Sweep(ctx context.Context, tx *store.Tx) error {
	if err := tx.May(access.RunJobs); err != nil {
		return err
	}
	now := tx.Now()
	rule, err := setting.Get(ctx, tx)
	if err != nil {
		return err
	}
	if _, err := tx.Exec(ctx, `DELETE FROM session WHERE seen_at <= $1 OR created_at <= $2`, now.Add(-time.Duration(rule.SessionIdleHours)*time.Hour),
		now.Add(-time.Duration(rule.SessionDays)*24*time.Hour)); err != nil {
		return err
	}
	if _, err := tx.Exec(ctx, `DELETE FROM link WHERE expires_at <= $1`, now.Add(-90*24*time.Hour)); err != nil {
		return err
	}
	if err := endViews(ctx, tx); err != nil {
		return err
	}
	_, err = tx.Exec(ctx, `DELETE FROM guess WHERE window_start <= $1`, now.Add(-time.Hour))
	return err
}

// short cuts a text off at n code points.
func short(s string, n int) string {
	s = store.Clean(s)
	if r := []rune(s); len(r) > n {
		return string(r[:n])
	}
	return s
}
