package web_test

import (
	"fmt"
	"slices"
	"testing"
	"time"

	"kontor/access"
	"kontor/company"
	"kontor/kontortest"
)

// partnerStates are the partner's face: a filled one, one that begins, and one that can't add companies yet.
func partnerStates(t *testing.T) (*kontortest.Kontor, []state) {
	k := kontortest.OnSQLite(t)
	msp, fresh, poor := k.Partner(kontortest.MSP, kontortest.InvoiceTerms), k.Partner(kontortest.MSP, kontortest.InvoiceTerms), k.Partner(kontortest.MSP, kontortest.CardTerms)
	ofCompany := companyStates(t, k, msp) // moves the clock: before the others sign in
	for i := range 58 {
		msp.Company(fmt.Sprintf("Quarry & Sons %02d", i+1), int64(i+2))
	}
	maya, alma, jonas := msp.Admin, poor.Admin, poor.User(access.PartnerUser)
	wrong := with(cobalt, kontortest.Fields{"license_count": "0", "website": "nowhere"})
	delete(wrong, "subscription_type")
	states := []state{
		{"GET /p/{partnership}", "home", maya, msp.Path(""), nil},
		{"GET /p/{partnership}", "home-getting-started", fresh.Admin, fresh.Path(""), nil},
		{"GET /p/{partnership}", "home-no-card", alma, poor.Path(""), nil},
		{"GET /p/{partnership}/companies", "companies", maya, msp.Path("/companies"), nil},
		{"GET /p/{partnership}/companies", "companies-next-page", maya, msp.Path("/companies"), func(b *tab) { b.Click("Next") }},
		{"GET /p/{partnership}/companies", "companies-filtered", maya, msp.Path("/companies?q=sons+0&billing=billable&sort=-count"), nil},
		{"GET /p/{partnership}/companies", "companies-none-match", maya, msp.Path("/companies?q=zzz"), nil},
		{"GET /p/{partnership}/companies", "companies-only-own", fresh.Admin, fresh.Path("/companies"), nil},
		{"GET /p/{partnership}/companies/new", "company-new", maya, msp.Path("/companies/new"), nil},
		{"GET /p/{partnership}/companies/new", "company-new-last-step", maya, msp.Path("/companies/new"), func(b *tab) { throughSteps(b, cobalt) }},
		{"POST /p/{partnership}/companies", "company-new-refused", maya, msp.Path("/companies/new"), func(b *tab) {
			throughSteps(b.AnyHow(), wrong).Choose("subscription_type", "billable_this_month").Click("Add company").WantText("There is a problem")
		}},
		{"GET /p/{partnership}/companies/new", "company-new-no-card", alma, poor.Path("/companies/new"), nil},
		{"GET /p/{partnership}/companies/new", "company-new-no-card-user", jonas, poor.Path("/companies/new"), nil},
		{"GET /p/{partnership}/account/details", "details-invoice", maya, msp.Path("/account/details"), nil},
		{"GET /p/{partnership}/account/details", "details-no-card", alma, poor.Path("/account/details"), nil},
		{"GET /profile/password", "own-password", maya, "/profile/password", nil},
		{"POST /profile/password", "own-password-refused", maya, "/profile/password",
			typed("Change password", kontortest.Fields{"current_password": "wrong", "password": "another-tram-orbit-42"})},
	}
	return k, slices.Concat(states, ofCompany, resellerStates(k))
}

// throughSteps fills "Add company" as far as fields say, step by step, and stays at the last.
func throughSteps(b *tab, fields kontortest.Fields) *tab {
	for _, step := range []struct {
		next  string
		names []string
	}{{"Next: Primary contact", []string{"name", "website", "team_name"}}, {"Next: Subscription", []string{"first_name", "last_name", "email"}},
		{"", []string{"license_count"}}} {
		for _, name := range step.names {
			if fields[name] != "" {
				b.Fill(name, fields[name])
			}
		}
		if step.next != "" {
			b.Click(step.next)
		}
	}
	return b
}

// filled is a company with users who have signed in, who have not, and whose temporary password has expired.
func filled(t *testing.T, k *kontortest.Kontor, msp *kontortest.Partner) (c *kontortest.Company, waiting *kontortest.Person) {
	t.Helper()
	c = msp.Company("Cobalt Freight and Warehousing of the North Sea", 64)
	c.User(company.User)
	k.Clock.Advance(4 * 24 * time.Hour)
	k.Client(msp.Admin).Get(c.Path("")).Submit(t, "Send again", nil)
	k.AcceptWelcome(c.Owner)
	k.AcceptWelcome(c.User(company.Administrator))
	return c, c.User(company.User)
}

const (
	ofCompany = "GET /p/{partnership}/companies/{company}"
	ofCount   = "/p/{partnership}/companies/{company}/subscriptions/{subscription}/license-count"
)

// companyStates are a company and the forms about it and its users.
func companyStates(t *testing.T, k *kontortest.Kontor, msp *kontortest.Partner) []state {
	c, waiting := filled(t, k, msp)
	full, maya := msp.Company("Harbor Lane", 1), msp.Admin
	ida := msp.User(access.MarketingRole)
	user := kontortest.Fields{"first_name": "Sofia", "last_name": "Marin", "email": c.Owner.Email}
	return []state{
		{ofCompany, "company", maya, c.Path(""), nil},
		{ofCompany, "company-plain", maya, full.Path(""), nil},
		{ofCompany, "company-sent-again", maya, c.Path(""), typed("Send again", nil)},
		{ofCompany, "company-changed", maya, counts(full), typed("Change count", kontortest.Fields{"license_count": "1"})},
		{"GET " + ofCount, "license-count", maya, counts(c), nil},
		{"POST " + ofCount, "license-count-refused", maya, counts(c), typed("Change count", kontortest.Fields{"license_count": "1"})},
		{ofCompany + "/users/new", "user-new", maya, c.Path("/users/new"), nil},
		{ofCompany + "/users/new", "user-new-full", maya, full.Path("/users/new"), nil},
		{"POST /p/{partnership}/companies/{company}/users", "user-new-refused", maya, c.Path("/users/new"), typed("Add user", user)},
		{ofCompany + "/users/{user}/removal", "user-removal", maya, c.Path("/users/" + idText(waiting.AppUser) + "/removal"), nil},
		{"POST /p/{partnership}/companies/{company}/users/{user}/removal", "user-removal-refused", maya, c.Path("/users/" + idText(c.Owner.AppUser) + "/removal"),
			typed("Remove "+c.Owner.Name, nil)},
		{"", "company-unknown", maya, msp.Path("/companies/999999"), nil},
		{"", "company-marketing", ida, c.Path(""), nil},
		{"GET /p/{partnership}", "home-marketing", ida, msp.Path(""), nil},
	}
}

// resellerStates are what differs for a reseller and for an MSP of its own.
func resellerStates(k *kontortest.Kontor) []state {
	reseller := k.Partner(kontortest.Reseller, kontortest.InvoiceTerms)
	child, ray := reseller.Child(), reseller.Admin
	child.Company("Nimbus Bakery", 9)
	reseller.Company("Rowan Architects", 14)
	return []state{
		{"GET /p/{partnership}", "home-reseller", ray, reseller.Path(""), nil},
		{"GET /p/{partnership}/companies", "companies-reseller", ray, reseller.Path("/companies"), nil},
		{"GET /p/{partnership}/companies/new", "company-new-reseller", ray, reseller.Path("/companies/new"), func(b *tab) { b.Choose("account_type", "msp") }},
		{ofCompany, "company-msp", ray, reseller.Path("/companies/" + idText(child.Home.ID)), nil},
		{ofCompany, "company-own", child.Admin, child.Home.Path(""), nil},
		{"GET /p/{partnership}/account/details", "details-child", child.Admin, child.Path("/account/details"), nil},
	}
}

// customerStates are the customer's face.
func customerStates(t *testing.T) (*kontortest.Kontor, []state) {
	k := kontortest.OnSQLite(t)
	msp := k.Partner(kontortest.MSP, kontortest.InvoiceTerms)
	c := msp.Company("Aldergrove Dental Group", 10)
	owner, user := k.AcceptWelcome(c.Owner), k.AcceptWelcome(c.User(company.User))
	c.User(company.User)
	first := msp.Company("Harbor Lane", 3).Owner
	return k, []state{
		{"GET /c/{company}", "overview", owner, c.PortalPath(""), nil},
		{"GET /c/{company}", "overview-user", user, c.PortalPath(""), nil},
		{"GET /c/{company}", "overview-home", msp.Staff, msp.Home.PortalPath(""), nil},
		{"GET /c/password", "own-password-app", owner, "/c/password", nil},
		{"POST /c/password", "own-password-app-refused", owner, "/c/password",
			typed("Change password", kontortest.Fields{"current_password": "wrong", "password": "another-tram-orbit-42"})},
		{"GET /c/password", "first-password", first, "/c/password", nil},
		{"POST /c/password", "first-password-refused", first, "/c/password", typed("Save and go on", kontortest.Fields{"password": "short"})},
		{"", "company-of-others", owner, "/c/999999", nil},
	}
}
