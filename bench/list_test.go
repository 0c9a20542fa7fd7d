package bench

import (
	"context"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"path/filepath"
	"testing"

	"kontor/access"
	"kontor/api"
	"kontor/company"
	"kontor/store"
	"kontor/web"
)

// small is an installation of 2,000 companies on SQLite with an Admin and a User with a list signed in.
type small struct {
	db                 *store.DB
	floor              http.Handler
	admin, list, staff visitor
}

func fillSmall(tb testing.TB) small {
	tb.Helper()
	address := "sqlite:" + filepath.Join(tb.TempDir(), "kontor.db")
	if err := Fill(tb.Context(), address, 2_000, 1); err != nil {
		tb.Fatal(err)
	}
	c, err := signInAll(tb.Context(), address)
	if err != nil {
		tb.Fatal(err)
	}
	s := small{admin: c.admins[0], list: c.users[0], staff: c.staff[0]}
	if s.db, err = store.Open(tb.Context(), store.Config{URL: address, Key: Key, Log: slog.New(slog.DiscardHandler)}); err != nil {
		tb.Fatal(err)
	}
	tb.Cleanup(func() { _ = s.db.Close() })
	f, err := openFloor(tb.Context(), address)
	if err != nil {
		tb.Fatal(err)
	}
	tb.Cleanup(func() { _ = f.close() })
	s.floor = f.handler()
	return s
}

func (s small) portal() http.Handler {
	return web.New(web.Options{DB: s.db, BaseURL: "http://localhost", Log: slog.New(slog.NewTextHandler(io.Discard, nil))})
}

func (s small) api() http.Handler {
	return api.New(api.Options{DB: s.db, BaseURL: "http://localhost", Log: slog.New(slog.DiscardHandler), PerMinute: 1_000_000})
}

// again asks a handler for the same, over and over.
func again(b *testing.B, h http.Handler, make ask) {
	b.Helper()
	b.ReportAllocs()
	for b.Loop() {
		r, err := make(0)
		if err != nil {
			b.Fatal(err)
		}
		r.RemoteAddr = "127.0.0.1:1"
		w := httptest.NewRecorder()
		h.ServeHTTP(w, r)
		if w.Code != http.StatusOK {
			b.Fatal(w.Code, w.Body)
		}
	}
}

func BenchmarkListPageAsAdmin(b *testing.B) {
	s := fillSmall(b)
	again(b, s.portal(), askList("localhost", []visitor{s.admin}, ""))
}

func BenchmarkListPageAsAssignedUser(b *testing.B) {
	s := fillSmall(b)
	again(b, s.portal(), askList("localhost", []visitor{s.list}, ""))
}

func BenchmarkListOnFloorAsAdmin(b *testing.B) {
	s := fillSmall(b)
	again(b, s.floor, askList("localhost", []visitor{s.admin}, ""))
}

func BenchmarkListByAPIAsAdmin(b *testing.B) {
	s := fillSmall(b)
	again(b, s.api(), askListAPI("localhost", []visitor{s.admin}))
}

func BenchmarkListByAPIOnFloorAsAdmin(b *testing.B) {
	s := fillSmall(b)
	again(b, s.floor, askListAPI("localhost", []visitor{s.admin}))
}

// BenchmarkListVerb is the verb alone: rights, scope, statement, rows.
func BenchmarkListVerb(b *testing.B) {
	s := fillSmall(b)
	who := access.AsPartnerUser(access.Member{Account: s.admin.AccountID, Partner: s.admin.PartnershipID, Partnership: s.admin.PartnershipID, Role: access.PartnerAdmin})
	ctx := context.Background()
	b.ReportAllocs()
	for b.Loop() {
		p, err := store.Read(ctx, s.db, who, func(tx *store.Tx) (company.Page, error) { return company.List(ctx, tx, company.Query{Limit: 50}) })
		if err != nil || len(p.Rows) != 50 {
			b.Fatal(len(p.Rows), err)
		}
	}
}

// BenchmarkRewrite is what a statement costs the first time that a kind of actor asks it.
func BenchmarkRewrite(b *testing.B) {
	b.ReportAllocs()
	for b.Loop() {
		if _, _, err := store.Rewritten(`SELECT c.id, u.email FROM my_company c LEFT JOIN my_app_user u ON u.id = c.owner_id
			WHERE c.status = $1 ORDER BY c.name_key, c.id LIMIT $2`, access.Listed, 2); err != nil {
			b.Fatal(err)
		}
	}
}

// BenchmarkOneByID is the smallest scoped read: what the look-up of the rewritten statement and the scanning cost.
func BenchmarkOneByID(b *testing.B) {
	s := fillSmall(b)
	who := access.AsPartnerUser(access.Member{Account: s.admin.AccountID, Partner: s.admin.PartnershipID, Partnership: s.admin.PartnershipID, Role: access.PartnerAdmin})
	ctx := context.Background()
	b.ReportAllocs()
	for b.Loop() {
		err := s.db.Read(ctx, who, func(tx *store.Tx) error {
			_, err := store.One[string](ctx, tx, `SELECT name FROM my_partner WHERE id = $1`, s.admin.PartnershipID)
			return err
		})
		if err != nil {
			b.Fatal(err)
		}
	}
}
