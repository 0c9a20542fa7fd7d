package web_test

import (
	"net/http"
	"net/url"
	"testing"
	"time"

	"kontor/access"
	"kontor/company"
	"kontor/kontortest"
	"kontor/store"
)

func vendorCompany(c *kontortest.Company, rest string) string {
	return "/admin/companies/" + idText(c.ID) + rest
}

// domain.md 2.8: "Transfer (vendor, kind customer only) … the old partner loses it at once everywhere".
func TestTransferredCompanyIsTheNewPartnersAtOnceAndItsPeopleNoticeNothing(t *testing.T) {
	kontortest.Both(t, func(t *testing.T, k *kontortest.Kontor) {
		old, next := k.Partner(kontortest.MSP, kontortest.InvoiceTerms), k.Partner(kontortest.MSP, kontortest.InvoiceTerms)
		k.Partner(kontortest.MSP, kontortest.CardTerms) // no card on file
		c, other := old.Company("Cobalt Freight", 8), old.Company("Harbor Lane", 2)
		owner := k.Client(k.AcceptWelcome(c.Owner))
		listed := old.User(access.PartnerUser)
		old.Assign(listed, c)
		jonas, maya, nora, me := k.Client(listed), k.Client(old.Admin), k.Client(next.Admin), k.Client(k.Owner)
		maya.Get(c.Path("/edit")).Submit(t, "Save", kontortest.Fields{"reference": "OUR-77"})

		choose := me.Get(vendorCompany(c, "")).Follow(t, "Transfer").WantText(t, next.Name).WantNoText(t, "Bluepeak IT 3")
		ask := choose.Follow(t, "Choose "+next.Name).WantText(t, "8 licenses of Business", "1 user", "is billed for the months before November 2026", "The company’s users keep their accounts")
		ask.Submit(t, "Transfer company", kontortest.Fields{"name": "Cobalt"}).WantStatus(t, http.StatusUnprocessableEntity).
			WantError(t, "name", "Cobalt Freight").WantError(t, "reason", "Enter a reason")
		ask.Submit(t, "Transfer company", kontortest.Fields{"name": "Cobalt Freight", "reason": "Changed its MSP"}).WantPath(t, vendorCompany(c, "")).
			WantText(t, "Cobalt Freight was transferred.", next.Name)

		for _, path := range []string{"", "/users", "/activity", "/edit"} {
			maya.Get(c.Path(path)).WantStatus(t, http.StatusNotFound)
		}
		maya.Get(old.Path("/companies")).WantText(t, "Harbor Lane").WantNoText(t, "Cobalt")
		jonas.Get(old.Path("/companies")).WantNoText(t, "Harbor Lane", "Cobalt") // access never widens by itself (domain.md 4.2)
		jonas.Get(other.Path("")).WantStatus(t, http.StatusNotFound)
		k.WantRows(t, "membership", 1, "scope = 'listed' AND account_id = "+idText(listed.Account))
		k.WantRows(t, "assignment", 0, "company_id = "+idText(c.ID))

		at := next.Path("/companies/" + idText(c.ID))
		nora.Get(at).WantText(t, "Cobalt Freight").WantNoText(t, "OUR-77")
		nora.Get(at+"/users").WantText(t, c.Owner.Email)
		nora.Get(at+"/activity").WantText(t, "Transferred the company", "Another partner").WantNoText(t, "OUR-77", old.Admin.Name+" Added")
		nora.Get(next.Path("/companies?q=our-77")).WantNoText(t, "Cobalt")
		owner.Get(c.PortalPath("")).WantStatus(t, http.StatusOK)
		for _, table := range []string{"company", "subscription", "app_user"} {
			column := "company_id"
			if table == "company" {
				column = "id"
			}
			k.WantRows(t, table, 1, "partner_id = "+idText(next.ID)+" AND partnership_id = "+idText(next.Partnership)+" AND "+column+" = "+idText(c.ID))
		}
		k.WantRows(t, "holder_fact", 2, "company_id = "+idText(c.ID))
		k.WantRows(t, "event", 1, "kind = 'company.transferred' AND company_id = "+idText(c.ID))
		for _, chain := range []int64{0, next.ID} {
			k.WantRows(t, "audit_event", 1, "action = 'company.transferred' AND chain = "+idText(chain))
		}
		k.WantRows(t, "audit_event", 1, "action = 'company.transferred_away' AND chain = "+idText(old.ID))

		// The new partner does with it what it does with its own, restoring after a deletion too.
		nora.Get(at+"/deletion").Submit(t, "Delete company", kontortest.Fields{"name": "Cobalt Freight"})
		nora.Get(at+"/restoration").Submit(t, "Restore company", nil).WantText(t, "Cobalt Freight was restored.", "Active")
	})
}

// domain.md 2.8: "to another partnership that passes the gate and has a price for each of its products".
func TestTransferNeedsATargetThatMayTakeIt(t *testing.T) {
	kontortest.Both(t, func(t *testing.T, k *kontortest.Kontor) {
		old, card, out, reseller := k.Partner(kontortest.MSP, kontortest.InvoiceTerms), k.Partner(kontortest.MSP, kontortest.CardTerms),
			k.Partner(kontortest.MSP, kontortest.InvoiceTerms), k.Partner(kontortest.Reseller, kontortest.InvoiceTerms)
		child := reseller.Child()
		c := old.Company("Cobalt Freight", 8)
		me := k.Client(k.Owner)
		me.Post(vendorPage(out, "/suspension"), url.Values{"reason": {"x"}})
		form := func(to *kontortest.Partner) url.Values {
			return url.Values{"partnership": {idText(to.Partnership)}, "name": {"Cobalt Freight"}, "reason": {"x"}}
		}
		for what, to := range map[string]*kontortest.Partner{"no card": card, "suspended": out, "its own": old} {
			page := me.Post(vendorCompany(c, "/transfer"), form(to))
			if page.Status != http.StatusUnprocessableEntity {
				t.Errorf("%s: %d", what, page.Status)
			}
			page.WantNoText(t, "was transferred")
		}
		me.Post(vendorCompany(c, "/transfer"), url.Values{"name": {"Cobalt Freight"}, "reason": {"x"}}).WantStatus(t, http.StatusUnprocessableEntity)
		me.Post(vendorCompany(old.Home, "/transfer"), form(reseller)).WantStatus(t, http.StatusConflict)
		me.Post(vendorCompany(child.Home, "/transfer"), form(old)).WantStatus(t, http.StatusConflict)
		k.Client(k.Staff(access.Support)).Post(vendorCompany(c, "/transfer"), form(reseller)).WantStatus(t, http.StatusForbidden)
		k.WantRows(t, "company", 1, "partner_id = "+idText(old.ID)+" AND id = "+idText(c.ID))
		me.Post(vendorCompany(c, "/transfer"), form(child)).WantText(t, "was transferred")
		k.Client(child.Admin).Get(child.Path("/companies")).WantText(t, "Cobalt Freight")
		k.Client(reseller.Admin).Get(reseller.Path("/companies/"+idText(c.ID))).WantStatus(t, http.StatusNotFound)
	})
}

// domain.md 2.9: "Portal Admins and Owners of the vendor may give a past instant with a reason. No future dates."
func TestTransferAtAPastInstantLiesAfterTheCompanyCame(t *testing.T) {
	kontortest.Both(t, func(t *testing.T, k *kontortest.Kontor) {
		old, next := k.Partner(kontortest.MSP, kontortest.InvoiceTerms), k.Partner(kontortest.MSP, kontortest.InvoiceTerms)
		c := old.Company("Cobalt Freight", 8)
		k.Clock.Advance(10 * 24 * time.Hour)
		now := k.Clock.Now()
		try := func(since time.Time) error {
			return k.DB.Write(t.Context(), k.Owner.Actor(), func(tx *store.Tx) error {
				_, err := company.Move(t.Context(), tx, c.ID, company.Transfer{Partnership: next.Partnership, Since: since, Reason: "x", Typed: "cobalt freight"})
				return err
			})
		}
		for what, since := range map[string]time.Time{"the future": now.Add(time.Hour), "before it came": now.Add(-11 * 24 * time.Hour)} {
			if try(since) == nil {
				t.Errorf("%s is taken", what)
			}
		}
		if err := try(now.Add(-24 * time.Hour)); err != nil {
			t.Fatal(err)
		}
		var at time.Time
		if err := k.Raw().QueryRow(`SELECT effective_at FROM holder_fact WHERE company_id = $1 ORDER BY id DESC`, c.ID).Scan(&at); err != nil || at.UTC().Sub(now.UTC().Add(-24*time.Hour)).Abs() > time.Second {
			t.Errorf("the new holder since %v (%v), want a day ago", at, err)
		}
		k.Client(k.Owner).Post(vendorCompany(c, "/transfer"), url.Values{"partnership": {idText(old.Partnership)}, "name": {c.Name}, "reason": {"x"}, "since": {"yesterday"}}).
			WantStatus(t, http.StatusUnprocessableEntity).WantError(t, "since", "Enter a date and time")
	})
}
