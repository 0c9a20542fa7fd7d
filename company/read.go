package company

import (
	"context"
	"strconv"
	"strings"

	"kontor/access"
	"kontor/store"
)

// Numbers are what a partner's Home shows: customers and MSPs in scope, without the home company and without money.
type Numbers struct{ Companies, LicenseCount, Used int64 }

// Count gives the numbers of everything in scope. Needs ViewCompanies.
func Count(ctx context.Context, tx *store.Tx) (Numbers, error) {
	if err := tx.May(access.ViewCompanies); err != nil {
		return Numbers{}, err
	}
	home := tx.Who().Home() // a child MSP's home company is the reseller's msp company (domain.md 2.2)
	n, err := store.One[Numbers](ctx, tx, `
		SELECT count(DISTINCT c.id) AS companies, COALESCE(sum(s.license_count), 0) AS license_count, COALESCE(sum(s.used), 0) AS used
		  FROM my_company c LEFT JOIN my_subscription s ON s.company_id = c.id AND s.ended_at IS NULL
		 WHERE c.kind <> 'home' AND c.id <> $1 AND c.status IN ('active', 'suspended')`, home)
	if err != nil {
		return Numbers{}, err
	}
	child, err := store.One[Numbers](ctx, tx, `SELECT 0 AS companies, COALESCE(sum(k.license_count), 0) AS license_count, COALESCE(sum(k.used), 0) AS used
		  FROM my_child_license k JOIN my_company c ON c.id = k.company_id WHERE c.id <> $1 AND c.status IN ('active', 'suspended')`, home)
	n.LicenseCount += child.LicenseCount
	n.Used += child.Used
	return n, err
}

// CountOf gives the numbers of one partnership, for vendor staff.
func CountOf(ctx context.Context, tx *store.Tx, partnership int64) (Numbers, error) {
	if err := tx.May(access.ViewVendor); err != nil {
		return Numbers{}, err
	}
	return store.One[Numbers](ctx, tx, `
		SELECT count(DISTINCT c.id) AS companies, COALESCE(sum(s.license_count), 0) AS license_count, COALESCE(sum(s.used), 0) AS used
		  FROM my_company c LEFT JOIN my_subscription s ON s.company_id = c.id AND s.ended_at IS NULL
		 WHERE c.partnership_id = $1 AND c.kind <> 'home' AND c.status IN ('active', 'suspended')`, partnership)
}

// UserPage is a part of a company's app users, by name. Next is "" at the end.
type UserPage struct {
	Users []AppUser
	Next  string
}

// Users gives a part of a company's app users in scope, by name, keyset paged; removed ones are not listed.
func Users(ctx context.Context, tx *store.Tx, company int64, after string, limit int) (UserPage, error) {
	id, key := cutCursor(after)
	rows, err := store.All[AppUser](ctx, tx, `SELECT `+userColumns+` FROM my_app_user
		 WHERE company_id = $1 AND status <> 'removed' AND (name_key, id) > ($2, $3) ORDER BY name_key, id LIMIT $4`, company, key, id, limit+1)
	if err != nil || len(rows) <= limit {
		return UserPage{Users: rows}, err
	}
	last := rows[limit-1]
	return UserPage{Users: rows[:limit], Next: strconv.FormatInt(last.ID, 10) + "." + store.Key(last.FirstName+" "+last.LastName)}, nil
}

// LikeNamed gives up to five of one's own companies whose names begin alike: a hint, not an error (domain.md 2.3).
func LikeNamed(ctx context.Context, tx *store.Tx, name string) ([]Company, error) {
	key := store.Key(name)
	if len([]rune(key)) < 3 {
		return nil, nil
	}
	first, _, _ := strings.Cut(key, " ")
	if len([]rune(first)) < 3 {
		first = key
	}
	return store.All[Company](ctx, tx, `SELECT `+columns+` FROM my_company
		 WHERE name_key LIKE $1 ESCAPE '!' AND status IN ('active', 'suspended') ORDER BY name_key, id LIMIT 5`, strings.TrimPrefix(store.Like(first), "%"))
}
