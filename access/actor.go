// Package access says who is asking: the Actor, what its role may do (may.go) and what it sees of each table (scope.go).
package access

// Kind is what decides which rows an actor sees; the scope table has one condition per table and kind.
type Kind uint8

// The kinds of actor. The zero Kind sees nothing.
const (
	Nobody       Kind = iota
	Staff             // the vendor's staff: everything
	Machine           // a named system actor: everything; what it may do is its own capability list
	Admin             // partner Admin in one of the partner's partnerships
	AdminAway         // Admin of a child MSP, whose home company stands in the reseller's partnership (domain.md 2.2)
	User              // partner User with scope "all" in one partnership
	UserAway          // the same in a child MSP
	Listed            // partner User with scope "listed": only assigned companies
	Marketing         // the Partner Kit only: no customer data anywhere
	CompanyAdmin      // app user with company role administrator
	CompanyUser       // app user: the own account only
	Kinds             // how many there are
)

var kindNames = [Kinds]string{"nobody", "staff", "machine", "admin", "admin away", "user", "user away", "listed", "marketing", "company admin", "company user"}

func (k Kind) String() string { return kindNames[k] }

// Role is the word of domain.md 4.1 and 7 that decides what an actor may do.
type Role string

// Roles of vendor staff, partner users and app users.
const (
	Owner         Role = "owner"
	PortalAdmin   Role = "portal_admin"
	Support       Role = "support"
	PartnerAdmin  Role = "admin"
	PartnerUser   Role = "user"
	MarketingRole Role = "marketing"
	Notifications Role = "notifications"
	Administrator Role = "administrator"
	AppUser       Role = "app_user"
	SystemRole    Role = "system"
)

// Actor is who asks. It is a value: comparable, never changed. The zero Actor sees nothing and may do nothing.
type Actor struct {
	kind        Kind
	role        Role
	account     int64 // partner user or vendor staff
	partner     int64
	partnership int64 // the face this request is in
	membership  int64
	home        int64 // the partner's home company
	company     int64 // of an app user
	appUser     int64
	name        string
	ip          string
	key         string // name of the API key that asks for the person, "" none
	given       uint64 // what that key's scopes are, as places in the table of grants
	system      *system
	viewer      *Actor // who looks at the portal as this actor; nil: the actor itself
}

// Kind decides which rows this actor sees.
func (a Actor) Kind() Kind { return a.kind }

// Role decides what this actor may do.
func (a Actor) Role() Role { return a.role }

// Account is the id of the partner user or vendor staff, else 0.
func (a Actor) Account() int64 { return a.account }

// Partner is the id of the partner asked for, else 0.
func (a Actor) Partner() int64 { return a.partner }

// Partnership is the face this request is in, else 0.
func (a Actor) Partnership() int64 { return a.partnership }

// Membership is the id of the actor's membership in that partnership, else 0.
func (a Actor) Membership() int64 { return a.membership }

// Home is the id of the partner's home company, else 0.
func (a Actor) Home() int64 { return a.home }

// Company is the company of an app user, else 0.
func (a Actor) Company() int64 { return a.company }

// AppUser is the id of the app user, else 0.
func (a Actor) AppUser() int64 { return a.appUser }

// Name is for the audit and the page: the person's name, or that of the system actor.
func (a Actor) Name() string { return a.name }

// IP is the network address the request came from, "" for machines.
func (a Actor) IP() string { return a.ip }

// From is the same actor with the network address the request came from.
func (a Actor) From(ip string) Actor { a.ip = ip; return a }

// Face is the part of Kontor the actor is in: vendor, partner, customer, system or "".
func (a Actor) Face() string {
	switch a.kind {
	case Staff:
		return "vendor"
	case Machine:
		return "system"
	case Admin, AdminAway, User, UserAway, Listed, Marketing:
		return "partner"
	case CompanyAdmin, CompanyUser:
		return "customer"
	}
	return ""
}

// AsStaff mints an actor of the vendor's staff. Only package account calls it (architecture.md law 4).
func AsStaff(account int64, role Role, name string) Actor {
	switch role {
	case Owner, PortalAdmin, Support:
		return Actor{kind: Staff, role: role, account: account, name: name}
	}
	return Actor{}
}

// Member is a partner user in one partnership, as the session found it.
type Member struct {
	Account, Partner, Partnership, Membership, Home int64
	Role                                            Role
	Listed                                          bool // scope "listed" instead of "all"
	Away                                            bool // the home company stands in another partnership than this one
	Name                                            string
}

// AsPartnerUser mints an actor from a membership. Only package account calls it. Notifications, and every unknown role, is nobody.
func AsPartnerUser(m Member) Actor {
	a := Actor{role: m.Role, account: m.Account, partner: m.Partner, partnership: m.Partnership, membership: m.Membership, home: m.Home, name: m.Name}
	switch {
	case m.Role == PartnerAdmin && m.Away:
		a.kind = AdminAway
	case m.Role == PartnerAdmin:
		a.kind = Admin
	case m.Role == PartnerUser && m.Listed:
		a.kind = Listed
	case m.Role == PartnerUser && m.Away:
		a.kind = UserAway
	case m.Role == PartnerUser:
		a.kind = User
	case m.Role == MarketingRole:
		a.kind = Marketing
	default:
		return Actor{}
	}
	return a
}

// AsAppUser mints an actor of a customer company. Only package company calls it.
func AsAppUser(appUser, company int64, role Role, name string) Actor {
	a := Actor{role: role, appUser: appUser, company: company, name: name}
	switch role {
	case Administrator:
		a.kind = CompanyAdmin
	case AppUser:
		a.kind = CompanyUser
	default:
		return Actor{}
	}
	return a
}

// Viewing mints the actor whose eyes viewer looks through: it sees what viewed sees and may nothing but look (domain.md 7 "view as"). Who
// views already, machines and nobody cannot view, nor be viewed. Only packages account and company call it.
func Viewing(viewed, viewer Actor) Actor {
	if viewed.kind == Nobody || viewed.kind == Machine || viewer.kind == Nobody || viewer.kind == Machine || viewed.viewer != nil || viewer.viewer != nil {
		return Actor{}
	}
	viewed.viewer = &viewer
	return viewed
}

// Viewer is who looks at the portal as this actor; false if it is the actor itself.
func (a Actor) Viewer() (Actor, bool) {
	if a.viewer == nil {
		return Actor{}, false
	}
	return *a.viewer, true
}

// Value is the actor's id that stands for $name in a scope condition.
func (a Actor) Value(name string) int64 {
	switch name {
	case "account":
		return a.account
	case "partner":
		return a.partner
	case "partnership":
		return a.partnership
	case "membership":
		return a.membership
	case "home":
		return a.home
	case "company":
		return a.company
	case "appuser":
		return a.appUser
	}
	panic("access: no value " + name)
}
