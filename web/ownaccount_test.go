package web_test

import (
	"net/http"
	"strings"
	"testing"

	"kontor/access"
	"kontor/kontortest"
)

// domain.md 4.7: the own names and phone are edited freely, email only with the current password; it signs out everywhere, the next
// sign-in is with the new address, the old one is told.
func TestOwnEmailNeedsThePasswordAndSignsOutEverywhere(t *testing.T) {
	kontortest.Both(t, func(t *testing.T, k *kontortest.Kontor) {
		msp := k.Partner(kontortest.MSP, kontortest.InvoiceTerms)
		for _, who := range []*kontortest.Person{msp.User(access.MarketingRole), k.Staff(access.Support)} {
			me, elsewhere := k.Client(who), k.Client(who)
			profile := me.Get("/profile").WantText(t, who.Username, who.Email)
			profile.Submit(t, "Save", kontortest.Fields{"last_name": "Nygaard", "phone": "+45 32 10 55 502"}).WantText(t, "Your details are saved.", "Nygaard")
			profile.Submit(t, "Save", kontortest.Fields{"first_name": " "}).WantError(t, "first_name", "Enter the first name")
			k.DeliverMail()
			k.Mailbox.Clear()
			form := profile.Follow(t, "Change email address")
			fresh := "fresh." + who.Email
			form.Submit(t, "Change email address", kontortest.Fields{"email": fresh, "current_password": "not-the-password"}).
				WantStatus(t, http.StatusUnprocessableEntity).WantError(t, "current_password", "not your current password")
			form.Submit(t, "Change email address", kontortest.Fields{"email": msp.Admin.Email, "current_password": kontortest.Password}).WantError(t, "email", "can’t be used")
			form.Submit(t, "Change email address", kontortest.Fields{"email": fresh, "current_password": kontortest.Password}).
				WantPath(t, "/sign-in").WantText(t, "signed out everywhere")
			for _, c := range []*kontortest.Client{me, elsewhere} {
				c.Get("/profile").WantText(t, "Sign in")
			}
			k.DeliverMail()
			for address, text := range map[string]string{who.Email: "It is no longer this one", fresh: "From now on you sign in"} {
				if mails := k.Mailbox.To(address); len(mails) != 1 || !strings.Contains(mails[0].Text, text) {
					t.Errorf("%s got %d mails, want one that says %q", address, len(mails), text)
				}
			}
			sign := k.Client(nil).Get("/sign-in")
			sign.Submit(t, "Sign in", kontortest.Fields{"login": who.Email, "password": kontortest.Password}).WantStatus(t, http.StatusUnprocessableEntity)
			sign.Submit(t, "Sign in", kontortest.Fields{"login": fresh, "password": kontortest.Password}).WantStatus(t, http.StatusOK)
		}
		k.WantRows(t, "audit_event", 4, "action = 'account.changed'")
	})
}

// trust.md "Accounts": "list and end one's own sessions".
func TestOwnSessionsAreListedAndEnded(t *testing.T) {
	kontortest.Both(t, func(t *testing.T, k *kontortest.Kontor) {
		msp := k.Partner(kontortest.MSP, kontortest.InvoiceTerms)
		jonas, asta := msp.User(access.PartnerUser), msp.User(access.PartnerAdmin)
		me, second, third, other := k.Client(jonas), k.Client(jonas), k.Client(jonas), k.Client(asta)
		list := me.Get("/profile").WantText(t, "Where you are signed in", "This browser")
		if n := strings.Count(list.Body, "<tr>") - 1; n != 3+0 {
			t.Errorf("%d sessions are listed, want 3", n)
		}
		list.Submit(t, "End", nil).WantPath(t, "/profile").WantText(t, "The session has ended.")
		alive := 0
		for _, c := range []*kontortest.Client{second, third} {
			if strings.HasPrefix(c.Get(msp.Path("/companies")).Path, "/p/") {
				alive++
			}
		}
		if alive != 1 {
			t.Errorf("%d of two other sessions live, want 1", alive)
		}
		me.Get("/profile").Submit(t, "End all others", nil).WantText(t, "All your other sessions have ended.", "This browser").WantNoText(t, "End all others")
		second.Get(msp.Path("/companies")).WantText(t, "Sign in")
		third.Get(msp.Path("/companies")).WantText(t, "Sign in")
		other.Get(msp.Path("/companies")).WantStatus(t, http.StatusOK)
	})
}
