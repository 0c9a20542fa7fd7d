package web_test

import (
	"net/http"
	"net/url"
	"strings"
	"testing"

	"kontor/access"
	"kontor/company"
	"kontor/fail"
	"kontor/kontortest"
	"kontor/store"
)

// domain.md 3.2, 3.3: several users at once, from pasted addresses; who can't be added is told with the reason, and the others are added
// together, one welcome mail each.
func TestSeveralUsersAreAddedFromPastedAddresses(t *testing.T) {
	kontortest.Both(t, func(t *testing.T, k *kontortest.Kontor) {
		msp, other := k.Partner(kontortest.MSP, kontortest.InvoiceTerms), k.Partner(kontortest.MSP, kontortest.InvoiceTerms)
		c, mine, theirs := msp.Company("Aldergrove Dental", 4), msp.Company("Cobalt Freight", 3), other.Company("Zephyr Labs", 3)
		maya := k.Client(msp.Admin)
		first := maya.Get(c.Path("/users")).Follow(t, "Add several users").WantText(t, "3 licenses of 4 free")
		first.Submit(t, "Next: Names", kontortest.Fields{"addresses": "ruth@a.example, nobody"}).WantStatus(t, http.StatusUnprocessableEntity).
			WantError(t, "addresses", "“nobody” is no email address").WantText(t, "ruth@a.example, nobody")
		first.Submit(t, "Next: Names", nil).WantStatus(t, http.StatusUnprocessableEntity).WantError(t, "addresses", "Enter at least one email address.")
		names := first.Submit(t, "Next: Names", kontortest.Fields{"addresses": "Ruth Alder <ruth@a.example>; m.kaur@a.example; ben.foley@a.example; " +
			c.Owner.Email + "; " + mine.Owner.Email + "; " + strings.ToUpper(theirs.Owner.Email) + "; bad@nowhere"})
		names.WantText(t, "4 addresses are left out", "Priya Raman is a user of this company already.", "already has an account at Cobalt Freight",
			"This address can’t be used. Write to", "Enter an email address such as").WantNoText(t, "Zephyr")
		if names.Value(t, "first_name.0") != "Ruth" || names.Value(t, "last_name.1") != "Kaur" {
			t.Errorf("proposed %q and %q", names.Value(t, "first_name.0"), names.Value(t, "last_name.1"))
		}
		names.Submit(t, "Next: Check", nil).WantStatus(t, http.StatusUnprocessableEntity).WantError(t, "first_name.1", "Enter the first name")
		if back := names.Submit(t, "Back to addresses", nil); !strings.Contains(back.Value(t, "addresses"), "m.kaur@a.example") {
			t.Errorf("the addresses are gone: %q", back.Value(t, "addresses"))
		}
		check := names.Submit(t, "Next: Check", kontortest.Fields{"first_name.1": "Mira"}).WantText(t, "3 users will be added", "Mira Kaur", "3 mails go out")
		k.WantRows(t, "app_user", 1, "company_id = "+idText(c.ID))
		if again := check.Submit(t, "Back to names", nil); again.Value(t, "first_name.1") != "Mira" {
			t.Error("the name that was typed is gone")
		}
		check.Submit(t, "Add 3 users", nil).WantPath(t, c.Path("/users")).WantText(t, "3 users were added. Their welcome mails are on their way.", "Ben Foley")
		k.DeliverMail()
		for _, to := range []string{"ruth@a.example", "m.kaur@a.example", "ben.foley@a.example"} {
			k.Mailbox.Last(t, to).Password(t)
		}
		k.WantRows(t, "audit_event", 4, "action = 'app_user.added' AND company_id = "+idText(c.ID))
		check.Submit(t, "Add 3 users", nil).WantStatus(t, http.StatusUnprocessableEntity).WantText(t, "Nobody was added: something changed since the check.")
		k.WantRows(t, "app_user", 4, "company_id = "+idText(c.ID))
	})
}

// domain.md 3.2: "User N+1 is refused with the free count and, for those who may, add licenses".
func TestSeveralUsersStopAtTheLicenses(t *testing.T) {
	kontortest.Both(t, func(t *testing.T, k *kontortest.Kontor) {
		msp := k.Partner(kontortest.MSP, kontortest.InvoiceTerms)
		c := msp.Company("Aldergrove Dental", 3)
		maya := k.Client(msp.Admin)
		check := maya.Get(c.Path("/users/several")).Submit(t, "Next: Names", kontortest.Fields{
			"addresses": "Ana Ash <ana@a.example>\nBen Foley <ben@a.example>\nCy Holm <cy@a.example>"}).Submit(t, "Next: Check", nil)
		check.WantText(t, "1 person can’t be added", "2 licenses are free.", "No license is free for this person.").
			WantLink(t, "Change User license count", c.Path("/subscriptions/"+idText(c.Subscription)+"/license-count"))
		c.User(company.User) // takes one of the two
		check.Submit(t, "Add 2 users", nil).WantStatus(t, http.StatusUnprocessableEntity).WantText(t, "2 people can’t be added").Submit(t, "Add 1 user", nil).
			WantText(t, "Ana Ash was added.")
		k.WantRows(t, "subscription", 1, "license_count = 3 AND used = 3 AND company_id = "+idText(c.ID))

		people := []company.Person{{FirstName: "Ben", LastName: "Foley", Email: "ben@a.example", Role: company.User}}
		err := k.DB.Write(t.Context(), msp.Admin.Actor(), func(tx *store.Tx) error {
			_, err := company.AddUsers(t.Context(), tx, c.ID, 0, people)
			return err
		})
		if fail.CodeOf(err) != "no_license_available" {
			t.Errorf("AddUsers: %v", err)
		}
	})
}

// domain.md 4.1, 4.2: outside scope is not found, also for many; trust.md: lists of people are bounded.
func TestSeveralUsersHoldScopeAndBound(t *testing.T) {
	kontortest.Both(t, func(t *testing.T, k *kontortest.Kontor) {
		msp := k.Partner(kontortest.MSP, kontortest.InvoiceTerms)
		mine, hidden := msp.Company("Aldergrove Dental", 300), msp.Company("Cobalt Freight", 3)
		user := msp.User(access.PartnerUser)
		msp.Assign(user, mine)
		jonas := k.Client(user)
		jonas.Get(hidden.Path("/users/several")).WantStatus(t, http.StatusNotFound)
		jonas.Post(hidden.Path("/users/several"), url.Values{"addresses": {"ana@a.example"}}).WantStatus(t, http.StatusNotFound)
		jonas.Post(mine.Path("/users/several"), url.Values{"addresses": {hidden.Owner.Email}}).WantText(t, "This address can’t be used.").WantNoText(t, "Cobalt")
		var many strings.Builder
		for n := range company.MostUsers + 1 {
			many.WriteString("Ana Ash <ana" + idText(int64(n)) + "@a.example>\n")
		}
		jonas.Post(mine.Path("/users/several"), url.Values{"addresses": {many.String()}}).WantStatus(t, http.StatusUnprocessableEntity).
			WantError(t, "addresses", "Add 1 to 200 users at a time.")
		text := many.String()
		jonas.Get(mine.Path("/users/several")).Submit(t, "Next: Names", kontortest.Fields{"addresses": text[strings.Index(text, "\n"):]}).
			Submit(t, "Next: Check", nil).Submit(t, "Add 200 users", nil).WantText(t, "200 users were added.")
	})
}
