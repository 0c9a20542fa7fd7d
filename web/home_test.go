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
		home := maya.Get(msp.Path("")).WantNoText(t, "Needs a person").WantText(t, "Getting started", "1 of 2 done")
		home = home.Submit(t, "Hide “Getting started”", nil).WantText(t, "was put away").WantNoText(t, "Add your team")
		k.Client(jonas).Get(msp.Path("")).WantText(t, "Add customers").WantNoText(t, "Add your team")
		home.Submit(t, "Show “Getting started”", nil).WantText(t, "is back", "Add your team")
		k.WantRows(t, "audit_event", 2, "action = 'account.getting_started_hidden'")

		c := msp.Company("Cobalt Freight", 3)
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
