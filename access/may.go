package access

import (
	"slices"
	"strings"
)

// Capability is one thing that somebody may do; a route, a verb and a navigation entry each name one.
type Capability string

// Capabilities. The words stand in the API, the documentation and the audit of refusals: they do not change. Those that begin with
// "view_" let somebody look and nothing else: whoever views the portal as somebody else has no others (domain.md 7).
const (
	// the vendor's face
	ViewVendor        Capability = "view_vendor"         // the pages of /admin
	AddPartner        Capability = "add_partner"         // partners, their terms and first Admin
	InvitePartnerUser Capability = "invite_partner_user" // "Add Partner User", Resend; a partner's Admin at the own partner
	ChangePartner     Capability = "change_partner"      // a partner's data, contacts and partnerships
	SuspendPartner    Capability = "suspend_partner"     // suspend, resume and end a partner (domain.md 2.1)
	ReleaseAddress    Capability = "release_address"     // free the address of a partner user's account (domain.md 4.6)
	TransferCompany   Capability = "transfer_company"    // to another partnership (domain.md 2.8)
	ManageSettings    Capability = "manage_settings"     // organization, mail, products and prices
	ManageStaff       Capability = "manage_staff"        // vendor staff: invite, role, remove
	ManageLegal       Capability = "manage_legal"        // who the vendor is on its invoices
	ViewMail          Capability = "view_mail"           // Outbox and mail previews
	ViewSealedMail    Capability = "view_sealed_mail"    // the bodies in the Outbox while no SMTP is set (trust.md "Secrets")

	ViewActivity Capability = "view_activity" // the activity log: the vendor's staff all of it, a partner's Admin the own (ui.md 6.2, 28)

	StartView Capability = "start_view" // "View as": look at the portal of a partner user, or of a customer in scope (domain.md 7)

	// the partner portal
	ViewPortal     Capability = "view_portal"      // the frame and Home
	ViewCompanies  Capability = "view_companies"   // companies in scope and their app users
	AddCompany     Capability = "add_company"      // domain.md 2.3
	EditCompany    Capability = "edit_company"     // contact data, Team name and logo of companies in scope
	SuspendCompany Capability = "suspend_company"  // suspend and resume (domain.md 2.7)
	DeleteCompany  Capability = "delete_company"   // delete, and restore within 30 days (domain.md 2.7)
	ChangeLicenses Capability = "change_licenses"  // "User license count", levels, further products, the end of a free month
	ManageAppUsers Capability = "manage_app_users" // app users of companies in scope: add, edit, suspend, remove, send again
	HandOver       Capability = "hand_over"        // a company's ownership, to another of its users (domain.md 2.5)
	ViewAccount    Capability = "view_account"     // Account > Details
	ManageKeys     Capability = "manage_keys"      // API keys of the partnership, or the vendor's (trust.md "Accounts")

	ImportCompanies Capability = "import_companies" // companies and app users from a CSV file (domain.md 2.3, 3.3)

	// the partner's own account
	EditAccount        Capability = "edit_account"         // Account > Details: legal data, contacts, organization
	ManagePartnerUsers Capability = "manage_partner_users" // partner users: edit, role, reset password, remove (domain.md 4.7 to 4.9)

	// the customer portal
	ViewCustomer   Capability = "view_customer"    // Overview of the own company
	ViewColleagues Capability = "view_colleagues"  // the company's other app users
	ChangeOwnLogin Capability = "change_own_login" // one's own password
	ChangeDisplay  Capability = "change_display"   // theme, density and shortcuts of one's own (ui.md 6.3)

	// every face
	ViewHelp   Capability = "view_help"   // the documentation in one's face
	AnswerHelp Capability = "answer_help" // say whether an article helped

	// machines
	SignIn     Capability = "sign_in"     // look up accounts, make sessions, count guesses
	SetUp      Capability = "set_up"      // the first Owner, by setup link or command line
	SendMail   Capability = "send_mail"   // deliver, bounce and blank queued mails
	RunJobs    Capability = "run_jobs"    // the timetable
	Operate    Capability = "operate"     // the operator at the command line: migrate, accounts
	ChildSetup Capability = "child_setup" // what a reseller's "Add company" makes on the child's side (domain.md 2.2)
)

// may is the one table role × capability (domain.md 7). It drives the checks, the navigation and the documentation.
var may = map[Role][]Capability{
	Owner: {ViewVendor,
		ViewActivity,
		ManagePartnerUsers,
		StartView,
		ImportCompanies,
		ChangePartner, SuspendPartner, ReleaseAddress, TransferCompany,
		AddPartner, InvitePartnerUser, ManageSettings, ManageStaff, ManageLegal, ViewMail, ViewSealedMail, AddCompany,
		ViewCompanies, EditCompany, SuspendCompany, DeleteCompany, ChangeLicenses, ManageAppUsers, HandOver, ManageKeys, ViewHelp, AnswerHelp, ChangeOwnLogin, ChangeDisplay},
	PortalAdmin: {ViewVendor,
		ViewActivity,
		ManagePartnerUsers,
		StartView,
		ImportCompanies,
		ChangePartner, SuspendPartner, ReleaseAddress, TransferCompany,
		AddPartner, InvitePartnerUser, ManageSettings, ViewMail, AddCompany, ViewCompanies, EditCompany, SuspendCompany,
		DeleteCompany, ChangeLicenses, ManageAppUsers, HandOver, ManageKeys, ViewHelp, AnswerHelp, ChangeOwnLogin, ChangeDisplay},
	Support: {ViewVendor,
		ViewActivity,
		StartView,
		ReleaseAddress,
		InvitePartnerUser, ViewMail, ViewCompanies, ViewHelp, AnswerHelp, ChangeOwnLogin, ChangeDisplay},

	PartnerAdmin: {ViewPortal, StartView, ViewCompanies, AddCompany, EditCompany, SuspendCompany, DeleteCompany, ChangeLicenses, ManageAppUsers, HandOver,
		ImportCompanies,
		ViewActivity,
		ViewAccount, ManageKeys, EditAccount, InvitePartnerUser, ManagePartnerUsers, ViewHelp, AnswerHelp, ChangeOwnLogin, ChangeDisplay},
	PartnerUser:   {ViewPortal, StartView, ViewCompanies, AddCompany, EditCompany, ChangeLicenses, ManageAppUsers, ViewHelp, AnswerHelp, ChangeOwnLogin, ChangeDisplay},
	MarketingRole: {ViewPortal, ViewHelp, AnswerHelp, ChangeOwnLogin, ChangeDisplay},
	Notifications: {},

	Administrator: {ViewCustomer, ViewColleagues, ViewHelp, AnswerHelp, ChangeOwnLogin, ChangeDisplay},
	AppUser:       {ViewCustomer, ViewHelp, AnswerHelp, ChangeOwnLogin, ChangeDisplay},
}

// system is one named actor that is no person.
type system struct {
	name string
	may  []Capability
}

// systems is the table of system actors, each with its capabilities; their names stand in log and audit.
var systems = map[string]*system{}

func init() {
	for _, s := range []system{
		{"sign-in", []Capability{SignIn}},
		{"setup", []Capability{SetUp, ManageSettings, ManageStaff}},
		{"mail", []Capability{SendMail}},
		{"timetable", []Capability{RunJobs, SendMail}},
		{"operator", []Capability{Operate, SetUp, ManageStaff, ManageSettings}},
		{"onboarding", []Capability{ChildSetup, ManageAppUsers, InvitePartnerUser}},
	} {
		systems[s.name] = &s
	}
}

// System mints the named system actor; an unknown name is a fault of ours and panics. Only account, company, onboard, job and cmd call it.
func System(name string) Actor {
	s, ok := systems[name]
	if !ok {
		panic("access: no system actor " + name)
	}
	return Actor{kind: Machine, role: SystemRole, name: name, system: s}
}

// May reports whether this actor's role, or its entry in the table of system actors, holds the capability; where an API key asks, also
// whether the key's scopes let it through. Somebody's eyes that
// another looks through hold those to look, whatever the role.
func (a Actor) May(c Capability) bool {
	if a.system != nil {
		return slices.Contains(a.system.may, c)
	}
	if a.viewer != nil && !c.looks() {
		return false
	}
	return a.kind != Nobody && slices.Contains(may[a.role], c) && a.granted(c)
}

// looks reports whether the capability lets somebody look and nothing else.
func (c Capability) looks() bool { return strings.HasPrefix(string(c), "view_") }

// Roles are all roles that have a row in the table, in the order of the faces.
func Roles() []Role {
	return []Role{Owner, PortalAdmin, Support, PartnerAdmin, PartnerUser, MarketingRole, Notifications, Administrator, AppUser}
}

// Capabilities are all that some role holds, each once, in the order of the roles; for the documentation.
func Capabilities() []Capability {
	var all []Capability
	for _, r := range Roles() {
		for _, c := range may[r] {
			if !slices.Contains(all, c) {
				all = append(all, c)
			}
		}
	}
	return all
}

// RoleMay reports what the table says of a role; for the documentation, the route check and the navigation.
func RoleMay(r Role, c Capability) bool { return slices.Contains(may[r], c) }

// CapabilitiesOf are all capabilities that the table gives a role.
func CapabilitiesOf(r Role) []Capability { return slices.Clone(may[r]) }
