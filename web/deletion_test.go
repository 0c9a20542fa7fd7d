package web_test

import (
	"net/http"
	"testing"
	"time"

	"kontor/company"
	"kontor/kontortest"
)

// deleted deletes the company as its Admin does.
func deleted(t *testing.T, maya *kontortest.Client, c *kontortest.Company) {
	t.Helper()
	maya.Get(c.Path("")).Follow(t, "Delete").Submit(t, "Delete company", kontortest.Fields{"name": c.Name}).WantText(t, c.Name+" was deleted. It can be restored for 30 days.")
}

// domain.md 2.7: type the name; out at once; addresses stay reserved; restoring annuls the deletion from its beginning.
func TestDeletedCompanyIsOutAtOnceAndRestoringAnnulsTheDeletion(t *testing.T) {
	kontortest.Both(t, func(t *testing.T, k *kontortest.Kontor) {
		msp := k.Partner(kontortest.MSP, kontortest.InvoiceTerms)
		c, other := msp.Company("Cobalt Freight", 4), msp.Company("Harbor Lane", 4)
		k.AcceptWelcome(c.Owner)
		waiting := c.User(company.User)
		browser, maya := k.Client(c.Owner), k.Client(msp.Admin)
		maya.Get(c.Path("")).Follow(t, "Delete").Submit(t, "Delete company", kontortest.Fields{"name": "Cobalt"}).
			WantStatus(t, http.StatusUnprocessableEntity).WantError(t, "name", "Type the name of the company")
		deleted(t, maya, c)
		browser.Get(c.PortalPath("")).WantText(t, "Sign in")
		k.WantRows(t, "mail", 0, "status = 'queued' AND company_id = "+idText(c.ID))
		k.WantRows(t, "session", 0, "app_user_id = "+idText(c.Owner.AppUser))
		maya.Get(msp.Path("/companies")).WantNoText(t, "Cobalt Freight")
		maya.Get(c.Path("")).WantText(t, "It can be restored for 30 days").WantNoText(t, "Add user", "Change User license count")
		maya.Get(other.Path("/users/new")).Submit(t, "Add user", with(sofia, kontortest.Fields{"email": waiting.Email})).
			WantError(t, "email", "belongs to Cobalt Freight, which is deleted")
		maya.Get(c.Path("/edit")).Submit(t, "Save", nil).WantStatus(t, http.StatusConflict)

		k.Clock.Advance(29 * 24 * time.Hour)
		k.RunJobs()
		maya = k.Client(msp.Admin)
		maya.Get(c.Path("")).Follow(t, "Restore").Submit(t, "Restore company", nil).WantText(t, "Cobalt Freight was restored.", "2 of 4 in use")
		k.Client(nil).Get("/c/sign-in").Submit(t, "Sign in", kontortest.Fields{"login": c.Owner.Email, "password": kontortest.Password}).WantPath(t, c.PortalPath(""))
		// The later of two facts of one instant is in force: there was no time in which the company was deleted.
		k.WantRows(t, "company_status_fact", 1, "status = 'active' AND reason = 'restored' AND effective_at = (SELECT d.effective_at FROM company_status_fact d WHERE d.status = 'deleted') AND recorded_at > effective_at")
	})
}

func TestSuspendedCompanyIsSuspendedAgainWhenRestored(t *testing.T) {
	kontortest.Both(t, func(t *testing.T, k *kontortest.Kontor) {
		msp := k.Partner(kontortest.MSP, kontortest.InvoiceTerms)
		c, maya := msp.Company("Cobalt Freight", 4), k.Client(msp.Admin)
		maya.Get(c.Path("/suspension")).Submit(t, "Suspend company", nil)
		deleted(t, maya, c)
		maya.Get(c.Path("/restoration")).Submit(t, "Restore company", nil).WantText(t, "Its users can’t sign in. The company is still billed.")
		k.WantRows(t, "company", 1, "status = 'suspended' AND deleted_at IS NULL AND id = "+idText(c.ID))
	})
}

// domain.md 1, 2.7: after 30 days it is gone for good; persons are made nameless, numbers and audit stay, addresses are free.
func TestPurgedCompanyLeavesNumbersAndNoPersons(t *testing.T) {
	kontortest.Both(t, func(t *testing.T, k *kontortest.Kontor) {
		msp := k.Partner(kontortest.MSP, kontortest.InvoiceTerms)
		c, kept := msp.Company("Cobalt Freight", 4), msp.Company("Harbor Lane", 4)
		k.AcceptWelcome(c.Owner)
		maya := k.Client(msp.Admin)
		deleted(t, maya, c)
		k.Clock.Advance(30 * 24 * time.Hour)
		k.Client(msp.Admin).Post(c.Path("/restoration"), nil).WantStatus(t, http.StatusConflict).WantText(t, "more than 30 days ago")
		k.RunJobs()
		maya = k.Client(msp.Admin)
		maya.Get(c.Path("")).WantStatus(t, http.StatusNotFound)
		maya.Get(kept.Path("")).WantStatus(t, http.StatusOK).WantText(t, kept.Owner.Email)
		k.WantRows(t, "app_user", 1, "email LIKE 'removed+%@invalid.invalid' AND first_name = 'Removed' AND status = 'removed' AND company_id = "+idText(c.ID))
		k.WantRows(t, "mail", 0, "to_address = '"+c.Owner.Email+"'")
		k.WantRows(t, "event", 0, "payload LIKE '%"+c.Owner.Email+"%'")
		k.WantRows(t, "license_fact", 1, "license_count = 4 AND company_id = "+idText(c.ID))
		k.WantRows(t, "audit_event", 1, "action = 'company.purged' AND company_id = "+idText(c.ID))
		maya.Get(kept.Path("/users/new")).Submit(t, "Add user", with(sofia, kontortest.Fields{"email": c.Owner.Email})).WantText(t, "was added")
	})
}

// domain.md 2.1, 2.2: home companies and the companies of child MSPs live with their partner.
func TestCompaniesOfPartnersAreNotSuspendedOrDeleted(t *testing.T) {
	kontortest.Both(t, func(t *testing.T, k *kontortest.Kontor) {
		reseller := k.Partner(kontortest.Reseller, kontortest.InvoiceTerms)
		child := reseller.Child()
		ray := k.Client(reseller.Admin)
		for _, id := range []int64{reseller.Home.ID, child.Home.ID} {
			at := reseller.Path("/companies/" + idText(id))
			ray.Get(at).WantStatus(t, http.StatusOK).WantNoText(t, "Suspend", "Delete")
			ray.Get(at+"/suspension").WantStatus(t, http.StatusConflict)
			ray.Post(at+"/suspension", nil).WantStatus(t, http.StatusConflict)
			ray.Post(at+"/deletion", nil).WantStatus(t, http.StatusConflict)
		}
		k.WantRows(t, "company", 2, "status = 'active'")
	})
}
