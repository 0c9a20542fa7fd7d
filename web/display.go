package web

import (
	"net/http"
	"net/url"

	"kontor/access"
	"kontor/account"
	"kontor/company"
	"kontor/fail"
	"kontor/store"
	"kontor/web/page"
	"kontor/web/ui"
)

func (s *site) displayRoutes() []Route {
	return []Route{
		{"GET /profile/display", s.displayForm, access.ChangeDisplay, Own},
		{"POST /profile/display", s.saveDisplay, access.ChangeDisplay, Own},
		{"GET /c/display", s.displayForm, access.ChangeDisplay, Customer},
		{"POST /c/display", s.saveDisplay, access.ChangeDisplay, Customer},
	}
}

// look is how a page looks to who is signed in.
func look(v *visit) ui.Look {
	return ui.Look{Theme: v.display.Theme, Density: v.display.Density, NoKeys: v.display != (account.Display{}) && !v.display.SingleKeys}
}

// displayForm is theme, density and shortcuts of one's own, in both name spaces (ui.md 6.3).
func (s *site) displayForm(w http.ResponseWriter, r *http.Request) error {
	return s.showDisplay(w, r, nil)
}

func (s *site) showDisplay(w http.ResponseWriter, r *http.Request, cause error) error {
	d := visitOf(r).display
	p := page.Display{Form: ui.Form{Action: r.URL.Path}, Account: displayAccount(r)}
	if cause != nil {
		var err error
		if p.Form, err = refused(r, p.Form, cause); err != nil {
			return err
		}
		return s.render(w, r, p)
	}
	p.Form = p.With("theme", d.Theme).With("density", d.Density).With("keys", "off")
	if d.SingleKeys {
		p.Form = p.With("keys", "on")
	}
	return s.render(w, r, p)
}

func displayAccount(r *http.Request) string {
	if visitOf(r).route.Face == Customer {
		return "/c/password"
	}
	return "/profile/password"
}

// saveDisplay changes what the form names: the menu sends the theme only, and leads back to the page it was opened on.
func (s *site) saveDisplay(w http.ResponseWriter, r *http.Request) error {
	ctx, v, f := r.Context(), visitOf(r), r.PostForm
	d := v.display
	if f.Has("theme") {
		d.Theme = f.Get("theme")
	}
	if f.Has("density") {
		d.Density = f.Get("density")
	}
	if f.Has("keys") {
		d.SingleKeys = f.Get("keys") == "on"
	}
	err := s.db.Write(ctx, who(r), func(tx *store.Tx) error {
		if v.route.Face == Customer {
			return company.SaveDisplay(ctx, tx, v.app, d)
		}
		return account.SaveDisplay(ctx, tx, v.portal, d)
	})
	if _, ok := fail.AsInvalid(err); ok {
		return s.showDisplay(w, r, err)
	}
	if err != nil {
		return err
	}
	if back := cameFrom(r); !f.Has("density") && back != "" {
		return elsewhere(back)
	}
	return s.done(w, r, r.URL.Path, "Your display settings were saved.")
}

// cameFrom is the page of this face that a form was sent from, "" if the browser does not say.
func cameFrom(r *http.Request) string {
	u, err := url.Parse(r.Referer())
	if err != nil || u.Host != r.Host {
		return ""
	}
	back, signIn := u.RequestURI(), "/sign-in"
	if visitOf(r).route.Face == Customer {
		signIn = "/c/sign-in"
	}
	if !isLocal(back, signIn) {
		return ""
	}
	return back
}
