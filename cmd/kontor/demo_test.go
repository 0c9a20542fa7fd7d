package main

import (
	"bytes"
	"crypto/rand"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"kontor/access"
	"kontor/account"
	"kontor/kontortest"
	"kontor/store"
	"kontor/web"
)

// One world for all tests of it: it takes seconds.
func TestDemo(t *testing.T) {
	account.Cost = account.Argon{Memory: 8, Time: 1, Threads: 1}
	server := httptest.NewUnstartedServer(nil)
	base := "http://" + server.Listener.Addr().String()
	key := make([]byte, keyBytes)
	rand.Read(key)
	dir, err := demoFolder()
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = os.RemoveAll(dir) }()
	clock := &demoClock{}
	db, err := store.Open(t.Context(), store.Config{URL: "sqlite:" + filepath.Join(dir, "kontor.db"), Key: key, Now: clock.Now, BaseURL: base})
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = db.Close() }()
	var out bytes.Buffer
	if err := (&demoCmd{}).makePast(t.Context(), db, clock, &out); err != nil {
		t.Fatal(err)
	}
	server.Config.Handler = web.New(web.Options{DB: db, BaseURL: base, Log: slog.New(slog.DiscardHandler), Banner: "Demo data", OpenOutbox: true})
	server.Start()
	defer server.Close()

	t.Run("TheWorldIsWhole", func(t *testing.T) { wantWorld(t, db) })
	t.Run("TheClockRuns", func(t *testing.T) {
		if behind := time.Since(db.Now()); behind > time.Minute || behind < -time.Minute {
			t.Errorf("the clock is %s off", behind)
		}
	})
	t.Run("EverySignInOpensItsFace", func(t *testing.T) {
		for _, s := range signIns {
			page := kontortest.NewClient(t, base).Get(s.path).
				Submit(t, "Sign in", kontortest.Fields{"login": s.login, "password": demoPassword}).
				WantStatus(t, http.StatusOK).WantText(t, "Demo data")
			if strings.HasSuffix(page.Path, s.path) {
				t.Errorf("%s is still at %s", s.login, page.Path)
			}
		}
	})
	t.Run("TheMSPAdminsNewCustomerStandsInTheOutbox", func(t *testing.T) { wantThinPath(t, base) })
}

// wantWorld holds the world against what is promised of it: about 13 partners, 300 companies, 3,000 app users, a year of history.
func wantWorld(t *testing.T, db *store.DB) {
	who := worldOwner(t, db)
	for _, c := range []struct {
		what, ask string
		low, high int64
	}{
		{"partners", `SELECT count(*) FROM my_partner`, 13, 13},
		{"suspended partners", `SELECT count(*) FROM my_partner WHERE status = 'suspended'`, 1, 1},
		{"ended partners", `SELECT count(*) FROM my_partner WHERE status = 'ended'`, 1, 1},
		{"companies that were transferred", `SELECT count(*) FROM (SELECT company_id FROM my_holder_fact GROUP BY company_id HAVING count(DISTINCT partnership_id) > 1) moved`, 1, 1},
		{"contacts at partners", `SELECT count(*) FROM my_partner_contact`, 14, 14},
		{"companies", `SELECT count(*) FROM my_company WHERE kind <> 'home'`, 300, 300},
		{"suspended companies", `SELECT count(*) FROM my_company WHERE status = 'suspended'`, 5, 40},
		{"deleted companies that can be restored", `SELECT count(*) FROM my_company WHERE status = 'deleted'`, 5, 40},
		{"companies added at the very end, free", `SELECT count(*) FROM my_company WHERE billing_start = 'free_until_end_of_month'
			AND created_at >= (SELECT max(created_at) FROM my_company)`, 1, 12},
		{"app users", `SELECT count(*) FROM my_app_user`, 3000, 3100},
		{"app users who have signed in", `SELECT count(*) FROM my_app_user WHERE status = 'active'`, 1000, 2500},
		{"license facts", `SELECT count(*) FROM my_license_fact`, 600, 2000},
		{"mails in the Outbox that can be read", `SELECT count(*) FROM mail WHERE status = 'queued'`, 5, 200},
		{"companies without owner", `SELECT count(*) FROM my_company WHERE owner_id IS NULL`, 0, 0},
		{"licenses that disagree with their last fact", `SELECT count(*) FROM my_subscription s WHERE license_count <>
			(SELECT f.license_count FROM my_license_fact f WHERE f.subscription_id = s.id ORDER BY f.effective_at DESC, f.id DESC LIMIT 1)`, 0, 0},
	} {
		n, err := store.Read(t.Context(), db, who, func(tx *store.Tx) (int64, error) { return store.One[int64](t.Context(), tx, c.ask) })
		if err != nil {
			t.Errorf("%s: %v", c.what, err)
		} else if n < c.low || n > c.high {
			t.Errorf("%d %s, want %d to %d", n, c.what, c.low, c.high)
		}
	}
	if _, err := store.VerifyAudit(t.Context(), db); err != nil {
		t.Errorf("the audit chain: %v", err)
	}
}

// worldOwner is Sam Keller, after a real sign-in.
func worldOwner(t *testing.T, db *store.DB) access.Actor {
	t.Helper()
	token, _, err := account.SignIn(t.Context(), db, account.Attempt{Login: "sam.keller", Password: demoPassword, IP: "127.0.0.1"})
	if err != nil {
		t.Fatal(err)
	}
	visitor, err := account.Visit(t.Context(), db, token)
	if err != nil {
		t.Fatal(err)
	}
	return visitor.StaffActor()
}

// wantThinPath: the MSP Admin adds a customer, the welcome mail stands in the Outbox, its temporary password opens /c/sign-in and must
// be changed, and does not open /sign-in.
func wantThinPath(t *testing.T, base string) {
	signIn := func(path, login, password string) *kontortest.Page {
		return kontortest.NewClient(t, base).Get(path).Submit(t, "Sign in", kontortest.Fields{"login": login, "password": password})
	}
	form := signIn("/sign-in", "maya.jensen", demoPassword).Follow(t, "Companies").Follow(t, "Add company")
	form.Submit(t, "Add company", kontortest.Fields{"product": form.Option(t, "product", "Business Plus"), "name": "Cobalt Works", "country": "DK", "team_name": "Cobalt", "first_name": "Mina",
		"last_name": "Sørensen", "email": "mina@cobaltworks.example", "subscription_type": "free_until_end_of_month", "license_count": "12"}).
		WantStatus(t, http.StatusOK).WantText(t, "Cobalt Works")

	mail := signIn("/sign-in", "sam.keller", demoPassword).Follow(t, "Outbox").Follow(t, "Mina")
	temporary := regexp.MustCompile(`[a-z2-9]{4}(-[a-z2-9]{4}){4}`).FindString(mail.Text())
	if temporary == "" {
		t.Fatalf("no temporary password in the Outbox: %s", mail.Text())
	}
	signIn("/sign-in", "mina@cobaltworks.example", temporary).WantStatus(t, http.StatusUnprocessableEntity)
	signIn("/c/sign-in", "mina@cobaltworks.example", temporary).
		Submit(t, "Save and go on", kontortest.Fields{"password": demoPassword}).
		WantStatus(t, http.StatusOK).WantText(t, "Cobalt Works", "1 of 12")
}
