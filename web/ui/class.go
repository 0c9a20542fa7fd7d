package ui

import "github.com/a-h/templ"

// class is the class attribute for what stands in every row of a list: templ's own looks at each name again, which was a tenth of the
// list's page. The names are ours, never input.
func class(names ...string) templ.OrderedAttributes {
	return templ.OrderedAttributes{{Key: "class", Value: joined(names...)}}
}
