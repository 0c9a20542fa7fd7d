package api_test

import (
	"fmt"
	"hash/fnv"
	"maps"
	"slices"
	"strings"
	"testing"

	"kontor/kontortest"
)

// watch says which tables were written: triggers note each row of each table that a committed act adds, changes or removes, and the sum of
// what each table holds shows now and then that nothing was written past the triggers.
type watch struct {
	t       *testing.T
	k       *kontortest.Kontor
	tables  []string        // that a refusal does not write
	allowed map[string]bool // that good requests wrote since the sums
	sums    map[string]uint64
	seen    map[string]bool // ever
}

// unheld are tables that a refusal may write: its audit, the answer kept for its Idempotency-Key, the last use of the key, and how often was asked.
var unheld = []string{"audit_event", "audit_head", "idempotency", "api_key", "guess"}

// newWatch lays the triggers.
func newWatch(t *testing.T, k *kontortest.Kontor) *watch {
	w := &watch{t: t, k: k, seen: map[string]bool{}}
	_, sqlite := k.File()
	ask := `SELECT table_name, 1 FROM information_schema.tables WHERE table_schema = 'public' AND table_type = 'BASE TABLE'`
	if sqlite {
		ask = `SELECT name, type = 'table' FROM pragma_table_list WHERE schema = 'main' AND type <> 'view' AND name NOT LIKE 'sqlite%'` // an index for search takes no trigger
	}
	k.Exec(`CREATE TABLE written (name text NOT NULL)`)
	if !sqlite {
		k.Exec(`CREATE FUNCTION note() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN INSERT INTO written VALUES (TG_TABLE_NAME); RETURN NULL; END $$`)
	}
	rows, err := k.Raw().Query(ask)
	if err != nil {
		t.Fatal(err)
	}
	defer rows.Close()
	laid := map[string]bool{}
	for rows.Next() {
		var name string
		var plain bool
		if err := rows.Scan(&name, &plain); err != nil {
			t.Fatal(err)
		}
		if name != "written" {
			laid[name] = plain
		}
	}
	if err := rows.Err(); err != nil {
		t.Fatal(err)
	}
	for name, plain := range laid {
		if !slices.Contains(unheld, name) {
			w.tables = append(w.tables, name)
		}
		if plain && (name == "audit_event" || !slices.Contains(unheld, name)) {
			w.lay(name, sqlite)
		}
	}
	if len(w.tables) < 20 {
		t.Fatalf("only %d tables: %v", len(w.tables), w.tables)
	}
	w.begin()
	return w
}

// lay puts the triggers on a table. Of the audit, what says that somebody was refused does not count.
func (w *watch) lay(table string, sqlite bool) {
	for _, act := range []string{"INSERT", "UPDATE", "DELETE"} {
		when, body := "", "EXECUTE FUNCTION note()"
		if table == "audit_event" && act == "INSERT" {
			when = "WHEN (new.action <> 'refused')"
		}
		if sqlite {
			body = fmt.Sprintf("BEGIN INSERT INTO written VALUES ('%s'); END", table)
		}
		w.k.Exec(fmt.Sprintf("CREATE TRIGGER note_%s_%s AFTER %s ON %s FOR EACH ROW %s %s", act, table, act, table, when, body))
	}
}

// take gives the tables that were written since it was last called.
func (w *watch) take() []string {
	w.t.Helper()
	rows, err := w.k.Raw().Query(`SELECT DISTINCT name FROM written ORDER BY name`)
	if err != nil {
		w.t.Fatal(err)
	}
	defer rows.Close()
	var all []string
	for rows.Next() {
		var name string
		if err := rows.Scan(&name); err != nil {
			w.t.Fatal(err)
		}
		all, w.seen[name] = append(all, name), true
	}
	if err := rows.Err(); err != nil {
		w.t.Fatal(err)
	}
	if len(all) > 0 {
		w.k.Exec(`DELETE FROM written`)
	}
	return all
}

// allow forgets what was written till now: it was meant.
func (w *watch) allow() {
	for _, table := range w.take() {
		w.allowed[table] = true
	}
}

// begin takes the sums.
func (w *watch) begin() {
	w.allowed, w.sums = map[string]bool{}, map[string]uint64{}
	for _, table := range w.tables {
		w.sums[table] = w.sum(table)
	}
}

// compare finds tables that are not as they were and have no note of it, and begins anew.
func (w *watch) compare() {
	w.t.Helper()
	allowed, before := w.allowed, w.sums
	w.begin()
	for _, table := range slices.Sorted(maps.Keys(before)) {
		of, _, shadow := strings.Cut(table, "_trigram") // written by the triggers of the table it is an index of
		if w.sums[table] != before[table] && !allowed[table] && !(shadow && allowed[of]) {
			w.t.Errorf("%s was written past the triggers", table)
		}
	}
}

func (w *watch) sum(table string) uint64 {
	rows, err := w.k.Raw().Query(`SELECT * FROM ` + table)
	if err != nil {
		w.t.Fatal(err)
	}
	defer rows.Close()
	columns, err := rows.Columns()
	if err != nil {
		w.t.Fatal(err)
	}
	values, into := make([]any, len(columns)), make([]any, len(columns))
	for i := range values {
		into[i] = &values[i]
	}
	whole := uint64(0)
	for rows.Next() {
		if err := rows.Scan(into...); err != nil {
			w.t.Fatal(err)
		}
		h := fnv.New64a()
		fmt.Fprintln(h, values...)
		whole += h.Sum64() // in whatever order the rows come
	}
	if err := rows.Err(); err != nil {
		w.t.Fatal(err)
	}
	return whole
}
