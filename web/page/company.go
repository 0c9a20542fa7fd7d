package page

import "kontor/web/ui"

// CompanyRow is a line of the Companies list.
type CompanyRow struct {
	ID      string
	Href    string
	Name    string
	Logo    string
	Contact string // primary contact; for an MSP "31 customers of its own"
	Type    string // "Customer", "MSP"; shown to resellers
	Level   string // Subscription level
	Used    int
	Count   int
	Billing ui.Badge // "Billable this month" or "Free until end of this month"
	Status  ui.Badge // Active, Suspended
}

// Companies is a partner's list (ui.md 6.2, 7). Query parameters: q, level (product id), billing (billable, free),
// type (customer, msp), sort (name, -name, count, -count), after and before for the pager.
type Companies struct {
	Path                   string // address of the list
	Views                  []ui.Tab
	View                   string // value of the view parameter
	Export                 string // address of the list as CSV
	Import                 string // address of "Import CSV"; empty for who may not
	Choose                 string // address that takes the companies chosen, with the list's filters
	MaySuspend, MayEndFree bool   // what may be done to them beside the export
	Reseller               bool   // shows Account type
	Query                  string
	Level                  string
	Billing                string
	Type                   string
	SortBy                 string // value of the sort parameter
	Levels                 []ui.Option
	Name                   ui.Sort
	Licenses               ui.Sort
	Rows                   []CompanyRow
	Filtered               bool   // some filter is set
	Total                  string // "84 companies", read out when the list changes
	Pager                  ui.Pager
	Add                    string // address of "Add company"; empty for who may not
}

// AddCompany is the form in three steps, as a page of its own and as a drawer (domain.md 2.3, ui.md 6.2, 8).
// It is sent as multipart in one request. Fields: name, country, street, postal_code, city, region, phone, website,
// vat_number, reference, team_name, team_logo (file), account_type (customer, msp; resellers only); first_name,
// last_name, email; product, subscription_type (billable_this_month, free_until_end_of_month),
// license_count.
type AddCompany struct {
	ui.Form
	Reseller  bool
	App       string // name of the vendor's app
	Partner   string // who the welcome mail names
	Countries []ui.Option
	Levels    []ui.Option // value is the product's id
	Billable  string      // explains "Billable this month"
	Free      string      // explains "Free until end of this month"
	When      string      // when counting and charging happen; no amounts
	Valid     string      // how long the temporary password works, "72 hours"
	LinkValid string      // how long the MSP's portal link works, "7 days"
	Similar   []ui.Link   // like-named companies of one's own: a hint, not an error
	LikeNamed string      // address answering with page.LikeNamed for ?name=…; empty asks never
	Cancel    string
}

// Subscription is one of a company's subscriptions.
type Subscription struct {
	Level  string
	Count  int
	Used   int
	Type   ui.Badge // "Billable this month" or "Free until end of this month"
	Since  string   // "Billed since November 2026"
	Change string   // address of "Change User license count"
}

// AppUser is a line of a company's users.
type AppUser struct {
	Name   string
	Email  string
	Role   string // Administrator, User
	Owner  bool
	Level  string // subscription, where the company has several
	Status ui.Badge
	Detail string // "Password valid until 22 Nov 2026 10:40", last sign-in
	Edit   string // address of "Edit user"; empty leaves it out
	Resume string // address that a suspended user is resumed by (POST); empty leaves it out
	Remove string // address of the confirmation; empty leaves it out
	Resend string // address a new temporary password is sent by (POST); empty leaves it out
}

// CompanyHead stands on top of every page about a company: its name, its state, what can be done to the whole of it, and the tabs.
type CompanyHead struct {
	List     string // address of the list
	Name     string
	Status   ui.Badge
	Partner  ui.Link // whose it is, in the vendor’s face
	Transfer string  // address; empty leaves it out
	Notice   string  // what follows from the state, such as "Its users can’t sign in."
	View     string  // addresses of what may be done; empty leaves the control out
	Edit     string
	Suspend  string
	Resume   string
	Delete   string
	Restore  string
	Tabs     []ui.Tab
}

// Company is a company's page in the partner's face (ui.md 6.2, 9).
type Company struct {
	CompanyHead
	Logo          string
	Team          string
	Type          string // Customer, MSP, Home company
	AskLogo       bool   // no logo yet: asked for one, kindly
	Facts         []ui.Fact
	Subscriptions []Subscription
	Users         []AppUser
	UserTotal     int
	AllUsers      string // address of the list of all of them
	AddUser       string
	Private       string // shown instead of the users: why the asker meets none of them
	Several       bool   // the company has more than one subscription
	Zone          string // zone of the times shown
	Events        []Event
	AllEvents     string // address of the whole activity
}

// CompanyUsers is the tab "Users".
type CompanyUsers struct {
	CompanyHead
	Users      []AppUser
	UserTotal  int
	AddUser    string
	AddSeveral string // address of "Add several users"; empty for who may not
	Private    string
	Several    bool
	Zone       string
	Pager      ui.Pager
}

// Event is one line of an activity list.
type Event struct {
	When string
	Who  string
	What string
	From string // network address
}

// CompanyActivity is the tab "Activity".
type CompanyActivity struct {
	CompanyHead
	Events []Event
	Zone   string
	Pager  ui.Pager
}

// EditCompany is the form that changes contact data, Team name and logo (domain.md 2.3, 2.6). It is sent as multipart. Fields: name,
// country, street, postal_code, city, region, phone, website, vat_number, reference, team_name, team_logo (file), remove_logo.
type EditCompany struct {
	ui.Form
	Company   string
	Team      string
	Logo      string // address of the present logo; empty: none
	App       string
	Countries []ui.Option
	Cancel    string
}

// CompanyCount changes the User license count of one subscription (domain.md 3.1, 3.2).
// Fields: license_count.
type CompanyCount struct {
	ui.Form
	Company string
	Level   string
	Count   int
	Used    int    // the lowest count allowed
	When    string // when counting and charging happen; no amounts
	Cancel  string
}

// AddUser adds an app user to a company (domain.md 3.2, 3.3).
// Fields: first_name, last_name, email, role (user, administrator), subscription (id; only with several).
type AddUser struct {
	ui.Form
	Company       string
	Free          int // free licenses; 0 shows why nobody can be added instead of the form
	Count         int
	Subscriptions []ui.Option // more than one is offered as a choice
	ChangeCount   string      // address of "Change User license count", empty for who may not
	Ask           string      // whom to ask instead
	App           string
	Valid         string // how long the temporary password works
	Cancel        string
}

// RemoveUser asks before an app user is removed for good (domain.md 2.7).
type RemoveUser struct {
	ui.Form
	Name    string
	Email   string
	Company string
	App     string
	Count   int // User license count, which stays
	Cancel  string
}

// Step is a line of "Getting started".
type Step struct {
	Done  bool
	Label string
	Hint  string
	Link  ui.Link
}

// Home is the partner's first page (ui.md 6.2, 6); no amounts until there are invoices.
type Home struct {
	Greeting  string // "Good morning, Maya"
	Today     string // "Saturday 21 November 2026 · times shown in Europe/Copenhagen"
	Companies int
	New       int // added this month
	Licenses  int
	Used      int
	List      string // Companies
	Add       string // "Add company"; empty for who may not
	Steps     []Step
	Months    ui.Chart // the license count of the last twelve months
	Needs     []Need   // what waits for a person; empty shows nothing
	More      bool     // other companies wait, too
	Events    []Event  // what was done last; for Admins
	Zone      string
	AllEvents string
	Invited   int    // app users who have not signed in yet
	Trials    int    // companies that are free until the end of the month
	Hidden    bool   // "Getting started" was put away
	Guide     string // posted to, to put it away or take it out; empty for who may not
	Kit       bool   // Marketing: no customer data at all, a sentence instead
}

// Overview is the customer's first page (ui.md 6.2, 25).
type Overview struct {
	Company       string
	App           string
	AppSignIn     string    // address of the vendor's app, may be empty
	Downloads     []ui.Link // where to get the app
	Partner       string
	PartnerEmail  string
	PartnerPhone  string
	Administrator bool // sees the users
	Used          int
	Count         int
	Waiting       int // invitations waiting
	Users         []AppUser
	Pager         ui.Pager
	AddUser       string
	Zone          string
	Account       string // own account page
}

// Title implements ui.Page.
func (Companies) Title() string { return "Companies" }

// Layout implements ui.Page.
func (Companies) Layout() ui.Layout { return ui.Portal }

// Title implements ui.Page.
func (p AddCompany) Title() string { return p.PageTitle("Add company") }

// Layout implements ui.Page.
func (AddCompany) Layout() ui.Layout { return ui.Portal }

// Title implements ui.Page.
func (p Company) Title() string { return p.Name }

// Layout implements ui.Page.
func (Company) Layout() ui.Layout { return ui.Portal }

// Title implements ui.Page.
func (p CompanyUsers) Title() string { return "Users · " + p.Name }

// Layout implements ui.Page.
func (CompanyUsers) Layout() ui.Layout { return ui.Portal }

// Title implements ui.Page.
func (p CompanyActivity) Title() string { return "Activity · " + p.Name }

// Layout implements ui.Page.
func (CompanyActivity) Layout() ui.Layout { return ui.Portal }

// Title implements ui.Page.
func (p EditCompany) Title() string { return p.PageTitle("Edit " + p.Company) }

// Layout implements ui.Page.
func (EditCompany) Layout() ui.Layout { return ui.Portal }

// Title implements ui.Page.
func (p CompanyCount) Title() string { return p.PageTitle("Change User license count") }

// Layout implements ui.Page.
func (CompanyCount) Layout() ui.Layout { return ui.Portal }

// Title implements ui.Page.
func (p AddUser) Title() string { return p.PageTitle("Add user") }

// Layout implements ui.Page.
func (AddUser) Layout() ui.Layout { return ui.Portal }

// Title implements ui.Page.
func (p RemoveUser) Title() string { return p.PageTitle("Remove " + p.Name + "?") }

// Layout implements ui.Page.
func (RemoveUser) Layout() ui.Layout { return ui.Portal }

// Title implements ui.Page.
func (Home) Title() string { return "Home" }

// Layout implements ui.Page.
func (Home) Layout() ui.Layout { return ui.Portal }

// Title implements ui.Page.
func (Overview) Title() string { return "Overview" }

// Layout implements ui.Page.
func (Overview) Layout() ui.Layout { return ui.Portal }
