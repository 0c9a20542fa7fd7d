package web

import (
	"net/http"

	"kontor/account"
	"kontor/company"
	"kontor/fail"
	"kontor/web/page"
	"kontor/web/ui"
)

// invitation is opened by the link of the invitation mail. Opening it uses nothing up: mail scanners open links (domain.md 4.4).
func (s *site) invitation(w http.ResponseWriter, r *http.Request) error {
	return s.openLink(w, r, account.Invitation, ui.Form{})
}

// acceptInvitation creates the password and signs the person in.
func (s *site) acceptInvitation(w http.ResponseWriter, r *http.Request) error {
	secret, password := r.PathValue("secret"), r.PostForm.Get("password")
	o, err := account.Open(r.Context(), s.db, account.Invitation, secret)
	if err == nil {
		err = account.SetPassword(r.Context(), s.db, account.Invitation, secret, password, clientIP(r))
	}
	if form, err := chosen(r, err); err != nil {
		return err
	} else if form.Failed() {
		return s.openLink(w, r, account.Invitation, form)
	}
	token, _, err := account.SignIn(r.Context(), s.db, account.Attempt{Login: o.Username, Password: password, IP: clientIP(r), Agent: r.UserAgent()})
	if fail.KindOf(err) != fail.Internal { // the password is set, whatever keeps the sign-in from being done here
		return s.done(w, r, "/sign-in", "Your password is created. Sign in with it.")
	}
	if err != nil {
		return err
	}
	s.keep(w, portalCookie, token)
	v, err := account.Visit(r.Context(), s.db, token)
	if err != nil {
		return err
	}
	to, err := s.landing(r.Context(), v)
	if err != nil {
		return err
	}
	return s.done(w, r, to, "Your password is created. Next time sign in as %s.", o.Username)
}

// renewInvitation sends a new link in place of one that has expired, to the address it was for.
func (s *site) renewInvitation(w http.ResponseWriter, r *http.Request) error {
	err := account.RenewLink(r.Context(), s.db, r.PathValue("secret"), clientIP(r))
	if form, err := refused(r, ui.Form{}, err, "", ""); err != nil {
		return err
	} else if form.Failed() {
		return s.show(w, r, http.StatusUnprocessableEntity, page.LinkExpired{Form: form, SignIn: "/sign-in", Forgot: "/forgot-password"})
	}
	return s.done(w, r, "/sign-in", "If the invitation is still open, a new link is on its way to the address it was sent to.")
}

// reset is opened by the link of the mail that "Forgot password" sends.
func (s *site) reset(w http.ResponseWriter, r *http.Request) error {
	return s.openLink(w, r, account.Reset, ui.Form{})
}

func (s *site) resetPassword(w http.ResponseWriter, r *http.Request) error {
	err := account.SetPassword(r.Context(), s.db, account.Reset, r.PathValue("secret"), r.PostForm.Get("password"), clientIP(r))
	if form, err := chosen(r, err); err != nil {
		return err
	} else if form.Failed() {
		return s.openLink(w, r, account.Reset, form)
	}
	s.forget(w, portalCookie) // all sessions have ended
	return s.done(w, r, "/sign-in", "Your new password is saved, and all your sessions have ended. Sign in with it.")
}

// chosen is the form of a refused password. A link that no longer works leads to its own page, which says so and offers a new one.
func chosen(r *http.Request, err error) (ui.Form, error) {
	switch fail.CodeOf(err) {
	case "link_used", "link_expired", "not_found":
		return ui.Form{}, elsewhere(secretPath("/"+linkFolder(r), r))
	}
	return refused(r, ui.Form{}, err)
}

// linkFolder is the part of the address before the secret, without its first slash.
func linkFolder(r *http.Request) string {
	full := r.URL.Path
	return full[1 : len(full)-len(r.PathValue("secret"))]
}

// openLink shows the form that chooses a password, or says that the link no longer works.
func (s *site) openLink(w http.ResponseWriter, r *http.Request, purpose string, form ui.Form) error {
	isReset := purpose == account.Reset
	o, err := account.Open(r.Context(), s.db, purpose, r.PathValue("secret"))
	if fail.KindOf(err) == fail.KindNotFound {
		return s.show(w, r, http.StatusNotFound, page.LinkExpired{Reset: isReset, SignIn: "/sign-in", Forgot: "/forgot-password"})
	}
	if err != nil {
		return err
	}
	at := secretPath("/"+purpose+"/", r)
	until := moment(o.ExpiresAt, o.TimeZone)
	if o.Used || o.Expired {
		p := page.LinkExpired{Reset: isReset, Used: o.Used, Until: until, SignIn: "/sign-in", Forgot: "/forgot-password"}
		if o.Expired && !isReset {
			p.Action, p.Masked = at+"/renewal", account.Mask(o.Email)
		}
		return s.show(w, r, http.StatusGone, p)
	}
	set, err := s.settings(r.Context())
	if err != nil {
		return err
	}
	form.Action = at
	p := page.CreatePassword{Form: form, Reset: isReset, Portal: o.Portal, Username: o.Username, Email: o.Email, Until: until, App: appName(set)}
	if !isReset {
		p.FirstName = o.FirstName
	}
	return s.render(w, r, p)
}

// appReset is the same for app users.
func (s *site) appReset(w http.ResponseWriter, r *http.Request) error {
	return s.openAppReset(w, r, ui.Form{})
}

func (s *site) appResetPassword(w http.ResponseWriter, r *http.Request) error {
	err := company.SetPassword(r.Context(), s.db, r.PathValue("secret"), r.PostForm.Get("password"), clientIP(r))
	if form, err := chosen(r, err); err != nil {
		return err
	} else if form.Failed() {
		return s.openAppReset(w, r, form)
	}
	s.forget(w, appCookie)
	return s.done(w, r, "/c/sign-in", "Your new password is saved, and all your sessions have ended. Sign in with it.")
}

func (s *site) openAppReset(w http.ResponseWriter, r *http.Request, form ui.Form) error {
	expired := page.LinkExpired{Customer: true, Reset: true, SignIn: "/c/sign-in", Forgot: "/c/forgot-password"}
	o, err := company.OpenReset(r.Context(), s.db, r.PathValue("secret"))
	if fail.KindOf(err) == fail.KindNotFound {
		return s.show(w, r, http.StatusNotFound, expired)
	}
	if err != nil {
		return err
	}
	until := moment(o.ExpiresAt, o.TimeZone)
	if o.Used || o.Expired {
		expired.Used, expired.Until = o.Used, until
		return s.show(w, r, http.StatusGone, expired)
	}
	form.Action = secretPath("/c/reset/", r)
	return s.render(w, r, page.CreatePassword{Form: form, Reset: true, Customer: true, Portal: o.CompanyName, Email: o.Email, Until: until})
}
