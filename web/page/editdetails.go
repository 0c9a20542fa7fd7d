package page

import "kontor/web/ui"

// EditDetails changes what is a partner's own. Fields: legal_name, legal_address, vat_number, po_number, billing_email, support_email, and for
// each kind of contact <kind>_name, <kind>_email, <kind>_phone.
type EditDetails struct {
	ui.Form
	Partner  string
	Legal    bool   // has legal data of its own
	Payer    string // who is billed
	Contacts []ui.Option
	Cancel   string
}

// Title implements ui.Page.
func (p EditDetails) Title() string { return p.PageTitle("Edit details") }

// Layout implements ui.Page.
func (EditDetails) Layout() ui.Layout { return ui.Portal }
