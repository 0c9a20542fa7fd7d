package web

import (
	"net/http"
	"net/http/httptest"
	"net/netip"
	"strings"
	"testing"
)

// trust.md "Input and output": nobody is led to another host after sign-in, nor from one name space into the other.
func TestReturnPathsStayInTheirNameSpace(t *testing.T) {
	for _, c := range []struct {
		next, page string
		ok         bool
	}{
		{"/admin", "/sign-in", true}, {"/admin/partners?q=a%20b", "/sign-in", true}, {"/p/7/companies?sort=-name", "/sign-in", true},
		{"/profile/password", "/sign-in", true}, {"/c/7", "/c/sign-in", true},
		{"", "/sign-in", false}, {"/", "/sign-in", false}, {"//evil.example/p/1", "/sign-in", false}, {"https://evil.example/p/1", "/sign-in", false},
		{"/\\evil.example", "/sign-in", false}, {"/p/\\evil", "/sign-in", false}, {"/p/..//evil.example", "/sign-in", false}, {"/p/%2e%2e/admin", "/sign-in", false},
		{"javascript:alert(1)", "/sign-in", false}, {"/administrator", "/sign-in", false}, {"/c/7", "/sign-in", false}, {"/p/7", "/c/sign-in", false},
		{"/invitation/abc", "/sign-in", false}, {"/p/1#x", "/sign-in", false}, {"/p/1\nSet-Cookie: a=b", "/sign-in", false}, {"/p/" + strings.Repeat("1", 600), "/sign-in", false},
	} {
		if got := isLocal(c.next, c.page); got != c.ok {
			t.Errorf("%q after %s: %v", c.next, c.page, got)
		}
	}
}

func TestTryAgainStaysOnThisHost(t *testing.T) {
	for path, want := range map[string]string{"/p/1?sort=-name": "/p/1?sort=-name", "//evil.example/p/1": "/evil.example/p/1", "///evil.example": "/evil.example"} {
		if got := sameAddress(httptest.NewRequest(http.MethodGet, path, nil).URL); got != want {
			t.Errorf("%s: try again at %q", path, got)
		}
	}
}

// trust.md "Guessing": X-Forwarded-For counts only from configured proxies.
func TestForwardedAddressCountsOnlyFromOwnProxies(t *testing.T) {
	s := &site{opt: Options{TrustedProxies: []netip.Prefix{netip.MustParsePrefix("10.0.0.0/8"), netip.MustParsePrefix("::1/128")}}}
	for _, c := range []struct {
		from, want string
		forwarded  []string
	}{
		{"203.0.113.9:4000", "203.0.113.9", []string{"198.51.100.1"}},
		{"10.0.0.1:4000", "198.51.100.1", []string{"198.51.100.1"}},
		{"10.0.0.1:4000", "198.51.100.1", []string{"6.6.6.6, 198.51.100.1, 10.9.9.9"}},
		{"10.0.0.1:4000", "198.51.100.1", []string{"6.6.6.6", "198.51.100.1"}},
		{"10.0.0.1:4000", "10.0.0.1", nil},
		{"10.0.0.1:4000", "10.0.0.1", []string{"not an address"}},
		{"[::1]:4000", "2001:db8::5", []string{"2001:db8::5"}},
		{"[::ffff:10.0.0.1]:4000", "198.51.100.1", []string{"::ffff:198.51.100.1"}},
	} {
		r := httptest.NewRequest(http.MethodGet, "/", nil)
		r.RemoteAddr = c.from
		for _, f := range c.forwarded {
			r.Header.Add("X-Forwarded-For", f)
		}
		if got := s.address(r); got != c.want {
			t.Errorf("%s, forwarded %q: %s, want %s", c.from, c.forwarded, got, c.want)
		}
	}
}

// architecture.md law 10: every route states who may.
func TestEveryRouteNamesItsFaceAndRight(t *testing.T) {
	roots := map[Face]string{Vendor: "/admin", Partner: "/p/{partnership}", Customer: "/c/", Own: "/profile"}
	for _, route := range Routes() {
		method, path, _ := strings.Cut(route.Pattern, " ")
		if route.Serve == nil || (method != http.MethodGet && method != http.MethodPost) {
			t.Errorf("%s is no GET or POST with a handler", route.Pattern)
		}
		if (route.Face == Public) != (route.May == "") {
			t.Errorf("%s: face %s, capability %q", route.Pattern, route.Face, route.May)
		}
		if !strings.HasPrefix(path, roots[route.Face]) {
			t.Errorf("%s is outside its face %s", route.Pattern, route.Face)
		}
		if strings.Contains(path, "{secret}") && !secretAddress(strings.ReplaceAll(path, "{secret}", "x")) {
			t.Errorf("%s carries a token and is not treated so", route.Pattern)
		}
	}
}

func TestUploadsAreRoutes(t *testing.T) {
	known := map[string]bool{}
	for _, route := range Routes() {
		known[route.Pattern] = true
	}
	for pattern := range uploads {
		if !known[pattern] {
			t.Errorf("no route %s", pattern)
		}
	}
}

func TestPagesAreCompressedUnlessTheyHoldASecret(t *testing.T) {
	for _, c := range []struct {
		path, accept, want string
		length             int
	}{
		{"/p/1", "gzip, deflate, br", "br", 5000}, {"/p/1", "gzip;q=0.5", "gzip", 5000}, {"/p/1", "br;q=0, gzip;q=0.0", "", 5000},
		{"/p/1", "", "", 5000}, {"/p/1", "br", "", 300}, {"/invitation/abc", "br", "", 5000}, {"/admin/outbox/7", "br", "", 5000},
	} {
		r := httptest.NewRequest(http.MethodGet, c.path, nil)
		r.Header.Set("Accept-Encoding", c.accept)
		if got := codingFor(r, c.length); got != c.want {
			t.Errorf("%s, %q: %q, want %q", c.path, c.accept, got, c.want)
		}
	}
}
