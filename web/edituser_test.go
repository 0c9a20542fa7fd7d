package web_test

import (
	"net/http"
	"net/url"
	"testing"

	"kontor/access"
	"kontor/company"
	"kontor/kontortest"
)

func at(c *kontortest.Company, who *kontortest.Person, act string) string {
	return c.Path("/users/" + idText(who.AppUser) + act)
}

// domain.md 3.3: "a changed address is told to both; an invited user's mail goes out again".
func TestChangedAddressIsToldToBothAndAnInvitedUsersMailGoesOutAgain(t *testing.T) {
	kontortest.Both(t, func(t *testing.T, k *kontortest.Kontor) {
		msp := k.Partner(kontortest.MSP, kontortest.InvoiceTerms)
		c := msp.Company("Cobalt Freight", 4)
		active, invited := k.AcceptWelcome(c.User(company.User)), c.User(company.User)
		k.DeliverMail()
		older := k.Mailbox.Last(t, invited.Email).Password(t)
		k.Mailbox.Clear()
		browser, maya := k.Client(active), k.Client(msp.Admin)
		maya.Get(at(c, active, "/edit")).Submit(t, "Save", kontortest.Fields{"email": "new.sofia@cobalt.example"}).WantText(t, "Sofia Marin was saved.", "new.sofia@cobalt.example")
		maya.Get(at(c, invited, "/edit")).Submit(t, "Save", kontortest.Fields{"email": "right.sofia@cobalt.example"}).WantText(t, "right.sofia@cobalt.example")
		k.DeliverMail()
		for address, n := range map[string]int{active.Email: 1, "new.sofia@cobalt.example": 1, invited.Email: 1, "right.sofia@cobalt.example": 1} {
			if got := len(k.Mailbox.To(address)); got != n {
				t.Errorf("%d mails went to %s, want %d", got, address, n)
			}
		}
		browser.Get(c.PortalPath("")).WantText(t, "Sign in") // the session ended
		sign := k.Client(nil).Get("/c/sign-in")
		sign.Submit(t, "Sign in", kontortest.Fields{"login": active.Email, "password": kontortest.Password}).WantStatus(t, http.StatusUnprocessableEntity)
		sign.Submit(t, "Sign in", kontortest.Fields{"login": "new.sofia@cobalt.example", "password": kontortest.Password}).WantPath(t, c.PortalPath(""))
		newer := k.Mailbox.Last(t, "right.sofia@cobalt.example").Password(t)
		sign.Submit(t, "Sign in", kontortest.Fields{"login": "right.sofia@cobalt.example", "password": older}).WantStatus(t, http.StatusUnprocessableEntity)
		sign.Submit(t, "Sign in", kontortest.Fields{"login": "right.sofia@cobalt.example", "password": newer}).WantPath(t, "/c/password")
		maya.Get(at(c, active, "/edit")).Submit(t, "Save", kontortest.Fields{"email": "Right.Sofia@Cobalt.example"}).WantError(t, "email", "already has an account")
		maya.Get(c.Path("/activity")).WantText(t, "Email Address “"+active.Email+"” → “new.sofia@cobalt.example”")
	})
}

// domain.md 2.5: exactly one owner, always an administrator; a company keeps at least one administrator.
func TestCompanyKeepsItsOwnerAndAnAdministrator(t *testing.T) {
	kontortest.Both(t, func(t *testing.T, k *kontortest.Kontor) {
		msp := k.Partner(kontortest.MSP, kontortest.InvoiceTerms)
		c := msp.Company("Cobalt Freight", 4)
		second, maya := c.User(company.User), k.Client(msp.Admin)
		maya.Get(at(c, c.Owner, "/edit")).WantText(t, "The owner is always administrator").WantNoText(t, "/suspension").
			Submit(t, "Save", kontortest.Fields{"role": "user"}).WantStatus(t, http.StatusUnprocessableEntity).WantText(t, "is the owner of Cobalt Freight and can’t be made a User")
		maya.Post(at(c, c.Owner, "/suspension"), nil).WantStatus(t, http.StatusConflict)

		maya.Get(at(c, second, "/edit")).Follow(t, "Hand over ownership").Submit(t, "Hand over ownership", nil).WantText(t, second.Name+" is the owner now.")
		k.WantRows(t, "company", 1, "owner_id = "+idText(second.AppUser)+" AND id = "+idText(c.ID))
		k.WantRows(t, "app_user", 2, "role = 'administrator' AND company_id = "+idText(c.ID))
		maya.Get(msp.Path("/companies?q="+url.QueryEscape(second.Email))).WantText(t, "1 company matches")
		maya.Post(at(c, second, "/ownership"), nil).WantStatus(t, http.StatusConflict).WantText(t, "is the owner already")

		maya.Get(at(c, c.Owner, "/edit")).Submit(t, "Save", kontortest.Fields{"role": "user"}).WantText(t, "was saved")
		maya.Get(c.Path("/activity")).WantText(t, "Handed ownership over from Priya Raman to Sofia Marin", "Role “administrator” → “user”")
		k.Client(msp.User(access.PartnerUser)).Post(at(c, c.Owner, "/ownership"), nil).WantStatus(t, http.StatusForbidden)
	})
}

// domain.md 3.2: "Invited, active and suspended app users each hold a license".
func TestSuspendedUserIsOutAtOnceAndHoldsTheLicense(t *testing.T) {
	kontortest.Both(t, func(t *testing.T, k *kontortest.Kontor) {
		msp := k.Partner(kontortest.MSP, kontortest.InvoiceTerms)
		c := msp.Company("Cobalt Freight", 3)
		user, waiting := k.AcceptWelcome(c.User(company.User)), c.User(company.User)
		browser, maya := k.Client(user), k.Client(msp.Admin)
		for _, who := range []*kontortest.Person{user, waiting} {
			maya.Get(at(c, who, "/edit")).Follow(t, "Suspend").Submit(t, "Suspend "+who.Name, nil).WantText(t, who.Name+" was suspended. The license stays held.")
		}
		browser.Get(c.PortalPath("")).WantText(t, "Sign in")
		k.WantRows(t, "mail", 0, "status = 'queued' AND app_user_id = "+idText(waiting.AppUser))
		maya.Get(c.Path("/users/new")).WantText(t, "All 3 licenses are in use.")
		maya.Post(at(c, user, "/suspension"), nil).WantStatus(t, http.StatusConflict)
		maya.Post(at(c, user, "/resumption"), nil).WantText(t, "was resumed and can sign in again.")
		maya.Post(at(c, waiting, "/resumption"), nil).WantStatus(t, http.StatusOK)
		k.WantRows(t, "app_user", 1, "status = 'active' AND id = "+idText(user.AppUser))
		k.WantRows(t, "app_user", 1, "status = 'invited' AND id = "+idText(waiting.AppUser))
		k.Client(user).Get(c.PortalPath("")).WantStatus(t, http.StatusOK).WantNoText(t, "Forgot password")
	})
}
