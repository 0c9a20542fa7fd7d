package ui

import (
	"net/http"
	"slices"
)

// Form is what every form has: where it is posted to, what stands in its fields, and what is wrong with it.
// A bad form comes back filled in, each message at its field (architecture.md law 7). Passwords and files are
// never shown again.
type Form struct {
	Action string              // address the form is posted to
	Values map[string][]string // what stands in the fields, by field name; r.PostForm fits
	Errors map[string]string   // message by field name
	Error  string              // a problem of the whole form, may be empty
	ID     string              // prefix of field ids where a page has two forms
}

// Again is the form as it was sent, with what is wrong with it. The request's form must have been parsed.
func (f Form) Again(r *http.Request, problem string, errors map[string]string) Form {
	f.Values, f.Error, f.Errors = r.PostForm, problem, errors
	return f
}

// With sets the value of a field, for defaults, and returns the form.
func (f Form) With(name, value string) Form {
	values := make(map[string][]string, len(f.Values)+1)
	for k, v := range f.Values {
		values[k] = v
	}
	values[name] = []string{value}
	f.Values = values
	return f
}

// Wrong sets the message of a field, and returns the form.
func (f Form) Wrong(name, message string) Form {
	errors := make(map[string]string, len(f.Errors)+1)
	for k, v := range f.Errors {
		errors[k] = v
	}
	errors[name] = message
	f.Errors = errors
	return f
}

// Value is what stands in the field.
func (f Form) Value(name string) string {
	if v := f.Values[name]; len(v) > 0 {
		return v[0]
	}
	return ""
}

// Has says whether value is chosen in the field.
func (f Form) Has(name, value string) bool { return slices.Contains(f.Values[name], value) }

// Failed says whether the form was refused.
func (f Form) Failed() bool { return f.Error != "" || len(f.Errors) > 0 }

// FieldID is the id of the field's control in the page.
func (f Form) FieldID(name string) string {
	if f.ID == "" {
		return name
	}
	return f.ID + "-" + name
}

// PageTitle puts "Error: " before the title of a refused form (ui.md "Error summary").
func (f Form) PageTitle(title string) string {
	if f.Failed() {
		return "Error: " + title
	}
	return title
}

// problems lists the messages in the order of the fields; those of fields not named come last.
func (f Form) problems(order []string) []problem {
	var list []problem
	for _, name := range order {
		if text, ok := f.Errors[name]; ok {
			list = append(list, problem{f.FieldID(name), text})
		}
	}
	var rest []string
	for name := range f.Errors {
		if !slices.Contains(order, name) {
			rest = append(rest, name)
		}
	}
	slices.Sort(rest)
	for _, name := range rest {
		list = append(list, problem{"", f.Errors[name]})
	}
	return list
}

// problem is one line of the error summary; an empty id is a problem without a field on the page.
type problem struct{ id, text string }
