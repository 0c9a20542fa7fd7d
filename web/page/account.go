package page

import "kontor/web/ui"

// PartnerUsers is Account > Users (ui.md 6.2, 18).
type PartnerUsers struct {
	Partner string
	Vendor  string
	Users   []TeamMember
	Add     string // address of "Add user"
	Zone    string
}

// TeamMember is a line of Account > Users. Addresses left empty leave the control out.
type TeamMember struct {
	PartnerUser
	You    bool
	Edit   string
	Reset  string
	Remove string
}

// PartnerUserForm adds a partner user or changes one (domain.md 3.4, 4.1, 4.4, 4.7). Fields: first_name, last_name, email, phone,
// role (admin, user, marketing, notifications), username and partnership only when adding.
type PartnerUserForm struct {
	ui.Form
	Name         string // of who is changed; empty: somebody is added
	Partner      string
	App          string
	Apps         bool // everybody who signs in needs an app account
	Free         int  // licenses free in the home company
	Home         string
	HomeHref     string // of its users; empty for who can't open it
	Roles        []ui.Option
	Partnerships []ui.Option // none: the partner has only one
	Own          bool        // one's own account
	Username     string
	State        ui.Badge
	PhoneHint    string
	PhoneNeed    bool
	Valid        string // how long an invitation works
	Follows      []string
	Reset        string // address of "Reset password"; empty leaves it out
	Cancel       string
}

// RemovePartnerUser asks before a partner user is removed for good (domain.md 4.9). Field: app (yes), where the app account may go, too.
type RemovePartnerUser struct {
	ui.Form
	Name    string
	Email   string
	Partner string
	You     bool
	App     string
	Keys    []ui.Fact // API keys that stop working, with their last use
	AppAt   string    // company of the app account; empty: there is none that the asker can remove
	Cancel  string
}

// Title implements ui.Page.
func (PartnerUsers) Title() string { return "Users" }

// Layout implements ui.Page.
func (PartnerUsers) Layout() ui.Layout { return ui.Portal }

// Title implements ui.Page.
func (p PartnerUserForm) Title() string { return p.PageTitle(p.heading()) }

// Layout implements ui.Page.
func (PartnerUserForm) Layout() ui.Layout { return ui.Portal }

func (p PartnerUserForm) heading() string {
	if p.Name == "" {
		return "Add user"
	}
	return "Edit user"
}

// Title implements ui.Page.
func (p RemovePartnerUser) Title() string { return p.PageTitle("Remove " + p.Name + "?") }

// Layout implements ui.Page.
func (RemovePartnerUser) Layout() ui.Layout { return ui.Portal }

// covers is what each role may do (domain.md 4.1).
var covers = []struct{ role, signs, what string }{
	{"Admin", "Yes", "Everything of the partner, in all partnerships."},
	{"User", "Yes", "Companies in scope: add, edit, change counts, their app users. Suspending and deleting companies is for Admins."},
	{"Marketing", "Yes", "No customer data of any kind."},
	{"Notifications", "No", "Gets mail only. No sign-in by any road."},
}
