package ui

import "github.com/a-h/templ"

// Field says how a control of a form looks and what it takes.
type Field struct {
	Name         string
	Label        string
	Kind         string // input type; empty is text
	Hint         string
	Autocomplete string
	Optional     bool   // marked "(optional)", and not required
	Free         bool   // neither marked nor required
	Min, Max     string // numbers
	Length       int    // most characters taken, 0 is no limit
	Mode         string // inputmode
	Plain        bool   // no capitals, no spelling: addresses, usernames, codes
	Affix        string // text before the value, such as a currency
	Attrs        templ.Attributes
}

// described are the ids of hint and message of a field.
func (f Form) described(d Field) string {
	id, ids := f.FieldID(d.Name), ""
	if _, bad := f.Errors[d.Name]; bad {
		ids = id + "-e"
	}
	if d.Hint != "" {
		ids = joined(ids, id+"-h")
	}
	return ids
}

// control are the attributes every kind of control shares.
func (f Form) control(d Field) templ.Attributes {
	a := templ.Attributes{"id": f.FieldID(d.Name), "name": d.Name, "required": !d.Optional && !d.Free}
	if ids := f.described(d); ids != "" {
		a["aria-describedby"] = ids
	}
	if _, bad := f.Errors[d.Name]; bad {
		a["aria-invalid"] = "true"
	}
	for k, v := range map[string]string{"autocomplete": d.Autocomplete, "min": d.Min, "max": d.Max, "inputmode": d.Mode} {
		if v != "" {
			a[k] = v
		}
	}
	if d.Length > 0 {
		a["maxlength"] = d.Length
	}
	if d.Plain {
		a["autocapitalize"], a["spellcheck"] = "none", "false"
	}
	for k, v := range d.Attrs {
		a[k] = v
	}
	return a
}

func (d Field) kind() string {
	if d.Kind == "" {
		return "text"
	}
	return d.Kind
}

// shown is the value that stands in the control: never a password.
func (f Form) shown(d Field) templ.Attributes {
	if d.Kind == "password" || d.Kind == "file" {
		return nil
	}
	return templ.Attributes{"value": f.Value(d.Name)}
}

// placeholderOption says whether a select begins with an empty entry: nothing sensible is chosen beforehand.
func placeholderOption(f Form, d Field, options []Option) bool {
	for _, o := range options {
		if o.Value == f.Value(d.Name) {
			return d.Optional
		}
	}
	return true
}
