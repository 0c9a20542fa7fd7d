package web_test

import (
	"fmt"
	"strings"
	"testing"

	"kontor/access"
	"kontor/kontortest"
)

// Issue 3, "Done when"; trust.md "Who sees what": a download that is under way breaks off for whom it is no longer, and is not taken for the whole.
func TestDownloadUnderWayBreaksOffWhenItsReaderMayNotHaveItAnyMore(t *testing.T) {
	kontortest.Both(t, func(t *testing.T, k *kontortest.Kontor) {
		msp := longList(k)
		maya, sam := k.Way(msp.Admin, true), k.Way(k.Owner, true)
		companies, activity := msp.Path("/companies/export.csv"), msp.Path("/account/activity/export.csv")
		for _, c := range []struct {
			name, path string
			end        func(asta *kontortest.Person, browser *kontortest.Client)
		}{
			{"signed out", companies, func(_ *kontortest.Person, browser *kontortest.Client) { browser.Post("/sign-out", nil) }},
			{"no right any more", activity, func(asta *kontortest.Person, _ *kontortest.Client) {
				maya.ChangePartnerUser(asta, kontortest.Fields{"role": "marketing"}).Done(t)
			}},
			{"another role", companies, func(asta *kontortest.Person, _ *kontortest.Client) {
				maya.ChangePartnerUser(asta, kontortest.Fields{"role": "user"}).Done(t)
			}},
			{"removed", companies, func(asta *kontortest.Person, _ *kontortest.Client) { maya.RemovePartnerUser(asta).Done(t) }},
			{"partner suspended", companies, func(*kontortest.Person, *kontortest.Client) { sam.SuspendPartner(msp).Done(t) }},
		} {
			asta := msp.User(access.PartnerAdmin)
			browser := k.Client(asta)
			whole := k.Download(browser, c.path)
			if n, err := whole.Rest(); err != nil || n != whole.ContentLength || n < 100_000 {
				t.Fatalf("%s has %d bytes of %d, %v", c.path, n, whole.ContentLength, err)
			}
			d := k.Download(browser, c.path)
			d.Next(t, 40_000)
			c.end(asta, browser)
			if n, err := d.Rest(); err == nil || n > 30_000 {
				t.Errorf("%s: %d more bytes of %s came, error %v", c.name, n, c.path, err)
			}
		}
	})
}

// longList is a partner with lists of more than 100 kB.
func longList(k *kontortest.Kontor) *kontortest.Partner {
	msp := k.Partner(kontortest.MSP, kontortest.InvoiceTerms)
	for i := range 120 {
		d := msp.Draft(fmt.Sprint("Cobalt ", i))
		d.Name += strings.Repeat("界", 80)
		d.Owner.FirstName, d.Owner.LastName = strings.Repeat("界", 100), strings.Repeat("界", 100)
		msp.AddCompany(d)
	}
	return msp
}
