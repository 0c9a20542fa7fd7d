package web_test

import (
	"testing"

	"kontor/access"
	"kontor/account"
	"kontor/kontortest"
)

func init() {
	noPage["POST /admin/partners/{partner}/resumption"] = "leads back to the partner"
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
