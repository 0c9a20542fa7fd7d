package page

import (
	"strings"

	"kontor/web/ui"
)

// Chosen is one of the companies an act is about.
type Chosen struct {
	ID   string
	Name string
	Href string
	Fate ui.Badge
	What string // what happens or happened, or why not
}

// Selection asks before something is done to several companies (ui.md 6.2, 7), and once Finished says what became of each. Fields: act, id
// (several), confirmed.
type Selection struct {
	ui.Form
	Question string
	Act      string
	Lines    []string // what follows
	Chosen   []Chosen
	IDs      []string // of those it will be done to
	Button   string
	Busy     string
	Danger   bool
	Finished bool
	Back     string
}

// Title implements ui.Page.
func (p Selection) Title() string { return p.PageTitle(p.Question) }

// Layout implements ui.Page.
func (Selection) Layout() ui.Layout { return ui.Portal }

// ids are the companies of this page of the list, for the box that chooses them all.
func (p Companies) ids() string {
	var ids []string
	for _, r := range p.Rows {
		ids = append(ids, r.ID)
	}
	return strings.Join(ids, ",")
}
