package page

import "kontor/web/ui"

// Find is the command palette as a page, and what it found for the box that stands over every page (ui.md "Command palette").
// Query parameter: q.
type Find struct {
	Path   string
	Query  string
	Groups []Findings
}

// Findings are those of one kind, under its name.
type Findings struct {
	Name string
	Of   []Finding
}

// Finding is a page, an act, or somebody or something that was looked for.
type Finding struct {
	Icon, Text string
	Sub        string // muted addition
	Href       string
}

// Title implements ui.Page.
func (Find) Title() string { return "Search" }

// Layout implements ui.Page.
func (Find) Layout() ui.Layout { return ui.Portal }

func (p Find) count() int {
	n := 0
	for _, g := range p.Groups {
		n += len(g.Of)
	}
	return n
}
