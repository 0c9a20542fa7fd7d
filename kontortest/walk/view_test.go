package walk_test

import (
	"net/http"
	"net/url"
	"strings"

	"kontor/access"
	"kontor/web"
)

func init() {
	operations["GET /admin/partners/{partner}/users/{account}/view"] = operation{places: (*world).viewed}
	operations["POST /admin/partners/{partner}/users/{account}/view"] = operation{places: (*world).viewed, form: viewForm, after: stopped}
	operations["GET /admin/companies/{company}/view"] = operation{places: (*world).customers}
	operations["POST /admin/companies/{company}/view"] = operation{places: (*world).customers, form: viewForm, after: stopped}
	operations["GET /p/{partnership}/companies/{company}/view"] = operation{places: (*world).companyPlaces, child: true}
	operations["POST /p/{partnership}/companies/{company}/view"] = operation{places: (*world).companyPlaces, child: true, form: viewForm, after: stopped}
	doors["POST /view/stop"] = func(*world, *actor) []door { return []door{{path: "/view/stop", want: to("/")}} }
	doors["GET /view/over"] = page("/view/over")
}

func viewForm(*world, *actor) url.Values { return url.Values{"reason": {"Request 4711"}} }

// stopped: whoever looks sees what is not found otherwise, so the walk goes on with its own eyes.
func stopped(w *world, a *actor, _ sentForm) {
	if p := w.send(a, http.MethodPost, "/view/stop", nil); p.Status != http.StatusSeeOther || p.Header.Get("Location") == "/" {
		w.fault("%s cannot stop viewing: %d %s", a.kind, p.Status, p.Header.Get("Location"))
	}
}

// viewed are the places of a partner user: its partner's, another's, and none.
func (w *world) viewed() []*place {
	var all []*place
	for _, p := range w.partnerPages() {
		q := p.with("account", text(w.cast.A.Admin.Account))
		q.broken = q.broken || q.partner != w.cast.A
		all = append(all, q)
	}
	a := all[0]
	all = append(all, a.wrong("account of B", "account", text(w.cast.B.Admin.Account)), a.wrong("account of staff", "account", text(w.k.Owner.Account)))
	return append(append(all, a.wrong("unknown account", "account", unknown)), a.misspelled("account")...)
}

// viewers look at the portal as somebody else: what they see is that person's, and nothing of it can be changed (domain.md 7).
func (w *world) viewers() {
	c := w.cast
	support := w.k.Client(w.k.Staff(access.Support))
	w.start(&actor{kind: "Support viewing as partner A: Admin", client: support, person: c.A.Admin, space: portal, role: access.PartnerAdmin, of: c.A},
		"/admin/partners/"+text(c.A.ID)+"/users/"+text(c.A.Admin.Account)+"/view")
	user := w.k.Client(c.A.User(access.PartnerUser))
	w.start(&actor{kind: "partner A: User viewing company A", client: user, person: c.Administrator, space: app, role: access.Administrator, company: w.firms["a1"]},
		c.CompanyA.Path("/view"))
}

func (w *world) start(a *actor, path string) {
	if p := w.send(a, http.MethodPost, path, viewForm(w, a)); p.Status != http.StatusSeeOther {
		w.t.Fatalf("%s: %d", a.kind, p.Status)
	}
	a.viewing = true
	w.actors = append(w.actors, a)
}

// askers are who asks a route. Who looks as somebody else is that somebody in one face only; elsewhere it is the walk's own people again.
func (w *world) askers(r web.Route) []*actor {
	var all []*actor
	for _, a := range w.actors {
		if !a.viewing || r.Face == web.Partner && a.space == portal || r.Face == web.Customer && a.space == app {
			all = append(all, a)
		}
	}
	return all
}

// looks: whoever views has the rights of the viewed to look, which the table calls so.
func (a *actor) looks(r web.Route) bool { return strings.HasPrefix(string(r.May), "view_") }
