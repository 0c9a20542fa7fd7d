package access

import (
	"math/bits"
	"slices"
)

// KeyScope is a word that says what an API key may be used for (trust.md "Accounts"). The words stand in the API and in the database:
// they do not change.
type KeyScope string

// Scopes of API keys. One that writes may also read what it writes to.
const (
	CompaniesRead  KeyScope = "companies:read"
	CompaniesWrite KeyScope = "companies:write"
	UsersWrite     KeyScope = "users:write"
	AccountRead    KeyScope = "account:read"
	AccountWrite   KeyScope = "account:write"
	VendorRead     KeyScope = "vendor:read"
	VendorWrite    KeyScope = "vendor:write"
	SettingsWrite  KeyScope = "settings:write"
)

// KeyGrant is a scope with what it lets through of its maker's rights, and a sentence for people.
type KeyGrant struct {
	Scope KeyScope
	Says  string
	May   []Capability
	Face  string // "vendor" or "partner" where only its keys have the scope
}

// grants is the one table scope × capability. At each call a key may what stands here and its maker may now.
var grants = []KeyGrant{
	{CompaniesRead, "Read companies, their subscriptions, users and activity.", []Capability{ViewCompanies}, ""},
	{CompaniesWrite, "Add, import, change, suspend, delete and restore companies; change levels and license counts.",
		[]Capability{ViewCompanies, AddCompany, EditCompany, SuspendCompany, DeleteCompany, ChangeLicenses, ImportCompanies}, ""},
	{UsersWrite, "Add, import, change, suspend and remove the users of companies, and hand ownership over.", []Capability{ViewCompanies, ManageAppUsers, HandOver, ImportCompanies}, ""},
	{AccountRead, "Read the partner’s own details and its activity log.", []Capability{ViewAccount, ViewActivity}, "partner"},
	{AccountWrite, "Change the partner’s own details; add, change and remove its users.",
		[]Capability{ViewAccount, EditAccount, InvitePartnerUser, ManagePartnerUsers}, "partner"},
	{VendorRead, "Read partners and their users, the activity log, and how the system is doing.", []Capability{ViewVendor, ViewActivity, ViewMail}, "vendor"},
	{VendorWrite, "Add and change partners, invite and change their users, and transfer companies.",
		[]Capability{ViewVendor, AddPartner, InvitePartnerUser, ManagePartnerUsers, ChangePartner, SuspendPartner, ReleaseAddress, TransferCompany}, "vendor"},
	{SettingsWrite, "Change products and price lists, and the organization’s settings and policies.", []Capability{ViewVendor, ManageSettings, ManageLegal}, "vendor"},
}

// NoKey are the capabilities that no API key ever has: keys, one's own login, secrets, the portal's pages, and who the vendor's staff are: a
// key that was lost must not make an Owner.
var NoKey = []Capability{ManageKeys, ChangeOwnLogin, ChangeDisplay, ViewHelp, AnswerHelp, StartView, ViewPortal, ViewSealedMail, ManageStaff,
	ViewCustomer, ViewColleagues}

// KeyGrants are the scopes that somebody of this role can give a key: those that let any of the role's rights through.
func KeyGrants(r Role) []KeyGrant {
	vendor := slices.Contains([]Role{Owner, PortalAdmin, Support}, r)
	return slices.DeleteFunc(slices.Clone(grants), func(g KeyGrant) bool {
		return g.Face == "vendor" && !vendor || g.Face == "partner" && vendor || !slices.ContainsFunc(g.May, func(c Capability) bool { return RoleMay(r, c) })
	})
}

// ByKey is the actor as an API key of this name stands for it: it may only what the scopes let through. An actor that is a key's already
// stays as narrow as it was: this only takes rights away.
func (a Actor) ByKey(name string, scopes []KeyScope) Actor {
	var given uint64
	for i, g := range grants {
		if slices.Contains(scopes, g.Scope) {
			given |= 1 << i
		}
	}
	if a.key != "" {
		given &= a.given
	}
	a.key, a.given = name, given
	return a
}

// Key names the API key that asks in the actor's place, "" where the person asks.
func (a Actor) Key() string { return a.key }

// granted reports whether the key's scopes let the capability through; where no key asks, everything is.
func (a Actor) granted(c Capability) bool {
	if a.key == "" {
		return true
	}
	for left := a.given; left != 0; left &= left - 1 {
		if slices.Contains(grants[bits.TrailingZeros64(left)].May, c) {
			return true
		}
	}
	return false
}
