package web_test

import (
	"strings"
	"testing"

	"github.com/go-rod/rod/lib/input"

	"kontor/kontortest"
)

// helpStates are the help in each face, and for those who are not signed in.
func helpStates(t *testing.T) (*kontortest.Kontor, []state) {
	k := kontortest.OnSQLite(t)
	msp := k.Partner(kontortest.MSP, kontortest.InvoiceTerms)
	c := msp.Company("Aldergrove Dental Group", 10)
	maya, priya := msp.Admin, k.AcceptWelcome(c.Owner)
	k.Client(maya).Post(msp.Path("/help/licenses/answer"), map[string][]string{"helped": {"no"}, "note": {"What about the months before the change?"}})
	long := typed("No", kontortest.Fields{"note": strings.Repeat("This is too long. ", 60)})
	states := []state{
		{"GET /help/{$}", "help-public", nil, "/help/", nil},
		{"GET /help/search", "help-public-search", nil, "/help/search?q=temporary+password", nil},
		{"GET /help/{article}", "help-public-article", nil, "/help/add-a-company", nil},
		{"GET /p/{partnership}/help/search", "help-search-typing", maya, msp.Path("/help/"), func(b *tab) {
			b.Fill("q", "ownershp").WantText("Shown are results for").Click("App users")
			b.Go(msp.Path("/help/search?q=ownershp"))
		}},
		{"GET /p/{partnership}/help/search", "help-search-none", maya, msp.Path("/help/search?q=zzzzzz"), nil},
		{"GET /admin/help/{article}", "help-notes", k.Owner, "/admin/help/licenses", nil},
		{"GET /admin/help/{article}", "help-rights", k.Owner, "/admin/help/staff-roles", nil},
		{"GET /admin/settings/help", "help-setting", k.Owner, "/admin/settings/help", nil},
		{"POST /admin/settings/help", "help-setting-refused", k.Owner, "/admin/settings/help", typed("Save", kontortest.Fields{"help_edit_url": "wiki"})},
	}
	for _, in := range []struct {
		pattern, path, name, article string
		who                          *kontortest.Person
	}{{"/admin", "/admin", "vendor", "install", k.Owner}, {"/p/{partnership}", msp.Path(""), "partner", "app-users", maya}, {"/c/{company}", c.PortalPath(""), "customer", "first-sign-in", priya}} {
		states = append(states,
			state{"GET " + in.pattern + "/help/{$}", "help-" + in.name, in.who, in.path + "/help/", nil},
			state{"GET " + in.pattern + "/help/search", "help-search-" + in.name, in.who, in.path + "/help/search?q=password", nil},
			state{"GET " + in.pattern + "/help/{article}", "help-article-" + in.name, in.who, in.path + "/help/" + in.article, nil},
			state{"POST " + in.pattern + "/help/{article}/answer", "help-answer-refused-" + in.name, in.who, in.path + "/help/" + in.article, long})
	}
	return k, states
}

// ui.md "Help": pictures open enlarged, as a dialog with scripts and as a link without.
func TestPicturesOfTheHelpOpenEnlarged(t *testing.T) {
	k := kontortest.OnSQLite(t)
	msp := k.Partner(kontortest.MSP, kontortest.InvoiceTerms)
	b := k.Browser(msp.Admin).Go(msp.Path("/help/companies"))
	b.Focus("The list of companies, enlarge").Key(input.Enter).Settle()
	if open := b.Eval(`() => document.querySelector('dialog:modal img')?.naturalWidth > 600`); open != true {
		t.Fatal("no dialog shows the picture")
	}
	b.WantSound("help-picture").Key(input.Escape).Settle()
	if at := b.Focused(); !strings.Contains(at, "The list of companies") && at != "A" {
		t.Errorf("the focus returns to %q", at)
	}
	plain := k.Browser(msp.Admin).NoScript().Go(msp.Path("/help/companies"))
	plain.Focus("The list of companies, enlarge").Key(input.Enter).Settle()
	if !strings.HasPrefix(plain.Path(), "/help/pictures/companies.webp") {
		t.Errorf("the link leads to %s", plain.Path())
	}
}
