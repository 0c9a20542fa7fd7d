// Package rules_test has the rules of domain.md 2 and 3 through both ways in, the pages and the API; rules_test.go at the root says
// which test holds which sentence.
package rules_test

import (
	"fmt"
	"net/http"
	"testing"
	"time"

	"kontor/access"
	"kontor/company"
	"kontor/kontortest"
)

func TestMain(m *testing.M) { kontortest.Main(m) }

// as lets somebody in by the way that is being tried.
type as = func(*kontortest.Person) *kontortest.Way

const month = 31 * 24 * time.Hour

func only(format string, args ...any) string { return fmt.Sprintf(format, args...) }

// number reads one number past the store.
func number(t *testing.T, k *kontortest.Kontor, query string) (n int64) {
	t.Helper()
	if err := k.Raw().QueryRow(query).Scan(&n); err != nil {
		t.Fatalf("%s: %v", query, err)
	}
	return n
}

// domain.md 2.1: "Type MSP: adds companies of kind Customer only"; 2.2: "No deeper levels".
func TestMSPAddsCustomersOnly(t *testing.T) {
	kontortest.Doors(t, func(t *testing.T, k *kontortest.Kontor, as as) {
		for _, msp := range []*kontortest.Partner{k.Partner(kontortest.MSP, kontortest.InvoiceTerms), k.Partner(kontortest.Reseller, kontortest.InvoiceTerms).Child()} {
			d := msp.Draft("Orchard North")
			as(msp.Admin).AddCompany(d).Done(t)
			d = msp.Draft("Orchard South")
			d.Kind = company.MSP
			as(msp.Admin).AddCompany(d).Refused(t, "invalid", "only resellers add MSPs")
			d.Kind = company.Home
			as(msp.Admin).AddCompany(d).Refused(t, "invalid")
		}
		k.WantRows(t, "company", 2, "kind = 'customer'")
		k.WantRows(t, "partner", 3, "1 = 1")
	})
}

// domain.md 2.1: "Type Reseller: chooses Customer or MSP ("Account type") for each new company"; 2.2: what an MSP is made of, two mails.
func TestResellerChoosesCustomerOrMSPForEachCompany(t *testing.T) {
	kontortest.Doors(t, func(t *testing.T, k *kontortest.Kontor, as as) {
		reseller := k.Partner(kontortest.Reseller, kontortest.InvoiceTerms)
		ray := as(reseller.Admin)
		customer, msp := reseller.Draft("Rowan Architects"), reseller.Draft("Orchard IT")
		msp.Kind = company.MSP
		ray.AddCompany(customer).Done(t)
		k.WantRows(t, "partner", 1, "1 = 1")
		ray.AddCompany(msp).Done(t)
		k.WantRows(t, "company", 1, "kind = 'customer' AND name = 'Rowan Architects' AND child_partner_id IS NULL")
		child := number(t, k, `SELECT child_partner_id FROM company WHERE kind = 'msp' AND name = 'Orchard IT'`)
		own := number(t, k, `SELECT id FROM company WHERE kind = 'msp'`)
		k.WantRows(t, "partner", 1, only("id = %d AND parent_id = %d AND home_company_id = %d", child, reseller.ID, own))
		k.WantRows(t, "partnership", 1, only("partner_id = %d AND type = 'msp' AND bill_to_id = %d", child, reseller.Partnership))
		k.WantRows(t, "app_user", 1, only("company_id = %d AND role = 'administrator' AND id = (SELECT owner_id FROM company WHERE id = %[1]d)", own))
		k.WantRows(t, "account", 1, only("partner_id = %d AND role = 'admin' AND app_user_id = (SELECT owner_id FROM company WHERE id = %d)", child, own))
		k.DeliverMail()
		for address, n := range map[string]int{msp.Owner.Email: 2, customer.Owner.Email: 1} {
			if got := len(k.Mailbox.To(address)); got != n {
				t.Errorf("%d mails went to %s, want %d", got, address, n)
			}
		}
	})
}

// domain.md 2.1: "suspended (nobody of it signs in, nothing new is added, billing goes on)".
func TestSuspendedPartnerIsOutAddsNothingAndIsBilledOn(t *testing.T) {
	kontortest.Doors(t, func(t *testing.T, k *kontortest.Kontor, as as) {
		msp := k.Partner(kontortest.MSP, kontortest.InvoiceTerms)
		c := msp.Company("Cobalt Freight", 3)
		sam, maya, asta := as(k.Owner), as(msp.Admin), as(msp.User(access.PartnerAdmin))
		maya.Companies().Done(t)
		sam.SuspendPartner(msp).Done(t)
		for _, w := range []*kontortest.Way{maya, asta} {
			w.Companies().WantStatus(t, http.StatusUnauthorized)
			w.AddCompany(msp.Draft("Harbor Lane")).WantStatus(t, http.StatusUnauthorized)
		}
		sam.AddUser(c, "sofia@cobalt.example", company.User).Refused(t, "partner_suspended", "suspended")
		k.WantRows(t, "company", 1, "kind = 'customer' AND status = 'active'")
		k.WantRows(t, "license_fact", 1, only("company_id = %d", c.ID))
		k.WantRows(t, "company_status_fact", 0, only("company_id = %d AND status <> 'active'", c.ID))
		sam.ResumePartner(msp).Done(t)
		as(msp.Admin).Companies().Done(t).Says(t, "Cobalt Freight")
	})
}

// domain.md 2.1: "ended (after its last company is gone or transferred)".
func TestPartnerEndsOnlyAfterItsLastCompanyWent(t *testing.T) {
	kontortest.Doors(t, func(t *testing.T, k *kontortest.Kontor, as as) {
		msp, next := k.Partner(kontortest.MSP, kontortest.InvoiceTerms), k.Partner(kontortest.MSP, kontortest.InvoiceTerms)
		goes, moves := msp.Company("Cobalt Freight", 3), msp.Company("Harbor Lane", 3)
		sam := as(k.Owner)
		sam.EndPartner(msp, msp.Name).Refused(t, "companies_left", "Cobalt Freight", "Harbor Lane")
		as(msp.Admin).Delete(goes, goes.Name).Done(t)
		sam.Transfer(moves, next, moves.Name, time.Time{}).Done(t)
		sam.EndPartner(msp, msp.Name).Refused(t, "companies_left", "can still be restored")
		k.Clock.Advance(month)
		k.RunJobs()
		maya, sam := as(msp.Admin), as(k.Owner)
		sam.EndPartner(msp, msp.Name).Done(t)
		maya.Companies().WantStatus(t, http.StatusUnauthorized)
		k.WantRows(t, "partner", 1, only("status = 'ended' AND id = %d", msp.ID))
	})
}

// domain.md 2.1: "The home company is made with the partner; the vendor picks product and count (default 5)".
func TestHomeCompanyComesWithThePartner(t *testing.T) {
	kontortest.Doors(t, func(t *testing.T, k *kontortest.Kontor, as as) {
		sam := as(k.Owner)
		sam.AddPartner("Bluepeak IT", "msp", "maya@bluepeak.example", 0).Done(t)
		sam.AddPartner("Tidewater IT", "msp", "maya@tidewater.example", 12).Done(t)
		for name, count := range map[string]int{"Bluepeak IT": 5, "Tidewater IT": 12} {
			k.WantRows(t, "subscription", 1, only("license_count = %d AND product_id = %d AND company_id = (SELECT home_company_id FROM partner WHERE name = '%s')", count, k.Product("Business"), name))
			k.WantRows(t, "company", 1, only("kind = 'home' AND id = (SELECT home_company_id FROM partner WHERE name = '%s')", name))
		}
	})
}

// domain.md 2.1: "the vendor picks product and count", later too; nothing that bills is the partner's to set there.
func TestHomeCompanysPlanIsTheVendors(t *testing.T) {
	kontortest.Doors(t, func(t *testing.T, k *kontortest.Kontor, as as) {
		msp := k.Partner(kontortest.MSP, kontortest.InvoiceTerms)
		maya, sam, home := as(msp.Admin), as(k.Owner), msp.Home
		maya.SetCount(home, home.Subscription, 500).Refused(t, "vendor_decides", "free of charge")
		maya.SetLevel(home, home.Subscription, k.Product("Education")).Refused(t, "vendor_decides", "free of charge")
		maya.Delete(home, home.Name).Refused(t, "not_a_customer", "stays as long as the partner does")
		sam.SetCount(home, home.Subscription, 20).Done(t)
		k.WantRows(t, "subscription", 1, only("license_count = 20 AND product_id = %d AND company_id = %d", k.Product("Business"), home.ID))
	})
}

// domain.md 2.2: "Everything of money … is the payer's".
func TestChildIsToldNothingOfMoney(t *testing.T) {
	kontortest.Doors(t, func(t *testing.T, k *kontortest.Kontor, as as) {
		reseller := k.Partner(kontortest.Reseller, kontortest.InvoiceTerms)
		as(reseller.Admin).Account().Done(t).Says(t, "EUR")
		as(reseller.Child().Admin).Account().Done(t).Says(t, reseller.Name).Hides(t, "EUR", "invoice terms", `"invoice"`)
	})
}

// domain.md 2.2: "the child's Admins manage its users and count; the reseller pays and sees its counts … not the people".
func TestChildManagesItsUsersAndCountAndTheResellerSeesCounts(t *testing.T) {
	kontortest.Doors(t, func(t *testing.T, k *kontortest.Kontor, as as) {
		reseller := k.Partner(kontortest.Reseller, kontortest.InvoiceTerms)
		child := reseller.Child()
		child.Company("Hidden Harbor", 7)
		ray, nora, home := as(reseller.Admin), as(child.Admin), child.Home
		nora.AddUser(home, "otto@orchard.example", company.User).Done(t)
		nora.SetCount(home, home.Subscription, 13).Done(t)
		ray.AddUser(home, "rita@orchard.example", company.User).Refused(t, "child_manages", "a Partner Portal of its own")
		ray.SetCount(home, home.Subscription, 14).Refused(t, "child_manages", "a Partner Portal of its own")
		ray.Companies().Done(t).Says(t, child.Name, "20").Hides(t, "Hidden Harbor", "otto@", child.Admin.Name) // 13 and 7
		ray.Company(home).Done(t).Hides(t, "otto@", child.Admin.Email)
		ray.Users(home).Hides(t, "otto@", child.Admin.Email)
		nora.Users(home).Done(t).Says(t, "otto@orchard.example")
		nora.Companies().Done(t).Says(t, child.Name, "Hidden Harbor").Hides(t, reseller.Home.Name)
	})
}

// domain.md 2.2: "A refusal that comes from the payer's state says "ask {reseller}", not why".
func TestRefusalFromThePayersStateNamesTheResellerAndNoReason(t *testing.T) {
	kontortest.Doors(t, func(t *testing.T, k *kontortest.Kontor, as as) {
		reseller := k.Partner(kontortest.Reseller, kontortest.InvoiceTerms)
		child := reseller.Child()
		nora := as(child.Admin)
		ask := func() {
			nora.AddCompany(child.Draft("Rowan Architects")).Refused(t, "ask_payer").Says(t, "Ask "+reseller.Name).
				Hides(t, "suspended", "by card", "on file", "payment method")
		}
		k.Exec(`UPDATE partnership SET payment_terms = 'card' WHERE id = $1`, reseller.Partnership)
		ask()
		k.Exec(`UPDATE partnership SET payment_terms = 'invoice' WHERE id = $1`, reseller.Partnership)
		as(k.Owner).SuspendPartner(reseller).Done(t)
		nora.Companies().Done(t)
		ask()
		k.WantRows(t, "company", 0, "kind = 'customer'")
	})
}
