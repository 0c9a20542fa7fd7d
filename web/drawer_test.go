package web_test

import (
	"strings"
	"testing"

	"kontor/kontortest"
)

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
		maya.Click("Free until end of this month").Click("Add company").WantText("Cobalt Freight was added. The welcome mail to nils@cobalt.example is on its way.")
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
