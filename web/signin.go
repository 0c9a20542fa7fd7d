package web

import (
	"net/http"
	"net/url"
	"strings"

	"kontor/account"
	"kontor/company"
	"kontor/fail"
	"kontor/web/page"
	"kontor/web/ui"
)

// signInForm is the sign-in page of partner users and staff. Who is signed in already goes on.
func (s *site) signInForm(w http.ResponseWriter, r *http.Request) error {
	v, err := account.Visit(r.Context(), s.db, s.token(r, portalCookie))
	if err != nil {
		return err
	}
	if v.SignedIn() {
		return s.onwards(r, v, r.URL.Query().Get("next"))
	}
	return s.signInPage(w, r, ui.Form{}, r.URL.Query().Get("next"))
}

func (s *site) signInPage(w http.ResponseWriter, r *http.Request, form ui.Form, next string) error {
	set, err := s.settings(r.Context())
	if err != nil {
		return err
	}
	form.Action = "/sign-in"
	p := page.SignIn{Form: form, Vendor: vendorName(&set), App: appName(set), Other: "/c/sign-in",
		ForgotPassword: "/forgot-password", ForgotUsername: "/forgot-username"}
	if isLocal(next, "/sign-in") {
		p.Next, p.Notice = next, "Sign in to go on."
	}
	return s.render(w, r, p)
}

// signIn checks name and password; the session that this browser had ends.
func (s *site) signIn(w http.ResponseWriter, r *http.Request) error {
	next := r.PostForm.Get("next")
	token, _, err := account.SignIn(r.Context(), s.db, attempt(r))
	if form, err := refused(r, ui.Form{}, err); err != nil {
		return err
	} else if form.Failed() {
		return s.signInPage(w, r, form, next)
	}
	if old := s.token(r, portalCookie); old != "" {
		if err := account.EndSession(r.Context(), s.db, old, clientIP(r)); err != nil {
			return err
		}
	}
	if err := s.dropView(w, r); err != nil {
		return err
	}
	s.keep(w, portalCookie, token)
	v, err := account.Visit(r.Context(), s.db, token)
	if err != nil {
		return err
	}
	return s.onwards(r, v, next)
}

// onwards leads somebody who signed in to the page asked for before, or to the first one.
func (s *site) onwards(r *http.Request, v account.Visitor, next string) error {
	if isLocal(next, "/sign-in") && !v.MustChange {
		return elsewhere(next)
	}
	to, err := s.landing(r.Context(), v)
	if err != nil {
		return err
	}
	return elsewhere(to)
}

// signOut ends this browser's session at the portal.
func (s *site) signOut(w http.ResponseWriter, r *http.Request) error {
	if err := account.EndSession(r.Context(), s.db, s.token(r, portalCookie), clientIP(r)); err != nil {
		return err
	}
	s.forget(w, portalCookie)
	return s.done(w, r, "/sign-in", "You are signed out.")
}

// appSignInForm is the sign-in page of app users.
func (s *site) appSignInForm(w http.ResponseWriter, r *http.Request) error {
	v, err := company.Visit(r.Context(), s.db, s.token(r, appCookie))
	if err != nil {
		return err
	}
	if v.SignedIn() {
		return appOnwards(v, r.URL.Query().Get("next"))
	}
	return s.appSignInPage(w, r, ui.Form{}, r.URL.Query().Get("next"))
}

func (s *site) appSignInPage(w http.ResponseWriter, r *http.Request, form ui.Form, next string) error {
	set, err := s.settings(r.Context())
	if err != nil {
		return err
	}
	form.Action = "/c/sign-in"
	p := page.SignIn{Form: form, Customer: true, Vendor: vendorName(&set), App: appName(set), Other: "/sign-in", ForgotPassword: "/c/forgot-password"}
	if isLocal(next, "/c/sign-in") {
		p.Next, p.Notice = next, "Sign in to go on."
	}
	return s.render(w, r, p)
}

func (s *site) appSignIn(w http.ResponseWriter, r *http.Request) error {
	next := r.PostForm.Get("next")
	token, _, err := company.SignIn(r.Context(), s.db, attempt(r))
	if form, err := refused(r, ui.Form{}, err); err != nil {
		return err
	} else if form.Failed() {
		return s.appSignInPage(w, r, form, next)
	}
	if old := s.token(r, appCookie); old != "" {
		if err := company.SignOut(r.Context(), s.db, old, clientIP(r)); err != nil {
			return err
		}
	}
	if err := s.dropView(w, r); err != nil {
		return err
	}
	s.keep(w, appCookie, token)
	v, err := company.Visit(r.Context(), s.db, token)
	if err != nil {
		return err
	}
	return appOnwards(v, next)
}

// appOnwards: a temporary password is changed before anything else (domain.md 3.3).
func appOnwards(v company.Visitor, next string) error {
	switch {
	case !v.SignedIn():
		return elsewhere("/c/sign-in")
	case v.MustChange:
		return elsewhere("/c/password")
	case isLocal(next, "/c/sign-in"):
		return elsewhere(next)
	}
	return elsewhere(customerPath(v.AppUser.CompanyID))
}

func (s *site) appSignOut(w http.ResponseWriter, r *http.Request) error {
	if err := company.SignOut(r.Context(), s.db, s.token(r, appCookie), clientIP(r)); err != nil {
		return err
	}
	s.forget(w, appCookie)
	return s.done(w, r, "/c/sign-in", "You are signed out.")
}

func attempt(r *http.Request) account.Attempt {
	return account.Attempt{Login: r.PostForm.Get("login"), Password: r.PostForm.Get("password"), IP: clientIP(r), Agent: r.UserAgent()}
}

func (s *site) forgotPasswordForm(w http.ResponseWriter, r *http.Request) error {
	return s.render(w, r, forgotPage(ui.Form{}))
}

func forgotPage(form ui.Form) page.ForgotPassword {
	form.Action = "/forgot-password"
	return page.ForgotPassword{Form: form, SignIn: "/sign-in", Other: "/c/forgot-password"}
}

// forgotPassword answers the same for known and unknown names (domain.md 4.8).
func (s *site) forgotPassword(w http.ResponseWriter, r *http.Request) error {
	login, err := typed(r, "login", "Enter your username or email.")
	if err == nil {
		err = account.ForgotPassword(r.Context(), s.db, login, clientIP(r))
	}
	if form, err := refused(r, ui.Form{}, err); err != nil {
		return err
	} else if form.Failed() {
		return s.render(w, r, forgotPage(form))
	}
	return s.render(w, r, page.Answered{Login: login, Valid: resetLife, SignIn: "/sign-in", Again: "/forgot-password"})
}

// resetLife is account.ResetLife in words.
const resetLife = "1 hour"

func (s *site) appForgotPasswordForm(w http.ResponseWriter, r *http.Request) error {
	return s.render(w, r, appForgotPage(ui.Form{}))
}

func appForgotPage(form ui.Form) page.ForgotPassword {
	form.Action = "/c/forgot-password"
	return page.ForgotPassword{Form: form, Customer: true, SignIn: "/c/sign-in", Other: "/forgot-password"}
}

func (s *site) appForgotPassword(w http.ResponseWriter, r *http.Request) error {
	login, err := typed(r, "login", "Enter your email.")
	if err == nil {
		err = company.ForgotPassword(r.Context(), s.db, login, clientIP(r))
	}
	if form, err := refused(r, ui.Form{}, err); err != nil {
		return err
	} else if form.Failed() {
		return s.render(w, r, appForgotPage(form))
	}
	return s.render(w, r, page.Answered{Customer: true, Login: login, Valid: resetLife, SignIn: "/c/sign-in", Again: "/c/forgot-password"})
}

func (s *site) forgotUsernameForm(w http.ResponseWriter, r *http.Request) error {
	return s.render(w, r, page.ForgotUsername{Form: ui.Form{Action: "/forgot-username"}, SignIn: "/sign-in"})
}

// forgotUsername mails the username, and says the same whether there is one (domain.md 4.4).
func (s *site) forgotUsername(w http.ResponseWriter, r *http.Request) error {
	email, err := typed(r, "email", "Enter your email address.")
	if err == nil {
		err = account.ForgotUsername(r.Context(), s.db, email, clientIP(r))
	}
	if form, err := refused(r, ui.Form{Action: "/forgot-username"}, err); err != nil {
		return err
	} else if form.Failed() {
		return s.render(w, r, page.ForgotUsername{Form: form, SignIn: "/sign-in"})
	}
	return s.render(w, r, page.Answered{Username: true, Login: email, SignIn: "/sign-in", Again: "/forgot-username"})
}

// typed is what was entered in a field that must not be empty.
func typed(r *http.Request, field, message string) (string, error) {
	text := strings.TrimSpace(r.PostForm.Get(field))
	if text == "" || len(text) > 300 {
		return text, fail.Invalid(fail.At(field, message))
	}
	return text, nil
}

// secretPath is the address of a page that a link leads to.
func secretPath(base string, r *http.Request) string {
	return base + url.PathEscape(r.PathValue("secret"))
}
