package ui

import (
	"context"
	"io"
	"slices"
	"strings"

	"github.com/a-h/templ"
	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
)

// kept are the elements of a mail that are shown, each as the element beside it: headings below the page's own.
var kept = map[atom.Atom]string{
	atom.H1: "h3", atom.H2: "h3", atom.H3: "h4", atom.P: "p", atom.B: "b", atom.Strong: "b", atom.I: "i", atom.Em: "i",
	atom.Ul: "ul", atom.Ol: "ol", atom.Li: "li", atom.Code: "code", atom.Small: "small",
	atom.Dl: "dl", atom.Dt: "dt", atom.Dd: "dd", atom.Tr: "div", atom.Span: "span",
}

// dropped are left out with all that is in them.
var dropped = []atom.Atom{atom.Head, atom.Style, atom.Script, atom.Title, atom.Template, atom.Iframe, atom.Object, atom.Form, atom.Img, atom.Svg, atom.Math}

// MailBody shows an HTML mail inside a page: its structure without its styles, which the content security policy
// forbids there, and without anything that is not text or a link. Tables that only lay out become boxes; hidden text
// (preview lines) is left out.
func MailBody(source string) templ.Component {
	return templ.ComponentFunc(func(_ context.Context, w io.Writer) error {
		doc, err := html.Parse(strings.NewReader(source))
		if err != nil {
			return err
		}
		var out strings.Builder
		inline(&out, doc)
		_, err = io.WriteString(w, out.String())
		return err
	})
}

func inline(out *strings.Builder, n *html.Node) {
	switch n.Type {
	case html.TextNode:
		out.WriteString(templ.EscapeString(n.Data))
		return
	case html.ElementNode:
		element(out, n)
		return
	}
	inside(out, n)
}

func inside(out *strings.Builder, n *html.Node) {
	for c := range n.ChildNodes() {
		inline(out, c)
	}
}

func element(out *strings.Builder, n *html.Node) {
	style := strings.ReplaceAll(attribute(n, "style"), " ", "")
	if slices.Contains(dropped, n.DataAtom) || strings.Contains(style, "display:none") {
		return
	}
	tag, ok := kept[n.DataAtom]
	switch {
	case n.DataAtom == atom.Br:
		out.WriteString("<br>")
	case n.DataAtom == atom.A:
		link(out, n, style)
	case ok:
		class := ""
		if n.DataAtom == atom.Span && strings.Contains(style, "mono") {
			tag = "code"
		}
		if n.DataAtom == atom.Tr && cells(n) > 1 {
			class = ` class="pair"`
		}
		out.WriteString("<" + tag + class + ">")
		inside(out, n)
		out.WriteString("</" + tag + ">")
	case n.DataAtom == atom.Td && cells(n.Parent) > 1:
		out.WriteString("<span>")
		inside(out, n)
		out.WriteString("</span>")
	default:
		inside(out, n)
	}
}

// link keeps web and mail addresses; one drawn as a box of its own is the button.
func link(out *strings.Builder, n *html.Node, style string) {
	href := attribute(n, "href")
	if !strings.HasPrefix(href, "https://") && !strings.HasPrefix(href, "http://") && !strings.HasPrefix(href, "mailto:") {
		inside(out, n)
		return
	}
	class := ""
	if strings.Contains(style, "inline-block") || strings.Contains(style, "background") || attribute(n, "class") == "btn" {
		class = ` class="btn"`
	}
	out.WriteString(`<a rel="noreferrer"` + class + ` href="` + templ.EscapeString(href) + `">`)
	inside(out, n)
	out.WriteString("</a>")
}

// cells counts the cells of a table row.
func cells(row *html.Node) int {
	count := 0
	for c := range row.ChildNodes() {
		if c.DataAtom == atom.Td || c.DataAtom == atom.Th {
			count++
		}
	}
	return count
}

func attribute(n *html.Node, name string) string {
	for _, a := range n.Attr {
		if a.Key == name {
			return a.Val
		}
	}
	return ""
}
