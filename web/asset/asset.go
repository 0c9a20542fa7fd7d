// Package asset serves the portal's own files: style sheet, scripts, icons. They are embedded, compressed once, and
// their addresses carry a hash of their content so that browsers may keep them for good.
package asset

import (
	"bytes"
	"compress/gzip"
	"crypto/sha256"
	"embed"
	hexcode "encoding/hex"
	"net/http"
	"path"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"sync"

	"github.com/andybalholm/brotli"
)

// Prefix is where Handler must be mounted: "GET /assets/".
const Prefix = "/assets/"

//go:embed file/*
var files embed.FS

// types are the kinds of file that are served; licenses stand beside them as text.
var types = map[string]string{
	".css":     "text/css; charset=utf-8",
	".js":      "text/javascript; charset=utf-8",
	".svg":     "image/svg+xml",
	".LICENSE": "text/plain; charset=utf-8",
}

type file struct {
	kind  string
	hash  string
	plain []byte
	// compress fills gzip and brotli on first use: a start-up that serves nothing pays nothing.
	compress sync.Once
	gzip     []byte
	brotli   []byte
}

var all = load()

// load reads the embedded files; a file that is not there is a fault of the build.
func load() map[string]*file {
	entries, err := files.ReadDir("file")
	if err != nil {
		panic(err)
	}
	m := make(map[string]*file, len(entries))
	for _, e := range entries {
		b, err := files.ReadFile("file/" + e.Name())
		if err != nil {
			panic(err)
		}
		m[e.Name()] = newFile(e.Name(), squeezed(e.Name(), b))
	}
	// Pages with a frame need both scripts: one request for them.
	m["portal.js"] = newFile("portal.js", slices.Concat(m["app.js"].plain, []byte("\n"), m["htmx.min.js"].plain))
	return m
}

var cssComment = regexp.MustCompile(`(?s)/\*.*?\*/`)

// squeezed takes comments and indentation off our own style sheet and scripts, which are for who works on them. No line of a script begins
// within a text.
func squeezed(name string, b []byte) []byte {
	css := name == "app.css"
	if !css && name != "app.js" {
		return b
	}
	text := string(b)
	if css {
		text = cssComment.ReplaceAllString(text, "")
	}
	var out strings.Builder
	for line := range strings.Lines(text) {
		if line = strings.TrimSpace(line); line != "" && (css || !strings.HasPrefix(line, "//")) {
			out.WriteString(line + "\n")
		}
	}
	return []byte(out.String())
}

func newFile(name string, b []byte) *file {
	sum := sha256.Sum256(b)
	return &file{kind: types[path.Ext(name)], hash: hexcode.EncodeToString(sum[:6]), plain: b}
}

// Path is the address of a file, such as "/assets/3f2a…/app.css". It panics for a name that is not embedded, which
// is a mistake in a page.
func Path(name string) string {
	f, ok := all[name]
	if !ok {
		panic("asset: no file " + name)
	}
	return Prefix + f.hash + "/" + name
}

// Handler serves the files below Prefix. An address with the hash of the content may be kept for a year; one with
// another hash (a page from before an upgrade) gets the present content and must be asked for again.
func Handler() http.Handler { return http.HandlerFunc(serve) }

func serve(w http.ResponseWriter, r *http.Request) {
	hash, name, ok := strings.Cut(strings.TrimPrefix(r.URL.Path, Prefix), "/")
	f := all[name]
	if !ok || f == nil {
		http.NotFound(w, r)
		return
	}
	f.send(w, r, hash == f.hash)
}

// send answers with the file; present means that the address is of this content and no other.
func (f *file) send(w http.ResponseWriter, r *http.Request, present bool) {
	h := w.Header()
	h.Set("Content-Type", f.kind)
	h.Set("X-Content-Type-Options", "nosniff")
	h.Set("Vary", "Accept-Encoding")
	h.Set("Cache-Control", "no-cache")
	if present {
		h.Set("Cache-Control", "public, max-age=31536000, immutable")
	}
	body, encoding := f.encoded(r.Header.Get("Accept-Encoding"))
	tag := `"` + f.hash + encoding + `"`
	h.Set("ETag", tag)
	if r.Header.Get("If-None-Match") == tag {
		w.WriteHeader(http.StatusNotModified)
		return
	}
	if encoding != "" {
		h.Set("Content-Encoding", encoding)
	}
	h.Set("Content-Length", strconv.Itoa(len(body)))
	if r.Method != http.MethodHead {
		_, _ = w.Write(body) // the browser went away
	}
}

// encoded is the content in the best coding that is accepted, with the coding's name.
func (f *file) encoded(accept string) ([]byte, string) {
	br, gz := accepts(accept, "br"), accepts(accept, "gzip")
	if !br && !gz {
		return f.plain, ""
	}
	f.compress.Do(func() {
		f.brotli, f.gzip = Brotli(f.plain), Gzip(f.plain)
	})
	if br {
		return f.brotli, "br"
	}
	return f.gzip, "gzip"
}

// accepts reads an Accept-Encoding header; "q=0" refuses.
func accepts(header, coding string) bool {
	for part := range strings.SplitSeq(header, ",") {
		name, q, _ := strings.Cut(part, ";")
		if strings.EqualFold(strings.TrimSpace(name), coding) {
			q = strings.ReplaceAll(q, " ", "")
			return q != "q=0" && q != "q=0.0" && q != "q=0.00" && q != "q=0.000"
		}
	}
	return false
}

// Brotli compresses as well as it can.
func Brotli(b []byte) []byte {
	var out bytes.Buffer
	w := brotli.NewWriterLevel(&out, brotli.BestCompression)
	_, _ = w.Write(b) // a buffer does not fail
	_ = w.Close()
	return out.Bytes()
}

// Gzip compresses as well as it can.
func Gzip(b []byte) []byte {
	var out bytes.Buffer
	w, err := gzip.NewWriterLevel(&out, gzip.BestCompression)
	if err != nil {
		panic(err) // the level is a constant
	}
	_, _ = w.Write(b)
	_ = w.Close()
	return out.Bytes()
}
