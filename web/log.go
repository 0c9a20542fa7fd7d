package web

import (
	"context"
	"log/slog"
	"net/http"

	"kontor/door"
)

// begin gives a request its number, answers for panics, and writes one line about it. The line holds the route's pattern and never the
// address: addresses may carry secrets (trust.md "Accounts").
func (s *site) begin(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		v := &visit{id: door.Number(), ip: s.address(r), began: s.db.Now()}
		_, v.pattern = s.mux.Handler(r)
		r = r.WithContext(context.WithValue(r.Context(), visitKey{}, v))
		count := &door.Counted{ResponseWriter: w}
		defer s.line(r, v, count)
		defer door.Recover(r.Context(), s.log, count, v.id, v.pattern, func() { s.failure(count, r, http.StatusInternalServerError, "") })
		next.ServeHTTP(count, r)
	})
}

func (s *site) line(r *http.Request, v *visit, w *door.Counted) {
	level, fields := slog.LevelInfo, []any{"request", v.id, "method", r.Method, "route", v.pattern, "status", w.Status,
		"took", s.db.Now().Sub(v.began), "bytes", w.Bytes, "ip", v.ip}
	if v.pattern == "GET /livez" || v.pattern == "GET /readyz" || v.pattern == "GET /assets/" {
		level = slog.LevelDebug
	}
	if id := v.who.Account(); id != 0 {
		fields = append(fields, "account", id)
	}
	if id := v.who.AppUser(); id != 0 {
		fields = append(fields, "app_user", id)
	}
	if viewer, ok := v.who.Viewer(); ok {
		fields = append(fields, "viewer", viewer.Account())
	}
	if v.reported != nil {
		fields = append(fields, "error", v.reported)
		if w.Status >= http.StatusInternalServerError {
			level = slog.LevelError
		}
	}
	s.log.Log(r.Context(), level, "request", fields...)
}

// address is where the request came from (trust.md "Guessing").
func (s *site) address(r *http.Request) string { return door.Address(r, s.opt.TrustedProxies) }
