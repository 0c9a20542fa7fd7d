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
	LogoHash            string // "" where there is no logo
	Companies, Licenses int64
	Invited             bool // nobody has accepted yet
}

// Query is what the list is asked for. View is one of Views or "" for all, Type msp, reseller or ""; Down turns the order
// round. After and Before are Cursors of rows: what follows the one, or ends before the other.
type Query struct {
	Text, View, Type string
	Down             bool
	After, Before    string
	Limit            int
}

// Page is a part of the list, by name. Next and Prev are "" where the list ends.
type Page struct {
	Rows       []Row
	Next, Prev string
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

const rows = `
	SELECT p.id, p.name, p.name_key, p.status, s.type, COALESCE(o.name, '') AS parent, p.logo_hash, NOT p.had_active_admin AS invited,
		(SELECT count(*) FROM my_company c WHERE c.partnership_id = s.id AND c.kind <> 'home' AND c.status IN ('active', 'suspended')) AS companies,
		(SELECT COALESCE(sum(b.license_count), 0) FROM my_company c JOIN my_subscription b ON b.company_id = c.id AND b.ended_at IS NULL
		  WHERE c.partnership_id = s.id AND c.kind <> 'home' AND c.status IN ('active', 'suspended')) AS licenses
	  FROM my_partner p JOIN my_partnership s ON s.partner_id = p.id AND s.is_main LEFT JOIN my_partner o ON o.id = p.parent_id
	 WHERE ($1 = '' OR p.name_key LIKE $2 ESCAPE '!') AND ($3 = '' OR s.type = $3)
	   AND ($4 = '' OR ($4 = 'active' AND p.status = 'active' AND p.had_active_admin) OR ($4 = 'invited' AND p.status = 'active' AND NOT p.had_active_admin)
		OR p.status = $4 AND $4 IN ('suspended', 'ended'))`

const (
	rowsUp   = rows + ` AND (p.name_key > $5 OR (p.name_key = $5 AND p.id > $6)) ORDER BY p.name_key, p.id LIMIT $7`
	rowsDown = rows + ` AND ($6 = 0 OR p.name_key < $5 OR (p.name_key = $5 AND p.id < $6)) ORDER BY p.name_key DESC, p.id DESC LIMIT $7`
)

// Views are those of the list, in their order: who has accepted is active, who was invited only is invited (ui.md 6.2, 4).
var Views = []string{"active", "invited", "suspended", "ended"}

// Counts are how many partners each of Views holds. Needs ViewVendor.
func Counts(ctx context.Context, tx *store.Tx) (map[string]int64, error) {
	if err := tx.May(access.ViewVendor); err != nil {
		return nil, err
	}
	type count struct {
		View string
		N    int64
	}
	all, err := store.All[count](ctx, tx, `SELECT CASE WHEN p.status = 'active' AND NOT p.had_active_admin THEN 'invited' ELSE p.status END AS view, count(*) AS n
		FROM my_partner p GROUP BY 1`)
	counts := map[string]int64{}
	for _, c := range all {
		counts[c.View] = c.N
	}
	return counts, err
}

// List is the vendor's list of partners, by name, keyset paged. Needs ViewVendor.
func List(ctx context.Context, tx *store.Tx, q Query) (Page, error) {
	if err := tx.May(access.ViewVendor); err != nil {
		return Page{}, err
	}
	from, back := q.After, q.Before != ""
	if back {
		from = q.Before
	}
	text := rowsUp
	if q.Down != back {
		text = rowsDown
	}
	id, key := cut(from)
	found, err := store.All[Row](ctx, tx, text, q.Text, store.Like(q.Text), q.Type, q.View, key, id, q.Limit+1)
	if err != nil {
		return Page{}, err
	}
	found, before, after := store.Part(found, q.Limit, id != 0, back)
	page := Page{Rows: found}
	if after {
		page.Next = found[len(found)-1].Cursor()
	}
	if before {
		page.Prev = found[0].Cursor()
	}
	return page, nil
}

// Children are the MSPs of a reseller that the asker sees, by name (domain.md 2.2).
func Children(ctx context.Context, tx *store.Tx, reseller int64) ([]Partner, error) {
	return store.All[Partner](ctx, tx, `SELECT `+columns+` FROM my_partner WHERE parent_id = $1 AND status <> 'ended' ORDER BY name_key, id`, reseller)
}
