package page

import "kontor/web/ui"

// EditDetails changes what is a partner's own. Fields: legal_name, legal_address, vat_number, po_number, billing_email, support_email, and for
// each kind of contact <kind>_name, <kind>_email, <kind>_phone.
type EditDetails struct {
	ui.Form
	Partner  string
	Logo     string // address of the present logo; empty: none
	Legal    bool   // has legal data of its own
	Payer    string // who is billed
	Contacts []ui.Option
	Cancel   string
}

// Title implements ui.Page.
func (p EditDetails) Title() string { return p.PageTitle("Edit details") }

// Layout implements ui.Page.
func (EditDetails) Layout() ui.Layout { return ui.Portal }

// AccountDetails is Account > Details: who is billed and the Payment Method.
type AccountDetails struct {
	Name, Logo   string    // logo: its address, empty: none
	Billing      []ui.Fact // empty for whom another is billed
	Organization []ui.Fact
	Contacts     []ui.Fact // one of each kind
	Edit         string    // address of the form; empty for who may not
	BilledTo     string    // set for a child MSP: whose invoice its licenses are on (domain.md 2.2)
	Card         bool      // payment terms are card, not invoice
	CardOnFile   string    // "Visa ending 4242", empty when none is on file
	Vendor       string
	Support      string // vendor's support email, may be empty
	SupportURL   string
}

// Title implements ui.Page.
func (AccountDetails) Title() string { return "Account details" }

// Layout implements ui.Page.
func (AccountDetails) Layout() ui.Layout { return ui.Portal }
