package asset

import (
	"net/http"
	"slices"
	"sync/atomic"
)

// styled is the style sheet in one color.
type styled struct {
	color string
	file  *file
}

// lastStyle is the one asked for last: an installation has one vendor, and so one color.
var lastStyle atomic.Pointer[styled]

// StyleVersion is the "v" in the address of the style sheet in a vendor's color ("#rrggbb"), so that browsers may keep what stands there.
func StyleVersion(color string) string { return style(color).hash }

// ServeStyle serves the portal's style sheet followed by Theme of the vendor's color: whole, so that a page needs one request for it
// (performance.md: at most six on the first load).
func ServeStyle(w http.ResponseWriter, r *http.Request, color string) {
	f := style(color)
	f.send(w, r, r.URL.Query().Get("v") == f.hash)
}

func style(color string) *file {
	if s := lastStyle.Load(); s != nil && s.color == color {
		return s.file
	}
	f := newFile("app.css", slices.Concat(all["app.css"].plain, Theme(color)))
	lastStyle.Store(&styled{color: color, file: f})
	return f
}
