package account_test

import (
	"bytes"
	"context"
	"encoding/json"
	"path/filepath"
	"regexp"
	"sync"
	"testing"
	"time"

	"kontor/access"
	"kontor/account"
	"kontor/fail"
	"kontor/kontortest/count"
	"kontor/kontortest/postgres"
	"kontor/onboard"
	"kontor/partner"
	"kontor/product"
	"kontor/store"
)

func TestMain(m *testing.M) {
	account.Cost = account.Argon{Memory: 64, Time: 1, Threads: 1}
	account.AnswerAfter = 0
	postgres.Main(m)
}

const (
	good  = "tulip-harbor-violin"
	other = "walnut-glacier-sonnet"
	here  = "192.0.2.7"
)

// world is a database with one partner of type reseller, whose first Admin, Maya Jensen, is invited.
type world struct {
	*store.DB
	t     *testing.T
	clock *clock
	file  string // of SQLite
	made  onboard.Made
	owner access.Actor
}

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

// both runs a test in a world on each database.
func both(t *testing.T, do func(t *testing.T, w *world)) {
	t.Run(store.SQLite, func(t *testing.T) {
		count.Ran(t, store.SQLite)
		file := filepath.Join(t.TempDir(), "kontor.db")
		do(t, begin(t, "sqlite:"+file, file))
	})
	t.Run(store.Postgres, func(t *testing.T) {
		count.Ran(t, store.Postgres)
		do(t, begin(t, postgres.Copy(t, "account", func(url string) error {
			db, err := store.Open(context.Background(), store.Config{URL: url, Key: make([]byte, 32)})
			if err != nil {
				return err
			}
			defer db.Close()
			return db.Migrate(context.Background())
		}), ""))
	})
}

func begin(t *testing.T, url, file string) *world {
	t.Helper()
	c := &clock{at: time.Date(2026, 11, 21, 9, 0, 0, 0, time.UTC)}
	db, err := store.Open(t.Context(), store.Config{URL: url, Now: c.now, Key: bytes.Repeat([]byte{7}, 32), BaseURL: "https://portal.keyhaven.example"})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := db.Close(); err != nil {
			t.Error(err)
		}
	})
	w := &world{DB: db, t: t, clock: c, file: file, owner: access.AsStaff(0, access.Owner, "Olga Owner")}
	if err := db.Migrate(t.Context()); err != nil {
		t.Fatal(err)
	}
	w.write(func(tx *store.Tx) error {
		p, err := product.Add(t.Context(), tx, product.Draft{Name: "Business", PriceList: "Standard", Currency: "EUR", UnitPrice: 300})
		if err != nil {
			return err
		}
		w.made, err = onboard.AddPartner(t.Context(), tx, onboard.PartnerDraft{
			Draft: partner.Draft{Name: "Bluepeak IT", Country: "DK", TimeZone: "Europe/Copenhagen", Type: partner.Reseller,
				BillingZone: "Europe/Copenhagen", Currency: "EUR", PriceList: 1, PaymentTerms: "invoice"},
			Product: p.ID, LicenseCount: 9,
			Admin: account.Draft{FirstName: "Maya", LastName: "Jensen", Email: "maya@bluepeak.example", Phone: "45 32 12 34 567"},
		})
		return err
	})
	return w
}

// write runs do as the vendor's Owner and must succeed.
func (w *world) write(do func(*store.Tx) error) {
	w.t.Helper()
	if err := w.Write(w.t.Context(), w.owner, do); err != nil {
		w.t.Fatal(err)
	}
}

// exec changes rows as a machine, for states that no verb of this issue makes.
func (w *world) exec(text string, args ...any) {
	w.t.Helper()
	err := w.Write(w.t.Context(), access.System("sign-in"), func(tx *store.Tx) error {
		_, err := tx.Exec(w.t.Context(), text, args...)
		return err
	})
	if err != nil {
		w.t.Fatal(err)
	}
}

func value[T any](w *world, text string, args ...any) T {
	w.t.Helper()
	v, err := store.Read(w.t.Context(), w.DB, access.System("sign-in"), func(tx *store.Tx) (T, error) {
		return store.One[T](w.t.Context(), tx, text, args...)
	})
	if err != nil {
		w.t.Fatal(err)
	}
	return v
}

// invite invites a user of the partner and fails with what Invite returns.
func (w *world) invite(d account.Draft) (a account.Account, err error) {
	if d.Partner == 0 {
		d.Partner = w.made.Partner.ID
	}
	if d.Phone == "" {
		d.Phone = "12345678901"
	}
	err = w.Write(w.t.Context(), w.owner, func(tx *store.Tx) (err error) {
		a, err = account.Invite(w.t.Context(), tx, d)
		return err
	})
	return a, err
}

// letters are the texts of the mails of a kind to an address that still have a text, oldest first.
func (w *world) letters(kind, address string) (texts []string) {
	w.t.Helper()
	err := w.Read(w.t.Context(), access.System("mail"), func(tx *store.Tx) error {
		sealed, err := store.All[[]byte](w.t.Context(), tx, `SELECT sealed FROM mail WHERE kind = $1 AND to_address = $2 AND sealed IS NOT NULL ORDER BY id`, kind, address)
		if err != nil {
			return err
		}
		for _, s := range sealed {
			plain, err := tx.Unseal(s)
			if err != nil {
				return err
			}
			var content struct{ Text string }
			if err := json.Unmarshal(plain, &content); err != nil {
				return err
			}
			texts = append(texts, content.Text)
		}
		return nil
	})
	if err != nil {
		w.t.Fatal(err)
	}
	return texts
}

var secretIn = regexp.MustCompile(`https://portal\.keyhaven\.example/(invitation|reset|setup)/([a-z2-7]{32})`)

var temporaryIn = regexp.MustCompile(`[a-z2-9]{4}(-[a-z2-9]{4}){4}`)

// secret is that of the link in the newest mail of a kind to an address.
func (w *world) secret(kind, address string) string {
	w.t.Helper()
	texts := w.letters(kind, address)
	if len(texts) == 0 {
		w.t.Fatalf("no %s to %s", kind, address)
	}
	m := secretIn.FindStringSubmatch(texts[len(texts)-1])
	if m == nil {
		w.t.Fatalf("no link in: %s", texts[len(texts)-1])
	}
	return m[2]
}

// activate accepts the invitation of an address with this password.
func (w *world) activate(address, password string) {
	w.t.Helper()
	if err := account.SetPassword(w.t.Context(), w.DB, account.Invitation, w.secret("portal_invitation", address), password, here); err != nil {
		w.t.Fatal(err)
	}
}

func (w *world) signIn(login, password string) (string, error) {
	token, _, err := account.SignIn(w.t.Context(), w.DB, account.Attempt{Login: login, Password: password, IP: here, Agent: "browser"})
	return token, err
}

// signedIn signs in and must succeed.
func (w *world) signedIn(login, password string) string {
	w.t.Helper()
	token, err := w.signIn(login, password)
	if err != nil {
		w.t.Fatal(err)
	}
	return token
}

func (w *world) visit(token string) account.Visitor {
	w.t.Helper()
	v, err := account.Visit(w.t.Context(), w.DB, token)
	if err != nil {
		w.t.Fatal(err)
	}
	return v
}

// wantCode fails unless err is a failure of this code; "" is none.
func wantCode(t *testing.T, err error, code string) {
	t.Helper()
	if got := fail.CodeOf(err); got != code {
		t.Errorf("got %q (%v), want %q", got, err, code)
	}
}

// fieldCode is the code at the first field of a failure.
func fieldCode(err error) string {
	e, ok := fail.AsInvalid(err)
	if !ok {
		return fail.CodeOf(err)
	}
	return e.Fields[0].Name + " " + e.Fields[0].Code
}
