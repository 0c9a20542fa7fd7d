package web_test

import (
	"testing"

	"kontor/access"
	"kontor/kontortest"
)

// Issue 3 "Done when", in Chromium: the vendor adds a partner, with a second user, and sees it come to life (domain.md 2.1).
func TestVendorSetsUpAPartner(t *testing.T) {
	kontortest.Journey(t, func(t *testing.T, k *kontortest.Kontor, open func() *kontortest.Hand) {
		h := open().SignIn("/", k.Owner.Username, kontortest.Password).See("Needs a person").Press("Partners").See("No partners yet")
		h.Press("Add your first partner").See("First Admin").Fill("name", "Bluepeak IT").Choose("country", "DK").Choose("type", "msp").Choose("zone", "Europe/Copenhagen")
		h.Choose("currency", "EUR").Choose("home_product", idText(k.Product("Business"))).Choose("terms", "invoice").Fill("first_name", "Maya").Fill("last_name", "Jensen").Fill("email", "maya@bluepeak.example").Fill("phone", "12")
		h.Press("Add partner").See("There is a problem", "Phone Number").Fill("phone", kontortest.Phone).Press("Add partner")
		h.See("Bluepeak IT was added.", "maya@bluepeak.example", "Invited")
		h.Press("Partner users").See("Maya Jensen").Press("Add Partner User").See("Sends an invitation").Fill("first_name", "Jonas").Fill("last_name", "Berg").Fill("email", "jonas@bluepeak.example")
		h.Fill("phone", kontortest.Phone).Choose("role", "user").Press("Submit").See("Jonas Berg", "jonas@bluepeak.example")
		h.Press("Outbox").See("Maya", "Jonas")

		maya := welcomed(t, k, open(), "maya@bluepeak.example").See("Bluepeak IT", "Getting started")
		maya.Press("Account menu").Press("Sign out").See("You are signed out.")
		maya.Fill("login", "maya@bluepeak.example").Fill("password", kontortest.Password).Press("Sign in").See("Maya", "Getting started").Done("a partner's first sign-in")

		h.Press("Home").See("New partners").Press("Bluepeak IT").See("Active", "Price list", "Invoice").Press("Edit").See("Edit Bluepeak IT")
		h.Fill("support_email", "help@bluepeak.example").Fill("sales_name", "Asta Holm").Fill("sales_email", "asta@bluepeak.example")
		h.Press("Save").See("Bluepeak IT was saved.", "help@bluepeak.example", "Sales contact Asta Holm asta@bluepeak.example").Done("a partner is set up")
	})
}

// Issue 3 "Done when", in Chromium: a primary contact was mistyped, and the welcome mail came back. Support finds out; a Portal Admin, who
// may change it (domain.md 7), does, and the new mail's password works.
func TestMistypedPrimaryContactIsFoundAndFixed(t *testing.T) {
	kontortest.Journey(t, func(t *testing.T, k *kontortest.Kontor, open func() *kontortest.Hand) {
		msp := k.Partner(kontortest.MSP, kontortest.InvoiceTerms)
		msp.Company("Harbor Lane", 4)
		draft := msp.Draft("Cobalt Freight")
		draft.Owner.Email = "priya@cobolt.example"
		k.Mailbox.Refuse(draft.Owner.Email, 550)
		msp.AddCompany(draft)
		k.DeliverMail()

		luis := open().SignIn("/", k.Staff(access.Support).Username, kontortest.Password).See("Needs a person")
		luis.Find("priya@cob", "Priya Raman").See("Cobalt Freight", "priya@cobolt.example", "Mail bounced").Done("Support finds it")

		h := open().SignIn("/", k.Staff(access.PortalAdmin).Username, kontortest.Password)
		h.Find("cobalt", "Cobalt Freight").See("Mail bounced").Press("Edit user Priya Raman").See("The welcome mail goes to the new one")
		h.Fill("email", "priya@cobalt").Press("Save").See("There is a problem")
		h.Fill("email", "priya@cobalt.example").Press("Save").See("Priya Raman was saved.", "priya@cobalt.example")
		h.Press("Activity").See("“priya@cobolt.example” → “priya@cobalt.example”").Done("a Portal Admin fixes it")
		atWork(t, k, open(), "priya@cobalt.example").See("Cobalt Freight")
		luis.Find("cobalt fr", "Cobalt Freight").See("Active").Done("Support sees it")
	})
}

// Issue 3 "Done when", in Chromium: the vendor transfers a company to another partner (domain.md 2.8).
func TestCompanyIsTransferredToAnotherPartner(t *testing.T) {
	kontortest.Journey(t, func(t *testing.T, k *kontortest.Kontor, open func() *kontortest.Hand) {
		old, other, next := k.Partner(kontortest.MSP, kontortest.InvoiceTerms), k.Partner(kontortest.MSP, kontortest.InvoiceTerms), k.Partner(kontortest.MSP, kontortest.InvoiceTerms)
		c := old.Company("Cobalt Freight", 8)
		maya := open().SignIn("/", old.Admin.Username, kontortest.Password).Press("Companies").See("Cobalt Freight")

		h := open().SignIn("/", k.Owner.Username, kontortest.Password).Find("cobalt", "Cobalt Freight").Press("Transfer").See(other.Name, next.Name, "2 partners")
		h.Fill("q", next.Name).See("1 partner").Press("Choose "+next.Name).See("From", "To", "8 licenses of Business", "The company’s users keep their accounts")
		h.Fill("reason", "The customer asked for it.").Fill("name", "Cobalt").Press("Transfer company").See("There is a problem")
		h.Fill("name", c.Name).Press("Transfer company").See("Cobalt Freight was transferred.", next.Name).Done("a transfer")

		maya.Press("Cobalt Freight").See("We can’t find this page")
		maya.Press("Go to Home").Press("Companies").See("Your own company").Done("the old partner")
		nora := open().SignIn("/", next.Admin.Username, kontortest.Password).Press("Companies").Press("Cobalt Freight").See(c.Owner.Email)
		nora.Press("All activity").See("Transferred the company", "The customer asked for it.").Done("the new partner")
		atWork(t, k, open(), c.Owner.Email).See(next.Name).Done("a user of it")
	})
}
