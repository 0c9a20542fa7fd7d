package web

import (
	"bytes"
	"context"
	"errors"
	"net/http"
	"net/url"
	"strconv"
	"strings"

	"kontor/access"
	"kontor/door"
	"kontor/fail"
	"kontor/web/page"
	"kontor/web/ui"
)

// statuses is the one table that says how each kind of failure is answered (architecture.md law 7).
var statuses = map[fail.Kind]int{
	fail.Internal:        http.StatusInternalServerError,
	fail.KindInvalid:     http.StatusUnprocessableEntity,
	fail.KindNotFound:    http.StatusNotFound,
	fail.KindForbidden:   http.StatusForbidden,
	fail.KindConflict:    http.StatusConflict,
	fail.KindUnavailable: http.StatusServiceUnavailable,
}

// answer turns what a handler returned into a page. Nothing from inside is shown: the cause stands in the log under the request number.
func (s *site) answer(w http.ResponseWriter, r *http.Request, err error) {
	if to, ok := errors.AsType[elsewhere](err); ok {
		http.Redirect(w, r, string(to), http.StatusSeeOther)
		return
	}
	v := visitOf(r)
	if _, ok := errors.AsType[*http.MaxBytesError](err); ok {
		s.failure(w, r, http.StatusRequestEntityTooLarge, "")
		return
	}
	if errors.Is(err, errUnreadable) {
		s.failure(w, r, http.StatusBadRequest, "")
		return
	}
	v.reported = err
	f, known := fail.As(err)
	if !known {
		status := http.StatusInternalServerError
		if errors.Is(err, context.DeadlineExceeded) || errors.Is(err, context.Canceled) {
			status = http.StatusServiceUnavailable
		}
		s.failure(w, r, status, "")
		return
	}
	if f.Kind == fail.KindForbidden && v.who != (access.Actor{}) {
		s.db.Refused(r.Context(), v.who, v.pattern, err)
	}
	p := s.failed(r, statuses[f.Kind], f.Message)
	p.Code = f.Code
	if f.Link.Target != "" {
		p.Next = ui.Link{Text: f.Link.Text, Href: place(r, f.Link.Target)}
	}
	s.fallen(w, r, p)
}

// place is the address of a target that a failure names; "" if this face has none.
func place(r *http.Request, target string) string {
	v := visitOf(r)
	if target == "payment_method" && v.who.May(access.ViewAccount) {
		return partnerPath(v.who.Partnership()) + "/account/details#payment-method"
	}
	return ""
}

// failure answers with a page of this status; text "" takes the sentence that fits it.
func (s *site) failure(w http.ResponseWriter, r *http.Request, status int, text string) {
	s.fallen(w, r, s.failed(r, status, text))
}

// failed is the page. What is not found says nothing that differs from one such page to the next: other's and unknown are the same
// (trust.md "Who sees what").
func (s *site) failed(r *http.Request, status int, text string) page.Failure {
	v := visitOf(r)
	p := page.Failure{Status: status, Text: text, Home: s.start(v)}
	if status == http.StatusNotFound {
		p.Text = ""
		return p
	}
	p.Request, p.When = v.id, moment(s.db.Now(), "UTC")
	if set := s.known.Load(); set != nil {
		p.Support = set.SupportEmail
	}
	if status >= http.StatusInternalServerError && r.Method == http.MethodGet && !secretAddress(r.URL.Path) {
		p.Retry = sameAddress(r.URL)
	}
	return p
}

// sameAddress is the address of this request on this host: one that begins with "//" would be read as another host.
func sameAddress(at *url.URL) string {
	return (&url.URL{Path: "/" + strings.TrimLeft(at.Path, "/"), RawQuery: at.RawQuery}).String()
}

// start is where a failure page leads back to.
func (s *site) start(v *visit) string {
	if v.view.ViewedAccountID != nil { // "/" is the viewer's own
		return firstFace(v.portal)
	}
	if v.route.Face == Customer {
		if id := v.app.AppUser.CompanyID; id != 0 {
			return customerPath(id)
		}
		return "/c/sign-in"
	}
	return "/"
}

// fallen shows a failure without asking the database, which may be what failed.
func (s *site) fallen(w http.ResponseWriter, r *http.Request, p page.Failure) {
	if p.Status == http.StatusServiceUnavailable {
		w.Header().Set("Retry-After", strconv.Itoa(door.RetryAfter))
	}
	f := ui.FrameProps{Brand: s.brand(s.known.Load(), visitOf(r).route.Face), Banner: s.opt.Banner, Viewing: s.viewing(visitOf(r)), Look: look(visitOf(r)), Secret: secretAddress(r.URL.Path)}
	var b bytes.Buffer
	if err := ui.Document(f, p).Render(r.Context(), &b); err != nil {
		s.log.ErrorContext(r.Context(), "a failure page could not be made", "error", err)
		http.Error(w, http.StatusText(p.Status), p.Status)
		return
	}
	send(w, r, p.Status, b.Bytes())
}

// refused is a form as it was sent, with the messages at their fields; an error that no form can show is returned as it is. names are
// pairs: the field as the verb calls it, and as the form does.
func refused(r *http.Request, form ui.Form, err error, names ...string) (ui.Form, error) {
	bad, ok := fail.AsInvalid(err)
	if !ok {
		return form, err
	}
	messages := make(map[string]string, len(bad.Fields))
	whole := ""
	for _, f := range bad.Fields {
		name := f.Name
		for i := 0; i+1 < len(names); i += 2 {
			if names[i] == name {
				name = names[i+1]
			}
		}
		if name == "" {
			whole = f.Message
			continue
		}
		if _, ok := messages[name]; !ok {
			messages[name] = f.Message
		}
	}
	return form.Again(r, whole, messages), nil
}
