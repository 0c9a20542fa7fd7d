package store

import (
	"database/sql"
	"errors"
	"fmt"
	"net/url"
	"os"
	"path/filepath"
	"runtime"
	"strings"
)

// What every connection to SQLite is opened with. FULL: an acknowledged write survives a power cut (trust.md "Nothing lost").
// Times are written in UTC and read back as such. _texttotime is left out but for River: with it every text that looks like a time and
// comes from an expression, such as COALESCE(reference, ”), is changed into one on the way; scan.go knows which column is wanted as a time.
const everyConnection = `_pragma=journal_mode(WAL)&_pragma=synchronous(FULL)&_pragma=foreign_keys(1)` +
	`&_pragma=analysis_limit(400)&_pragma=journal_size_limit(67108864)&_time_format=sqlite&_timezone=UTC`

// patience is how long a connection waits for another's lock, in milliseconds.
const patience = `&_pragma=busy_timeout(5000)`

const (
	toWrite   = everyConnection + patience + `&_txlock=immediate`
	toRead    = everyConnection + patience + `&_pragma=query_only(1)`
	toWork    = toWrite + `&_texttotime=1`                       // River scans times by itself
	toMigrate = everyConnection + `&_pragma=busy_timeout(60000)` // another process may be at it
)

// openSQLite makes one connection to write, which is what SQLite has, and several to read.
func (db *DB) openSQLite(path string) error {
	db.dialect = SQLite
	if path == "" || strings.HasPrefix(path, ":memory:") {
		return errors.New(`store: SQLite needs a file: "sqlite:<path>"`)
	}
	if err := private(path); err != nil {
		return err
	}
	db.readers = max(4, 2*runtime.NumCPU())
	db.w = pool(path, toWrite, 1)
	db.r = pool(path, toRead, db.readers)
	return nil
}

// private makes the file, and its folder, for this user only; the files SQLite puts beside it take over the mode.
func private(path string) error {
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		return fmt.Errorf("store: %w", err)
	}
	f, err := os.OpenFile(path, os.O_RDWR|os.O_CREATE, 0o600)
	if err != nil {
		return fmt.Errorf("store: %w", err)
	}
	err = f.Chmod(0o600)
	return errors.Join(err, f.Close())
}

func pool(path, settings string, size int) *sql.DB {
	p := sql.OpenDB(connector(dsn(path, settings)))
	p.SetMaxOpenConns(size)
	p.SetMaxIdleConns(size)
	return p
}

func dsn(path, settings string) string {
	return "file:" + (&url.URL{Path: path}).EscapedPath() + "?" + settings
}

func (db *DB) path() string {
	return strings.TrimPrefix(strings.TrimPrefix(db.url, "sqlite:"), "//")
}
