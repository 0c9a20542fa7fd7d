package web

import (
	"context"
	"net/http"
	"strconv"
	"time"

	"kontor/fail"
)

const (
	chunk     = 16 << 10        // of a file: what may still arrive once its reader's rights have ended
	askedAnew = 5 * time.Second // the longest that a download waits for the database
)

// sendFile answers with a file to keep. Between its parts it asks whether the reader may still have it: session, right and role end for what
// is on its way, too (trust.md "Who sees what"). The connection is broken off then, so that nobody takes what arrived for the whole.
func (s *site) sendFile(w http.ResponseWriter, r *http.Request, name string, file []byte) error {
	if err := s.still(r); err != nil { // reading took time
		return err
	}
	h := w.Header()
	h.Set("Content-Type", "text/csv; charset=utf-8")
	h.Set("Content-Disposition", `attachment; filename="`+name+`"`)
	h.Set("Content-Length", strconv.Itoa(len(file)))
	if r.Method == http.MethodHead {
		return nil
	}
	for len(file) > 0 {
		n := min(chunk, len(file))
		if _, err := w.Write(file[:n]); err != nil {
			return nil // the browser went away
		}
		if file = file[n:]; len(file) == 0 {
			break
		}
		if err := s.still(r); err != nil {
			visitOf(r).reported = err
			panic(http.ErrAbortHandler)
		}
	}
	return nil
}

// still refuses who may not, or not as before, ask any more for what is being answered.
func (s *site) still(r *http.Request) error {
	v := visitOf(r)
	was := v.who
	ctx, cancel := context.WithTimeout(context.WithoutCancel(r.Context()), askedAnew) // a download may take longer than a request's patience
	defer cancel()
	if err := s.admit(r.WithContext(ctx), v); err != nil {
		v.who = was // for the log
		return err
	}
	if v.who.Kind() != was.Kind() || v.who.Role() != was.Role() {
		return fail.Forbidden("not_permitted", "Your role has just changed. Please try again.")
	}
	return nil
}
