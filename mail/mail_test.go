package mail_test

import (
	"bytes"
	"context"
	"database/sql"
	"io"
	"log/slog"
	"net"
	"net/mail"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/emersion/go-smtp"
	_ "github.com/jackc/pgx/v5/stdlib"
	_ "modernc.org/sqlite"

	"kontor/access"
	"kontor/kontortest/count"
	"kontor/kontortest/postgres"
	product "kontor/mail"
	"kontor/setting"
	"kontor/store"
)

var machine = access.System("mail")

// post is an installation with a clock that the test moves and a mail server on this machine.
type post struct {
	*store.DB
	url    string
	mu     sync.Mutex
	at     time.Time
	server *server
}

func (p *post) now() time.Time { p.mu.Lock(); defer p.mu.Unlock(); return p.at }

func (p *post) wait(d time.Duration) { p.mu.Lock(); defer p.mu.Unlock(); p.at = p.at.Add(d) }

func (p *post) open(t *testing.T) *store.DB {
	t.Helper()
	db, err := store.Open(t.Context(), store.Config{URL: p.url, Now: p.now, Key: bytes.Repeat([]byte{7}, 32), BaseURL: "https://portal.keyhaven.example",
		Log: slog.New(slog.DiscardHandler)})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { db.Close() })
	return db
}

// both runs a test on SQLite and on PostgreSQL.
func both(t *testing.T, run func(*testing.T, *post)) {
	t.Helper()
	for _, at := range []struct {
		name string
		url  func(*testing.T) string
	}{
		{"sqlite", func(t *testing.T) string { return "sqlite:" + filepath.Join(t.TempDir(), "kontor.db") }},
		{"postgres", func(t *testing.T) string { return postgres.URL(t) }},
	} {
		t.Run(at.name, func(t *testing.T) {
			count.Ran(t, at.name)
			p := &post{url: at.url(t), at: time.Date(2026, 11, 19, 9, 40, 0, 0, time.UTC)}
			p.DB = p.open(t)
			if err := p.Migrate(t.Context()); err != nil {
				t.Fatal(err)
			}
			organize(t, p)
			run(t, p)
		})
	}
}

func organize(t *testing.T, p *post) {
	t.Helper()
	p.write(t, access.System("setup"), func(ctx context.Context, tx *store.Tx) error {
		return setting.SaveOrganization(ctx, tx, setting.Organization{Name: "Keyhaven", Color: "#1f5fd6", SupportEmail: "help@keyhaven.example", AppName: "Keyhaven Vault",
			AppSignInURL: "https://app.keyhaven.example", AppDownloadURL: "https://keyhaven.example/download", BillingZone: "Europe/Copenhagen"}, nil)
	})
}

// withServer starts a mail server and enters it in the settings.
func withServer(t *testing.T, p *post) *server {
	t.Helper()
	p.server = startServer(t)
	p.use(t, p.server.addr)
	return p.server
}

func (p *post) use(t *testing.T, addr string) {
	t.Helper()
	p.write(t, access.System("setup"), func(ctx context.Context, tx *store.Tx) error { return setting.SaveMail(ctx, tx, settings(addr)) })
}

func settings(addr string) setting.MailSetting {
	host, port, _ := net.SplitHostPort(addr)
	number, _ := strconv.ParseInt(port, 10, 64)
	return setting.MailSetting{Host: host, Port: number, Encryption: "none", FromAddress: "portal@keyhaven.example", FromName: "Keyhaven"}
}

func (p *post) write(t *testing.T, who access.Actor, do func(context.Context, *store.Tx) error) {
	t.Helper()
	if err := p.Write(t.Context(), who, func(tx *store.Tx) error { return do(t.Context(), tx) }); err != nil {
		t.Fatal(err)
	}
}

func (p *post) send(t *testing.T, to product.To, m product.Message) {
	t.Helper()
	p.write(t, machine, func(ctx context.Context, tx *store.Tx) error { return product.Send(ctx, tx, to, m) })
}

func (p *post) deliver(t *testing.T) product.Delivered {
	t.Helper()
	d, err := product.Deliver(t.Context(), p.DB, machine)
	if err != nil {
		t.Fatal(err)
	}
	return d
}

func (p *post) rows(t *testing.T) []product.Row {
	t.Helper()
	rows, err := store.Read(t.Context(), p.DB, access.AsStaff(1, access.Owner, "Olga"), func(tx *store.Tx) ([]product.Row, error) {
		return product.List(t.Context(), tx, product.Filter{})
	})
	if err != nil {
		t.Fatal(err)
	}
	return rows
}

// raw runs a statement past the store's guard.
func (p *post) raw(t *testing.T, text string, args ...any) {
	t.Helper()
	driver, address := "pgx", p.url
	if path, ok := strings.CutPrefix(p.url, "sqlite:"); ok {
		driver, address = "sqlite", path
	}
	db, err := sql.Open(driver, address)
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	if _, err := db.Exec(text, args...); err != nil {
		t.Fatal(err)
	}
}

// account adds a member of the vendor's staff and gives the id.
func (p *post) account(t *testing.T) int64 {
	t.Helper()
	id, err := store.Write(t.Context(), p.DB, machine, func(tx *store.Tx) (int64, error) {
		return store.One[int64](t.Context(), tx, `INSERT INTO account (partner_id, email, email_key, username, username_key, first_name, last_name, role, status, created_at)
			SELECT NULL, $1, $1, $2, $2, 'Peter', 'Lund', 'support', 'invited', $3 FROM my_vendor RETURNING id`, peter.Address, "peter.lund", tx.Now())
	})
	if err != nil {
		t.Fatal(err)
	}
	return id
}

func bouncedAt(t *testing.T, p *post, account int64) *time.Time {
	t.Helper()
	at, err := store.Read(t.Context(), p.DB, machine, func(tx *store.Tx) (*time.Time, error) {
		return store.One[*time.Time](t.Context(), tx, `SELECT bounced_at FROM my_account WHERE id = $1`, account)
	})
	if err != nil {
		t.Fatal(err)
	}
	return at
}

var (
	peter = product.To{Name: "Peter Lund", Address: "peter@bluepeak.example"}
	sofia = product.To{Name: "Sofia Marino", Address: "sofia@aldergrovedental.example"}
)

func welcome(p *post, password string) product.AppWelcome {
	return product.AppWelcome{PartnerName: "Bluepeak IT", CompanyName: "Aldergrove Dental Group", TeamName: "Aldergrove", Email: sofia.Address,
		TemporaryPassword: password, ExpiresAt: p.now().Add(72 * time.Hour), Zone: "Europe/Copenhagen"}
}

// server is a real SMTP server whose answers the test chooses.
type server struct {
	addr string
	mu   sync.Mutex
	got  []arrived
	dial int                             // connections so far
	from func(address string) error      // nil: takes all
	rcpt func(address string) error      // nil: takes all
	data func(c *smtp.Conn, n int) error // n: how many mails had arrived with this one
}

type arrived struct {
	from, to string
	mail     *mail.Message
	raw      string
}

func startServer(t *testing.T) *server {
	t.Helper()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	s := &server{addr: listener.Addr().String()}
	srv := smtp.NewServer(smtp.BackendFunc(func(c *smtp.Conn) (smtp.Session, error) {
		s.mu.Lock()
		defer s.mu.Unlock()
		s.dial++
		return &session{s: s, c: c}, nil
	}))
	srv.Domain = "mx.keyhaven.example"
	srv.ErrorLog = quiet{}
	ended := make(chan struct{})
	go func() { defer close(ended); srv.Serve(listener) }()
	t.Cleanup(func() { srv.Close(); listener.Close(); <-ended }) // Close may come before Serve knows the listener
	return s
}

func (s *server) all() []arrived {
	s.mu.Lock()
	defer s.mu.Unlock()
	return append([]arrived(nil), s.got...)
}

func (s *server) set(change func()) {
	s.mu.Lock()
	defer s.mu.Unlock()
	change()
}

type quiet struct{}

func (quiet) Printf(string, ...any) {}
func (quiet) Println(...any)        {}

type session struct {
	s        *server
	c        *smtp.Conn
	from, to string
}

func (x *session) Mail(from string, _ *smtp.MailOptions) error {
	x.from = from
	return x.ask(func() func(string) error { return x.s.from }, from)
}

func (x *session) Rcpt(to string, _ *smtp.RcptOptions) error {
	x.to = to
	return x.ask(func() func(string) error { return x.s.rcpt }, to)
}

func (x *session) ask(which func() func(string) error, address string) error {
	x.s.mu.Lock()
	defer x.s.mu.Unlock()
	if answer := which(); answer != nil {
		return answer(address)
	}
	return nil
}

func (x *session) Data(r io.Reader) error {
	raw, err := io.ReadAll(r)
	if err != nil {
		return err
	}
	m, err := mail.ReadMessage(bytes.NewReader(raw))
	if err != nil {
		return err
	}
	x.s.mu.Lock()
	defer x.s.mu.Unlock()
	x.s.got = append(x.s.got, arrived{x.from, x.to, m, string(raw)})
	if x.s.data != nil {
		return x.s.data(x.c, len(x.s.got))
	}
	return nil
}

func (x *session) Reset()        {}
func (x *session) Logout() error { return nil }
