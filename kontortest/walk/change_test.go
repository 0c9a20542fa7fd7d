package walk_test

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"
)

// row is one row of the database, as text, and whose it is.
type row struct {
	table   string
	text    string
	partner int64  // 0: the vendor's, or nobody's
	company int64  // 0: none
	action  string // of an audit event
}

func (w *world) tables() []string {
	if w.tableNames != nil {
		return w.tableNames
	}
	ask := `SELECT table_name FROM information_schema.tables WHERE table_schema = 'public' AND table_type = 'BASE TABLE'`
	if _, ok := w.k.File(); ok {
		ask = `SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite%'`
	}
	rows, err := w.k.Raw().Query(ask)
	w.must(err)
	defer rows.Close()
	for rows.Next() {
		var name string
		w.must(rows.Scan(&name))
		w.tableNames = append(w.tableNames, name)
	}
	w.must(rows.Err())
	slices.Sort(w.tableNames)
	if len(w.tableNames) < 20 {
		w.t.Fatalf("only %d tables: %v", len(w.tableNames), w.tableNames)
	}
	return w.tableNames
}

// grown are tables whose rows are only added: what stood there before is not read again.
var grown = []string{"audit_event", "event", "license_fact", "billing_start_fact", "company_status_fact", "holder_fact", "bill_to_fact", "price_entry", "river_job", "image"}

// begin is the state before a request.
func (w *world) begin() map[string]row {
	for _, table := range grown {
		w.must(w.k.Raw().QueryRow(`SELECT COALESCE(max(id), 0) FROM ` + table).Scan(w.mark(table)))
	}
	return w.state()
}

func (w *world) mark(table string) *int64 {
	if w.marks == nil {
		w.marks = map[string]*int64{}
	}
	if w.marks[table] == nil {
		w.marks[table] = new(int64)
	}
	return w.marks[table]
}

// state is every row of the database, of tables that only grow those since begin.
func (w *world) state() map[string]row {
	all := map[string]row{}
	for _, table := range w.tables() {
		columns := "*"
		if table == "mail" { // the sealed body is long, and changes with the rest
			columns = "id, partner_id, company_id, account_id, app_user_id, kind, to_address, subject, status, attempts, next_attempt_at, length(sealed) AS sealed"
		}
		ask := `SELECT ` + columns + ` FROM ` + table
		if slices.Contains(grown, table) {
			ask += fmt.Sprintf(` WHERE id > %d`, *w.mark(table))
		}
		w.rowsOf(table, ask, all)
	}
	return all
}

func (w *world) rowsOf(table, ask string, all map[string]row) {
	rows, err := w.k.Raw().Query(ask)
	w.must(err)
	defer rows.Close()
	columns, err := rows.Columns()
	w.must(err)
	values := make([]any, len(columns))
	into := make([]any, len(columns))
	for i := range values {
		into[i] = &values[i]
	}
	for rows.Next() {
		w.must(rows.Scan(into...))
		r := row{table: table}
		line := []byte(table)
		for i, name := range columns {
			line = append(append(append(line, ' '), name...), '=')
			line = written(line, values[i])
			id, _ := values[i].(int64)
			switch {
			case name == "partner_id", name == "chain", name == "id" && table == "partner":
				r.partner = id
			case name == "company_id", name == "id" && table == "company":
				r.company = id
			case name == "action":
				r.action, _ = values[i].(string)
			}
		}
		r.text = string(line)
		all[r.text] = r
	}
	w.must(rows.Err())
}

// written appends a value of the database as text.
func written(line []byte, value any) []byte {
	switch v := value.(type) {
	case []byte:
		return append(line, v...)
	case string:
		return append(line, v...)
	case int64:
		return strconv.AppendInt(line, v, 10)
	case time.Time:
		return strconv.AppendInt(line, v.UnixMicro(), 10)
	}
	return fmt.Append(line, value)
}

// changed are the rows that are in one state only, but for the audit of refusals.
func changed(before, after map[string]row) []row {
	var diff []row
	for _, pair := range [][2]map[string]row{{before, after}, {after, before}} {
		for text, r := range pair[0] {
			if _, same := pair[1][text]; !same && r.table != "audit_head" && r.action != "refused" {
				diff = append(diff, r)
			}
		}
	}
	slices.SortFunc(diff, func(a, b row) int { return strings.Compare(a.text, b.text) })
	return diff
}

// counted are the tables in which a refusal of this act is counted against who asks: a limit on asking about addresses that a refusal took
// back would be none (trust.md "Accounts").
func counted(act string) []string {
	switch act {
	case "addUsers", "POST /p/{partnership}/companies/{company}/users/several":
		return []string{"guess"}
	}
	return nil
}

// nothingChanged fails the walk if anything but the audit of refusals differs, and but for some tables.
func (w *world) nothingChanged(before map[string]row, what string, but ...string) {
	w.t.Helper()
	diff := slices.DeleteFunc(changed(before, w.state()), func(r row) bool { return slices.Contains(but, r.table) })
	if len(diff) > 0 {
		w.fault("%s changed %d rows: %s", what, len(diff), clip(diff[0].text))
	}
}

// changedOwn fails the walk unless something changed and all of it belongs to those whom the act is about. Rows of what the act itself
// made are its own.
func (w *world) changedOwn(before map[string]row, a *actor, p *place, o operation, what string) {
	w.t.Helper()
	diff := changed(before, w.state())
	if len(diff) == 0 && !o.idle {
		w.fault("%s succeeded and changed nothing", what)
	}
	var lastPartner, lastCompany int64
	for _, r := range before {
		lastPartner, lastCompany = max(lastPartner, r.partner), max(lastCompany, r.company)
	}
	for _, r := range diff {
		if r.partner > lastPartner || r.company > lastCompany || a.owns(r, p) || o.moves && w.arrived(r, p) {
			continue
		}
		w.fault("%s changed what belongs to others: %s", what, clip(r.text))
	}
}

// owns tells whether an act of the actor at the place may change the row. An act that names nothing is about the actor.
func (a *actor) owns(r row, p *place) bool {
	partners, companies := []int64{0}, []int64{0}
	switch {
	case p.firm != nil:
		partners = append(partners, p.firm.holder.ID, p.firm.people.ID)
		companies = append(companies, p.firm.company.ID)
	case p.partner != nil:
		partners = append(partners, p.partner.ID)
		if r.company == p.partner.Home.ID { // a child MSP's stands in its reseller's partnership
			return true
		}
	case a.of != nil:
		partners = append(partners, a.of.ID)
	case a.company != nil:
		partners = append(partners, a.company.holder.ID, a.company.people.ID)
		companies = append(companies, a.company.company.ID)
	}
	return slices.Contains(partners, r.partner) && slices.Contains(companies, r.company)
}

// arrived tells whether the row is of the company that moves, at the partner that takes it (domain.md 2.8): no other company's, and no
// other partner's.
func (w *world) arrived(r row, p *place) bool {
	return r.company == p.firm.company.ID && r.partner == w.takes.ID
}

// allMoved: nothing of the company is left with its old partner but what happened there: facts, audit, and mails that went out.
func allMoved(w *world, a *actor, sent sentForm) {
	from, id := sent.place.firm.holder.ID, sent.place.firm.company.ID
	there := map[string]int{}
	for _, r := range w.state() {
		switch history := slices.Contains(grown, r.table) && r.table != "image" || r.table == "mail" && !strings.Contains(r.text, " status=queued "); {
		case r.company != id || history:
		case r.partner == w.takes.ID:
			there[r.table]++
		case r.partner == from, r.table == "assignment":
			w.fault("transferred as %s, and left behind: %s", a.kind, clip(r.text))
		}
	}
	for _, table := range []string{"company", "subscription", "app_user"} {
		if there[table] != 1 {
			w.fault("transferred as %s: %d rows of %s came along, want 1", a.kind, there[table], table)
		}
	}
}

func clip(text string) string {
	const most = 300
	if len(text) > most {
		return text[:most] + " …"
	}
	return text
}
