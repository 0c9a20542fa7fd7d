package store

import (
	"bytes"
	"context"
	"path/filepath"
	"sync"
	"testing"
	"time"

	"kontor/access"
	"kontor/kontortest/count"
	"kontor/kontortest/postgres"
)

func TestMain(m *testing.M) { postgres.Main(m) }

var testKey = bytes.Repeat([]byte{7}, 32)

// clock is a time that stands until it is moved.
type clock struct {
	mu sync.Mutex
	at time.Time
}

func (c *clock) now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.at
}

func (c *clock) move(d time.Duration) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.at = c.at.Add(d)
}

var epoch = time.Date(2026, 3, 14, 15, 9, 26, 535_897_932, time.FixedZone("somewhere", 3600))

// both runs a test on a migrated database of each kind.
func both(t *testing.T, do func(t *testing.T, db *DB)) {
	t.Run(SQLite, func(t *testing.T) { count.Ran(t, SQLite); do(t, open(t, sqliteURL(t, true))) })
	t.Run(Postgres, func(t *testing.T) { count.Ran(t, Postgres); do(t, open(t, postgresURL(t, true))) })
}

func open(t *testing.T, url string) *DB {
	t.Helper()
	c := &clock{at: epoch}
	db, err := Open(t.Context(), Config{URL: url, Now: c.now, Key: testKey})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := db.Close(); err != nil {
			t.Error(err)
		}
	})
	return db
}

func sqliteURL(t *testing.T, migrated bool) string {
	t.Helper()
	url := "sqlite:" + filepath.Join(t.TempDir(), "data", "kontor.db")
	if migrated {
		prepare(t, url)
	}
	return url
}

func postgresURL(t *testing.T, migrated bool) string {
	t.Helper()
	if !migrated {
		return postgres.URL(t)
	}
	return postgres.Copy(t, "migrated", func(url string) error {
		db, err := Open(context.Background(), Config{URL: url, Key: testKey})
		if err != nil {
			return err
		}
		if err := db.Migrate(context.Background()); err != nil {
			return err
		}
		return db.Close()
	})
}

func prepare(t *testing.T, url string) {
	t.Helper()
	db, err := Open(t.Context(), Config{URL: url, Key: testKey})
	if err != nil {
		t.Fatal(err)
	}
	if err := db.Migrate(t.Context()); err != nil {
		t.Fatal(err)
	}
	if err := db.Close(); err != nil {
		t.Fatal(err)
	}
}

// machine sees and may change everything.
var machine = access.System("operator")

func write(t *testing.T, db *DB, who access.Actor, do func(*Tx) error) {
	t.Helper()
	if err := db.Write(t.Context(), who, do); err != nil {
		t.Fatal(err)
	}
}

func must[T any](t *testing.T) func(T, error) T {
	t.Helper()
	return func(v T, err error) T {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
		return v
	}
}

func read[T any](t *testing.T, db *DB, who access.Actor, text string, args ...any) T {
	t.Helper()
	return must[T](t)(Read(t.Context(), db, who, func(tx *Tx) (T, error) { return One[T](t.Context(), tx, text, args...) }))
}
