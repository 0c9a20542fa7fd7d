package api

import (
	"bytes"
	"cmp"
	"encoding/json"
	"maps"
	"net/http"
	"slices"
	"strconv"
	"strings"

	"github.com/danielgtaylor/huma/v2"

	"kontor/access"
	"kontor/door"
	"kontor/setting"
	"kontor/store"
	"kontor/web/asset"
	"kontor/web/page"
	"kontor/web/ui"
)

// docs is the documentation for people, made from the OpenAPI document: no script is needed to read it.
func (s *server) docs(w http.ResponseWriter, r *http.Request) {
	set, err := store.Read(r.Context(), s.db, access.Actor{}, func(tx *store.Tx) (setting.Vendor, error) { return setting.Get(r.Context(), tx) })
	if err != nil {
		s.fail(w, r, s.problem(r, err))
		return
	}
	f := ui.FrameProps{Brand: ui.Brand{Name: cmp.Or(set.Name, "Kontor"), Portal: "API", Home: "/", Theme: "/theme.css?v=" + asset.StyleVersion(set.Color)}, Version: s.opt.Version}
	p := s.described()
	for _, n := range p.Nouns {
		f.Nav = append(f.Nav, ui.NavItem{Icon: "file-text", Label: n.Name, Href: "#" + n.ID})
	}
	var b bytes.Buffer
	if err := ui.Document(f, p).Render(r.Context(), &b); err != nil {
		s.log.ErrorContext(r.Context(), "the documentation could not be made", "error", err)
		s.fail(w, r, internal())
		return
	}
	w.Header().Set("Content-Security-Policy", door.Policy)
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	w.Header().Set("Content-Length", strconv.Itoa(b.Len()))
	if r.Method != http.MethodHead {
		_, _ = w.Write(b.Bytes()) // the browser went away
	}
}

// described is the page.
func (s *server) described() page.APIDocs {
	p := page.APIDocs{Intro: strings.Split(strings.ReplaceAll(introduction, "`", ""), "\n\n"), Document: "/api/openapi.json",
		Example: `curl -H "Authorization: Bearer $KONTOR_API_KEY" ` + strings.TrimSuffix(s.opt.BaseURL, "/") + root + "/companies"}
	for _, n := range s.nouns() {
		part := page.APINoun{ID: strings.ToLower(n.name), Name: n.name, About: n.about}
		for _, o := range n.operations {
			part.Operations = append(part.Operations, s.describe(o))
		}
		p.Nouns = append(p.Nouns, part)
	}
	return p
}

func (s *server) describe(o operation) page.APIOperation {
	item := s.spec.Paths[o.path()]
	d := map[string]*huma.Operation{http.MethodGet: item.Get, http.MethodPost: item.Post, http.MethodPut: item.Put, http.MethodPatch: item.Patch, http.MethodDelete: item.Delete}[o.method()]
	out := page.APIOperation{ID: o.id, Method: o.method(), Path: root + o.path(), Summary: d.Summary, About: strings.ReplaceAll(d.Description, "`", "")}
	for _, v := range d.Parameters {
		out.Takes = append(out.Takes, page.APIValue{Name: v.Name, Place: place(v.In, v.Required), Kind: kindOf(v.Schema), About: cmp.Or(v.Description, v.Schema.Description)})
	}
	if d.RequestBody != nil {
		for _, kind := range slices.Sorted(maps.Keys(d.RequestBody.Content)) {
			if kind != jsonType {
				out.Takes = append(out.Takes, page.APIValue{Name: kind, Place: "body", Kind: "file"})
				continue
			}
			schema := d.RequestBody.Content[kind].Schema
			out.Takes = append(out.Takes, s.properties("", schema)...)
			out.Body = written(s.example(schema))
		}
	}
	for _, code := range slices.Sorted(maps.Keys(d.Responses)) {
		status, err := strconv.Atoi(code)
		switch {
		case err == nil && status < 300:
			out.Success = code + " " + http.StatusText(status)
			if media := d.Responses[code].Content[jsonType]; media != nil {
				out.Answer = written(s.example(media.Schema))
			}
		case err == nil:
			out.Failures = append(out.Failures, page.APIFailure{Status: code + " " + http.StatusText(status), About: d.Responses[code].Description})
		}
	}
	return out
}

func place(in string, required bool) string {
	if required && in != "path" {
		return in + ", required"
	}
	return in
}

// schema follows a reference.
func (s *server) schema(x *huma.Schema) *huma.Schema {
	if x.Ref != "" {
		return s.spec.Components.Schemas.SchemaFromRef(x.Ref)
	}
	return x
}

// properties are those of a body, the nested ones with dots.
func (s *server) properties(prefix string, x *huma.Schema) []page.APIValue {
	x = s.schema(x)
	var all []page.APIValue
	names := slices.Sorted(maps.Keys(x.Properties))
	slices.SortStableFunc(names, func(a, b string) int { return strings.Compare(needed(x, a), needed(x, b)) })
	for _, name := range names {
		v := x.Properties[name]
		if nested := s.schema(v); nested.Type == huma.TypeObject && len(nested.Properties) > 0 {
			all = append(all, s.properties(prefix+name+".", v)...)
			continue
		}
		all = append(all, page.APIValue{Name: prefix + name, Place: place("body", slices.Contains(x.Required, name)), Kind: kindOf(v), About: v.Description})
	}
	return all
}

func needed(x *huma.Schema, name string) string {
	if slices.Contains(x.Required, name) {
		return "a"
	}
	return "b"
}

func kindOf(x *huma.Schema) string {
	if len(x.Enum) > 0 {
		words := make([]string, len(x.Enum))
		for i, v := range x.Enum {
			words[i], _ = v.(string)
		}
		return strings.Join(words, " | ")
	}
	return strings.TrimSpace(x.Type + " " + x.Format)
}

// example is a value of a schema, from the examples in it.
func (s *server) example(x *huma.Schema) any {
	x = s.schema(x)
	switch {
	case len(x.Examples) > 0:
		return x.Examples[0]
	case len(x.Enum) > 0:
		return x.Enum[0]
	case x.Type == huma.TypeArray:
		return []any{s.example(x.Items)}
	case x.Format == "date-time":
		return "2026-11-21T09:14:07Z"
	case x.Type == huma.TypeBoolean:
		return false
	case x.Type == huma.TypeInteger:
		return 1
	case x.Type == huma.TypeObject:
		all := map[string]any{}
		for name, v := range x.Properties {
			all[name] = s.example(v)
		}
		return all
	}
	return ""
}

func written(v any) string {
	text, err := json.MarshalIndent(v, "", "  ")
	if err != nil {
		return ""
	}
	return string(text)
}
