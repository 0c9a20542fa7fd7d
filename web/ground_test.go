package web_test

import (
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"kontor/access"
	"kontor/kontortest"
	"kontor/web"
)

const asForm = "application/x-www-form-urlencoded"

// trust.md "Who sees what": other's = unknown = 404, the same body.
func TestOthersAndUnknownAreTheSamePage(t *testing.T) {
	kontortest.Both(t, func(t *testing.T, k *kontortest.Kontor) {
		a, b := k.Partner(kontortest.MSP, kontortest.InvoiceTerms), k.Partner(kontortest.MSP, kontortest.InvoiceTerms)
		theirs := b.Company("Brightwater Legal", 3)
		me := k.Client(a.Admin)
		want := me.Get(a.Path("/companies/999999")).WantStatus(t, http.StatusNotFound)
		for _, path := range []string{b.Path(""), b.Path("/companies"), theirs.Path(""), a.Path("/companies/" + idText(theirs.ID)), a.Path("/companies/0"),
			a.Path("/companies/007"), a.Path("/companies/-1"), a.Path("/companies/9223372036854775808"), "/p/x", "/nowhere", "/admin/nowhere"} {
			got := me.Get(path).WantStatus(t, http.StatusNotFound)
			if got.Body != want.Body {
				t.Errorf("%s is told apart:\n%s\n%s", path, got.Text(), want.Text())
			}
		}
	})
}

// trust.md "Accounts": /admin and /p read only the portal's cookie, /c only the app's.
func TestEachNameSpaceReadsItsOwnCookieOnly(t *testing.T) {
	kontortest.Both(t, func(t *testing.T, k *kontortest.Kontor) {
		msp := k.Partner(kontortest.MSP, kontortest.InvoiceTerms)
		k.Client(msp.Admin).Get(msp.Home.PortalPath("")).WantPath(t, "/c/sign-in?next="+strings.ReplaceAll(msp.Home.PortalPath(""), "/", "%2F"))
		app := k.Client(msp.Staff)
		app.Get(msp.Home.PortalPath("")).WantStatus(t, http.StatusOK)
		app.Get(msp.Path("")).WantText(t, "Sign in to go on.", "Username or email")
		app.Get("/admin").WantText(t, "Username or email")
	})
}

func TestMissingRightIsForbiddenAndStandsInTheAudit(t *testing.T) {
	kontortest.Both(t, func(t *testing.T, k *kontortest.Kontor) {
		msp := k.Partner(kontortest.MSP, kontortest.InvoiceTerms)
		ida := msp.User(access.MarketingRole)
		k.Client(ida).Get(msp.Path("/companies")).WantStatus(t, http.StatusForbidden).WantText(t, "Your role can’t open this")
		k.Client(msp.Admin).Get("/admin/partners").WantStatus(t, http.StatusForbidden)
		k.WantRows(t, "audit_event", 1, "action = 'refused' AND object_name = 'GET /p/{partnership}/companies'")
		k.WantRows(t, "audit_event", 1, "action = 'refused' AND object_name = 'GET /admin/partners'")
	})
}

// trust.md "Input and output": cross-site requests are refused, also on sign-in.
func TestFormsOfOtherSitesAreRefused(t *testing.T) {
	k := kontortest.OnSQLite(t)
	msp := k.Partner(kontortest.MSP, kontortest.InvoiceTerms)
	for _, path := range []string{"/sign-in", "/c/sign-in", "/sign-out", msp.Path("/companies")} {
		for _, header := range []http.Header{{"Sec-Fetch-Site": {"cross-site"}}, {"Sec-Fetch-Site": {"same-site"}}, {"Origin": {"https://evil.example"}}, {"Origin": {"null"}}} {
			header.Set("Content-Type", asForm)
			k.Client(msp.Admin).Do(http.MethodPost, path, strings.NewReader("login=a&password=b"), header).
				WantStatus(t, http.StatusForbidden).WantText(t, "another site")
		}
	}
}

func TestWrongMethodSizeAndKindOfBody(t *testing.T) {
	k := kontortest.OnSQLite(t)
	msp := k.Partner(kontortest.MSP, kontortest.InvoiceTerms)
	me := k.Client(msp.Admin)
	if p := me.Do(http.MethodDelete, msp.Path(""), nil, nil).WantStatus(t, http.StatusMethodNotAllowed); p.Header.Get("Allow") != "GET, HEAD" {
		t.Errorf("Allow is %q", p.Header.Get("Allow"))
	}
	head := me.Do(http.MethodHead, msp.Path(""), nil, nil).WantStatus(t, http.StatusOK)
	if head.Body != "" {
		t.Error("HEAD has a body")
	}
	large := strings.NewReader("name=" + strings.Repeat("x", 80<<10))
	me.Do(http.MethodPost, "/profile/password", large, http.Header{"Content-Type": {asForm}}).WantStatus(t, http.StatusRequestEntityTooLarge)
	me.Do(http.MethodPost, "/profile/password", strings.NewReader(`{"password":"x"}`), http.Header{"Content-Type": {"application/json"}}).WantStatus(t, http.StatusBadRequest)
	me.Do(http.MethodPost, "/profile/password", strings.NewReader("password=%ff"), http.Header{"Content-Type": {asForm}}).WantStatus(t, http.StatusBadRequest)
	me.Get(msp.Path("/companies?q=%00")).WantStatus(t, http.StatusBadRequest)
}

func TestAnswersCarryTheirHeaders(t *testing.T) {
	k := kontortest.OnSQLite(t)
	stranger := k.Client(nil)
	for _, path := range []string{"/sign-in", "/nowhere", "/invitation/abc", "/theme.css", "/livez"} {
		h := stranger.Get(path).Header
		for name, want := range map[string]string{"X-Content-Type-Options": "nosniff", "X-Frame-Options": "DENY"} {
			if h.Get(name) != want {
				t.Errorf("%s: %s is %q", path, name, h.Get(name))
			}
		}
		if !strings.Contains(h.Get("Content-Security-Policy"), "default-src 'none'") || !strings.Contains(h.Get("Content-Security-Policy"), "frame-ancestors 'none'") {
			t.Errorf("%s: policy %q", path, h.Get("Content-Security-Policy"))
		}
		if h.Get("Strict-Transport-Security") != "" {
			t.Errorf("%s: HSTS on http", path)
		}
	}
	if got := stranger.Get("/invitation/abc").Header.Get("Referrer-Policy"); got != "no-referrer" {
		t.Errorf("referrer policy of a page whose address is a token: %q", got)
	}
	if got := stranger.Get("/sign-in").Header.Get("Cache-Control"); got != "no-store" {
		t.Errorf("cache control %q", got)
	}
}

// trust.md "Accounts": with an https base URL cookies are Secure with the __Host- prefix.
func TestHTTPSMakesCookiesSecure(t *testing.T) {
	k := kontortest.OnSQLite(t)
	msp := k.Partner(kontortest.MSP, kontortest.InvoiceTerms)
	secure := web.New(web.Options{DB: k.DB, BaseURL: "https://portal.example", Log: slog.New(slog.DiscardHandler)})
	r := httptest.NewRequest(http.MethodPost, "/sign-in", strings.NewReader("login="+msp.Admin.Username+"&password="+kontortest.Password))
	r.Header.Set("Content-Type", asForm)
	w := httptest.NewRecorder()
	secure.ServeHTTP(w, r)
	cookies := w.Result().Cookies()
	if w.Code != http.StatusSeeOther || len(cookies) != 1 {
		t.Fatalf("status %d, cookies %v", w.Code, cookies)
	}
	if c := cookies[0]; c.Name != "__Host-kontor" || !c.Secure || !c.HttpOnly || c.SameSite != http.SameSiteLaxMode || c.Path != "/" || c.Domain != "" {
		t.Errorf("cookie %+v", cookies[0])
	}
	if w.Header().Get("Strict-Transport-Security") == "" {
		t.Error("no HSTS")
	}
}

// trust.md "Load": beyond what it can hold the server sheds, and still answers the operator.
func TestRequestsBeyondTheLimitAreShed(t *testing.T) {
	k := kontortest.OnSQLite(t)
	server := limited(t, k, 1)
	hold, err := k.Raw().Conn(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	if _, err := hold.ExecContext(t.Context(), "BEGIN IMMEDIATE"); err != nil { // who signs in now waits for the database, in the only place
		t.Fatal(err)
	}
	ended := make(chan int, 1)
	go func() {
		status := http.StatusServiceUnavailable
		for status == http.StatusServiceUnavailable { // the stranger below may hold the place
			answer, err := http.Post(server.URL+"/sign-in", asForm, strings.NewReader("login=a&password=b"))
			if err != nil {
				ended <- 0
				return
			}
			status = answer.StatusCode
			_ = answer.Body.Close() // nothing was read
		}
		ended <- status
	}()
	stranger := kontortest.NewClient(t, server.URL)
	shed := stranger.Get("/sign-in")
	for tries := 0; shed.Status == http.StatusOK && tries < 10_000; tries++ { // until the request above has its place
		shed = stranger.Get("/sign-in")
	}
	shed.WantStatus(t, http.StatusServiceUnavailable).WantText(t, "busy")
	if shed.Header.Get("Retry-After") == "" {
		t.Error("no Retry-After")
	}
	stranger.Get("/livez").WantStatus(t, http.StatusOK)
	stranger.Get("/readyz").WantStatus(t, http.StatusOK)
	if _, err := hold.ExecContext(t.Context(), "ROLLBACK"); err != nil {
		t.Fatal(err)
	}
	if status := <-ended; status != http.StatusUnprocessableEntity {
		t.Errorf("the request with a place ended with %d", status)
	}
	stranger.Get("/sign-in").WantStatus(t, http.StatusOK)
	if err := hold.Close(); err != nil {
		t.Fatal(err)
	}
}

// trust.md "Accounts": tokens never stand in logs.
func TestLogHoldsNoTokensAndNoPasswords(t *testing.T) {
	kontortest.Both(t, func(t *testing.T, k *kontortest.Kontor) {
		msp := k.Partner(kontortest.MSP, kontortest.InvoiceTerms)
		secret := msp.Admin.Session()
		stranger := k.Client(nil)
		stranger.Get("/invitation/plantedsecret")
		stranger.Get("/invitation/plantedsecret/more")
		stranger.Get("/reset/plantedsecret?x=plantedsecret")
		stranger.Post("/c/reset/plantedsecret", map[string][]string{"password": {"plantedsecret"}})
		stranger.Post("/sign-in", map[string][]string{"login": {"plantedsecret"}, "password": {"plantedsecret"}})
		k.Client(msp.Admin).Get(msp.Path(""))
		log := k.Log.String()
		if strings.Contains(log, "plantedsecret") || strings.Contains(log, secret) {
			t.Errorf("the log holds a secret:\n%s", log)
		}
		if !strings.Contains(log, `route="GET /invitation/{secret}"`) {
			t.Errorf("the log tells nothing of the request:\n%s", log)
		}
	})
}

func TestMessagesAreShownOnceAndCannotBeForged(t *testing.T) {
	k := kontortest.OnSQLite(t)
	me := k.Client(k.Owner)
	me.Post("/sign-out", nil).WantPath(t, "/sign-in").WantText(t, "You are signed out.")
	me.Get("/sign-in").WantNoText(t, "You are signed out.")
	forged := http.Header{"Cookie": {"kontor-note=eyJGb3IiOiIvc2lnbi1pbiJ9"}}
	me.Do(http.MethodGet, "/sign-in", nil, forged).WantStatus(t, http.StatusOK)
}
