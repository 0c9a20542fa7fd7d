package web_test

import (
	"net/http"
	"net/url"
	"testing"
	"time"

	"kontor/access"
	"kontor/company"
	"kontor/kontortest"
)

// domain.md 3.1: "a level changed (the app users move along)"; the count of the one product ends as the other's begins.
func TestUsersMoveAlongWhenTheLevelChanges(t *testing.T) {
	kontortest.Both(t, func(t *testing.T, k *kontortest.Kontor) {
		msp := k.Partner(kontortest.MSP, kontortest.InvoiceTerms)
		c := msp.Company("Cobalt Freight", 4)
		c.User(company.User)
		maya := k.Client(msp.Admin)
		form := maya.Get(c.Path("/subscription")).WantText(t, "2 in use, 2 free", "The last subscription can’t be ended").Follow(t, "Change level").
			WantText(t, "now Business, 4 licenses")
		form.Submit(t, "Change level", nil).WantStatus(t, http.StatusUnprocessableEntity).WantError(t, "product", "Choose a subscription level")
		form.Submit(t, "Change level", kontortest.Fields{"product": form.Option(t, "product", "Business Plus")}).WantPath(t, c.Path("/subscription")).
			WantText(t, "The Subscription level is now Business Plus.", "2 in use, 2 free", "Changed Subscription level from Business to Business Plus")
		sub := idText(c.Subscription)
		k.WantRows(t, "app_user", 2, "subscription_id = "+sub)
		k.WantRows(t, "license_fact", 1, "license_count = 0 AND subscription_id = "+sub+" AND product_id = "+idText(k.Product("Business")))
		k.WantRows(t, "license_fact", 1, "license_count = 4 AND subscription_id = "+sub+" AND product_id = "+idText(k.Product("Business Plus")))
		maya.Post(c.Path("/subscriptions/"+sub+"/level"), url.Values{"product": {idText(k.Product("Business Plus"))}}).WantStatus(t, http.StatusUnprocessableEntity).
			WantText(t, "This is the level it has now.")
		maya.Post(c.Path("/subscriptions/"+sub+"/level"), url.Values{"product": {"424242"}}).WantStatus(t, http.StatusUnprocessableEntity)
	})
}

// domain.md 3.1: "A second product can be added, … a subscription other than the last ended".
func TestSecondProductIsAddedAndEndedButNeverTheLast(t *testing.T) {
	kontortest.Both(t, func(t *testing.T, k *kontortest.Kontor) {
		msp := k.Partner(kontortest.MSP, kontortest.InvoiceTerms)
		c := msp.Company("Cobalt Freight", 4)
		maya := k.Client(msp.Admin)
		end := func(sub int64) *kontortest.Page { return maya.Post(c.Path("/subscriptions/"+idText(sub)+"/end"), nil) }
		end(c.Subscription).WantStatus(t, http.StatusConflict).WantText(t, "The last subscription can’t be ended")
		form := maya.Get(c.Path("/subscription")).Follow(t, "Add a product")
		education := form.Option(t, "product", "Education")
		form.Submit(t, "Add product", kontortest.Fields{"product": education, "license_count": "0"}).WantError(t, "license_count", "from 1 to")
		form.Submit(t, "Add product", kontortest.Fields{"product": education, "license_count": "5"}).WantText(t, "Education was added with 5 licenses.", "0 in use, 5 free")
		form.Submit(t, "Add product", kontortest.Fields{"product": education, "license_count": "5"}).WantStatus(t, http.StatusUnprocessableEntity)
		k.WantRows(t, "subscription", 2, "ended_at IS NULL AND company_id = "+idText(c.ID))
		end(c.Subscription).WantStatus(t, http.StatusConflict).WantText(t, "1 users hold a license of Business.")

		maya.Get(c.Path("/subscription")).Follow(t, "End subscription").Submit(t, "End subscription", nil).WantText(t, "The subscription to Education was ended.", "Ended the subscription to Education")
		k.WantRows(t, "subscription", 1, "ended_at IS NULL AND company_id = "+idText(c.ID))
		k.WantRows(t, "license_fact", 1, "license_count = 0 AND company_id = "+idText(c.ID))
	})
}

// billing.md S2: the free month may be ended early, is never granted or renewed.
func TestFreeMonthIsEndedOnceAndNeverGrantedAgain(t *testing.T) {
	kontortest.Both(t, func(t *testing.T, k *kontortest.Kontor) {
		msp := k.Partner(kontortest.MSP, kontortest.InvoiceTerms)
		maya := k.Client(msp.Admin)
		maya.Post(msp.Path("/companies"), k.CompanyForm("Cobalt Freight", company.FreeUntilEndOfMonth)).WantStatus(t, http.StatusOK)
		at := maya.Get(msp.Path("/companies")).Link(t, "Cobalt Freight")
		maya.Get(at+"/subscription").WantText(t, "Free until end of this month", "Billed from December 2026 on").Follow(t, "End the free month early").
			Submit(t, "End the free month", nil).WantText(t, "is billable from this month on", "Billed since November 2026", "Ended the free month early")
		k.WantRows(t, "billing_start_fact", 1, "billing_start = 'billable_this_month' AND company_id = (SELECT id FROM company WHERE name = 'Cobalt Freight')")
		maya.Post(at+"/billing-start", nil).WantStatus(t, http.StatusConflict).WantText(t, "is billed already")

		maya.Post(msp.Path("/companies"), k.CompanyForm("Harbor Lane", company.FreeUntilEndOfMonth)).WantStatus(t, http.StatusOK)
		at = maya.Get(msp.Path("/companies")).Link(t, "Harbor Lane")
		k.Clock.Set(time.Date(2026, time.December, 1, 0, 0, 0, 0, time.UTC)) // 01:00 in Copenhagen
		k.Client(msp.Admin).Post(at+"/billing-start", nil).WantStatus(t, http.StatusConflict).WantText(t, "is billed already")
	})
}

// domain.md 2.1: of the home company the vendor picks product and count; it is never invoiced.
func TestPartnerChoosesNoLevelForItsOwnCompany(t *testing.T) {
	kontortest.Both(t, func(t *testing.T, k *kontortest.Kontor) {
		msp := k.Partner(kontortest.MSP, kontortest.InvoiceTerms)
		maya, at := k.Client(msp.Admin), msp.Path("/companies/"+idText(msp.Home.ID))
		maya.Get(at+"/subscription").WantStatus(t, http.StatusOK).WantNoText(t, "Change level", "Add a product")
		maya.Get(at+"/subscriptions/new").WantStatus(t, http.StatusForbidden)
		maya.Post(at+"/subscriptions", url.Values{"product": {idText(k.Product("Education"))}, "license_count": {"5"}}).WantStatus(t, http.StatusForbidden)
		k.WantRows(t, "subscription", 1, "company_id = "+idText(msp.Home.ID))
	})
}

// domain.md 2.7: "its users can't sign in; it is still billed, and the screen says so".
func TestSuspendedCompanyIsOutAtOnceAndStillBilled(t *testing.T) {
	kontortest.Both(t, func(t *testing.T, k *kontortest.Kontor) {
		msp := k.Partner(kontortest.MSP, kontortest.InvoiceTerms)
		c := msp.Company("Cobalt Freight", 4)
		k.AcceptWelcome(c.Owner)
		browser, maya := k.Client(c.Owner), k.Client(msp.Admin)
		browser.Get(c.PortalPath("")).WantStatus(t, http.StatusOK)
		maya.Get(c.Path("")).Follow(t, "Suspend").WantText(t, "Suspend Cobalt Freight?", "The company is still billed.").
			Submit(t, "Suspend company", nil).WantPath(t, c.Path("")).WantText(t, "Cobalt Freight was suspended. It is still billed.", "Its users can’t sign in. The company is still billed.")
		browser.Get(c.PortalPath("")).WantText(t, "Sign in")
		login := kontortest.Fields{"login": c.Owner.Email, "password": kontortest.Password}
		k.Client(nil).Get("/c/sign-in").Submit(t, "Sign in", login).WantStatus(t, http.StatusUnprocessableEntity)
		maya.Post(c.Path("/suspension"), nil).WantStatus(t, http.StatusConflict)
		k.WantRows(t, "company_status_fact", 2, "company_id = "+idText(c.ID))

		maya.Get(c.Path("")).Follow(t, "Resume").Submit(t, "Resume company", nil).WantText(t, "was resumed")
		k.Client(nil).Get("/c/sign-in").Submit(t, "Sign in", login).WantPath(t, c.PortalPath(""))
		maya.Get(c.Path("/activity")).WantText(t, "Suspended the company", "Resumed the company")
	})
}

// domain.md 4.1: "suspending, deleting and transferring are Admin's".
func TestUserNeitherSuspendsNorDeletes(t *testing.T) {
	kontortest.Both(t, func(t *testing.T, k *kontortest.Kontor) {
		msp := k.Partner(kontortest.MSP, kontortest.InvoiceTerms)
		c := msp.Company("Cobalt Freight", 4)
		jonas := k.Client(msp.User(access.PartnerUser))
		jonas.Get(c.Path("")).WantNoText(t, "Suspend", "Delete")
		for _, act := range []string{"/suspension", "/deletion", "/resumption", "/restoration"} {
			jonas.Get(c.Path(act)).WantStatus(t, http.StatusForbidden)
			jonas.Post(c.Path(act), url.Values{"name": {"Cobalt Freight"}}).WantStatus(t, http.StatusForbidden)
		}
		k.WantRows(t, "company", 1, "status = 'active' AND id = "+idText(c.ID))
	})
}
