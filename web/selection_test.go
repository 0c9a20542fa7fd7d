package web_test

import (
	"net/http"
	"net/url"
	"strings"
	"testing"

	"kontor/access"
	"kontor/company"
	"kontor/kontortest"
	"kontor/store"
)

// domain.md 2.7: several companies are suspended and resumed at once, each as an act of its own; what can't be is left out and told.
func TestSeveralCompaniesAreSuspendedAndResumed(t *testing.T) {
	kontortest.Both(t, func(t *testing.T, k *kontortest.Kontor) {
		msp, other := k.Partner(kontortest.MSP, kontortest.InvoiceTerms), k.Partner(kontortest.MSP, kontortest.InvoiceTerms)
		a, b, c := msp.Company("Aldergrove Dental", 4), msp.Company("Cobalt Freight", 3), msp.Company("Harbor Lane", 3)
		theirs := other.Company("Zephyr Labs", 3)
		maya := k.Client(msp.Admin)
		priya := k.Client(k.AcceptWelcome(a.Owner))
		priya.Get(a.PortalPath("")).WantStatus(t, http.StatusOK)
		chosen := url.Values{"id": {idText(a.ID), idText(b.ID), idText(msp.Home.ID), idText(theirs.ID)}, "act": {"suspend"}}
		k.Client(msp.Admin).Post(c.Path("/suspension"), nil)
		chosen.Add("id", idText(c.ID))
		ask := maya.Post(msp.Path("/selection?q=a"), chosen).WantText(t, "Suspend 2 companies?", "2 users can’t sign in", "still billed", "2 companies are left out.",
			"Harbor Lane is not active.", "belongs to a partner").WantNoText(t, "Zephyr")
		k.WantRows(t, "company", 1, "status = 'suspended'")
		ask.Submit(t, "Suspend 2 companies", nil).WantPath(t, msp.Path("/companies?q=a")).WantText(t, "2 companies were suspended.")
		k.WantRows(t, "company", 3, "status = 'suspended'")
		k.WantRows(t, "audit_event", 3, "action = 'company.suspended'")
		priya.Get(a.PortalPath("")).WantText(t, "Sign in")
		again := ask.Submit(t, "Suspend 2 companies", nil).WantText(t, "0 companies were suspended.", "2 companies stayed as before.", "Cobalt Freight is not active.")
		again.WantLink(t, "Back to Companies", msp.Path("/companies?q=a"))
		maya.Post(msp.Path("/selection?view=suspended"), url.Values{"all": {"yes"}, "act": {"resume"}}).Submit(t, "Resume 3 companies", nil).
			WantText(t, "3 companies were resumed.")
		k.WantRows(t, "company", 0, "status = 'suspended'")
	})
}

// billing.md S2: the free month of several companies is ended early.
func TestFreeMonthsOfSeveralCompaniesAreEnded(t *testing.T) {
	kontortest.Both(t, func(t *testing.T, k *kontortest.Kontor) {
		msp := k.Partner(kontortest.MSP, kontortest.InvoiceTerms)
		free := msp.Draft("Rowan Architects")
		free.BillingStart = company.FreeUntilEndOfMonth
		var made company.Added
		k.Write(msp.Admin, func(tx *store.Tx) (err error) {
			made, err = company.Add(t.Context(), tx, free)
			return err
		})
		billed := msp.Company("Cobalt Freight", 3)
		ask := k.Client(msp.User(access.PartnerUser)).Post(msp.Path("/selection"),
			url.Values{"page": {idText(made.Company.ID) + "," + idText(billed.ID)}, "act": {"end_free_month"}})
		ask.WantText(t, "End the free month of 1 company?", "There is no way back.", "Cobalt Freight is billed already.").Submit(t, "Bill 1 company", nil).
			WantText(t, "1 company was made billable this month.")
		k.WantRows(t, "billing_start_fact", 2, "company_id = "+idText(made.Company.ID))
	})
}

// domain.md 4.1, 4.2: scope and right hold for each company chosen.
func TestChosenCompaniesHoldScopeAndRight(t *testing.T) {
	kontortest.Both(t, func(t *testing.T, k *kontortest.Kontor) {
		msp := k.Partner(kontortest.MSP, kontortest.InvoiceTerms)
		mine, hidden := msp.Company("Aldergrove Dental", 4), msp.Company("Cobalt Freight", 3)
		user := msp.User(access.PartnerUser)
		msp.Assign(user, mine)
		jonas := k.Client(user)
		both := url.Values{"id": {idText(mine.ID), idText(hidden.ID)}}
		both.Set("act", "suspend")
		jonas.Post(msp.Path("/selection"), both).WantStatus(t, http.StatusForbidden)
		jonas.Get(msp.Path("/companies")).WantText(t, "Export selected").WantNoText(t, "Resume")
		both.Set("act", "export")
		file := jonas.Post(msp.Path("/selection"), both)
		if !strings.Contains(file.Body, "Aldergrove Dental") || strings.Contains(file.Body, "Cobalt") {
			t.Errorf("the export: %s", file.Body)
		}
		jonas.Post(msp.Path("/selection"), url.Values{"act": {"export"}}).WantPath(t, msp.Path("/companies")).WantText(t, "Select at least one company")
		jonas.Post(msp.Path("/selection"), url.Values{"act": {"sell"}, "id": {idText(mine.ID)}}).WantStatus(t, http.StatusUnprocessableEntity)
		many := url.Values{"act": {"export"}}
		for n := range company.MostCompanies + 1 {
			many.Add("id", idText(int64(n+1)))
		}
		jonas.Post(msp.Path("/selection"), many).WantText(t, "More than 1000 companies are selected.")
	})
}

// ui.md "Fixed choices": choosing works with scripts and without.
func TestCompaniesAreChosenInTheListWithAndWithoutScripts(t *testing.T) {
	k := kontortest.OnSQLite(t)
	msp := k.Partner(kontortest.MSP, kontortest.InvoiceTerms)
	msp.Company("Aldergrove Dental", 4)
	b := k.Browser(msp.Admin).Go(msp.Path("/companies"))
	if shown := b.Eval(`() => document.querySelector('.bulk').checkVisibility()`); shown != false {
		t.Error("the bar shows before anything is chosen")
	}
	b.Eval(`() => document.querySelector('[data-every]').click()`)
	b.WantText("2 selected").Click("Suspend").WantText("Suspend 1 company?", "belongs to a partner").Click("Suspend 1 company").WantText("1 company was suspended.")
	plain := k.Browser(msp.Admin).NoScript().Go(msp.Path("/companies"))
	plain.Eval(`() => document.querySelector('[name=page]').click()`)
	plain.Click("Resume").WantText("Resume 1 company?").Click("Resume 1 company").WantText("1 company was resumed.")
}
