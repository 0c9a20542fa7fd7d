package web_test

import (
	"net/http"
	"testing"

	"kontor/access"
	"kontor/kontortest"
)

// domain.md 1: "product: what is sold, per license"; one in use can't vanish.
func TestProductIsAddedEditedRetiredAndSoldAgain(t *testing.T) {
	kontortest.Both(t, func(t *testing.T, k *kontortest.Kontor) {
		msp := k.Partner(kontortest.MSP, kontortest.InvoiceTerms)
		c := msp.Company("Cobalt Freight", 3)
		sam := k.Client(k.Staff(access.PortalAdmin))
		add := sam.Get("/admin/products").WantText(t, "Business Plus", "Sold").Follow(t, "Add product")
		bad := add.Submit(t, "Add product", kontortest.Fields{"name": "Business", "description": "For schools", "price": "2.50", "currency": "EUR"})
		bad.WantStatus(t, http.StatusUnprocessableEntity).WantError(t, "name", "already a product")
		bad.Submit(t, "Add product", kontortest.Fields{"name": "Archive", "price": "2.505"}).WantError(t, "price", "3.50")
		list := bad.Submit(t, "Add product", kontortest.Fields{"name": "Archive"}).WantPath(t, "/admin/products").WantText(t, "The product was added.", "For schools")

		at := "/admin/products/" + idText(k.Product("Business"))
		sam.Get(at+"/edit").Submit(t, "Save", kontortest.Fields{"name": "Archive"}).WantStatus(t, http.StatusUnprocessableEntity).WantError(t, "name", "already a product")
		sam.Get(at+"/edit").Submit(t, "Save", kontortest.Fields{"name": "Business One"}).WantText(t, "Business One was saved.")
		k.Client(msp.Admin).Get(c.Path("/subscription")).WantText(t, "Business One")

		sam.Get(at+"/retirement").WantText(t, "Retire Business One?", "2 companies have it and keep it").Submit(t, "Retire product", nil).WantText(t, "Business One was retired.", "Retired")
		sam.Post(at+"/retirement", nil).WantStatus(t, http.StatusConflict)
		maya := k.Client(msp.Admin)
		maya.Get(msp.Path("/companies/new")).WantNoText(t, "Business One")
		count := "/subscriptions/" + idText(c.Subscription) + "/license-count"
		maya.Get(c.Path(count)).Submit(t, "Change count", kontortest.Fields{"license_count": "9"}).WantText(t, "is now 9.")
		sam.Get("/admin/products").Submit(t, "Sell again", nil).WantText(t, "Business One is sold again.")
		maya.Get(msp.Path("/companies/new")).WantText(t, "Business One")
		list.WantText(t, "Price lists")
		k.Client(k.Staff(access.Support)).Post(at+"/retirement", nil).WantStatus(t, http.StatusForbidden)
	})
}

// billing.md P1, P2: effective-dated entries, append-only; months that are over keep their price.
func TestPriceListGrowsByEntriesFromADay(t *testing.T) {
	kontortest.Both(t, func(t *testing.T, k *kontortest.Kontor) {
		sam := k.Client(k.Owner)
		list := sam.Get("/admin/price-lists/new").Submit(t, "Add price list", kontortest.Fields{"name": "Standard EUR 2027"}).WantText(t, "Standard EUR 2027 was added.", "No prices yet")
		sam.Get("/admin/price-lists/new").Submit(t, "Add price list", kontortest.Fields{"name": "standard eur 2027"}).WantError(t, "name", "already a price list")
		form := list.Follow(t, "Add price")
		business := idText(k.Product("Business"))
		form.Submit(t, "Add price", kontortest.Fields{"product": business, "currency": "EUR", "valid_from": "2026-13-01", "price": "3"}).WantError(t, "valid_from", "2027-01-01")
		form.Submit(t, "Add price", kontortest.Fields{"product": business, "currency": "EUR", "valid_from": "2026-01-01", "price": "3"}).WantText(t, "The price was added.", "1 Jan 2026", "3.00 EUR", "This month")
		form.Submit(t, "Add price", kontortest.Fields{"product": business, "valid_from": "2026-10-01", "price": "2"}).WantStatus(t, http.StatusUnprocessableEntity).
			WantError(t, "valid_from", "Enter 2026-11-01 or later")
		later := form.Submit(t, "Add price", kontortest.Fields{"product": business, "valid_from": "2027-01-01", "price": "3,25"})
		later.WantText(t, "1 Jan 2027", "3.25 EUR", "Later", "1 Jan 2026", "by Sam Keller")
		k.WantRows(t, "price_entry", 1, "unit_price = 325 AND valid_from = '2027-01-01' AND model = 'per_unit'")

		tiered := map[string][]string{"product": {business}, "currency": {"USD"}, "valid_from": {"2027-01-01"}, "model": {"graduated"}, "up_to": {"100", ""}, "unit": {"3.00", "2.50"}}
		at := later.Path
		sam.Post(at+"/prices", tiered).WantText(t, "Graduated: to 100 3.00, above 2.50 USD")
		tiered["up_to"] = []string{"100", "50"}
		sam.Post(at+"/prices", tiered).WantStatus(t, http.StatusUnprocessableEntity).WantText(t, "at least two tiers")
		k.WantRows(t, "price_entry", 1, `tiers = '[{"up_to":100,"unit":300},{"unit":250}]'`)
	})
}

// billing.md P1a: a partnership gets no list without a price for each of its products in its currency (no_price).
func TestPartnershipTakesAPriceListThatPricesWhatItUses(t *testing.T) {
	kontortest.Both(t, func(t *testing.T, k *kontortest.Kontor) {
		msp := k.Partner(kontortest.MSP, kontortest.InvoiceTerms)
		msp.Company("Cobalt Freight", 3)
		sam := k.Client(k.Owner)
		list := sam.Get("/admin/price-lists/new").Submit(t, "Add price list", kontortest.Fields{"name": "Gold"})
		at := "/admin/partnerships/" + idText(msp.Partnership) + "/price-list"
		tab := "/admin/partners/" + idText(msp.ID) + "/partnerships"
		choice := sam.Get(tab).Follow(t, "Change price list").WantPath(t, at)
		k.Client(k.Staff(access.Support)).Get(tab).WantText(t, "Price list").WantNoText(t, "Change price list")
		gold := choice.Option(t, "price_list", "Gold")
		choice.Submit(t, "Change price list", kontortest.Fields{"price_list": gold}).WantStatus(t, http.StatusUnprocessableEntity).WantError(t, "price_list", "Gold has no price in EUR for Business")
		list.Follow(t, "Add price").Submit(t, "Add price", kontortest.Fields{"product": idText(k.Product("Business")), "currency": "EUR", "valid_from": "2026-11-01", "price": "2"})
		choice.Submit(t, "Change price list", kontortest.Fields{"price_list": gold}).WantText(t, msp.Name+" has this price list now.", "Gold")
		k.WantRows(t, "partnership", 1, "price_list_id = "+gold+" AND id = "+idText(msp.Partnership))
		k.WantRows(t, "audit_event", 1, "action = 'partnership.price_list_changed' AND after LIKE '%Gold%'")
		k.Client(k.Staff(access.Support)).Post(at, map[string][]string{"price_list": {gold}}).WantStatus(t, http.StatusForbidden)
	})
}
