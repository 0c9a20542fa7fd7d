package web_test

import (
	"net/http"
	"net/url"
	"strings"
	"testing"

	"kontor/access"
	"kontor/company"
	"kontor/kontortest"
)

func wantLook(t *testing.T, p *kontortest.Page, attributes string) {
	t.Helper()
	_, tag, _ := strings.Cut(p.Body, "<html ")
	tag, _, _ = strings.Cut(tag, ">")
	if tag != strings.TrimSpace(`lang="en-US" `+attributes) {
		t.Errorf("%s has <html %s>, want %s", p.Path, tag, attributes)
	}
}

// ui.md 6.3: "Light / Dark / Match system; density per user", in every role and both name spaces, on every device.
func TestThemeAndDensityBelongToThePerson(t *testing.T) {
	kontortest.Both(t, func(t *testing.T, k *kontortest.Kontor) {
		p := k.Partner(kontortest.MSP, kontortest.InvoiceTerms)
		c := p.Company("Cobalt Freight", 5)
		clerk := k.AcceptWelcome(c.User(company.User))
		for who, at := range map[*kontortest.Person][2]string{
			k.Owner: {"/profile/display", "/admin/partners"}, k.Staff(access.Support): {"/profile/display", "/admin/partners"},
			p.Admin: {"/profile/display", p.Path("/companies")}, p.User(access.MarketingRole): {"/profile/display", p.Path("")},
			clerk: {"/c/display", c.PortalPath("")},
		} {
			form := k.Client(who).Get(at[0]).WantText(t, "Match system", "Comfortable", "Single-key shortcuts")
			wantLook(t, form, "")
			saved := form.Submit(t, "Save", kontortest.Fields{"theme": "dark", "density": "compact", "keys": "off"}).WantText(t, "Your display settings were saved.")
			wantLook(t, saved, `data-density="compact" data-keys="off" data-theme="dark"`)
			wantLook(t, k.Client(who).Get(at[1]), `data-density="compact" data-keys="off" data-theme="dark"`) // another browser
			if saved.Value(t, "density") != "compact" {
				t.Error("the form does not show what was saved")
			}
		}
		wantLook(t, k.Client(p.User(access.PartnerUser)).Get(p.Path("")), "")
		k.WantRows(t, "audit_event", 4, "action = 'account.display_changed'")
		k.WantRows(t, "audit_event", 1, "action = 'app_user.display_changed' AND company_id = "+idText(c.ID))
	})
}

// The menu changes the theme alone and leads back to the page, as far as the browser says which; nothing else leads anywhere.
func TestTheMenuChangesTheThemeAndStays(t *testing.T) {
	kontortest.Both(t, func(t *testing.T, k *kontortest.Kontor) {
		p := k.Partner(kontortest.MSP, kontortest.InvoiceTerms)
		me := k.Client(p.Admin)
		send := func(form url.Values, referer string) *kontortest.Page {
			h := http.Header{"Content-Type": {"application/x-www-form-urlencoded"}, "Referer": {referer}}
			return me.Do("POST", "/profile/display", strings.NewReader(form.Encode()), h)
		}
		base := k.Server().URL
		for referer, want := range map[string]string{base + p.Path("/companies?q=x"): p.Path("/companies?q=x"), "": "/profile/display", base + "/c/1": "/profile/display",
			"https://elsewhere.example" + p.Path(""): "/profile/display", base + "//elsewhere.example": "/profile/display", "%": "/profile/display"} {
			if got := send(url.Values{"theme": {"dark"}}, referer).Header.Get("Location"); got != want {
				t.Errorf("from %q it leads to %q, want %q", referer, got, want)
			}
		}
		wantLook(t, me.Get(p.Path("")), `data-theme="dark"`)
		for _, bad := range []url.Values{{"theme": {"blue"}}, {"density": {"tiny"}}, {"theme": {""}, "density": {"compact"}}} {
			if got := send(bad, ""); got.Status != http.StatusUnprocessableEntity {
				t.Errorf("%v is answered %d", bad, got.Status)
			}
		}
		wantLook(t, me.Get(p.Path("")), `data-theme="dark"`)
	})
}

// Who looks at the portal as somebody else sees it with their own eyes.
func TestAViewLooksAsTheViewerHasIt(t *testing.T) {
	kontortest.Both(t, func(t *testing.T, k *kontortest.Kontor) {
		p := k.Partner(kontortest.MSP, kontortest.InvoiceTerms)
		c := p.Company("Cobalt Freight", 5)
		k.Client(p.Admin).Post("/profile/display", url.Values{"theme": {"dark"}})
		staff := k.Client(k.Owner)
		wantLook(t, staff.Get(viewPath(p, p.Admin)).Submit(t, "Start viewing", kontortest.Fields{"reason": "x"}), "")
		admin := k.Client(p.Admin)
		wantLook(t, admin.Get(c.Path("/view")).Submit(t, "Start viewing", kontortest.Fields{"reason": "x"}), `data-theme="dark"`)
	})
}
