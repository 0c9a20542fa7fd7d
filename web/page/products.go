package page

import "kontor/web/ui"

// Products is what is sold, and the price lists.
type Products struct {
	Add, AddList string // addresses; empty leaves the control out
	Products     []ProductRow
	Lists        []ui.Link
}

// ProductRow is a line of it.
type ProductRow struct {
	Name, Description string
	Companies         int
	Status            ui.Badge
	Edit              string // addresses; empty leaves the control out
	Retire            string
	Activate          string // posted to
}

// EditProduct adds a product with its first price, or changes one. Fields: name, description; with Currencies also price_list, price and
// currency.
type EditProduct struct {
	ui.Form
	Heading    string
	Button     string
	Currencies []ui.Option
	Cancel     string
}

// PriceList is one of the price lists: its prices, and who has it.
type PriceList struct {
	Name   string
	List   string // address of all
	Add    string // address of "Add price"; empty leaves it out
	Zone   string
	Prices []PriceRow
	Users  []PricingRow
}

// PriceRow is a price from a day on.
type PriceRow struct {
	Product, Currency, From, Price, Recorded string
	Status                                   ui.Badge
}

// PricingRow is a partnership that has the list.
type PricingRow struct {
	Name, Href, Sub string
	Change          string // address; empty leaves the control out
}

// AddPriceList makes an empty list. Field: name.
type AddPriceList struct {
	ui.Form
	Cancel string
}

// AddPrice adds a price to a list. Fields: product, currency, valid_from, model, price, and for tiers up_to and unit, one of each a line.
type AddPrice struct {
	ui.Form
	List       string // name of the list
	Products   []ui.Option
	Currencies []ui.Option
	Lines      []TierLine
	Cancel     string
}

// TierLine is what stands in one line of the tiers.
type TierLine struct{ UpTo, Unit string }

// ChoosePriceList gives a partnership another list. Field: price_list.
type ChoosePriceList struct {
	ui.Form
	Name   string
	Lead   string
	Lists  []ui.Option
	Cancel string
}

// Title implements ui.Page.
func (Products) Title() string { return "Products" }

// Layout implements ui.Page.
func (Products) Layout() ui.Layout { return ui.Portal }

// Title implements ui.Page.
func (p EditProduct) Title() string { return p.PageTitle(p.Heading) }

// Layout implements ui.Page.
func (EditProduct) Layout() ui.Layout { return ui.Portal }

// Title implements ui.Page.
func (p PriceList) Title() string { return p.Name + " · Price lists" }

// Layout implements ui.Page.
func (PriceList) Layout() ui.Layout { return ui.Portal }

// Title implements ui.Page.
func (p AddPriceList) Title() string { return p.PageTitle("Add price list") }

// Layout implements ui.Page.
func (AddPriceList) Layout() ui.Layout { return ui.Portal }

// Title implements ui.Page.
func (p AddPrice) Title() string { return p.PageTitle("Add price · " + p.List) }

// Layout implements ui.Page.
func (AddPrice) Layout() ui.Layout { return ui.Portal }

// Title implements ui.Page.
func (p ChoosePriceList) Title() string { return p.PageTitle("Price list of " + p.Name) }

// Layout implements ui.Page.
func (ChoosePriceList) Layout() ui.Layout { return ui.Portal }
