package web_test

import (
	"strings"
	"testing"
	"time"

	"kontor/access"
	"kontor/company"
	"kontor/kontortest"
)

// ui.md "Bars": every page of the partner's and the customer's face, light, dark and on small screens.
func TestPartnerAndCustomerPagesAreSound(t *testing.T) {
	k := kontortest.OnSQLite(t)
	reseller, poor := k.Partner(kontortest.Reseller, kontortest.InvoiceTerms), k.Partner(kontortest.MSP, kontortest.CardTerms)
	c, child := reseller.Company("Cobalt Freight and Warehousing of the North Sea", 3), reseller.Child()
	child.Company("Nimbus Bakery", 9)
	full := reseller.Company("Harbor Lane", 1)
	k.AcceptWelcome(c.Owner)
	user := k.AcceptWelcome(c.User(company.User))
	k.Clock.Advance(time.Hour)

	ray := k.Browser(reseller.Admin)
	for name, path := range map[string]string{"home": "", "companies": "/companies", "companies-none": "/companies?q=zzz", "add-company": "/companies/new",
		"details": "/account/details"} {
		ray.Go(reseller.Path(path)).WantSound(name)
	}
	for name, path := range map[string]string{"company": c.Path(""), "company-msp": reseller.Path("/companies/" + idText(child.Home.ID)), "license-count": counts(c),
		"add-user": c.Path("/users/new"), "add-user-full": full.Path("/users/new"), "remove-user": c.Path("/users/" + idText(user.AppUser) + "/removal"),
		"own-password": "/profile/password", "company-unknown": reseller.Path("/companies/999999")} {
		ray.Go(path).WantSound(name)
	}
	ray.Go(counts(c)).Eval(`() => document.querySelector("main form").noValidate = true`)
	ray.Fill("license_count", "1").Click("Change count").WantText("There is a problem").WantSound("license-count-refused")
	k.Browser(child.Admin).Go(child.Path("/account/details")).WantSound("details-child")
	maya := k.Browser(poor.Admin)
	for name, path := range map[string]string{"home-begin": "", "payment-needed": "/companies/new", "details-no-card": "/account/details"} {
		maya.Go(poor.Path(path)).WantSound(name)
	}
	k.Browser(poor.User(access.MarketingRole)).Go(poor.Path("")).WantSound("home-marketing")
	k.Browser(c.Owner).Go(c.PortalPath("")).WantSound("overview").Go("/c/password").WantSound("own-password-app")
	k.Browser(user).Go(c.PortalPath("")).WantSound("overview-user")
	k.Browser(full.Owner).Go("/c/password").WantSound("first-password")
}

// ui.md 6.2, 8: the drawer's three steps, the hint at a like-named company, and the draft that stays when the drawer is closed.
func TestDrawerAddsACompanyInThreeSteps(t *testing.T) {
	kontortest.Both(t, func(t *testing.T, k *kontortest.Kontor) {
		msp := k.Partner(kontortest.MSP, kontortest.InvoiceTerms)
		msp.Company("Cobalt Fishing", 3)
		maya := k.Browser(msp.Admin).Go(msp.Path("/companies")).Click("Add company").WantText("Next: Primary contact")
		if at := maya.Focused(); at != "name" {
			t.Errorf("the drawer opens with the keyboard at %s, want the company name", at)
		}
		maya.Fill("name", "Cobalt Freight").Fill("team_name", "Cobalt").WantText("A company with a similar name exists: Cobalt Fishing").WantAccessible()
		maya.Click("Close").Click("Add company").Click("Next: Primary contact").Fill("first_name", "Nils").Fill("last_name", "Dahl")
		maya.Click("Next: Subscription") // the address is missing
		maya.Fill("email", "nils@cobalt.example").Click("Next: Subscription").WantText("1 mail goes out")
		maya.Eval(`id => { document.querySelector('[name=product]').value = id }`, idText(k.Product("Business")))
		maya.Click("Free until end of this month").Eval(`() => document.querySelector("#sheet [type=submit]").click()`)
		maya.WantText("Cobalt Freight was added. The welcome mail to nils@cobalt.example is on its way.")
		maya.WantNoComplaints()
		k.WantRows(t, "company", 1, "name = 'Cobalt Freight' AND billing_start = 'free_until_end_of_month'")
	})
}

// ui.md 6.2, 7: the list is filtered while one types, and the address keeps it.
func TestListIsFilteredWhileOneTypes(t *testing.T) {
	kontortest.Both(t, func(t *testing.T, k *kontortest.Kontor) {
		msp := k.Partner(kontortest.MSP, kontortest.InvoiceTerms)
		msp.Company("Cobalt Freight", 3)
		msp.Company("Harbor Lane", 3)
		maya := k.Browser(msp.Admin).Go(msp.Path("/companies")).WantText("3 companies").Fill("q", "harbor").WantText("1 company matches")
		if strings.Contains(maya.Text(), "Cobalt Freight") {
			t.Error("the filtered list still shows Cobalt Freight")
		}
		if maya.Path() != msp.Path("/companies?q=harbor&level=&billing=") {
			t.Errorf("the address is %s", maya.Path())
		}
		maya.WantNoComplaints()
	})
}
