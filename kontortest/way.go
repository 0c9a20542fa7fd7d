package kontortest

import (
	"encoding/json"
	"fmt"
	"html"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"

	"kontor/access"
	"kontor/api"
)

// Way is one of the two ways in, the pages or the API, with somebody on it: a rule's test is written once and goes both.
type Way struct {
	Pages bool // else the API

	k      *Kontor
	t      testing.TB
	who    *Person
	client *Client
	caller *Caller
}

// Doors runs a rule's test through the pages and through the API, on SQLite and on PostgreSQL, each with a Kontor of its own. as lets
// somebody in, with a new session or a new key.
func Doors(t *testing.T, do func(t *testing.T, k *Kontor, as func(*Person) *Way)) {
	t.Helper()
	for _, pages := range []bool{true, false} {
		t.Run(map[bool]string{true: "pages", false: "api"}[pages], func(t *testing.T) {
			Both(t, func(t *testing.T, k *Kontor) { do(t, k, func(who *Person) *Way { return k.Way(who, pages) }) })
		})
	}
}

// Way lets somebody in by one of the two ways.
func (k *Kontor) Way(who *Person, pages bool) *Way {
	k.t.Helper()
	w := &Way{Pages: pages, k: k, t: k.t, who: who}
	if pages {
		w.client = k.Client(who)
	} else {
		w.caller = k.API(who)
	}
	return w
}

// At is the same session or key at another server of the same installation, such as k.Second().
func (w *Way) At(k *Kontor) *Way {
	w.t.Helper()
	o := &Way{Pages: w.Pages, k: k, t: w.t, who: w.who}
	if !w.Pages {
		o.caller = k.APIWith(w.caller.Secret)
		return o
	}
	o.client = k.ClientOf(w.client)
	return o
}

// ClientOf is a client with the session of another, at another server of the same installation.
func (k *Kontor) ClientOf(other *Client) *Client {
	k.t.Helper()
	c := k.Client(nil)
	at, err := url.Parse(other.base)
	k.must(err)
	for _, cookie := range other.http.Jar.Cookies(at) {
		c.setCookie(cookie.Name, cookie.Value)
	}
	return c
}

// Heard is what a way answered.
type Heard struct {
	Status int
	Text   string // what a reader sees, or the body
	asked  string
	codes  []string // of a problem
	pages  bool
	page   *Page
}

func (w *Way) page(p *Page) *Heard {
	h := &Heard{Status: p.Status, Text: p.Text(), asked: "page " + p.Path, pages: true, page: p}
	if strings.Contains(p.Path, "/sign-in") {
		h.Status = http.StatusUnauthorized
	}
	return h
}

func (w *Way) reply(r *Reply) *Heard {
	h := &Heard{Status: r.Status, Text: html.UnescapeString(string(r.Body)), asked: r.Asked}
	var p api.Problem
	if r.Status >= http.StatusBadRequest && json.Unmarshal(r.Body, &p) == nil {
		h.codes = append(h.codes, p.Code)
		for _, f := range p.Errors {
			h.codes = append(h.codes, f.Code)
		}
	}
	return h
}

// Done fails the test unless it was done, or shown.
func (h *Heard) Done(t testing.TB) *Heard {
	t.Helper()
	if h.Status >= http.StatusBadRequest {
		t.Fatalf("%s was refused with %d: %s", h.asked, h.Status, clip(h.Text))
	}
	return h
}

// Refused fails the test unless it was refused: with the code, which the API gives, and saying the words, which people read on the page.
func (h *Heard) Refused(t testing.TB, code string, words ...string) *Heard {
	t.Helper()
	if h.Status < http.StatusBadRequest || h.Status >= http.StatusInternalServerError {
		t.Fatalf("%s answered %d, want a refusal %s: %s", h.asked, h.Status, code, clip(h.Text))
	}
	if !h.pages && !slices.Contains(h.codes, code) {
		t.Errorf("%s was refused with %v, want %s: %s", h.asked, h.codes, code, h.Text)
	}
	if h.pages {
		h.Says(t, words...)
	}
	return h
}

// Says fails the test unless all words are in it.
func (h *Heard) Says(t testing.TB, words ...string) *Heard {
	t.Helper()
	for _, word := range words {
		if !strings.Contains(h.Text, word) {
			t.Errorf("%s does not say %q: %s", h.asked, word, clip(h.Text))
		}
	}
	return h
}

// Hides fails the test if one of the words is in it.
func (h *Heard) Hides(t testing.TB, words ...string) *Heard {
	t.Helper()
	for _, word := range words {
		if strings.Contains(h.Text, word) {
			t.Errorf("%s says %q: %s", h.asked, word, clip(h.Text))
		}
	}
	return h
}

// WantStatus fails the test unless the answer has this status; 401 is also being sent to the sign-in.
func (h *Heard) WantStatus(t testing.TB, status int) *Heard {
	t.Helper()
	if h.Status != status {
		t.Errorf("%s answered %d, want %d: %s", h.asked, h.Status, status, clip(h.Text))
	}
	return h
}

// at is a page about a company, in the face of whoever asks.
func (w *Way) at(c *Company, rest string) string {
	if w.who.Partnership == 0 {
		return fmt.Sprintf("/admin/companies/%d%s", c.ID, rest)
	}
	return fmt.Sprintf("/p/%d/companies/%d%s", w.who.Partnership, c.ID, rest)
}

// act sends the form of a page, or the request of the operation.
func (w *Way) act(page string, form url.Values, method, path string, body any) *Heard {
	w.t.Helper()
	if w.Pages {
		return w.page(w.client.Post(page, form))
	}
	return w.reply(w.caller.Call(method, path, body))
}

// look opens a page, or asks the API.
func (w *Way) look(page, path string) *Heard {
	w.t.Helper()
	if w.Pages {
		return w.page(w.client.Get(page))
	}
	return w.reply(w.caller.Get(path))
}

// Companies is the list of companies as they can be seen.
func (w *Way) Companies() *Heard {
	w.t.Helper()
	page := fmt.Sprintf("/p/%d/companies", w.who.Partnership)
	if w.who.Partnership == 0 {
		page = "/admin/companies"
	}
	return w.look(page, "/companies")
}

// Company is one company as it can be seen.
func (w *Way) Company(c *Company) *Heard {
	w.t.Helper()
	return w.look(w.at(c, ""), fmt.Sprintf("/companies/%d", c.ID))
}

// Users are a company's people as they can be seen.
func (w *Way) Users(c *Company) *Heard {
	w.t.Helper()
	return w.look(w.at(c, "/users"), fmt.Sprintf("/companies/%d/users", c.ID))
}

// Logo is a company's Team logo, which is also a download.
func (w *Way) Logo(c *Company) *Heard {
	w.t.Helper()
	return w.look(w.at(c, "/logo"), fmt.Sprintf("/companies/%d/logo", c.ID))
}

// Account is what the partner sees of itself.
func (w *Way) Account() *Heard {
	w.t.Helper()
	return w.look(fmt.Sprintf("/p/%d/account/details", w.who.Partnership), "/account")
}

// Staff reports whether it is the vendor's.
func (w *Way) Staff() bool {
	return slices.Contains([]access.Role{access.Owner, access.PortalAdmin, access.Support}, w.who.Role)
}
