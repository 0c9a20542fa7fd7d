package kontortest

import (
	"bytes"
	"encoding/json"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"testing"

	"kontor/access"
	"kontor/account"
	"kontor/api"
	"kontor/store"
)

// Key is the secret of a new API key of somebody who may make one; without scopes it has all that the role can give.
func (k *Kontor) Key(who *Person, scopes ...access.KeyScope) string {
	k.t.Helper()
	if len(scopes) == 0 {
		for _, g := range access.KeyGrants(who.Role) {
			scopes = append(scopes, g.Scope)
		}
	}
	var secret string
	k.Write(who, func(tx *store.Tx) (err error) {
		_, secret, err = account.MakeKey(k.t.Context(), tx, account.KeyDraft{Name: "harness", Scopes: scopes})
		return err
	})
	return secret
}

// Caller is a program with an API key. Every answer it gets is held against the OpenAPI document.
type Caller struct {
	Secret string
	t      testing.TB
	base   string
}

// API is a program with a key of somebody; nil has none.
func (k *Kontor) API(who *Person, scopes ...access.KeyScope) *Caller {
	k.t.Helper()
	c := &Caller{t: k.t, base: k.Server().URL + "/api/v1"}
	if who != nil {
		c.Secret = k.Key(who, scopes...)
	}
	return c
}

// APIWith is a program with this key, also one that does not work.
func (k *Kontor) APIWith(secret string) *Caller {
	return &Caller{t: k.t, base: k.Server().URL + "/api/v1", Secret: secret}
}

// APIServer is the API by itself with other options.
func (k *Kontor) APIServer(o api.Options) *Caller {
	k.t.Helper()
	o.DB, o.BaseURL, o.Log = k.DB, k.Base, slog.New(slog.NewTextHandler(k.Log, nil))
	server := httptest.NewServer(k.contract(api.New(o)))
	k.t.Cleanup(server.Close)
	return &Caller{t: k.t, base: server.URL + "/api/v1"}
}

// As is the same program with another key.
func (c *Caller) As(secret string) *Caller { return &Caller{t: c.t, base: c.base, Secret: secret} }

// For is the same program reporting to a part of the test.
func (c *Caller) For(t testing.TB) *Caller { return &Caller{t: t, base: c.base, Secret: c.Secret} }

// Reply is an answer of the API.
type Reply struct {
	Status int
	Header http.Header
	Body   []byte
	Asked  string
}

// JSON is a body.
type JSON map[string]any

// Call sends one request below /api/v1. The body is JSON, raw bytes or nil; headers are pairs.
func (c *Caller) Call(method, path string, body any, headers ...string) *Reply {
	c.t.Helper()
	var reader io.Reader
	kind := ""
	switch b := body.(type) {
	case nil:
	case []byte:
		reader = bytes.NewReader(b)
	case string:
		reader, kind = bytes.NewReader([]byte(b)), "application/json"
	default:
		text, err := json.Marshal(b)
		if err != nil {
			c.t.Fatal(err)
		}
		reader, kind = bytes.NewReader(text), "application/json"
	}
	r, err := http.NewRequest(method, c.base+path, reader)
	if err != nil {
		c.t.Fatal(err)
	}
	if c.Secret != "" {
		r.Header.Set("Authorization", "Bearer "+c.Secret)
	}
	if kind != "" {
		r.Header.Set("Content-Type", kind)
	}
	for i := 0; i+1 < len(headers); i += 2 {
		r.Header.Set(headers[i], headers[i+1])
	}
	answer, err := http.DefaultClient.Do(r)
	if err != nil {
		c.t.Fatalf("%s %s: %v", method, path, err)
	}
	defer answer.Body.Close()
	text, err := io.ReadAll(answer.Body)
	if err != nil {
		c.t.Fatalf("%s %s: %v", method, path, err)
	}
	return &Reply{Status: answer.StatusCode, Header: answer.Header, Body: text, Asked: method + " " + path}
}

// Get asks for something.
func (c *Caller) Get(path string) *Reply { c.t.Helper(); return c.Call(http.MethodGet, path, nil) }

// Post sends a body, nil for none.
func (c *Caller) Post(path string, body any, headers ...string) *Reply {
	c.t.Helper()
	return c.Call(http.MethodPost, path, body, headers...)
}

// Want fails the test unless the answer has this status.
func (r *Reply) Want(t testing.TB, status int) *Reply {
	t.Helper()
	if r.Status != status {
		t.Fatalf("%s: status %d, want %d: %s", r.Asked, r.Status, status, r.Body)
	}
	return r
}

// WantCode fails the test unless the answer is a problem with this status and code.
func (r *Reply) WantCode(t testing.TB, status int, code string) *Reply {
	t.Helper()
	if got := r.Text(t, "code"); r.Status != status || got != code {
		t.Fatalf("%s: %d %q, want %d %q: %s", r.Asked, r.Status, got, status, code, r.Body)
	}
	return r
}

// WantField fails the test unless the answer is a problem that names this place with this code.
func (r *Reply) WantField(t testing.TB, field, code string) *Reply {
	t.Helper()
	var p api.Problem
	if err := json.Unmarshal(r.Body, &p); err != nil {
		t.Fatalf("%s: %v: %s", r.Asked, err, r.Body)
	}
	for _, f := range p.Errors {
		if f.Field == field && f.Code == code {
			return r
		}
	}
	t.Fatalf("%s: no %s at %s: %s", r.Asked, code, field, r.Body)
	return r
}

// Text is a property of the body that is text; the test fails without a JSON body.
func (r *Reply) Text(t testing.TB, name string) string {
	t.Helper()
	text, _ := r.Value(t, name).(string)
	return text
}

// Value is a property of the body.
func (r *Reply) Value(t testing.TB, name string) any {
	t.Helper()
	var all map[string]any
	if err := json.Unmarshal(r.Body, &all); err != nil {
		t.Fatalf("%s: %d, no JSON: %s", r.Asked, r.Status, r.Body)
	}
	return all[name]
}

// Items are the lines of a list.
func (r *Reply) Items(t testing.TB) []map[string]any {
	t.Helper()
	var list struct{ Items []map[string]any }
	if err := json.Unmarshal(r.Body, &list); err != nil {
		t.Fatalf("%s: %d, no list: %s", r.Asked, r.Status, r.Body)
	}
	return list.Items
}
