package web

import (
	"net/http"
	"strings"

	"kontor/door"
)

// headers sets what every answer carries; what may be kept by browsers says so itself.
func (s *site) headers(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		h := w.Header()
		door.SetHeaders(h, visitOf(r).id, s.secure)
		h.Set("Content-Security-Policy", door.Policy)
		if secretAddress(r.URL.Path) {
			h.Set("Referrer-Policy", "no-referrer")
		}
		next.ServeHTTP(w, r)
	})
}

// secretAddress reports whether the address itself carries a token, also one that no route knows (trust.md "Accounts").
func secretAddress(path string) bool {
	for _, p := range []string{"/invitation/", "/reset/", "/setup/", "/c/reset/"} {
		if strings.HasPrefix(path, p) {
			return true
		}
	}
	return false
}

// sameSite refuses forms that other sites send, also to the sign-in pages. Requests of programs, without a browser's headers, pass.
func (s *site) sameSite(next http.Handler) http.Handler {
	guard := http.NewCrossOriginProtection()
	if origin := origin(s.opt.BaseURL); origin != "" {
		if err := guard.AddTrustedOrigin(origin); err != nil {
			s.log.Warn("the base URL is not an origin", "error", err)
		}
	}
	guard.SetDenyHandler(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		p := s.failed(r, http.StatusForbidden, "This form was sent from another site. Open the portal by its own address and try again. Nothing was saved.")
		p.Code = "cross_site"
		s.fallen(w, r, p)
	}))
	return guard.Handler(next)
}

// origin is scheme and host of an address.
func origin(address string) string {
	scheme, rest, ok := strings.Cut(address, "://")
	if !ok {
		return ""
	}
	host, _, _ := strings.Cut(rest, "/")
	return scheme + "://" + host
}
