package web_test

import (
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"testing"

	"kontor/kontortest"
	"kontor/web"
)

// state is a page in a state worth looking at: who opens it, at which path, and what is done there before it is judged.
type state struct {
	route string // the one that answered, as web.Routes() names it; "" for a page of a failure
	name  string // of its picture
	who   *kontortest.Person
	path  string
	then  func(b *kontortest.Tab)
}

// noPage are the routes that answer with something else than a page of their own. Every other route needs a state below.
var noPage = map[string]string{
	"GET /{$}":                                                       "leads to a face or to the sign-in",
	"GET /c/{company}/team/logo":                                     "a picture",
	"GET /p/{partnership}/account/logo":                              "a picture",
	"GET /admin/partners/{partner}/logo":                             "a picture",
	"GET /p/{partnership}/companies/{company}/logo":                  "a picture",
	"GET /admin/activity/export.csv":                                 "a file",
	"GET /p/{partnership}/account/activity/export.csv":               "a file",
	"GET /p/{partnership}/companies/like-named":                      "a part of Add company",
	"POST /sign-out":                                                 "leads to the sign-in",
	"POST /c/sign-out":                                               "leads to the sign-in",
	"POST /invitation/{secret}/renewal":                              "leads to the sign-in",
	"POST /admin/setup/{step}/skip":                                  "leads to the next step",
	"POST /admin/partners/{partner}/users/{account}/invitation":      "leads back to the partner",
	"POST /p/{partnership}/companies/{company}/users/{user}/welcome": "leads back to the company",
}

// stage makes an installation and the states to look at in it, in order.
type stage func(t *testing.T) (*kontortest.Kontor, []state)

func allStages() []stage {
	return []stage{
		wizardStates,
		publicStates,
		vendorStates,
		partnerLifeStates,
		vendorTabStates,
		partnerStates,
		lifeStates,
		manyStates,
		accountStates,
		customerStates,
		keyStates,
		settingStates,
		productStates,
		activityStates,
		viewStates,
		helpStates, displayStates, findStates, homeStates,
	}
}

// ui.md "Bars": every page in its states holds them all. A page that is added gets its states, too.
func TestEveryPageHoldsTheBars(t *testing.T) {
	stages := allStages()
	kontors, all := make([]*kontortest.Kontor, len(stages)), make([][]state, len(stages))
	for i, stage := range stages {
		kontors[i], all[i] = stage(t)
	}
	wantEveryRoute(t, slices.Concat(all...))
	kontortest.Long(t)
	for i, k := range kontors {
		tabs := map[*kontortest.Person]*kontortest.Tab{}
		for _, s := range all[i] {
			if tabs[s.who] == nil {
				tabs[s.who] = k.Browser(s.who)
			}
			t.Run(s.name, func(t *testing.T) { s.judge(t, tabs[s.who].For(t)) })
		}
	}
}

// wantEveryRoute fails the test for each route that has no state, and for names that two states have.
func wantEveryRoute(t *testing.T, all []state) {
	t.Helper()
	seen, names := map[string]bool{}, map[string]bool{}
	for _, s := range all {
		if names[s.name] {
			t.Errorf("two states are called %s", s.name)
		}
		seen[s.route], names[s.name] = true, true
	}
	for _, r := range web.Routes() {
		if _, none := noPage[r.Pattern]; seen[r.Pattern] == none {
			t.Errorf("%s has a state: %v; is listed as no page: %v", r.Pattern, seen[r.Pattern], none)
		}
	}
}

func (s state) judge(t *testing.T, b *kontortest.Tab) {
	b.Go(s.path)
	if s.then != nil {
		s.then(b)
	}
	if strings.HasPrefix(s.route, "POST ") {
		b.WantAnswer()
	}
	if got := answering(s.route, b.Path()); got != s.route {
		t.Fatalf("%s stands at %s, which is %q, not %q; it says: %s", s.name, b.Path(), got, s.route, b.Text())
	}
	b.WantSound(s.name)
	if n := requests(b); n > 6 {
		t.Errorf("%s takes %d requests, want at most 6", b.Path(), n)
	}
}

// answering is the route that a path belongs to, asked with the method of the route that is wanted.
func answering(want, path string) string {
	if want == "" {
		return ""
	}
	method, _, _ := strings.Cut(want, " ")
	_, pattern := routeMux.Handler(httptest.NewRequest(method, path, nil))
	return pattern
}

var routeMux = func() *http.ServeMux {
	m := http.NewServeMux()
	for _, r := range web.Routes() {
		m.Handle(r.Pattern, http.NotFoundHandler())
	}
	return m
}()

// requests counts what the page made the browser load, as if nothing had been kept; the team logos in it aside. The mark in the
// browser's tab counts if it is a file of its own.
func requests(b *kontortest.Tab) int {
	return int(b.Eval(`() => {
		const address = u => { const at = new URL(u, location.href); at.hash = ''; return at.href }
		const all = new Set(performance.getEntriesByType('resource').filter(e => !/logo/.test(e.name)).map(e => address(e.name)))
		for (const e of document.querySelectorAll('script[src],link[href]')) all.add(address(e.src ?? e.href))
		for (const e of document.querySelectorAll('use')) all.add(address(e.getAttribute('href')))
		return all.size + 1
	}`).(float64))
}
