// Package web is the portal in the browser: its three faces /admin, /p/{partnership} and /c/{company}, and the pages before sign-in.
//
// A request takes two hops (architecture.md law 3): routes.go names pattern, handler and who may; the handler calls a verb and hands a
// page to render, or goes on with done. Errors that handlers return become pages in answer.go.
package web

import (
	"log/slog"
	"net/http"
	"net/netip"
	"strings"
	"sync/atomic"

	"kontor/door"
	"kontor/setting"
	"kontor/store"
)

// Options are what the operator decides.
type Options struct {
	DB             *store.DB
	BaseURL        string // where the portal is reached: decides on Secure cookies and on HSTS
	Log            *slog.Logger
	Version        string
	Banner         string         // shown on every page, "" none
	APIDocs        string         // where the REST API is described; "": it is not served
	OpenOutbox     bool           // a throw-away installation: staff may read the bodies of queued mails
	TrustedProxies []netip.Prefix // whose X-Forwarded-For counts
	Gate           *door.Gate     // shared with the API; nil: one of MaxInFlight places
	MaxInFlight    int            // requests answered at a time; beyond it 503 with Retry-After. 0: 256
}

// site is what all handlers share.
type site struct {
	db     *store.DB
	opt    Options
	log    *slog.Logger
	secure bool // https: Secure cookies with the __Host- prefix, HSTS
	mux    *http.ServeMux
	gate   *door.Gate
	// uploading holds a place for each large body in memory.
	uploading chan struct{}
	// known is the vendor as last read: failure pages show it when the database does not answer.
	known atomic.Pointer[setting.Vendor]
}

// New is the handler of the whole portal.
func New(o Options) http.Handler {
	s := &site{db: o.DB, opt: o, log: o.Log, secure: strings.HasPrefix(o.BaseURL, "https://"), mux: http.NewServeMux(),
		uploading: make(chan struct{}, mostUploads), gate: o.Gate}
	if s.gate == nil {
		s.gate = door.NewGate(o.MaxInFlight)
	}
	if s.log == nil {
		s.log = slog.Default()
	}
	for _, route := range s.routes() {
		s.mux.Handle(route.Pattern, s.handle(route))
	}
	for _, f := range s.files() {
		s.mux.Handle(f.pattern, f.serve)
	}
	return s.begin(s.headers(s.shed(s.sameSite(s.limit(http.HandlerFunc(s.route))))))
}

// handler answers a request, or says why not; answer.go turns the error into a page.
type handler func(w http.ResponseWriter, r *http.Request) error

// handle is a route with everything that stands before its handler.
func (s *site) handle(route Route) http.Handler {
	serve := func(w http.ResponseWriter, r *http.Request) error {
		if err := readForm(r); err != nil {
			return err
		}
		if err := s.admit(r, visitOf(r)); err != nil { // after reading, which takes time: rights end at once
			return err
		}
		return route.Serve(w, r)
	}
	if uploads[route.Pattern] {
		serve = s.upload(serve)
	}
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		visitOf(r).route = route
		if err := serve(w, r); err != nil {
			s.answer(w, r, err)
		}
	})
}

// route finds the handler. What the mux would answer itself, 404 and 405, becomes a page.
func (s *site) route(w http.ResponseWriter, r *http.Request) {
	if visitOf(r).pattern != "" {
		s.mux.ServeHTTP(w, r)
		return
	}
	if status, allow := door.Asked(s.mux, r); status == http.StatusMethodNotAllowed {
		w.Header().Set("Allow", allow)
		s.failure(w, r, status, "")
		return
	}
	s.failure(w, r, http.StatusNotFound, "")
}
