// Package store is the database: SQLite or PostgreSQL behind one API and one SQL text (architecture.md laws 4, 5 and 6).
//
// Nothing else in Kontor touches it. A *Tx carries who asks, and the store puts in the place of every my_<table> what that kind of
// actor sees of the table; a statement that would reach a tenant's rows by another road is refused before the database meets it.
package store

import (
	"context"
	"crypto/cipher"
	"database/sql"
	"errors"
	"fmt"
	"log/slog"
	"strings"
	"sync"
	"time"

	"github.com/riverqueue/river"
	"golang.org/x/sync/semaphore"
)

// The two databases, as Dialect names them.
const (
	SQLite   = "sqlite"
	Postgres = "postgres"
)

// Config is all that the store needs to know.
type Config struct {
	URL string           // "sqlite:<path>" or "postgres://…"
	Now func() time.Time // nil: time.Now
	Key []byte           // 32 bytes: seals secrets; from a file or the environment, never from the database
	Log *slog.Logger     // nil: slog.Default()

	Disk func(folder string) (Disk, bool) // nil: what the operating system says

	BaseURL string // where Kontor is reached, as the operator says: what links in mails begin with
}

// DB is an open database. It is safe for use by many goroutines.
type DB struct {
	dialect string
	url     string
	baseURL string
	r, w    *sql.DB // to read and to write; the same pool on PostgreSQL
	readers int     // SQLite: how many connections r keeps
	now     func() time.Time
	disk    func() (Disk, bool)
	seal    cipher.AEAD
	log     *slog.Logger
	plans   plans
	insert  *river.Client[*sql.Tx] // inserts jobs, works none
	writers *semaphore.Weighted    // one for a transaction; all for one that runs again

	mu   sync.Mutex
	jobs *sql.DB // River's own handle, opened when asked for
}

// Open opens the database and checks that it can be reached. It does not migrate: Migrate does. A schema newer than this binary is
// refused with a sentence that says so (trust.md "Upgrades").
func Open(ctx context.Context, c Config) (*DB, error) {
	db := &DB{url: c.URL, baseURL: c.BaseURL, now: c.Now, log: c.Log, writers: semaphore.NewWeighted(mostWriters)}
	if db.now == nil {
		db.now = time.Now
	}
	db.disk = diskOf(c)
	if db.log == nil {
		db.log = slog.Default()
	}
	var err error
	if db.seal, err = sealer(c.Key); err != nil {
		return nil, err
	}
	switch scheme, rest, _ := strings.Cut(c.URL, ":"); scheme {
	case "sqlite":
		err = db.openSQLite(strings.TrimPrefix(rest, "//"))
	case "postgres", "postgresql":
		err = db.openPostgres()
	default:
		err = errors.New(`store: the database address begins with "sqlite:" or "postgres://"`)
	}
	if err != nil {
		return nil, err
	}
	if db.insert, err = river.NewClient(db.driver(db.w), &river.Config{Logger: quiet}); err != nil {
		return nil, errors.Join(err, db.Close())
	}
	if err := db.reach(ctx); err != nil {
		return nil, errors.Join(fmt.Errorf("store: the database cannot be reached: %w", err), db.Close())
	}
	if err := db.refuseNewer(ctx); err != nil {
		return nil, errors.Join(err, db.Close())
	}
	return db, nil
}

// Close closes all connections. Transactions still running fail.
func (db *DB) Close() error {
	db.mu.Lock()
	defer db.mu.Unlock()
	var errs []error
	for _, pool := range []*sql.DB{db.jobs, db.r, db.w} {
		if pool != nil {
			errs = append(errs, pool.Close())
		}
	}
	return errors.Join(errs...)
}

// Dialect is SQLite or Postgres; for messages and health pages, never to choose SQL.
func (db *DB) Dialect() string { return db.dialect }

// Now is the time by the store's clock, in UTC and whole microseconds: what both databases keep.
func (db *DB) Now() time.Time { return db.now().UTC().Truncate(time.Microsecond) }

// Ping reports whether the database answers.
func (db *DB) Ping(ctx context.Context) error {
	var one int
	return db.r.QueryRowContext(ctx, `SELECT 1`).Scan(&one)
}

// reach is Ping while another process may just be making the same file: SQLite lets nobody wait for the change to WAL.
func (db *DB) reach(ctx context.Context) error {
	for try := 1; ; try++ {
		err := db.Ping(ctx)
		if !again(err) || try == tries {
			return err
		}
		if err := pause(ctx, try); err != nil {
			return err
		}
	}
}

// Analyze refreshes the statistics that query plans are made from. On SQLite it looks at 400 rows an index, which also keeps
// sqlite_stat4 empty: with it plans become worse than without (architecture.md law 4).
func (db *DB) Analyze(ctx context.Context) error {
	if _, err := db.w.ExecContext(ctx, `ANALYZE`); err != nil {
		return fmt.Errorf("store: analyze: %w", err)
	}
	if db.dialect == SQLite { // statistics are read when a connection opens
		db.r.SetMaxIdleConns(0)
		db.r.SetMaxIdleConns(db.readers)
	}
	return nil
}

var quiet = slog.New(slog.DiscardHandler)
