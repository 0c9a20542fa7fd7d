package web

import (
	"net/http"

	"kontor/account"
)

// The cookies of the two name spaces: /admin and /p read only the first, /c only the second (trust.md "Accounts").
const (
	portalCookie = "kontor"
	appCookie    = "kontor-app"
)

// viewCookie holds the token of a view (view.go): /p and /c read it, and it is nothing without the first cookie's session that it was
// started in. That is all that /c asks of the first.
const viewCookie = "kontor-view"

// cookieName: with https the browser itself sees to it that no other host and no plain connection sets the cookie.
func (s *site) cookieName(name string) string {
	if s.secure {
		return "__Host-" + name
	}
	return name
}

// token is the secret in the cookie, "" if there is none.
func (s *site) token(r *http.Request, name string) string {
	c, err := r.Cookie(s.cookieName(name))
	if err != nil || len(c.Value) > 100 {
		return ""
	}
	return c.Value
}

// keep gives the browser a session; how long it lives is decided by the session itself.
func (s *site) keep(w http.ResponseWriter, name, token string) {
	s.setCookie(w, name, token, int(account.LongestSession.Seconds()))
}

// forget takes the cookie back.
func (s *site) forget(w http.ResponseWriter, name string) { s.setCookie(w, name, "", -1) }

func (s *site) setCookie(w http.ResponseWriter, name, value string, seconds int) {
	http.SetCookie(w, &http.Cookie{Name: s.cookieName(name), Value: value, Path: "/", MaxAge: seconds,
		HttpOnly: true, SameSite: http.SameSiteLaxMode, Secure: s.secure})
}
