package partner

import (
	"context"
	"strconv"
	"strings"

	"kontor/access"
	"kontor/store"
)

// Row is a line of the vendor's Partners list. Companies counts customers and MSPs, not the home company; Licenses counts the same.
type Row struct {
	ID                  int64
	Name, NameKey       string
	Status, Type        string
	Parent              string
	Companies, Licenses int64
	Invited             bool // nobody has accepted yet
}

// Query is what the list is asked for. View is active, invited, suspended or "" for all; After is the last row's Cursor.
type Query struct {
	Text, View, After string
	Limit             int
}

// Page is a part of the list, by name. Next is "" at the end.
type Page struct {
	Rows []Row
	Next string
}

// Cursor names this row in the order of the list.
func (r Row) Cursor() string { return strconv.FormatInt(r.ID, 10) + "." + r.NameKey }

func cut(cursor string) (int64, string) {
	id, key, _ := strings.Cut(cursor, ".")
	n, err := strconv.ParseInt(id, 10, 64)
	if err != nil {
		return 0, ""
	}
	return n, key
}

// List is the vendor's list of partners, by name, keyset paged. Needs ViewVendor.
func List(ctx context.Context, tx *store.Tx, q Query) (Page, error) {
	if err := tx.May(access.ViewVendor); err != nil {
		return Page{}, err
	}
	id, key := cut(q.After)
	rows, err := store.All[Row](ctx, tx, `
		SELECT p.id, p.name, p.name_key, p.status, s.type, COALESCE(o.name, '') AS parent, NOT p.had_active_admin AS invited,
			(SELECT count(*) FROM my_company c WHERE c.partnership_id = s.id AND c.kind <> 'home' AND c.status IN ('active', 'suspended')) AS companies,
			(SELECT COALESCE(sum(b.license_count), 0) FROM my_company c JOIN my_subscription b ON b.company_id = c.id AND b.ended_at IS NULL
			  WHERE c.partnership_id = s.id AND c.kind <> 'home' AND c.status IN ('active', 'suspended')) AS licenses
		  FROM my_partner p JOIN my_partnership s ON s.partner_id = p.id AND s.is_main LEFT JOIN my_partner o ON o.id = p.parent_id
		 WHERE (p.name_key > $1 OR (p.name_key = $1 AND p.id > $2))
		   AND ($3 = '' OR p.name_key LIKE $4 ESCAPE '!')
		   AND ($5 = '' OR ($5 = 'active' AND p.status = 'active' AND p.had_active_admin) OR ($5 = 'invited' AND p.status = 'active' AND NOT p.had_active_admin)
			OR ($5 = 'suspended' AND p.status = 'suspended'))
		 ORDER BY p.name_key, p.id LIMIT $6`,
		key, id, q.Text, store.Like(q.Text), q.View, q.Limit+1)
	if err != nil || len(rows) <= q.Limit {
		return Page{Rows: rows}, err
	}
	rows = rows[:q.Limit]
	return Page{Rows: rows, Next: rows[len(rows)-1].Cursor()}, nil
}
