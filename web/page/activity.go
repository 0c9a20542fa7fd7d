package page

import "kontor/web/ui"

// LogRow is a line of the activity log.
type LogRow struct {
	Event
	Key                      string // the API key it was done by
	Company, Partner         string
	CompanyHref, PartnerHref string
}

// ActivityTable is the activity log with its filters. Query parameters: q (who), action, partner, company, from, to (days or minutes in
// Zone), after for the pager.
type ActivityTable struct {
	Path                                    string
	Zone                                    string
	Who, Action, Partner, Company, From, To string
	Wrong                                   []string // what cannot be understood in the filters
	Actions                                 []ui.Option
	Several                                 bool // of several partners: the list names them
	Rows                                    []LogRow
	Filtered                                bool
	Total                                   string
	Pager                                   ui.Pager
	Export                                  string
}

// VendorActivity is the activity log of the whole installation (ui.md 6.2, 28).
type VendorActivity struct{ ActivityTable }

// OwnActivity is a partner's own activity log.
type OwnActivity struct{ ActivityTable }

// PartnerActivity is the tab "Activity" of a partner in the vendor's face.
type PartnerActivity struct {
	PartnerHead
	ActivityTable
}

// Title implements ui.Page.
func (VendorActivity) Title() string { return "Activity log" }

// Layout implements ui.Page.
func (VendorActivity) Layout() ui.Layout { return ui.Portal }

// Title implements ui.Page.
func (OwnActivity) Title() string { return "Activity log" }

// Layout implements ui.Page.
func (OwnActivity) Layout() ui.Layout { return ui.Portal }

// Title implements ui.Page.
func (p PartnerActivity) Title() string { return "Activity · " + p.Name }

// Layout implements ui.Page.
func (PartnerActivity) Layout() ui.Layout { return ui.Portal }
