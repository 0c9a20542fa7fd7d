package kontortest

import (
	"encoding/hex"
	"log/slog"
	"net/http"
	"net/http/httptest"

	"kontor/store"
)

// Second is another process of the same installation, as far as a process has anything of its own: its own connections, its own handlers
// and whatever these keep in memory, on the same database, clock and mailbox.
func (k *Kontor) Second() *Kontor {
	k.t.Helper()
	o := &Kontor{t: k.t, URL: k.URL, Clock: k.Clock, Mailbox: k.Mailbox, Log: k.Log, Owner: k.Owner, Base: k.Base, products: k.products, prices: k.prices, used: k.used}
	o.server = httptest.NewUnstartedServer(http.NotFoundHandler())
	db, err := store.Open(k.t.Context(), store.Config{URL: k.URL, Key: Key, Now: k.Clock.Now, Log: slog.New(slog.NewTextHandler(k.Log, nil)), BaseURL: k.Base})
	k.must(err)
	o.DB = db
	k.t.Cleanup(func() {
		o.server.Close()
		if err := db.Close(); err != nil {
			k.t.Error(err)
		}
	})
	return o
}

// Process is Second as the real binary: "kontor serve" as a child process on the same PostgreSQL database, with the same key and mailbox. It
// goes by the real time, so set the clock to it before anything is made, and delivers mail by itself from now on.
func (k *Kontor) Process() *Kontor {
	k.t.Helper()
	p := Serve(k.t, "--database", k.URL, "--key", hex.EncodeToString(Key))
	o := &Kontor{t: k.t, URL: k.URL, DB: k.DB, Clock: k.Clock, Mailbox: k.Mailbox, Log: k.Log, Owner: k.Owner, Base: p.Base, products: k.products, prices: k.prices, used: k.used}
	o.server = &httptest.Server{URL: p.Base}
	o.serving.Do(func() {}) // it serves already
	return o
}
