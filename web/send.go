package web

import (
	"bytes"
	"compress/gzip"
	"io"
	"net/http"
	"strconv"
	"strings"
	"sync"

	"github.com/andybalholm/brotli"
)

// send writes a whole page, compressed where the browser takes it.
func send(w http.ResponseWriter, r *http.Request, status int, body []byte) {
	h := w.Header()
	h.Set("Content-Type", "text/html; charset=utf-8")
	h.Set("Vary", "Accept-Encoding")
	if coding := codingFor(r, len(body)); coding != "" {
		h.Set("Content-Encoding", coding)
		body = compressed(coding, body)
	}
	h.Set("Content-Length", strconv.Itoa(len(body)))
	w.WriteHeader(status)
	if r.Method != http.MethodHead {
		_, _ = w.Write(body) // the browser went away
	}
}

// worthwhile is the length from which compressing saves a packet.
const worthwhile = 1400

// codingFor is brotli, gzip or "". Pages that hold a password or link are sent as they are: the length of compressed text tells
// something of it.
func codingFor(r *http.Request, length int) string {
	if length < worthwhile || secretAddress(r.URL.Path) || strings.HasPrefix(r.URL.Path, "/admin/outbox/") {
		return ""
	}
	best := ""
	for part := range strings.SplitSeq(r.Header.Get("Accept-Encoding"), ",") {
		name, quality, _ := strings.Cut(strings.ToLower(strings.ReplaceAll(part, " ", "")), ";")
		switch {
		case strings.HasPrefix(quality, "q=0") && strings.Trim(quality[3:], ".0") == "":
		case name == "br":
			return "br"
		case name == "gzip":
			best = "gzip"
		}
	}
	return best
}

// packer is a compressor that can be used again: they are large.
type packer interface {
	io.WriteCloser
	Reset(io.Writer)
}

var packers = map[string]*sync.Pool{
	// A window of 64 kB holds a page. The one preset makes a compressor of 9 MB, this one has 0.7 MB, is faster, and pages are as short.
	"br":   {New: func() any { return brotli.NewWriterOptions(nil, brotli.WriterOptions{Quality: 3, LGWin: 16}) }},
	"gzip": {New: func() any { return gzip.NewWriter(nil) }},
}

func compressed(coding string, body []byte) []byte {
	var out bytes.Buffer
	pool := packers[coding]
	p, ok := pool.Get().(packer)
	if !ok {
		panic("web: no packer for " + coding)
	}
	defer pool.Put(p)
	p.Reset(&out)
	_, _ = p.Write(body) // a buffer does not fail
	_ = p.Close()
	return out.Bytes()
}
