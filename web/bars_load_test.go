package web_test

import (
	"net/http"
	"regexp"
	"testing"

	"kontor/access"
	"kontor/kontortest"
	"kontor/web/asset"
)

var loaded = regexp.MustCompile(`(?:src|href)="(/[^"#]*\.(?:js|css|svg)[^"#]*)`)

// ui.md "Bars", performance.md: the first load of a page, compressed, is at most 25 kB without htmx and 60 kB with it, in at most six
// requests. These are the largest page of each kind.
func TestFirstLoadIsSmall(t *testing.T) {
	k := kontortest.OnSQLite(t)
	msp := k.Partner(kontortest.MSP, kontortest.InvoiceTerms)
	c := msp.Company("Aldergrove Dental Group", 100)
	for range perPage {
		c.User("user")
	}
	for i := range int64(perPage) {
		msp.Company("Quarry & Sons "+idText(i), 3)
	}
	for _, p := range []struct {
		who  *kontortest.Person
		path string
	}{
		{nil, "/sign-in"}, {nil, "/setup/unknown"}, {k.Owner, "/admin/partners/new"}, {k.Owner, "/admin/partners/" + idText(msp.ID)}, {k.Owner, "/admin/setup/2"},
		{k.Owner, "/admin/outbox/1"}, {msp.Admin, msp.Path("/companies")}, {msp.Admin, msp.Path("/companies/new")}, {msp.Admin, c.Path("")},
		{k.AcceptWelcome(c.Owner), c.PortalPath("")}, {msp.User(access.MarketingRole), msp.Path("/companies")},
	} {
		client := k.Client(p.who)
		page := client.Do(http.MethodGet, p.path, nil, http.Header{"Accept-Encoding": {"br"}})
		files := map[string]bool{}
		for _, found := range loaded.FindAllStringSubmatch(client.Get(p.path).Body, -1) {
			files[found[1]] = true
		}
		whole, requests := len(page.Body), 1+len(files)
		for file := range files {
			whole += len(client.Do(http.MethodGet, file, nil, http.Header{"Accept-Encoding": {"br"}}).WantStatus(t, http.StatusOK).Body)
		}
		htmx := 0
		if files[asset.Path("portal.js")] {
			size := func(file string) int {
				return len(client.Do(http.MethodGet, asset.Path(file), nil, http.Header{"Accept-Encoding": {"br"}}).Body)
			}
			htmx = size("portal.js") - size("app.js")
		}
		t.Logf("%s: %d bytes in %d requests, %d of them htmx", p.path, whole, requests, htmx)
		if whole > 60_000 || whole-htmx > 25_000 || requests > 6 || len(files) < 3 {
			t.Errorf("%s: %d bytes, %d without htmx, in %d requests", p.path, whole, whole-htmx, requests)
		}
	}
}
