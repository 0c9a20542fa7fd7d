package company

import (
	"context"
	"strconv"
	"strings"
	"time"

	"kontor/access"
	"kontor/store"
)

// Row is a line of the Companies list.
type Row struct {
	ID                 int64
	Name, NameKey      string
	Kind, Status       string
	BillingStart       string
	CreatedAt          time.Time
	HasLogo            bool
	Contact            string // the owner's name; empty where the asker meets no people
	Product            string // of the subscription whose product comes first by name
	LicenseCount, Used int64  // over all subscriptions; of an msp with its customers' (domain.md 2.2)
	Customers          int64  // of an msp
	PartnerID          int64
	Holder             string // whose it is; only told to vendor staff
}

// Sort orders of the list.
const (
	ByName     = "name"
	ByNameDown = "-name"
	ByNewest   = "-created"
	ByOldest   = "created"
	ByCount    = "count" // User license count over all subscriptions
	ByMost     = "-count"
)

// NearlyFull is from which share of licenses in use on a company is nearly full, in percent (domain.md 5).
const NearlyFull = 80

// Query is what the Companies list is asked for; zero fields do not filter. After and Before are cursors of rows.
type Query struct {
	Text          string // name, contact or email, folded, anywhere
	Partnership   int64  // of one partnership; for vendor staff, who see all
	Product       int64
	Kind          string
	Billing       string // billable_this_month or free_until_end_of_month
	Status        string
	Partner       int64 // whose companies, for vendor staff
	Full          int64 // a subscription has at least so many of its licenses in use, in percent
	Sort          string
	After, Before string
	Limit         int       // rows of a page
	vendorWide    bool      // asked by vendor staff
	find, found   string    // by which index the text is found, and the argument
	MonthStart    time.Time // first instant of the payer's current local month: what is free until its end was added since
}

// Page is a part of the list. Next and Prev are cursors, "" where the list ends.
type Page struct {
	Rows       []Row
	Next, Prev string
}

// order is one way to sort: the column, and which way.
type order struct {
	column string
	down   bool
}

var orders = map[string]order{ByName: {"name_key", false}, ByNameDown: {"name_key", true}, ByNewest: {"created_at", true}, ByOldest: {"created_at", false},
	ByCount: {"licenses", false}, ByMost: {"licenses", true}}

// List gives a part of the companies in scope, keyset paged, so that the last page costs what the first costs (performance.md "Growth").
func List(ctx context.Context, tx *store.Tx, q Query) (Page, error) {
	if err := tx.May(access.ViewCompanies); err != nil {
		return Page{}, err
	}
	o, ok := orders[q.Sort]
	if !ok {
		o = orders[ByName]
	}
	back := q.Before != ""
	cursor := q.After
	if back {
		cursor = q.Before
	}
	if q.vendorWide = tx.Who().Kind() == access.Staff; q.vendorWide && q.Text != "" {
		q.find, q.found, _ = tx.Finds(q.Text)
	}
	rows, err := store.All[Row](ctx, tx, listText(o, back, cursor != "", q), listArgs(o, cursor, q)...)
	if err != nil {
		return Page{}, err
	}
	rows = fold(rows)
	if err := addChildren(ctx, tx, rows); err != nil {
		return Page{}, err
	}
	rows, before, after := store.Part(rows, q.Limit, cursor != "", back)
	p := Page{Rows: rows}
	if after {
		p.Next = rows[len(rows)-1].cursor(o)
	}
	if before {
		p.Prev = rows[0].cursor(o)
	}
	return p, nil
}

// One line for each subscription of a company: fold makes rows of them. A sub-select for each number costs twice as much.
const listFrom = `
	SELECT c.id, c.name, c.name_key, c.kind, c.status, c.billing_start, c.created_at, c.logo_id IS NOT NULL AS has_logo,
		COALESCE(u.first_name || ' ' || u.last_name, '') AS contact, COALESCE(p.name, '') AS product,
		COALESCE(b.license_count, 0) AS license_count, COALESCE(b.used, 0) AS used
	  FROM (SELECT m.* FROM `

// Sorting by count looks at every company in scope; the other orders read an index. A child MSP's home company stands in the reseller's
// partnership and counts for itself only, as it is shown.
const (
	plain   = `my_company m`
	counted = `(SELECT x.*, CAST(COALESCE((SELECT sum(b.license_count) FROM my_subscription b WHERE b.company_id = x.id AND b.ended_at IS NULL), 0)
		+ COALESCE((SELECT sum(k.license_count) FROM my_child_license k WHERE k.company_id = x.id
			AND k.partnership_id IN (SELECT f.id FROM my_partnership f)), 0) AS BIGINT) AS licenses FROM my_company x) m`
)

const listRest = `) c LEFT JOIN my_app_user u ON u.id = c.owner_id
	LEFT JOIN my_subscription b ON b.company_id = c.id AND b.ended_at IS NULL LEFT JOIN product p ON p.id = b.product_id`

// fold adds up the lines of one company, which stand beside each other.
func fold(lines []Row) []Row {
	rows := lines[:0]
	for _, l := range lines {
		if n := len(rows) - 1; n >= 0 && rows[n].ID == l.ID {
			rows[n].Product = min(rows[n].Product, l.Product)
			rows[n].LicenseCount += l.LicenseCount
			rows[n].Used += l.Used
			continue
		}
		rows = append(rows, l)
	}
	return rows
}

// listText puts the statement together from constant parts only: one text per order, direction and set of filters, so that it is prepared
// once each. The limit stands in it as a number, by which PostgreSQL knows that one plan is good for all.
func listText(o order, back, cursor bool, q Query) string {
	cmp, dir := ">", " ASC"
	if o.down != back {
		cmp, dir = "<", " DESC"
	}
	var b strings.Builder
	from := plain
	columns, rest := listFrom, listRest
	if q.vendorWide {
		columns, rest = strings.Replace(columns, " AS used", " AS used, c.partner_id, COALESCE(o.name, '') AS holder", 1), rest+` LEFT JOIN my_partner o ON o.id = c.partner_id`
	}
	if o.column == "licenses" {
		from = counted
	}
	b.WriteString(columns + from + " WHERE m.status <> 'purged'")
	if q.Status == "" { // a constant: PostgreSQL takes an argument here for one that leaves nothing
		b.WriteString(" AND m.status <> 'deleted'")
	}
	if cursor {
		b.WriteString(" AND (m." + o.column + ", m.id) " + cmp + " ($1, $2)")
	}
	n := 0
	if cursor {
		n = 2
	}
	for _, f := range q.filters() {
		n++
		b.WriteString(" AND " + strings.ReplaceAll(f.cond, "$", "$"+strconv.Itoa(n)))
	}
	by := " ORDER BY m." + o.column + dir + ", m.id" + dir
	b.WriteString(by + " LIMIT " + strconv.Itoa(atLeast(q.Limit)+1) + rest + strings.ReplaceAll(by, "m.", "c."))
	return b.String()
}

// atLeast is one of few numbers: the limit is a part of the statement's text, and each text is prepared.
func atLeast(limit int) int {
	for _, n := range []int{rowsAtOnce, 2 * rowsAtOnce, 4 * rowsAtOnce} {
		if limit <= n {
			return n
		}
	}
	return limit
}

const rowsAtOnce = 50

type filter struct {
	cond  string
	value any
}

func (q Query) filters() []filter {
	var f []filter
	if q.find != "" {
		f = append(f, filter{"m.id IN (SELECT f.id FROM my_company_find f WHERE " + q.find + ")", q.found})
	} else if q.Text != "" {
		f = append(f, filter{"m.search_key LIKE $ ESCAPE '!'", store.Like(q.Text)})
	}
	if q.Partnership != 0 {
		f = append(f, filter{"m.partnership_id = $", q.Partnership})
	}
	if q.Partner != 0 {
		f = append(f, filter{"m.partner_id = $", q.Partner})
	}
	if q.Kind != "" {
		f = append(f, filter{"m.kind = $", q.Kind})
	}
	if q.Status != "" {
		f = append(f, filter{"m.status = $", q.Status})
	}
	if q.Product != 0 {
		f = append(f, filter{"EXISTS (SELECT 1 FROM my_subscription b WHERE b.company_id = m.id AND b.product_id = $ AND b.ended_at IS NULL)", q.Product})
	}
	if q.Full != 0 {
		f = append(f, filter{"EXISTS (SELECT 1 FROM my_subscription b WHERE b.company_id = m.id AND b.ended_at IS NULL AND b.used * 100 >= b.license_count * $)", q.Full})
	}
	if q.Billing == FreeUntilEndOfMonth {
		f = append(f, filter{"m.billing_start = 'free_until_end_of_month' AND m.created_at >= $", q.MonthStart})
	}
	if q.Billing == BillableThisMonth {
		f = append(f, filter{"NOT (m.billing_start = 'free_until_end_of_month' AND m.created_at >= $)", q.MonthStart})
	}
	return f
}

func listArgs(o order, cursor string, q Query) []any {
	var args []any
	if cursor != "" {
		id, key := cutCursor(cursor)
		args = append(args, o.value(key), id)
	}
	for _, f := range q.filters() {
		args = append(args, f.value)
	}
	return args
}

// value is a cursor's text as the column's type; what is no such value begins the list anew.
func (o order) value(key string) any {
	switch o.column {
	case "created_at":
		t, _ := time.Parse(time.RFC3339Nano, key)
		return t.UTC()
	case "licenses":
		n, _ := strconv.ParseInt(key, 10, 64)
		return n
	}
	return key
}

func (r Row) cursor(o order) string {
	key := r.NameKey
	switch o.column {
	case "created_at":
		key = r.CreatedAt.UTC().Format(time.RFC3339Nano)
	case "licenses":
		key = strconv.FormatInt(r.LicenseCount, 10)
	}
	return strconv.FormatInt(r.ID, 10) + "." + key
}

func cutCursor(cursor string) (int64, string) {
	id, key, _ := strings.Cut(cursor, ".")
	n, err := strconv.ParseInt(id, 10, 64)
	if err != nil {
		return 0, ""
	}
	return n, key
}
