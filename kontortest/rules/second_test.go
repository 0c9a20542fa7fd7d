package rules_test

import (
	"net/http"
	"net/url"
	"path"
	"testing"
	"time"

	"kontor/access"
	"kontor/account"
	"kontor/company"
	"kontor/kontortest"
	"kontor/store"
)

// trust.md "Who sees what": what is suspended, deleted, transferred, removed or has another role is so for the very next request, in another
// process of the same installation too: no process keeps who somebody is.
//
// everyWay runs a test with two processes, the act in the first by one of the two ways, the question in the second by both.
func everyWay(t *testing.T, do func(t *testing.T, s *scene)) {
	kontortest.Doors(t, func(t *testing.T, k *kontortest.Kontor, as as) {
		s := &scene{k: k, second: k.Second(), as: as, msp: k.Partner(kontortest.MSP, kontortest.InvoiceTerms)}
		s.c = s.msp.Company("Cobalt Freight", 6)
		s.priya = k.AcceptWelcome(s.c.Owner)
		as(s.msp.Admin).PutLogo(s.c, picture(t, 8, "png"), "image/png").Done(t)
		s.session, s.key = k.Way(s.msp.Admin, true).At(s.second), k.Way(s.msp.Admin, false).At(s.second)
		s.app = s.second.Client(s.priya)
		for _, w := range s.open() { // everything is warm
			w.Company(s.c).Done(t)
			w.Logo(s.c).Done(t)
			w.Users(s.c).Done(t)
		}
		s.app.Get(s.c.PortalPath("")).WantText(t, "Cobalt Freight")
		do(t, s)
	})
}

type scene struct {
	k, second    *kontortest.Kontor
	as           as
	msp          *kontortest.Partner
	c            *kontortest.Company
	priya        *kontortest.Person // its owner, who has signed in
	session, key *kontortest.Way    // of the partner's Admin, open in the second process
	app          *kontortest.Client // Priya's session there
}

func (s *scene) open() []*kontortest.Way { return []*kontortest.Way{s.session, s.key} }

// appOut fails the test unless Priya's session is worth nothing in the second process, for the page and for its picture.
func (s *scene) appOut(t *testing.T) {
	t.Helper()
	s.app.Get(s.c.PortalPath("")).WantText(t, "Sign in to the Customer Portal")
	s.app.Get(s.c.PortalPath("/team/logo")).WantText(t, "Sign in to the Customer Portal")
}

// linkTo is the secret of a password link that was mailed to an app user.
func (s *scene) linkTo(t *testing.T, who *kontortest.Person) string {
	t.Helper()
	s.k.Client(nil).Get("/c/forgot-password").Submit(t, "", kontortest.Fields{"login": who.Email})
	s.k.DeliverMail()
	at, err := url.Parse(s.k.Mailbox.Last(t, who.Email).Link(t, "/c/reset/"))
	if err != nil {
		t.Fatal(err)
	}
	return at.Path
}

// quiet fails the test if the second process still delivers something to one of them.
func (s *scene) quiet(t *testing.T, people ...*kontortest.Person) {
	t.Helper()
	s.second.DeliverMail()
	for _, p := range people {
		if n := len(s.k.Mailbox.To(p.Email)); n != 0 {
			t.Errorf("%d mails went to %s after the act", n, p.Email)
		}
	}
}

// waiting leaves a mail with a temporary password in the queue for a new app user.
func (s *scene) waiting() *kontortest.Person {
	s.k.DeliverMail()
	s.k.Mailbox.Clear()
	return s.c.User(company.User)
}

// domain.md 2.7: "Suspend a company: its users can't sign in".
func TestSuspendedCompanyIsOutInAnotherProcessAtOnce(t *testing.T) {
	everyWay(t, func(t *testing.T, s *scene) {
		link, waits := s.linkTo(t, s.priya), s.waiting()
		s.as(s.msp.Admin).Suspend(s.c).Done(t)
		s.appOut(t)
		s.second.Client(nil).Get(link).WantNoText(t, "Save and sign in", "New password")
		s.quiet(t, waits)
		s.as(s.msp.Admin).Resume(s.c).Done(t)
		s.quiet(t, waits) // what waited does not come back
	})
}

// domain.md 2.7: "Delete: …"; its users are out, and its partner finds it among the deleted only.
func TestDeletedCompanyIsOutInAnotherProcessAtOnce(t *testing.T) {
	everyWay(t, func(t *testing.T, s *scene) {
		link, waits := s.linkTo(t, s.priya), s.waiting()
		s.as(s.msp.Admin).Delete(s.c, s.c.Name).Done(t)
		s.appOut(t)
		s.second.Client(nil).Get(link).WantNoText(t, "Save and sign in", "New password")
		for _, w := range s.open() {
			w.Companies().Done(t).Hides(t, "Cobalt Freight")
			w.AddUser(s.c, "late@cobalt.example", company.User).Refused(t, "company_deleted")
		}
		s.quiet(t, waits)
	})
}

// domain.md 2.8: "the old partner loses it at once everywhere".
func TestTransferredCompanyIsTheNewPartnersInAnotherProcessAtOnce(t *testing.T) {
	everyWay(t, func(t *testing.T, s *scene) {
		next := s.k.Partner(kontortest.MSP, kontortest.InvoiceTerms)
		nora := s.k.Way(next.Admin, false).At(s.second)
		nora.Company(s.c).WantStatus(t, http.StatusNotFound)
		s.as(s.k.Owner).Transfer(s.c, next, s.c.Name, time.Time{}).Done(t)
		for _, w := range s.open() {
			w.Company(s.c).WantStatus(t, http.StatusNotFound)
			w.Users(s.c).WantStatus(t, http.StatusNotFound)
			w.Logo(s.c).WantStatus(t, http.StatusNotFound)
			w.Companies().Done(t).Hides(t, "Cobalt Freight")
			if h := w.SetCount(s.c, s.c.Subscription, 9); h.Status != http.StatusNotFound {
				t.Errorf("the old partner's change was answered with %d", h.Status)
			}
		}
		nora.Company(s.c).Done(t)
		nora.Logo(s.c).Done(t)
		s.app.Get(s.c.PortalPath("")).WantText(t, "Cobalt Freight") // its people notice nothing
	})
}

// domain.md 2.1: "suspended (nobody of it signs in, nothing new is added …)".
func TestSuspendedPartnerIsOutInAnotherProcessAtOnce(t *testing.T) {
	everyWay(t, func(t *testing.T, s *scene) {
		s.k.DeliverMail()
		s.k.Mailbox.Clear()
		invited := s.k.Invited(s.k.Owner, account.Draft{Partner: s.msp.ID, Partnerships: []int64{s.msp.Partnership}, FirstName: "Ivo", LastName: "Guest", Role: access.PartnerUser})
		s.as(s.k.Owner).SuspendPartner(s.msp).Done(t)
		for _, w := range s.open() {
			w.Companies().WantStatus(t, http.StatusUnauthorized)
			w.Logo(s.c).WantStatus(t, http.StatusUnauthorized)
			w.AddCompany(s.msp.Draft("Harbor Lane")).WantStatus(t, http.StatusUnauthorized)
		}
		s.quiet(t, invited)
		s.app.Get(s.c.PortalPath("")).WantText(t, "Cobalt Freight") // its customers go on
	})
}

// domain.md 2.1: "ended (after its last company is gone or transferred)": nobody of it is in any more, its home company's users neither.
func TestEndedPartnerIsOutInAnotherProcessAtOnce(t *testing.T) {
	kontortest.Doors(t, func(t *testing.T, k *kontortest.Kontor, as as) {
		msp, second := k.Partner(kontortest.MSP, kontortest.InvoiceTerms), k.Second()
		open := []*kontortest.Way{k.Way(msp.Admin, true).At(second), k.Way(msp.Admin, false).At(second)}
		staff := second.Client(msp.Staff)
		for _, w := range open {
			w.Companies().Done(t)
		}
		staff.Get(msp.Home.PortalPath("")).WantText(t, msp.Home.Name)
		k.DeliverMail()
		k.Mailbox.Clear()
		invited := k.Invited(k.Owner, account.Draft{Partner: msp.ID, Partnerships: []int64{msp.Partnership}, FirstName: "Ivo", LastName: "Guest", Role: access.PartnerUser})
		as(k.Owner).EndPartner(msp, msp.Name).Done(t)
		for _, w := range open {
			w.Companies().WantStatus(t, http.StatusUnauthorized)
			w.Users(msp.Home).WantStatus(t, http.StatusUnauthorized)
		}
		staff.Get(msp.Home.PortalPath("")).WantText(t, "Sign in to the Customer Portal")
		second.DeliverMail()
		if n := len(k.Mailbox.To(invited.Email)); n != 0 {
			t.Errorf("%d mails went to somebody who was invited", n)
		}
	})
}

// domain.md 7: "Settings > Staff: invite, change role, remove": who was removed is out with session and keys, who changed has the new rights.
func TestStaffRoleAndRemovalActInAnotherProcessAtOnce(t *testing.T) {
	kontortest.Both(t, func(t *testing.T, k *kontortest.Kontor) {
		msp, second := k.Partner(kontortest.MSP, kontortest.InvoiceTerms), k.Second()
		c := msp.Company("Cobalt Freight", 3)
		pia := k.Staff(access.PortalAdmin)
		session, key := k.Way(pia, true).At(second), k.Way(pia, false).At(second)
		for _, w := range []*kontortest.Way{session, key} {
			w.Partner(msp).Done(t)
		}
		of := only("/admin/settings/staff/%d", pia.Account)
		sam := k.Client(k.Owner)
		sam.Post(of+"/role", map[string][]string{"role": {"support"}}).WantStatus(t, http.StatusOK)
		for _, w := range []*kontortest.Way{session, key} {
			w.SuspendPartner(msp).WantStatus(t, http.StatusForbidden)
			w.Suspend(c).WantStatus(t, http.StatusForbidden)
		}
		session.Partner(msp).Done(t)
		sam.Post(of+"/removal", map[string][]string{"name": {pia.Name}}).WantStatus(t, http.StatusOK)
		for _, w := range []*kontortest.Way{session, key} {
			w.Partner(msp).WantStatus(t, http.StatusUnauthorized)
			w.Companies().WantStatus(t, http.StatusUnauthorized)
		}
		k.WantRows(t, "partner", 1, only("id = %d AND status = 'active'", msp.ID))
	})
}

// domain.md 3.2, 2.7: an app user who is suspended or removed is out; the link and the mail of one who waits are worth nothing.
func TestStoppedAppUserIsOutInAnotherProcessAtOnce(t *testing.T) {
	for name, stop := range map[string]func(w *kontortest.Way, c *kontortest.Company, who *kontortest.Person) *kontortest.Heard{
		"suspended": (*kontortest.Way).SuspendUser, "removed": (*kontortest.Way).RemoveUser,
	} {
		t.Run(name, func(t *testing.T) {
			everyWay(t, func(t *testing.T, s *scene) {
				sofia := s.k.AcceptWelcome(s.c.User(company.User))
				link, browser, waits := s.linkTo(t, sofia), s.second.Client(sofia), s.waiting()
				browser.Get(s.c.PortalPath("")).WantText(t, "Cobalt Freight")
				stop(s.as(s.msp.Admin), s.c, sofia).Done(t)
				stop(s.as(s.msp.Admin), s.c, waits).Done(t)
				browser.Get(s.c.PortalPath("")).WantText(t, "Sign in to the Customer Portal")
				browser.Get(s.c.PortalPath("/team/logo")).WantText(t, "Sign in to the Customer Portal")
				s.second.Client(nil).Get(link).WantNoText(t, "Save and sign in", "New password")
				s.quiet(t, waits)
				s.app.Get(s.c.PortalPath("")).WantText(t, "Cobalt Freight") // the others stay
			})
		})
	}
}

// domain.md 3.3, 2.5: a role in the app acts at once: who is made administrator sees the colleagues, who is made User does not.
func TestAppRoleActsInAnotherProcessAtOnce(t *testing.T) {
	everyWay(t, func(t *testing.T, s *scene) {
		sofia := s.k.AcceptWelcome(s.c.User(company.User))
		browser, maya := s.second.Client(sofia), s.as(s.msp.Admin)
		sees := func(role string) {
			t.Helper()
			page := browser.Get(s.c.PortalPath("")).WantStatus(t, http.StatusOK)
			if role == company.Administrator {
				page.WantText(t, s.priya.Email)
			} else {
				page.WantNoText(t, s.priya.Email)
			}
		}
		for _, role := range []string{company.User, company.Administrator, company.User} {
			maya.ChangeUser(s.c, sofia, kontortest.Fields{"role": role}).Done(t)
			sees(role)
		}
	})
}

// domain.md 4.7, 4.9: a partner user who is removed is out with session and keys; one who becomes a User keeps the session, with a User's
// rights, and a User's keys do what Users may: none that an Admin made does more.
func TestPartnerRoleAndRemovalActInAnotherProcessAtOnce(t *testing.T) {
	everyWay(t, func(t *testing.T, s *scene) {
		asta := s.msp.User(access.PartnerAdmin)
		session, key := s.k.Way(asta, true).At(s.second), s.k.Way(asta, false).At(s.second)
		maya := s.as(s.msp.Admin)
		for _, w := range []*kontortest.Way{session, key} {
			w.Account().Done(t)
		}
		maya.ChangePartnerUser(asta, kontortest.Fields{"role": "user"}).Done(t)
		for _, w := range []*kontortest.Way{session, key} {
			w.Suspend(s.c).Refused(t, "not_permitted")
			w.Account().WantStatus(t, http.StatusForbidden)
			w.Company(s.c).Done(t)
		}
		maya.ChangePartnerUser(asta, kontortest.Fields{"role": "marketing"}).Done(t)
		for _, w := range []*kontortest.Way{session, key} {
			w.Company(s.c).WantStatus(t, http.StatusForbidden)
			w.Logo(s.c).WantStatus(t, http.StatusForbidden)
		}
		maya.RemovePartnerUser(asta).Done(t)
		for _, w := range []*kontortest.Way{session, key} {
			w.Company(s.c).WantStatus(t, http.StatusUnauthorized)
		}
	})
}

// A key that is revoked, and a session that was ended in one process, are so in the other.
func TestRevokedKeyIsOutInAnotherProcessAtOnce(t *testing.T) {
	kontortest.Both(t, func(t *testing.T, k *kontortest.Kontor) {
		msp, second := k.Partner(kontortest.MSP, kontortest.InvoiceTerms), k.Second()
		var key account.Key
		var secret string
		k.Write(msp.Admin, func(tx *store.Tx) (err error) {
			key, secret, err = account.MakeKey(t.Context(), tx, account.KeyDraft{Name: "Reporting", Scopes: []access.KeyScope{access.CompaniesRead}})
			return err
		})
		caller := second.APIWith(secret)
		caller.Get("/companies").Want(t, http.StatusOK)
		k.Client(msp.Admin).Post(path.Join(msp.Path("/account/keys"), only("%d", key.ID), "revocation"), nil).WantStatus(t, http.StatusOK)
		caller.Get("/companies").Want(t, http.StatusUnauthorized)
		browser := k.Client(msp.Admin)
		other := second.ClientOf(browser)
		other.Get(msp.Path("/companies")).WantStatus(t, http.StatusOK)
		browser.Post("/sign-out", nil)
		other.Get(msp.Path("/companies")).WantText(t, "Sign in to the Partner Portal")
	})
}
