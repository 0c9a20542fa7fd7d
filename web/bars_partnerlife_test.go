package web_test

import (
	"slices"
	"strings"
	"testing"

	"kontor/access"
	"kontor/account"
	"kontor/kontortest"
	"kontor/web"
)

func init() {
	noPage["POST /admin/partners/{partner}/resumption"] = "leads back to the partner"
	shown := []string{"", "/users", "/subscription", "/activity", "/edit", "/transfer"}
	for _, r := range web.Routes() {
		method, path, _ := strings.Cut(r.Pattern, " ")
		rest, ok := strings.CutPrefix(path, "/admin/companies/{company}")
		if ok && !strings.HasPrefix(rest, "/view") && (method == "POST" && rest != "/transfer" || !slices.Contains(shown, rest)) {
			noPage[r.Pattern] = "the partner's page in the vendor's frame"
		}
	}
}

// partnerLifeStates are what the vendor's staff do with a partner after it was added.
func partnerLifeStates(t *testing.T) (*kontortest.Kontor, []state) {
	k := kontortest.OnSQLite(t)
	msp, reseller, out, over := k.Partner(kontortest.MSP, kontortest.InvoiceTerms), k.Partner(kontortest.Reseller, kontortest.InvoiceTerms),
		k.Partner(kontortest.MSP, kontortest.InvoiceTerms), k.Partner(kontortest.MSP, kontortest.InvoiceTerms)
	reseller.Child()
	msp.Company("Cobalt Freight and Warehousing of the North Sea", 64)
	peter := k.Invited(k.Owner, account.Draft{Partner: msp.ID, FirstName: "Peter", LastName: "Lund", Role: access.PartnerUser})
	me := k.Client(k.Owner)
	me.Get(vendorPage(out, "/suspension")).Submit(t, "Suspend partner", kontortest.Fields{"reason": "Unpaid since May"})
	me.Get(vendorPage(over, "/end")).Submit(t, "End partner", kontortest.Fields{"name": over.Name, "reason": "Contract over"})
	const of = "/admin/partners/{partner}"
	release := "/users/" + idText(peter.Account) + "/release"
	states := []state{
		{"GET /admin/partners", "partners-ended", k.Owner, "/admin/partners?view=ended", nil},
		{"GET " + of, "partner-suspended", k.Owner, vendorPage(out, ""), nil},
		{"GET " + of, "partner-ended", k.Owner, vendorPage(over, ""), nil},
		{"GET " + of + "/suspension", "partner-suspension", k.Owner, vendorPage(reseller, "/suspension"), nil},
		{"POST " + of + "/suspension", "partner-suspension-refused", k.Owner, vendorPage(msp, "/suspension"), func(b *tab) { typed("Suspend partner", nil)(b.AnyHow()) }},
		{"GET " + of + "/resumption", "partner-resumption", k.Owner, vendorPage(out, "/resumption"), nil},
		{"GET " + of + "/end", "partner-end", k.Owner, vendorPage(out, "/end"), nil},
		{"GET " + of + "/end", "partner-end-companies-left", k.Owner, vendorPage(msp, "/end"), nil},
		{"POST " + of + "/end", "partner-end-refused", k.Owner, vendorPage(out, "/end"), func(b *tab) {
			typed("End partner", kontortest.Fields{"name": "Blue"})(b.AnyHow())
		}},
		{"GET " + of + "/users/{account}/release", "release", k.Owner, vendorPage(msp, release), nil},
		{"POST " + of + "/users/{account}/release", "release-refused", k.Owner, vendorPage(msp, release), func(b *tab) { typed("Release address", nil)(b.AnyHow()) }},
	}
	return k, states
}

// vendorTabStates are the tabs of a partner, the companies of all of them, and search.
func vendorTabStates(t *testing.T) (*kontortest.Kontor, []state) {
	k := kontortest.OnSQLite(t)
	msp, reseller := k.Partner(kontortest.MSP, kontortest.InvoiceTerms), k.Partner(kontortest.Reseller, kontortest.InvoiceTerms)
	child := reseller.Child()
	c := msp.Company("Cobalt Freight and Warehousing of the North Sea", 64)
	out := msp.Company("Nimbus Bakery", 9)
	c.User("user")
	luis := k.Staff(access.Support)
	for range 7 {
		msp.User(access.PartnerUser)
	}
	k.Client(k.Owner).Get("/admin/companies/"+idText(out.ID)+"/suspension").Submit(t, "Suspend company", nil)
	const of, one = "/admin/partners/{partner}", "/admin/companies/{company}"
	at := func(c *kontortest.Company, rest string) string { return "/admin/companies/" + idText(c.ID) + rest }
	again := func(button string, fields kontortest.Fields) func(b *tab) {
		return func(b *tab) { typed(button, fields)(b.AnyHow()) }
	}
	payer := "/partnerships/" + idText(child.Partnership) + "/payer"
	edit := "/partnerships/" + idText(msp.Partnership) + "/edit"
	return k, []state{
		{"GET " + of, "partner-many-users", k.Owner, vendorPage(msp, ""), nil},
		{"GET " + of + "/users", "partner-users", k.Owner, vendorPage(msp, "/users"), nil},
		{"GET " + of + "/companies", "partner-companies", k.Owner, vendorPage(msp, "/companies"), nil},
		{"GET " + of + "/companies", "partner-companies-none", k.Owner, vendorPage(child, "/companies"), nil},
		{"GET " + of + "/partnerships", "partner-partnerships", k.Owner, vendorPage(msp, "/partnerships"), nil},
		{"GET " + of + "/partnerships", "partner-partnerships-child", luis, vendorPage(child, "/partnerships"), nil},
		{"GET " + of + "/partnerships/new", "partnership-new", k.Owner, vendorPage(msp, "/partnerships/new"), nil},
		{"POST " + of + "/partnerships", "partnership-new-refused", k.Owner, vendorPage(msp, "/partnerships/new"), again("Add partnership", kontortest.Fields{"billing_email": "x"})},
		{"GET " + of + "/partnerships/{partnership}/edit", "partnership-edit", k.Owner, vendorPage(msp, edit), nil},
		{"POST " + of + "/partnerships/{partnership}/edit", "partnership-edit-refused", k.Owner, vendorPage(msp, edit), again("Save", kontortest.Fields{"billing_email": "x"})},
		{"GET " + of + "/partnerships/{partnership}/payer", "payer", k.Owner, vendorPage(child, payer), nil},
		{"POST " + of + "/partnerships/{partnership}/payer", "payer-refused", k.Owner, vendorPage(child, payer), func(b *tab) {
			b.AnyHow().Choose("payer", idText(child.Partnership)).Click("Change who pays").WantText("There is a problem")
		}},
		{"GET " + of + "/edit", "partner-edit", k.Owner, vendorPage(msp, "/edit"), nil},
		{"POST " + of + "/edit", "partner-edit-refused", k.Owner, vendorPage(msp, "/edit"), again("Save", kontortest.Fields{"name": " ", "sales_email": "x"})},
		{"GET /admin/companies", "vendor-companies", k.Owner, "/admin/companies", nil},
		{"GET /admin/companies", "vendor-companies-none-match", k.Owner, "/admin/companies?q=zzz", nil},
		{"GET /admin/search", "search", k.Owner, "/admin/search", nil},
		{"GET /admin/search", "search-found", luis, "/admin/search?q=blue", nil},
		{"GET /admin/search", "search-kind", luis, "/admin/search?q=an&kind=account", nil},
		{"GET /admin/search", "search-none", k.Owner, "/admin/search?q=zzz", nil},
		{"GET " + one, "vendor-company", k.Owner, at(c, ""), nil},
		{"GET " + one, "vendor-company-support", luis, at(c, ""), nil},
		{"GET " + one, "vendor-company-suspended", k.Owner, at(out, ""), nil},
		{"GET " + one, "vendor-company-home", k.Owner, at(msp.Home, ""), nil},
		{"GET " + one + "/users", "vendor-company-users", k.Owner, at(c, "/users"), nil},
		{"GET " + one + "/subscription", "vendor-company-subscription", k.Owner, at(c, "/subscription"), nil},
		{"GET " + one + "/activity", "vendor-company-activity", k.Owner, at(c, "/activity"), nil},
		{"GET " + one + "/transfer", "transfer-choose", k.Owner, at(c, "/transfer"), nil},
		{"GET " + one + "/transfer", "transfer-none", k.Owner, at(c, "/transfer?q=zzz"), nil},
		{"GET " + one + "/transfer", "transfer", k.Owner, at(c, "/transfer?partnership="+idText(reseller.Partnership)), nil},
		{"POST " + one + "/transfer", "transfer-refused", k.Owner, at(c, "/transfer?partnership="+idText(reseller.Partnership)), again("Transfer company", nil)},
		{"GET " + one + "/edit", "vendor-company-edit", k.Owner, at(c, "/edit"), nil},
	}
}
