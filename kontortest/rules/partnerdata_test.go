package rules_test

import (
	"fmt"
	"net/http"
	"strings"
	"testing"

	"kontor/access"
	"kontor/kontortest"
)

// domain.md 1: a partner's name, country, time zone, support email, and at most one contact of each kind.
func TestPartnersDataAndContactsAreChanged(t *testing.T) {
	kontortest.Doors(t, func(t *testing.T, k *kontortest.Kontor, as as) {
		msp := k.Partner(kontortest.MSP, kontortest.InvoiceTerms)
		sam := as(k.Owner)
		audits := func(n int) {
			t.Helper()
			k.WantRows(t, "audit_event", n, only("action = 'partner.changed' AND chain = %d", msp.ID))
		}
		sam.ChangePartner(msp, kontortest.Fields{"name": "Bluepeak Group", "country": "SE", "time_zone": "Europe/Stockholm", "support_email": "help@bluepeak.example",
			"sales_name": "Nora Lind", "sales_email": "nora@bluepeak.example", "finance_name": "Accounts & Co", "finance_phone": "+46 8 123"}).Done(t)
		sam.Partner(msp).Done(t).Says(t, "Bluepeak Group", "Europe/Stockholm", "help@bluepeak.example", "Nora Lind", "nora@bluepeak.example", "+46 8 123")
		audits(1)
		sam.ChangePartner(msp, kontortest.Fields{"name": "Bluepeak Group", "sales_name": " Nora Lind ", "sales_email": "nora@bluepeak.example"}).Done(t)
		audits(1) // what stays the same leaves no trace
		sam.ChangePartner(msp, kontortest.Fields{"sales_name": "Nils Berg", "sales_email": "", "finance_name": "", "finance_phone": ""}).Done(t)
		k.WantRows(t, "partner_contact", 1, only("partner_id = %d AND kind = 'sales' AND name = 'Nils Berg' AND email = ''", msp.ID))
		k.WantRows(t, "partner_contact", 1, only("partner_id = %d", msp.ID))
		k.WantRows(t, "audit_event", 1, "action = 'partner.changed' AND before LIKE '%Accounts%' AND after NOT LIKE '%Stockholm%'")
		audits(2)
	})
}

// domain.md 1: what is wrong is said at its field, and nothing of it is written.
func TestBadPartnerDataIsRefusedAtItsField(t *testing.T) {
	kontortest.Doors(t, func(t *testing.T, k *kontortest.Kontor, as as) {
		msp := k.Partner(kontortest.MSP, kontortest.InvoiceTerms)
		sam := as(k.Owner)
		for _, bad := range []struct {
			fields kontortest.Fields
			words  string
		}{
			{kontortest.Fields{"name": " "}, "Enter the name of the partner"},
			{kontortest.Fields{"name": strings.Repeat("x", 201)}, "up to 200 characters"},
			{kontortest.Fields{"support_email": "help at bluepeak"}, "Enter an email address"},
			{kontortest.Fields{"support_email": "Help <help@bluepeak.example>"}, "Enter an email address"},
			{kontortest.Fields{"technical_phone": "123"}, "Enter the name of this contact"},
			{kontortest.Fields{"technical_name": strings.Repeat("é", 201)}, "up to 200 characters"},
			{kontortest.Fields{"technical_name": "Tove", "technical_email": "tove@"}, "Enter an email address"},
			{kontortest.Fields{"technical_name": "Tove", "technical_phone": strings.Repeat("1", 41)}, "up to 40 characters"},
		} {
			sam.ChangePartner(msp, bad.fields).Refused(t, "invalid", bad.words)
		}
		k.WantRows(t, "partner", 1, only("id = %d AND name = '%s' AND support_email = ''", msp.ID, msp.Name))
		k.WantRows(t, "partner_contact", 0, "1 = 1")
		k.WantRows(t, "audit_event", 0, "action = 'partner.changed'")
		sam.EndPartner(msp, msp.Name).Done(t)
		if h := sam.AddPartnership(msp, "msp", "EUR"); h.Status != http.StatusConflict {
			t.Errorf("an ended partner got a partnership: %d", h.Status)
		}
		k.WantRows(t, "partnership", 1, only("partner_id = %d", msp.ID))
	})
}

// domain.md 7: partners' data is Owners' and Portal Admins' to change; not Support's, not the partner's own, and another partner's is not found.
func TestOnlyStaffWhoMayChangePartners(t *testing.T) {
	kontortest.Doors(t, func(t *testing.T, k *kontortest.Kontor, as as) {
		msp, other := k.Partner(kontortest.MSP, kontortest.InvoiceTerms), k.Partner(kontortest.Reseller, kontortest.InvoiceTerms)
		as(k.Staff(access.PortalAdmin)).ChangePartner(msp, kontortest.Fields{"name": "Bluepeak Group"}).Done(t)
		for _, who := range []*kontortest.Person{msp.Admin, other.Admin, msp.User(access.PartnerAdmin)} {
			w := as(who)
			for _, h := range []*kontortest.Heard{w.AddPartnership(msp, "msp", "EUR"), w.BillTo(msp, msp.Partnership, "x"), w.Partner(msp)} {
				if h.Status != http.StatusForbidden && h.Status != http.StatusNotFound {
					t.Errorf("%s: %d %s", who.Role, h.Status, h.Text)
				}
			}
		}
		me, at := k.Client(k.Staff(access.Support)), fmt.Sprintf("/admin/partners/%d", msp.ID)
		me.Get(at).WantStatus(t, http.StatusOK)
		for _, rest := range []string{"/edit", "/partnerships/new", only("/partnerships/%d/edit", msp.Partnership)} {
			me.Get(at+rest).WantStatus(t, http.StatusForbidden)
		}
		me.Post(at+"/edit", map[string][]string{"name": {"Mine"}}).WantStatus(t, http.StatusForbidden)
		// A partnership is changed below its own partner only.
		if h := as(k.Owner).ChangeTerms(&kontortest.Partner{ID: other.ID, Partnership: other.Partnership}, kontortest.Fields{"legal_name": "Cirrus ApS"}); h.Status >= 400 {
			t.Errorf("its own: %d", h.Status)
		}
		k.API(k.Owner).Call(http.MethodPatch, only("/partners/%d/partnerships/%d", msp.ID, other.Partnership), kontortest.JSON{"legal_name": "Stolen"}).WantCode(t, http.StatusNotFound, "not_found")
		k.Client(k.Owner).Post(only("/admin/partners/%d/partnerships/%d/edit", msp.ID, other.Partnership), map[string][]string{"legal_name": {"Stolen"}}).WantStatus(t, http.StatusNotFound)
		k.WantRows(t, "partnership", 0, "legal_name = 'Stolen'")
		k.WantRows(t, "partner", 1, only("id = %d AND name = 'Bluepeak Group'", msp.ID))
	})
}

// domain.md 1: "1..n, exactly one main"; "currency (fixed with its first company)"; a child MSP has one.
func TestPartnershipsAreAddedAndTheirTermsFixedWithTheFirstCompany(t *testing.T) {
	kontortest.Doors(t, func(t *testing.T, k *kontortest.Kontor, as as) {
		reseller := k.Partner(kontortest.Reseller, kontortest.InvoiceTerms)
		child := reseller.Child()
		msp := k.Partner(kontortest.MSP, kontortest.InvoiceTerms)
		sam := as(k.Owner)
		sam.AddPartnership(msp, "reseller", "EUR").Done(t)
		sam.AddPartnership(child, "msp", "EUR").Refused(t, "child_has_one", "one partnership only")
		sam.AddPartnership(msp, "vendor", "EUR").Refused(t, "invalid", "Choose MSP or Reseller.")
		sam.AddPartnership(msp, "msp", "XYZ").Refused(t, "invalid", "Choose a currency.")
		k.WantRows(t, "partnership", 2, only("partner_id = %d", msp.ID))
		k.WantRows(t, "partnership", 1, only("partner_id = %d AND is_main", msp.ID))
		as(msp.Admin).Companies().Done(t)
		sam.ChangeTerms(msp, kontortest.Fields{"currency": "USD"}).Done(t)
		sam.ChangeTerms(msp, kontortest.Fields{"currency": "EUR"}).Done(t)
		msp.Company("Cobalt Freight", 3)
		if sam.Pages {
			k.Client(k.Owner).Post(only("/admin/partners/%d/partnerships/%d/edit", msp.ID, msp.Partnership), map[string][]string{"currency": {"USD"}}).WantStatus(t, http.StatusUnprocessableEntity).WantText(t, "This is fixed since the partnership had its first company.")
		} else {
			sam.ChangeTerms(msp, kontortest.Fields{"currency": "USD"}).Refused(t, "terms_fixed")
		}
		sam.ChangeTerms(msp, kontortest.Fields{"legal_name": "Bluepeak IT ApS", "billing_email": "nowhere"}).Refused(t, "invalid", "Enter an email address")
		sam.ChangeTerms(msp, kontortest.Fields{"legal_name": "Bluepeak IT ApS", "billing_email": "billing@bluepeak.example"}).Done(t)
		k.WantRows(t, "partnership", 1, only("id = %d AND currency = 'EUR' AND legal_name = 'Bluepeak IT ApS'", msp.Partnership))
	})
}

// domain.md 1: the currency is fixed with the first company, also where both come at once; one main partnership and one contact of a kind stay.
func TestChangesOfPartnersAtOnceLeaveOneTruth(t *testing.T) {
	kontortest.Both(t, func(t *testing.T, k *kontortest.Kontor) {
		sam := k.API(k.Owner)
		for range 5 {
			msp := k.Partner(kontortest.MSP, kontortest.InvoiceTerms)
			maya, draft := k.Way(msp.Admin, false), msp.Draft("Cobalt Freight")
			got := kontortest.Race(t, 2, func(i int) int {
				if i == 0 {
					return sam.Call(http.MethodPatch, only("/partners/%d/partnerships/%d", msp.ID, msp.Partnership), kontortest.JSON{"currency": "USD"}).Status
				}
				return maya.AddCompany(draft).Status
			})
			if (got[0] == http.StatusOK) == (got[1] == http.StatusCreated) {
				t.Errorf("currency %d, first company %d: one of the two comes first and the other is refused", got[0], got[1])
			}
		}
		msp := k.Partner(kontortest.MSP, kontortest.InvoiceTerms)
		for _, status := range kontortest.Race(t, 6, func(i int) int {
			if i%2 == 0 {
				return sam.Post(only("/partners/%d/partnerships", msp.ID), kontortest.JSON{"type": "msp", "billing_zone": "Europe/Copenhagen", "currency": "EUR", "price_list_id": "1", "payment_terms": "invoice"}).Status
			}
			return sam.Call(http.MethodPatch, only("/partners/%d", msp.ID), kontortest.JSON{"contacts": kontortest.JSON{"sales": kontortest.JSON{"name": only("Nora %d", i)}}}).Status
		}) {
			if status >= 300 {
				t.Errorf("%d", status)
			}
		}
		k.WantRows(t, "partnership", 4, only("partner_id = %d", msp.ID))
		k.WantRows(t, "partnership", 1, only("partner_id = %d AND is_main", msp.ID))
		k.WantRows(t, "partner_contact", 1, only("partner_id = %d", msp.ID))
	})
}
