package api

import (
	"cmp"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"net/http"
	"strings"
	"unicode/utf8"

	"github.com/danielgtaylor/huma/v2"
	"github.com/danielgtaylor/huma/v2/adapters/humago"

	"kontor/access"
	"kontor/account"
	"kontor/fail"
	"kontor/store"
)

// operation is one line of a noun's table: everything about an operation stands there, once.
type operation struct {
	id      string // stable: generated clients call it
	route   string // "POST /companies/{company}/suspension", below /api/v1
	may     access.Capability
	summary string
	about   string // what follows from it, in a sentence or two
	serve   serving

	face    string            // "partner" or "vendor" where only keys of that kind have it
	codes   []string          // of the conflicts and refusals that its verb returns
	match   bool              // takes If-Match
	tagged  bool              // its answer has an ETag: takes If-None-Match; found out from its function
	missing bool              // may be absent though its address names nothing: 404
	body    string            // media types that it reads, "" none
	answer  string            // media type of a success that is no JSON
	fields  map[string]string // a verb's field → where it stands in the request
	tag     string            // the noun, set by the table
	status  int               // of a success, 0: 200
}

// serving registers an operation's handler with the library.
type serving func(s *server, o *operation, h huma.API)

const jsonType = "application/json"

func (o *operation) method() string { m, _, _ := strings.Cut(o.route, " "); return m }
func (o *operation) path() string   { _, p, _ := strings.Cut(o.route, " "); return p }

// nouns are all tables, in the order of the documentation.
func (s *server) nouns() []noun {
	return []noun{s.companies(), s.subscriptions(), s.users(), s.transfers(), s.products(), s.account(), s.activity(), s.partners(), s.settings(), s.searches()}
}

// noun is a part of the API.
type noun struct {
	name, about string
	operations  []operation
}

// Operation is what who walks the API, and its documentation, ask of an operation.
type Operation struct {
	ID, Method, Path string // the path with its prefix, as the mux has it
	May              access.Capability
	Face             string // "partner", "vendor", or "" for keys of both kinds
	Body             bool
	Codes            map[int][]string // of each failure, by status
}

// Operations are all of them, in the order of the documentation.
func Operations() []Operation {
	var all []Operation
	for _, n := range new(server).nouns() {
		for _, o := range n.operations {
			of := Operation{ID: o.id, Method: o.method(), Path: root + o.path(), May: o.may, Face: o.face, Body: o.body != "", Codes: map[int][]string{}}
			for _, status := range o.failures() {
				of.Codes[status] = o.codesOf(status)
			}
			all = append(all, of)
		}
	}
	return all
}

// build puts the tables, the mux and the document together.
func build(o Options) *server {
	s := &server{db: o.DB, opt: o, log: o.Log, mux: http.NewServeMux(), byID: map[string]*operation{}}
	config := huma.Config{OpenAPI: s.outline(), Formats: map[string]huma.Format{jsonType: huma.DefaultJSONFormat, "json": huma.DefaultJSONFormat},
		DefaultFormat: jsonType, RejectUnknownQueryParameters: true}
	h := humago.NewWithPrefix(s.mux, root, config)
	h.UseMiddleware(s.admit, withHeaders)
	for _, n := range s.nouns() {
		for _, o := range n.operations {
			o.tag = n.name
			s.byID[o.id] = &o
			o.serve(s, &o, h)
		}
	}
	s.finish(h.OpenAPI())
	return s
}

// verb is the second hop: what an operation does in a transaction.
type verb[I, O any] func(ctx context.Context, tx *store.Tx, in *I) (*O, error)

// reads serves an operation that changes nothing, from one instant.
func reads[I, O any](do verb[I, O]) serving {
	return func(s *server, o *operation, h huma.API) {
		_, o.tagged = any(new(O)).(tagged)
		huma.Register(h, s.declare(o), func(ctx context.Context, in *I) (*O, error) {
			out, err := store.Snapshot(ctx, s.db, callOf(ctx).who, func(tx *store.Tx) (*O, error) { return do(ctx, tx, in) })
			if err != nil {
				return nil, s.failure(ctx, err)
			}
			if t, ok := any(out).(tagged); ok && has(headerOf(ctx, "If-None-Match"), t.etag()) {
				return nil, huma.ErrorWithHeaders(unchanged{}, http.Header{"ETag": {t.etag()}})
			}
			return out, nil
		})
	}
}

// tagged is an answer that says what it is now.
type tagged interface{ etag() string }

// unchanged answers who has it already: 304, without a body (RFC 9110, 13.1.2).
type unchanged struct{}

func (unchanged) Error() string  { return "not modified" }
func (unchanged) GetStatus() int { return http.StatusNotModified }

// looks is reads for what need not agree on one instant: without a transaction around it.
func looks[I, O any](do verb[I, O]) serving {
	return func(s *server, o *operation, h huma.API) {
		huma.Register(h, s.declare(o), func(ctx context.Context, in *I) (*O, error) {
			out, err := store.Read(ctx, s.db, callOf(ctx).who, func(tx *store.Tx) (*O, error) { return do(ctx, tx, in) })
			if err != nil {
				return nil, s.failure(ctx, err)
			}
			return out, nil
		})
	}
}

// acts serves an operation that changes something, in one transaction with the answer that its Idempotency-Key gets again.
func acts[I, O any](do verb[I, O]) serving {
	return func(s *server, o *operation, h huma.API) {
		huma.Register(h, s.declare(o), func(ctx context.Context, in *I) (*O, error) {
			out, err := once(ctx, s, o, in, do)
			if err != nil {
				return nil, s.failure(ctx, err)
			}
			return out, nil
		})
	}
}

// once does it, or gives the answer that the same request got before (trust.md "Nothing lost": Idempotency-Key).
func once[I, O any](ctx context.Context, s *server, o *operation, in *I, do verb[I, O]) (*O, error) {
	c := callOf(ctx)
	word := wordOf(ctx)
	if word == "" || o.method() != http.MethodPost {
		return store.Write(ctx, s.db, c.who, func(tx *store.Tx) (*O, error) { return do(ctx, tx, in) })
	}
	request, err := o.claimed(word, in)
	if err != nil {
		return nil, err
	}
	began := false
	out, err := store.Write(ctx, s.db, c.who, func(tx *store.Tx) (*O, error) {
		answer, answered, err := account.Claim(ctx, tx, c.key, word, request)
		if err != nil {
			return nil, err
		}
		if answered {
			return again[O](answer)
		}
		began = true
		out, err := do(ctx, tx, in)
		if err != nil {
			return nil, err
		}
		answer, err = json.Marshal(told[O]{Answer: out})
		if err != nil {
			return nil, err
		}
		return out, account.Keep(ctx, tx, c.key, word, answer)
	})
	if began && err != nil {
		s.keepRefusal(ctx, word, request, err)
	}
	return out, err
}

// claimed is what stands for a request that its Idempotency-Key is claimed for.
func (o *operation) claimed(word string, in any) ([]byte, error) {
	if !utf8.ValidString(word) || len(word) > 200 || store.Clean(word) != word {
		return nil, refused("Idempotency-Key", "invalid", "An Idempotency-Key has up to 200 characters.")
	}
	sent, err := json.Marshal(in)
	if err != nil {
		return nil, err
	}
	sum := sha256.Sum256(append([]byte(o.id+"\n"), sent...))
	return sum[:], nil
}

// kept does what takes no transaction or many, and keeps the answer for its Idempotency-Key afterwards. Of two at once the answer of the
// first to end is both's.
func kept[I, O any](ctx context.Context, s *server, o *operation, in *I, do func() (*O, error)) (*O, error) {
	if wordOf(ctx) == "" {
		out, err := do()
		if err != nil {
			return nil, s.failure(ctx, err)
		}
		return out, nil
	}
	out, err := earlier[I, O](ctx, s, o, in)
	if errors.Is(err, errFirst) {
		out, err = do()
		out, err = once(ctx, s, o, in, func(context.Context, *store.Tx, *I) (*O, error) { return out, err })
	}
	if err != nil {
		return nil, s.failure(ctx, err)
	}
	return out, nil
}

// earlier is the answer that the same request with this Idempotency-Key got before, else errFirst.
func earlier[I, O any](ctx context.Context, s *server, o *operation, in *I) (*O, error) {
	c, word := callOf(ctx), wordOf(ctx)
	if word == "" {
		return nil, errFirst
	}
	request, err := o.claimed(word, in)
	if err != nil {
		return nil, err
	}
	return store.Write(ctx, s.db, c.who, func(tx *store.Tx) (*O, error) {
		answer, answered, err := account.Claim(ctx, tx, c.key, word, request)
		if err == nil && answered {
			return again[O](answer)
		}
		return nil, cmp.Or(err, errFirst) // so the claim is not kept
	})
}

var errFirst = errors.New("api: nobody asked this before")

// told is an answer as it is kept: what the operation answered, or why it did not.
type told[O any] struct {
	Answer  *O       `json:"answer,omitempty"`
	Problem *Problem `json:"problem,omitempty"`
}

func again[O any](answer []byte) (*O, error) {
	var t told[O]
	if err := json.Unmarshal(answer, &t); err != nil {
		return nil, err
	}
	if t.Problem != nil {
		return nil, t.Problem
	}
	return t.Answer, nil
}

// keepRefusal keeps why an act was refused, in a transaction of its own, as its own was rolled back. What another try may mend is not kept.
func (s *server) keepRefusal(ctx context.Context, word string, request []byte, cause error) {
	c := callOf(ctx)
	p := problemOf(cause, c.op.fields)
	if p.Status >= http.StatusInternalServerError {
		return
	}
	answer, err := json.Marshal(told[struct{}]{Problem: p})
	if err == nil {
		err = s.db.Write(ctx, c.who, func(tx *store.Tx) error {
			if _, answered, err := account.Claim(ctx, tx, c.key, word, request); err != nil || answered {
				return err
			}
			return account.Keep(ctx, tx, c.key, word, answer)
		})
	}
	if _, known := fail.As(err); err != nil && !known {
		s.log.ErrorContext(ctx, "an answer could not be kept for its Idempotency-Key", "request", c.id, "error", err)
	}
}

// tag is the ETag of what an operation shows.
func tag(body any) string {
	text, err := json.Marshal(body)
	if err != nil {
		return ""
	}
	sum := sha256.Sum256(text)
	return `"` + hex.EncodeToString(sum[:12]) + `"`
}

// matches refuses an edit of something that is no longer what the caller saw: 412 where If-Match is sent and stale.
func matches(ctx context.Context, body any) error {
	want := headerOf(ctx, "If-Match")
	if want == "" || want == "*" {
		return nil
	}
	if has(want, tag(body)) {
		return nil
	}
	return problem(http.StatusPreconditionFailed, "changed_meanwhile", "It was changed meanwhile. Read it again.")
}

// has reports whether a list of ETags, or "*", has this one.
func has(list, tag string) bool {
	for one := range strings.SplitSeq(list, ",") {
		if one = strings.TrimSpace(one); one == tag || one == "*" {
			return true
		}
	}
	return false
}

type headersKey struct{}

// withHeaders lets handlers see headers that are no part of their input.
func withHeaders(ctx huma.Context, next func(huma.Context)) {
	r, _ := humago.Unwrap(ctx)
	next(huma.WithValue(ctx, headersKey{}, r.Header))
}

func headerOf(ctx context.Context, name string) string {
	h, _ := ctx.Value(headersKey{}).(http.Header)
	return h.Get(name)
}

func wordOf(ctx context.Context) string { return headerOf(ctx, "Idempotency-Key") }
