package company_test

import (
	"fmt"
	"regexp"
	"strings"
	"sync"
	"testing"
	"time"

	"kontor/access"
	"kontor/account"
	"kontor/company"
	"kontor/fail"
	"kontor/kontortest"
)

func TestMain(m *testing.M) {
	account.AnswerAfter = 0
	kontortest.Main(m)
}

const (
	chosen = "tulip-harbor-violin"
	other  = "walnut-glacier-sonnet"
	here   = "192.0.2.7"
)

// desk is a company with its owner, Priya, who is invited.
type desk struct {
	*kontortest.Kontor
	t       *testing.T
	partner *kontortest.Partner
	company *kontortest.Company
	email   string
}

func atDesk(t *testing.T, do func(t *testing.T, d *desk)) {
	kontortest.Both(t, func(t *testing.T, k *kontortest.Kontor) {
		p := k.Partner(kontortest.MSP, kontortest.InvoiceTerms)
		c := p.Company("Aldergrove Dental", 5)
		do(t, &desk{Kontor: k, t: t, partner: p, company: c, email: c.Owner.Email})
	})
}

var (
	temporaryIn = regexp.MustCompile(`[a-z2-9]{4}(-[a-z2-9]{4}){4}`)
	resetIn     = regexp.MustCompile(`/c/reset/([a-z2-7]{32})`)
)

// arrived is what a pattern finds in the newest mail to the owner that holds it.
func (d *desk) arrived(pattern *regexp.Regexp) string {
	d.t.Helper()
	d.DeliverMail()
	found := ""
	for _, m := range d.Mailbox.To(d.email) {
		if s := pattern.FindStringSubmatch(m.Text); s != nil {
			found = s[0]
			if pattern == resetIn {
				found = s[1]
			}
		}
	}
	if found == "" {
		d.t.Fatalf("nothing like %s arrived for %s", pattern, d.email)
	}
	return found
}

func (d *desk) signIn(login, password string) (token string, change bool, err error) {
	return company.SignIn(d.t.Context(), d.DB, account.Attempt{Login: login, Password: password, IP: here, Agent: "browser"})
}

func (d *desk) visit(token string) company.Visitor {
	d.t.Helper()
	v, err := company.Visit(d.t.Context(), d.DB, token)
	if err != nil {
		d.t.Fatal(err)
	}
	return v
}

// accept signs in with the temporary password, chooses one, and gives the new session.
func (d *desk) accept(password string) string {
	d.t.Helper()
	token, _, err := d.signIn(d.email, d.arrived(temporaryIn))
	if err != nil {
		d.t.Fatal(err)
	}
	fresh, err := company.ChangePassword(d.t.Context(), d.DB, d.visit(token), account.NewPassword{Password: password, IP: here})
	if err != nil {
		d.t.Fatal(err)
	}
	return fresh
}

func fieldCode(err error) string {
	e, ok := fail.AsInvalid(err)
	if !ok {
		return fail.CodeOf(err)
	}
	return e.Fields[0].Name + " " + e.Fields[0].Code
}

func wantCode(t *testing.T, err error, code string) {
	t.Helper()
	if got := fieldCode(err); got != code {
		t.Errorf("got %q (%v), want %q", got, err, code)
	}
}

func TestTemporaryPasswordOpensOnlyTheCustomerPortalAndMustBeChanged(t *testing.T) {
	atDesk(t, func(t *testing.T, d *desk) {
		temporary := d.arrived(temporaryIn)
		_, _, err := account.SignIn(t.Context(), d.DB, account.Attempt{Login: d.email, Password: temporary, IP: here})
		wantCode(t, err, "login wrong_credentials")
		token, change, err := d.signIn(strings.ToUpper(d.email), temporary)
		if err != nil || !change {
			t.Fatalf("change %v, %v", change, err)
		}
		v := d.visit(token)
		if !v.SignedIn() || !v.MustChange || v.CompanyName != "Aldergrove Dental" || v.PartnerName != d.partner.Name || v.Actor(d.company.ID) != (access.Actor{}) {
			t.Errorf("before the change: %+v, actor %v", v, v.Actor(d.company.ID))
		}
		for password, want := range map[string]string{"short": "password invalid", temporary: "password invalid", "aldergrovedental": "password invalid"} {
			_, err := company.ChangePassword(t.Context(), d.DB, v, account.NewPassword{Password: password, IP: here})
			wantCode(t, err, want)
		}
		fresh, err := company.ChangePassword(t.Context(), d.DB, v, account.NewPassword{Password: chosen, IP: here})
		if err != nil {
			t.Fatal(err)
		}
		if d.visit(token).SignedIn() {
			t.Error("the first session lives")
		}
		v = d.visit(fresh)
		who := v.Actor(d.company.ID)
		if v.MustChange || v.AppUser.Status != "active" || v.AppUser.AcceptedAt == nil || who.Kind() != access.CompanyAdmin || who.Company() != d.company.ID || who.AppUser() == 0 {
			t.Errorf("after the change: %+v, actor %v", v, who)
		}
		if v.Actor(d.partner.Home.ID) != (access.Actor{}) || v.Actor(0) != (access.Actor{}) {
			t.Error("is somebody elsewhere")
		}
		_, _, err = d.signIn(d.email, temporary)
		wantCode(t, err, "login wrong_credentials")
		d.WantRows(t, "event", 1, "kind = 'app_user.accepted' AND company_id = "+fmt.Sprint(d.company.ID))
	})
}

func TestTemporaryPasswordEndsAfterSeventyTwoHours(t *testing.T) {
	atDesk(t, func(t *testing.T, d *desk) {
		temporary := d.arrived(temporaryIn)
		d.Clock.Advance(72*time.Hour - time.Second)
		token, _, err := d.signIn(d.email, temporary)
		if err != nil {
			t.Fatal(err)
		}
		d.Clock.Advance(time.Second)
		if d.visit(token).SignedIn() {
			t.Error("signed in beyond the time of the temporary password")
		}
		_, _, err = d.signIn(d.email, temporary)
		wantCode(t, err, "password temporary_password_expired")
		_, _, err = d.signIn(d.email, other)
		wantCode(t, err, "login wrong_credentials")
		if err := company.ForgotPassword(t.Context(), d.DB, d.email, here); err != nil {
			t.Fatal(err)
		}
		if d.arrived(temporaryIn) == temporary {
			t.Fatal("no new temporary password")
		}
		_, _, err = d.signIn(d.email, temporary)
		wantCode(t, err, "login wrong_credentials")
		d.accept(chosen)
	})
}

func TestSuspensionAndDeletionEndSessionsOfAppUsersAtOnce(t *testing.T) {
	atDesk(t, func(t *testing.T, d *desk) {
		token := d.accept(chosen)
		for _, c := range []struct{ table, state, back string }{
			{"app_user", "suspended", "active"}, {"app_user", "removed", "active"}, {"app_user", "waiting", "active"},
			{"company", "suspended", "active"}, {"company", "deleted", "active"},
		} {
			condition := fmt.Sprintf(" WHERE id = %d", d.company.ID)
			if c.table == "app_user" {
				condition = fmt.Sprintf(" WHERE id = %d", d.company.Owner.AppUser)
			}
			d.Exec(`UPDATE `+c.table+` SET status = $1`+condition, c.state)
			if d.visit(token).SignedIn() {
				t.Errorf("still signed in: %s %s", c.table, c.state)
			}
			_, _, err := d.signIn(d.email, chosen)
			wantCode(t, err, "login wrong_credentials")
			d.Exec(`UPDATE `+c.table+` SET status = $1`+condition, c.back)
			if !d.visit(token).SignedIn() {
				t.Fatalf("not signed in again: %s", c.table)
			}
		}
	})
}

func TestTokensOfOnePortalAreNothingInTheOther(t *testing.T) {
	atDesk(t, func(t *testing.T, d *desk) {
		app := d.accept(chosen)
		if v, err := account.Visit(t.Context(), d.DB, app); err != nil || v.SignedIn() {
			t.Errorf("%+v %v", v, err)
		}
		if d.visit(d.partner.Admin.Session()).SignedIn() || d.visit("").SignedIn() {
			t.Error("a portal session opens the customer portal")
		}
		if err := account.EndSession(t.Context(), d.DB, app, here); err != nil || !d.visit(app).SignedIn() {
			t.Error("signed out by the other portal")
		}
		if err := company.SignOut(t.Context(), d.DB, app, here); err != nil || d.visit(app).SignedIn() {
			t.Error("not signed out")
		}
		if err := company.SignOut(t.Context(), d.DB, app, here); err != nil {
			t.Error(err)
		}
	})
}

func TestPortalUserWithTheSameAddressHasAnotherPassword(t *testing.T) {
	kontortest.Both(t, func(t *testing.T, k *kontortest.Kontor) {
		p := k.Partner(kontortest.MSP, kontortest.InvoiceTerms) // Maya: two accounts at one address, both with kontortest.Password
		token := p.Staff.Session()
		v, err := company.Visit(t.Context(), k.DB, token)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := company.ChangePassword(t.Context(), k.DB, v, account.NewPassword{Current: kontortest.Password, Password: chosen, IP: here}); err != nil {
			t.Fatal(err)
		}
		if _, _, err := account.SignIn(t.Context(), k.DB, account.Attempt{Login: p.Admin.Email, Password: kontortest.Password, IP: here}); err != nil {
			t.Errorf("the portal's password changed with the app's: %v", err)
		}
		_, _, err = account.SignIn(t.Context(), k.DB, account.Attempt{Login: p.Admin.Email, Password: chosen, IP: here})
		wantCode(t, err, "login wrong_credentials")
	})
}

func TestActiveAppUserNeedsTheCurrentPasswordToChangeIt(t *testing.T) {
	atDesk(t, func(t *testing.T, d *desk) {
		token := d.accept(chosen)
		change := func(current string) error {
			_, err := company.ChangePassword(t.Context(), d.DB, d.visit(token), account.NewPassword{Current: current, Password: other, IP: here})
			return err
		}
		for range 10 {
			wantCode(t, change(""), "current_password wrong_credentials")
		}
		wantCode(t, change(chosen), "current_password too_many_attempts")
		d.Clock.Advance(15 * time.Minute)
		if err := change(chosen); err != nil {
			t.Fatal(err)
		}
		d.WantRows(t, "mail", 1, fmt.Sprintf("kind = 'password_changed' AND app_user_id = %d", d.company.Owner.AppUser))
	})
}

func TestForgottenAppPasswordIsResetByALinkOnce(t *testing.T) {
	atDesk(t, func(t *testing.T, d *desk) {
		token := d.accept(chosen)
		for _, email := range []string{d.email, "nobody@nowhere.example", ""} {
			if err := company.ForgotPassword(t.Context(), d.DB, email, here); err != nil {
				t.Errorf("%q: %v", email, err)
			}
		}
		secret := d.arrived(resetIn)
		o, err := company.OpenReset(t.Context(), d.DB, secret)
		if err != nil || o.Email != d.email || o.Used || o.Expired || o.CompanyName != "Aldergrove Dental" || !d.visit(token).SignedIn() {
			t.Errorf("%+v %v", o, err)
		}
		wantCode(t, account.SetPassword(t.Context(), d.DB, account.Reset, secret, other, here), "not_found")
		var mu sync.Mutex
		won := 0
		var all sync.WaitGroup
		for i := range 50 {
			all.Go(func() {
				err := company.SetPassword(t.Context(), d.DB, secret, other+strings.Repeat("x", i), here)
				mu.Lock()
				defer mu.Unlock()
				if err == nil {
					won++
				} else if code := fail.CodeOf(err); code != "link_used" && code != "busy" {
					t.Error(err)
				}
			})
		}
		all.Wait()
		if won != 1 || d.visit(token).SignedIn() {
			t.Errorf("%d of 50 used the link; old session lives: %v", won, d.visit(token).SignedIn())
		}
		o, err = company.OpenReset(t.Context(), d.DB, secret)
		if err != nil || !o.Used {
			t.Errorf("%+v %v", o, err)
		}
		_, err = company.OpenReset(t.Context(), d.DB, "nonsense")
		wantCode(t, err, "not_found")
	})
}

func TestTwoHundredParallelGuessesAtAnAppUserAreEvaluatedTenTimes(t *testing.T) {
	atDesk(t, func(t *testing.T, d *desk) {
		d.accept(chosen)
		answers := map[string]int{}
		for _, err := range kontortest.Race(t, 200, func(i int) error {
			_, _, err := d.signIn(d.email, fmt.Sprintf("guess number %d", i))
			return err
		}) {
			answers[fieldCode(err)]++
		}
		if n := answers["login wrong_credentials"]; n > 10 || n == 0 {
			t.Errorf("%v", answers)
		}
		_, _, err := d.signIn(d.email, chosen)
		wantCode(t, err, "login too_many_attempts")
		if _, _, err := company.SignIn(t.Context(), d.DB, account.Attempt{Login: d.email, Password: chosen, IP: "198.51.100.20"}); err != nil {
			t.Errorf("locked out elsewhere: %v", err)
		}
	})
}
