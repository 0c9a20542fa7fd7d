package web_test

import (
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"kontor/access"
	"kontor/company"
	"kontor/kontortest"
)

// counts is the address of "Change User license count" of a company.
func counts(c *kontortest.Company) string {
	return c.Path("/subscriptions/" + idText(c.Subscription) + "/license-count")
}

var sofia = kontortest.Fields{"first_name": "Sofia", "last_name": "Marin", "email": "sofia@cobalt.example", "role": "user"}

// domain.md 3.2, billing.md N1: user N+1 is refused; a count below the users in place says how many to remove.
func TestLicensesLimitUsersAndUsersLimitTheCount(t *testing.T) {
	kontortest.Both(t, func(t *testing.T, k *kontortest.Kontor) {
		msp := k.Partner(kontortest.MSP, kontortest.InvoiceTerms)
		c := msp.Company("Cobalt Freight", 2)
		maya := k.Client(msp.Admin)
		form := maya.Get(c.Path("")).Follow(t, "Add user").WantText(t, "1 license of 2 free")
		form.Submit(t, "Add user", sofia).WantPath(t, c.Path("")).WantText(t, "Sofia Marin was added. The welcome mail to sofia@cobalt.example is on its way.")
		form.Submit(t, "Add user", with(sofia, kontortest.Fields{"email": "third@cobalt.example"})).WantStatus(t, http.StatusUnprocessableEntity).
			WantText(t, "All 2 licenses are in use.").WantLink(t, "Change User license count", counts(c))
		k.WantRows(t, "app_user", 2, "company_id = "+idText(c.ID))
		maya.Get(c.Path("/users/new")).WantText(t, "All 2 licenses are in use.")

		change := maya.Get(c.Path("")).Follow(t, "Change User license count").WantText(t, "now 2, 2 in use")
		change.Submit(t, "Change count", kontortest.Fields{"license_count": "1"}).WantStatus(t, http.StatusUnprocessableEntity).
			WantError(t, "license_count", "Remove 1 user first")
		change.Submit(t, "Change count", kontortest.Fields{"license_count": "1200"}).WantPath(t, c.Path("")).
			WantText(t, "The User license count of Cobalt Freight is now 1,200.", "2 of 1,200 in use")
		k.WantRows(t, "license_fact", 2, "company_id = "+idText(c.ID))
	})
}

// domain.md 2.5, 2.7: removing is permanent and acts at once; the owner stays.
func TestRemovedUserIsOutAtOnceAndTheOwnerStays(t *testing.T) {
	kontortest.Both(t, func(t *testing.T, k *kontortest.Kontor) {
		msp := k.Partner(kontortest.MSP, kontortest.InvoiceTerms)
		c := msp.Company("Cobalt Freight", 3)
		user := k.AcceptWelcome(c.User(company.User))
		browser, maya := k.Client(user), k.Client(msp.Admin)
		browser.Get(c.PortalPath("")).WantStatus(t, http.StatusOK)
		maya.Get(c.Path("/users/"+idText(user.AppUser)+"/removal")).WantText(t, "This is permanent.", "stays 3").
			Submit(t, "Remove "+user.Name, nil).WantText(t, user.Name+" was removed. The license is free.", "1 of 3 in use")
		browser.Get(c.PortalPath("")).WantText(t, "Sign in")
		maya.Get(c.Path("/users/"+idText(user.AppUser)+"/removal")).WantStatus(t, http.StatusNotFound)
		maya.Post(c.Path("/users/"+idText(c.Owner.AppUser)+"/removal"), nil).WantStatus(t, http.StatusConflict).WantText(t, "is the owner of Cobalt Freight")
	})
}

// domain.md 3.3: "sending again makes a new one".
func TestSendingAgainEndsTheOlderTemporaryPassword(t *testing.T) {
	kontortest.Both(t, func(t *testing.T, k *kontortest.Kontor) {
		msp := k.Partner(kontortest.MSP, kontortest.InvoiceTerms)
		c := msp.Company("Cobalt Freight", 3)
		k.DeliverMail()
		login := kontortest.Fields{"login": c.Owner.Email, "password": k.Mailbox.Last(t, c.Owner.Email).Password(t)}
		k.Client(msp.Admin).Get(c.Path("")).Submit(t, "Send again", nil).WantText(t, "A new temporary password is on its way to "+c.Owner.Email)
		k.DeliverMail()
		sign := k.Client(nil).Get("/c/sign-in")
		sign.Submit(t, "Sign in", login).WantStatus(t, http.StatusUnprocessableEntity)
		login["password"] = k.Mailbox.Last(t, c.Owner.Email).Password(t)
		sign.Submit(t, "Sign in", login).WantPath(t, "/c/password")
	})
}

// domain.md 4.1: Marketing meets no customer data of any kind anywhere.
func TestMarketingMeetsNoCustomer(t *testing.T) {
	kontortest.Both(t, func(t *testing.T, k *kontortest.Kontor) {
		msp := k.Partner(kontortest.MSP, kontortest.InvoiceTerms)
		c := msp.Company("Cobalt Freight", 3)
		ida := k.Client(msp.User(access.MarketingRole))
		ida.Get(msp.Path("")).WantStatus(t, http.StatusOK).WantText(t, "Your role is Marketing").
			WantNoText(t, "Cobalt", "License count", "User license count", msp.Path("/companies"), "Add company")
		for _, path := range []string{msp.Path("/companies"), msp.Path("/companies/new"), c.Path(""), c.Path("/logo"), counts(c), c.Path("/users/new"),
			c.Path("/users/" + idText(c.Owner.AppUser) + "/removal"), msp.Path("/account/details")} {
			ida.Get(path).WantStatus(t, http.StatusForbidden).WantNoText(t, "Cobalt", c.Owner.Email)
		}
		ida.Post(msp.Path("/companies"), k.CompanyForm("Second", "billable_this_month")).WantStatus(t, http.StatusForbidden)
		ida.Post(counts(c), url.Values{"license_count": {"9"}}).WantStatus(t, http.StatusForbidden)
		k.WantRows(t, "license_fact", 1, "company_id = "+idText(c.ID))
	})
}

// domain.md 4.1, 4.2: a User with a list sees what is on it, and what the User adds joins it.
func TestListedUserSeesTheListAndWhatTheyAdd(t *testing.T) {
	kontortest.Both(t, func(t *testing.T, k *kontortest.Kontor) {
		msp := k.Partner(kontortest.MSP, kontortest.InvoiceTerms)
		mine, hidden := msp.Company("Cobalt Freight", 3), msp.Company("Aldergrove Dental", 7)
		user := msp.User(access.PartnerUser)
		msp.Assign(user, mine)
		jonas := k.Client(user)
		jonas.Get(msp.Path("/companies")).WantText(t, "Cobalt Freight", "1 company").WantNoText(t, "Aldergrove")
		jonas.Get(msp.Path("/companies?q=alder")).WantText(t, "No companies match").WantNoText(t, "Aldergrove")
		jonas.Get(msp.Path("")).WantText(t, "Companies 1", "User license count 3")
		jonas.Get(hidden.Path("")).WantStatus(t, http.StatusNotFound)
		jonas.Post(counts(hidden), url.Values{"license_count": {"9"}}).WantStatus(t, http.StatusNotFound)
		jonas.Post(msp.Path("/companies"), k.CompanyForm("Harbor Lane", "billable_this_month")).WantStatus(t, http.StatusOK).WantText(t, "Harbor Lane was added.")
		jonas.Get(msp.Path("/companies")).WantText(t, "Cobalt Freight", "Harbor Lane", "2 companies")
		k.Client(msp.Admin).Get(msp.Path("/companies")).WantText(t, "Aldergrove Dental", "Harbor Lane")
	})
}

// trust.md "Who sees what": "Other's = unknown = 404, the same body".
func TestOthersCompaniesLookLikeUnknownOnes(t *testing.T) {
	kontortest.Both(t, func(t *testing.T, k *kontortest.Kontor) {
		mine, others := k.Partner(kontortest.MSP, kontortest.InvoiceTerms), k.Partner(kontortest.MSP, kontortest.InvoiceTerms)
		own, c := mine.Company("Harbor Lane", 3), others.Company("Cobalt Freight", 3)
		maya := k.Client(mine.Admin)
		unknown := maya.Get(mine.Path("/companies/999999")).WantStatus(t, http.StatusNotFound).Body
		user := "/users/" + idText(c.Owner.AppUser)
		for _, path := range []string{mine.Path("/companies/" + idText(c.ID)), c.Path(""), c.Path("/logo"), others.Path(""), others.Path("/companies"), counts(c),
			mine.Path("/companies/" + idText(c.ID) + user + "/removal"), own.Path(user + "/removal"), own.Path("/subscriptions/" + idText(c.Subscription) + "/license-count"),
			mine.Path("/companies/0" + idText(own.ID)), mine.Path("/companies/-1"), mine.Path("/companies/9223372036854775808")} {
			if got := maya.Get(path).WantStatus(t, http.StatusNotFound); got.Body != unknown {
				t.Errorf("%s answers otherwise than an unknown company", path)
			}
		}
		for _, path := range []string{mine.Path("/companies/" + idText(c.ID) + "/users"), own.Path(user + "/removal"), own.Path(user + "/welcome")} {
			maya.Post(path, url.Values{"first_name": {"A"}, "last_name": {"B"}, "email": {"a@b.example"}, "role": {"user"}}).WantStatus(t, http.StatusNotFound)
		}
		k.WantRows(t, "app_user", 1, "company_id = "+idText(c.ID))
	})
}

// ui.md 6.2, 7: filters, order and place stand in the address; pages are read by keys.
func TestCompaniesAreFilteredSortedAndPagedByTheAddress(t *testing.T) {
	kontortest.Both(t, func(t *testing.T, k *kontortest.Kontor) {
		msp := k.Partner(kontortest.MSP, kontortest.InvoiceTerms)
		for i := range perPage + 2 {
			msp.Company(fmt.Sprintf("Customer %02d", i), int64(i+1))
		}
		maya := k.Client(msp.Admin)
		first := maya.Get(msp.Path("/companies?q=customer&sort=-name")).WantText(t, "Customer 51", "Customer 02", "50 companies on this page").WantNoText(t, "Customer 01")
		second := first.Follow(t, "Next").WantText(t, "Customer 01", "Customer 00").WantNoText(t, "Customer 02")
		if !strings.Contains(second.Path, "q=customer") || !strings.Contains(second.Path, "sort=-name") {
			t.Errorf("the next page's address %s lost the filter or the order", second.Path)
		}
		second.Follow(t, "Previous").WantText(t, "Customer 51", "Customer 02").WantNoText(t, "Customer 01")
		maya.Get(msp.Path("/companies?sort=-count&q=customer")).WantText(t, "52 in use", "Customer 51").WantNoText(t, "Customer 01")
		maya.Get(msp.Path("/companies?billing=free")).WantText(t, "No companies match").WantLink(t, "Clear filters", msp.Path("/companies"))
		maya.Get(msp.Path("/companies?q=customer+17&billing=billable")).WantText(t, "1 company matches", "Customer 17")
		maya.Get(msp.Path("/companies?q=%25&level=99999999999999999999&type=home&sort=x&after=nonsense&before=")).WantStatus(t, http.StatusOK)
	})
}
