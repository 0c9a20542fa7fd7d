package store

import (
	"database/sql"
	"errors"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/jackc/pgx/v5/pgconn"

	"kontor/access"
	"kontor/fail"
)

// busy is what the database says when another transaction is in the way; SQLite's is a real one, for its driver makes none by hand.
func busy(db *DB) error {
	if db.dialect == Postgres {
		return &pgconn.PgError{Code: "40001"}
	}
	other := pool(db.path(), everyConnection+"&_txlock=immediate", 1)
	defer other.Close()
	tx, err := other.Begin()
	if err == nil {
		return errors.Join(errors.New("nobody holds the lock"), tx.Rollback())
	}
	return err
}

type productRow struct {
	ID         int64
	Name       string
	Key        string `db:"name_key"`
	CreatedAt  time.Time
	ArchivedAt *time.Time
}

func TestRowsLandInFieldsByTagOrSnakeCaseName(t *testing.T) {
	both(t, func(t *testing.T, db *DB) {
		write(t, db, machine, func(tx *Tx) error {
			_, err := tx.Exec(t.Context(), `INSERT INTO product (name, name_key, created_at) VALUES ($1, $2, $3), ($4, $5, $3)`,
				"Zürich", Key("Zürich"), tx.Now(), "Basel", Key("Basel"))
			return err
		})
		all := must[[]productRow](t)(Read(t.Context(), db, machine, func(tx *Tx) ([]productRow, error) {
			return All[productRow](t.Context(), tx, `SELECT id, name, name_key, created_at, archived_at FROM product ORDER BY name_key`)
		}))
		if len(all) != 2 || all[0].Name != "Basel" || all[1].Key != "zürich" || all[1].ArchivedAt != nil || !all[0].CreatedAt.Equal(epoch.Truncate(time.Microsecond)) {
			t.Fatalf("%+v", all)
		}
		if all[0].CreatedAt.Location() != time.UTC {
			t.Errorf("a time in %v", all[0].CreatedAt.Location())
		}
	})
}

func TestTimesOfExpressionsAreTimesAndTextsThatLookLikeTimesStayTexts(t *testing.T) {
	const dated = "2024-01-01 10:00:00"
	both(t, func(t *testing.T, db *DB) {
		write(t, db, machine, func(tx *Tx) error { _, err := addProduct(t.Context(), tx, dated); return err })
		want := epoch.UTC().Truncate(time.Microsecond)
		if got := read[time.Time](t, db, machine, `SELECT MAX(created_at) FROM product`); !got.Equal(want) || got.Location() != time.UTC {
			t.Errorf("MAX: %v", got)
		}
		if got := read[*time.Time](t, db, machine, `SELECT COALESCE(archived_at, created_at) FROM product`); got == nil || !got.Equal(want) {
			t.Errorf("COALESCE: %v", got)
		}
		if got := read[*time.Time](t, db, machine, `SELECT MAX(archived_at) FROM product`); got != nil {
			t.Errorf("NULL: %v", got)
		}
		if got := read[string](t, db, machine, `SELECT COALESCE(name, '') FROM product`); got != dated {
			t.Errorf("a name became %q", got)
		}
		if got := read[int64](t, db, machine, `SELECT COUNT(*) FROM product WHERE created_at > $1 AND created_at <= $2`, want.Add(-time.Microsecond), want); got != 1 {
			t.Errorf("times do not compare: %d", got)
		}
	})
}

func TestTimesCompareAsTimesInAnyZoneAndFraction(t *testing.T) {
	both(t, func(t *testing.T, db *DB) {
		start := time.Date(2026, 12, 31, 23, 59, 59, 0, time.UTC)
		var want []time.Time
		for i, d := range []time.Duration{0, time.Microsecond, 100 * time.Millisecond, 120 * time.Millisecond, 999_999 * time.Microsecond, time.Second} {
			at := start.Add(d)
			want = append(want, at)
			write(t, db, machine, func(tx *Tx) error {
				_, err := tx.Exec(t.Context(), `INSERT INTO guess (key, window_start, count) VALUES ($1, $2, 0)`, string(rune('f'-i)), at.In(time.FixedZone("x", -7200*i)))
				return err
			})
		}
		got := must[[]time.Time](t)(Read(t.Context(), db, machine, func(tx *Tx) ([]time.Time, error) {
			return All[time.Time](t.Context(), tx, `SELECT window_start FROM guess ORDER BY window_start`)
		}))
		for i := range want {
			if !got[i].Equal(want[i]) {
				t.Fatalf("%v, want %v", got, want)
			}
		}
	})
}

func TestOneIsNotFoundMaybeIsFalseAndTwoRowsAreAnError(t *testing.T) {
	both(t, func(t *testing.T, db *DB) {
		write(t, db, machine, func(tx *Tx) error {
			_, err := One[int64](t.Context(), tx, `SELECT c.id FROM my_app_user c WHERE c.id = $1`, 9)
			if fail.KindOf(err) != fail.KindNotFound || !strings.HasPrefix(err.Error(), "The app user was not found") {
				t.Errorf("One: %v", err)
			}
			if _, ok, err := Maybe[int64](t.Context(), tx, `SELECT id FROM product`); ok || err != nil {
				t.Errorf("Maybe: %v, %v", ok, err)
			}
			for _, name := range []string{"A", "B"} {
				if _, err := addProduct(t.Context(), tx, name); err != nil {
					return err
				}
			}
			if _, err := One[int64](t.Context(), tx, `SELECT id FROM product`); err == nil || fail.KindOf(err) == fail.KindNotFound {
				t.Errorf("two rows: %v", err)
			}
			return nil
		})
	})
}

func TestColumnsWithoutFieldAreAnError(t *testing.T) {
	both(t, func(t *testing.T, db *DB) {
		err := db.Read(t.Context(), machine, func(tx *Tx) error {
			_, err := All[struct{ ID int64 }](t.Context(), tx, `SELECT id, name FROM my_vendor`)
			return err
		})
		if err == nil || !strings.Contains(err.Error(), "column name") {
			t.Fatalf("got %v", err)
		}
	})
}

func TestSnakeCaseKnowsInitialisms(t *testing.T) {
	for field, want := range map[string]string{"ID": "id", "PartnerID": "partner_id", "VATNumber": "vat_number", "NameKey": "name_key", "AppUserID": "app_user_id", "IP": "ip", "Last4": "last4"} {
		if got := snake(field); got != want {
			t.Errorf("%s is %s, want %s", field, got, want)
		}
	}
}

func TestStatementsAreReusedAndTheirNumberIsBounded(t *testing.T) {
	db := open(t, sqliteURL(t, true))
	db.r.SetMaxOpenConns(1)
	cached := func() int {
		c, err := db.r.Conn(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		defer c.Close()
		n := 0
		if err := c.Raw(func(dc any) error { n = len(dc.(*conn).stmts); return nil }); err != nil {
			t.Fatal(err)
		}
		return n
	}
	before := cached()
	for range 5 {
		products(t, db)
	}
	if n := cached(); n != before+1 {
		t.Errorf("%d statements after one text, %d before", n, before)
	}
	for i := range 2 * mostStmts {
		text := "SELECT " + strings.Repeat("1 + ", i) + "1"
		if got := read[int](t, db, machine, text); got != i+1 {
			t.Fatalf("%s is %d", text, got)
		}
	}
	if n := cached(); n > mostStmts {
		t.Errorf("%d statements are kept", n)
	}
}

func TestDataFileIsForItsUserOnlyAndWritesAreDurable(t *testing.T) {
	db := open(t, sqliteURL(t, true))
	write(t, db, machine, func(tx *Tx) error { _, err := addProduct(t.Context(), tx, "Basic"); return err })
	for _, end := range []string{"", "-wal", "-shm"} {
		info, err := os.Stat(db.path() + end)
		if err != nil || info.Mode().Perm() != 0o600 {
			t.Errorf("%s: %v, %v", end, info.Mode(), err)
		}
	}
	for pragma, want := range map[string]string{"journal_mode": "wal", "synchronous": "2", "foreign_keys": "1", "busy_timeout": "5000"} {
		for name, pool := range map[string]*sql.DB{"writer": db.w, "reader": db.r} {
			var got string
			if err := pool.QueryRow("PRAGMA " + pragma).Scan(&got); err != nil || got != want {
				t.Errorf("%s %s = %q, %v", name, pragma, got, err)
			}
		}
	}
	if _, err := db.r.Exec(`DELETE FROM product`); err == nil {
		t.Error("a reader may write")
	}
}

func TestAnalyzeLeavesNoStat4(t *testing.T) {
	both(t, func(t *testing.T, db *DB) {
		if err := db.Analyze(t.Context()); err != nil {
			t.Fatal(err)
		}
		if db.dialect == SQLite {
			var n int
			if err := db.w.QueryRow(`SELECT COUNT(*) FROM sqlite_schema WHERE name = 'sqlite_stat4'`).Scan(&n); err != nil {
				t.Fatal(err)
			}
			if n == 1 {
				if err := db.w.QueryRow(`SELECT COUNT(*) FROM sqlite_stat4`).Scan(&n); err != nil || n != 0 {
					t.Fatalf("%d rows in sqlite_stat4, %v", n, err)
				}
			}
		}
	})
}

func TestNobodyCanOpenWithoutAKeyOrAnAddress(t *testing.T) {
	for _, c := range []Config{{URL: "sqlite:" + t.TempDir() + "/x.db"}, {URL: "mysql://x", Key: testKey}, {URL: "sqlite:", Key: testKey}, {URL: "sqlite::memory:", Key: testKey}} {
		if db, err := Open(t.Context(), c); err == nil {
			t.Errorf("%q opened", c.URL)
			_ = db.Close()
		}
	}
}

func TestZeroActorSeesNothing(t *testing.T) {
	both(t, func(t *testing.T, db *DB) {
		write(t, db, machine, func(tx *Tx) error { return twoPartners(t.Context(), tx) })
		for _, table := range access.Tables() {
			if table == "vendor" {
				continue
			}
			if n := read[int64](t, db, access.Actor{}, `SELECT COUNT(*) FROM my_`+table); n != 0 {
				t.Errorf("%d rows of %s", n, table)
			}
		}
	})
}
