package web_test

import (
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"testing"

	"kontor/account"
	"kontor/kontortest"
)

// cobalt is what is typed into "Add company" for a customer.
var cobalt = kontortest.Fields{
	"name": "Cobalt Freight", "country": "DK", "team_name": "Cobalt", "first_name": "Nils", "last_name": "Dahl", "email": "nils@cobalt.example",
	"subscription_type": "free_until_end_of_month", "license_count": "3",
}

// with is a copy of the fields with others changed or added.
func with(f, more kontortest.Fields) kontortest.Fields {
	all := kontortest.Fields{}
	for _, fields := range []kontortest.Fields{f, more} {
		for name, text := range fields {
			all[name] = text
		}
	}
	return all
}

// pathOf is an absolute link of a mail, opened at the portal under it.
func pathOf(t *testing.T, link string) string {
	t.Helper()
	u, err := url.Parse(link)
	if err != nil {
		t.Fatal(err)
	}
	return u.RequestURI()
}

// Issue "Done when": the Admin adds a customer, the welcome mail's temporary password opens /c/sign-in, must be changed, and does not
// open /sign-in (domain.md 3.3).
func TestCustomersPrimaryContactSignsInWithThePasswordFromTheWelcomeMail(t *testing.T) {
	kontortest.Both(t, func(t *testing.T, k *kontortest.Kontor) {
		msp := k.Partner(kontortest.MSP, kontortest.InvoiceTerms)
		k.Mailbox.Clear()
		form := k.Client(msp.Admin).Get(msp.Path("")).WantText(t, "Good morning, Maya", "Getting started").Follow(t, "Add company")
		form.WantText(t, "Free for 10 days, through 30 Nov 2026", "1 Dec 2026 00:00 (Europe/Copenhagen)", "valid 72 hours")
		form.WantNoText(t, "Account type")
		business := kontortest.Fields{"product": idText(k.Product("Business"))}
		added := form.Submit(t, "Add company", with(cobalt, business)).WantStatus(t, http.StatusOK)
		added.WantText(t, "Cobalt Freight was added. The welcome mail to nils@cobalt.example is on its way.", "Nils Dahl", "Password valid until 24 Nov 2026 10:00")

		k.DeliverMail()
		temporary := k.Mailbox.Last(t, "nils@cobalt.example").Password(t)
		login := kontortest.Fields{"login": "nils@cobalt.example", "password": temporary}
		k.Client(nil).Get("/sign-in").Submit(t, "Sign in", login).WantStatus(t, http.StatusUnprocessableEntity).
			WantError(t, "login", "not right")

		nils := k.Client(nil)
		first := nils.Get("/c/sign-in").Submit(t, "Sign in", login).WantPath(t, "/c/password").WantText(t, "Choose a new password", "looked after by "+msp.Name)
		var company int64
		if err := k.Raw().QueryRow(`SELECT id FROM company WHERE name = 'Cobalt Freight'`).Scan(&company); err != nil {
			t.Fatal(err)
		}
		own := "/c/" + idText(company)
		nils.Get(own).WantPath(t, "/c/password")
		first.Submit(t, "Save and go on", kontortest.Fields{"password": temporary}).WantError(t, "password", "temporary")
		first.Submit(t, "Save and go on", kontortest.Fields{"password": kontortest.Password}).WantPath(t, own).
			WantText(t, "Your password is set", "Cobalt Freight", "1 of 3", msp.Name, "Nils Dahl")

		k.Client(nil).Get("/c/sign-in").Submit(t, "Sign in", login).WantStatus(t, http.StatusUnprocessableEntity)
		login["password"] = kontortest.Password
		k.Client(nil).Get("/c/sign-in").Submit(t, "Sign in", login).WantPath(t, own)
		k.Client(nil).Get("/sign-in").Submit(t, "Sign in", login).WantStatus(t, http.StatusUnprocessableEntity)
		k.Client(msp.Admin).Get(msp.Path("")).WantText(t, "Getting started", "1 of 3 done")
	})
}

// domain.md 2.2: the reseller adds an MSP, two mails go out, and the new Admin adds customers of its own.
func TestResellersMSPGetsItsOwnPortalAndAddsACustomer(t *testing.T) {
	kontortest.Both(t, func(t *testing.T, k *kontortest.Kontor) {
		reseller := k.Partner(kontortest.Reseller, kontortest.InvoiceTerms)
		k.Mailbox.Clear()
		business := kontortest.Fields{"product": idText(k.Product("Business"))}
		ray := k.Client(reseller.Admin)
		msp := ray.Get(reseller.Path("/companies/new")).WantText(t, "2 mails go out").Submit(t, "Add company", with(with(cobalt, business),
			kontortest.Fields{"account_type": "msp", "name": "Nimbus IT", "email": "nora@nimbus.example", "first_name": "Nora"}))
		msp.WantStatus(t, http.StatusOK).WantText(t, "Nimbus IT was added. Two mails to nora@nimbus.example are on their way", "Nimbus IT has a Partner Portal of its own").
			WantNoText(t, "Nora")

		k.DeliverMail()
		mails := k.Mailbox.To("nora@nimbus.example")
		if len(mails) != 2 {
			t.Fatalf("%d mails went to the primary contact, want 2", len(mails))
		}
		nora := k.Client(nil)
		home := nora.Get(mailedLink(t, k, "nora@nimbus.example", "/invitation/")).Submit(t, "Create password and sign in", kontortest.Fields{"password": kontortest.Password})
		home.WantStatus(t, http.StatusOK).WantText(t, "Good morning, Nora", "Nimbus IT")
		list := home.Follow(t, "Companies").WantText(t, "Nimbus IT", "Your own company").WantNoText(t, reseller.Name)
		list.Follow(t, "Nimbus IT").WantText(t, "nora@nimbus.example")
		customer := list.Follow(t, "Add company").WantText(t, "go on the invoice of "+reseller.Name).WantNoText(t, "Account type").
			Submit(t, "Add company", with(cobalt, business)).WantText(t, "Cobalt Freight was added.", "Nils Dahl")
		home.Follow(t, "Details").WantText(t, "Your organization, and who is billed.", "Billed through "+reseller.Name).WantNoText(t, "You pay by invoice", "how you pay")

		ray.Get(customer.Path).WantStatus(t, http.StatusNotFound)
		ray.Get(reseller.Path("/companies")).WantText(t, "Nimbus IT", "MSP").WantNoText(t, "Cobalt Freight", "Nora", "nils@")
		nora.Get(reseller.Path("/companies")).WantStatus(t, http.StatusNotFound)
	})
}

// Issue "Done when": from nothing by the setup link and the wizard, with a real mail server, to a customer.
func TestEmptyInstallationIsSetUpUntilACustomerSignsIn(t *testing.T) {
	kontortest.BothBare(t, func(t *testing.T, k *kontortest.Kontor) {
		link, err := account.SetupLink(t.Context(), k.DB)
		if err != nil {
			t.Fatal(err)
		}
		sam := k.Client(nil)
		page := sam.Get(pathOf(t, link)).Submit(t, "Next", kontortest.Fields{"first_name": "Sam", "last_name": "Keller",
			"email": "sam@keyhaven.example", "username": "sam.keller", "password": kontortest.Password}).WantPath(t, "/admin/setup/2")
		sam.Get(pathOf(t, link)).WantText(t, "can’t be used")
		page = page.Submit(t, "Next: Email", kontortest.Fields{"name": "Keyhaven", "support_email": "help@keyhaven.example", "app_name": "Keyhaven",
			"zone": "Europe/Copenhagen", "currency": "EUR"}).WantPath(t, "/admin/setup/3")
		server := k.Mailbox.Setting()
		typed := kontortest.Fields{"host": server.Host, "port": idText(server.Port), "encryption": "none", "from": "portal@keyhaven.example"}
		page.Submit(t, "Send a trial message", typed).WantText(t, "Sent to sam@keyhaven.example")
		page = page.Submit(t, "Next: Product", typed).WantPath(t, "/admin/setup/4").
			Submit(t, "Finish", kontortest.Fields{"product": "Business", "price": "3.00", "currency": "EUR", "price_list": "Standard"}).
			WantPath(t, "/admin").WantText(t, "The setup is finished")
		page.Follow(t, "Add partner").Submit(t, "Add partner", kontortest.Fields{"name": "Bluepeak IT", "country": "DK", "type": "msp", "terms": "invoice",
			"first_name": "Maya", "last_name": "Jensen", "email": "maya@bluepeak.example", "phone": kontortest.Phone}).
			WantText(t, "Bluepeak IT was added.", "maya@bluepeak.example")

		k.DeliverMail()
		maya := k.Client(nil)
		home := maya.Get(mailedLink(t, k, "maya@bluepeak.example", "/invitation/")).
			Submit(t, "Create password and sign in", kontortest.Fields{"password": kontortest.Password}).WantText(t, "Good morning, Maya")
		home.Follow(t, "Add company").Submit(t, "Add company", cobalt).WantText(t, "Cobalt Freight was added.")
		k.DeliverMail()
		temporary := k.Mailbox.Last(t, "nils@cobalt.example").Password(t)
		k.Client(nil).Get("/c/sign-in").Submit(t, "Sign in", kontortest.Fields{"login": "nils@cobalt.example", "password": temporary}).
			Submit(t, "Save and go on", kontortest.Fields{"password": kontortest.Password}).WantText(t, "Bluepeak IT looks after Keyhaven for your company.")
	})
}

func idText(id int64) string { return strconv.FormatInt(id, 10) }

// mailedLink is the path of the first link to prefix in the mails to an address.
func mailedLink(t *testing.T, k *kontortest.Kontor, address, prefix string) string {
	t.Helper()
	for _, m := range k.Mailbox.To(address) {
		if strings.Contains(m.Text, k.Base+prefix) {
			return pathOf(t, m.Link(t, prefix))
		}
	}
	t.Fatalf("no link to %s arrived for %s", prefix, address)
	return ""
}
