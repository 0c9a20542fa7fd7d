package web_test

import (
	"net/http"
	"net/url"
	"path"
	"strings"
	"testing"
	"time"

	"kontor/access"
	"kontor/account"
	"kontor/company"
	"kontor/kontortest"
)

func vendorPage(p *kontortest.Partner, rest string) string {
	return "/admin/partners/" + idText(p.ID) + rest
}

// domain.md 2.1: "suspended (nobody of it signs in, nothing new is added, billing goes on)".
func TestSuspendedPartnerIsKeptOutAtOnceAndItsCustomersGoOn(t *testing.T) {
	kontortest.Both(t, func(t *testing.T, k *kontortest.Kontor) {
		msp := k.Partner(kontortest.MSP, kontortest.InvoiceTerms)
		c := msp.Company("Cobalt Freight", 3)
		owner := k.Client(k.AcceptWelcome(c.Owner))
		maya, me := k.Client(msp.Admin), k.Client(k.Owner)
		invited := k.Invited(k.Owner, account.Draft{Partner: msp.ID, FirstName: "Peter", LastName: "Lund", Role: access.PartnerUser})
		ask := me.Get(vendorPage(msp, "")).Follow(t, "Suspend").WantText(t, "Nothing new can be added")
		ask.Submit(t, "Suspend partner", nil).WantStatus(t, http.StatusUnprocessableEntity).WantError(t, "reason", "Enter a reason")
		ask.Submit(t, "Suspend partner", kontortest.Fields{"reason": "Unpaid since May"}).WantPath(t, vendorPage(msp, "")).
			WantText(t, msp.Name+" was suspended.", "Nobody of it can sign in").WantNoText(t, "Add Partner User")

		maya.Get(msp.Path("")).WantText(t, "Sign in to the Partner Portal")
		k.WantRows(t, "session", 0, "account_id = "+idText(msp.Admin.Account))
		k.WantRows(t, "mail", 1, "status = 'voided' AND account_id = "+idText(invited.Account))
		k.Client(nil).Post("/sign-in", url.Values{"login": {msp.Admin.Email}, "password": {kontortest.Password}}).WantStatus(t, http.StatusUnprocessableEntity)
		owner.Get(c.PortalPath("")).WantStatus(t, http.StatusOK) // customers go on
		k.DeliverMail()
		if m := k.Mailbox.Last(t, msp.Admin.Email); !strings.Contains(m.Text, "was suspended") {
			t.Errorf("the Admin is told: %s", m.Text)
		}
		me.Post(vendorPage(msp, "/users"), url.Values{"first_name": {"A"}, "last_name": {"B"}, "email": {"a@b.example"}, "phone": {kontortest.Phone}, "role": {"user"}}).
			WantStatus(t, http.StatusConflict)
		me.Post(vendorPage(msp, "/suspension"), url.Values{"reason": {"again"}}).WantStatus(t, http.StatusConflict)

		me.Get(vendorPage(msp, "")).Follow(t, "Resume").Submit(t, "Resume partner", nil).WantText(t, "was resumed")
		k.Client(msp.Admin).Get(msp.Path("/companies")).WantStatus(t, http.StatusOK).WantText(t, "Cobalt Freight")
		me.Post(vendorPage(msp, "/resumption"), nil).WantStatus(t, http.StatusConflict)
		k.WantRows(t, "audit_event", 1, "action = 'partner.suspended' AND after LIKE '%Unpaid since May%' AND chain = "+idText(msp.ID))
	})
}

// domain.md 2.1, 2.2: a child goes on while its reseller is suspended, adds nothing new, and is told to "ask {reseller}", not why.
func TestChildOfASuspendedResellerGoesOnAndAsksItsReseller(t *testing.T) {
	kontortest.Both(t, func(t *testing.T, k *kontortest.Kontor) {
		reseller := k.Partner(kontortest.Reseller, kontortest.InvoiceTerms)
		child := reseller.Child()
		k.Client(k.Owner).Get(vendorPage(reseller, "/suspension")).WantText(t, "Its 1 MSP goes on working").
			Submit(t, "Suspend partner", kontortest.Fields{"reason": "Dispute"})
		greta := k.Client(child.Admin)
		greta.Get(child.Path("/companies")).WantStatus(t, http.StatusOK)
		greta.Post(child.Path("/companies"), k.CompanyForm("Rowan Architects", company.BillableThisMonth)).WantStatus(t, http.StatusForbidden).
			WantText(t, "Ask "+reseller.Name).WantNoText(t, "suspended")
		k.WantRows(t, "company", 0, "name = 'Rowan Architects'")
	})
}

// domain.md 2.1: "ended (after its last company is gone or transferred)"; the home company does not count.
func TestPartnerEndsAfterItsLastCompanyIsGone(t *testing.T) {
	kontortest.Both(t, func(t *testing.T, k *kontortest.Kontor) {
		msp := k.Partner(kontortest.MSP, kontortest.InvoiceTerms)
		c := msp.Company("Cobalt Freight", 3)
		me, maya := k.Client(k.Owner), k.Client(msp.Admin)
		me.Get(vendorPage(msp, "/end")).WantNoText(t, "End partner").WantText(t, "still has Cobalt Freight")
		deleted(t, maya, c)
		me.Get(vendorPage(msp, "/end")).WantNoText(t, "End partner").WantText(t, "Cobalt Freight (deleted, can still be restored)")
		me.Post(vendorPage(msp, "/end"), url.Values{"name": {msp.Name}, "reason": {"x"}}).WantStatus(t, http.StatusConflict)
		k.Clock.Advance(31 * 24 * time.Hour)
		k.RunJobs()
		maya = k.Client(msp.Admin)
		staff := k.Client(msp.Staff)
		ask := k.Client(k.Owner).Get(vendorPage(msp, "")).Follow(t, "End")
		ask.Submit(t, "End partner", kontortest.Fields{"name": "Blue"}).WantStatus(t, http.StatusUnprocessableEntity).WantError(t, "name", msp.Name)
		ask.Submit(t, "End partner", kontortest.Fields{"name": msp.Name, "reason": "Contract over"}).WantText(t, msp.Name+" has ended.", "Ended").WantNoText(t, "Resume")
		maya.Get(msp.Path("")).WantText(t, "Sign in to the Partner Portal")
		staff.Get(msp.Home.PortalPath("")).WantText(t, "Sign in to the Customer Portal")
		k.WantRows(t, "company", 1, "kind = 'home' AND status = 'deleted' AND id = "+idText(msp.Home.ID))
		k.Clock.Advance(31 * 24 * time.Hour)
		k.RunJobs()
		k.Client(k.Owner).Get(vendorPage(msp, "")).WantStatus(t, http.StatusOK).WantText(t, "Ended")
	})
}

// A reseller ends after its child MSPs, whose own companies are the reseller's msp companies (domain.md 2.2).
func TestResellerEndsAfterItsChildren(t *testing.T) {
	kontortest.Both(t, func(t *testing.T, k *kontortest.Kontor) {
		reseller := k.Partner(kontortest.Reseller, kontortest.InvoiceTerms)
		child := reseller.Child()
		me := k.Client(k.Owner)
		me.Get(vendorPage(reseller, "/end")).WantNoText(t, "End partner").WantText(t, child.Name)
		end := func(p *kontortest.Partner) *kontortest.Page {
			return me.Get(vendorPage(p, "/end")).Submit(t, "End partner", kontortest.Fields{"name": p.Name, "reason": "Contract over"})
		}
		end(child).WantText(t, child.Name+" has ended.")
		me.Get(vendorPage(reseller, "/end")).WantNoText(t, "End partner").WantText(t, "can still be restored")
		k.Clock.Advance(31 * 24 * time.Hour)
		k.RunJobs()
		me = k.Client(k.Owner)
		end(reseller).WantText(t, reseller.Name+" has ended.")
	})
}

// domain.md 4.6: "Release address: reason required …; then the address can be registered."
func TestReleasedAddressCanBeRegisteredAgain(t *testing.T) {
	kontortest.Both(t, func(t *testing.T, k *kontortest.Kontor) {
		old, msp := k.Partner(kontortest.MSP, kontortest.InvoiceTerms), k.Partner(kontortest.MSP, kontortest.InvoiceTerms)
		luis := k.Client(k.Staff(access.Support))
		erik := old.User(access.PartnerUser)
		open := k.Client(erik)
		open.Get(old.Path("/companies")).WantStatus(t, http.StatusOK)
		form := kontortest.Fields{"first_name": "Erik", "last_name": "Dahl", "email": erik.Email, "phone": kontortest.Phone, "role": "user"}
		taken := luis.Get(vendorPage(msp, "")).Submit(t, "Submit", form).WantStatus(t, http.StatusUnprocessableEntity).WantText(t, "belongs to another user", old.Name)
		ask := taken.Follow(t, "Release address").WantText(t, erik.Email+" becomes free", "released+"+idText(erik.Account)+"@invalid.invalid")
		ask.Submit(t, "Release address", nil).WantStatus(t, http.StatusUnprocessableEntity).WantError(t, "reason", "Enter a reason")
		ask.Submit(t, "Release address", kontortest.Fields{"reason": "Moved, ticket 5530"}).WantPath(t, vendorPage(msp, "")).WantText(t, erik.Email+" was released")
		open.Get(old.Path("/companies")).WantText(t, "Sign in to the Partner Portal")
		k.WantRows(t, "session", 0, "account_id = "+idText(erik.Account))
		k.WantRows(t, "account", 1, "status = 'released' AND email LIKE 'released+%' AND id = "+idText(erik.Account))
		k.WantRows(t, "audit_event", 1, "action = 'account.released' AND before LIKE '%"+erik.Email+"%' AND after LIKE '%ticket 5530%'")
		luis.Get(vendorPage(msp, "")).Submit(t, "Submit", form).WantText(t, "Invitation sent.")
		luis.Get(vendorPage(old, "/users")).WantNoText(t, erik.Username, erik.Email)
		luis.Post(vendorPage(old, "/users/"+idText(erik.Account)+"/release"), url.Values{"reason": {"again"}}).WantStatus(t, http.StatusConflict)
		luis.Get(vendorPage(old, "/users/"+idText(msp.Admin.Account)+"/release")).WantStatus(t, http.StatusNotFound) // another partner's
	})
}

// An invitation that waits dies with its address (domain.md 4.6).
func TestReleaseEndsTheInvitation(t *testing.T) {
	kontortest.Both(t, func(t *testing.T, k *kontortest.Kontor) {
		msp := k.Partner(kontortest.MSP, kontortest.InvoiceTerms)
		peter := k.Invited(k.Owner, account.Draft{Partner: msp.ID, FirstName: "Peter", LastName: "Lund", Role: access.PartnerUser})
		k.DeliverMail()
		link := k.Mailbox.Last(t, peter.Email).Link(t, "/invitation/")
		k.Client(k.Owner).Post(vendorPage(msp, "/users/"+idText(peter.Account)+"/release"), url.Values{"reason": {"Typing error"}}).WantText(t, "was released")
		err := account.SetPassword(t.Context(), k.DB, account.Invitation, path.Base(link), kontortest.Password, "127.0.0.1")
		if err == nil {
			t.Error("the link of a released account still works")
		}
	})
}

// domain.md 4.3: the last active Admin can't be released.
func TestLastAdminIsNotReleased(t *testing.T) {
	kontortest.Both(t, func(t *testing.T, k *kontortest.Kontor) {
		msp := k.Partner(kontortest.MSP, kontortest.InvoiceTerms)
		me := k.Client(k.Owner)
		of := func(p *kontortest.Person) string { return vendorPage(msp, "/users/"+idText(p.Account)+"/release") }
		me.Get(vendorPage(msp, "")).WantNoText(t, "Release address")
		me.Get(of(msp.Admin)).WantStatus(t, http.StatusConflict).WantText(t, "last active Admin")
		me.Post(of(msp.Admin), url.Values{"reason": {"x"}}).WantStatus(t, http.StatusConflict)
		second := msp.User(access.PartnerAdmin)
		me.Post(of(msp.Admin), url.Values{"reason": {"Left"}}).WantText(t, "was released")
		me.Post(of(second), url.Values{"reason": {"x"}}).WantStatus(t, http.StatusConflict)
		k.WantRows(t, "account", 1, "role = 'admin' AND status = 'active' AND partner_id = "+idText(msp.ID))
	})
}
