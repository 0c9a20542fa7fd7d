package bench

import (
	"context"
	"database/sql"
	"errors"
	"net/http"
	"strconv"
	"strings"
	"time"

	"kontor/account"
	"kontor/store"
)

// seat is who asks, in the partnership that is asked for; staff have none.
type seat struct {
	account, partner, partnership, membership int64
	name, role, scope                         string
}

const (
	seatText = `SELECT s.created_at, s.seen_at, a.id, a.partner_id, a.first_name, a.last_name, a.role, f.id, m.id, m.scope
	FROM session s JOIN account a ON a.id = s.account_id JOIN partner p ON p.id = a.partner_id JOIN partnership f ON f.partner_id = p.id
	JOIN membership m ON m.account_id = a.id AND m.partnership_id = f.id
	WHERE s.token_hash = $1 AND f.id = $2 AND a.status = 'active' AND p.status = 'active' AND NOT a.must_change_password`
	staffText = `SELECT s.created_at, s.seen_at, a.id, 0, a.first_name, a.last_name, a.role, 0, 0, ''
	FROM session s JOIN account a ON a.id = s.account_id
	WHERE s.token_hash = $1 AND $2 = 0 AND a.partner_id IS NULL AND a.status = 'active' AND NOT a.must_change_password`
	keyText = `SELECT k.expires_at, a.id, COALESCE(a.partner_id, 0), a.first_name, a.last_name, a.role, COALESCE(f.id, 0), COALESCE(m.id, 0), COALESCE(m.scope, '')
	FROM api_key k JOIN account a ON a.id = k.account_id LEFT JOIN partner p ON p.id = a.partner_id LEFT JOIN partnership f ON f.id = k.partnership_id
	LEFT JOIN membership m ON m.account_id = a.id AND m.partnership_id = f.id
	WHERE k.hash = $1 AND k.revoked_at IS NULL AND a.status = 'active' AND (p.id IS NULL OR p.status = 'active')`
)

// seat finds out who asks: by key below apiRoot, by session elsewhere.
func (f *floor) seat(r *http.Request) (s seat, err error) {
	if secret, ok := strings.CutPrefix(r.Header.Get("Authorization"), "Bearer "); ok {
		return f.keySeat(r.Context(), secret)
	}
	cookie, err := r.Cookie("kontor")
	if err != nil {
		return s, errNobody
	}
	text, partnership := staffText, int64(0)
	if of := r.PathValue("partnership"); of != "" {
		text = seatText
		if partnership, err = strconv.ParseInt(of, 10, 64); err != nil {
			return s, errNobody
		}
	}
	stmt, err := f.on(r.Context(), f.r, text)
	if err != nil {
		return s, err
	}
	var created, seen time.Time
	var last string
	err = stmt.QueryRowContext(r.Context(), account.TokenHash(account.Portal, cookie.Value), partnership).
		Scan(&created, &seen, &s.account, &s.partner, &s.name, &last, &s.role, &s.partnership, &s.membership, &s.scope)
	if errors.Is(err, sql.ErrNoRows) || err == nil && (time.Since(seen) > account.SessionIdle || time.Since(created) > account.SessionLife) {
		return s, errNobody
	}
	s.name += " " + last
	return s, err
}

func (f *floor) keySeat(ctx context.Context, secret string) (s seat, err error) {
	stmt, err := f.on(ctx, f.r, keyText)
	if err != nil {
		return s, err
	}
	var expires *time.Time
	var last string
	err = stmt.QueryRowContext(ctx, store.HashSecret("api key", secret)).
		Scan(&expires, &s.account, &s.partner, &s.name, &last, &s.role, &s.partnership, &s.membership, &s.scope)
	if errors.Is(err, sql.ErrNoRows) || err == nil && expires != nil && time.Now().After(*expires) {
		return s, errNobody
	}
	s.name += " " + last
	return s, err
}

// floorFound is something that staff looked for.
type floorFound struct {
	Kind        string
	ID, Partner int64
	Company     int64 // an app user's
	Name, Sub   string
	Status      string
}

// floorFinds are the four questions of a search over everything: partners row by row, the rest by the index of trigrams. @ is how the
// database asks it.
var floorFinds = []struct{ kind, text string }{
	{"partner", `SELECT p.id, p.id AS partner, 0 AS company, p.name, p.support_email AS sub, p.status FROM partner p WHERE p.name_key LIKE $1 ESCAPE '!'
		ORDER BY p.name_key, p.id LIMIT 20`},
	{"company", `SELECT c.id, c.partner_id AS partner, 0 AS company, c.name, COALESCE(p.name, '') AS sub, c.status FROM company c LEFT JOIN partner p ON p.id = c.partner_id
		WHERE c.id IN (SELECT f.id FROM company_find f WHERE @) AND c.status <> 'purged' ORDER BY c.name_key, c.id LIMIT 20`},
	{"account", `SELECT a.id, a.partner_id AS partner, 0 AS company, a.first_name || ' ' || a.last_name AS name, a.email AS sub, a.status FROM account a
		WHERE a.id IN (SELECT f.id FROM account_find f WHERE @) AND a.partner_id IS NOT NULL AND a.status NOT IN ('removed', 'released')
		ORDER BY a.first_name, a.last_name, a.id LIMIT 20`},
	{"app_user", `SELECT u.id, u.partner_id AS partner, u.company_id AS company, u.first_name || ' ' || u.last_name AS name, u.email AS sub, u.status FROM app_user u
		WHERE u.id IN (SELECT f.id FROM app_user_find f WHERE @) AND u.status <> 'removed' ORDER BY u.name_key, u.id LIMIT 20`},
}

// find is W2 of staff: 20 of each kind.
func (f *floor) find(w http.ResponseWriter, r *http.Request) {
	s, err := f.seat(r)
	if err == nil && s.partner != 0 {
		err = errNobody
	}
	var all []floorFound
	for _, q := range floorFinds {
		if err == nil {
			all, err = f.found(r.Context(), all, q.kind, q.text, r.URL.Query().Get("q"))
		}
	}
	f.answer(w, http.StatusOK, map[string]any{"items": all}, err)
}

func (f *floor) found(ctx context.Context, all []floorFound, kind, text, word string) ([]floorFound, error) {
	cond, arg := "f.text LIKE $1 ESCAPE '!'", like(word)
	if f.write.Isolation == sql.LevelDefault && strings.Contains(text, "@") { // SQLite
		cond, arg = "f.text MATCH $1", `"`+strings.ToLower(word)+`"`
	}
	stmt, err := f.on(ctx, f.r, strings.Replace(text, "@", cond, 1))
	if err != nil {
		return nil, err
	}
	rows, err := stmt.QueryContext(ctx, arg)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	for rows.Next() {
		one := floorFound{Kind: kind}
		if err := rows.Scan(&one.ID, &one.Partner, &one.Company, &one.Name, &one.Sub, &one.Status); err != nil {
			return nil, err
		}
		all = append(all, one)
	}
	return all, rows.Err()
}
