package page

import "kontor/web/ui"

// PartnerPeople is the tab "Partner users".
type PartnerPeople struct {
	PartnerHead
	Users []PartnerUser
	Zone  string
	Add   string // address of "Add Partner User"; empty for who may not
}

// PartnershipCard is one partnership of a partner.
type PartnershipCard struct {
	ID     string // of the heading
	Name   string
	Facts  []ui.Fact
	Edit   string // empty for who may not
	Prices string // where its price list is chosen; empty for who may not
	Payer  string // where who pays for a reseller's MSP is chosen; empty for others and for who may not
}

// Partnerships is the tab "Partnerships".
type Partnerships struct {
	PartnerHead
	Cards []PartnershipCard
	Add   string // empty for who may not
}

// PartnershipForm adds or changes a partnership (domain.md 1). Fields: type (msp, reseller), billing_zone, currency, price_list,
// payment_terms (card, invoice), legal_name, legal_address, vat_number, po_number, billing_email.
type PartnershipForm struct {
	ui.Form
	Heading    string
	Partner    string
	Fixed      bool // it has had a company: type, zone, currency and price list stay
	FixedFacts []ui.Fact
	Zones      []ui.Option
	Currencies []ui.Option
	PriceLists []ui.Option
	Button     string
	Cancel     string
}

// ChoosePayer is the choice of who pays for a reseller's MSP (domain.md 2.2). Fields: payer, reason.
type ChoosePayer struct {
	ui.Form
	Name    string // the MSP's
	Present string // who pays now
	From    string // from when the choice holds
	Payers  []ui.Option
	Cancel  string
}

// Title implements ui.Page.
func (p ChoosePayer) Title() string { return p.PageTitle("Who pays for " + p.Name) }

// Layout implements ui.Page.
func (ChoosePayer) Layout() ui.Layout { return ui.Portal }

// EditPartner changes a partner's data. It is sent as multipart. Fields: name, logo (file), no_logo, country, time_zone, support_email, and for each kind of contact <kind>_name,
// <kind>_email, <kind>_phone.
type EditPartner struct {
	ui.Form
	Partner   string
	Logo      string // address of the present logo; empty: none
	Countries []ui.Option
	Zones     []ui.Option
	Contacts  []ui.Option // value is the kind
	Cancel    string
}

// VendorCompanyRow is a line of the vendor's list of companies.
type VendorCompanyRow struct {
	Href        string
	Name        string
	Logo        string
	Contact     string
	Partner     string
	PartnerHref string
	Type        string
	Used, Count int
	Status      ui.Badge
}

// CompanyTable is a list of companies in the vendor's face. Query parameters: q, view (suspended, deleted), type (customer, msp, home),
// sort (name, -name), after and before for the pager.
type CompanyTable struct {
	Path     string
	Views    []ui.Tab
	View     string
	Query    string
	Type     string
	SortBy   string
	Name     ui.Sort
	Rows     []VendorCompanyRow
	Filtered bool
	Total    string
	Pager    ui.Pager
	Several  bool // of several partners: the list names them
}

// VendorCompanies is the vendor's list of all companies.
type VendorCompanies struct{ CompanyTable }

// PartnerCompanies is the tab "Companies" of a partner.
type PartnerCompanies struct {
	PartnerHead
	CompanyTable
}

// Found is a line of a search: a partner, a company or a person.
type Found struct {
	Name, Href, Sub string
	Kind            string
	Status          ui.Badge
}

// Search is the vendor's search over partners, companies and people. Query parameters: q, kind (partner, company, account, app_user; empty is
// the first of each), after and before for the pager of one kind.
type Search struct {
	Query, Kind string
	Asked       bool
	Rows        []Found
	Total       string    // "37 results", read out when the list changes
	More        []ui.Link // lead to all of a kind, or back from one
	Pager       ui.Pager
}

// TransferTarget is a partnership that a company can be transferred to.
type TransferTarget struct {
	Name, Sub, Href string
}

// Transfer moves a company to another partner (domain.md 2.8): first the partner is chosen (query parameter q finds it), then what follows is
// shown and confirmed. Fields: partnership, since, reason, name.
type Transfer struct {
	ui.Form
	Company string
	Path    string
	Query   string
	Targets []TransferTarget
	Facts   []ui.Fact // the choice; none until one is made
	Lines   []string  // what follows
	Zone    string    // that the past instant is told in
	Cancel  string
}

// Title implements ui.Page.
func (p Transfer) Title() string { return p.PageTitle("Transfer " + p.Company) }

// Layout implements ui.Page.
func (Transfer) Layout() ui.Layout { return ui.Portal }

// Title implements ui.Page.
func (p PartnerPeople) Title() string { return "Partner users · " + p.Name }

// Layout implements ui.Page.
func (PartnerPeople) Layout() ui.Layout { return ui.Portal }

// Title implements ui.Page.
func (p Partnerships) Title() string { return "Partnerships · " + p.Name }

// Layout implements ui.Page.
func (Partnerships) Layout() ui.Layout { return ui.Portal }

// Title implements ui.Page.
func (p PartnershipForm) Title() string { return p.PageTitle(p.Heading) }

// Layout implements ui.Page.
func (PartnershipForm) Layout() ui.Layout { return ui.Portal }

// Title implements ui.Page.
func (p EditPartner) Title() string { return p.PageTitle("Edit " + p.Partner) }

// Layout implements ui.Page.
func (EditPartner) Layout() ui.Layout { return ui.Portal }

// Title implements ui.Page.
func (VendorCompanies) Title() string { return "Companies" }

// Layout implements ui.Page.
func (VendorCompanies) Layout() ui.Layout { return ui.Portal }

// Title implements ui.Page.
func (p PartnerCompanies) Title() string { return "Companies · " + p.PartnerHead.Name }

// Layout implements ui.Page.
func (PartnerCompanies) Layout() ui.Layout { return ui.Portal }

// Title implements ui.Page.
func (Search) Title() string { return "Search" }

// Layout implements ui.Page.
func (Search) Layout() ui.Layout { return ui.Portal }
