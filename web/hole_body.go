//go:build hole_body

package web

import (
	"net/http"
	"strconv"
)

// A hole that is planted to see that the stranger walk finds it (.ci/holes). No build has it but with this tag.

// pathNumber believes the body before the address.
func pathNumber(r *http.Request, name string) int64 {
	text := r.PostForm.Get(name)
	if text == "" {
		text = r.PathValue(name)
	}
	n, err := strconv.ParseInt(text, 10, 64)
	if err != nil || n < 1 || strconv.FormatInt(n, 10) != text {
		return 0
	}
	return n
}
