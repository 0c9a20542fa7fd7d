package docs

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"html"
	"path"
	"strings"

	"github.com/yuin/goldmark"
	"github.com/yuin/goldmark/ast"
	"github.com/yuin/goldmark/extension"
	tables "github.com/yuin/goldmark/extension/ast"
	"github.com/yuin/goldmark/parser"
	"github.com/yuin/goldmark/renderer"
	"github.com/yuin/goldmark/text"
	"github.com/yuin/goldmark/util"
	"golang.org/x/image/webp"
)

// PicturePath is where the portal serves the pictures; a file's name follows.
const PicturePath = "/help/pictures/"

// base stands in the body where the address of the help in the reader's face belongs.
const base = "/help-base/"

// Body is the article's text as HTML, without the title; links to other articles lead to where the help of this reader begins, an address
// without a slash at its end. It holds no HTML that an author wrote.
func (a *Article) Body(root string) string {
	return strings.ReplaceAll(a.html, `href="`+base, `href="`+html.EscapeString(root)+"/")
}

// markdown turns Markdown into HTML. It leaves out HTML that stands in the text, and javascript: addresses: what comes out is safe by
// construction. Cells carry no alignment, which would be inline style.
var markdown = goldmark.New(
	goldmark.WithExtensions(extension.NewTable(extension.WithTableCellAlignMethod(extension.TableCellAlignNone))),
	goldmark.WithParserOptions(parser.WithAutoHeadingID()),
	goldmark.WithRendererOptions(renderer.WithNodeRenderers(util.Prioritized(own{}, 1))),
)

// own writes what differs from plain HTML: pictures open enlarged, wide tables scroll, quotes are notes.
type own struct{}

// RegisterFuncs implements renderer.NodeRenderer.
func (own) RegisterFuncs(r renderer.NodeRendererFuncRegisterer) {
	r.Register(ast.KindImage, image)
	r.Register(ast.KindBlockquote, around(`<div class="note plain"><div>`, `</div></div>`))
	r.Register(tables.KindTable, table)
}

func around(before, after string) renderer.NodeRendererFunc {
	return func(w util.BufWriter, _ []byte, _ ast.Node, entering bool) (ast.WalkStatus, error) {
		if entering {
			_, err := w.WriteString(before)
			return ast.WalkContinue, err
		}
		_, err := w.WriteString(after)
		return ast.WalkContinue, err
	}
}

// table is a region that scrolls on a phone; it is called by the heading above it.
func table(w util.BufWriter, source []byte, n ast.Node, entering bool) (ast.WalkStatus, error) {
	name := "Table"
	for before := n.PreviousSibling(); before != nil; before = before.PreviousSibling() {
		if before.Kind() == ast.KindHeading {
			name = plain(before, source) + ", table"
			break
		}
	}
	open := fmt.Sprintf(`<div class="table-wrap" tabindex="0" role="region" aria-label="%s"><table class="table">`, html.EscapeString(name))
	return around(open+"\n", "</table></div>\n")(w, source, n, entering)
}

// image is a picture of the portal as a link to itself: it opens enlarged, also without scripts.
func image(w util.BufWriter, source []byte, n ast.Node, entering bool) (ast.WalkStatus, error) {
	if !entering {
		return ast.WalkContinue, nil
	}
	name := path.Base(string(n.(*ast.Image).Destination))
	alt := html.EscapeString(plain(n, source))
	size, version := "", ""
	if p, ok := Picture(name); ok {
		size, version = fmt.Sprintf(` width="%d" height="%d"`, p.Width, p.Height), "?v="+p.Hash
	}
	address := html.EscapeString(PicturePath + name + version)
	_, err := fmt.Fprintf(w, `<a class="shot" href="%s" data-enlarge="%s" aria-label="%s, enlarge"><img src="%s" alt="%s"%s loading="lazy"></a>`, address, alt, alt, address, alt, size)
	return ast.WalkSkipChildren, err
}

// render fills in what comes of the text.
func (a *Article) render(body string) error {
	source := []byte(body)
	root := markdown.Parser().Parse(text.NewReader(source))
	if err := ast.Walk(root, func(n ast.Node, entering bool) (ast.WalkStatus, error) {
		if !entering {
			return ast.WalkContinue, nil
		}
		switch n := n.(type) {
		case *ast.Image:
			a.Pictures = append(a.Pictures, path.Base(string(n.Destination)))
		case *ast.Link:
			a.Links = append(a.Links, string(n.Destination))
			if to := string(n.Destination); !strings.Contains(to, ":") && !strings.HasPrefix(to, "#") {
				n.Destination = []byte(base + to)
			}
		case *ast.RawHTML, *ast.HTMLBlock:
			return ast.WalkStop, fmt.Errorf("HTML in the text")
		}
		return ast.WalkContinue, nil
	}); err != nil {
		return err
	}
	a.outline(root, source)
	var out bytes.Buffer
	if err := markdown.Renderer().Render(&out, source, root); err != nil {
		return err
	}
	a.html = out.String()
	return nil
}

// outline fills contents and sections.
func (a *Article) outline(root ast.Node, source []byte) {
	now := section{}
	for n := root.FirstChild(); n != nil; n = n.NextSibling() {
		h, ok := n.(*ast.Heading)
		if !ok {
			text := plain(n, source)
			if n.Kind() == tables.KindTable {
				text = cells.Replace(text)
			}
			now.text += text + " "
			continue
		}
		a.sections = append(a.sections, now)
		now = section{Heading: Heading{Text: plain(h, source)}}
		if id, ok := h.AttributeString("id"); ok {
			now.ID = string(id.([]byte))
		}
		if h.Level == 2 {
			a.Contents = append(a.Contents, now.Heading)
		}
	}
	a.sections = append(a.sections, now)
}

// cells of the tables of rights say nothing outside of them.
var cells = strings.NewReplacer(" Yes", "", " –", "")

// plain is the text of a node and those below it.
func plain(n ast.Node, source []byte) string {
	var b strings.Builder
	_ = ast.Walk(n, func(n ast.Node, entering bool) (ast.WalkStatus, error) { // the walk below never fails
		switch n := n.(type) {
		case *ast.Text:
			if entering {
				b.Write(n.Segment.Value(source))
				if n.SoftLineBreak() || n.HardLineBreak() {
					b.WriteByte(' ')
				}
			}
		case *ast.FencedCodeBlock:
			if entering {
				b.Write(n.Lines().Value(source))
			}
		default:
			if !entering && n.Type() == ast.TypeBlock {
				b.WriteByte(' ')
			}
		}
		return ast.WalkContinue, nil
	})
	return strings.Join(strings.Fields(html.UnescapeString(b.String())), " ")
}

// Image is one picture.
type Image struct {
	WebP          []byte
	Hash          string // of its content, for its address
	Width, Height int
}

// Picture is the picture of that file name.
func Picture(name string) (Image, bool) {
	b, err := pictures.ReadFile("pictures/" + path.Base(name))
	if err != nil || !strings.HasSuffix(name, ".webp") {
		return Image{}, false
	}
	c, err := webp.DecodeConfig(bytes.NewReader(b))
	if err != nil {
		return Image{}, false
	}
	sum := sha256.Sum256(b)
	return Image{WebP: b, Hash: hex.EncodeToString(sum[:6]), Width: c.Width, Height: c.Height}, true
}
