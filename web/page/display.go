package page

import "kontor/web/ui"

// Display is how the portal looks and reacts for one person. Fields: theme (light, dark, system), density (comfortable, compact),
// keys (on, off).
type Display struct {
	ui.Form
	Account string // address of the own account
}

// Title implements ui.Page.
func (p Display) Title() string { return p.PageTitle("Display and shortcuts") }

// Layout implements ui.Page.
func (Display) Layout() ui.Layout { return ui.Portal }
