package web_test

import (
	"net/http"
	"testing"
	"time"

	"kontor/access"
	"kontor/account"
	"kontor/kontortest"
)

// vendorStates are the vendor's face.
func vendorStates(t *testing.T) (*kontortest.Kontor, []state) {
	k := kontortest.OnSQLite(t)
	msp, reseller := k.Partner(kontortest.MSP, kontortest.InvoiceTerms), k.Partner(kontortest.Reseller, kontortest.InvoiceTerms)
	reseller.Child()
	card := k.Partner(kontortest.MSP, kontortest.CardTerms)
	luis := k.Staff(access.Support)
	invite := func(first, email string) *kontortest.Person {
		return k.Invited(k.Owner, account.Draft{Partner: msp.ID, FirstName: first, LastName: "Lund", Email: email, Role: access.PartnerUser})
	}
	invite("Peter", "peter@bluepeak.example")
	k.Clock.Advance(8 * 24 * time.Hour)
	k.Mailbox.Refuse("gone@bluepeak.example", 550)
	invite("Gone", "gone@bluepeak.example")
	msp.Company("Aldergrove Dental Group", 10)
	k.DeliverMail()
	invite("Lena", "lena@bluepeak.example")
	page := func(p *kontortest.Partner) string { return "/admin/partners/" + idText(p.ID) }
	user := kontortest.Fields{"first_name": "Jonas", "last_name": "Berg", "email": "jonas@bluepeak.example", "phone": kontortest.Phone}
	states := []state{
		{"GET /admin/partners", "partners", k.Owner, "/admin/partners", nil},
		{"GET /admin/partners", "partners-none-match", k.Owner, "/admin/partners?q=zzz", nil},
		{"GET /admin/partners", "partners-support", luis, "/admin/partners", nil},
		{"GET /admin/partners/new", "partner-new", k.Owner, "/admin/partners/new", nil},
		{"POST /admin/partners", "partner-new-refused", k.Owner, "/admin/partners/new", func(b *tab) {
			typed("Add partner", with(user, kontortest.Fields{"name": msp.Name, "phone": "123"}))(b)
			b.WantText("There is a problem")
		}},
		{"GET /admin/partners/{partner}", "partner", k.Owner, page(msp), nil},
		{"GET /admin/partners/{partner}", "partner-support", luis, page(msp), nil},
		{"GET /admin/partners/{partner}/home-licenses", "home-licenses", k.Owner, page(msp) + "/home-licenses", nil},
		{"POST /admin/partners/{partner}/home-licenses", "home-licenses-refused", k.Owner, page(msp) + "/home-licenses", typed("Change count", kontortest.Fields{"license_count": "0"})},
		{"GET /admin/partners/{partner}", "partner-reseller", k.Owner, page(reseller), nil},
		{"GET /admin/partners/{partner}", "partner-card", k.Owner, page(card), nil},
		{"POST /admin/partners/{partner}/users", "partner-address-taken", k.Owner, page(msp), func(b *tab) {
			typed("Submit", with(user, kontortest.Fields{"email": reseller.Admin.Email}))(b)
			b.WantText("belongs to another user")
		}},
		{"GET /admin/partners/{partner}", "partner-invited", k.Owner, page(msp), func(b *tab) {
			typed("Submit", user)(b)
			b.WantText("Invitation sent.")
		}},
		{"GET /admin/outbox", "outbox", k.Owner, "/admin/outbox", nil},
		{"GET /admin/outbox/{mail}", "outbox-delivered", k.Owner, "/admin/outbox/1", nil},
		{"GET /admin/setup/{step}", "setup-again-organization", k.Owner, "/admin/setup/2", nil},
		{"GET /admin/setup/{step}", "setup-again-mail", k.Owner, "/admin/setup/3", nil},
		{"GET /admin/setup/{step}", "setup-again-product", k.Owner, "/admin/setup/4", nil},
		{"GET /profile/password", "own-password-staff", k.Owner, "/profile/password", nil},
		{"GET /admin/mails", "mail-previews", k.Owner, "/admin/mails", nil},
		{"", "forbidden", msp.Admin, "/admin", nil},
	}
	states = append(states, outboxStates(k, luis)...)
	for n := int64(1); k.Client(k.Owner).Get("/admin/mails/"+idText(n)).Status == http.StatusOK; n++ {
		states = append(states, state{"GET /admin/mails/{mail}", "mail-preview-" + idText(n), k.Owner, "/admin/mails/" + idText(n), nil})
	}
	return k, states
}

// outboxStates are mails that wait, opened while no mail server is set.
func outboxStates(k *kontortest.Kontor, luis *kontortest.Person) []state {
	return []state{
		{"GET /admin/outbox/{mail}", "outbox-open", k.Owner, "/admin/outbox", func(b *tab) {
			k.Exec(`UPDATE mail_setting SET host = ''`)
			b.Click("Lena Lund").WantText("Create a password")
		}},
		{"GET /admin/outbox/{mail}", "outbox-open-as-text", k.Owner, "/admin/outbox", func(b *tab) {
			b.Click("Lena Lund").Click("Text").WantText("/invitation/")
		}},
		{"GET /admin/outbox/{mail}", "outbox-support", luis, "/admin/outbox", func(b *tab) { b.Click("Lena Lund") }},
	}
}
