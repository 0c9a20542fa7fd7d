package web_test

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"kontor/access"
	"kontor/account"
	"kontor/kontortest"
)

// customers is a file of n customers, the contact of the fourth with the address given.
func customers(t *testing.T, name string, n int, fourth string) string {
	t.Helper()
	var b strings.Builder
	b.WriteString("Company,Country,First Name,Last Name,Email,Subscription level,Subscription type,User license count\n")
	for i, name := range []string{"Aldergrove Dental", "Brightwater Legal", "Cobalt Freight", "Dunmore Optics", "Ember Interiors", "Fenwick Accounting", "Glenside Vets",
		"Harbor Lane", "Ivybridge Homes", "Juniper Press"}[:n] {
		email := fmt.Sprintf("contact%d@customer%d.example", i+1, i+1)
		if i == 3 {
			email = fourth
		}
		fmt.Fprintf(&b, "%s,DK,Nils,Dahl,%s,Business,Free until end of this month,%d\n", name, email, i+3)
	}
	file := filepath.Join(t.TempDir(), name)
	if err := os.WriteFile(file, []byte(b.String()), 0o600); err != nil {
		t.Fatal(err)
	}
	return file
}

// welcomed opens the invitation in somebody's mail and creates the password.
func welcomed(t *testing.T, k *kontortest.Kontor, h *kontortest.Hand, address string) *kontortest.Hand {
	t.Helper()
	k.DeliverMail()
	h.Go(mailedLink(t, k, address, "/invitation/"))
	return h.Fill("password", kontortest.Password).Press("Create password and sign in")
}

// atWork signs an app user in for the first time, with the temporary password of the last mail.
func atWork(t *testing.T, k *kontortest.Kontor, h *kontortest.Hand, address string) *kontortest.Hand {
	t.Helper()
	k.DeliverMail()
	h.SignIn("/c/sign-in", address, k.Mailbox.Last(t, address).Password(t)).See("Choose a new password")
	return h.Fill("password", kontortest.Password).Press("Save and go on").See("Your password is set")
}

// Issue 3 "Done when", in Chromium: an MSP from its first sign-in to the tenth customer, by a file with a mistake in it.
func TestMSPComesFromFirstSignInToTheTenthCustomerByCSV(t *testing.T) {
	kontortest.Journey(t, func(t *testing.T, k *kontortest.Kontor, open func() *kontortest.Hand) {
		msp := k.Partner(kontortest.MSP, kontortest.InvoiceTerms)
		lena := k.Invited(k.Owner, account.Draft{Partner: msp.ID, Partnerships: []int64{msp.Partnership}, FirstName: "Lena", LastName: "Vik",
			Email: "lena@bluepeak.example", Role: access.PartnerAdmin})
		h := welcomed(t, k, open(), lena.Email).See("Lena", "Getting started", "Add customers")
		h.Press("Companies").See("Your own company").Press("Import CSV").See("Templates with all columns")
		h.Choose("kind", "companies").Upload("file", customers(t, "wrong.csv", 10, "nils at dunmore")).Press("Check file")
		h.See("10 rows", "Nothing has been changed yet.", "1 row has errors", "Enter an email address", "import the 9 rows that are fine", "9 welcome mails go out")
		h.Press("Import 9 rows").See("9 companies added. 1 row was not imported.", "Download the rows that were not imported")
		h.Press("Import another file").Upload("file", customers(t, "right.csv", 10, "nils@dunmore.example")).Press("Check file")
		h.See("Dunmore Optics", "Will be added.", "Juniper Press is there already. Nothing happens.", "1 welcome mail goes out")
		h.Press("Import 1 row").See("1 company added. 9 rows were there already.").Press("Companies").See("Juniper Press", "Dunmore Optics")
		k.WantRows(t, "company", 10, "kind = 'customer'")
		h.Find("dunm", "Dunmore Optics").See("nils@dunmore.example", "User license count", "Free until end of this month")
		h.Press("Home").See("Good").Done("first sign-in to the tenth customer")
		atWork(t, k, open(), "nils@dunmore.example").See("Dunmore Optics", "1 of 6").Done("a customer's first sign-in")
	})
}

// Issue 3 "Done when", in Chromium: a reseller adds an MSP, which works for customers that the reseller does not see (domain.md 2.2).
func TestResellerAddsAnMSPThatAddsItsOwnCustomer(t *testing.T) {
	kontortest.Journey(t, func(t *testing.T, k *kontortest.Kontor, open func() *kontortest.Hand) {
		reseller := k.Partner(kontortest.Reseller, kontortest.InvoiceTerms)
		ray := open().SignIn("/", reseller.Admin.Username, kontortest.Password).See(reseller.Name).Press("Companies")
		nora := with(cobalt, kontortest.Fields{"name": "Nimbus IT", "team_name": "Nimbus", "first_name": "Nora", "email": "nora@nimbus.example", "subscription_type": "billable_this_month"})
		added(ray, nora, "msp", idText(k.Product("Business"))).See("Nimbus IT was added. Two mails to nora@nimbus.example are on their way", "has a Partner Portal of its own")

		msp := welcomed(t, k, open(), nora["email"]).See("Nimbus IT", "Nora", "Getting started").Press("Companies").See("Your own company")
		added(msp, cobalt, "", idText(k.Product("Business"))).See("Cobalt Freight was added.", "1 of 3")
		msp.Press("Change User license count").See("now 3, 1 in use").Fill("license_count", "5").Press("Change count").See("The User license count of Cobalt Freight is now 5.")
		msp.Press("Details").See("Billed through " + reseller.Name).Done("an MSP's first customer")

		ray.Find("nimbus", "Nimbus IT").See("Its Admins look after its users").Press("Companies").See("Nimbus IT", "MSP")
		ray.Fill("q", "Cobalt").See("No companies match")
		ray.Press("Clear filters").See("Nimbus IT").Done("a reseller's new MSP")
	})
}

// added adds a company from the list, in the drawer's three steps.
func added(h *kontortest.Hand, f kontortest.Fields, kind, product string) *kontortest.Hand {
	h.Press("Add company").See("Next: Primary contact").Fill("name", f["name"]).Choose("country", f["country"]).Fill("team_name", f["team_name"])
	if kind != "" {
		h.Choose("account_type", kind)
	}
	h.Press("Next: Primary contact").Fill("first_name", f["first_name"]).Fill("last_name", f["last_name"]).Fill("email", f["email"])
	h.Press("Next: Subscription").Choose("product", product).Choose("subscription_type", f["subscription_type"]).Fill("license_count", f["license_count"])
	return h.Press("Add company")
}

// Issue 3 "Done when", in Chromium: a company is deleted by mistake and restored, with its people (domain.md 2.7).
func TestCompanyIsDeletedAndRestoredWithItsPeople(t *testing.T) {
	kontortest.Journey(t, func(t *testing.T, k *kontortest.Kontor, open func() *kontortest.Hand) {
		msp := k.Partner(kontortest.MSP, kontortest.InvoiceTerms)
		msp.Company("Harbor Lane", 4)
		c := msp.Company("Cobalt Freight", 4)
		owner := atWork(t, k, open(), c.Owner.Email).See("Cobalt Freight")
		h := open().SignIn("/", msp.Admin.Username, kontortest.Password).Press("Companies").Press("Cobalt Freight").See("Subscription", "1 of 4")
		h.Press("Delete").See("Delete Cobalt Freight").Fill("name", "Cobalt").Press("Delete company").See("There is a problem")
		h.Fill("name", "Cobalt Freight").Press("Delete company").See("Cobalt Freight was deleted. It can be restored for 30 days.")
		owner.Press("Overview").See("Sign in")
		h.Press("Companies").See("Harbor Lane").Press("Deleted").See("Cobalt Freight").Press("Cobalt Freight").See("It can be restored for 30 days")
		h.Press("Restore").See("Restore Cobalt Freight").Press("Restore company").See("Cobalt Freight was restored.", "1 of 4", c.Owner.Email)
		h.Press("Companies").See("Cobalt Freight", "Harbor Lane").Done("delete and restore")
		owner.Fill("login", c.Owner.Email).Fill("password", kontortest.Password).Press("Sign in").See("Cobalt Freight", "1 of 4").Done("a user meanwhile")
	})
}
