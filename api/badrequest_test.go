package api_test

import (
	"encoding/base64"
	"encoding/json"
	"fmt"
	"maps"
	"math/rand/v2"
	"net/http"
	"net/url"
	"slices"
	"strings"

	"kontor/api"
	"kontor/kontortest"
)

// bad makes requests that are wrong somewhere, from good ones and what the OpenAPI document says of them.
type bad struct {
	*rand.Rand
	s          *scene
	document   map[string]any
	operations []api.Operation
	good       map[string]ask // by operation, while it succeeds
	watch      *watch
	statuses   map[int]int
}

// wrong is one request.
type wrong struct {
	o            api.Operation
	method, path string
	query        string
	body         []byte
	headers      []string
	done         []string // what is wrong with it
	sure         bool     // it must be refused
}

func (w *wrong) String() string {
	body := string(w.body)
	if len(body) > 300 {
		body = body[:300] + "…"
	}
	path := w.path
	if len(path) > 300 {
		path = path[:300] + "…"
	}
	return fmt.Sprintf("%s %s?%.300s %.300q %q (%s: %s)", w.method, path, w.query, w.headers, body, w.o.ID, strings.Join(w.done, ", "))
}

func newBad(s *scene, dice *rand.Rand) *bad {
	g := &bad{Rand: dice, s: s, operations: api.Operations(), good: map[string]ask{}, statuses: map[int]int{}}
	if err := json.Unmarshal(api.Document(""), &g.document); err != nil {
		s.t.Fatal(err)
	}
	g.watch = newWatch(s.t, s.k)
	return g
}

func (g *bad) pick(of ...string) string { return of[g.IntN(len(of))] }

// wrong is a request to an operation with one to three things wrong: at most one in the body, one in the address, one in the headers.
func (g *bad) wrong(o api.Operation) *wrong {
	from := g.good[o.ID]
	w := &wrong{o: o, method: from.method, path: from.path, headers: slices.Clone(from.headers)}
	switch b := from.body.(type) {
	case nil:
	case []byte:
		w.body = b
	default:
		text, err := json.Marshal(b)
		if err != nil {
			g.s.t.Fatal(err)
		}
		w.body, w.headers = text, append(w.headers, "Content-Type", "application/json")
	}
	if g.IntN(20) == 0 { // another method may find another operation, so it is wrong by itself
		w.method = g.pick("HEAD", "GET", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", "PROPFIND", "X")
		w.did(false, "method")
		return w
	}
	ways := []func(*wrong){g.inAddress, g.inHeaders}
	if _, isJSON := from.body.(kontortest.JSON); isJSON {
		ways = append(ways, g.inBody, g.inBody, g.inBody)
	}
	first := g.IntN(len(ways))
	ways[first](w)
	if other := g.IntN(len(ways)); other != first && (other < 2 || first < 2) {
		ways[other](w)
	}
	return w
}

func (w *wrong) did(sure bool, format string, args ...any) {
	w.done, w.sure = append(w.done, fmt.Sprintf(format, args...)), w.sure || sure
}

func (w *wrong) header(name, value string) { w.headers = append(w.headers, name, value) }

// inHeaders sends a header that is not as it should be.
func (g *bad) inHeaders(w *wrong) {
	odd := g.pick("", "*", `"`, `""`, `W/"x"`, "\xff\xfe", "é", ",,,", "\t", "x;y=", strings.Repeat("x", 201), strings.Repeat(`"a",`, 2000), "-1", "null", "' OR 1=1 --")
	switch g.IntN(8) {
	case 0:
		w.header("Authorization", g.pick("Bearer", "Bearer ", "Bearer x", "Basic eDp5", "bearer\t"+strings.Repeat("k", 5000), "Bearer "+g.s.partner.Secret+"x", "Bearer kontor_", "Bearer \xff"))
		w.did(true, "Authorization")
	case 1:
		w.header("If-Match", odd)
		w.did(false, "If-Match %.20q", odd)
	case 2:
		w.header("Idempotency-Key", odd)
		w.did(w.method == http.MethodPost && (len(odd) > 200 || odd == "\xff\xfe"), "Idempotency-Key %.20q", odd)
	case 3:
		w.header("Content-Type", g.pick("text/plain", "application/xml", "multipart/form-data", "multipart/form-data; boundary=x", ";;;", "application/x-www-form-urlencoded", "application/json5", "a/b/c"))
		w.did(w.body != nil, "Content-Type")
	case 4:
		w.header("Content-Type", g.pick("application/json; charset=utf-16", "application/json;", "APPLICATION/JSON", "application/problem+json", "application/vnd.x+json"))
		w.did(false, "Content-Type")
	case 5:
		w.header("Accept", g.pick("application/xml", "text/html;q=0.9", "*/*;q=0", "application/cbor", odd))
		w.did(false, "Accept")
	case 6:
		w.header(g.pick("Range", "If-Range", "If-None-Match", "If-Modified-Since", "If-Unmodified-Since", "Prefer", "Accept-Encoding", "Cookie"), odd)
		w.did(false, "header")
	default:
		w.header(g.pick("Content-Encoding", "X-HTTP-Method-Override", "X-Forwarded-For", "Forwarded", "Origin", "Content-Language"), g.pick("gzip", "DELETE", "br", odd))
		w.did(false, "header")
	}
}

// inAddress changes an id, or a parameter, or adds one.
func (g *bad) inAddress(w *wrong) {
	parts := strings.Split(w.path, "/")
	var at []int
	for i, p := range parts {
		if p != "" && strings.Trim(p, "0123456789") == "" {
			at = append(at, i)
		}
	}
	if len(at) > 0 && g.IntN(2) == 0 {
		i := at[g.IntN(len(at))]
		if g.IntN(4) == 0 {
			parts[i] = g.pick("", ".", "..", "%2e%2e", "a%2fb", "1%2f..%2f2", "%5c", "//", "1;x=1", "1%3Fa=b", parts[i]+"/", parts[i]+"%20")
			w.did(false, "path %q", parts[i])
		} else {
			parts[i] = g.pick("0", "-1", "9223372036854775807", "9223372036854775808", "99999999999999999999999999", "word", "1e3", "0x1", "01", "+1", "%00", "%FF%FE", "1%00", "1.0", "%E2%80%AE", "null",
				strings.Repeat("9", 3000), "%27%20OR%201=1--", "{company}")
			w.did(true, "path %.30q", parts[i])
		}
		w.path = strings.Join(parts, "/")
		return
	}
	parameters := g.parameters(w.o)
	if len(parameters) == 0 || g.IntN(5) == 0 {
		w.query = g.pick("nonsense=1", "%00=1", "%FF=1", "Limit=1", "cursor%00=x", "body=%7B%7D", "partner_id=1", strings.Repeat("a", 3000)+"=1", "a[b]=1", "__proto__=1")
		known := slices.ContainsFunc(parameters, func(p map[string]any) bool { return strings.HasPrefix(w.query, fmt.Sprint(p["name"], "=")) })
		w.did(!known, "unknown parameter")
		return
	}
	p := parameters[g.IntN(len(parameters))]
	value, sure := g.odd(p)
	name, _ := p["name"].(string)
	w.query = name + "=" + value
	if g.IntN(6) == 0 {
		w.query += g.pick("&", "&&", ";", "&"+name+"=", "&"+name+"=1", "&%zz=1", "&=", "&"+name)
		sure = false
	}
	w.did(sure, "parameter")
}

// odd is a value that a parameter should not have, as it stands in an address, and whether it surely is none.
func (g *bad) odd(p map[string]any) (value string, sure bool) {
	schema := g.resolved(p["schema"])
	_, listed := schema["enum"]
	switch {
	case p["name"] == "cursor":
		return g.cursor(), false
	case schema["type"] == "integer":
		return g.pick("0", "-1", "x", "9223372036854775808", "-9223372036854775809", "1e309", "1.5", "%00", "0x10", "NaN", "1%00", "%D9%A1"), true
	case listed:
		return g.pick("x", "%00", "%FF", "NAME", "name%00", "null", "-", strings.Repeat("x", 3000)), true
	}
	if most, ok := schema["maxLength"].(float64); ok && g.IntN(3) == 0 {
		return strings.Repeat("x", int(most)+1), true
	}
	return g.pick("", "%00", "%FF%FE", "%25", "_", "%27%20OR%201=1", "%5C", "%E2%80%AE", "%F0%9F%92%A5", "0", "-1", "9223372036854775808", "%09%0A", "%ED%A0%80", "*", "%22", "(", "a%20OR%20b*"), false
}

// cursor is one that no list gave.
func (g *bad) cursor() string {
	plain := g.pick("", "0", "-1", "x", "9223372036854775807", "9223372036854775808", "\x00", "\xff", "null", "[]", "{}", `["a"]`, `["a",1]`, `["",""]`, "1|2", "a\x1f1", "a\n1", "1.a", "\u202e",
		strings.Repeat("x", 1400), "10.", ".10", "10.a.b", "1e309", "2026-13-45T00:00:00Z", "' OR 1=1 --")
	if g.IntN(2) == 0 {
		real := g.s.partner.Get("/companies?limit=1&sort="+g.pick("name", "-name", "created", "-created", "count", "-count")).Text(g.s.t, "next")
		text, _ := base64.RawURLEncoding.DecodeString(real)
		if len(text) > 0 {
			i := g.IntN(len(text))
			switch g.IntN(3) {
			case 0:
				text[i] = byte(g.IntN(128))
			case 1:
				text = text[:i]
			default:
				text = slices.Insert(text, i, byte(g.IntN(256)))
			}
		}
		plain = string(text)
	}
	if g.IntN(6) == 0 {
		return url.QueryEscape(plain)
	}
	return base64.RawURLEncoding.EncodeToString([]byte(plain))
}

func (g *bad) parameters(o api.Operation) []map[string]any {
	path := g.document["paths"].(map[string]any)[strings.TrimPrefix(o.Path, "/api/v1")].(map[string]any)
	all, _ := path[strings.ToLower(o.Method)].(map[string]any)["parameters"].([]any)
	var in []map[string]any
	for _, p := range all {
		if p := p.(map[string]any); p["in"] == "query" {
			in = append(in, p)
		}
	}
	return in
}

// resolved follows a reference; what is no schema is one that says nothing.
func (g *bad) resolved(x any) map[string]any {
	schema, _ := x.(map[string]any)
	if ref, ok := schema["$ref"].(string); ok {
		components := g.document["components"].(map[string]any)["schemas"].(map[string]any)
		schema, _ = components[strings.TrimPrefix(ref, "#/components/schemas/")].(map[string]any)
	}
	return schema
}

// spot is a place in a body: a property, there or not.
type spot struct {
	in       map[string]any
	name     string
	schema   map[string]any
	required bool
}

// spots are all places of a body that is an object.
func (g *bad) spots(schema, value map[string]any) []spot {
	properties, _ := schema["properties"].(map[string]any)
	required, _ := schema["required"].([]any)
	var all []spot
	for _, name := range slices.Sorted(maps.Keys(properties)) {
		s := g.resolved(properties[name])
		all = append(all, spot{value, name, s, slices.Contains(required, any(name))})
		if inner, ok := value[name].(map[string]any); ok {
			all = append(all, g.spots(s, inner)...)
		}
	}
	return all
}
