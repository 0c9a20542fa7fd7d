package web_test

import (
	"testing"

	"kontor/access"
	"kontor/account"
	"kontor/kontortest"
)

// ui.md "Fixed choices": pages work without JavaScript. The whole first way through in a browser that gets no script.
func TestFirstWayThroughWorksWithoutJavaScript(t *testing.T) {
	kontortest.Long(t)
	kontortest.Both(t, func(t *testing.T, k *kontortest.Kontor) {
		msp := k.Partner(kontortest.MSP, kontortest.InvoiceTerms)
		lena := k.Invited(k.Owner, account.Draft{Partner: msp.ID, Partnerships: []int64{msp.Partnership}, FirstName: "Lena", LastName: "Vik",
			Email: "lena@bluepeak.example", Role: access.PartnerAdmin})
		k.DeliverMail()
		b := k.Browser(nil).NoScript()
		b.Go(mailedLink(t, k, lena.Email, "/invitation/")).Fill("password", kontortest.Password).Click("Create password and sign in").WantText("Good morning, Lena")
		b.Click("Account menu").Click("Sign out").WantText("You are signed out.")
		b.Fill("login", lena.Username).Fill("password", kontortest.Password).Click("Sign in").WantText("Good morning, Lena")

		b.Click("Companies").WantText("Your own company").Click("Add company").WantText("Primary contact", "User license count", "1 mail goes out")
		for _, name := range []string{"name", "team_name", "first_name", "last_name", "email", "license_count"} {
			b.Fill(name, cobalt[name])
		}
		b.Choose("country", "DK").Choose("product", idText(k.Product("Business"))).Choose("subscription_type", "free_until_end_of_month")
		b.Click("Add company").WantText("Cobalt Freight was added. The welcome mail to nils@cobalt.example is on its way.")

		b.Click("Change User license count").WantText("now 3, 1 in use").Fill("license_count", "5").Click("Change count").
			WantText("The User license count of Cobalt Freight is now 5.", "1 of 5 in use")
		b.Click("Add user").WantText("4 licenses of 5 free")
		for _, name := range []string{"first_name", "last_name", "email"} {
			b.Fill(name, sofia[name])
		}
		b.Choose("role", "user").Click("Add user").WantText("Sofia Marin was added.", "2 of 5 in use")
		b.Click("Remove user Sofia Marin").WantText("This is permanent.").Click("Remove Sofia Marin").WantText("Sofia Marin was removed. The license is free.", "1 of 5 in use")
		b.Click("Companies").Fill("q", "zephyr").Click("Filter").WantText("No companies match").Click("Clear filters").WantText("Cobalt Freight")

		k.DeliverMail()
		nils := k.Browser(nil).NoScript().Go("/c/sign-in").Fill("login", cobalt["email"]).Fill("password", k.Mailbox.Last(t, cobalt["email"]).Password(t)).Click("Sign in")
		nils.WantText("Choose a new password").Fill("password", kontortest.Password).Click("Save and go on").WantText("Your password is set", "1 of 5")
		if loaded := nils.Eval(`() => typeof htmx !== 'undefined' || document.documentElement.classList.contains('js')`); loaded != false {
			t.Error("a script ran")
		}
	})
}
