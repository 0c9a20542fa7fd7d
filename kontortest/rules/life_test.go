package rules_test

import (
	"net/http"
	"testing"
	"time"

	"kontor/access"
	"kontor/company"
	"kontor/kontortest"
)

// keptOut fails the test unless neither an open session nor the password lets the person in.
func keptOut(t *testing.T, k *kontortest.Kontor, c *kontortest.Company, browser *kontortest.Client, who *kontortest.Person) {
	t.Helper()
	browser.Get(c.PortalPath("")).WantText(t, "Sign in to the Customer Portal")
	k.Client(nil).Get("/c/sign-in").Submit(t, "Sign in", kontortest.Fields{"login": who.Email, "password": kontortest.Password}).WantStatus(t, http.StatusUnprocessableEntity)
}

// domain.md 2.7: "Suspend a company: its users can't sign in; it is still billed, and the screen says so."
func TestSuspendedCompanysUsersAreOutAndItIsBilled(t *testing.T) {
	kontortest.Doors(t, func(t *testing.T, k *kontortest.Kontor, as as) {
		msp := k.Partner(kontortest.MSP, kontortest.InvoiceTerms)
		c := msp.Company("Cobalt Freight", 3)
		priya := k.AcceptWelcome(c.Owner)
		browser, maya := k.Client(priya), as(msp.Admin)
		if maya.Pages { // only Admins have keys
			as(msp.User(access.PartnerUser)).Suspend(c).Refused(t, "not_permitted")
		}
		maya.Suspend(c).Done(t)
		keptOut(t, k, c, browser, priya)
		maya.Suspend(c).Refused(t, "not_active", "is not active")
		if maya.Pages {
			maya.Company(c).Says(t, "still billed")
		}
		maya.Company(c).Done(t)
		k.WantRows(t, "subscription", 1, only("license_count = 3 AND company_id = %d", c.ID))
		k.WantRows(t, "license_fact", 1, only("company_id = %d", c.ID))
		k.WantRows(t, "event", 1, only("kind = 'company.suspended' AND company_id = %d", c.ID))
		maya.Resume(c).Done(t)
		k.Client(priya).Get(c.PortalPath("")).WantText(t, "Cobalt Freight")
	})
}

// domain.md 2.7: "The vendor's setting "don't bill suspended companies" makes suspending a vendor act."
func TestUnbilledSuspensionIsTheVendors(t *testing.T) {
	kontortest.Doors(t, func(t *testing.T, k *kontortest.Kontor, as as) {
		msp := k.Partner(kontortest.MSP, kontortest.InvoiceTerms)
		c := msp.Company("Cobalt Freight", 3)
		k.Exec(`UPDATE vendor SET suspended_free = TRUE`)
		as(msp.Admin).Suspend(c).Refused(t, "vendor_suspends", "support@keyhaven.example")
		as(k.Owner).Suspend(c).Done(t)
		as(msp.Admin).Resume(c).Refused(t, "vendor_suspends", "suspends and resumes them")
		k.WantRows(t, "company", 1, only("status = 'suspended' AND id = %d", c.ID))
		as(k.Owner).Resume(c).Done(t)
		k.WantRows(t, "company", 1, only("status = 'active' AND id = %d", c.ID))
	})
}

// domain.md 2.7: "Delete: type the company's name; can be restored for 30 days"; "Restoring annuls the deletion from its beginning".
func TestDeletedCompanyIsRestoredAsIfItHadNotBeenDeleted(t *testing.T) {
	kontortest.Doors(t, func(t *testing.T, k *kontortest.Kontor, as as) {
		msp := k.Partner(kontortest.MSP, kontortest.InvoiceTerms)
		c := msp.Company("Cobalt Freight", 3)
		priya := k.AcceptWelcome(c.Owner)
		browser, maya := k.Client(priya), as(msp.Admin)
		if maya.Pages { // only Admins have keys
			as(msp.User(access.PartnerUser)).Delete(c, c.Name).Refused(t, "not_permitted")
		}
		maya.Delete(c, "Cobalt").Refused(t, "invalid", "Cobalt Freight")
		maya.Delete(c, c.Name).Done(t)
		keptOut(t, k, c, browser, priya)
		maya.Companies().Done(t).Hides(t, "Cobalt Freight")
		maya.Delete(c, c.Name).Refused(t, "company_deleted", "deleted")
		maya.AddUser(c, "sofia@cobalt.example", company.User).Refused(t, "company_deleted", "Restore it first")
		k.Clock.Advance(29 * 24 * time.Hour)
		k.RunJobs()
		maya = as(msp.Admin)
		maya.Restore(c).Done(t)
		maya.Restore(c).Refused(t, "not_deleted", "is not deleted")
		k.WantRows(t, "company", 1, only("status = 'active' AND deleted_at IS NULL AND id = %d", c.ID))
		since := number(t, k, only(`SELECT count(*) FROM company_status_fact a JOIN company_status_fact d ON d.company_id = a.company_id AND d.status = 'deleted'
			WHERE a.company_id = %d AND a.status = 'active' AND a.id > d.id AND a.effective_at = d.effective_at`, c.ID))
		if since != 1 {
			t.Error("the restoration does not reach back to the deletion's beginning")
		}
		k.Client(nil).Get("/c/sign-in").Submit(t, "Sign in", kontortest.Fields{"login": priya.Email, "password": kontortest.Password}).WantPath(t, c.PortalPath(""))
	})
}

// domain.md 2.7: "Addresses of a deleted company stay reserved; the refusal says so to those who may see it and offers Restore."
func TestAddressesOfADeletedCompanyStayReserved(t *testing.T) {
	kontortest.Doors(t, func(t *testing.T, k *kontortest.Kontor, as as) {
		msp, other := k.Partner(kontortest.MSP, kontortest.InvoiceTerms), k.Partner(kontortest.MSP, kontortest.InvoiceTerms)
		c, elsewhere, theirs := msp.Company("Cobalt Freight", 3), msp.Company("Harbor Lane", 3), other.Company("Rowan Architects", 3)
		as(msp.Admin).Delete(c, c.Name).Done(t)
		as(msp.Admin).AddUser(elsewhere, c.Owner.Email, company.User).Refused(t, "email_taken").Says(t, "Cobalt Freight, which is deleted", "Restore Cobalt Freight")
		as(other.Admin).AddUser(theirs, c.Owner.Email, company.User).Refused(t, "email_taken").Hides(t, "Cobalt Freight", "Restore")
		as(k.Owner).AddUser(theirs, c.Owner.Email, company.User).Refused(t, "email_taken").Says(t, "Cobalt Freight")
	})
}

// domain.md 2.7: "After 30 days it is gone for good but for its documents and audit."
func TestDeletedCompanyIsGoneForGoodAfter30Days(t *testing.T) {
	kontortest.Doors(t, func(t *testing.T, k *kontortest.Kontor, as as) {
		msp := k.Partner(kontortest.MSP, kontortest.InvoiceTerms)
		c, other := msp.Company("Cobalt Freight", 3), msp.Company("Harbor Lane", 3)
		as(msp.Admin).Delete(c, c.Name).Done(t)
		k.Clock.Advance(month)
		as(msp.Admin).Restore(c).Refused(t, "restore_over", "more than 30 days ago")
		k.RunJobs()
		maya := as(msp.Admin)
		maya.Company(c).WantStatus(t, http.StatusNotFound)
		maya.Restore(c).Refused(t, "not_found")
		maya.AddUser(other, c.Owner.Email, company.User).Done(t) // the address is free
		k.WantRows(t, "audit_event", 1, only("action = 'company.deleted' AND object_id = %d", c.ID))
		k.WantRows(t, "app_user", 0, only("email = '%s' AND company_id = %d", c.Owner.Email, c.ID))
	})
}

// domain.md 2.8: "to another partnership that passes the gate …; the old partner loses it at once everywhere".
func TestTransferredCompanyLeavesTheOldPartnerAtOnce(t *testing.T) {
	kontortest.Doors(t, func(t *testing.T, k *kontortest.Kontor, as as) {
		old, next, card := k.Partner(kontortest.MSP, kontortest.InvoiceTerms), k.Partner(kontortest.MSP, kontortest.InvoiceTerms), k.Partner(kontortest.MSP, kontortest.CardTerms)
		c := old.Company("Cobalt Freight", 3)
		listed := old.User(access.PartnerUser)
		old.Assign(listed, c)
		maya, nora, sam := as(old.Admin), as(next.Admin), as(k.Owner)
		losing := []*kontortest.Way{maya}
		if maya.Pages { // only Admins have keys
			losing = append(losing, as(listed))
		}
		for _, w := range losing {
			w.Company(c).Done(t)
		}
		for _, who := range []*kontortest.Person{old.Admin, next.Admin} {
			if h := as(who).Transfer(c, next, c.Name, time.Time{}); h.Status != 403 && h.Status != 404 {
				t.Errorf("a partner's Admin was answered with %d", h.Status)
			}
		}
		sam.Transfer(c, card, c.Name, time.Time{}).Refused(t, "invalid")
		sam.Transfer(c, old, c.Name, time.Time{}).Refused(t, "same_partnership", "is there already")
		sam.Transfer(old.Home, next, old.Home.Name, time.Time{}).Refused(t, "not_a_customer", "belongs to a partner")
		sam.Transfer(c, next, "Cobalt", time.Time{}).Refused(t, "invalid", "Cobalt Freight")
		k.WantRows(t, "company", 1, only("partner_id = %d AND id = %d", old.ID, c.ID))
		sam.Transfer(c, next, c.Name, time.Time{}).Done(t)
		for _, w := range losing {
			w.Company(c).WantStatus(t, http.StatusNotFound)
			w.Users(c).WantStatus(t, http.StatusNotFound)
			w.Companies().Hides(t, "Cobalt Freight")
		}
		nora.Companies().Done(t).Says(t, "Cobalt Freight")
		nora.Company(c).Done(t).Says(t, "Cobalt Freight")
		k.WantRows(t, "assignment", 0, only("company_id = %d", c.ID))
		k.WantRows(t, "event", 1, only("kind = 'company.transferred' AND company_id = %d", c.ID))
	})
}

// domain.md 2.9: "Changes by partners take effect now."
func TestPartnersChangesTakeEffectNow(t *testing.T) {
	kontortest.Doors(t, func(t *testing.T, k *kontortest.Kontor, as as) {
		msp := k.Partner(kontortest.MSP, kontortest.InvoiceTerms)
		c := msp.Company("Cobalt Freight", 3)
		k.Clock.Advance(time.Hour)
		maya := as(msp.Admin)
		maya.SetCount(c, c.Subscription, 9).Done(t)
		maya.Suspend(c).Done(t)
		for _, table := range []string{"license_fact", "company_status_fact"} {
			var at time.Time
			if err := k.Raw().QueryRow(`SELECT effective_at FROM `+table+` WHERE company_id = $1 ORDER BY id DESC LIMIT 1`, c.ID).Scan(&at); err != nil || at.Sub(k.Clock.Now()).Abs() > time.Second {
				t.Errorf("%s: in force since %v (%v), now is %v", table, at, err, k.Clock.Now())
			}
		}
	})
}

// domain.md 2.9: "Portal Admins and Owners of the vendor may give a past instant with a reason. No future dates."
func TestStaffGivePastInstantsAndNoFutureOnes(t *testing.T) {
	kontortest.Doors(t, func(t *testing.T, k *kontortest.Kontor, as as) {
		old, next := k.Partner(kontortest.MSP, kontortest.InvoiceTerms), k.Partner(kontortest.MSP, kontortest.InvoiceTerms)
		c := old.Company("Cobalt Freight", 8)
		k.Clock.Advance(10 * 24 * time.Hour)
		nadia, now := as(k.Staff(access.PortalAdmin)), k.Clock.Now()
		nadia.Transfer(c, next, c.Name, now.Add(time.Hour)).Refused(t, "invalid", "past")
		yesterday := now.Add(-24 * time.Hour).Truncate(time.Minute)
		nadia.Transfer(c, next, c.Name, yesterday).Done(t)
		var at time.Time
		if err := k.Raw().QueryRow(`SELECT effective_at FROM holder_fact WHERE company_id = $1 ORDER BY id DESC LIMIT 1`, c.ID).Scan(&at); err != nil || !at.Equal(yesterday) {
			t.Errorf("the new holder since %v (%v), want %v", at, err, yesterday)
		}
		k.WantRows(t, "holder_fact", 1, only("company_id = %d AND reason <> '' AND partnership_id = %d", c.ID, next.Partnership))
	})
}

// domain.md 2.7: "Users are removed (permanent), companies are deleted (restorable): every confirmation says which."
func TestConfirmationsSayWhatIsPermanentAndWhatCanBeRestored(t *testing.T) {
	kontortest.Both(t, func(t *testing.T, k *kontortest.Kontor) {
		msp := k.Partner(kontortest.MSP, kontortest.InvoiceTerms)
		c := msp.Company("Cobalt Freight", 3)
		user, colleague, maya := c.User(company.User), msp.User(access.PartnerUser), k.Client(msp.Admin)
		maya.Get(c.Path(only("/users/%d/removal", user.AppUser))).WantText(t, "This is permanent.", "Remove").WantNoText(t, "Delete user", "can be restored")
		maya.Get(msp.Path(only("/account/users/%d/removal", colleague.Account))).WantText(t, "This is permanent.", "Remove user").WantNoText(t, "can be restored")
		maya.Get(c.Path("/deletion")).WantText(t, "Delete company", "restore", "30 days").WantNoText(t, "This is permanent.")
	})
}
