package kontortest

import (
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
