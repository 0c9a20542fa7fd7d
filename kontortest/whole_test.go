package kontortest_test

import (
	"strings"
	"testing"

	"kontor/access"
	"kontor/company"
	"kontor/kontortest"
)

func TestWholeFindsNothingInASoundDatabase(t *testing.T) {
	kontortest.Both(t, func(t *testing.T, k *kontortest.Kontor) {
		k.AcceptWelcome(k.Partner(kontortest.MSP, kontortest.InvoiceTerms).Company("Cobalt Freight", 10).User(company.User))
		reseller := k.Partner(kontortest.Reseller, kontortest.InvoiceTerms)
		reseller.User(access.PartnerUser)
		reseller.Child().Company("Rowan Architects", 10)
		wantWrong(t, k)
	})
}

// Each statement takes away what an act left behind, as half an act would.
func TestWholeFindsEachHalfAct(t *testing.T) {
	kontortest.Both(t, func(t *testing.T, k *kontortest.Kontor) {
		c := k.Partner(kontortest.MSP, kontortest.InvoiceTerms).Company("Cobalt Freight", 10)
		c.User(company.User)
		for _, broken := range []struct{ statement, undo, want string }{
			{`UPDATE company SET owner_id = NULL WHERE name = 'Cobalt Freight'`, `UPDATE company SET owner_id = (SELECT min(id) FROM app_user
				WHERE company_id = company.id) WHERE name = 'Cobalt Freight'`, "1 with no owner: Cobalt Freight"},
			{`UPDATE subscription SET license_count = license_count + 1`, `UPDATE subscription SET license_count = license_count - 1`, "2 with a license count"},
			{`UPDATE subscription SET used = used - 1`, `UPDATE subscription SET used = used + 1`, "2 with a number of licenses in use"},
			{`UPDATE event SET kind = 'x' || kind`, `UPDATE event SET kind = substr(kind, 2)`, "2 with no event"},
			{`UPDATE mail SET kind = 'x' || kind`, `UPDATE mail SET kind = substr(kind, 2)`, "3 with no welcome mail"},
			{`UPDATE mail SET sealed = NULL WHERE to_address LIKE 'sofia%'`, `DELETE FROM mail WHERE to_address LIKE 'sofia%'`, "1 with a mail to send"},
			{`UPDATE partner SET home_company_id = NULL`, `UPDATE partner SET home_company_id = (SELECT min(id) FROM company)`, "1 with no home company"},
			{`UPDATE audit_head SET seq = seq + 1`, `UPDATE audit_head SET seq = seq - 1`, "is not its head"},
		} {
			k.Exec(broken.statement)
			wantWrong(t, k, broken.want)
			k.Exec(broken.undo)
		}
	})
}

// wantWrong fails unless every text is among what Whole says; without texts it must say nothing.
func wantWrong(t *testing.T, k *kontortest.Kontor, texts ...string) {
	t.Helper()
	wrong, err := kontortest.Whole(t.Context(), k.DB)
	if err != nil {
		t.Fatal(err)
	}
	said := strings.Join(wrong, "\n")
	if len(texts) == 0 && said != "" {
		t.Error(said)
	}
	for _, text := range texts {
		if !strings.Contains(said, text) {
			t.Errorf("%q is not among:\n%s", text, said)
		}
	}
}
