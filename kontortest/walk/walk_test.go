// Package walk_test is the stranger walk (trust.md "Who sees what"): every page and operation, asked by every kind of actor at every
// place – own, other's, not there. What must come back is said twice: by the access table (expect_test.go), and by walk_cells.txt,
// written by hand from the design.
package walk_test

import (
	"fmt"
	"maps"
	"net/http"
	"net/url"
	"os"
	"slices"
	"strings"
	"testing"

	"kontor/access"
	"kontor/kontortest"
	"kontor/web"
)

// world is one installation that is walked through.
type world struct {
	t        *testing.T
	k        *kontortest.Kontor
	cast     *kontortest.Cast
	partners map[string]*kontortest.Partner
	firms    map[string]*firm
	actors   []*actor
	places   map[string][]*place // of each route
	markers  []marker
	machine  access.Actor

	forgetful, forgetfulApp *kontortest.Person // who ask for reset links

	takes       *kontortest.Partner // what is transferred: B, then the one that toMove made
	lastPartner string              // the name of the one that newPartner made
	priceList   int64
	tableNames  []string
	marks       map[string]*int64 // how far the tables that only grow are known
	n           int
	cells       int
	byHand      int
	wrong       int
	rights      int               // how often a right was refused on this route
	missing     map[string]string // what this actor is told on this route when something is not found
}

func TestStrangerWalk(t *testing.T) {
	kontortest.Both(t, func(t *testing.T, k *kontortest.Kontor) {
		t.Parallel() // the two databases have nothing in common
		w := newWorld(t, k)
		w.complete()
		for i, part := range []func(){w.handWritten, w.strangers, w.readers, w.smugglers, w.writers, w.methods, w.doors} {
			if i == 1 && w.wrong == 0 {
				kontortest.Long(t)
			}
			part()
			if w.wrong > 0 && os.Getenv("KONTOR_WALK_FIRST") == "1" { // .ci/holes need not see the rest
				break
			}
		}
		t.Logf("stranger walk on %s: %d cells, %d of them written by hand; %d kinds of actor; %d wrong", k.DB.Dialect(), w.cells, w.byHand, len(w.actors), w.wrong)
		if w.wrong > 0 {
			t.Errorf("stranger walk: %d wrong", w.wrong)
		}
	})
}

func newWorld(t *testing.T, k *kontortest.Kontor) *world {
	w := &world{t: t, k: k, cast: k.Cast(), firms: map[string]*firm{}, places: map[string][]*place{}, missing: map[string]string{}, machine: access.System("sign-in")}
	w.partners = map[string]*kontortest.Partner{"A": w.cast.A, "B": w.cast.B, "R": w.cast.Reseller, "C": w.cast.Child}
	w.takes = w.cast.B
	w.makeFirms()
	w.makeActors()
	w.makeMarkers()
	k.DeliverMail()
	k.Client(nil).Get("/sign-in") // from then on failure pages know the vendor's name
	w.must(k.Raw().QueryRow(`SELECT min(id) FROM price_list`).Scan(&w.priceList))
	for pattern, o := range operations {
		w.places[pattern] = o.places(w)
	}
	return w
}

func (w *world) must(err error) {
	w.t.Helper()
	if err != nil {
		w.t.Fatal(err)
	}
}

// fault notes a wrong cell. Those beyond the first thirty are only counted.
func (w *world) fault(format string, args ...any) {
	w.t.Helper()
	if w.wrong++; w.wrong <= 30 {
		w.t.Errorf("stranger walk: wrong: "+format, args...)
	}
}

// complete: every route has an entry in the parameter table, and no entry is left over.
func (w *world) complete() {
	left := maps.Clone(operations)
	for p := range doors {
		left[p] = operation{}
	}
	for _, r := range web.Routes() {
		_, behind := operations[r.Pattern]
		_, public := doors[r.Pattern]
		if behind == public || public != (r.Face == web.Public) {
			w.fault("route %q (%s) has no entry in the parameter table", r.Pattern, r.Face)
		}
		delete(left, r.Pattern)
	}
	for pattern := range left {
		w.fault("the parameter table has %q, which is no route", pattern)
	}
	if len(w.actors) < 12 {
		w.fault("only %d kinds of actor", len(w.actors))
	}
}

// each goes through all routes behind a sign-in that have this method.
func (w *world) each(method string, do func(r web.Route, o operation)) {
	for _, r := range web.Routes() {
		if o, ok := operations[r.Pattern]; ok && strings.HasPrefix(r.Pattern, method+" ") {
			do(r, o)
		}
	}
}

// at is the address of a route at a place.
func at(r web.Route, p *place, query string) string {
	_, path, _ := strings.Cut(r.Pattern, " ")
	for name, id := range p.ids {
		path = strings.ReplaceAll(path, "{"+name+"}", id)
	}
	if query != "" {
		path += "?" + query
	}
	return path
}

// send is one request.
func (w *world) send(a *actor, method, path string, form url.Values) *kontortest.Page {
	if method != http.MethodPost {
		return a.client.Do(method, path, nil, nil)
	}
	return a.client.Do(method, path, strings.NewReader(form.Encode()), http.Header{"Content-Type": {"application/x-www-form-urlencoded"}})
}

// check is one cell: what came back is what was expected, says nothing of others, and is the same for other's and for unknown.
func (w *world) check(a *actor, r web.Route, p *place, method string, want answer, got *kontortest.Page) {
	w.cells++
	_, path, _ := strings.Cut(r.Pattern, " ")
	what := fmt.Sprintf("%s %s as %s at %s", method, path, a.kind, p.name)
	if !want.fits(got.Status, got.Header.Get("Location")) {
		w.fault("%s: %d %s, want %d %s", what, got.Status, got.Header.Get("Location"), want.status, want.where)
		if os.Getenv("KONTOR_WALK_PAGES") != "" {
			w.t.Log(clip(got.Text()))
		}
	}
	if text := w.leaks(a, got.Body); text != "" {
		w.fault("%s: the answer holds %q", what, text)
	}
	if method == http.MethodHead && got.Body != "" {
		w.fault("%s: HEAD has a body", what)
	}
	switch got.Status {
	case http.StatusForbidden:
		w.rights++
	case http.StatusNotFound:
		w.same(what, method+a.kind+r.Pattern, got)
	}
}

// same compares what is told when something is not found with what this actor was told before, headers included.
func (w *world) same(what, key string, got *kontortest.Page) {
	header := got.Header.Clone()
	header.Del("X-Request-Id")
	header.Del("Date")
	names := slices.Sorted(maps.Keys(header))
	said := got.Body
	for _, name := range names {
		said += "\n" + name + ": " + strings.Join(header[name], ", ")
	}
	if before, ok := w.missing[key]; ok && before != said {
		w.fault("%s: not found, but told otherwise than before", what)
	}
	w.missing[key] = said
}

// body is what is sent. A company with several subscriptions is asked which one.
func (o operation) body(w *world, a *actor, p *place) url.Values {
	if o.form == nil {
		return url.Values{}
	}
	form := o.form(w, a)
	if p.firm != nil && form.Has("role") {
		form.Set("subscription", text(p.firm.company.Subscription))
	}
	return form
}

// around are the places where an actor asks. Who has no session for the face is turned away before an id is looked at: own, other's and
// unknown are enough.
func (w *world) around(a *actor, r web.Route) []*place {
	all, face := w.places[r.Pattern], portal
	if r.Face == web.Customer {
		face = app
	}
	if a.space == face && !a.must || len(all) < 4 {
		return all
	}
	few := []*place{all[0], all[len(all)/3]}
	for _, p := range all {
		if p.broken && !p.odd || p.partner == nil && p.firm == nil {
			return append(few, p)
		}
	}
	return few
}

// strangers sends everything that must be refused: each read with GET and HEAD, each act also with the asker's own ids in the body
// and in the query. Nothing may change, and the audit has every refusal of a right.
func (w *world) strangers() {
	for _, method := range []string{http.MethodGet, http.MethodPost} {
		w.each(method, func(r web.Route, o operation) {
			before, noted := w.begin(), w.noted()
			w.rights = 0
			for _, a := range w.askers(r) {
				for _, p := range w.around(a, r) {
					if want, allowed := o.expect(r, method, a, p); !allowed {
						w.refused(a, r, o, p, method, want)
					}
				}
			}
			w.nothingChanged(before, r.Pattern+" refused", counted(r.Pattern)...)
			if n := w.noted() - noted; n != w.rights {
				w.fault("%s: %d refusals of a right, the audit has %d of them", r.Pattern, w.rights, n)
			}
		})
	}
}

// noted is how many refusals the audit has.
func (w *world) noted() int {
	n := 0
	w.must(w.k.Raw().QueryRow(`SELECT count(*) FROM audit_event WHERE action = 'refused'`).Scan(&n))
	return n
}

func (w *world) refused(a *actor, r web.Route, o operation, p *place, method string, want answer) {
	w.check(a, r, p, method, want, w.send(a, method, at(r, p, o.query), o.body(w, a, p)))
	if p.odd {
		return
	}
	if method == http.MethodGet {
		w.check(a, r, p, http.MethodHead, want, w.send(a, http.MethodHead, at(r, p, o.query), nil))
	}
	if a.space == nowhere {
		return
	}
	own := w.idsOf(a)
	path := at(r, p, own.Encode())
	w.check(a, r, p, method, want, w.send(a, method, path, joined(o.body(w, a, p), own)))
}

// readers opens every page that is allowed, with GET and HEAD. Reading changes nothing.
func (w *world) readers() {
	w.each(http.MethodGet, func(r web.Route, o operation) {
		before := w.begin()
		for _, a := range w.askers(r) {
			for _, p := range w.places[r.Pattern] {
				want, allowed := o.expect(r, http.MethodGet, a, p)
				if !allowed {
					continue
				}
				plain := at(r, p, o.query)
				w.check(a, r, p, http.MethodGet, want, w.send(a, http.MethodGet, plain, nil))
				w.check(a, r, p, http.MethodHead, want, w.send(a, http.MethodHead, plain, nil))
				w.check(a, r, p, http.MethodGet, want, w.send(a, http.MethodGet, at(r, p, w.othersIDs(a).Encode()+"&"+o.query), nil))
			}
		}
		w.nothingChanged(before, r.Pattern+" read")
	})
}

// writers does everything that is allowed, each on something of its own; once as the form sends it, once with others' ids and what
// nobody may set smuggled in. Nothing but its own may change.
func (w *world) writers() {
	w.each(http.MethodPost, func(r web.Route, o operation) {
		for _, a := range w.askers(r) {
			for _, p := range w.places[r.Pattern] {
				if want, allowed := o.expect(r, http.MethodPost, a, p); allowed {
					w.act(a, r, o, p, want, nil)
					w.act(a, r, o, p, want, w.othersIDs(a))
				}
			}
		}
	})
}

func (w *world) act(a *actor, r web.Route, o operation, p *place, want answer, smuggled url.Values) {
	if o.fresh != nil {
		p = o.fresh(w, p)
	}
	form := joined(o.body(w, a, p), smuggled)
	before := w.begin()
	got := w.send(a, http.MethodPost, at(r, p, smuggled.Encode()), form)
	w.check(a, r, p, http.MethodPost, want, got)
	if got.Status != want.status {
		return
	}
	what := fmt.Sprintf("%s as %s at %s", r.Pattern, a.kind, p.name)
	w.changedOwn(before, a, p, o, what)
	if o.after != nil {
		o.after(w, a, sentForm{form: form, where: got.Header.Get("Location"), place: p})
	}
}
