package page

import "kontor/web/ui"

// StartView asks why somebody looks at the portal as somebody else (domain.md 7). Field: reason.
type StartView struct {
	ui.Form
	As      string   // who is looked at
	About   string   // the page it began on; leads back
	Lines   []string // what will be seen, and who finds it in the log
	Minutes int
	Cancel  string
}

// ViewOver is shown to who goes on looking after the view has ended.
type ViewOver struct{ Next ui.Link }

// Title implements ui.Page.
func (p StartView) Title() string { return p.PageTitle("View as " + p.As) }

// Layout implements ui.Page.
func (StartView) Layout() ui.Layout { return ui.Portal }

// Title implements ui.Page.
func (ViewOver) Title() string { return "You are no longer viewing" }

// Layout implements ui.Page.
func (ViewOver) Layout() ui.Layout { return ui.Narrow }
