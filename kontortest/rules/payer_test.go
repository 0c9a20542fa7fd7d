package rules_test

import (
	"net/http"
	"testing"
	"time"

	"kontor/access"
	"kontor/kontortest"
)

// domain.md 2.2: "the vendor may change bill_to to the child itself, from the next period"; billing.md T1: the period ends at the first instant
// of the next local month.
func TestChildPaysForItselfFromTheNextPeriodOn(t *testing.T) {
	kontortest.Doors(t, func(t *testing.T, k *kontortest.Kontor, as as) {
		reseller, msp := k.Partner(kontortest.Reseller, kontortest.InvoiceTerms), k.Partner(kontortest.MSP, kontortest.InvoiceTerms)
		child := reseller.Child()
		child.Company("Hidden Harbor", 7)
		sam := as(k.Owner)
		sam.BillTo(child, child.Partnership, " ").Refused(t, "invalid", "Enter a reason")
		sam.BillTo(child, msp.Partnership, "Own contract").Refused(t, "invalid", "Choose "+child.Name+" or "+reseller.Name)
		sam.BillTo(msp, msp.Partnership, "Own contract").Refused(t, "pays_itself", "pays for itself")
		for _, other := range []*kontortest.Person{reseller.Admin, child.Admin} {
			if h := as(other).BillTo(child, child.Partnership, "Own contract"); h.Status != http.StatusForbidden && h.Status != http.StatusNotFound {
				t.Errorf("%s: %d", other.Name, h.Status)
			}
		}
		k.WantRows(t, "bill_to_fact", 1, "1 = 1")
		sam.BillTo(child, reseller.Partnership, "").Done(t) // as it is: nothing to do, no trace
		sam.BillTo(child, child.Partnership, "Own contract").Done(t).Says(t, map[bool]string{true: child.Name + " pays for " + child.Name + " from 1 Dec 2026 00:00", false: "2026-11-30T23:00:00Z"}[sam.Pages])
		k.WantRows(t, "bill_to_fact", 2, "1 = 1")
		k.WantRows(t, "audit_event", 1, only("action = 'partnership.bill_to_changed' AND after LIKE '%%Own contract%%' AND chain = %d", child.ID))

		present := func(payer string) {
			t.Helper()
			k.RunJobs()
			k.WantRows(t, "partnership", 1, only("id = %d AND bill_to_id %s", child.Partnership, payer))
		}
		billed := only("= %d", reseller.Partnership)
		present(billed)
		k.Clock.Set(time.Date(2026, 11, 30, 22, 59, 59, 0, time.UTC))
		present(billed)
		as(child.Admin).Account().Done(t).Says(t, reseller.Name)
		k.Clock.Set(time.Date(2026, 11, 30, 23, 0, 0, 0, time.UTC))
		present("IS NULL")
		present("IS NULL")
		k.WantRows(t, "audit_event", 1, only(`action = 'partnership.bill_to_began' AND face = 'system' AND chain = %d AND before LIKE '%%%s%%' AND after LIKE '%%%s%%'`, child.ID, reseller.Name, child.Name))
		as(child.Admin).Account().Done(t).Says(t, "EUR")

		sam = as(k.Owner)
		sam.BillTo(child, reseller.Partnership, "Back again").Done(t)
		sam.BillTo(child, child.Partnership, "Not yet").Done(t)
		k.Clock.Set(time.Date(2027, 1, 2, 0, 0, 0, 0, time.UTC))
		present("IS NULL")
		sam = as(k.Owner)
		sam.BillTo(child, reseller.Partnership, "Back again").Done(t)
		k.Clock.Set(time.Date(2027, 2, 2, 0, 0, 0, 0, time.UTC))
		present(billed)
		k.WantRows(t, "bill_to_fact", 5, "1 = 1")
		if _, err := k.Raw().Exec(`DELETE FROM bill_to_fact`); err == nil {
			t.Error("a fact of who pays was deleted")
		}
	})
}

// domain.md 2.2: "a child with another currency can't be billed to it".
func TestChildWithAnotherCurrencyIsNotBilledToItsReseller(t *testing.T) {
	kontortest.Doors(t, func(t *testing.T, k *kontortest.Kontor, as as) {
		reseller := k.Partner(kontortest.Reseller, kontortest.InvoiceTerms)
		child := reseller.Child()
		sam := as(k.Owner)
		sam.ChangeTerms(child, kontortest.Fields{"currency": "USD"}).Refused(t, "currency_differs", child.Name+" in USD can’t be billed to "+reseller.Name+", whose currency is EUR.")
		sam.BillTo(child, child.Partnership, "Own contract").Done(t)
		sam.ChangeTerms(child, kontortest.Fields{"currency": "USD"}).Refused(t, "currency_differs", "can’t be billed") // this month it still is
		k.Clock.Set(time.Date(2026, 12, 1, 0, 0, 0, 0, time.UTC))
		k.RunJobs()
		sam = as(k.Owner)
		sam.ChangeTerms(child, kontortest.Fields{"currency": "USD"}).Done(t)
		sam.BillTo(child, reseller.Partnership, "Back again").Refused(t, "currency_differs", child.Name+" in USD can’t be billed to "+reseller.Name+", whose currency is EUR.")
		k.WantRows(t, "partnership", 1, only("id = %d AND bill_to_id IS NULL AND currency = 'USD'", child.Partnership))
	})
}

// billing.md P1a, D3, domain.md 2.1: whoever is to pay passes the gate.
func TestWhoIsToPayPassesTheGate(t *testing.T) {
	kontortest.Doors(t, func(t *testing.T, k *kontortest.Kontor, as as) {
		reseller := k.Partner(kontortest.Reseller, kontortest.InvoiceTerms)
		child := reseller.Child()
		sam := as(k.Owner)
		sam.ChangeTerms(child, kontortest.Fields{"payment_terms": "card"}).Done(t)
		sam.BillTo(child, child.Partnership, "Own contract").Refused(t, "payer_has_no_card", "pays by card and has none on file")
		sam.ChangeTerms(child, kontortest.Fields{"payment_terms": "invoice"}).Done(t)
		child.Company("Hidden Harbor", 7)
		k.Exec(`INSERT INTO price_list (name, name_key, created_at) SELECT 'Bare', 'bare', created_at FROM price_list ORDER BY id LIMIT 1`)
		k.Exec(`UPDATE partnership SET price_list_id = (SELECT id FROM price_list WHERE name = 'Bare') WHERE id = $1`, child.Partnership)
		sam.BillTo(child, child.Partnership, "Own contract").Refused(t, "no_price", "has no price in EUR for Business")
		k.Exec(`UPDATE partnership SET price_list_id = (SELECT min(id) FROM price_list) WHERE id = $1`, child.Partnership)
		k.Exec(`UPDATE partner SET status = 'suspended' WHERE id = $1`, child.ID)
		sam.BillTo(child, child.Partnership, "Own contract").Refused(t, "partner_suspended", "is suspended")
		k.Exec(`UPDATE partner SET status = 'active' WHERE id = $1`, child.ID)
		k.WantRows(t, "bill_to_fact", 1, "1 = 1")
		sam.BillTo(child, child.Partnership, "Own contract").Done(t)
		k.Client(k.Staff(access.Support)).Get(only("/admin/partners/%d/partnerships/%d/payer", child.ID, child.Partnership)).WantStatus(t, http.StatusForbidden)
	})
}
