package web

import (
	"context"
	"errors"
	"mime"
	"net/http"
	"net/url"
	"strings"
	"unicode/utf8"

	"kontor/door"
	"kontor/fail"
	"kontor/picture"
)

// Limits of one request (trust.md "Load").
const (
	formBytes   = door.SmallBody
	uploadBytes = picture.MaxBytes + 256<<10 // the picture and the fields beside it
	formParts   = 1000                       // lists of people have a field for each name
	mostUploads = 16                         // large bodies in memory at a time
	perPlace    = 4                          // small bodies on their way for each request worked on
)

// uploads are the routes that take a picture or a file.
var uploads = map[string]bool{
	"POST /p/{partnership}/account/details/edit": true, "POST /admin/partners/{partner}/edit": true,
	"POST /p/{partnership}/companies/import":         true,
	"POST /admin/partners/{partner}/import":          true,
	"POST /p/{partnership}/companies":                true,
	"POST /p/{partnership}/companies/{company}/edit": true,
	"POST /admin/settings":                           true,
	"POST /admin/setup/{step}":                       true,
}

// shed answers at most so many requests at a time; the others are told to come back. The operator's questions are always answered.
func (s *site) shed(next http.Handler) http.Handler {
	busy := func(w http.ResponseWriter, r *http.Request) { s.failure(w, r, http.StatusServiceUnavailable, "") }
	shed := s.gate.Shed(isLarge, busy, next)
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path == "/livez" || r.URL.Path == "/readyz" {
			next.ServeHTTP(w, r)
			return
		}
		shed.ServeHTTP(w, r)
	})
}

// isLarge reports whether the body may be larger than a form: a picture on its way to a route that takes one.
func isLarge(r *http.Request) bool {
	return uploads[visitOf(r).pattern] && (r.ContentLength < 0 || r.ContentLength > formBytes)
}

// upload stands before routes that take a picture: who may not send one is refused before it is read, and few are in memory at a time.
func (s *site) upload(next handler) handler {
	return func(w http.ResponseWriter, r *http.Request) error {
		if !isLarge(r) {
			return next(w, r)
		}
		if err := s.admit(r, visitOf(r)); err != nil {
			return err
		}
		select {
		case s.uploading <- struct{}{}:
			defer func() { <-s.uploading }()
			return next(w, r)
		default:
			return fail.Unavailable("busy", "Many files are being sent at this moment. Please try again.")
		}
	}
}

// limit bounds body and time.
func (s *site) limit(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		ctx, cancel := context.WithTimeout(r.Context(), door.Patience)
		defer cancel()
		r = r.WithContext(ctx)
		most := int64(formBytes)
		if uploads[visitOf(r).pattern] {
			most = uploadBytes
		}
		r.Body = http.MaxBytesReader(w, r.Body, most)
		next.ServeHTTP(w, r)
	})
}

// errUnreadable is a body that cannot be read.
var errUnreadable = errors.New("web: the form cannot be read")

// readForm reads the body before anything is looked up: handlers find it in r.PostForm. Uploads stay in memory and never touch the
// file system. Text that is no text, in the form or the address, is refused here once.
func readForm(r *http.Request) error {
	if !areText(r.URL.Query()) {
		return errUnreadable
	}
	if r.Method != http.MethodPost {
		return nil
	}
	kind, _, err := mime.ParseMediaType(r.Header.Get("Content-Type"))
	switch {
	case err == nil && kind == "multipart/form-data":
		err = r.ParseMultipartForm(uploadBytes)
	case err == nil && kind == "application/x-www-form-urlencoded", r.ContentLength == 0:
		err = r.ParseForm()
	default:
		return errUnreadable
	}
	if tooLarge := (*http.MaxBytesError)(nil); errors.As(err, &tooLarge) {
		return err
	}
	if err != nil || len(r.PostForm) > formParts || !areText(r.PostForm) {
		return errUnreadable
	}
	return nil
}

// areText: databases keep no other bytes than UTF-8, and PostgreSQL no zero.
func areText(values url.Values) bool {
	for name, list := range values {
		for _, text := range append([]string{name}, list...) {
			if !utf8.ValidString(text) || strings.ContainsRune(text, 0) {
				return false
			}
		}
	}
	return true
}

// chosenPicture is the picture sent in a field, nil if none was chosen. Fails with fail.Invalid at that field.
func chosenPicture(r *http.Request, field string) (*picture.Logo, error) {
	file, _, err := r.FormFile(field)
	if errors.Is(err, http.ErrMissingFile) || errors.Is(err, http.ErrNotMultipart) {
		return nil, nil
	}
	if err != nil {
		return nil, errUnreadable
	}
	defer file.Close()
	var logo picture.Logo
	err = door.Decode(r.Context(), func() (err error) {
		logo, err = picture.ReadLogo(file)
		return err
	})
	if bad, ok := fail.AsInvalid(err); ok {
		return nil, fail.Invalid(fail.At(field, bad.Fields[0].Message))
	}
	return &logo, err
}
