package web

import (
	"encoding/base64"
	"encoding/json"
	"fmt"
	"net/http"
	"strings"
	"time"

	"kontor/web/ui"
)

// note is a message on its way to the next page: sealed in a cookie, so that nobody writes or reads one but us.
type note struct {
	For   string // the path of the page that shows it
	Until time.Time
	Flash ui.Flash
}

const (
	flashCookie = "kontor-note"
	flashLife   = time.Minute
	flashLength = 3000 // what a browser keeps for sure in one cookie
)

// done goes on to a page and says there what was done, at its top.
func (s *site) done(w http.ResponseWriter, r *http.Request, path, format string, args ...any) error {
	return s.doneWith(w, r, path, ui.Flash{Text: fmt.Sprintf(format, args...)})
}

// doneWith is done with a message of another tone, or with a title.
func (s *site) doneWith(w http.ResponseWriter, r *http.Request, path string, f ui.Flash) error {
	page, _, _ := strings.Cut(path, "#")
	page, _, _ = strings.Cut(page, "?")
	plain, err := json.Marshal(note{For: page, Until: s.db.Now().Add(flashLife), Flash: f})
	if err != nil {
		return err
	}
	if sealed := base64.RawURLEncoding.EncodeToString(s.db.Seal(append([]byte(flashCookie), plain...))); len(sealed) <= flashLength {
		s.setCookie(w, flashCookie, sealed, int(flashLife.Seconds()))
	}
	http.Redirect(w, r, path, http.StatusSeeOther)
	return nil
}

// flash is the message for this page, if there is one; it is shown once.
func (s *site) flash(w http.ResponseWriter, r *http.Request) *ui.Flash {
	c, err := r.Cookie(s.cookieName(flashCookie))
	if err != nil || len(c.Value) > flashLength {
		return nil
	}
	sealed, err := base64.RawURLEncoding.DecodeString(c.Value)
	if err != nil {
		return nil
	}
	plain, err := s.db.Unseal(sealed)
	text, ours := strings.CutPrefix(string(plain), flashCookie) // other things are sealed under the same key
	var n note
	if err != nil || !ours || json.Unmarshal([]byte(text), &n) != nil || n.For != r.URL.Path {
		return nil
	}
	s.forget(w, flashCookie)
	if s.db.Now().After(n.Until) {
		return nil
	}
	return &n.Flash
}
