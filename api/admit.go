package api

import (
	"bytes"
	"encoding/json"
	"errors"
	"maps"
	"mime"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"sync"
	"time"

	"github.com/danielgtaylor/huma/v2"
	"github.com/danielgtaylor/huma/v2/adapters/humago"

	"kontor/access"
	"kontor/account"
	"kontor/door"
	"kontor/fail"
)

// admit finds out who asks and refuses who may not: 401 without a key that works, 429 beyond the rate, 403 without the right. Cookies are
// not read (trust.md "Accounts"). It stands behind the reading of small bodies, which takes time: rights end at once.
func (s *server) admit(ctx huma.Context, next func(huma.Context)) {
	r, w := humago.Unwrap(ctx)
	c := callOf(r.Context())
	c.op = s.byID[ctx.Operation().OperationID]
	v, err := account.VisitByKey(r.Context(), s.db, bearer(r), c.ip)
	if err != nil {
		s.fail(w, r, s.problem(r, err))
		return
	}
	if v.Actor == (access.Actor{}) {
		w.Header().Set("WWW-Authenticate", `Bearer realm="Kontor"`)
		s.fail(w, r, unauthorized())
		return
	}
	c.who, c.key = v.Actor, v.Key
	if !s.rates.take(w.Header(), v.Key, s.perMinute(), s.db.Now()) {
		s.fail(w, r, problem(http.StatusTooManyRequests, "too_many_requests", "This key has made too many calls. Retry-After says when it may again."))
		return
	}
	if err := c.op.permit(c.who); err != nil {
		s.fail(w, r, s.problem(r, err))
		return
	}
	if p := plain(r); p != nil {
		s.fail(w, r, p)
		return
	}
	if p := s.readable(ctx.Operation(), c.op, r); p != nil {
		s.fail(w, r, p)
		return
	}
	next(ctx)
}

// problem is failure for where no operation answers.
func (s *server) problem(r *http.Request, err error) *Problem {
	if p, ok := errors.AsType[*Problem](s.failure(r.Context(), err)); ok {
		return p
	}
	return internal()
}

// bearer is the secret of the request, "" if there is none.
func bearer(r *http.Request) string {
	if len(r.Header.Values("Authorization")) != 1 {
		return ""
	}
	return secretOf(r.Header.Get("Authorization"))
}

// secretOf is the secret in the header Authorization.
func secretOf(header string) string {
	kind, secret, _ := strings.Cut(header, " ")
	if !strings.EqualFold(kind, "Bearer") {
		return ""
	}
	return strings.TrimSpace(secret)
}

// permit refuses who lacks the right to an operation, or asks for what is another kind of key's.
func (o *operation) permit(who access.Actor) error {
	if o.face != "" && who.Face() != o.face || !who.May(o.may) {
		return fail.Forbidden("not_permitted", "The scopes of this key, or the role of the person who made it, do not allow this.")
	}
	return nil
}

// plain refuses parameters that cannot be read, and those sent twice: one of the two would be dropped in silence.
func plain(r *http.Request) *Problem {
	query, err := url.ParseQuery(r.URL.RawQuery)
	if err != nil {
		return refused("query", "invalid", "What follows the ? in the address can't be read. Escape each name and value (RFC 3986).")
	}
	for _, name := range slices.Sorted(maps.Keys(query)) {
		if len(query[name]) > 1 {
			return refused(name, "invalid", "Send this parameter once.")
		}
	}
	return nil
}

// deepest is how deep JSON may be nested.
const deepest = 16

// readable refuses a body of another type, and JSON that is nested too deep or has null where a value belongs, before it is taken apart.
func (s *server) readable(declared *huma.Operation, o *operation, r *http.Request) *Problem {
	if o.body == "" {
		return nil
	}
	kind, _, err := mime.ParseMediaType(r.Header.Get("Content-Type"))
	if err != nil || !strings.Contains(" "+o.body+" ", " "+kind+" ") {
		return problem(http.StatusUnsupportedMediaType, "unsupported_type", "Send "+strings.ReplaceAll(o.body, " ", ", ")+".")
	}
	if o.body != jsonType {
		return nil
	}
	body := door.Peek(r)
	if depth(body) > deepest {
		return refused("body", "too_deep", "The JSON is nested too deep.")
	}
	var sent any
	if !bytes.Contains(body, []byte("null")) || json.Unmarshal(body, &sent) != nil {
		return nil
	}
	return s.nulls(declared.RequestBody.Content[jsonType].Schema, sent)
}

// depth is how deep JSON is nested, found without taking it apart.
func depth(body []byte) (most int) {
	open, quoted := 0, false
	for i := 0; i < len(body); i++ {
		switch b := body[i]; {
		case quoted && b == '\\':
			i++
		case b == '"':
			quoted = !quoted
		case quoted:
		case b == '{' || b == '[':
			open++
			most = max(most, open)
		case b == '}' || b == ']':
			open--
		}
	}
	return most
}

// nulls refuses null for a property that takes none: the library would read it as "absent, so it stays", who sent it perhaps meant "empty".
func (s *server) nulls(x *huma.Schema, sent any) (p *Problem) {
	var look func(place string, x *huma.Schema, v any)
	look = func(place string, x *huma.Schema, v any) {
		x = s.schema(x)
		switch v := v.(type) {
		case nil:
			if !x.Nullable && x.Type != "" {
				p = withField(p, strings.TrimPrefix(place, "."), "invalid", "Send a value, or leave it out.")
			}
		case map[string]any:
			for _, name := range slices.Sorted(maps.Keys(v)) {
				if property, ok := x.Properties[name]; ok {
					look(place+"."+name, property, v[name])
				}
			}
		case []any:
			for i, item := range v {
				if x.Items != nil {
					look(place+"["+strconv.Itoa(i)+"]", x.Items, item)
				}
			}
		}
	}
	if _, ok := sent.(map[string]any); ok {
		look("", x, sent)
	}
	return p
}

// withField is a problem with one more place that is wrong.
func withField(p *Problem, field, code, message string) *Problem {
	one := refused(field, code, message)
	if p == nil {
		return one
	}
	p.Errors = append(p.Errors, one.Errors...)
	return p
}

// rates counts the calls of each key in the current minute. It stands in memory, one for each process: it protects the process, and a row
// written for each call would cost more than most calls.
type rates struct {
	mu     sync.Mutex
	minute time.Time
	calls  map[int64]int
}

const perMinute = 600

func (s *server) perMinute() int {
	if s.opt.PerMinute > 0 {
		return s.opt.PerMinute
	}
	return perMinute
}

// take counts a call and says in the headers what is left; false: none was.
func (t *rates) take(h http.Header, key int64, most int, now time.Time) bool {
	t.mu.Lock()
	defer t.mu.Unlock()
	if at := now.Truncate(time.Minute); t.calls == nil || !at.Equal(t.minute) {
		t.minute, t.calls = at, map[int64]int{}
	}
	t.calls[key]++
	wait := strconv.Itoa(int(t.minute.Add(time.Minute).Sub(now)/time.Second) + 1)
	h.Set("RateLimit-Limit", strconv.Itoa(most))
	h.Set("RateLimit-Remaining", strconv.Itoa(max(0, most-t.calls[key])))
	h.Set("RateLimit-Reset", wait)
	if t.calls[key] > most {
		h.Set("Retry-After", wait)
		return false
	}
	return true
}
