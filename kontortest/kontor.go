// Package kontortest is the harness: a whole Kontor on a real database with a settable clock, a mailbox that speaks SMTP, signed-in
// clients and browsers for every kind of actor, and help with races and crashes. One test written once runs on both databases.
package kontortest

import (
	"bytes"
	"context"
	"database/sql"
	"fmt"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"os"
	"path"
	"path/filepath"
	"sync"
	"testing"

	_ "github.com/jackc/pgx/v5/stdlib" // for Raw

	"kontor/access"
	"kontor/account"
	"kontor/api"
	"kontor/door"
	"kontor/job"
	"kontor/kontortest/count"
	"kontor/kontortest/postgres"
	"kontor/mail"
	"kontor/product"
	"kontor/setting"
	"kontor/store"
	"kontor/web"
)

func init() {
	account.Cost = account.Argon{Memory: 8, Time: 1, Threads: 1} // one test of package account pins production's
}

// Password is everybody's.
const Password = "plum-tram-orbit-42"

// Key seals the secrets of every installation made here.
var Key = bytes.Repeat([]byte{7}, 32)

// Kontor is one installation: set up, with an Owner, three products and a mail server, but no partner yet.
type Kontor struct {
	DB      *store.DB
	Clock   *Clock
	Mailbox *Mailbox
	URL     string // of the database, as in store.Config
	Base    string // base URL
	Log     *Log
	Owner   *Person
	Disk    store.Disk // what the operating system says of the file system of an SQLite database

	t        testing.TB
	server   *httptest.Server
	serving  sync.Once
	raw      *sql.DB
	products map[string]int64
	prices   int64
	used     map[string]int // words of unique
}

// Main is TestMain for packages that use a browser or the binary: it runs the tests and clears up.
func Main(m *testing.M) {
	code := m.Run()
	stopChromium()
	removeBinary()
	postgres.Stop()
	os.Exit(code)
}

// Both runs a test on SQLite and on PostgreSQL, each with a Kontor of its own.
func Both(t *testing.T, do func(t *testing.T, k *Kontor)) {
	t.Helper()
	t.Run("sqlite", func(t *testing.T) {
		count.Ran(t, "sqlite")
		do(t, OnSQLite(t))
	})
	t.Run("postgres", func(t *testing.T) {
		count.Ran(t, "postgres")
		do(t, OnPostgres(t))
	})
}

// BothBare is Both with an empty, migrated database: nobody owns the installation and nothing is set up.
func BothBare(t *testing.T, do func(t *testing.T, k *Kontor)) {
	t.Helper()
	t.Run("sqlite", func(t *testing.T) {
		count.Ran(t, "sqlite")
		k := begin(t, "sqlite:"+filepath.Join(t.TempDir(), "kontor.db"))
		k.must(k.DB.Migrate(t.Context()))
		do(t, k)
	})
	t.Run("postgres", func(t *testing.T) {
		count.Ran(t, "postgres")
		k := begin(t, postgres.URL(t))
		k.must(k.DB.Migrate(t.Context()))
		do(t, k)
	})
}

// OnSQLite is a Kontor in a file of its own.
func OnSQLite(t testing.TB) *Kontor {
	t.Helper()
	prepared, err := sqliteTemplate()
	if err != nil {
		t.Fatal(err)
	}
	file := filepath.Join(t.TempDir(), "kontor.db")
	if err := os.WriteFile(file, prepared, 0o600); err != nil {
		t.Fatal(err)
	}
	k := begin(t, "sqlite:"+file)
	k.settle()
	return k
}

// OnPostgres is a Kontor in a database of its own; without PostgreSQL the test is skipped, and fails with KONTOR_TEST_ALL=1.
func OnPostgres(t testing.TB) *Kontor {
	t.Helper()
	k := begin(t, postgres.Copy(t, "kontor", func(url string) error { return prepare(url) }))
	k.settle()
	return k
}

// sqliteTemplate is the database file of a set up installation, made once for the process.
var sqliteTemplate = sync.OnceValues(func() ([]byte, error) {
	dir, err := os.MkdirTemp("", "kontor-template-")
	if err != nil {
		return nil, err
	}
	defer func() { _ = os.RemoveAll(dir) }() // a leftover in the temporary folder harms nobody
	file := filepath.Join(dir, "kontor.db")
	if err := prepare("sqlite:" + file); err != nil {
		return nil, err
	}
	return os.ReadFile(file)
})

// prepare sets an installation up, by the verbs of the wizard.
func prepare(url string) error {
	ctx := context.Background()
	clock := &Clock{now: Today}
	db, err := store.Open(ctx, store.Config{URL: url, Key: Key, Now: clock.Now, Log: slog.New(slog.DiscardHandler), BaseURL: "http://localhost"})
	if err != nil {
		return err
	}
	defer func() { _ = db.Close() }() // closed below where it matters; twice is no fault
	if err := db.Migrate(ctx); err != nil {
		return err
	}
	link, err := account.SetupLink(ctx, db)
	if err != nil {
		return err
	}
	token, err := account.SetUpOwner(ctx, db, path.Base(link), account.OwnerDraft{FirstName: "Sam", LastName: "Keller",
		Email: "sam@keyhaven.example", Username: "sam.keller", Password: Password}, "127.0.0.1")
	if err != nil {
		return err
	}
	owner, err := account.Visit(ctx, db, token)
	if err != nil {
		return err
	}
	if err := db.Write(ctx, owner.StaffActor(), func(tx *store.Tx) error { return organize(ctx, tx) }); err != nil {
		return err
	}
	return db.Close()
}

func organize(ctx context.Context, tx *store.Tx) error {
	if err := setting.SaveOrganization(ctx, tx, setting.Organization{Name: "Keyhaven", Color: "#1f5fd6", SupportEmail: "support@keyhaven.example",
		SupportURL: "https://keyhaven.example/support", AppName: "Keyhaven", AppSignInURL: "https://app.keyhaven.example",
		AppDownloadURL: "https://keyhaven.example/download", BillingZone: "Europe/Amsterdam"}, nil); err != nil {
		return err
	}
	for _, d := range []product.Draft{{Name: "Business", UnitPrice: 300}, {Name: "Business Plus", UnitPrice: 500}, {Name: "Education", UnitPrice: 150}} {
		d.PriceList, d.Currency = "Standard EUR", "EUR"
		if _, err := product.Add(ctx, tx, d); err != nil {
			return err
		}
	}
	return setting.StepDone(ctx, tx, 4)
}

// begin opens a database, with a clock, a mailbox and an address for the server.
func begin(t testing.TB, url string) *Kontor {
	t.Helper()
	k := &Kontor{t: t, URL: url, Clock: &Clock{now: Today}, Mailbox: NewMailbox(t), Log: &Log{}, Disk: store.Disk{Free: 40e9, Total: 100e9}, products: map[string]int64{}, used: map[string]int{}}
	k.server = httptest.NewUnstartedServer(http.NotFoundHandler())
	k.Base = "http://" + k.server.Listener.Addr().String()
	db, err := store.Open(t.Context(), store.Config{URL: url, Key: Key, Now: k.Clock.Now, Log: slog.New(slog.NewTextHandler(k.Log, nil)), BaseURL: k.Base,
		Disk: func(string) (store.Disk, bool) { return k.Disk, true }})
	k.must(err)
	k.DB = db
	t.Cleanup(func() {
		k.server.Close()
		if err := db.Close(); err != nil {
			t.Error(err)
		}
	})
	return k
}

// settle finds what prepare made, and lets mail leave to this test's own mailbox.
func (k *Kontor) settle() {
	k.t.Helper()
	k.Owner = &Person{k: k, Name: "Sam Keller", Email: "sam@keyhaven.example", Username: "sam.keller", Role: access.Owner}
	k.must(k.Raw().QueryRow(`SELECT id FROM account WHERE username = 'sam.keller'`).Scan(&k.Owner.Account))
	k.Write(k.Owner, func(tx *store.Tx) error {
		products, err := product.List(k.t.Context(), tx)
		if err != nil {
			return err
		}
		for _, p := range products {
			k.products[p.Name] = p.ID
		}
		lists, err := product.PriceLists(k.t.Context(), tx)
		if err != nil {
			return err
		}
		k.prices = lists[0].ID
		return setting.SaveMail(k.t.Context(), tx, k.Mailbox.Setting())
	})
}

// Setting is how mail leaves to this mailbox.
func (b *Mailbox) Setting() setting.MailSetting {
	return setting.MailSetting{Host: b.host, Port: b.port, Encryption: "none", FromAddress: "portal@keyhaven.example", FromName: "Keyhaven"}
}

// Server is the real handler on a real port of this machine.
func (k *Kontor) Server() *httptest.Server {
	k.serving.Do(func() {
		gate, log := door.NewGate(0), slog.New(slog.NewTextHandler(k.Log, nil))
		mux := http.NewServeMux()
		mux.Handle("/", web.New(web.Options{DB: k.DB, BaseURL: k.Base, Log: log, Version: "test", Gate: gate, APIDocs: api.Docs}))
		mux.Handle(api.Prefix, k.contract(api.New(api.Options{DB: k.DB, BaseURL: k.Base, Log: log, Version: "test", Gate: gate, PerMinute: 1_000_000})))
		k.server.Config.Handler = mux
		k.server.Start()
	})
	return k.server
}

// Write runs do as somebody and fails the test if it fails.
func (k *Kontor) Write(who *Person, do func(tx *store.Tx) error) {
	k.t.Helper()
	k.must(k.DB.Write(k.t.Context(), who.Actor(), do))
}

// DeliverMail sends all mail that is due, by SMTP to the mailbox, and does not wait for a clock.
func (k *Kontor) DeliverMail() {
	k.t.Helper()
	_, err := mail.Deliver(k.t.Context(), k.DB, access.System("mail"))
	k.must(err)
}

// RunJobs runs what the timetable says is due by the clock.
func (k *Kontor) RunJobs() {
	k.t.Helper()
	k.must(job.RunDue(k.t.Context(), k.DB, job.Deps{}))
}

// Raw is the database without the store: to look at what is really there, and to make states that no verb makes yet.
func (k *Kontor) Raw() *sql.DB {
	k.t.Helper()
	if k.raw == nil {
		driver, address := "pgx", k.URL
		if file, ok := k.File(); ok {
			driver, address = "sqlite", "file:"+file+"?_pragma=busy_timeout(10000)&_time_format=sqlite&_texttotime=1"
		}
		db, err := sql.Open(driver, address)
		k.must(err)
		k.raw = db
		k.t.Cleanup(func() { _ = db.Close() })
	}
	return k.raw
}

// Exec runs a statement past the store; see Raw.
func (k *Kontor) Exec(statement string, args ...any) {
	k.t.Helper()
	_, err := k.Raw().Exec(statement, args...)
	k.must(err)
}

// WantRows fails the test unless the table has n rows that meet the condition.
func (k *Kontor) WantRows(t testing.TB, table string, n int, where string) {
	t.Helper()
	var found int
	k.must(k.Raw().QueryRow(fmt.Sprintf(`SELECT count(*) FROM %s WHERE %s`, table, where)).Scan(&found))
	if found != n {
		t.Errorf("%d rows of %s where %s, want %d", found, table, where, n)
	}
}

// WantNoMail fails the test if a mail is queued or arrived.
func (k *Kontor) WantNoMail(t testing.TB) {
	t.Helper()
	k.WantRows(t, "mail", 0, "1 = 1")
	if mails := k.Mailbox.All(); len(mails) > 0 {
		t.Errorf("%d mails arrived: %s", len(mails), k.Mailbox.list())
	}
}

// File is the database file, on SQLite.
func (k *Kontor) File() (string, bool) {
	const scheme = "sqlite:"
	if len(k.URL) > len(scheme) && k.URL[:len(scheme)] == scheme {
		return k.URL[len(scheme):], true
	}
	return "", false
}

func (k *Kontor) must(err error) {
	k.t.Helper()
	if err != nil {
		k.t.Fatal(err)
	}
}

// Log keeps what the installation logged.
type Log struct {
	mu   sync.Mutex
	text bytes.Buffer
}

// Write implements io.Writer.
func (l *Log) Write(line []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.text.Write(line)
}

func (l *Log) String() string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.text.String()
}
