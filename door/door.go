// Package door is what stands before both skins, pages and API: how many requests are let in at a time, where they come from, what every
// answer carries, and what is noted of it (trust.md "Load", "Guessing", "Input and output").
package door

import (
	"context"
	"log/slog"
	"net/http"
	"net/netip"
	"runtime/debug"
	"slices"
	"strings"

	"kontor/store"
)

// Number is that of a request: it means nothing and is unique.
func Number() string { return store.NewSecret()[:12] }

// Address is where the request came from: the last hop that is not one of our own proxies. X-Forwarded-For counts only from those
// (trust.md "Guessing").
func Address(r *http.Request, proxies []netip.Prefix) string {
	at, err := netip.ParseAddrPort(r.RemoteAddr)
	if err != nil {
		return r.RemoteAddr
	}
	own := func(ip netip.Addr) bool {
		return slices.ContainsFunc(proxies, func(p netip.Prefix) bool { return p.Contains(ip) })
	}
	ip := at.Addr().Unmap()
	hops := strings.Split(strings.Join(r.Header.Values("X-Forwarded-For"), ","), ",")
	for _, hop := range slices.Backward(hops) {
		if !own(ip) {
			break
		}
		before, err := netip.ParseAddr(strings.TrimSpace(hop))
		if err != nil {
			break
		}
		ip = before.Unmap()
	}
	return ip.String()
}

// SetHeaders sets what every answer carries; what may be kept by browsers says so itself afterwards.
func SetHeaders(h http.Header, number string, https bool) {
	h.Set("X-Content-Type-Options", "nosniff")
	h.Set("X-Frame-Options", "DENY")
	h.Set("Referrer-Policy", "same-origin")
	h.Set("Cross-Origin-Opener-Policy", "same-origin")
	h.Set("Cross-Origin-Resource-Policy", "same-origin")
	h.Set("Permissions-Policy", "camera=(), geolocation=(), microphone=(), payment=()")
	h.Set("Cache-Control", "no-store")
	h.Set("X-Request-Id", number)
	if https {
		h.Set("Strict-Transport-Security", "max-age=31536000")
	}
}

// Policy is the content security policy of pages (ui.md): nothing inline, nothing from elsewhere.
const Policy = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; font-src 'self'; connect-src 'self'; " +
	"form-action 'self'; base-uri 'none'; frame-ancestors 'none'"

// BarePolicy is that of what is no page: opened by itself, a picture or a document can do nothing.
const BarePolicy = "default-src 'none'; sandbox; frame-ancestors 'none'"

// Counted remembers what was answered.
type Counted struct {
	http.ResponseWriter
	Status int // 0: nothing yet
	Bytes  int
}

// WriteHeader implements http.ResponseWriter.
func (c *Counted) WriteHeader(status int) {
	if c.Status == 0 {
		c.Status = status
	}
	c.ResponseWriter.WriteHeader(status)
}

func (c *Counted) Write(b []byte) (int, error) {
	if c.Status == 0 {
		c.Status = http.StatusOK
	}
	n, err := c.ResponseWriter.Write(b)
	c.Bytes += n
	return n, err
}

// Unwrap lets http.ResponseController reach the connection.
func (c *Counted) Unwrap() http.ResponseWriter { return c.ResponseWriter }

// Recover is deferred around a handler: a panic is logged with the request's number and route, and answered where nothing was said yet.
// http.ErrAbortHandler is net/http's and goes on to it.
func Recover(ctx context.Context, log *slog.Logger, c *Counted, number, route string, answer func()) {
	cause := recover()
	if cause == nil {
		return
	}
	if cause == http.ErrAbortHandler {
		panic(cause)
	}
	log.ErrorContext(ctx, "panic", "request", number, "route", route, "cause", cause, "stack", string(debug.Stack()))
	if c.Status == 0 {
		answer()
	}
}

// Asked finds what a mux would answer by itself: the status 404 or 405 and the methods that are allowed.
func Asked(mux *http.ServeMux, r *http.Request) (status int, allow string) {
	h, _ := mux.Handler(r)
	said := &heard{header: http.Header{}}
	h.ServeHTTP(said, r)
	return said.status, said.header.Get("Allow")
}

// heard listens to what a handler would say.
type heard struct {
	header http.Header
	status int
}

func (o *heard) Header() http.Header         { return o.header }
func (o *heard) Write(b []byte) (int, error) { return len(b), nil }
func (o *heard) WriteHeader(status int)      { o.status = status }
