package api

import (
	"encoding/json"
	"maps"
	"net/http"
	"reflect"
	"strconv"
	"strings"

	"github.com/danielgtaylor/huma/v2"
)

// spec is the OpenAPI document, from which the documentation is made.
type spec = huma.OpenAPI

const introduction = "Everything the portal does with companies, licenses and people, for programs. Send `Authorization: Bearer` with an API key, which partner Admins make " +
	"under Account > API keys and the vendor under Settings > API keys. A key sees what the person who made it sees at that moment, and can do what its scopes and that person's role allow.\n\n" +
	"Ids are decimal strings. Times are UTC, RFC 3339. Unknown properties and parameters are refused. Lists come in parts: follow `next`, or the Link header. " +
	"Failures are problem documents (RFC 9457) with a `code` that does not change. What another customer has, and what does not exist, are both 404."

// Document is the OpenAPI document as JSON, for a portal at this address; without one the server's address is relative.
func Document(baseURL string) []byte { return build(Options{BaseURL: baseURL}).document }

// outline is the document before the operations are in it.
func (s *server) outline() *spec {
	doc := &spec{
		OpenAPI: "3.1.0",
		Info: &huma.Info{Title: "Kontor API", Version: "1", Description: introduction,
			License: &huma.License{Name: "Apache License 2.0", Identifier: "Apache-2.0"}},
		Servers:    []*huma.Server{{URL: strings.TrimSuffix(s.opt.BaseURL, "/") + root}},
		Components: &huma.Components{Schemas: huma.NewMapRegistry("#/components/schemas/", huma.DefaultSchemaNamer)},
		Security:   []map[string][]string{{"key": {}}},
	}
	doc.Components.SecuritySchemes = map[string]*huma.SecurityScheme{
		"key": {Type: "http", Scheme: "bearer", Description: "An API key, such as kontor_k3v5m2x7q4ab…"},
	}
	for _, n := range s.nouns() {
		doc.Tags = append(doc.Tags, &huma.Tag{Name: n.name, Description: n.about})
	}
	return doc
}

// declare is the operation as the library and the document know it.
func (s *server) declare(o *operation) huma.Operation {
	about := o.about
	if o.face != "" {
		about = strings.TrimSpace(about + " For keys of " + map[string]string{"partner": "a partnership.", "vendor": "the vendor."}[o.face])
	}
	d := huma.Operation{OperationID: o.id, Method: o.method(), Path: o.path(), Summary: o.summary, Description: strings.TrimSpace(about + scopeNote(o)), Tags: []string{o.tag},
		DefaultStatus: o.status, Responses: map[string]*huma.Response{}}
	if d.DefaultStatus == 0 {
		d.DefaultStatus = http.StatusOK
	}
	d.Responses[strconv.Itoa(d.DefaultStatus)] = &huma.Response{Description: "Done.", Headers: rateHeaders()}
	if o.answer != "" {
		d.Responses[strconv.Itoa(d.DefaultStatus)].Content = map[string]*huma.MediaType{o.answer: {Schema: &huma.Schema{Type: huma.TypeString, Format: "binary"}}}
	}
	if o.method() == http.MethodPost {
		d.Parameters = append(d.Parameters, parameter("Idempotency-Key", "A word of yours, up to 200 characters: for 24 hours the same request with it gets the same answer, and is done once.",
			"5f0c2f1e-import-17", 200))
	}
	if o.tagged {
		d.Parameters = append(d.Parameters, parameter("If-None-Match", "ETags that you have: if it is one of them, the answer is 304 without a body.", `"3f1c0a9b2d4e5f6071829304"`, 500))
		d.Responses["304"] = &huma.Response{Description: "It is still what the ETag in If-None-Match says.", Headers: rateHeaders()}
	}
	if o.match {
		d.Parameters = append(d.Parameters, parameter("If-Match", "An ETag that you were given: refused with 412 if it is not what it was.", `"3f1c0a9b2d4e5f6071829304"`, 500))
	}
	schema := &huma.Schema{Ref: "#/components/schemas/Problem"}
	for _, status := range o.failures() {
		r := &huma.Response{Description: said[status], Content: map[string]*huma.MediaType{problemType: {Schema: schema}}}
		if codes := o.codesOf(status); len(codes) > 0 {
			r.Description += " Codes: " + strings.Join(codes, ", ") + "."
		}
		if status == http.StatusTooManyRequests {
			r.Headers = rateHeaders()
			r.Headers["Retry-After"] = header("Seconds until the next call may be made.")
		}
		d.Responses[strconv.Itoa(status)] = r
	}
	d.Responses["default"] = &huma.Response{Description: "Something is wrong here, or too much is going on: try again later.",
		Content: map[string]*huma.MediaType{problemType: {Schema: schema}}}
	return d
}

func scopeNote(o *operation) string {
	if o.may == "" {
		return ""
	}
	return " Right: `" + string(o.may) + "`."
}

func parameter(name, about, example string, most int) *huma.Param {
	return &huma.Param{Name: name, In: "header", Description: about, Example: example, Schema: &huma.Schema{Type: huma.TypeString, MaxLength: &most}}
}

func header(about string) *huma.Param {
	return &huma.Param{Description: about, Schema: &huma.Schema{Type: huma.TypeInteger}}
}

// rateHeaders are the same of every answer: the parameters stand in memory once.
func rateHeaders() map[string]*huma.Param { return maps.Clone(rateHeadersOfAll) }

var rateHeadersOfAll = map[string]*huma.Param{"RateLimit-Limit": header("Calls of this key in a minute."), "RateLimit-Remaining": header("Calls left in this minute."),
	"RateLimit-Reset": header("Seconds until the next minute.")}

// said is what each failure means.
var said = map[int]string{
	http.StatusUnauthorized:          "There is no API key that works.",
	http.StatusForbidden:             "The key's scopes or its maker's role do not allow this, or a rule refuses it.",
	http.StatusNotFound:              "It does not exist, or is not yours to see.",
	http.StatusConflict:              "The present state does not allow this.",
	http.StatusPreconditionFailed:    "It was changed since the ETag in If-Match was given.",
	http.StatusRequestEntityTooLarge: "The body is too large.",
	http.StatusUnsupportedMediaType:  "The body is of another type.",
	http.StatusUnprocessableEntity:   "Something in the request is wrong: errors says what and where.",
	http.StatusTooManyRequests:       "The key has made too many calls.",
}

// failures are the statuses that this operation can fail with.
func (o *operation) failures() []int {
	all := []int{http.StatusUnauthorized, http.StatusForbidden, http.StatusUnprocessableEntity, http.StatusTooManyRequests}
	if strings.Contains(o.route, "{") || o.missing {
		all = append(all, http.StatusNotFound)
	}
	if len(o.codesOf(http.StatusConflict)) > 0 {
		all = append(all, http.StatusConflict)
	}
	if o.match {
		all = append(all, http.StatusPreconditionFailed)
	}
	if o.body != "" {
		all = append(all, http.StatusRequestEntityTooLarge, http.StatusUnsupportedMediaType)
	}
	return all
}

// forbidden are the codes of refusals; all others of an operation are conflicts.
var forbidden = map[string]bool{"child_manages": true, "vendor_decides": true, "payment_method_required": true, "ask_payer": true, "billed_elsewhere": true, "mails_are_sent": true,
	"backdating_not_allowed": true, "vendor_suspends": true}

// general are the codes that every operation has which answers with that status.
var general = map[int]string{http.StatusUnauthorized: "key_needed", http.StatusForbidden: "not_permitted", http.StatusNotFound: "not_found",
	http.StatusPreconditionFailed: "changed_meanwhile", http.StatusRequestEntityTooLarge: "too_large", http.StatusUnsupportedMediaType: "unsupported_type",
	http.StatusUnprocessableEntity: "invalid", http.StatusTooManyRequests: "too_many_requests"}

// codesOf are the codes of a failure with this status: the problem's own, and of 422 those of its errors that are the library's.
func (o *operation) codesOf(status int) (list []string) {
	if code, ok := general[status]; ok {
		list = append(list, code)
	}
	switch status {
	case http.StatusUnprocessableEntity:
		list = append(list, "unknown")
		if o.body == jsonType {
			list = append(list, "too_deep")
		}
		if o.method() == http.MethodPost {
			list = append(list, "idempotency_key_reused")
		}
	case http.StatusForbidden, http.StatusConflict:
		for _, code := range o.codes {
			if forbidden[code] == (status == http.StatusForbidden) {
				list = append(list, code)
			}
		}
	}
	return list
}

// finish completes the document, keeps it as JSON, and puts it and the documentation on the mux.
func (s *server) finish(doc *spec) {
	doc.Components.Schemas.Schema(reflect.TypeFor[Problem](), true, "Problem")
	text, err := json.MarshalIndent(doc, "", "  ")
	if err != nil {
		panic("api: the OpenAPI document can't be written: " + err.Error())
	}
	s.document, s.spec = append(text, '\n'), doc
	s.mux.HandleFunc("GET /api/openapi.json", func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Type", "application/openapi+json; charset=utf-8")
		w.Header().Set("Content-Length", strconv.Itoa(len(s.document)))
		w.Header().Set("Cache-Control", "no-cache")
		if r.Method != http.MethodHead {
			_, _ = w.Write(s.document) // the client went away
		}
	})
	s.mux.HandleFunc("GET "+Docs, s.docs)
}
