package web

import (
	"context"
	"log/slog"
	"net/http"
	"net/netip"
	"runtime/debug"
	"slices"
	"strings"
)

// begin gives a request its number, answers for panics, and writes one line about it. The line holds the route's pattern and never the
// address: addresses may carry secrets (trust.md "Accounts").
func (s *site) begin(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		v := &visit{id: requestNumber(), ip: s.address(r), began: s.db.Now()}
		_, v.pattern = s.mux.Handler(r)
		r = r.WithContext(context.WithValue(r.Context(), visitKey{}, v))
		count := &counted{ResponseWriter: w}
		defer s.line(r, v, count)
		defer func() {
			cause := recover()
			if cause == nil {
				return
			}
			if cause == http.ErrAbortHandler {
				panic(cause)
			}
			s.log.ErrorContext(r.Context(), "panic", "request", v.id, "route", v.pattern, "cause", cause, "stack", string(debug.Stack()))
			if count.status == 0 {
				s.failure(count, r, http.StatusInternalServerError, "")
			}
		}()
		next.ServeHTTP(count, r)
	})
}

func (s *site) line(r *http.Request, v *visit, w *counted) {
	level, fields := slog.LevelInfo, []any{"request", v.id, "method", r.Method, "route", v.pattern, "status", w.status,
		"took", s.db.Now().Sub(v.began), "bytes", w.bytes, "ip", v.ip}
	if v.pattern == "GET /livez" || v.pattern == "GET /readyz" || v.pattern == "GET /assets/" {
		level = slog.LevelDebug
	}
	if id := v.who.Account(); id != 0 {
		fields = append(fields, "account", id)
	}
	if id := v.who.AppUser(); id != 0 {
		fields = append(fields, "app_user", id)
	}
	if v.reported != nil {
		fields = append(fields, "error", v.reported)
		if w.status >= http.StatusInternalServerError {
			level = slog.LevelError
		}
	}
	s.log.Log(r.Context(), level, "request", fields...)
}

// counted remembers what was answered.
type counted struct {
	http.ResponseWriter
	status int
	bytes  int
}

func (c *counted) WriteHeader(status int) {
	if c.status == 0 {
		c.status = status
	}
	c.ResponseWriter.WriteHeader(status)
}

func (c *counted) Write(b []byte) (int, error) {
	if c.status == 0 {
		c.status = http.StatusOK
	}
	n, err := c.ResponseWriter.Write(b)
	c.bytes += n
	return n, err
}

// Unwrap lets http.ResponseController reach the connection.
func (c *counted) Unwrap() http.ResponseWriter { return c.ResponseWriter }

// address is where the request came from: the last hop that is not one of our own proxies. X-Forwarded-For counts only from those
// (trust.md "Guessing").
func (s *site) address(r *http.Request) string {
	at, err := netip.ParseAddrPort(r.RemoteAddr)
	if err != nil {
		return r.RemoteAddr
	}
	ip := at.Addr().Unmap()
	hops := strings.Split(strings.Join(r.Header.Values("X-Forwarded-For"), ","), ",")
	for _, hop := range slices.Backward(hops) {
		if !s.trusted(ip) {
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

func (s *site) trusted(ip netip.Addr) bool {
	return slices.ContainsFunc(s.opt.TrustedProxies, func(p netip.Prefix) bool { return p.Contains(ip) })
}
