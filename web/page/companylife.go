package page

import "kontor/web/ui"

// Confirm asks before an act that has consequences (ui.md "Confirm"): the title is the question, the lines say what follows.
// Fields: name, where a name must be typed; reason, where one must be given.
type Confirm struct {
	ui.Form
	Question string
	About    string // what it is about; leads back
	Lines    []string
	Typed    string // label of the field that takes the name; empty: none
	Reason   string // hint of the field that takes a reason; empty: none
	Facts    []ui.Fact
	Box      string // label of a box to tick, the field "also"; empty: none
	Button   string // empty: it can't be done, and the lines say why
	Busy     string
	Danger   bool
	Cancel   string
}

// Plan changes what a company is subscribed to (domain.md 3.1). Fields: product, license_count (only with Count).
type Plan struct {
	ui.Form
	Heading string
	Company string
	Lead    string
	Levels  []ui.Option
	Count   bool
	Note    string // what follows
	None    string // shown instead of the form where there is nothing to choose
	Button  string
	Busy    string
	Cancel  string
}

// PlanCard is one subscription on its tab.
type PlanCard struct {
	ID     string // of the heading
	Level  string
	Facts  []ui.Fact
	Change string // addresses; empty leaves the control out
	Switch string
	End    string
}

// CompanySubscription is the tab "Subscription".
type CompanySubscription struct {
	CompanyHead
	Plans   []PlanCard
	Add     string // address of "Add another product"; empty for who may not
	EndFree string // address of "End the free month early"; empty where there is none to end
	Alone   bool   // one subscription only: it can't be ended
	Events  []Event
	Zone    string
	Pager   ui.Pager
}

// EditUser changes an app user (domain.md 2.5, 3.3). Fields: first_name, last_name, email, role (user, administrator).
type EditUser struct {
	ui.Form
	Name     string
	Company  string
	App      string
	Owner    bool
	Invited  bool   // has not signed in yet
	Suspend  string // addresses; empty leaves the control out
	HandOver string
	Cancel   string
}

// Title implements ui.Page.
func (p EditUser) Title() string { return p.PageTitle("Edit " + p.Name) }

// Layout implements ui.Page.
func (EditUser) Layout() ui.Layout { return ui.Portal }

// Title implements ui.Page.
func (p Confirm) Title() string { return p.PageTitle(p.Question) }

// Layout implements ui.Page.
func (Confirm) Layout() ui.Layout { return ui.Portal }

// Title implements ui.Page.
func (p Plan) Title() string { return p.PageTitle(p.Heading) }

// Layout implements ui.Page.
func (Plan) Layout() ui.Layout { return ui.Portal }

// Title implements ui.Page.
func (p CompanySubscription) Title() string { return "Subscription · " + p.Name }

// Layout implements ui.Page.
func (CompanySubscription) Layout() ui.Layout { return ui.Portal }
