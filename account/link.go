package account

import (
	"context"
	"strings"
	"time"

	"kontor/fail"
	"kontor/store"
)

// What a link is for. Its address is the purpose and the secret: /invitation/…, /reset/…, /setup/…; that of an app user /c/reset/….
const (
	Invitation = "invitation"
	Reset      = "reset"
	Setup      = "setup"
)

// How long links work that the vendor's settings say nothing about (domain.md 4.8; the first Owner's: 15 minutes).
const (
	ResetLife = time.Hour
	setupLife = 15 * time.Minute
)

// Link is a single-use link of a mail, bound to purpose, person and address (trust.md "Accounts"). Only its hash is stored.
type Link struct {
	ID        int64
	Purpose   string
	AccountID *int64
	AppUserID *int64
	EmailKey  string
	ExpiresAt time.Time
	UsedAt    *time.Time
	VoidedAt  *time.Time
	Expired   bool // its time is over and it was not used: a new one may be asked for
	Used      bool // used, or replaced by a newer one
}

// NewLink makes a link for somebody at an address, working for a time, and gives its secret; older links for the same purpose stop
// working (domain.md 4.4).
func NewLink(ctx context.Context, tx *store.Tx, purpose string, of Subject, email string, life time.Duration) (secret string, until time.Time, err error) {
	if err = voidOlder(ctx, tx, purpose, of); err != nil {
		return "", until, err
	}
	secret, until = store.NewSecret(), tx.Now().Add(life)
	_, err = tx.Exec(ctx, `INSERT INTO link (token_hash, purpose, account_id, app_user_id, email_key, created_at, expires_at) VALUES ($1, $2, $3, $4, $5, $6, $7)`,
		linkHash(of.space(), purpose, secret), purpose, store.Ref(of.Account), store.Ref(of.AppUser), store.Key(email), tx.Now(), until)
	return secret, until, err
}

func voidOlder(ctx context.Context, tx *store.Tx, purpose string, of Subject) (err error) {
	switch {
	case of.AppUser != 0:
		_, err = tx.Exec(ctx, `UPDATE link SET voided_at = $1 WHERE app_user_id = $2 AND purpose = $3 AND used_at IS NULL AND voided_at IS NULL`,
			tx.Now(), of.AppUser, purpose)
	case of.Account != 0:
		_, err = tx.Exec(ctx, `UPDATE link SET voided_at = $1 WHERE account_id = $2 AND purpose = $3 AND used_at IS NULL AND voided_at IS NULL`,
			tx.Now(), of.Account, purpose)
	default: // the first Owner's, which is nobody's yet
		_, err = tx.Exec(ctx, `UPDATE link SET voided_at = $1 WHERE account_id IS NULL AND app_user_id IS NULL AND purpose = $2
			AND used_at IS NULL AND voided_at IS NULL`, tx.Now(), purpose)
	}
	return err
}

// FindLink finds a link of one name space by its secret, also one that no longer works. Looking does not use it up: mail scanners look.
// Fails with fail.NotFound.
func FindLink(ctx context.Context, tx *store.Tx, space Space, purpose, secret string) (Link, error) {
	l, ok, err := store.Maybe[Link](ctx, tx, `SELECT id, purpose, account_id, app_user_id, email_key, expires_at, used_at, voided_at
		FROM link WHERE token_hash = $1`, linkHash(space, purpose, strings.TrimSpace(secret)))
	if err == nil && !ok {
		err = fail.NotFound("The link")
	}
	l.Used = l.UsedAt != nil || l.VoidedAt != nil
	l.Expired = !l.Used && !tx.Now().Before(l.ExpiresAt)
	return l, err
}

// Works refuses a link that was used, replaced or has expired, or whose address is no longer that of the person: Conflict "link_used"
// or "link_expired".
func (l Link) Works(email string) error {
	switch {
	case l.Used || l.EmailKey != store.Key(email):
		return fail.Conflict("link_used", "This link can’t be used any more: it was used, or a newer one was sent.")
	case l.Expired:
		return fail.Conflict("link_expired", "This link has expired.")
	}
	return nil
}

// Use uses the link up. Of many who try at once one succeeds, the others get Conflict "link_used".
func (l Link) Use(ctx context.Context, tx *store.Tx) error {
	n, err := tx.Exec(ctx, `UPDATE link SET used_at = $1 WHERE id = $2 AND used_at IS NULL AND voided_at IS NULL AND expires_at > $1`, tx.Now(), l.ID)
	if err == nil && n == 0 {
		err = Link{Used: true}.Works("")
	}
	return err
}

// VoidLinks ends all links of somebody that were not used.
func VoidLinks(ctx context.Context, tx *store.Tx, of Subject) error {
	if of.AppUser != 0 {
		_, err := tx.Exec(ctx, `UPDATE link SET voided_at = $1 WHERE app_user_id = $2 AND used_at IS NULL AND voided_at IS NULL`, tx.Now(), of.AppUser)
		return err
	}
	_, err := tx.Exec(ctx, `UPDATE link SET voided_at = $1 WHERE account_id = $2 AND used_at IS NULL AND voided_at IS NULL`, tx.Now(), of.Account)
	return err
}

// linkHash binds the secret to purpose and name space.
func linkHash(space Space, purpose, secret string) []byte {
	return store.HashSecret("link "+string(space)+" "+purpose, secret)
}

// Mask is an address as somebody may see it who has only the link to it: p•••r@bluepeak.example.
func Mask(address string) string {
	local, domain, _ := strings.Cut(address, "@")
	r := []rune(local)
	if len(r) < 3 {
		return "•••@" + domain
	}
	return string(r[0]) + "•••" + string(r[len(r)-1]) + "@" + domain
}
