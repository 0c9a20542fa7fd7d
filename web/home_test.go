package web_test

import (
	"net/http"
	"testing"
	"time"

	"kontor/access"
	"kontor/kontortest"
)

// ui.md 6.2, 6: alerts only when something needs a person, in scope; a step ticks itself; "Getting started" is put away per person and comes back.
func TestHomeSaysWhatNeedsAPersonAndGuidesTheRest(t *testing.T) {
	kontortest.Both(t, func(t *testing.T, k *kontortest.Kontor) {
		msp := k.Partner(kontortest.MSP, kontortest.InvoiceTerms)
		jonas, ida := msp.User(access.PartnerUser), msp.User(access.MarketingRole)
		maya := k.Client(msp.Admin)
		home := maya.Get(msp.Path("")).WantNoText(t, "Needs a person").WantText(t, "Getting started", "1 of 3 done", "Fill in your details")
		home = home.Submit(t, "Hide “Getting started”", nil).WantText(t, "was put away").WantNoText(t, "Add your team")
		k.Client(jonas).Get(msp.Path("")).WantText(t, "Add customers").WantNoText(t, "Add your team", "Fill in your details")
		home.Submit(t, "Show “Getting started”", nil).WantText(t, "is back", "Add your team")
		k.WantRows(t, "audit_event", 2, "action = 'account.getting_started_hidden'")

		c := msp.Company("Cobalt Freight", 3)
		home = maya.Get(msp.Path("")).WantText(t, "2 of 3 done", "1 company", "+1 this month")
		home.Follow(t, "Edit details").Submit(t, "Save", kontortest.Fields{"legal_name": "Bluepeak IT ApS", "legal_address": "Havnegade 1, Copenhagen", "billing_email": "bills@bluepeak.example"})
		maya.Get(msp.Path("")).WantNoText(t, "Getting started", "Needs a person").WantText(t, "Licenses by month", "Show as table")
		maya.Get(msp.Path("/account/users/new")).Submit(t, "Add user", pia)
		k.Clock.Advance(8 * 24 * time.Hour)
		for _, who := range []*kontortest.Person{msp.Admin, jonas} {
			p := k.Client(who).Get(msp.Path("")).WantText(t, "Needs a person", c.Name, "1 temporary password expired")
			if who == jonas {
				p.WantNoText(t, "Invitation expired")
				continue
			}
			p.WantText(t, "Invitation expired: Pia Lund")
		}
		k.Client(ida).Get(msp.Path("")).WantStatus(t, http.StatusOK).WantNoText(t, c.Name, "Licenses by month", "Needs a person", "Trials")

		reseller := k.Partner(kontortest.Reseller, kontortest.InvoiceTerms) // domain.md 2.2: not the child's people
		reseller.Child().Company("Orchard Farm", 2)
		k.Clock.Advance(8 * 24 * time.Hour)
		k.Client(reseller.Admin).Get(reseller.Path("")).WantNoText(t, "Orchard Farm")
	})
}

// ui.md 6.2, 6: Home tells Admins what was done last, in the partner's own log; a child MSP's details are its support email (domain.md 2.2).
func TestHomeTellsAdminsWhatWasDoneLast(t *testing.T) {
	kontortest.Both(t, func(t *testing.T, k *kontortest.Kontor) {
		r := k.Partner(kontortest.Reseller, kontortest.InvoiceTerms)
		child := r.Child()
		own := r.Company("Nearby Mill", 4)
		child.Company("Orchard Farm", 2)
		nils, olga, hanne := k.Client(r.Admin), k.Client(child.Admin), k.Client(r.User(access.PartnerUser))
		nils.Get(own.Path("/suspension")).Submit(t, "Suspend company", nil)
		k.Client(nil).Get("/sign-in").Submit(t, "Sign in", kontortest.Fields{"login": r.Admin.Username, "password": kontortest.Password}).WantPath(t, r.Path(""))
		nils.Get(r.Path("")).WantText(t, "All activity", r.Admin.Name+" · Suspended the company, Nearby Mill").WantNoText(t, r.Admin.Name+" signed in", "Orchard Farm")
		hanne.Get(r.Path("")).WantText(t, "Companies").WantNoText(t, "All activity", "Suspended the company")
		home := olga.Get(child.Path("")).WantText(t, "All activity", "Orchard Farm", "The support email that your customers see.").WantNoText(t, "Nearby Mill", "Legal name", "payment method")
		home.Follow(t, "Edit details").Submit(t, "Save", kontortest.Fields{"support_email": "help@orchard.example"})
		olga.Get(child.Path("")).WantText(t, "Changed").WantNoText(t, "Edit details")
	})
}
