package access_test

import (
	"slices"
	"testing"

	"kontor/access"
)

// trust.md "Accounts": rights by key = scopes ∩ the maker's rights. Every right of a role is either in a scope or withheld from keys by name.
func TestEveryRightOfARoleIsInAScopeOrWithheldFromKeys(t *testing.T) {
	given := map[access.Capability]bool{}
	var scopes []access.KeyScope
	for _, g := range access.KeyGrants(access.Owner) {
		scopes = append(scopes, g.Scope)
	}
	for _, role := range access.Roles() {
		for _, g := range access.KeyGrants(role) {
			for _, c := range g.May {
				given[c] = true
			}
		}
	}
	owner := access.AsStaff(1, access.Owner, "Olga")
	for _, c := range access.NoKey {
		if given[c] || owner.ByKey("all", scopes).May(c) {
			t.Errorf("a key has %s", c)
		}
	}
	for _, role := range access.Roles() {
		for _, c := range access.CapabilitiesOf(role) {
			if !given[c] && !slices.Contains(access.NoKey, c) {
				t.Errorf("%s of %s is in no scope of API keys and not in NoKey", c, role)
			}
		}
	}
}

func TestKeyOnlyTakesRightsAway(t *testing.T) {
	admin := access.AsPartnerUser(access.Member{Account: 1, Partner: 2, Partnership: 3, Role: access.PartnerAdmin, Name: "Maya"})
	user := access.AsPartnerUser(access.Member{Account: 1, Partner: 2, Partnership: 3, Role: access.PartnerUser, Name: "Maya"})
	all := []access.KeyScope{access.CompaniesWrite, access.UsersWrite, access.VendorWrite}
	for _, c := range []struct {
		who  access.Actor
		may  access.Capability
		want bool
	}{
		{admin.ByKey("k", all), access.DeleteCompany, true},
		{user.ByKey("k", all), access.DeleteCompany, false},
		{admin.ByKey("k", all), access.AddPartner, false},
		{admin.ByKey("k", []access.KeyScope{access.CompaniesRead}), access.ViewCompanies, true},
		{admin.ByKey("k", []access.KeyScope{access.CompaniesRead}), access.EditCompany, false},
		{admin.ByKey("k", []access.KeyScope{access.CompaniesRead}).ByKey("k2", all), access.EditCompany, false},
		{admin.ByKey("k", nil), access.ViewCompanies, false},
		{admin.ByKey("k", []access.KeyScope{"everything"}), access.ViewCompanies, false},
		{access.Actor{}.ByKey("k", all), access.ViewCompanies, false},
	} {
		if got := c.who.May(c.may); got != c.want {
			t.Errorf("%s %s: %v", c.who.Kind(), c.may, got)
		}
	}
}
