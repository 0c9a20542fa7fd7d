package web_test

import (
	"net/url"
	"testing"

	"github.com/go-rod/rod/lib/input"

	"kontor/access"
	"kontor/kontortest"
)

func init() {
	noPage["POST /view/stop"] = "leads back to where the view was started"
}

// viewStates are the portal through somebody else's eyes.
func viewStates(t *testing.T) (*kontortest.Kontor, []state) {
	k := kontortest.OnSQLite(t)
	p := k.Partner(kontortest.MSP, kontortest.InvoiceTerms)
	c := p.Company("Cobalt Freight and Warehousing of the North Sea", 64)
	luis, nadia := k.Staff(access.Support), k.Staff(access.PortalAdmin)
	const user, customer = "/admin/partners/{partner}/users/{account}/view", "/p/{partnership}/companies/{company}/view"
	begin := func(b *tab) { typed("Start viewing", kontortest.Fields{"reason": "Request 4711"})(b) }
	empty := func(b *tab) { typed("Start viewing", nil)(b.AnyHow()) }
	ofCompany := "/admin/companies/" + idText(c.ID) + "/view"
	return k, []state{
		{"GET " + user, "view-as", luis, viewPath(p, p.Admin), nil},
		{"POST " + user, "view-as-refused", luis, viewPath(p, p.Admin), empty},
		{"GET /p/{partnership}", "viewing-portal", luis, viewPath(p, p.Admin), begin},
		{"GET /p/{partnership}/companies/{company}", "viewing-company", luis, c.Path(""), nil},
		{"", "viewing-forbidden", luis, c.Path("/edit"), nil},
		{"GET " + customer, "view-as-customer", p.Admin, c.Path("/view"), nil},
		{"POST " + customer, "view-as-customer-refused", p.Admin, c.Path("/view"), empty},
		{"GET /c/{company}", "viewing-customer", p.Admin, c.Path("/view"), begin},
		{"GET /admin/companies/{company}/view", "view-as-customer-vendor", nadia, ofCompany, nil},
		{"POST /admin/companies/{company}/view", "view-as-customer-vendor-refused", nadia, ofCompany, empty},
		{"GET /view/over", "view-over", nil, "/view/over", nil},
	}
}

// displayStates are the own display settings, and what they make of a page.
func displayStates(t *testing.T) (*kontortest.Kontor, []state) {
	k := kontortest.OnSQLite(t)
	p := k.Partner(kontortest.MSP, kontortest.InvoiceTerms)
	c := p.Company("Cobalt Freight", 5)
	owner := k.AcceptWelcome(c.Owner)
	compact := p.User(access.PartnerUser)
	k.Client(compact).Post("/profile/display", url.Values{"density": {"compact"}, "theme": {"dark"}})
	wrong := func(b *tab) {
		b.Eval(`() => document.querySelector('main input[name=theme]:checked').value = 'blue'`)
		b.Click("Save").WantText("There is a problem")
	}
	return k, []state{
		{"GET /profile/display", "display", p.Admin, "/profile/display", nil},
		{"POST /profile/display", "display-refused", p.Admin, "/profile/display", wrong},
		{"GET /c/display", "display-app", owner, "/c/display", nil},
		{"POST /c/display", "display-app-refused", owner, "/c/display", wrong},
		{"GET /p/{partnership}/companies", "companies-compact-dark", compact, p.Path("/companies"), nil},
	}
}

// findStates are the palette and the list of keys.
func findStates(t *testing.T) (*kontortest.Kontor, []state) {
	k := kontortest.OnSQLite(t)
	p := k.Partner(kontortest.MSP, kontortest.InvoiceTerms)
	p.Company("Cobalt Freight and Warehousing of the North Sea", 5)
	p.Company("Cobalt Mills", 5)
	return k, []state{
		{"GET /p/{partnership}/find", "find", p.Admin, p.Path("/find"), nil},
		{"GET /p/{partnership}/find", "find-company", p.Admin, p.Path("/find?q=cobalt"), nil},
		{"GET /p/{partnership}/find", "find-nothing", p.Admin, p.Path("/find?q=zzz"), nil},
		{"GET /admin/find", "find-vendor", k.Owner, "/admin/find?q=a", nil},
		{"GET /p/{partnership}", "palette", p.Admin, p.Path(""), func(b *tab) {
			b.Together(input.ControlLeft, input.KeyK).WantText("Go to")
		}},
		{"GET /p/{partnership}", "shortcuts", p.Admin, p.Path(""), func(b *tab) { b.Key('?').WantText("Keyboard shortcuts") }},
	}
}
