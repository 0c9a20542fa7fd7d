package api_test

import (
	"net/http"
	"regexp"
	"slices"
	"strings"
	"testing"

	"kontor/access"
	"kontor/api"
	"kontor/kontortest"
)

func (a ask) by(c *kontortest.Caller) *kontortest.Reply {
	return c.Call(a.method, a.path, a.body, a.headers...)
}

// with is the same request with one more header.
func (a ask) with(name, value string) ask {
	a.headers = append(slices.Clone(a.headers), name, value)
	return a
}

var ids = regexp.MustCompile(`/[0-9]+`)

// Issue 3: every operation is met with success and with each documented error, code by code, on each database, and every answer is what the
// document says.
func TestEveryOperationAnswersAsDocumented(t *testing.T) {
	kontortest.Both(t, func(t *testing.T, k *kontortest.Kontor) {
		s := newScene(t, k)
		few := k.APIServer(api.Options{PerMinute: 1})
		for _, full := range []*kontortest.Caller{s.partner, s.vendor} { // no operation has this address
			full.Post("/companies/987654321/restoration", nil, "Idempotency-Key", "taken").Want(t, http.StatusNotFound)
		}
		for _, o := range api.Operations() {
			full, weak := s.partner, s.weak
			if o.Face == "vendor" {
				full, weak = s.vendor, s.weakV
			}
			if o.May == access.ViewAccount || o.May == access.ViewActivity { // which is all that the weak key has
				weak = s.weakV
			}
			ok := s.success(o.ID)
			ok.by(k.API(nil)).WantCode(t, http.StatusUnauthorized, "key_needed")
			ok.by(weak).WantCode(t, http.StatusForbidden, "not_permitted")
			if o.Method == http.MethodPost {
				ok.with("Idempotency-Key", "taken").by(full).WantCode(t, http.StatusUnprocessableEntity, "invalid").WantField(t, "Idempotency-Key", "idempotency_key_reused")
			}
			if got := ok.by(full); got.Status >= 300 {
				t.Errorf("%s: %d %s", o.ID, got.Status, got.Body)
			}
			s.meetMisreadings(o, ok, full)
			limited := few.As(full.Secret)
			limited.Get("/nowhere") // not an operation: not counted
			k.Clock.Advance(60_000_000_000)
			limited.Call(http.MethodGet, "/companies?limit=1", nil)
			if r := ok.by(limited).WantCode(t, http.StatusTooManyRequests, "too_many_requests"); r.Header.Get("Retry-After") == "" {
				t.Errorf("%s: no Retry-After", o.ID)
			}
		}
		s.meetConflicts()
		s.meetRefusals()
		if left := k.Unheard(); len(left) > 0 {
			t.Errorf("documented answers that were not met: %s", strings.Join(left, ", "))
		}
		t.Logf("%d operations", len(api.Operations()))
	})
}

// meetMisreadings asks in ways that are wrong whatever the operation is.
func (s *scene) meetMisreadings(o api.Operation, ok ask, full *kontortest.Caller) {
	more := "?"
	if strings.Contains(ok.path, more) {
		more = "&"
	}
	(ask{ok.method, ok.path + more + "nonsense=1", ok.body, ok.headers}).by(full).WantCode(s.t, http.StatusUnprocessableEntity, "invalid").WantField(s.t, "nonsense", "unknown")
	if strings.Contains(o.Path, "{") {
		(ask{ok.method, ids.ReplaceAllString(ok.path, "/987654321"), ok.body, ok.headers}).by(full).WantCode(s.t, http.StatusNotFound, "not_found")
	}
	if !o.Body {
		return
	}
	(ask{ok.method, ok.path, ok.body, []string{"Content-Type", "text/plain"}}).by(full).WantCode(s.t, http.StatusUnsupportedMediaType, "unsupported_type")
	large := ask{ok.method, ok.path, []byte(`{"name":"` + strings.Repeat("x", 70<<10) + `"}`), []string{"Content-Type", "application/json"}}
	if _, file := ok.body.([]byte); file {
		large.body, large.headers = make([]byte, 3<<20), ok.headers
	} else {
		deep := strings.Repeat(`{"a":`, 17) + "1" + strings.Repeat("}", 17)
		(ask{ok.method, ok.path, deep, nil}).by(full).WantCode(s.t, http.StatusUnprocessableEntity, "invalid").WantField(s.t, "body", "too_deep")
	}
	large.by(full).WantCode(s.t, http.StatusRequestEntityTooLarge, "too_large")
}

// meetConflicts asks for the conflicts and stale edits that are documented and were not met yet.
func (s *scene) meetConflicts() {
	asked := map[string]bool{}
	for _, missing := range s.k.Unheard() {
		words := strings.Fields(missing)
		id, status := words[0], words[1]
		if asked[id+status] {
			continue
		}
		asked[id+status] = true
		full := s.partner
		if face(id) == "vendor" {
			full = s.vendor
		}
		switch status {
		case "304":
			ok := s.success(id)
			ok.with("If-None-Match", `"other", `+ok.by(full).Want(s.t, http.StatusOK).Header.Get("ETag")).by(full).Want(s.t, http.StatusNotModified)
		case "404":
			s.conflict(id).by(full).WantCode(s.t, http.StatusNotFound, "not_found")
		case "409":
			s.conflict(id).by(full).Want(s.t, http.StatusConflict)
		case "412":
			s.success(id).with("If-Match", `"stale"`).by(full).WantCode(s.t, http.StatusPreconditionFailed, "changed_meanwhile")
		}
	}
}

func face(id string) string {
	for _, o := range api.Operations() {
		if o.ID == id {
			return o.Face
		}
	}
	return ""
}
