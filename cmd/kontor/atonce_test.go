package main_test

import (
	"database/sql"
	"strings"
	"testing"

	_ "github.com/jackc/pgx/v5/stdlib"

	"kontor/kontortest"
	"kontor/kontortest/count"
	"kontor/kontortest/postgres"
)

// onEmpty runs a test on an empty place, given as arguments of the command, for each database.
func onEmpty(t *testing.T, do func(t *testing.T, url string, args []string)) {
	t.Helper()
	t.Run("sqlite", func(t *testing.T) {
		count.Ran(t, "sqlite")
		dir := t.TempDir() + "/data"
		do(t, sqliteOf(dir), []string{"--data-dir", dir})
	})
	t.Run("postgres", func(t *testing.T) {
		count.Ran(t, "postgres")
		url := postgres.URL(t)
		do(t, url, []string{"--data-dir", t.TempDir() + "/data", "--database", url})
	})
}

// trust.md "Races that must not break: … migration by two processes". The first start also makes the secret key, once.
func TestProcessesThatMigrateAtOnceBothEndWell(t *testing.T) {
	for range atLeast(2, 20) {
		onEmpty(t, func(t *testing.T, url string, args []string) {
			type end struct {
				said string
				err  error
			}
			for i, e := range kontortest.Race(t, 4, func(int) end {
				said, err := kontortest.Command(append([]string{"migrate", "up"}, args...)...)
				return end{said, err}
			}) {
				if e.err != nil || !strings.Contains(e.said, "up to date") {
					t.Errorf("process %d: %v: %s", i, e.err, e.said)
				}
			}
			db := opened(t, url)
			defer func() { _ = db.Close() }() // it was read only
			if steps := texts(t, db, `SELECT CAST(version_id AS TEXT) FROM schema_step WHERE version_id = 1`); len(steps) != 1 {
				t.Errorf("the first step was taken %d times", len(steps))
			}
			if vendors := texts(t, db, `SELECT name FROM my_vendor`); len(vendors) != 1 {
				t.Errorf("%d vendors", len(vendors))
			}
		})
	}
}

func TestNewerDatabaseIsRefusedByEveryCommandAndLeftAlone(t *testing.T) {
	onEmpty(t, func(t *testing.T, url string, args []string) {
		if said, err := kontortest.Command(append([]string{"migrate", "up"}, args...)...); err != nil {
			t.Fatalf("%v: %s", err, said)
		}
		driver, address := "pgx", url
		if file, ok := strings.CutPrefix(url, "sqlite:"); ok {
			driver, address = "sqlite", file
		}
		raw, err := sql.Open(driver, address)
		if err != nil {
			t.Fatal(err)
		}
		defer raw.Close()
		steps := func() (n int) {
			if err := raw.QueryRow(`SELECT count(*) FROM schema_step`).Scan(&n); err != nil {
				t.Error(err)
			}
			return n
		}
		if _, err := raw.Exec(`INSERT INTO schema_step (version_id, is_applied) VALUES (9999, true)`); err != nil {
			t.Fatal(err)
		}
		before := steps()
		for _, command := range [][]string{{"serve", "--listen", "127.0.0.1:0"}, {"migrate", "up"}, {"migrate", "status"}, {"user", "list"}} {
			said, err := kontortest.Command(append(command, args...)...)
			if err == nil || !strings.Contains(said, "migrated by a newer version") {
				t.Errorf("%v: %v: %s", command, err, said)
			}
		}
		if steps() != before {
			t.Errorf("%d steps in place of %d", steps(), before)
		}
	})
}
