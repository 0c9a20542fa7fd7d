//go:build !hole_body

package web

import (
	"net/http"
	"strconv"
)

// pathNumber is an id in the address, 0 if there is none or it is not one: no row has that id.
func pathNumber(r *http.Request, name string) int64 {
	text := r.PathValue(name)
	n, err := strconv.ParseInt(text, 10, 64)
	if err != nil || n < 1 || strconv.FormatInt(n, 10) != text {
		return 0
	}
	return n
}
