package web_test

import (
	"net/http"
	"testing"

	"kontor/company"
	"kontor/kontortest"
)

// domain.md, the faces: "administrator, user (own account only)".
func TestUserOfACompanyMeetsNoColleagues(t *testing.T) {
	kontortest.Both(t, func(t *testing.T, k *kontortest.Kontor) {
		msp := k.Partner(kontortest.MSP, kontortest.InvoiceTerms)
		c, other := msp.Company("Cobalt Freight", 4), msp.Company("Harbor Lane", 4)
		k.AcceptWelcome(c.Owner)
		user := k.AcceptWelcome(c.User(company.User))
		waiting := c.User(company.User)
		k.Client(c.Owner).Get(c.PortalPath("")).WantText(t, "3 of 4", "1 free", "Invitations waiting 1", user.Email, waiting.Email, "Owner")
		own := k.Client(user).Get(c.PortalPath("")).WantStatus(t, http.StatusOK).WantText(t, msp.Name+" looks after Keyhaven for your company.")
		own.WantNoText(t, c.Owner.Email, waiting.Email, "3 of 4", "Licenses in use")
		for _, who := range []*kontortest.Person{user, c.Owner} {
			k.Client(who).Get(other.PortalPath("")).WantStatus(t, http.StatusNotFound)
			k.Client(who).Get(msp.Path("")).WantText(t, "Sign in")
		}
	})
}

// domain.md 4.7: the password changes only after the current one; other sessions end and a mail tells of it.
func TestOwnPasswordNeedsTheCurrentOneAndEndsOtherSessions(t *testing.T) {
	kontortest.Both(t, func(t *testing.T, k *kontortest.Kontor) {
		msp := k.Partner(kontortest.MSP, kontortest.InvoiceTerms)
		c := msp.Company("Cobalt Freight", 4)
		k.AcceptWelcome(c.Owner)
		for _, face := range []struct {
			who        *kontortest.Person
			page, home string
		}{{msp.Admin, "/profile/password", msp.Path("")}, {c.Owner, "/c/password", c.PortalPath("")}} {
			k.Mailbox.Clear()
			here, elsewhere := k.Client(face.who), k.Client(face.who)
			form := here.Get(face.page)
			typed := kontortest.Fields{"current_password": "not my password at all", "password": "violet-anchor-lamp-77"}
			form.Submit(t, "Change password", typed).WantStatus(t, http.StatusUnprocessableEntity).WantError(t, "current_password", "not your current password")
			elsewhere.Get(face.home).WantStatus(t, http.StatusOK).WantNoText(t, "Forgot password")
			typed["current_password"] = kontortest.Password
			form.Submit(t, "Change password", with(typed, kontortest.Fields{"password": "short"})).WantError(t, "password", "at least 12")
			changed := form.Submit(t, "Change password", typed).WantStatus(t, http.StatusOK).WantText(t, "Your password was changed. Your other sessions have ended.")
			changed.WantNoText(t, "violet-anchor", kontortest.Password)
			here.Get(face.home).WantNoText(t, "Forgot password")
			elsewhere.Get(face.home).WantText(t, "Forgot password")
			k.DeliverMail()
			if n := len(k.Mailbox.To(face.who.Email)); n != 1 {
				t.Errorf("%d mails tell %s of the change, want 1", n, face.who.Name)
			}
		}
	})
}
