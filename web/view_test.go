package web_test

import (
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"kontor/access"
	"kontor/company"
	"kontor/kontortest"
)

func viewPath(p *kontortest.Partner, u *kontortest.Person) string {
	return "/admin/partners/" + idText(p.ID) + "/users/" + idText(u.Account) + "/view"
}

// domain.md 7: "All three may 'view as' a partner user (read-only, banner, reason, time limit, in both sides' activity log)".
func TestStaffOfEachRoleLooksAtThePortalAsAPartnerUserAndChangesNothing(t *testing.T) {
	kontortest.Both(t, func(t *testing.T, k *kontortest.Kontor) {
		p, other := k.Partner(kontortest.MSP, kontortest.InvoiceTerms), k.Partner(kontortest.MSP, kontortest.InvoiceTerms)
		c := p.Company("Cobalt Freight", 4)
		for _, role := range []access.Role{access.Owner, access.PortalAdmin, access.Support} {
			staff := k.Client(k.Staff(role))
			form := staff.Get("/admin/partners/"+idText(p.ID)).Follow(t, "View as "+p.Admin.Name)
			form.Submit(t, "Start viewing", kontortest.Fields{"reason": " "}).WantStatus(t, http.StatusUnprocessableEntity).WantError(t, "reason", "Say why")
			portal := form.Submit(t, "Start viewing", kontortest.Fields{"reason": "Ticket 4711"}).WantPath(t, p.Path("")).WantStatus(t, http.StatusOK)
			portal.WantText(t, "You are viewing this portal as "+p.Admin.Name, "You can look but not change anything.", "Stop viewing").WantNoText(t, "Sign out", "Your account")
			staff.Get(c.Path("")).WantStatus(t, http.StatusOK).WantText(t, "Cobalt Freight").WantNoText(t, "Edit", "Delete", "View as customer")
			staff.Get(c.Path("/edit")).WantStatus(t, http.StatusForbidden)
			staff.Post(c.Path("/suspension"), nil).WantStatus(t, http.StatusForbidden).WantText(t, "You can look but not change anything.")
			staff.Get(other.Path("")).WantStatus(t, http.StatusNotFound)
			staff.Get("/admin/partners").WantStatus(t, http.StatusOK).WantNoText(t, "Stop viewing") // the own face stays one's own
			portal.Submit(t, "Stop viewing", nil).WantPath(t, "/admin/partners/"+idText(p.ID)).WantText(t, "You no longer view")
			staff.Get(p.Path("")).WantStatus(t, http.StatusNotFound)
		}
		k.WantRows(t, "company", 1, "name = 'Cobalt Freight' AND status = 'active'")
		for _, action := range []string{"view.started", "view.ended"} {
			k.WantRows(t, "audit_event", 3, "action = '"+action+"' AND chain = 0 AND face = 'vendor' AND object_id = "+idText(p.Admin.Account))
			k.WantRows(t, "audit_event", 3, "action = '"+action+"' AND face = 'vendor' AND chain = "+idText(p.ID))
		}
		k.WantRows(t, "audit_event", 2, "action = 'view.started' AND actor LIKE 'Luis%' AND after LIKE '%Ticket 4711%'")
		k.WantRows(t, "audit_event", 2, "action = 'refused' AND after LIKE '%view_only%' AND actor LIKE 'Luis%(viewing as "+p.Admin.Name+")' AND face = 'vendor' AND chain = "+idText(p.ID))
	})
}

// domain.md 7: "partner Admins and Users may view a customer's portal the same way"; 4.2: only what is in scope.
func TestAPartnerUserLooksAtTheirCustomersPortal(t *testing.T) {
	kontortest.Both(t, func(t *testing.T, k *kontortest.Kontor) {
		p, b := k.Partner(kontortest.MSP, kontortest.InvoiceTerms), k.Partner(kontortest.MSP, kontortest.InvoiceTerms)
		c, off, theirs := p.Company("Cobalt Freight", 4), p.Company("Nimbus Bakery", 4), b.Company("Brightwater Legal", 4)
		colleague := c.User(company.User)
		listed := p.User(access.PartnerUser)
		p.Assign(listed, c)
		for _, who := range []*kontortest.Person{p.Admin, listed} {
			me := k.Client(who)
			portal := me.Get(c.Path("")).Follow(t, "View as customer").Submit(t, "Start viewing", kontortest.Fields{"reason": "They asked"})
			portal.WantPath(t, c.PortalPath("")).WantStatus(t, http.StatusOK).WantText(t, "You are viewing this portal as "+c.Owner.Name+" of Cobalt Freight", colleague.Email)
			me.Get(theirs.PortalPath("")).WantPath(t, "/c/sign-in?next=%2Fc%2F"+idText(theirs.ID))
			me.Get("/c/password").WantPath(t, "/c/sign-in?next=%2Fc%2Fpassword")
			me.Get(p.Path("/companies")).WantStatus(t, http.StatusOK).WantNoText(t, "Stop viewing")
			me.Get(theirs.Path("/view")).WantStatus(t, http.StatusNotFound)
			portal.Submit(t, "Stop viewing", nil).WantPath(t, c.Path(""))
			me.Get(c.PortalPath("")).WantPath(t, "/c/sign-in?next=%2Fc%2F"+idText(c.ID))
		}
		k.Client(listed).Get(off.Path("/view")).WantStatus(t, http.StatusNotFound)
		k.Client(p.Admin).Get(c.Path("/activity")).WantText(t, "Viewed the Customer Portal: “They asked”", "Stopped viewing the Customer Portal")
		k.WantRows(t, "audit_event", 2, "action = 'view.started' AND face = 'partner' AND company_id = "+idText(c.ID)+" AND chain = "+idText(p.ID))
		k.Client(p.User(access.MarketingRole)).Get(c.Path("/view")).WantStatus(t, http.StatusForbidden)
	})
}

// domain.md 2.2: "A reseller sees of each child … not the people."
func TestAResellerDoesNotLookAtThePortalOfItsChild(t *testing.T) {
	kontortest.Both(t, func(t *testing.T, k *kontortest.Kontor) {
		r := k.Partner(kontortest.Reseller, kontortest.InvoiceTerms)
		child := r.Child()
		at := "/companies/" + idText(child.Home.ID)
		k.Client(r.Admin).Get(r.Path(at)).WantStatus(t, http.StatusOK).WantNoText(t, "View as customer")
		k.Client(r.Admin).Get(r.Path(at+"/view")).WantStatus(t, http.StatusForbidden)
		k.Client(r.Admin).Post(r.Path(at+"/view"), url.Values{"reason": {"Curious"}}).WantStatus(t, http.StatusForbidden)
		own := k.Client(child.Admin).Get(child.Path(at+"/view")).Submit(t, "Start viewing", kontortest.Fields{"reason": "To see it"})
		own.WantPath(t, child.Home.PortalPath("")).WantText(t, "You are viewing")
		k.Client(r.Admin).Get(r.Path(at+"/activity")).WantText(t, "Viewed the Customer Portal").WantNoText(t, "To see it", child.Admin.Name)
	})
}

// trust.md "Who sees what": "A role change, removal, suspension or transfer acts at once"; domain.md 7: "time limit".
func TestAViewEndsWithWhateverItStandsOn(t *testing.T) {
	kontortest.Both(t, func(t *testing.T, k *kontortest.Kontor) {
		p := k.Partner(kontortest.MSP, kontortest.InvoiceTerms)
		for name, end := range map[string]func(viewed, staff *kontortest.Person){
			"time": func(_, _ *kontortest.Person) { k.Clock.Advance(30 * time.Minute) },
			"viewed": func(v, _ *kontortest.Person) {
				k.Exec(`UPDATE account SET status = 'suspended' WHERE id = $1`, v.Account)
			},
			"viewed removed": func(v, _ *kontortest.Person) {
				k.Exec(`UPDATE account SET status = 'removed' WHERE id = $1`, v.Account)
			},
			"viewer's role": func(_, s *kontortest.Person) {
				k.Exec(`UPDATE account SET role = 'portal_admin' WHERE id = $1`, s.Account)
			},
		} {
			viewed, staff := p.User(access.PartnerUser), k.Staff(access.Support)
			me := k.Client(staff)
			me.Get(viewPath(p, viewed)).Submit(t, "Start viewing", kontortest.Fields{"reason": name}).WantStatus(t, http.StatusOK).WantPath(t, p.Path(""))
			end(viewed, staff)
			me.Get(p.Path("/companies")).WantPath(t, "/view/over").WantText(t, "You are no longer viewing")
			me.Get(p.Path("/companies")).WantStatus(t, http.StatusNotFound)
		}
		viewed, staff := p.User(access.PartnerUser), k.Staff(access.Support)
		me := k.Client(staff)
		me.Get(viewPath(p, viewed)).Submit(t, "Start viewing", kontortest.Fields{"reason": "x"}).WantPath(t, p.Path(""))
		me.Post("/sign-out", nil)
		me.Get(p.Path("")).WantPath(t, "/sign-in?next="+url.QueryEscape(p.Path("")))
		k.Clock.Advance(time.Hour)
		k.RunJobs()
		k.WantRows(t, "view_session", 0, "1 = 1")
		k.WantRows(t, "audit_event", 5, "action = 'view.ended' AND chain = 0")
		k.WantRows(t, "audit_event", 5, "action = 'view.ended' AND chain = "+idText(p.ID))
	})
}

// The same for a customer's portal.
func TestAViewOfACustomerEndsWithScopeAndCompany(t *testing.T) {
	kontortest.Both(t, func(t *testing.T, k *kontortest.Kontor) {
		p := k.Partner(kontortest.MSP, kontortest.InvoiceTerms)
		for name, end := range map[string]func(c *kontortest.Company, viewer *kontortest.Person){
			"scope": func(_ *kontortest.Company, v *kontortest.Person) { p.Assign(v) },
			"suspended": func(c *kontortest.Company, _ *kontortest.Person) {
				k.Client(p.Admin).Post(c.Path("/suspension"), nil).WantStatus(t, 200)
			},
			"role": func(_ *kontortest.Company, v *kontortest.Person) {
				k.Exec(`UPDATE account SET role = 'marketing' WHERE id = $1`, v.Account)
			},
			"viewer": func(_ *kontortest.Company, v *kontortest.Person) {
				k.Exec(`UPDATE account SET status = 'suspended' WHERE id = $1`, v.Account)
			},
		} {
			c, viewer := p.Company("Cobalt "+name, 4), p.User(access.PartnerUser)
			me := k.Client(viewer)
			me.Get(c.Path("/view")).Submit(t, "Start viewing", kontortest.Fields{"reason": name}).WantPath(t, c.PortalPath(""))
			end(c, viewer)
			me.Get(c.PortalPath("")).WantPath(t, "/view/over").WantNoText(t, c.Owner.Email)
		}
	})
}

// A token of a view is nothing without the session it was made in, and nothing as a session.
func TestATokenOfAViewIsNoSession(t *testing.T) {
	kontortest.Both(t, func(t *testing.T, k *kontortest.Kontor) {
		p := k.Partner(kontortest.MSP, kontortest.InvoiceTerms)
		body := strings.NewReader(url.Values{"reason": {"x"}}.Encode())
		got := k.Client(k.Owner).Do("POST", viewPath(p, p.Admin), body, http.Header{"Content-Type": {"application/x-www-form-urlencoded"}})
		var token string
		for _, c := range (&http.Response{Header: got.Header}).Cookies() {
			if c.Name == "kontor-view" {
				token = c.Value
			}
		}
		if token == "" || got.Status != http.StatusSeeOther {
			t.Fatalf("no view was started: %d", got.Status)
		}
		for _, cookie := range []string{"kontor", "kontor-app", "kontor-view"} {
			thief := k.Client(nil).Do("GET", p.Path(""), nil, http.Header{"Cookie": {cookie + "=" + token}})
			if thief.Status != http.StatusSeeOther || !strings.HasPrefix(thief.Header.Get("Location"), "/sign-in") {
				t.Errorf("the token as %s opens the portal: %d %s", cookie, thief.Status, thief.Header.Get("Location"))
			}
		}
		other := k.Client(k.Staff(access.Support)).Do("GET", p.Path(""), nil, http.Header{"Cookie": {"kontor-view=" + token}})
		if other.Status == http.StatusOK {
			t.Error("another's session opens the portal with the token")
		}
	})
}

// Staff is never viewed, nor who cannot sign in; nobody views while viewing.
func TestOnlyWhoSignsInIsViewed(t *testing.T) {
	kontortest.Both(t, func(t *testing.T, k *kontortest.Kontor) {
		p, b := k.Partner(kontortest.MSP, kontortest.InvoiceTerms), k.Partner(kontortest.MSP, kontortest.InvoiceTerms)
		me := k.Client(k.Owner)
		at := func(account int64) string {
			return "/admin/partners/" + idText(p.ID) + "/users/" + idText(account) + "/view"
		}
		me.Get(at(k.Owner.Account)).WantStatus(t, http.StatusNotFound)
		me.Get(at(b.Admin.Account)).WantStatus(t, http.StatusNotFound)
		me.Post(at(b.Admin.Account), url.Values{"reason": {"x"}}).WantStatus(t, http.StatusNotFound)
		gone := p.User(access.PartnerUser)
		k.Exec(`UPDATE account SET status = 'suspended' WHERE id = $1`, gone.Account)
		me.Get(at(gone.Account)).WantStatus(t, http.StatusConflict)
		me.Post(at(gone.Account), url.Values{"reason": {"x"}}).WantStatus(t, http.StatusConflict)
		c := p.Company("Cobalt Freight", 4)
		me.Get(at(p.Admin.Account)).Submit(t, "Start viewing", kontortest.Fields{"reason": "x"})
		me.Get(c.Path("/view")).WantStatus(t, http.StatusForbidden)
		me.Post(c.Path("/view"), url.Values{"reason": {"x"}}).WantStatus(t, http.StatusForbidden)
	})
}

// Staff look at a customer's portal from its page in the vendor's face; both sides' logs have it.
func TestStaffLooksAtACustomersPortal(t *testing.T) {
	kontortest.Both(t, func(t *testing.T, k *kontortest.Kontor) {
		p := k.Partner(kontortest.MSP, kontortest.InvoiceTerms)
		c := p.Company("Cobalt Freight", 4)
		at := "/admin/companies/" + idText(c.ID)
		portal := k.Client(k.Staff(access.Support)).Get(at).Follow(t, "View as customer").Submit(t, "Start viewing", kontortest.Fields{"reason": "Request 12"})
		portal.WantPath(t, c.PortalPath("")).WantText(t, "You are viewing this portal as "+c.Owner.Name+" of Cobalt Freight").WantNoText(t, "Change your password")
		portal.Submit(t, "Stop viewing", nil).WantPath(t, at)
		k.Client(p.Admin).Get(c.Path("/activity")).WantText(t, "Viewed the Customer Portal: “Request 12”")
		k.WantRows(t, "audit_event", 1, "action = 'view.started' AND chain = 0")
		k.WantRows(t, "audit_event", 1, "action = 'view.started' AND chain = "+idText(p.ID))
	})
}
