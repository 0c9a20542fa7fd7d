package page_test

import (
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
	"golang.org/x/net/html"

	"kontor/web/page"
	"kontor/web/ui"
)

// frame is what the renderer would put round a sample.
func frame(face string) ui.FrameProps {
	f := ui.FrameProps{Brand: ui.Brand{Name: "Keyhaven", Theme: "/theme.css", Portal: "Partner Portal", Home: "/"}, Version: "1.0"}
	if face == "setup" {
		f.Brand = ui.Brand{Name: "Kontor", Portal: "Setup"}
	}
	if face == "" || face == "setup" {
		return f
	}
	f.Person = ui.Person{Name: "Maya Jensen", Role: "Admin", Account: "/p/7/account", SignOut: "/sign-out"}
	f.Faces = []ui.Face{{Name: "Bluepeak IT", Kind: "MSP", Href: "/p/7", Current: true}, {Name: "Cirrus Channel", Kind: "Reseller", Href: "/p/8"}}
	f.Nav = []ui.NavItem{{Icon: "layout-dashboard", Label: "Home", Href: "/p/7"}, {Icon: "building", Label: "Companies", Href: "/p/7/companies", Count: "84", Current: true}, {Group: "Account", Icon: "settings", Label: "Details", Href: "/p/7/account/details"}}
	f.Banner = "Sample data"
	switch face {
	case "vendor":
		f.Flash = &ui.Flash{Title: "Invitation sent to Clara Nygaard, clara@bluepeak.example.", Text: "The link works until 28 Nov 2026 09:14 (Europe/Copenhagen)."}
	case "customer":
		f.Faces = f.Faces[:1]
	}
	return f
}

func render(t *testing.T, s sample) string {
	var out strings.Builder
	require.NoError(t, ui.Document(frame(s.face), s.page).Render(t.Context(), &out))
	return out.String()
}

// Set KONTOR_PAGES to a folder to get every sample as a file there, to look at.
func TestEveryPageIsWellFormed(t *testing.T) {
	dir := os.Getenv("KONTOR_PAGES")
	for _, s := range samples() {
		t.Run(s.name, func(t *testing.T) {
			text := render(t, s)
			if dir != "" {
				require.NoError(t, os.WriteFile(filepath.Join(dir, s.name+".html"), []byte(text), 0o644))
			}
			doc, err := html.Parse(strings.NewReader(text))
			require.NoError(t, err)
			for _, fault := range faults(doc) {
				t.Error(fault)
			}
		})
	}
}

// A check that finds nothing wrong in a wrong page is none.
func TestFaultsAreFound(t *testing.T) {
	doc, err := html.Parse(strings.NewReader(`<html><head><title>x</title></head><body style="color:red" onclick="x()"><main><h1>a</h1><h1>b</h1>
		<p id="x"></p><p id="x"></p><input name="a"><a href="#gone">y</a><input id="z" aria-label="z" aria-describedby="none"><script>1</script><button></button><form action="/x"><input type="radio"></form></main></body></html>`))
	require.NoError(t, err)

	require.Len(t, faults(doc), 10)
}

// faults are the mistakes a page must not have: ids twice or pointing nowhere, controls without name, inline style
// or script, more or less than one heading.
func faults(doc *html.Node) []string {
	w := walker{ids: map[string]int{}, labels: map[string]bool{}}
	for n := range doc.Descendants() {
		w.collect(n)
	}
	for n := range doc.Descendants() {
		w.check(n)
	}
	if w.h1 != 1 {
		w.faultf("%d h1", w.h1)
	}
	for id, count := range w.ids {
		if count > 1 {
			w.faultf("id %q %d times", id, count)
		}
	}
	return w.faults
}

type walker struct {
	ids    map[string]int
	labels map[string]bool
	h1     int
	faults []string
}

func (w *walker) faultf(format string, args ...any) {
	w.faults = append(w.faults, fmt.Sprintf(format, args...))
}

func (w *walker) collect(n *html.Node) {
	if n.Type != html.ElementNode {
		return
	}
	if id := attr(n, "id"); id != "" {
		w.ids[id]++
	}
	if n.Data == "label" {
		w.labels[attr(n, "for")] = true
	}
	if n.Data == "h1" {
		w.h1++
	}
}

func (w *walker) check(n *html.Node) {
	if n.Type != html.ElementNode {
		return
	}
	for _, a := range n.Attr {
		if a.Key == "style" || strings.HasPrefix(a.Key, "on") || strings.HasPrefix(a.Key, "hx-on") {
			w.faultf("<%s> has %s", n.Data, a.Key)
		}
		if slices.Contains([]string{"aria-describedby", "aria-labelledby", "popovertarget", "data-for"}, a.Key) {
			for id := range strings.FieldsSeq(a.Val) {
				w.known(n, id)
			}
		}
	}
	switch n.Data {
	case "style":
		w.faultf("<style>")
	case "script":
		if attr(n, "src") == "" {
			w.faultf("<script> without src")
		}
	case "input", "select", "textarea":
		w.named(n)
	case "a":
		if anchor, ok := strings.CutPrefix(attr(n, "href"), "#"); ok {
			w.known(n, anchor)
		}
	case "button":
		if attr(n, "aria-label") == "" && content(n) == "" {
			w.faultf("<button> without a name")
		}
	}
}

func (w *walker) known(n *html.Node, id string) {
	if w.ids[id] == 0 {
		w.faultf("<%s> points to #%s, which is not there", n.Data, id)
	}
}

func (w *walker) named(n *html.Node) {
	if attr(n, "type") == "hidden" || attr(n, "aria-label") != "" || w.labels[attr(n, "id")] {
		return
	}
	for p := range n.Ancestors() {
		if p.Data == "label" {
			return
		}
	}
	w.faultf("<%s name=%q> has no label", n.Data, attr(n, "name"))
}

func attr(n *html.Node, name string) string {
	for _, a := range n.Attr {
		if a.Key == name {
			return a.Val
		}
	}
	return ""
}

func content(n *html.Node) string {
	var out strings.Builder
	for c := range n.Descendants() {
		if c.Type == html.TextNode {
			out.WriteString(c.Data)
		}
	}
	return strings.TrimSpace(out.String())
}

func TestRefusedFormKeepsWhatWasTypedAndNamesEachField(t *testing.T) {
	for _, s := range samples() {
		if s.name != "add-company-refused" {
			continue
		}
		text := render(t, s)

		require.Contains(t, text, "<title>Error: Add company")
		require.Contains(t, text, `value="Aldergrove Dental North"`)
		require.Contains(t, text, `<a href="#email">This address is used by an app user of another company.</a>`)
		require.Contains(t, text, `aria-describedby="email-e email-h"`)
		require.Equal(t, 3, strings.Count(text, `aria-invalid="true"`))
		require.Less(t, strings.Index(text, `href="#first_name"`), strings.Index(text, `href="#license_count"`), "order of the form")
	}
}

func TestPasswordIsNeverShownAgain(t *testing.T) {
	p := page.SignIn{Form: ui.Form{Action: "/sign-in", Error: "No.", Values: map[string][]string{"login": {"maya"}, "password": {"correct horse battery"}}}}

	text := render(t, sample{page: p})

	require.Contains(t, text, `value="maya"`)
	require.NotContains(t, text, "correct horse battery")
}

func TestWhatIsTypedIsEscaped(t *testing.T) {
	text := render(t, sample{face: "partner", page: page.Companies{Path: "/p/7/companies", Query: `"><script>alert(1)</script>`, Filtered: true}})

	require.NotContains(t, text, "<script>alert")
}

func TestAbsentAddressLeavesTheControlOut(t *testing.T) {
	list := companies()
	list.Add = ""

	require.NotContains(t, render(t, sample{face: "partner", page: list}), "Add company")
}

func TestMailIsShownWithoutItsStylesAndScripts(t *testing.T) {
	var out strings.Builder
	require.NoError(t, ui.MailBody(mailHTML).Render(t.Context(), &out))
	text := out.String()

	require.Contains(t, text, "<code>tuba-plum-4471-fern</code>")
	require.Contains(t, text, `<a rel="noreferrer" class="btn" href="https://portal.keyhaven.example/c/sign-in">Sign in</a>`)
	for _, gone := range []string{"style", "script", "alert", "javascript:", "Preview line"} {
		require.NotContains(t, text, gone)
	}
}
