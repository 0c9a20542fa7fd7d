package web_test

import (
	"testing"
	"time"

	"kontor/access"
	"kontor/account"
	"kontor/kontortest"
)

// ui.md "Bars": every page, light, dark and on small screens. Pages before sign-in and the vendor's face.
func TestVendorAndPublicPagesAreSound(t *testing.T) {
	k := kontortest.OnSQLite(t)
	msp := k.Partner(kontortest.MSP, kontortest.InvoiceTerms)
	k.Partner(kontortest.Reseller, kontortest.InvoiceTerms).Child()
	lena := k.Invited(k.Owner, account.Draft{Partner: msp.ID, FirstName: "Lena", LastName: "Vik", Email: "lena@bluepeak.example", Role: access.PartnerUser})
	k.DeliverMail()
	link := pathOf(t, k.Mailbox.Last(t, lena.Email).Link(t, "/invitation/"))
	stranger := k.Browser(nil)
	for name, path := range map[string]string{"sign-in": "/sign-in", "sign-in-app": "/c/sign-in", "forgot-password": "/forgot-password", "forgot-username": "/forgot-username",
		"forgot-password-app": "/c/forgot-password", "invitation": link, "link-unknown": "/reset/unknown", "setup-closed": "/setup/unknown", "not-found": "/nowhere"} {
		stranger.Go(path).WantSound(name)
	}
	k.Clock.Advance(8 * 24 * time.Hour)
	stranger.Go(link).WantSound("link-expired")

	me := k.Browser(k.Owner)
	for name, path := range map[string]string{"partners": "/admin/partners", "partners-none": "/admin/partners?q=zzz", "add-partner": "/admin/partners/new",
		"partner": "/admin/partners/" + idText(msp.ID), "outbox": "/admin/outbox", "outbox-mail": "/admin/outbox/1", "mail-previews": "/admin/mails",
		"mail-preview": "/admin/mails/1", "setup-2": "/admin/setup/2", "setup-3": "/admin/setup/3", "setup-4": "/admin/setup/4", "own-password": "/profile/password"} {
		me.Go(path).WantSound(name)
	}
	me.Go("/admin/partners/" + idText(msp.ID)).Fill("first_name", "Jonas").Fill("last_name", "Berg").Fill("email", msp.Admin.Email).
		Fill("phone", kontortest.Phone).Click("Submit").WantText("belongs to another user").WantSound("partner-taken")
	k.Browser(msp.Admin).Go("/admin").WantSound("forbidden")
}
