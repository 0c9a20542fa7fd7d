// Package api is the REST API below /api/v1: what the pages do, for programs, by the same verbs (trust.md "Accounts", "Input").
//
// A request takes two hops: operations.go and the tables of the nouns name path, handler and who may; the handler calls a verb. How an
// operation is added stands in ARCHITECTURE.md.
package api

import (
	"context"
	"log/slog"
	"net/http"
	"net/netip"
	"strings"
	"time"

	"kontor/access"
	"kontor/door"
	"kontor/onboard"
	"kontor/store"
)

// Options are what the operator decides.
type Options struct {
	DB             *store.DB
	BaseURL        string
	Log            *slog.Logger
	Version        string
	TrustedProxies []netip.Prefix
	Gate           *door.Gate // shared with the pages; nil: one of its own
	PerMinute      int        // calls of one key in a minute; 0: 600
}

// Prefix is where the handler is mounted; Docs is where people read about it.
const (
	Prefix = "/api/"
	Docs   = "/api/docs"
	root   = "/api/v1"
)

// server is what all handlers share.
type server struct {
	db       *store.DB
	opt      Options
	log      *slog.Logger
	mux      *http.ServeMux
	byID     map[string]*operation
	rates    rates
	document []byte
	spec     *spec
}

// New is the handler of everything below Prefix.
func New(o Options) http.Handler {
	s := build(o)
	if s.log == nil {
		s.log = slog.Default()
	}
	if s.opt.Gate == nil {
		s.opt.Gate = door.NewGate(0)
	}
	busy := func(w http.ResponseWriter, r *http.Request) { s.fail(w, r, shedding()) }
	return s.begin(s.opt.Gate.Shed(s.isLarge, busy, s.limit(http.HandlerFunc(s.route))))
}

// call is what is known of one request.
type call struct {
	id, ip, pattern string
	began           time.Time
	op              *operation
	who             access.Actor
	key             int64
	reported        error // what the answer hides, for the log
}

type callKey struct{}

func callOf(ctx context.Context) *call {
	if c, ok := ctx.Value(callKey{}).(*call); ok {
		return c
	}
	return &call{}
}

// begin gives a request its number, answers for panics, sets the headers, and writes one line about it: the pattern, never the address.
func (s *server) begin(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		c := &call{id: door.Number(), ip: door.Address(r, s.opt.TrustedProxies), began: s.db.Now()}
		_, c.pattern = s.mux.Handler(r)
		r = r.WithContext(context.WithValue(r.Context(), callKey{}, c))
		door.SetHeaders(w.Header(), c.id, strings.HasPrefix(s.opt.BaseURL, "https://"))
		w.Header().Set("Content-Security-Policy", door.BarePolicy)
		count := &door.Counted{ResponseWriter: w}
		defer s.line(r, c, count)
		defer door.Recover(r.Context(), s.log, count, c.id, c.pattern, func() { s.fail(count, r, internal()) })
		next.ServeHTTP(count, r)
	})
}

func (s *server) line(r *http.Request, c *call, w *door.Counted) {
	level, fields := slog.LevelInfo, []any{"request", c.id, "method", r.Method, "route", c.pattern, "status", w.Status,
		"took", s.db.Now().Sub(c.began), "bytes", w.Bytes, "ip", c.ip}
	if c.key != 0 {
		fields = append(fields, "key", c.key, "account", c.who.Account())
	}
	if c.reported != nil {
		fields = append(fields, "error", c.reported)
		if w.Status >= http.StatusInternalServerError {
			level = slog.LevelError
		}
	}
	s.log.Log(r.Context(), level, "request", fields...)
}

// limit bounds body and time.
func (s *server) limit(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		ctx, cancel := context.WithTimeout(r.Context(), door.Patience)
		defer cancel()
		r = r.WithContext(ctx)
		r.Body = http.MaxBytesReader(w, r.Body, mostBytes(callOf(ctx).pattern))
		next.ServeHTTP(w, r)
	})
}

// large are the operations whose bodies may be larger than others': pictures and files.
var large = map[string]int64{
	"PUT " + root + "/settings/organization/logo":               pictureBytes,
	"PUT " + root + "/companies/{company}/logo":                 pictureBytes,
	"PUT " + root + "/partners/{partner}/logo":                  pictureBytes,
	"PUT " + root + "/account/logo":                             pictureBytes,
	"POST " + root + "/partnerships/{partnership}/import":       onboard.MostBytes,
	"POST " + root + "/partnerships/{partnership}/import/check": onboard.MostBytes,
}

// mostBytes is how large the body of a request to this pattern may be.
func mostBytes(pattern string) int64 {
	if n, ok := large[pattern]; ok {
		return n
	}
	return door.SmallBody
}

// isLarge reports whether the body is a picture or a file on its way to an operation that takes one.
func (s *server) isLarge(r *http.Request) bool {
	return large[callOf(r.Context()).pattern] > 0 && (r.ContentLength < 0 || r.ContentLength > door.SmallBody)
}

// route finds the handler. What the mux would answer itself, 404 and 405, becomes a problem document.
func (s *server) route(w http.ResponseWriter, r *http.Request) {
	if callOf(r.Context()).pattern != "" {
		s.mux.ServeHTTP(w, r)
		return
	}
	if status, allow := door.Asked(s.mux, r); status == http.StatusMethodNotAllowed {
		w.Header().Set("Allow", allow)
		s.fail(w, r, problem(status, "method_not_allowed", "This address knows no "+clip(r.Method)+". See Allow for what it knows."))
		return
	}
	s.fail(w, r, notFound())
}

// clip keeps what is told back short.
func clip(text string) string {
	if len(text) > 20 {
		return text[:20]
	}
	return text
}
