package web_test

import (
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"kontor/access"
	"kontor/company"
	"kontor/kontortest"
	"kontor/partner"
	"kontor/report"
	"kontor/store"
)

// ui.md 6.2, 28: who, what, before and after, IP, filters, CSV; trust.md "Audit": every act and every refusal of a right.
func TestStaffReadEverythingThatWasDoneAndRefused(t *testing.T) {
	kontortest.Both(t, func(t *testing.T, k *kontortest.Kontor) {
		a, b := k.Partner(kontortest.MSP, kontortest.InvoiceTerms), k.Partner(kontortest.MSP, kontortest.InvoiceTerms)
		cobalt := a.Company("Cobalt Freight", 12)
		b.Company("Brightwater Legal", 3)
		marketing := a.User(access.MarketingRole)
		k.Client(marketing).Get(a.Path("/companies")).WantStatus(t, http.StatusForbidden)
		k.API(a.Admin).Call("PUT", "/companies/"+idText(cobalt.ID)+"/subscriptions/"+idText(cobalt.Subscription)+"/license-count", kontortest.JSON{"license_count": 20}).Want(t, http.StatusOK)

		luis := k.Client(k.Staff(access.Support))
		all := luis.Get("/admin/activity").WantText(t, "Added the company with 3 licenses", "Brightwater Legal", "Was refused: GET /p/{partnership}/companies", marketing.Name,
			"Changed User license count of Business from 12 to 20", "API key", "127.0.0.1")
		a.Company("Alder Studio", 1)
		luis.Get("/admin/activity?company=alder").WantText(t, "Added the company with 1 license").WantNoText(t, "1 licenses")
		all.WantLink(t, "Cobalt Freight", "/admin/companies/"+idText(cobalt.ID))
		luis.Get("/admin/activity?company=cobalt").WantText(t, "with 12 licenses").WantNoText(t, "with 3 licenses", "Was refused")
		luis.Get("/admin/activity?action=refused").WantText(t, "Was refused").WantNoText(t, "licenses")
		luis.Get("/admin/activity?q="+strings.ToLower(strings.Fields(marketing.Name)[0])+"&action=refused").WantText(t, "Was refused")
		luis.Get("/admin/activity?q=nobody").WantText(t, "No events match")
		luis.Get("/admin/partners/"+idText(b.ID)+"/activity").WantText(t, "with 3 licenses").WantNoText(t, "with 12 licenses", "Was refused")
		luis.Get("/admin/partners/"+idText(b.ID)).WantText(t, "with 3 licenses, Brightwater Legal")
		luis.Get("/admin/activity?from=yesterday").WantText(t, "Enter From as a day such as").WantNoText(t, "licenses")
	})
}

func TestActivityLogIsCutByTimeInTheZoneOfWhoReads(t *testing.T) {
	kontortest.Both(t, func(t *testing.T, k *kontortest.Kontor) {
		msp := k.Partner(kontortest.MSP, kontortest.InvoiceTerms)
		var day []string
		for _, name := range []string{"Early Oaks", "Middle Oaks", "Late Oaks"} {
			k.Clock.Advance(48 * time.Hour)
			msp.Company(name, 3)
			day = append(day, k.Clock.Now().In(partner.Zone("Europe/Copenhagen")).Format("2006-01-02"))
		}
		maya := k.Client(msp.Admin)
		at := msp.Path("/account/activity?action=company.added")
		maya.Get(at).WantText(t, "Early Oaks", "Middle Oaks", "Late Oaks")
		maya.Get(at+"&from="+day[1]).WantText(t, "Middle Oaks", "Late Oaks").WantNoText(t, "Early Oaks")
		maya.Get(at+"&to="+day[1]).WantText(t, "Early Oaks", "Middle Oaks").WantNoText(t, "Late Oaks")
		maya.Get(at+"&from="+day[1]+"&to="+day[1]).WantText(t, "Middle Oaks").WantNoText(t, "Early Oaks", "Late Oaks")
	})
}

// domain.md 2.2: a reseller meets none of a child MSP's people; trust.md: one partner never sees another's.
func TestAdminReadsTheOwnLogOnly(t *testing.T) {
	kontortest.Both(t, func(t *testing.T, k *kontortest.Kontor) {
		r, other := k.Partner(kontortest.Reseller, kontortest.InvoiceTerms), k.Partner(kontortest.MSP, kontortest.InvoiceTerms)
		child := r.Child()
		k.Exec(`UPDATE account SET first_name = 'Quirina', last_name = 'Childson' WHERE id = $1`, child.Admin.Account)
		other.Company("Foreign Harbor", 3)
		own := r.Company("Nearby Mill", 4)
		child.Company("Childs Bakery", 5)
		k.Client(child.Admin).Get(child.Path("/companies/"+idText(child.Home.ID)+"/subscriptions/"+idText(child.Home.Subscription)+"/license-count")).
			Submit(t, "Change count", kontortest.Fields{"license_count": "17"})
		k.Client(child.Admin).Post(child.Path("/companies/"+idText(child.Home.ID)+"/users"), url.Values{"first_name": {"Greta"}, "last_name": {"Holm"}, "email": {"greta@child.example"}, "role": {"user"}})
		greta := k.Client(own.User(company.User))
		greta.Get(own.PortalPath(""))

		log := k.Client(r.Admin).Get(r.Path("/account/activity")).WantText(t, "Nearby Mill", r.Admin.Name, "to 17")
		log.WantNoText(t, "Foreign Harbor", "Childs Bakery", "Quirina", "Greta Holm")
		k.Client(child.Admin).Get(child.Path("/account/activity")).WantText(t, "Childs Bakery", "Greta Holm", "Quirina Childson").WantNoText(t, "Nearby Mill", "Foreign Harbor")
		k.Client(r.User(access.PartnerUser)).Get(r.Path("/account/activity")).WantStatus(t, http.StatusForbidden)
	})
}

// domain.md 7: a view stands in both sides' activity log.
func TestViewStandsInBothLogs(t *testing.T) {
	kontortest.Both(t, func(t *testing.T, k *kontortest.Kontor) {
		msp := k.Partner(kontortest.MSP, kontortest.InvoiceTerms)
		luis := k.Client(k.Staff(access.Support))
		luis.Get("/admin/partners/"+idText(msp.ID)+"/users/"+idText(msp.Admin.Account)+"/view").Submit(t, "Start viewing", kontortest.Fields{"reason": "Ticket 5490"})
		k.Client(msp.Admin).Get(msp.Path("/account/activity")).WantText(t, "Viewed the portal as "+msp.Admin.Name+": “Ticket 5490”")
		k.Client(k.Owner).Get("/admin/activity?action=view.started").WantText(t, "Viewed the portal as "+msp.Admin.Name)
	})
}

// trust.md "Input and output": what a spreadsheet would run is made harmless.
func TestActivityExportIsInScopeAndHarmless(t *testing.T) {
	kontortest.Both(t, func(t *testing.T, k *kontortest.Kontor) {
		a, b := k.Partner(kontortest.MSP, kontortest.InvoiceTerms), k.Partner(kontortest.MSP, kontortest.InvoiceTerms)
		a.Company("=HYPERLINK(1)", 3)
		b.Company("Brightwater Legal", 3)
		file := k.Client(a.Admin).Get(a.Path("/account/activity/export.csv?action=company.added"))
		if got := file.Body; !strings.Contains(got, "'=HYPERLINK(1)") || strings.Contains(got, "Brightwater") || strings.Count(got, "company.added") < 1 {
			t.Errorf("%s", got)
		}
		all := k.Client(k.Owner).Get("/admin/activity/export.csv?partner_id=" + idText(b.ID))
		if got := all.Body; strings.Contains(got, "HYPERLINK") || !strings.Contains(got, "Brightwater Legal") {
			t.Errorf("%s", got)
		}
		k.Client(k.Owner).Get("/admin/activity/export.csv?from=x").WantStatus(t, http.StatusUnprocessableEntity)
	})
}

func TestLogIsReadInPartsWithoutGapOrOverlap(t *testing.T) {
	kontortest.Both(t, func(t *testing.T, k *kontortest.Kontor) {
		k.Partner(kontortest.MSP, kontortest.InvoiceTerms).Company("Cobalt Freight", 3)
		read := func(q report.Asked) (p report.EventPage) {
			var err error
			if p, err = store.Read(t.Context(), k.DB, k.Owner.Actor(), func(tx *store.Tx) (report.EventPage, error) { return report.Activity(t.Context(), tx, q) }); err != nil {
				t.Fatal(err)
			}
			return p
		}
		whole := read(report.Asked{Limit: 1000})
		var seen []int64
		for p := read(report.Asked{Limit: 2}); ; p = read(report.Asked{Limit: 2, Before: p.Next}) {
			for _, e := range p.Events {
				seen = append(seen, e.ID)
			}
			if p.Next == "" {
				break
			}
		}
		if len(seen) != len(whole.Events) || len(seen) < 3 {
			t.Fatalf("%d of %d", len(seen), len(whole.Events))
		}
		for i, e := range whole.Events {
			if seen[i] != e.ID {
				t.Fatalf("%v", seen)
			}
		}
	})
}

var noting = regexp.MustCompile(`(?:Audit|become|archive|onBothSides)\((?:[^()"]*, )?"([a-z_]+\.[a-z_]+|refused)"`)

// Every act that the code notes has a title in the choice of the log, and is told in plain English.
func TestEveryActIsSaidInWords(t *testing.T) {
	k := kontortest.OnSQLite(t)
	choice := k.Client(k.Owner).Get("/admin/activity").Body
	n := 0
	for _, dir := range []string{"account", "company", "partner", "product", "setting", "onboard", "mail", "store", "help"} {
		files, err := filepath.Glob("../" + dir + "/*.go")
		if err != nil {
			t.Fatal(err)
		}
		for _, f := range files {
			if strings.HasSuffix(f, "_test.go") {
				continue
			}
			text, err := os.ReadFile(f)
			if err != nil {
				t.Fatal(err)
			}
			for _, m := range noting.FindAllStringSubmatch(string(text), -1) {
				if n++; !strings.Contains(choice, `value="`+m[1]+`"`) {
					t.Errorf("%s notes %s, which has no words", f, m[1])
				}
			}
		}
	}
	if n < 60 {
		t.Errorf("only %d acts were found in the code", n)
	}
}
