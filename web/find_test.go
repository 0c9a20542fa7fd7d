package web_test

import (
	"net/http"
	"net/url"
	"strings"
	"testing"

	"github.com/go-rod/rod/lib/input"

	"kontor/access"
	"kontor/kontortest"
)

// ui.md "Command palette": go to, search, do, one box – in scope, and for Marketing without a customer's name (domain.md 4.1).
func TestThePaletteFindsWhatIsInScopeAndOffersWhatOneMay(t *testing.T) {
	kontortest.Both(t, func(t *testing.T, k *kontortest.Kontor) {
		p, b := k.Partner(kontortest.MSP, kontortest.InvoiceTerms), k.Partner(kontortest.MSP, kontortest.InvoiceTerms)
		c := p.Company("Cobalt Freight", 4)
		p.Company("Cobalt Mills", 4)
		b.Company("Cobalt of Others", 4)
		listed := p.User(access.PartnerUser)
		p.Assign(listed, c)
		find := func(who *kontortest.Person, at, q string) *kontortest.Page {
			return k.Client(who).Get(at+"/find?"+url.Values{"q": {q}}.Encode()).WantStatus(t, http.StatusOK)
		}
		admin := find(p.Admin, p.Path(""), "cobalt").WantText(t, "Cobalt Mills").WantNoText(t, "Cobalt of Others")
		admin.Follow(t, "Cobalt Freight").WantPath(t, c.Path(""))
		find(p.Admin, p.Path(""), c.Owner.Email).WantText(t, c.Owner.Name)
		find(k.Staff(access.Support), "/admin", "cobalt").WantText(t, "Cobalt Mills", "Cobalt of Others").WantLink(t, "Cobalt Freight", "/admin/companies/"+idText(c.ID))
		find(listed, p.Path(""), "cobalt").WantText(t, "Cobalt Freight").WantNoText(t, "Cobalt Mills")
		find(p.User(access.MarketingRole), p.Path(""), "cobalt").WantText(t, "Nothing matches “cobalt”.").WantNoText(t, "Cobalt Freight")
		find(p.User(access.MarketingRole), p.Path(""), "").WantNoText(t, "Add company", "Companies")
		find(p.Admin, p.Path(""), "add comp").WantLink(t, "Add company", p.Path("/companies/new"))
		find(k.Owner, "/admin", b.Name).WantLink(t, b.Name, "/admin/partners/"+idText(b.ID))
		find(k.Staff(access.Support), "/admin", "").WantNoText(t, "Add partner", "Invite staff")
		find(k.Owner, "/admin", "add partner").WantLink(t, "Add partner", "/admin/partners/new")
		find(p.Admin, p.Path(""), strings.Repeat("x%_' ", 400)).WantText(t, "Nothing matches")
	})
}

// Everything that it offers opens.
func TestWhatThePaletteOffersOpens(t *testing.T) {
	kontortest.Both(t, func(t *testing.T, k *kontortest.Kontor) {
		p := k.Partner(kontortest.MSP, kontortest.InvoiceTerms)
		for who, at := range map[*kontortest.Person]string{k.Owner: "/admin", k.Staff(access.Support): "/admin", p.Admin: p.Path(""), p.User(access.PartnerUser): p.Path("")} {
			me := k.Client(who)
			list := me.Do("GET", at+"/find", nil, http.Header{"Hx-Request": {"true"}})
			if strings.Contains(list.Body, "<html") {
				t.Error("a part of a page is asked for, and a whole one comes")
			}
			links := strings.Split(list.Body, `href="`)[1:]
			n := 0
			for _, l := range links {
				to, _, _ := strings.Cut(l, `"`)
				if !strings.HasPrefix(to, "/assets/") {
					me.Get(to).WantStatus(t, http.StatusOK)
					n++
				}
			}
			if n < 4 {
				t.Errorf("the palette of %s offers %d places: %s", who.Name, n, list.Body)
			}
		}
	})
}

// ui.md 6.3: "Keyboard: Ctrl/Cmd+K, /, ?, Esc; dialogs return focus to opener (tested)"; WCAG 2.1.4: single keys can be switched off.
func TestKeysLeadThroughThePortal(t *testing.T) {
	k := kontortest.OnSQLite(t)
	p := k.Partner(kontortest.MSP, kontortest.InvoiceTerms)
	c := p.Company("Cobalt Freight", 4)
	b := k.Browser(p.Admin)
	open := func(id string) bool {
		return b.Eval(`id => document.getElementById(id).open`, id).(bool)
	}
	focused := func() string {
		return b.Eval(`() => document.activeElement.name || document.activeElement.innerText.trim()`).(string)
	}
	want := func(what string, ok bool) {
		t.Helper()
		if !ok {
			t.Errorf("%s; the focus is on %q at %s", what, focused(), b.Path())
		}
	}
	b.Go(p.Path("/companies"))
	b.Key(input.Slash)
	want("/ goes to the filter", focused() == "q" && !open("palette"))
	b.Key(input.KeyG).Key(input.KeyH)
	want("keys that are typed lead nowhere", strings.HasSuffix(b.Path(), "/companies") || strings.Contains(b.Path(), "q="))
	b.Go(p.Path("/companies")).Focus("Search or jump to…").Key(input.Enter).WantText("Add company", "Go to")
	want("the button opens the palette", open("palette") && focused() == "q")
	b.Key(input.Escape)
	want("Esc closes it and the focus returns", !open("palette") && strings.HasPrefix(focused(), "Search or jump to"))
	b.Key('?')
	want("? lists the keys", open("keys"))
	b.Key(input.Escape)
	b.Key(input.KeyG).Key(input.KeyH).Settle()
	want("g h leads Home", b.Path() == p.Path(""))
	b.Together(input.ControlLeft, input.KeyK)
	want("Ctrl K opens the palette", open("palette"))
	b.Key(input.KeyC, input.KeyO, input.KeyB, input.KeyA).WantText("Found")
	b.Key(input.ArrowDown).Key(input.Enter).WantText("Subscription")
	want("Enter opens what was found", b.Path() == c.Path(""))
	b.WantNoComplaints()

	k.Client(p.Admin).Post("/profile/display", url.Values{"keys": {"off"}})
	b.Go(p.Path("/companies")).Key('?')
	want("? is switched off", !open("keys"))
	b.Key(input.Slash)
	want("/ is switched off", focused() != "q")
	b.Together(input.ControlLeft, input.KeyK)
	want("Ctrl K is not a single key", open("palette"))
}
