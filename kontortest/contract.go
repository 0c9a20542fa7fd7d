package kontortest

import (
	"bytes"
	"encoding/json"
	"fmt"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"slices"
	"strconv"
	"strings"
	"sync"

	"github.com/santhosh-tekuri/jsonschema/v6"

	"kontor/api"
)

// contract holds every answer of the API against the OpenAPI document that the same handler gives out: the status must be documented, the
// type and the body be what the document says.
func (k *Kontor) contract(next http.Handler) http.Handler {
	doc := documentOf(next)
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		heard := httptest.NewRecorder()
		next.ServeHTTP(heard, r)
		if fault := doc.fault(r, heard); fault != "" {
			k.t.Errorf("off the OpenAPI document: %s %s: %s", r.Method, r.URL.Path, fault)
		}
		if id := doc.operation(r); id != "" {
			note(k.DB.Dialect(), id, heard)
		}
		for name, values := range heard.Header() {
			w.Header()[name] = values
		}
		w.WriteHeader(heard.Code)
		_, _ = w.Write(heard.Body.Bytes()) // the client went away
	})
}

// document is the OpenAPI document with its schemas compiled as they are asked for.
type document struct {
	paths map[string]map[string]struct {
		OperationID string
		Responses   map[string]struct {
			Content map[string]any
			Headers map[string]any
		}
	}
	compiler *jsonschema.Compiler
	mux      *http.ServeMux
	codes    map[string]map[int][]string // of operations' failures, by status

	mu      sync.Mutex
	schemas map[string]*jsonschema.Schema
}

func documentOf(h http.Handler) *document {
	heard := httptest.NewRecorder()
	h.ServeHTTP(heard, httptest.NewRequest(http.MethodGet, "/api/openapi.json", nil))
	d := &document{compiler: jsonschema.NewCompiler(), mux: http.NewServeMux(), codes: map[string]map[int][]string{}, schemas: map[string]*jsonschema.Schema{}}
	whole, err := jsonschema.UnmarshalJSON(bytes.NewReader(heard.Body.Bytes()))
	if err != nil {
		panic("kontortest: the OpenAPI document is no JSON: " + err.Error())
	}
	d.compiler.AssertFormat()
	d.compiler.DefaultDraft(jsonschema.Draft2020)
	if err := d.compiler.AddResource("openapi.json", whole); err != nil {
		panic("kontortest: " + err.Error())
	}
	if err := json.Unmarshal(heard.Body.Bytes(), &struct{ Paths any }{&d.paths}); err != nil {
		panic("kontortest: " + err.Error())
	}
	for _, o := range api.Operations() {
		d.mux.Handle(o.Method+" "+o.Path, http.NotFoundHandler())
		d.codes[o.ID] = o.Codes
	}
	return d
}

// find is the place of the request's operation in the document.
func (d *document) find(r *http.Request) (path, method string, ok bool) {
	_, pattern := d.mux.Handler(r)
	verb, path, ok := strings.Cut(pattern, " ")
	return strings.TrimPrefix(path, "/api/v1"), strings.ToLower(verb), ok
}

func (d *document) operation(r *http.Request) string {
	path, method, ok := d.find(r)
	if !ok || r.Method == http.MethodHead {
		return ""
	}
	return d.paths[path][method].OperationID
}

// fault says what of the answer is not as the document has it, "" for nothing.
func (d *document) fault(r *http.Request, answer *httptest.ResponseRecorder) string {
	kind, _, _ := strings.Cut(answer.Header().Get("Content-Type"), ";")
	path, method, ok := d.find(r)
	if !ok {
		if answer.Code >= 400 && kind != "application/problem+json" {
			return fmt.Sprintf("%d is %s", answer.Code, kind)
		}
		return ""
	}
	status := strconv.Itoa(answer.Code)
	responses := d.paths[path][method].Responses
	documented, ok := responses[status]
	if !ok && answer.Code >= http.StatusInternalServerError {
		status, documented = "default", responses["default"]
	} else if !ok {
		return "status " + status + " is not documented: " + answer.Body.String()
	}
	if p := problemIn(answer); answer.Code >= 400 && status != "default" && !slices.Contains(d.codes[d.paths[path][method].OperationID][answer.Code], p.Code) {
		return fmt.Sprintf("code %q of %s is not documented: %s", p.Code, status, answer.Body)
	}
	for name := range documented.Headers {
		if strings.HasPrefix(name, "RateLimit") && answer.Header().Get(name) == "" {
			return "no header " + name
		}
	}
	if len(documented.Content) == 0 || r.Method == http.MethodHead {
		if answer.Body.Len() > 0 && r.Method != http.MethodHead { // of HEAD the server sends none
			return "a body where none is documented"
		}
		return ""
	}
	if _, ok := documented.Content[kind]; !ok {
		return fmt.Sprintf("%s is %q", status, kind)
	}
	if !strings.HasSuffix(kind, "json") {
		return ""
	}
	return d.invalid(fmt.Sprintf("openapi.json#/paths/%s/%s/responses/%s/content/%s/schema", pointer(path), method, status, pointer(kind)), answer.Body.Bytes())
}

func (d *document) invalid(at string, body []byte) string {
	d.mu.Lock()
	defer d.mu.Unlock()
	schema, ok := d.schemas[at]
	if !ok {
		var err error
		if schema, err = d.compiler.Compile(at); err != nil {
			return err.Error()
		}
		d.schemas[at] = schema
	}
	value, err := jsonschema.UnmarshalJSON(bytes.NewReader(body))
	if err == nil {
		err = schema.Validate(value)
	}
	if err != nil {
		return err.Error() + ": " + string(body)
	}
	return ""
}

func pointer(name string) string {
	name = strings.NewReplacer("~", "~0", "/", "~1").Replace(name)
	return strings.NewReplacer("{", "%7B", "}", "%7D").Replace(name)
}

// problemIn is the problem document of an answer, without a code if it is none.
func problemIn(answer *httptest.ResponseRecorder) (p api.Problem) {
	if answer.Code >= 400 && json.Unmarshal(answer.Body.Bytes(), &p) != nil {
		return api.Problem{}
	}
	return p
}

// exercised are the answers that were heard in this process: database, operation, status, and code if it is a failure.
var (
	exercised = map[string]bool{}
	noting    sync.Mutex
)

func note(database, id string, answer *httptest.ResponseRecorder) {
	noting.Lock()
	defer noting.Unlock()
	at, p := fmt.Sprintf("%s %s %d", database, id, answer.Code), problemIn(answer)
	exercised[at] = true
	exercised[at+" "+p.Code] = true
	for _, e := range p.Errors {
		exercised[at+" "+e.Code] = true
	}
}

// Unheard are the documented answers that no test of this process has met on a database, as "operation status", and those of failures as
// "operation status code".
func (k *Kontor) Unheard() []string {
	doc := documentOf(api.New(api.Options{DB: k.DB, BaseURL: k.Base, Log: slog.New(slog.DiscardHandler)}))
	noting.Lock()
	defer noting.Unlock()
	var missing []string
	want := func(answer string) {
		if !exercised[k.DB.Dialect()+" "+answer] {
			missing = append(missing, answer)
		}
	}
	for _, methods := range doc.paths {
		for _, o := range methods {
			for status := range o.Responses {
				number, _ := strconv.Atoi(status)
				if codes := doc.codes[o.OperationID][number]; status != "default" && len(codes) == 0 {
					want(o.OperationID + " " + status)
				} else {
					for _, code := range codes {
						want(o.OperationID + " " + status + " " + code)
					}
				}
			}
		}
	}
	slices.Sort(missing)
	return missing
}
