package store

import (
	"slices"
	"strings"
	"testing"

	"kontor/fail"
)

func TestEveryUniqueIndexHasItsAnswer(t *testing.T) {
	lite, pg := open(t, sqliteURL(t, true)), open(t, postgresURL(t, true))
	type index struct{ Name, Columns string }
	scan := func(db *DB, text string) (list []index) {
		rows := must[interface {
			Next() bool
			Scan(...any) error
			Close() error
		}](t)(db.r.QueryContext(t.Context(), text))
		defer rows.Close()
		for rows.Next() {
			var i index
			if err := rows.Scan(&i.Name, &i.Columns); err != nil {
				t.Fatal(err)
			}
			list = append(list, i)
		}
		return list
	}
	onLite := scan(lite, `SELECT i.name, (SELECT group_concat(s.name || '.' || c.name, ', ') FROM pragma_index_info(i.name) c)
		FROM sqlite_schema s JOIN pragma_index_list(s.name) i WHERE s.type = 'table' AND i."unique" = 1 AND i.origin = 'c' AND s.name NOT LIKE 'river%' ORDER BY 1`)
	onPG := scan(pg, `SELECT indexname, '' FROM pg_indexes WHERE indexdef LIKE 'CREATE UNIQUE%' AND indexname LIKE 'uq%' ORDER BY 1`)
	if len(onLite) != len(onPG) || len(onLite) == 0 {
		t.Errorf("%d unique indexes on SQLite, %d on PostgreSQL", len(onLite), len(onPG))
	}
	for _, i := range onLite {
		c, ok := conflicts[i.Name]
		if !ok || c.columns != i.Columns || c.code == "" || c.message == "" {
			t.Errorf("%s on %s: %+v", i.Name, i.Columns, c)
		}
		if !slices.ContainsFunc(onPG, func(p index) bool { return p.Name == i.Name }) {
			t.Errorf("%s is not on PostgreSQL", i.Name)
		}
	}
	for name := range conflicts {
		if strings.HasPrefix(name, "uq_") && !slices.ContainsFunc(onLite, func(i index) bool { return i.Name == name }) {
			t.Errorf("%s is no index", name)
		}
	}
}

func TestConstraintBecomesAConflictAtItsField(t *testing.T) {
	const account = `INSERT INTO account (partner_id, email, email_key, username, username_key, first_name, last_name, role, status, created_at)
		SELECT p.id, $1, $1, $2, $2, 'A', 'B', 'admin', 'active', $3 FROM my_partner p WHERE p.id = 1`
	both(t, func(t *testing.T, db *DB) {
		write(t, db, machine, func(tx *Tx) error { return twoPartners(t.Context(), tx) })
		for _, c := range []struct {
			text, code, field string
			args              []any
		}{
			{account, "email_taken", "email", []any{"1@example.com", "new", epoch}},
			{account, "username_taken", "username", []any{"new@example.com", "1@example.com", epoch}},
			{`INSERT INTO membership (partner_id, partnership_id, account_id) SELECT p.partner_id, p.id, $1 FROM my_partnership p WHERE p.id = 1`, "already_member", "", []any{1}},
			{`INSERT INTO subscription (partner_id, partnership_id, company_id, product_id, license_count, used, created_at)
				SELECT c.partner_id, c.partnership_id, c.id, $1, 1, 2, $2 FROM my_company c WHERE c.id = 1`, "no_license_available", "", []any{1, epoch}},
		} {
			err := db.Write(t.Context(), machine, func(tx *Tx) error {
				if strings.Contains(c.text, "subscription") {
					if _, err := addProduct(t.Context(), tx, "Basic"); err != nil {
						return err
					}
				}
				_, err := tx.Exec(t.Context(), c.text, c.args...)
				return err
			})
			f, ok := fail.As(err)
			if !ok || f.Kind != fail.KindConflict || f.Code != c.code || c.field != "" && (len(f.Fields) != 1 || f.Fields[0].Name != c.field) || f.Unwrap() == nil {
				t.Errorf("%s: %v", c.code, err)
			}
		}
	})
}

func TestConstraintWithoutAnAnswerIsAFaultOfOurs(t *testing.T) {
	both(t, func(t *testing.T, db *DB) {
		for _, text := range []string{
			`INSERT INTO session (token_hash, account_id, created_at, seen_at) VALUES ($1, 99, $2, $2)`, // no such account
			`INSERT INTO guess (key, window_start, count) VALUES (CAST($1 AS TEXT), $2, NULL)`,
		} {
			err := db.Write(t.Context(), machine, func(tx *Tx) error { _, err := tx.Exec(t.Context(), text, []byte("x"), tx.Now()); return err })
			if err == nil || fail.KindOf(err) != fail.Internal {
				t.Errorf("%v from %s", err, text)
			}
		}
	})
}

func TestDatabaseThatIsAwayIsUnavailable(t *testing.T) {
	db := open(t, postgresURL(t, true))
	p, err := postgresPool("postgres://kontor@127.0.0.1:1/x?sslmode=disable&connect_timeout=2", 1)
	if err != nil {
		t.Fatal(err)
	}
	defer p.Close()
	db.r.Close()
	db.r, db.w = p, p
	err = db.Write(t.Context(), machine, func(tx *Tx) error { return nil })
	if fail.KindOf(err) != fail.KindUnavailable || fail.CodeOf(err) != "database_unavailable" {
		t.Errorf("got %v", err)
	}
}

func TestFullDiskIsUnavailableAndTheWriteIsNotThere(t *testing.T) {
	db := open(t, sqliteURL(t, true))
	c, err := db.w.Conn(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	var pages int
	if err := c.QueryRowContext(t.Context(), `PRAGMA page_count`).Scan(&pages); err != nil {
		t.Fatal(err)
	}
	if _, err := c.ExecContext(t.Context(), `PRAGMA max_page_count = 1`); err != nil { // the present size
		t.Fatal(err)
	}
	if err := c.Close(); err != nil {
		t.Fatal(err)
	}
	add := func(tx *Tx) error { _, err := addProduct(t.Context(), tx, strings.Repeat("x", 100_000)); return err }
	if err := db.Write(t.Context(), machine, add); fail.KindOf(err) != fail.KindUnavailable {
		t.Errorf("got %v", err)
	}
	if _, err := db.w.ExecContext(t.Context(), `PRAGMA max_page_count = 1000000`); err != nil {
		t.Fatal(err)
	}
	if err := db.Write(t.Context(), machine, add); err != nil {
		t.Errorf("there is room again: %v", err)
	}
	if n := products(t, db); n != 1 {
		t.Errorf("%d products", n)
	}
}
