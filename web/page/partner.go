package page

import "kontor/web/ui"

// PartnerRow is a line of the vendor's Partners list.
type PartnerRow struct {
	Href      string
	Name      string
	Logo      string
	Sub       string // muted second line: country, or the reseller an MSP belongs to
	Type      string // MSP, Reseller
	Companies int
	Licenses  int
	Status    ui.Badge
}

// Partners is the vendor's list (ui.md 6.2, 4). Query parameters: q, type (msp, reseller), view (active, invited,
// suspended, ended), sort (name, -name), after and before for the pager.
type Partners struct {
	Path     string // address of the list
	Vendor   string
	Query    string
	Type     string
	View     string // empty is All
	Views    []ui.Tab
	SortBy   string // value of the sort parameter
	Name     ui.Sort
	Rows     []PartnerRow
	Filtered bool   // some filter is set
	Total    string // "37 partners", read out when the list changes
	Pager    ui.Pager
	Add      string // address of "Add partner"
}

// AddPartner is the form for a new partner with its main partnership, home company and first Admin (domain.md 2.1).
// Fields: name, country, type (msp, reseller), zone, currency, price_list, terms (card, invoice),
// home_product, home_count, first_name, last_name, email, phone.
type AddPartner struct {
	ui.Form
	Countries  []ui.Option
	Zones      []ui.Option
	Currencies []ui.Option
	PriceLists []ui.Option
	Products   []ui.Option
	PhoneHint  string // the phone rule in force (domain.md 4.5)
	PhoneNeed  bool   // the rule requires a number
	Valid      string // how long the invitation works, "7 days"
	Taken      *Taken
	Cancel     string
}

// Taken names, to vendor staff only, the account that holds an address (domain.md 4.6).
type Taken struct {
	Name     string
	Href     string // the account's place, may be empty
	Username string
	State    string // "User, active"
	Partner  string
	PartHref string
	Release  string // address that asks to release the address, empty leaves it out
}

// PartnerUser is a line of the partner users on a partner's page.
type PartnerUser struct {
	Name     string
	Email    string
	Username string
	Role     string
	Status   ui.Badge
	Detail   string // "Link works until 23 Nov 2026 09:00", last sign-in, "No sign-in"
	View     string // address that asks for a view of the portal as this user sees it, empty leaves it out
	Resend   string // address an invitation is sent again by (POST), empty leaves it out
	Release  string // address that asks to release the address, empty leaves it out
}

// PartnerHead stands on top of every page about a partner in the vendor's face: its name, its state, what can be done to the whole of it,
// and the tabs.
type PartnerHead struct {
	List    string // address of the list
	Name    string
	Status  ui.Badge
	Notice  string // what follows from the state
	Import  string // addresses of what may be done; empty leaves the control out
	Edit    string
	Suspend string
	Resume  string
	End     string
	Tabs    []ui.Tab
}

// Partner is a partner's page in the vendor's face, with "Add Partner User" at the bottom (domain.md 4.5).
// Fields: first_name, last_name, email, phone, role (admin, user, marketing, notifications).
type Partner struct {
	PartnerHead
	ui.Form          // "Add Partner User"; Action empty leaves the form out
	Logo      string // address of its logo, empty: none
	Type      string
	Companies int
	Licenses  int
	Used      int
	Terms     string // "Card, none on file", "Invoice"
	Facts     []ui.Fact
	Children  []ui.Link // a reseller's MSPs
	Users     []PartnerUser
	AllUsers  string // address of all of them, where the page shows only some
	Events    []Event
	AllEvents string // address of the whole activity
	Zone      string // zone of the times shown
	Roles     []ui.Option
	PhoneHint string
	PhoneNeed bool
	Valid     string // how long the invitation works, "7 days"
	Taken     *Taken
}

// Title implements ui.Page.
func (Partners) Title() string { return "Partners" }

// Layout implements ui.Page.
func (Partners) Layout() ui.Layout { return ui.Portal }

// Title implements ui.Page.
func (p AddPartner) Title() string { return p.PageTitle("Add partner") }

// Layout implements ui.Page.
func (AddPartner) Layout() ui.Layout { return ui.Portal }

// Title implements ui.Page.
func (p Partner) Title() string { return p.PageTitle(p.Name) }

// Layout implements ui.Page.
func (Partner) Layout() ui.Layout { return ui.Portal }
