package web_test

import (
	"encoding/csv"
	"net/http"
	"strings"
	"testing"

	"kontor/access"
	"kontor/company"
	"kontor/kontortest"
)

// ui.md 6.2, 7: saved views; domain.md 2.7: a deleted company is found where it can be restored.
func TestSavedViewsShowTrialsNearlyFullSuspendedAndDeleted(t *testing.T) {
	kontortest.Both(t, func(t *testing.T, k *kontortest.Kontor) {
		msp := k.Partner(kontortest.MSP, kontortest.InvoiceTerms)
		full, out, gone := msp.Company("Full House", 1), msp.Company("Out Office", 50), msp.Company("Gone Fishing", 50)
		maya := k.Client(msp.Admin)
		maya.Post(msp.Path("/companies"), k.CompanyForm("Trial Run", company.FreeUntilEndOfMonth)).WantStatus(t, http.StatusOK)
		maya.Get(out.Path("/suspension")).Submit(t, "Suspend company", nil)
		deleted(t, maya, gone)
		names := []string{"Trial Run", full.Name, out.Name, gone.Name}
		for view, want := range map[string]string{"Trials": "Trial Run", "Nearly full": full.Name, "Suspended": out.Name, "Deleted": gone.Name} {
			p := maya.Get(msp.Path("/companies")).WantNoText(t, gone.Name).Follow(t, view).WantText(t, want, "1 company matches")
			for _, name := range names {
				if name != want {
					p.WantNoText(t, name)
				}
			}
			p.Submit(t, "Filter", kontortest.Fields{"q": "zzz"}).WantText(t, "No companies match")
			p.Follow(t, "Export CSV").WantText(t, want)
		}
	})
}

// Exports stay in scope (domain.md 4.2), and what they hold is no formula (trust.md "Input and output").
func TestExportStaysInScopeAndHoldsNoFormulas(t *testing.T) {
	kontortest.Both(t, func(t *testing.T, k *kontortest.Kontor) {
		msp, other := k.Partner(kontortest.MSP, kontortest.InvoiceTerms), k.Partner(kontortest.MSP, kontortest.InvoiceTerms)
		mine, hidden := msp.Company("=1+1 Freight", 3), msp.Company("Aldergrove Dental", 7)
		other.Company("Elsewhere Ltd", 9)
		user := msp.User(access.PartnerUser)
		msp.Assign(user, mine)
		file := k.Client(msp.Admin).Get(msp.Path("/companies/export.csv")).WantNoText(t, "Elsewhere")
		rows, err := csv.NewReader(strings.NewReader(file.Body)).ReadAll()
		if err != nil || len(rows) != 4 || file.Header.Get("Content-Type") != "text/csv; charset=utf-8" {
			t.Fatalf("%d rows as %s, error %v:\n%s", len(rows), file.Header.Get("Content-Type"), err, file.Body)
		}
		if got := strings.Join(rows[1][:6], "|"); got != "'=1+1 Freight|Customer|Priya Raman|Business|3|1" {
			t.Errorf("the first company is %s", got)
		}
		k.Client(user).Get(msp.Path("/companies/export.csv")).WantText(t, "Freight").WantNoText(t, hidden.Name)
		k.Client(msp.User(access.MarketingRole)).Get(msp.Path("/companies/export.csv")).WantStatus(t, http.StatusForbidden)
		k.Client(other.Admin).Get(msp.Path("/companies/export.csv")).WantStatus(t, http.StatusNotFound)
	})
}

// trust.md "Input and output": a cell is no formula in any country's spreadsheet, and our own import reads what our export wrote.
func TestExportIsReadBackByTheImportAsItWas(t *testing.T) {
	kontortest.Both(t, func(t *testing.T, k *kontortest.Kontor) {
		msp := k.Partner(kontortest.MSP, kontortest.InvoiceTerms)
		for _, name := range []string{"Foo;=1+1", "＝1+1 Freight", "'@home", `Bar;"=2+2;`} {
			msp.Company(name, 3)
		}
		maya := k.Client(msp.Admin)
		file := maya.Get(msp.Path("/companies/export.csv")).Body
		for _, cell := range []string{"\nFoo;'=1+1,", "\n'＝1+1 Freight,", "\n''@home,", `"Bar;'""=2+2;"`} {
			if !strings.Contains(file, cell) {
				t.Errorf("the export has no %q:\n%s", cell, file)
			}
		}
		checked(t, maya.Get(msp.Path("/companies/import")), "companies", file).
			WantText(t, "Foo;=1+1 is there already.", "＝1+1 Freight is there already.", "'@home is there already.", `Bar;"=2+2; is there already.`)
	})
}
