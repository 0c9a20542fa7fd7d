package kontortest

import (
	"bytes"
	"io"
	"mime/multipart"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"

	"golang.org/x/net/html"
)

// Fields is what is typed into a form; a field that is not named keeps what the page put there.
type Fields map[string]string

// File stands for a file chosen in a form.
type File struct {
	Name    string
	Content []byte
}

// form is one form of a page, with what a browser would send of it untouched.
type form struct {
	method, action string
	multipart      bool
	values         url.Values
	names          []string
	buttons        []*html.Node
}

// Submit fills the form that has the button and presses it, as a browser without JavaScript does. A field that the form does not
// have fails the test, so that tests type only where people can.
func (p *Page) Submit(t testing.TB, button string, fields Fields) *Page {
	t.Helper()
	return p.SubmitWith(t, button, fields, nil)
}

// SubmitWith is Submit with files chosen in the form.
func (p *Page) SubmitWith(t testing.TB, button string, fields Fields, files map[string]File) *Page {
	t.Helper()
	f := p.form(t, button)
	for name, text := range fields {
		if !slices.Contains(f.names, name) {
			t.Fatalf("%s: the form with %q has no field %s; it has %s", p.Path, button, name, strings.Join(f.names, ", "))
		}
		f.values.Set(name, text)
	}
	action := p.client.resolve(p.Path, f.action)
	if f.method == http.MethodGet {
		at, err := url.Parse(action)
		if err != nil {
			t.Fatal(err)
		}
		at.RawQuery = f.values.Encode()
		return p.client.Get(at.String())
	}
	if f.multipart {
		body, kind := multipartBody(t, f.values, files)
		return p.client.follow(p.client.Do(http.MethodPost, action, body, http.Header{"Content-Type": {kind}}))
	}
	return p.client.Post(action, f.values)
}

// Option is the value of the option of a select that shows text; the test fails without one.
func (p *Page) Option(t testing.TB, field, text string) string {
	t.Helper()
	for e := range p.all("select") {
		if attribute(e, "name") != field {
			continue
		}
		for option := range elements(e, "option") {
			if strings.Contains(words(option), text) {
				return attribute(option, "value")
			}
		}
	}
	t.Fatalf("%s: %s has no option %q", p.Path, field, text)
	return ""
}

// form finds the form whose button shows text.
func (p *Page) form(t testing.TB, button string) form {
	t.Helper()
	for n := range p.all("form") {
		f := readForm(n)
		for _, b := range f.buttons {
			if strings.Contains(words(b), button) || attribute(b, "value") == button || attribute(b, "aria-label") == button {
				if name := attribute(b, "name"); name != "" {
					f.values.Set(name, attribute(b, "value"))
				}
				if action, ok := lookup(b, "formaction"); ok {
					f.action = action
				}
				return f
			}
		}
	}
	t.Fatalf("%s has no form with a button %q; it says:\n%s", p.Path, button, clip(p.Text()))
	return form{}
}

func readForm(n *html.Node) form {
	f := form{method: http.MethodGet, action: attribute(n, "action"), values: url.Values{},
		multipart: attribute(n, "enctype") == "multipart/form-data"}
	if strings.EqualFold(attribute(n, "method"), http.MethodPost) {
		f.method = http.MethodPost
	}
	for e := range elements(n, "input", "select", "textarea", "button") {
		_, disabled := lookup(e, "disabled")
		name := attribute(e, "name")
		kind := attribute(e, "type")
		if e.Data == "button" && kind != "button" || e.Data == "input" && kind == "submit" {
			if !disabled {
				f.buttons = append(f.buttons, e)
			}
			continue
		}
		if name == "" || disabled || e.Data == "button" {
			continue
		}
		f.names = append(f.names, name)
		if text, ok := valueOf(e, kind); ok {
			f.values.Add(name, text)
		}
	}
	return f
}

// valueOf is what the untouched element sends, if anything.
func valueOf(e *html.Node, kind string) (string, bool) {
	switch {
	case e.Data == "textarea":
		return words(e), true
	case e.Data == "select":
		return selected(e), true
	case kind == "checkbox" || kind == "radio":
		_, checked := lookup(e, "checked")
		text, given := lookup(e, "value")
		if !given {
			text = "on"
		}
		return text, checked
	case kind == "file":
		return "", false
	}
	return attribute(e, "value"), true
}

func selected(e *html.Node) string {
	first, found := "", false
	for option := range elements(e, "option") {
		text, given := lookup(option, "value")
		if !given {
			text = words(option)
		}
		if _, ok := lookup(option, "selected"); ok {
			return text
		}
		if !found {
			first, found = text, true
		}
	}
	return first
}

func multipartBody(t testing.TB, values url.Values, files map[string]File) (io.Reader, string) {
	t.Helper()
	var body bytes.Buffer
	w := multipart.NewWriter(&body)
	for name, texts := range values {
		for _, text := range texts {
			if err := w.WriteField(name, text); err != nil {
				t.Fatal(err)
			}
		}
	}
	for name, file := range files {
		part, err := w.CreateFormFile(name, file.Name)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := part.Write(file.Content); err != nil {
			t.Fatal(err)
		}
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return &body, w.FormDataContentType()
}
