package api_test

import (
	"net/http"
	"regexp"
	"strings"
	"testing"

	"kontor/access"
	"kontor/api"
	"kontor/kontortest"
)

func (a ask) by(c *kontortest.Caller) *kontortest.Reply {
	return c.Call(a.method, a.path, a.body, a.headers...)
}

var ids = regexp.MustCompile(`/[0-9]+`)

// Issue 3: every operation is met with success and with each documented error, on each database, and every answer is what the document says.
func TestEveryOperationAnswersAsDocumented(t *testing.T) {
	kontortest.Both(t, func(t *testing.T, k *kontortest.Kontor) {
		s := newScene(t, k)
		few := k.APIServer(api.Options{PerMinute: 1})
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
			if got := ok.by(full); got.Status >= 300 {
				t.Errorf("%s: %d %s", o.ID, got.Status, got.Body)
			}
			more := "?"
			if strings.Contains(ok.path, more) {
				more = "&"
			}
			(ask{ok.method, ok.path + more + "nonsense=1", ok.body, ok.headers}).by(full).WantCode(t, http.StatusUnprocessableEntity, "invalid").WantField(t, "nonsense", "unknown")
			if strings.Contains(o.Path, "{") {
				(ask{ok.method, ids.ReplaceAllString(ok.path, "/987654321"), ok.body, ok.headers}).by(full).WantCode(t, http.StatusNotFound, "not_found")
			}
			if o.Body {
				(ask{ok.method, ok.path, ok.body, []string{"Content-Type", "text/plain"}}).by(full).WantCode(t, http.StatusUnsupportedMediaType, "unsupported_type")
				large := ask{ok.method, ok.path, []byte(`{"name":"` + strings.Repeat("x", 70<<10) + `"}`), []string{"Content-Type", "application/json"}}
				if _, file := ok.body.([]byte); file {
					large.body, large.headers = make([]byte, 3<<20), ok.headers
				}
				large.by(full).WantCode(t, http.StatusRequestEntityTooLarge, "too_large")
			}
			key := full.Secret
			limited := few.As(key)
			limited.Get("/nowhere") // not an operation: not counted
			k.Clock.Advance(60_000_000_000)
			limited.Call(http.MethodGet, "/companies?limit=1", nil)
			if r := ok.by(limited).WantCode(t, http.StatusTooManyRequests, "too_many_requests"); r.Header.Get("Retry-After") == "" {
				t.Errorf("%s: no Retry-After", o.ID)
			}
		}
		s.meetConflicts()
		if left := k.Unheard(); len(left) > 0 {
			t.Errorf("documented answers that were not met: %s", strings.Join(left, ", "))
		}
		t.Logf("%d operations", len(api.Operations()))
	})
}

// meetConflicts asks for the conflicts and stale edits that are documented and were not met yet.
func (s *scene) meetConflicts() {
	for _, missing := range s.k.Unheard() {
		id, status, _ := strings.Cut(missing, " ")
		full := s.partner
		if face(id) == "vendor" {
			full = s.vendor
		}
		switch status {
		case "304":
			ok := s.success(id)
			ok.headers = append(ok.headers, "If-None-Match", `"other", `+ok.by(full).Want(s.t, http.StatusOK).Header.Get("ETag"))
			ok.by(full).Want(s.t, http.StatusNotModified)
		case "404":
			s.conflict(id).by(full).WantCode(s.t, http.StatusNotFound, "not_found")
		case "409":
			s.conflict(id).by(full).Want(s.t, http.StatusConflict)
		case "412":
			ok := s.success(id)
			ok.headers = append(ok.headers, "If-Match", `"stale"`)
			ok.by(full).WantCode(s.t, http.StatusPreconditionFailed, "changed_meanwhile")
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
