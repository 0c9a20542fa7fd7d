package walk_test

import (
	"net/http"
	"strings"

	"kontor/access"
	"kontor/web"
)

// answer is a status, and for a redirect where its address begins.
type answer struct {
	status int
	where  string
}

func (a answer) String() string {
	if a.where != "" {
		return http.StatusText(a.status) + " " + a.where
	}
	return http.StatusText(a.status)
}

func to(where string) answer { return answer{http.StatusSeeOther, where} }

var (
	notFound  = answer{status: http.StatusNotFound}
	forbidden = answer{status: http.StatusForbidden}
)

// success is what a route answers whom it serves.
func (o operation) success(method string) answer {
	switch {
	case o.ok != 0:
		return answer{status: o.ok}
	case method == http.MethodPost:
		return answer{status: http.StatusSeeOther}
	}
	return answer{status: http.StatusOK}
}

// expect is what an actor must be answered at a place, and whether that is a success: the access table's capability, the face, and
// whose it is (trust.md "Who sees what").
func (o operation) expect(r web.Route, method string, a *actor, p *place) (answer, bool) {
	refused, ok := o.refusal(r, a, p)
	if ok {
		return refused, false
	}
	return o.success(method), true
}

func (o operation) refusal(r web.Route, a *actor, p *place) (answer, bool) {
	may := access.RoleMay(a.role, r.May) && (!a.viewing || a.looks(r))
	switch r.Face {
	case web.Customer:
		return o.refusalAtCustomer(r, a, p, may)
	case web.Vendor, web.Partner, web.Own:
		if a.space != portal {
			return to("/sign-in"), true
		}
		if a.must && !strings.HasSuffix(r.Pattern, " /profile/password") {
			return to("/profile/password"), true
		}
	}
	switch {
	case r.Face == web.Partner && (a.of == nil || p.partner != a.of):
		return notFound, true
	case r.Face == web.Vendor && a.of != nil, !may:
		return forbidden, true
	case p.broken, r.Face == web.Partner && p.ids["company"] != "" && !o.reaches(a, p.firm):
		return notFound, true
	case o.child && p.firm.home && p.firm.holder == a.of && p.firm.people != a.of:
		return forbidden, true
	case o.plan && p.firm.home && p.firm.holder == p.firm.people:
		return forbidden, true
	case o.homes != 0 && p.firm.home:
		return answer{status: o.homes}, true
	}
	return answer{}, false
}

func (o operation) reaches(a *actor, f *firm) bool { return a.sees(f) && (!o.people || a.meets(f)) }

func (o operation) refusalAtCustomer(r web.Route, a *actor, p *place, may bool) (answer, bool) {
	own, outside := p.ids["company"] == "", p.broken && !p.inner
	switch {
	case a.space != app, a.viewing && (own || outside || p.firm != a.company):
		return to("/c/sign-in"), true
	case a.viewing && !may:
		return forbidden, true
	case a.must && (!own || r.May == access.ChangeDisplay):
		return to("/c/password"), true
	case !own && (outside || p.firm != a.company):
		return notFound, true
	case !may:
		return forbidden, true
	case p.broken:
		return notFound, true
	}
	return answer{}, false
}

// fits compares an answer with what was expected.
func (a answer) fits(status int, where string) bool {
	return status == a.status && (a.where == "" || where == a.where || strings.HasPrefix(where, a.where+"?"))
}

// markers are texts that only those may read who see the company they are about.
type marker struct {
	text   string
	firm   *firm
	person bool
}

func (w *world) makeMarkers() {
	for _, f := range w.firms {
		if !f.home {
			w.markers = append(w.markers, marker{text: f.company.Name, firm: f}, marker{text: strings.ReplaceAll(f.company.Name, "&", "&amp;"), firm: f})
		}
		w.markers = append(w.markers, marker{text: "picture of " + f.key, firm: f})
		for _, email := range f.emails {
			w.markers = append(w.markers, marker{text: email, firm: f, person: true})
		}
	}
}

// leaks finds what an answer says that this actor must not meet.
func (w *world) leaks(a *actor, body string) string {
	for _, m := range w.markers {
		if !strings.Contains(body, m.text) || a.space != nowhere && a.person != nil && a.person.Email == m.text {
			continue
		}
		if !m.person && a.sees(m.firm) || m.person && (a.meets(m.firm) || a.must) {
			continue
		}
		return m.text
	}
	return ""
}
