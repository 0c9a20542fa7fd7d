package kontortest

import (
	"net/http"
	"slices"
	"strings"
	"testing"

	"golang.org/x/net/html"
)

// Page is an answer, read as a person would: by its text, its links, its forms.
type Page struct {
	Status int
	Path   string // where the answer came from, after redirects; with the query
	Header http.Header
	Body   string

	client *Client
	tree   *html.Node
}

// WantStatus fails the test unless the answer has this status.
func (p *Page) WantStatus(t testing.TB, status int) *Page {
	t.Helper()
	if p.Status != status {
		t.Fatalf("%s: status %d, want %d; the page says:\n%s", p.Path, p.Status, status, clip(p.Text()))
	}
	return p
}

// WantPath fails the test unless the answer came from this path.
func (p *Page) WantPath(t testing.TB, path string) *Page {
	t.Helper()
	if p.Path != path {
		t.Fatalf("ended at %s (status %d), want %s; the page says:\n%s", p.Path, p.Status, path, clip(p.Text()))
	}
	return p
}

// WantText fails the test unless the page shows every one of the texts.
func (p *Page) WantText(t testing.TB, texts ...string) *Page {
	t.Helper()
	shown := p.Text()
	for _, text := range texts {
		if !strings.Contains(shown, text) {
			t.Fatalf("%s does not show %q; it says:\n%s", p.Path, text, clip(shown))
		}
	}
	return p
}

// WantNoText fails the test if the page, its source included, holds one of the texts.
func (p *Page) WantNoText(t testing.TB, texts ...string) *Page {
	t.Helper()
	for _, text := range texts {
		if strings.Contains(p.Text(), text) || strings.Contains(p.Body, text) {
			t.Fatalf("%s shows %q", p.Path, text)
		}
	}
	return p
}

// WantLink fails the test unless the page has a link with this text to this address.
func (p *Page) WantLink(t testing.TB, text, href string) *Page {
	t.Helper()
	if got := p.Link(t, text); got != href {
		t.Fatalf("%s: link %q leads to %s, want %s", p.Path, text, got, href)
	}
	return p
}

// Link is the address of the first link that shows text; the test fails without one.
func (p *Page) Link(t testing.TB, text string) string {
	t.Helper()
	for n := range p.all("a") {
		if strings.Contains(words(n), text) {
			return attribute(n, "href")
		}
	}
	t.Fatalf("%s has no link %q; it says:\n%s", p.Path, text, clip(p.Text()))
	return ""
}

// WantError fails the test unless the form field shows an error that contains text (ui.md: a bad form comes back with each message
// at its field).
func (p *Page) WantError(t testing.TB, field, text string) *Page {
	t.Helper()
	for n := range p.all("input", "select", "textarea", "fieldset") {
		if attribute(n, "name") != field && attribute(n, "id") != field {
			continue
		}
		for id := range strings.FieldsSeq(attribute(n, "aria-describedby")) {
			if said := p.byID(id); said != nil && strings.Contains(words(said), text) {
				return p
			}
		}
	}
	t.Fatalf("%s: no error %q at %s; it says:\n%s", p.Path, text, field, clip(p.Text()))
	return p
}

// Value is what a form field holds; the test fails without such a field.
func (p *Page) Value(t testing.TB, field string) string {
	t.Helper()
	for n := range p.all("form") {
		f := readForm(n)
		if slices.Contains(f.names, field) {
			return f.values.Get(field)
		}
	}
	t.Fatalf("%s has no field %s", p.Path, field)
	return ""
}

// Text is what a reader sees, with all white space folded to single spaces.
func (p *Page) Text() string { return words(p.tree) }

// Follow opens the link that shows text.
func (p *Page) Follow(t testing.TB, text string) *Page {
	t.Helper()
	return p.client.Get(p.Link(t, text))
}

// all are the elements with one of the tags, in document order.
func (p *Page) all(tags ...string) func(yield func(*html.Node) bool) {
	return elements(p.tree, tags...)
}

func elements(root *html.Node, tags ...string) func(yield func(*html.Node) bool) {
	return func(yield func(*html.Node) bool) {
		for n := range root.Descendants() {
			if n.Type == html.ElementNode && slices.Contains(tags, n.Data) && !yield(n) {
				return
			}
		}
	}
}

func (p *Page) byID(id string) *html.Node {
	for n := range p.tree.Descendants() {
		if n.Type == html.ElementNode && attribute(n, "id") == id {
			return n
		}
	}
	return nil
}

func attribute(n *html.Node, name string) string {
	value, _ := lookup(n, name)
	return value
}

func lookup(n *html.Node, name string) (string, bool) {
	for _, a := range n.Attr {
		if a.Key == name {
			return a.Val, true
		}
	}
	return "", false
}

// words is the text below n without scripts, styles and templates.
func words(n *html.Node) string {
	var b strings.Builder
	var walk func(*html.Node)
	walk = func(n *html.Node) {
		switch {
		case n.Type == html.TextNode:
			b.WriteString(n.Data)
		case n.Type == html.ElementNode && slices.Contains([]string{"script", "style", "template", "svg"}, n.Data):
			return
		}
		for c := n.FirstChild; c != nil; c = c.NextSibling {
			walk(c)
		}
		if n.Type == html.ElementNode && !slices.Contains([]string{"a", "b", "strong", "em", "span", "time", "code"}, n.Data) {
			b.WriteByte(' ')
		}
	}
	walk(n)
	return strings.Join(strings.Fields(b.String()), " ")
}

// clip keeps a failure's output readable.
func clip(text string) string {
	const most = 1500
	if len(text) > most {
		return text[:most] + " …"
	}
	return text
}
