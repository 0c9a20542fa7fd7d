package web

import (
	"context"
	"net/http"
	"strconv"
	"time"

	"kontor/access"
	"kontor/docs"
	"kontor/door"
	"kontor/setting"
	"kontor/store"
	"kontor/web/asset"
)

// file is an address that answers with something else than a page, for everybody.
type file struct {
	pattern string
	serve   http.Handler
}

func (s *site) files() []file {
	return []file{
		{"GET " + asset.Prefix, asset.Handler()},
		{"GET " + docs.PicturePath, http.HandlerFunc(s.helpPicture)},
		{"GET /theme.css", http.HandlerFunc(s.theme)},
		{"GET /logo", http.HandlerFunc(s.logo)},
		{"GET /livez", http.HandlerFunc(s.alive)},
		{"GET /readyz", http.HandlerFunc(s.ready)},
	}
}

// theme is the style sheet in the vendor's color.
func (s *site) theme(w http.ResponseWriter, r *http.Request) {
	set, err := s.settings(r.Context())
	if err != nil {
		s.answer(w, r, err)
		return
	}
	asset.ServeStyle(w, r, set.Color)
}

// logo is the vendor's picture.
func (s *site) logo(w http.ResponseWriter, r *http.Request) {
	var set setting.Vendor
	png, err := store.Snapshot(r.Context(), s.db, access.Actor{}, func(tx *store.Tx) (png []byte, err error) {
		if set, err = setting.Get(r.Context(), tx); err != nil {
			return nil, err
		}
		return setting.Logo(r.Context(), tx)
	})
	if err != nil {
		s.answer(w, r, err)
		return
	}
	if len(png) == 0 {
		s.failure(w, r, http.StatusNotFound, "")
		return
	}
	keepable(w, r, short(set.LogoHash))
	sendPicture(w, r, png)
}

// short is the part of a hash that stands in an address.
func short(hash string) string { return hash[:min(12, len(hash))] }

// keepable lets browsers keep what an address with the present version gives.
func keepable(w http.ResponseWriter, r *http.Request, version string) {
	w.Header().Set("Cache-Control", "no-cache")
	if r.URL.Query().Get("v") == version {
		w.Header().Set("Cache-Control", "public, max-age=31536000, immutable")
	}
}

// sendPicture answers with a picture of our own encoding: by itself it can do nothing, and it is saved rather than opened
// (trust.md "Uploads"). The caller has set how long it may be kept.
func sendPicture(w http.ResponseWriter, r *http.Request, png []byte) {
	h := w.Header()
	h.Set("Content-Type", "image/png")
	h.Set("Content-Security-Policy", door.BarePolicy)
	h.Set("Content-Disposition", `attachment; filename="logo.png"`)
	h.Set("Content-Length", strconv.Itoa(len(png)))
	if r.Method != http.MethodHead {
		_, _ = w.Write(png) // the browser went away
	}
}

// alive says that the process answers.
func (s *site) alive(w http.ResponseWriter, _ *http.Request) { plain(w, http.StatusOK, "alive") }

// ready says whether requests can be served: the database answers.
func (s *site) ready(w http.ResponseWriter, r *http.Request) {
	ctx, cancel := context.WithTimeout(r.Context(), 2*time.Second)
	defer cancel()
	if err := s.db.Ping(ctx); err != nil {
		visitOf(r).reported = err
		w.Header().Set("Retry-After", strconv.Itoa(door.RetryAfter))
		plain(w, http.StatusServiceUnavailable, "the database does not answer")
		return
	}
	plain(w, http.StatusOK, "ready")
}

func plain(w http.ResponseWriter, status int, text string) {
	w.Header().Set("Content-Type", "text/plain; charset=utf-8")
	w.WriteHeader(status)
	_, _ = w.Write([]byte(text + "\n")) // the asker went away
}
