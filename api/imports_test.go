package api_test

import (
	"bytes"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"testing"

	"kontor/access"
	"kontor/kontortest"
)

const importHead = "Company,Country,First Name,Last Name,Email Address,Subscription level,Subscription type,User license count\n"

// imported is an import, or with "/check" its check, into a partnership.
func imported(partnership int64, rest, query, file string) ask {
	return ask{"POST", path("/partnerships/%d/import%s?%s", partnership, rest, query), []byte(file), []string{"Content-Type", "text/csv"}}
}

func (s *scene) imports() map[string]requests {
	of := func(rest string) requests {
		return requests{func() ask {
			s.n++
			return imported(s.msp.Partnership, rest, "kind=companies", importHead+fmt.Sprintf("Imported %d,DK,Otto,Ring,%s,Business,Billable this month,3\n", s.n, s.email()))
		}, func() ask {
			p := s.other()
			s.vendor.Post(path("/partners/%d/suspension", p.ID), kontortest.JSON{"reason": "Three months are open"}).Want(s.t, 200)
			a := imported(p.Partnership, rest, "kind=companies", importHead+"Late,DK,Otto,Ring,late@eastgate.example,Business,Billable this month,3\n")
			a.headers = append(a.headers, "Authorization", "Bearer "+s.vendor.Secret) // the partner's own key does not work any more
			return a
		}}
	}
	return map[string]requests{"checkImport": of("/check"), "importFile": of("")}
}

// fatesOf are the fates of an answer's rows.
func fatesOf(t *testing.T, r *kontortest.Reply) string {
	t.Helper()
	var all []string
	rows, _ := r.Want(t, http.StatusOK).Value(t, "rows").([]any)
	for _, row := range rows {
		all = append(all, fmt.Sprint(row.(map[string]any)["fate"]))
	}
	return strings.Join(all, " ")
}

// Issue 3, items 2 and 4; domain.md 2.3, 3.3: the check says what happens to each row, the import does that, a row an act, and can be repeated.
func TestImportThroughTheAPIIsCheckedAndThenDone(t *testing.T) {
	kontortest.Both(t, func(t *testing.T, k *kontortest.Kontor) {
		msp := k.Partner(kontortest.MSP, kontortest.InvoiceTerms)
		key := k.API(msp.Admin)
		file := importHead + "Quarry Lane,DK,Nils,Berg,nils@quarry.example,Business,Billable this month,12\nSable,XX,Ana,Ash,ana,Gold,Free,0\n"
		check := imported(msp.Partnership, "/check", "kind=companies", file).by(key)
		if got := fatesOf(t, check); got != "new wrong" {
			t.Errorf("checked: %s", got)
		}
		for _, field := range []string{"country", "email", "product", "license_count"} {
			if !strings.Contains(string(check.Body), `"field":"`+field+`"`) {
				t.Errorf("nothing said of %s: %s", field, check.Body)
			}
		}
		k.WantRows(t, "company", 0, "kind = 'customer'")
		digest := check.Text(t, "digest")
		imported(msp.Partnership, "", "kind=companies&check=0000", file).by(key).WantCode(t, http.StatusConflict, "changed_since_check")
		k.WantRows(t, "company", 0, "kind = 'customer'")
		run := imported(msp.Partnership, "", "kind=companies&check="+digest, file)
		run.headers = append(run.headers, "Idempotency-Key", "first")
		done := run.by(key)
		if got := fatesOf(t, done); got != "done wrong" {
			t.Errorf("imported: %s", got)
		}
		if again := run.by(key); !bytes.Equal(again.Body, done.Body) {
			t.Errorf("the same Idempotency-Key got %s, first %s", again.Body, done.Body)
		}
		k.WantRows(t, "company", 1, "name = 'Quarry Lane' AND country = 'DK'")
		k.WantRows(t, "audit_event", 1, "action = 'company.added' AND object_name = 'Quarry Lane'")
		if got := fatesOf(t, imported(msp.Partnership, "", "kind=companies", file).by(key)); got != "present wrong" {
			t.Errorf("imported again: %s", got)
		}
		k.DeliverMail()
		k.Mailbox.Last(t, "nils@quarry.example").Password(t)
		people := "Company,First Name,Last Name,Email Address,Role\nQuarry Lane,Sofia,Marin,sofia@quarry.example,Administrator\nNobody,A,B,c@d.example,User\n"
		if got := fatesOf(t, imported(msp.Partnership, "", "kind=people", people).by(key)); got != "done wrong" {
			t.Errorf("people: %s", got)
		}
		k.WantRows(t, "app_user", 1, "email = 'sofia@quarry.example' AND role = 'administrator'")
		for _, bad := range []string{"", "Company\n", "Firm\nx\n", "a\x00b", "Company\n\"open\n", "Company\n" + strings.Repeat("x\n", 1001)} {
			imported(msp.Partnership, "", "kind=companies", bad).by(key).WantCode(t, http.StatusUnprocessableEntity, "invalid").WantField(t, "body", "invalid")
		}
		large := imported(msp.Partnership, "", "kind=companies", "Company\n"+strings.Repeat("x", 1<<20)).by(key).WantCode(t, http.StatusRequestEntityTooLarge, "too_large")
		if !strings.Contains(large.Text(t, "detail"), "1048576") {
			t.Errorf("the limit is not said: %s", large.Body)
		}
	})
}

// domain.md 2.9: no mails and a start in the past are the vendor's alone. trust.md "Accounts": a key may what its scopes and its maker's rights
// allow at the moment.
func TestWhatIsTheVendorsInAnImportIsRefusedToPartnersKeys(t *testing.T) {
	kontortest.Both(t, func(t *testing.T, k *kontortest.Kontor) {
		msp, other := k.Partner(kontortest.MSP, kontortest.InvoiceTerms), k.Partner(kontortest.MSP, kontortest.InvoiceTerms)
		key, vendor := k.API(msp.Admin), k.API(k.Owner)
		plain := importHead + "Quarry Lane,DK,Nils,Berg,nils@quarry.example,Business,Billable this month,12\n"
		dated := strings.Replace(strings.Replace(plain, "\n", ",Original start date\n", 1), ",12\n", ",12,2024-03-31\n", 1)
		people := "Company,First Name,Last Name,Email Address\nQuarry Lane,Sofia,Marin,sofia@quarry.example\n"
		for _, rest := range []string{"/check", ""} {
			imported(msp.Partnership, rest, "kind=companies&no_mails=true", plain).by(key).WantCode(t, http.StatusForbidden, "mails_are_sent")
			imported(msp.Partnership, rest, "kind=companies", dated).by(key).WantCode(t, http.StatusForbidden, "backdating_not_allowed")
			imported(other.Partnership, rest, "kind=companies", plain).by(key).WantCode(t, http.StatusNotFound, "not_found")
			imported(msp.Partnership, rest, "kind=people", people).by(k.API(msp.Admin, access.CompaniesWrite)).WantCode(t, http.StatusForbidden, "not_permitted")
			imported(msp.Partnership, rest, "kind=companies", plain).by(k.API(msp.Admin, access.UsersWrite)).WantCode(t, http.StatusForbidden, "not_permitted")
			imported(msp.Partnership, rest, "kind=companies", plain).by(k.API(msp.Admin, access.CompaniesRead)).WantCode(t, http.StatusForbidden, "not_permitted")
		}
		k.WantRows(t, "company", 0, "kind = 'customer'")
		if got := fatesOf(t, imported(msp.Partnership, "", "kind=companies&no_mails=true", dated).by(vendor)); got != "done" {
			t.Errorf("by the vendor: %s", got)
		}
		k.WantRows(t, "mail", 0, "to_address = 'nils@quarry.example'")
		k.WantRows(t, "billing_start_fact", 1, "company_id = (SELECT id FROM company WHERE name = 'Quarry Lane') AND effective_at < '2024-04-02'")
		if !slices.Contains(access.CapabilitiesOf(access.PartnerAdmin), access.ImportCompanies) {
			t.Error("a partner's Admin imports (domain.md 4.1)")
		}
	})
}
