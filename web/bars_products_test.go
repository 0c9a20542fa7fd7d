package web_test

import (
	"testing"

	"kontor/access"
	"kontor/account"
	"kontor/kontortest"
)

func init() {
	noPage["POST /admin/products/{product}/retirement"] = "leads back to the products"
	noPage["POST /admin/products/{product}/activation"] = "leads back to the products"
}

// productStates are the products and price lists.
func productStates(t *testing.T) (*kontortest.Kontor, []state) {
	k := kontortest.OnSQLite(t)
	msp := k.Partner(kontortest.MSP, kontortest.InvoiceTerms)
	msp.Company("Cobalt Freight", 3)
	luis := k.Staff(access.Support)
	sam := k.Client(k.Owner)
	sam.Get("/admin/products/"+idText(k.Product("Education"))+"/retirement").Submit(t, "Retire product", nil)
	gold := sam.Get("/admin/price-lists/new").Submit(t, "Add price list", kontortest.Fields{"name": "Gold"}).Path
	const products, lists, choice = "/admin/products", "/admin/price-lists", "/admin/partnerships/{partnership}/price-list"
	one, list := products+"/"+idText(k.Product("Business")), lists+"/1"
	own := "/admin/partnerships/" + idText(msp.Partnership) + "/price-list"
	const health = "/admin/health"
	k.Invited(k.Owner, account.Draft{Partner: msp.ID, FirstName: "Gone", LastName: "Lund", Email: "gone@bluepeak.example", Role: access.PartnerUser})
	k.Exec(`UPDATE account SET bounced_at = created_at WHERE email = 'gone@bluepeak.example'`)
	return k, []state{
		{"GET /admin", "vendor-home", k.Owner, "/admin", nil},
		{"GET /admin", "vendor-home-support", luis, "/admin", nil},
		{"GET " + health, "health", k.Owner, health, nil},
		{"POST " + health, "health-verified", k.Owner, health, func(b *tab) { b.Click("Verify the audit").WantText("are whole") }},
		{"GET " + products, "products", k.Owner, products, nil},
		{"GET " + products, "products-support", luis, products, nil},
		{"GET " + products + "/new", "vendor-product-new", k.Owner, products + "/new", nil},
		{"POST " + products, "vendor-product-new-refused", k.Owner, products + "/new", typed("Add product", kontortest.Fields{"name": "Business", "price": "1"})},
		{"GET " + products + "/{product}/edit", "vendor-product-edit", k.Owner, one + "/edit", nil},
		{"POST " + products + "/{product}/edit", "vendor-product-edit-refused", k.Owner, one + "/edit", typed("Save", kontortest.Fields{"name": "Business Plus"})},
		{"GET " + products + "/{product}/retirement", "vendor-product-retirement", k.Owner, one + "/retirement", nil},
		{"GET " + lists + "/{list}", "price-list", k.Owner, list, nil},
		{"GET " + lists + "/{list}", "price-list-empty", k.Owner, gold, nil},
		{"GET " + lists + "/new", "price-list-new", k.Owner, lists + "/new", nil},
		{"POST " + lists, "price-list-new-refused", k.Owner, lists + "/new", typed("Add price list", kontortest.Fields{"name": "Gold"})},
		{"GET " + lists + "/{list}/prices/new", "price-new", k.Owner, list + "/prices/new", nil},
		{"POST " + lists + "/{list}/prices", "price-new-refused", k.Owner, list + "/prices/new", func(b *tab) {
			b.Choose("product", idText(k.Product("Business"))).Fill("price", "x").Click("Add price").WantText("There is a problem")
		}},
		{"GET " + choice, "price-list-choice", k.Owner, own, nil},
		{"POST " + choice, "price-list-choice-refused", k.Owner, own, func(b *tab) {
			b.Choose("price_list", gold[len(lists)+1:]).Click("Change price list").WantText("has no price")
		}},
	}
}
