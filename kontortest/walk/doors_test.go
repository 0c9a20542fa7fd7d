package walk_test

import (
	"net/http"
	"net/url"
	"strings"

	"kontor/access"
	"kontor/account"
	"kontor/company"
	"kontor/kontortest"
	"kontor/web"
)

// door is one request at a public route.
type door struct {
	name   string
	path   string
	form   url.Values
	want   answer
	bearer bool // the link in the address says who the holder is
	spends bool // changes who is signed in in this browser: asked with a browser of its own
}

// doors is the parameter table of the public routes.
var doors = map[string]func(w *world, a *actor) []door{
	"GET /{$}":     func(w *world, a *actor) []door { return []door{{path: "/", want: to(w.landing(a))}} },
	"GET /sign-in": func(w *world, a *actor) []door { return []door{{path: "/sign-in", want: w.signInPage(a, portal)}} },
	"GET /c/sign-in": func(w *world, a *actor) []door {
		return []door{{path: "/c/sign-in", want: w.signInPage(a, app)}}
	},
	"POST /sign-in": func(w *world, a *actor) []door {
		return []door{w.signIn("nobody's", "/sign-in", "nobody@nowhere.example", kontortest.Password),
			w.signIn("wrong password", "/sign-in", w.cast.A.Admin.Username, "wrong"),
			w.signIn("an app user's, at the portal", "/sign-in", w.cast.User.Email, w.actor("company A: user").password)}
	},
	"POST /c/sign-in": func(w *world, a *actor) []door {
		return []door{w.signIn("nobody's", "/c/sign-in", "nobody@nowhere.example", kontortest.Password),
			w.signIn("a username", "/c/sign-in", w.cast.A.Admin.Username, w.actor("partner A: Admin").password),
			w.signIn("a partner user's password", "/c/sign-in", w.marketing().Email, kontortest.Password+"-x")}
	},
	"POST /sign-out": func(*world, *actor) []door { return []door{{path: "/sign-out", want: to("/sign-in"), spends: true}} },
	"POST /c/sign-out": func(*world, *actor) []door {
		return []door{{path: "/c/sign-out", want: to("/c/sign-in"), spends: true}}
	},

	"GET /forgot-password":    page("/forgot-password"),
	"GET /forgot-username":    page("/forgot-username"),
	"GET /c/forgot-password":  page("/c/forgot-password"),
	"POST /forgot-password":   asked("/forgot-password", "login"),
	"POST /forgot-username":   asked("/forgot-username", "email"),
	"POST /c/forgot-password": asked("/c/forgot-password", "login"),

	"GET /invitation/{secret}": func(w *world, _ *actor) []door { return w.opened("/invitation/", w.invitation()) },
	"GET /reset/{secret}":      func(w *world, _ *actor) []door { return w.opened("/reset/", w.reset()) },
	"GET /c/reset/{secret}":    func(w *world, _ *actor) []door { return w.opened("/c/reset/", w.appReset()) },
	"POST /invitation/{secret}": func(w *world, a *actor) []door {
		return w.chosen("/invitation/", w.invitation(), w.reset())
	},
	"POST /reset/{secret}":   func(w *world, _ *actor) []door { return w.chosen("/reset/", w.reset(), w.appReset()) },
	"POST /c/reset/{secret}": func(w *world, _ *actor) []door { return w.chosen("/c/reset/", w.appReset(), w.reset()) },
	"POST /invitation/{secret}/renewal": func(w *world, _ *actor) []door {
		return []door{{name: "open", path: "/invitation/" + w.invitation() + "/renewal", want: to("/sign-in")},
			{name: "nobody's", path: "/invitation/" + strings.Repeat("a", 32) + "/renewal", want: to("/sign-in")}}
	},
	"GET /setup/{secret}": func(w *world, _ *actor) []door {
		return []door{{path: "/setup/nothing", want: answer{status: http.StatusGone}}}
	},
	"POST /setup/{secret}": func(w *world, _ *actor) []door {
		owner := url.Values{"first_name": {"Mal"}, "last_name": {"Ory"}, "email": {"mal@ory.example"}, "username": {"mal.ory"}, "password": {kontortest.Password}}
		return []door{{path: "/setup/" + w.secret(account.Setup, account.Subject{}, ""), form: owner, want: answer{status: http.StatusGone}},
			{path: "/setup/nothing", form: owner, want: answer{status: http.StatusGone}}}
	},
}

func page(path string) func(*world, *actor) []door {
	return func(*world, *actor) []door { return []door{{path: path, want: answer{status: http.StatusOK}}} }
}

// asked: known and unknown addresses are answered alike (domain.md 4.8).
func asked(path, field string) func(*world, *actor) []door {
	return func(w *world, a *actor) []door {
		return []door{{name: "nobody's", path: path, form: url.Values{field: {"nobody@nowhere.example"}}, want: answer{status: http.StatusOK}},
			{name: "nothing", path: path, form: url.Values{field: {""}}, want: answer{status: http.StatusUnprocessableEntity}}}
	}
}

func (w *world) marketing() *kontortest.Person { return w.actor("partner A: Marketing").person }

// landing is where somebody who opens the portal is led.
func (w *world) landing(a *actor) string {
	switch {
	case a.space != portal:
		return "/sign-in"
	case a.must:
		return "/profile/password"
	case a.of == nil:
		return "/admin"
	}
	return a.of.Path("")
}

// signInPage is shown to who has no session in its name space; others go on.
func (w *world) signInPage(a *actor, at space) answer {
	switch {
	case a.space != at:
		return answer{status: http.StatusOK}
	case at == portal:
		return to(w.landing(a))
	case a.must:
		return to("/c/password")
	}
	return to("/c/" + text(a.company.company.ID))
}

func (w *world) signIn(name, path, login, password string) door {
	return door{name: name, path: path, form: url.Values{"login": {login}, "password": {password}}, want: answer{status: http.StatusUnprocessableEntity}}
}

// opened are the links of a purpose as somebody opens them: the right one, which stays as it is, and wrong ones.
func (w *world) opened(folder, secret string) []door {
	doors := []door{{name: "a working link", path: folder + secret, want: answer{status: http.StatusOK}, bearer: true},
		{name: "nobody's link", path: folder + strings.Repeat("a", 32), want: notFound}}
	for _, other := range []string{w.invitation(), w.reset(), w.appReset()} {
		doors = append(doors, door{name: "a link", path: folder + other, want: notFound})
	}
	switch folder { // its own purpose is no wrong one
	case "/invitation/":
		doors[2].want = answer{status: http.StatusOK}
	case "/reset/":
		doors[3].want, doors[0].want = answer{status: http.StatusOK}, answer{status: http.StatusGone} // the newer link ended the older
	case "/c/reset/":
		doors[4].want, doors[0].want = answer{status: http.StatusOK}, answer{status: http.StatusGone}
	}
	for i := range doors {
		doors[i].bearer = true
	}
	return doors
}

// chosen are the same links with a new password: wrong ones lead to their page, which says so.
func (w *world) chosen(folder, secret, other string) []door {
	after := map[string]string{"/invitation/": "/p/" + text(w.cast.A.Partnership), "/reset/": "/sign-in", "/c/reset/": "/c/sign-in"}
	password := url.Values{"password": {kontortest.Password}}
	nobodys := folder + strings.Repeat("a", 32)
	return []door{{name: "nobody's link", path: nobodys, form: password, want: to(nobodys)},
		{name: "a link of another purpose", path: folder + other, form: password, want: to(folder + other)},
		{name: "a short password", path: folder + secret, form: url.Values{"password": {"short"}}, want: answer{status: http.StatusUnprocessableEntity}, bearer: true},
		{name: "a working link", path: folder + secret, form: password, want: to(after[folder]), bearer: true, spends: true},
		{name: "a used link", path: folder + secret, form: password, want: to(folder + secret), bearer: true}}
}

func (w *world) invitation() string {
	who := w.guest(w.cast.A)
	return w.secret(account.Invitation, account.Subject{Account: who.Account}, who.Email)
}

func (w *world) reset() string {
	if w.forgetful == nil {
		w.forgetful = w.cast.A.User(access.PartnerUser)
	}
	return w.secret(account.Reset, account.Subject{Account: w.forgetful.Account}, w.forgetful.Email)
}

func (w *world) appReset() string {
	if w.forgetfulApp == nil {
		w.forgetfulApp = w.k.AcceptWelcome(w.cast.CompanyA.User(company.User))
	}
	return w.secret(account.Reset, account.Subject{AppUser: w.forgetfulApp.AppUser}, w.forgetfulApp.Email)
}

// doors walks the public routes. Who is signed in is answered there like everybody else.
func (w *world) doors() {
	for _, r := range web.Routes() {
		make, ok := doors[r.Pattern]
		if !ok {
			continue
		}
		method, _, _ := strings.Cut(r.Pattern, " ")
		for i, a := range w.askers(r) {
			w.k.Exec(`DELETE FROM guess`)
			all := make(w, a)
			reads := method == http.MethodGet && i < 3 // it is the same for all of them
			var before map[string]row
			if reads {
				before = w.begin()
			}
			for _, d := range all {
				w.knock(a, r, d, method)
			}
			if reads {
				w.nothingChanged(before, r.Pattern+" as "+a.kind)
			}
		}
	}
}

func (w *world) knock(a *actor, r web.Route, d door, method string) {
	asker := *a
	if d.bearer { // what the link's page shows is the link's owner's
		asker.space, asker.of, asker.only = portal, nil, nil
	}
	if d.spends {
		asker.client = w.k.Client(nil)
		if a.space != nowhere {
			asker.client = w.k.Client(a.person)
		}
	}
	if method == http.MethodPost {
		w.check(&asker, r, &place{name: d.name}, method, d.want, w.send(&asker, method, d.path, d.form))
		return
	}
	for _, m := range []string{http.MethodGet, http.MethodHead} {
		w.check(&asker, r, &place{name: d.name}, m, d.want, w.send(&asker, m, d.path, nil))
	}
}

// methods: what a route does not take is refused, whoever asks, and does nothing.
func (w *world) methods() {
	taken := map[string][]string{}
	for _, r := range web.Routes() {
		method, path, _ := strings.Cut(r.Pattern, " ")
		taken[path] = append(taken[path], method)
	}
	before := w.begin()
	for _, r := range web.Routes() {
		_, path, _ := strings.Cut(r.Pattern, " ")
		p := &place{name: "own", ids: map[string]string{"secret": "nothing", "$": ""}}
		if places := w.places[r.Pattern]; len(places) > 0 {
			p = places[0]
		}
		for _, kind := range []string{"anonymous", "Owner", "partner A: Admin", "company A: administrator"} {
			a := w.actor(kind)
			for _, method := range []string{http.MethodGet, http.MethodPost, http.MethodPut, http.MethodPatch, http.MethodDelete, "PROPFIND"} {
				if !contains(taken[path], method) && at(r, p, "") != "/c/sign-out" { // GET of it is a company's page, of no company
					w.check(a, r, p, method, answer{status: http.StatusMethodNotAllowed}, a.client.Do(method, at(r, p, ""), nil, nil))
				}
			}
		}
	}
	w.nothingChanged(before, "methods that are not taken")
}
