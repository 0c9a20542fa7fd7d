// Package postgres runs a PostgreSQL server of its own for the tests of one process and hands out fresh databases.
//
// The binaries come from PATH or /usr/lib/postgresql. Without any a test is skipped, and fails with KONTOR_TEST_ALL=1. The server
// listens on a Unix socket and on 127.0.0.1, keeps nothing (fsync off) and dies with the process that started it.
package postgres

import (
	"context"
	"errors"
	"fmt"
	"os"
	"strings"
	"sync"
	"sync/atomic"
	"testing"

	"github.com/jackc/pgx/v5"
)

// errNone says that no binaries were found.
var errNone = errors.New("no PostgreSQL binaries (initdb, postgres) in PATH or /usr/lib/postgresql")

var (
	shared  = sync.OnceValues(start)
	running atomic.Pointer[cluster]
	number  atomic.Int64

	templates sync.Map // key → func() (string, error)
)

// Main is TestMain for a package that uses this one: it runs the tests, stops the server and exits.
func Main(m *testing.M) {
	code := m.Run()
	Stop()
	os.Exit(code)
}

// Stop stops the server, if one was started, and removes its files. Nothing may use a database afterwards.
func Stop() {
	if c := running.Swap(nil); c != nil {
		c.stop()
	}
}

// Available reports whether the binaries are there.
func Available() bool {
	_, err := binaries()
	return err == nil
}

// URL is the address of a fresh, empty database, dropped when the test is over.
func URL(t testing.TB) string {
	t.Helper()
	return create(t, "template0")
}

// Copy is the address of a fresh copy of a database that prepare filled once for all tests of the process with this key.
// prepare must have closed its connections when it returns.
func Copy(t testing.TB, key string, prepare func(url string) error) string {
	t.Helper()
	made, _ := templates.LoadOrStore(key, sync.OnceValues(func() (string, error) {
		c, err := shared()
		if err != nil {
			return "", err
		}
		name := fmt.Sprintf("template_%d", number.Add(1))
		if err := c.run(`CREATE DATABASE ` + name + ` TEMPLATE template0`); err != nil {
			return "", err
		}
		return name, prepare(c.url(name))
	}))
	template, err := made.(func() (string, error))()
	if err != nil {
		missing(t, err)
	}
	return create(t, template)
}

func create(t testing.TB, template string) string {
	t.Helper()
	c, err := shared()
	if err != nil {
		missing(t, err)
	}
	name := fmt.Sprintf("t_%d", number.Add(1))
	if err := c.run(`CREATE DATABASE ` + name + ` TEMPLATE ` + template); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if running.Load() == nil {
			return
		}
		if err := c.run(`DROP DATABASE ` + name + ` WITH (FORCE)`); err != nil {
			t.Error(err)
		}
	})
	return c.url(name)
}

func missing(t testing.TB, err error) {
	t.Helper()
	if errors.Is(err, errNone) && os.Getenv("KONTOR_TEST_ALL") != "1" {
		t.Skip(err)
	}
	t.Fatal(err)
}

// run runs one statement in the server's own database.
func (c *cluster) run(text string) error {
	c.mu.Lock()
	defer c.mu.Unlock()
	ctx := context.Background()
	if c.admin == nil || c.admin.IsClosed() {
		conn, err := pgx.Connect(ctx, c.url("postgres"))
		if err != nil {
			return fmt.Errorf("postgres: %w", err)
		}
		c.admin = conn
	}
	if _, err := c.admin.Exec(ctx, text); err != nil {
		return fmt.Errorf("postgres: %s: %w", strings.TrimSpace(text), err)
	}
	return nil
}
