package store

import (
	"context"
	"database/sql"
	"errors"
	"io"
	"io/fs"
	"strings"
	"sync"
	"testing"
	"testing/fstest"
)

func onBothEmpty(t *testing.T, do func(t *testing.T, url string)) {
	t.Run(SQLite, func(t *testing.T) { do(t, sqliteURL(t, false)) })
	t.Run(Postgres, func(t *testing.T) { do(t, postgresURL(t, false)) })
}

func TestMigratingTwiceIsMigratingOnce(t *testing.T) {
	onBothEmpty(t, func(t *testing.T, url string) {
		db := open(t, url)
		before := must[[]Step](t)(db.MigrationStatus(t.Context()))
		if len(before) == 0 || before[0].Version != 1 || before[0].Applied || !strings.HasSuffix(before[0].Name, ".sql") {
			t.Fatalf("%+v", before)
		}
		for range 2 {
			if err := db.Migrate(t.Context()); err != nil {
				t.Fatal(err)
			}
		}
		for _, s := range must[[]Step](t)(db.MigrationStatus(t.Context())) {
			if !s.Applied || s.At.IsZero() {
				t.Errorf("%+v", s)
			}
		}
		if n := read[int64](t, db, machine, `SELECT COUNT(*) FROM my_vendor`); n != 1 {
			t.Errorf("%d vendors", n)
		}
		if n := read[int64](t, db, machine, `SELECT COUNT(*) FROM river_job`); n != 0 {
			t.Errorf("%d jobs", n)
		}
	})
}

func TestAskingForTheStatusChangesNothing(t *testing.T) {
	onBothEmpty(t, func(t *testing.T, url string) {
		db := open(t, url)
		must[[]Step](t)(db.MigrationStatus(t.Context()))
		if there, err := db.hasTable(t.Context(), stepTable); there || err != nil {
			t.Error(there, err)
		}
	})
}

func TestProcessesThatMigrateAtOnceMigrateOnce(t *testing.T) {
	onBothEmpty(t, func(t *testing.T, url string) {
		dbs := []*DB{open(t, url), open(t, url), open(t, url), open(t, url)}
		var wg sync.WaitGroup
		for _, db := range dbs {
			wg.Go(func() {
				if err := db.Migrate(t.Context()); err != nil {
					t.Error(err)
				}
			})
		}
		wg.Wait()
		if n := read[int64](t, dbs[0], machine, `SELECT COUNT(*) FROM my_vendor`); n != 1 {
			t.Errorf("%d vendors", n)
		}
	})
}

func TestNewerSchemaIsRefusedWithASentence(t *testing.T) {
	for _, newer := range []string{
		`INSERT INTO schema_step (version_id, is_applied) VALUES (9999, true)`,
		`INSERT INTO river_migration (line, version) VALUES ('main', 9999)`,
	} {
		onBothEmpty(t, func(t *testing.T, url string) {
			prepare(t, url)
			db := open(t, url)
			if _, err := db.w.ExecContext(t.Context(), newer); err != nil {
				t.Fatal(err)
			}
			if err := db.Migrate(t.Context()); err == nil || !strings.Contains(err.Error(), "step 9999") {
				t.Errorf("Migrate: %v", err)
			}
			again, err := Open(t.Context(), Config{URL: url, Key: testKey})
			if err == nil || !strings.Contains(err.Error(), "migrated by a newer version") {
				t.Errorf("Open: %v", err)
			}
			if err == nil {
				again.Close()
			}
		})
	}
}

func TestStepsThatFailLeaveSQLiteAsItWas(t *testing.T) {
	db := open(t, sqliteURL(t, false))
	stop := errors.New("stop")
	err := db.lockSQLite(t.Context(), func(ctx context.Context, pool *sql.DB) error {
		if err := db.migrate(ctx, pool); err != nil {
			return err
		}
		return stop
	})
	if !errors.Is(err, stop) {
		t.Fatal(err)
	}
	var n int
	if err := db.r.QueryRow(`SELECT COUNT(*) FROM sqlite_schema WHERE name NOT LIKE 'sqlite_%'`).Scan(&n); err != nil || n != 0 {
		t.Errorf("%d tables are left, %v", n, err)
	}
	if err := db.Migrate(t.Context()); err != nil {
		t.Error(err)
	}
}

func TestSchemaFilesKeepOwnBlocksAndReplaceTokens(t *testing.T) {
	files := fstest.MapFS{
		"1.sql": {Data: []byte("a {id} {ref} {time} {bool} {bytes} {key}\n-- {sqlite}\nlite {key}\n-- {end}\n-- {postgres}\npg {key}\n-- {end}\nz\n")},
		"2.sql": {Data: []byte("-- {sqlite}\nx\n")},
		"3.sql": {Data: []byte("x\n-- {end}\n")},
		"4.sql": {Data: []byte("-- {sqlite}\n-- {postgres}\n-- {end}\n")},
	}
	for dialect, want := range map[string]string{
		SQLite:   "a INTEGER PRIMARY KEY AUTOINCREMENT INTEGER TIMESTAMP BOOLEAN BLOB TEXT\nlite TEXT\nz\n",
		Postgres: "a BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY BIGINT TIMESTAMPTZ BOOLEAN BYTEA TEXT COLLATE \"C\"\npg TEXT COLLATE \"C\"\nz\n",
	} {
		f, err := steps{files, dialect}.Open("1.sql")
		if err != nil {
			t.Fatal(err)
		}
		if got := must[[]byte](t)(io.ReadAll(f)); string(got) != want {
			t.Errorf("%s: %q", dialect, got)
		}
		for _, bad := range []string{"2.sql", "3.sql", "4.sql"} {
			if _, err := fs.ReadFile(steps{files, dialect}, bad); err == nil {
				t.Errorf("%s is read", bad)
			}
		}
	}
}

func TestBothDatabasesHaveTheSameTablesAndColumns(t *testing.T) {
	lite, pg := open(t, sqliteURL(t, true)), open(t, postgresURL(t, true))
	list := func(db *DB, text string) string {
		rows, err := db.r.QueryContext(t.Context(), text)
		if err != nil {
			t.Fatal(err)
		}
		defer rows.Close()
		var all []string
		for rows.Next() {
			var s string
			if err := rows.Scan(&s); err != nil {
				t.Fatal(err)
			}
			all = append(all, s)
		}
		return strings.Join(all, "\n")
	}
	a := list(lite, `SELECT s.name || '.' || c.name FROM sqlite_schema s JOIN pragma_table_info(s.name) c WHERE s.type IN ('table', 'view')
		AND s.name NOT LIKE 'sqlite%' AND s.name NOT LIKE 'river%' AND s.name <> 'schema_step'
		AND s.name NOT LIKE '%_trigram%' AND s.name NOT LIKE '%_find' ORDER BY 1`) // the twins of search
	b := list(pg, `SELECT (table_name || '.' || column_name) COLLATE "C" FROM information_schema.columns WHERE table_schema = 'public'
		AND table_name NOT LIKE 'river%' AND table_name <> 'schema_step'
		AND table_name NOT LIKE '%_find' ORDER BY 1`)
	if a != b || a == "" {
		t.Errorf("SQLite:\n%s\n\nPostgreSQL:\n%s", a, b)
	}
}
