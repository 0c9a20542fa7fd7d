package page

import "kontor/web/ui"

// Staff is Settings > Staff: the vendor's own people (prototype vendor-staff).
type Staff struct {
	SettingsHead
	Add  string
	Zone string
	Rows []StaffRow
}

// StaffRow is a line of it.
type StaffRow struct {
	Name, Email, Username, Role string
	You                         bool
	Status                      ui.Badge
	Detail                      string // last sign-in, or until when the link works
	Resend                      string // addresses; empty leaves the control out
	Edit, Change                string
	Remove                      string
}

// StaffRoles are the roles with what each may (domain.md 7).
var StaffRoles = []ui.Option{
	{Value: "owner", Label: "Owner", Hint: "Everything, billing settings, legal data and staff included."},
	{Value: "portal_admin", Label: "Portal Admin", Hint: "Everything but billing settings, legal data and staff."},
	{Value: "support", Label: "Support", Hint: "Reads, invites, resends and releases addresses."},
}

// AddStaff invites one of the vendor's own people. Fields: first_name, last_name, email, username, role.
type AddStaff struct {
	ui.Form
	Valid  string // how long the link works
	Cancel string
}

// EditStaff changes one of them. Fields: first_name, last_name, email, phone.
type EditStaff struct {
	ui.Form
	Name, Username string
	State          ui.Badge
	You            bool
	Cancel         string
}

// Title implements ui.Page.
func (p EditStaff) Title() string { return p.PageTitle("Edit " + p.Name) }

// Layout implements ui.Page.
func (EditStaff) Layout() ui.Layout { return ui.Portal }

// StaffRole gives one of them another role. Field: role.
type StaffRole struct {
	ui.Form
	Name   string
	You    bool
	Only   bool // the last active Owner, whose role stays
	Cancel string
}

// Title implements ui.Page.
func (Staff) Title() string { return "Staff · Settings" }

// Layout implements ui.Page.
func (Staff) Layout() ui.Layout { return ui.Portal }

// Title implements ui.Page.
func (p AddStaff) Title() string { return p.PageTitle("Add user") }

// Layout implements ui.Page.
func (AddStaff) Layout() ui.Layout { return ui.Portal }

// Title implements ui.Page.
func (p StaffRole) Title() string { return p.PageTitle("Change role of " + p.Name) }

// Layout implements ui.Page.
func (StaffRole) Layout() ui.Layout { return ui.Portal }
