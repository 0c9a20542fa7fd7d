package page

import "kontor/web/ui"

// Keys is the list of API keys, of a partnership or of the vendor (trust.md "Accounts").
type Keys struct {
	Of   string // whose they are, in the lead
	Rows []KeyRow
	Zone string
	Add  string
	Docs string    // address of the API's documentation
	Tabs []ui.Tab  // of Settings; none in a partner's face
	Over []ui.Link // the crumbs above it in a partner's face
}

// KeyRow is a line of it.
type KeyRow struct {
	Name, Begins, Maker, Scopes, Made, Expires, Used string
	Status                                           ui.Badge
	Revoke                                           string // empty: none to revoke
}

// NewKey makes a key. Fields: name, scopes (several), expires (days, 0 never).
type NewKey struct {
	ui.Form
	Scopes []ui.Option
	Terms  []ui.Option
	Cancel string
	List   string
}

// MadeKey shows a new key's secret, once.
type MadeKey struct {
	Name, Secret, Expires string
	List                  string
	Docs                  string
}

// Title implements ui.Page.
func (Keys) Title() string { return "API keys" }

// Layout implements ui.Page.
func (Keys) Layout() ui.Layout { return ui.Portal }

// Title implements ui.Page.
func (p NewKey) Title() string { return p.PageTitle("Make an API key") }

// Layout implements ui.Page.
func (NewKey) Layout() ui.Layout { return ui.Portal }

// Title implements ui.Page.
func (p MadeKey) Title() string { return "API key " + p.Name }

// Layout implements ui.Page.
func (MadeKey) Layout() ui.Layout { return ui.Portal }
