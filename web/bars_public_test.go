package web_test

import (
	"testing"
	"time"

	"kontor/access"
	"kontor/account"
	"kontor/kontortest"
)

type tab = kontortest.Tab

// typed fills fields and presses a button, past the browser's own checks.
func typed(button string, fields kontortest.Fields) func(b *tab) {
	return func(b *tab) {
		for name, text := range fields {
			b.Fill(name, text)
		}
		b.AnyHow().Click(button)
	}
}

// wizardStates are the first-run setup, from the setup link to the first look at an empty portal.
func wizardStates(t *testing.T) (*kontortest.Kontor, []state) {
	k := kontortest.BareSQLite(t)
	address, err := account.SetupLink(t.Context(), k.DB)
	if err != nil {
		t.Fatal(err)
	}
	link, server := pathOf(t, address), k.Mailbox.Setting()
	me := kontortest.Fields{"first_name": "Sam", "last_name": "Keller", "email": "sam@keyhaven.example", "username": "sam.keller", "password": kontortest.Password}
	smtp := kontortest.Fields{"host": server.Host, "port": idText(server.Port), "from": "portal@keyhaven.example"}
	return k, []state{
		{"GET /sign-in", "sign-in-before-setup", nil, "/sign-in", nil},
		{"GET /setup/{secret}", "setup-1", nil, link, nil},
		{"POST /setup/{secret}", "setup-1-refused", nil, link, typed("Next: Organization", with(me, kontortest.Fields{"email": "sam", "password": "short"}))},
		{"GET /admin/setup/{step}", "setup-2", nil, link, typed("Next: Organization", me)},
		{"POST /admin/setup/{step}", "setup-2-refused", nil, "/admin/setup/2", typed("Next: Email", kontortest.Fields{"name": "", "support_email": "help"})},
		{"GET /admin/setup/{step}", "setup-3", nil, "/admin/setup/2", func(b *tab) {
			b.Choose("zone", "Europe/Copenhagen").Choose("currency", "EUR")
			typed("Next: Email", kontortest.Fields{"name": "Keyhaven", "support_email": "help@keyhaven.example", "app_name": "Keyhaven"})(b)
		}},
		{"POST /admin/setup/{step}", "setup-3-refused", nil, "/admin/setup/3", typed("Send a trial message", with(smtp, kontortest.Fields{"port": "1"}))},
		{"POST /admin/setup/{step}", "setup-3-sent", nil, "/admin/setup/3", func(b *tab) {
			b.Choose("encryption", "none")
			typed("Send a trial message", smtp)(b)
			b.WantText("The mail server took the message.")
		}},
		{"GET /admin/setup/{step}", "setup-4", nil, "/admin/setup/3", typed("Skip for now", nil)},
		{"POST /admin/setup/{step}", "setup-4-refused", nil, "/admin/setup/4", typed("Finish", kontortest.Fields{"product": "Business", "price": "3.005"})},
		{"GET /admin", "home-none-yet", nil, "/admin/setup/4", typed("Finish", kontortest.Fields{"product": "Business", "price": "3.00", "price_list": "Standard"})},
		{"GET /admin/partners", "partners-none-yet", nil, "/admin/partners", nil},
		{"GET /admin/outbox", "outbox-none-yet", nil, "/admin/outbox", nil},
		{"GET /setup/{secret}", "setup-closed", nil, link, nil},
	}
}

// publicStates are the pages before the sign-in, and those that links in mails open.
func publicStates(t *testing.T) (*kontortest.Kontor, []state) {
	k := kontortest.OnSQLite(t)
	msp := k.Partner(kontortest.MSP, kontortest.InvoiceTerms)
	c := msp.Company("Aldergrove Dental Group", 10)
	late := k.Invited(k.Owner, account.Draft{Partner: msp.ID, FirstName: "Peter", LastName: "Lund", Email: "peter@bluepeak.example", Role: access.PartnerUser})
	k.DeliverMail()
	expired := mailedLink(t, k, late.Email, "/invitation/")
	k.Clock.Advance(8 * 24 * time.Hour)
	lena := k.Invited(k.Owner, account.Draft{Partner: msp.ID, FirstName: "Lena", LastName: "Vik", Email: "lena@bluepeak.example", Role: access.PartnerUser})
	k.Client(nil).Get("/forgot-password").Submit(t, "Send link", kontortest.Fields{"login": msp.Admin.Username})
	k.Client(nil).Get("/c/forgot-password").Submit(t, "Send link", kontortest.Fields{"login": msp.Staff.Email})
	k.DeliverMail()
	invitation := mailedLink(t, k, lena.Email, "/invitation/")
	reset, appReset := mailedLink(t, k, msp.Admin.Email, "/reset/"), mailedLink(t, k, msp.Staff.Email, "/c/reset/")
	wrong, short := kontortest.Fields{"login": "maya.jensen", "password": "not my password"}, kontortest.Fields{"password": "short"}
	return k, []state{
		{"GET /sign-in", "sign-in", nil, "/sign-in", nil},
		{"POST /sign-in", "sign-in-refused", nil, "/sign-in", typed("Sign in", wrong)},
		{"GET /sign-in", "sign-in-to-go-on", nil, msp.Path("/companies"), nil},
		{"GET /c/sign-in", "sign-in-app", nil, "/c/sign-in", nil},
		{"POST /c/sign-in", "sign-in-app-refused", nil, "/c/sign-in", typed("Sign in", with(wrong, kontortest.Fields{"login": c.Owner.Email}))},
		{"GET /forgot-password", "forgot-password", nil, "/forgot-password", nil},
		{"POST /forgot-password", "forgot-password-answered", nil, "/forgot-password", typed("Send link", kontortest.Fields{"login": "somebody@bluepeak.example"})},
		{"POST /forgot-password", "forgot-password-refused", nil, "/forgot-password", typed("Send link", nil)},
		{"GET /forgot-username", "forgot-username", nil, "/forgot-username", nil},
		{"POST /forgot-username", "forgot-username-answered", nil, "/forgot-username", typed("Send username", kontortest.Fields{"email": "maya@bluepeak.example"})},
		{"GET /c/forgot-password", "forgot-password-app", nil, "/c/forgot-password", nil},
		{"POST /c/forgot-password", "forgot-password-app-answered", nil, "/c/forgot-password", typed("Send link", kontortest.Fields{"login": "priya@aldergrove.example"})},
		{"GET /invitation/{secret}", "invitation", nil, invitation, nil},
		{"POST /invitation/{secret}", "invitation-refused", nil, invitation, typed("Create password and sign in", short)},
		{"GET /invitation/{secret}", "invitation-expired", nil, expired, nil},
		{"GET /invitation/{secret}", "invitation-unknown", nil, "/invitation/unknown", nil},
		{"GET /reset/{secret}", "reset", nil, reset, nil},
		{"POST /reset/{secret}", "reset-refused", nil, reset, typed("Save password", short)},
		{"GET /reset/{secret}", "reset-unknown", nil, "/reset/unknown", nil},
		{"GET /c/reset/{secret}", "reset-app", nil, appReset, nil},
		{"POST /c/reset/{secret}", "reset-app-refused", nil, appReset, typed("Save password", short)},
		{"GET /c/reset/{secret}", "reset-app-unknown", nil, "/c/reset/unknown", nil},
		{"", "not-found", nil, "/nowhere", nil},
	}
}
