package account

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"kontor/access"
	"kontor/fail"
	"kontor/store"
)

// Key is an API key as its list shows it; the secret is nowhere kept (trust.md "Accounts").
type Key struct {
	ID          int64
	Partnership int64 `db:"partnership_ref"` // 0: the vendor's
	Account     int64 `db:"account_id"`      // who made it
	Maker       string
	MakerStatus string
	Name        string
	Prefix      string // how the secret begins
	Words       string `db:"scopes"`
	CreatedAt   time.Time
	ExpiresAt   *time.Time
	RevokedAt   *time.Time
	LastUsedAt  *time.Time
	LastUsedIP  string
}

// Scopes are the words of the key.
func (k Key) Scopes() []access.KeyScope {
	var list []access.KeyScope
	for _, word := range strings.Fields(k.Words) {
		list = append(list, access.KeyScope(word))
	}
	return list
}

// State is "active", "expired", "revoked", or "idle" while the person who made it may not sign in, which the key then may not either.
func (k Key) State(now time.Time) string {
	switch {
	case k.RevokedAt != nil:
		return "revoked"
	case k.ExpiresAt != nil && !now.Before(*k.ExpiresAt):
		return "expired"
	case k.MakerStatus != Active:
		return "idle"
	}
	return "active"
}

func (k Key) about(partner int64) store.About {
	return store.About{Kind: "api_key", ID: k.ID, Partner: partner, Name: k.label()}
}

// label names the key in the audit.
func (k Key) label() string { return k.Name + " " + k.Prefix + "…" }

// KeyDraft is a new API key. ExpiresAt nil: it does not expire.
type KeyDraft struct {
	Name      string
	Scopes    []access.KeyScope
	ExpiresAt *time.Time
}

// Limits of API keys: how many of a partnership, or of the vendor, work at a time, and how far ahead they may expire.
const (
	MostKeys   = 50
	keyLongest = 5 * 366 * 24 * time.Hour
	keyMark    = "kontor_" // by which scanners of source code know the secret for one
	keyShown   = len(keyMark) + 6
)

// keyOwner is whose a new key is, and by whom it is made.
type keyOwner struct {
	account, partner, partnership int64
	role                          access.Role
}

// MakeKey makes an API key of the asker's partnership, or for vendor staff of the vendor, and gives its secret, which is shown once and kept
// as a hash only (trust.md "Accounts"). Needs access.ManageKeys, which no key has: keys make no keys.
//
// Fails with fail.Invalid at "name", "scopes" or "expires_at", fail.Forbidden, and fail.Conflict "too_many_keys".
func MakeKey(ctx context.Context, tx *store.Tx, d KeyDraft) (Key, string, error) {
	if err := tx.May(access.ManageKeys); err != nil {
		return Key{}, "", err
	}
	who := tx.Who()
	return makeKey(ctx, tx, keyOwner{who.Account(), who.Partner(), who.Partnership(), who.Role()}, d)
}

func makeKey(ctx context.Context, tx *store.Tx, of keyOwner, d KeyDraft) (Key, string, error) {
	d.Name = store.Clean(d.Name)
	if err := fail.Invalid(d.problems(of.role, tx.Now())...); err != nil {
		return Key{}, "", err
	}
	n, err := store.One[int64](ctx, tx, `SELECT count(*) FROM my_api_key WHERE COALESCE(partnership_id, 0) = $1 AND revoked_at IS NULL
		AND (expires_at IS NULL OR expires_at > $2)`, of.partnership, tx.Now())
	if err != nil {
		return Key{}, "", err
	}
	if n >= MostKeys {
		return Key{}, "", fail.Conflict("too_many_keys", fmt.Sprintf("There are %d API keys. Revoke those that are not in use first.", MostKeys))
	}
	secret := keyMark + strings.ToLower(store.NewSecret())
	words := make([]string, len(d.Scopes))
	for i, s := range d.Scopes {
		words[i] = string(s)
	}
	id, err := store.One[int64](ctx, tx, addKey[of.partnership != 0], of.partnership, of.account, d.Name, secret[:keyShown], keyHash(secret),
		strings.Join(words, " "), tx.Now(), d.ExpiresAt)
	if err != nil {
		return Key{}, "", err
	}
	k, err := keyByID(ctx, tx, id)
	if err != nil {
		return Key{}, "", err
	}
	tx.Audit("api_key.made", k.about(of.partner), map[string]any{"scopes": words, "expires_at": d.ExpiresAt, "account": of.account})
	return k, secret, nil
}

// addKey: a partner's key takes its owner from a partnership in scope, the vendor's has none.
var addKey = map[bool]string{
	true: `INSERT INTO api_key (partner_id, partnership_id, account_id, name, prefix, hash, scopes, created_at, expires_at)
		SELECT p.partner_id, p.id, $2, $3, $4, $5, $6, $7, $8 FROM my_partnership p WHERE p.id = $1 RETURNING id`,
	false: `INSERT INTO api_key (partner_id, partnership_id, account_id, name, prefix, hash, scopes, created_at, expires_at)
		SELECT NULL, NULL, $2, $3, $4, $5, $6, $7, $8 FROM my_vendor v WHERE $1 = 0 RETURNING id`,
}

func (d *KeyDraft) problems(role access.Role, now time.Time) []fail.Field {
	var bad []fail.Field
	if n := utf8.RuneCountInString(d.Name); n == 0 || n > 100 {
		bad = append(bad, fail.At("name", "Enter a name, up to 100 characters. It says in the activity log which key did something."))
	}
	slices.Sort(d.Scopes)
	d.Scopes = slices.Compact(d.Scopes)
	allowed := access.KeyGrants(role)
	if len(d.Scopes) == 0 {
		bad = append(bad, fail.At("scopes", "Choose what the key may do."))
	}
	for _, s := range d.Scopes {
		if !slices.ContainsFunc(allowed, func(g access.KeyGrant) bool { return g.Scope == s }) {
			bad = append(bad, fail.At("scopes", "You can’t give a key the scope "+string(s)+"."))
			break
		}
	}
	if d.ExpiresAt != nil && (!d.ExpiresAt.After(now) || d.ExpiresAt.Sub(now) > keyLongest) {
		bad = append(bad, fail.At("expires_at", "Choose when the key expires, within five years."))
	}
	return bad
}

// keyHash binds the secret to its purpose.
func keyHash(secret string) []byte { return store.HashSecret("api key", secret) }

const keys = `SELECT k.id, COALESCE(k.partnership_id, 0) AS partnership_ref, k.account_id, a.first_name || ' ' || a.last_name AS maker,
	a.status AS maker_status, k.name, k.prefix, k.scopes, k.created_at, k.expires_at, k.revoked_at, k.last_used_at, k.last_used_ip
	FROM my_api_key k JOIN my_account a ON a.id = k.account_id`

func keyByID(ctx context.Context, tx *store.Tx, id int64) (Key, error) {
	return store.One[Key](ctx, tx, keys+` WHERE k.id = $1`, id)
}

// Keys are the API keys of the asker's partnership, or of the vendor, the newest first; revoked ones stay for 90 days.
// Fails with fail.Forbidden.
func Keys(ctx context.Context, tx *store.Tx) ([]Key, error) {
	if err := tx.May(access.ManageKeys); err != nil {
		return nil, err
	}
	return store.All[Key](ctx, tx, keys+` WHERE COALESCE(k.partnership_id, 0) = $1 AND (k.revoked_at IS NULL OR k.revoked_at > $2) ORDER BY k.id DESC`,
		tx.Who().Partnership(), tx.Now().Add(-90*24*time.Hour))
}

// KeysOf are the API keys that a person in scope has made and that are not revoked: what removing the person ends (domain.md 4.9),
// and resetting the password may.
func KeysOf(ctx context.Context, tx *store.Tx, account int64) ([]Key, error) {
	return store.All[Key](ctx, tx, keys+` WHERE k.account_id = $1 AND k.revoked_at IS NULL ORDER BY k.id DESC`, account)
}

// GetKey is one API key of the asker's partnership, or of the vendor. Fails with fail.NotFound and fail.Forbidden.
func GetKey(ctx context.Context, tx *store.Tx, id int64) (Key, error) {
	if err := tx.May(access.ManageKeys); err != nil {
		return Key{}, err
	}
	k, err := keyByID(ctx, tx, id)
	if err == nil && k.Partnership != tx.Who().Partnership() { // staff see a partner's, and leave them to it
		err = fail.NotFound("The API key")
	}
	return k, err
}

// RevokeKey ends an API key at once and for good. Fails with fail.NotFound, fail.Forbidden, and fail.Conflict "key_revoked".
func RevokeKey(ctx context.Context, tx *store.Tx, id int64) (Key, error) {
	k, err := GetKey(ctx, tx, id)
	if err != nil {
		return Key{}, err
	}
	return k.revoke(ctx, tx, tx.Who().Partner())
}

func (k Key) revoke(ctx context.Context, tx *store.Tx, partner int64) (Key, error) {
	n, err := tx.Exec(ctx, `UPDATE my_api_key SET revoked_at = $1 WHERE id = $2 AND revoked_at IS NULL`, tx.Now(), k.ID)
	if err != nil {
		return Key{}, err
	}
	if n == 0 {
		return Key{}, fail.Conflict("key_revoked", "The API key "+k.Name+" is revoked already.")
	}
	now := tx.Now()
	k.RevokedAt = &now
	tx.Audit("api_key.revoked", k.about(partner), nil)
	return k, nil
}
