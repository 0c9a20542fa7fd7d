package api_test

import (
	"fmt"
	"net/http"
	"os"
	"strings"
	"testing"

	"kontor/access"
	"kontor/kontortest"
)

func TestMain(m *testing.M) { kontortest.Main(m) }

func path(format string, args ...any) string { return fmt.Sprintf(format, args...) }

// trust.md "Accounts": Authorization: Bearer only, never the session cookie.
func TestOnlyAKeyThatWorksIsLetIn(t *testing.T) {
	kontortest.Both(t, func(t *testing.T, k *kontortest.Kontor) {
		msp := k.Partner(kontortest.MSP, kontortest.InvoiceTerms)
		secret := k.Key(msp.Admin)
		for _, headers := range [][]string{nil, {"Authorization", "Bearer nothing"}, {"Authorization", "Basic " + secret}, {"Authorization", secret}, {"Cookie", "kontor=" + msp.Admin.Session()},
			{"Cookie", "kontor=" + secret}, {"X-Api-Key", secret}} {
			r := k.API(nil).Call(http.MethodGet, "/companies", nil, headers...).WantCode(t, http.StatusUnauthorized, "key_needed")
			if !strings.HasPrefix(r.Header.Get("WWW-Authenticate"), "Bearer") {
				t.Errorf("WWW-Authenticate %q", r.Header.Get("WWW-Authenticate"))
			}
		}
		k.APIWith(secret).Get("/companies").Want(t, http.StatusOK)
		k.APIWith(secret).Get("/companies?key="+secret).WantField(t, "key", "unknown")
		if strings.Contains(k.Log.String(), secret) {
			t.Error("the secret stands in the log")
		}
	})
}

// trust.md "Accounts": rights at each call = scopes ∩ the maker's rights now; every refusal of a right is in the audit.
func TestScopesNarrowAndRefusalsAreNoted(t *testing.T) {
	kontortest.Both(t, func(t *testing.T, k *kontortest.Kontor) {
		msp := k.Partner(kontortest.MSP, kontortest.InvoiceTerms)
		c := msp.Company("Aldergrove Dental Group", 10)
		reader := k.API(msp.Admin, access.CompaniesRead)
		reader.Get(path("/companies/%d", c.ID)).Want(t, http.StatusOK)
		reader.Post(path("/companies/%d/suspension", c.ID), nil).WantCode(t, http.StatusForbidden, "not_permitted")
		k.WantRows(t, "audit_event", 1, "action = 'refused' AND object_name = 'POST /api/v1/companies/{company}/suspension' AND actor LIKE '%API key harness%'")
		writer := k.API(msp.Admin, access.CompaniesWrite)
		k.Exec(`UPDATE account SET role = 'user' WHERE id = $1`, msp.Admin.Account)
		writer.Post(path("/companies/%d/suspension", c.ID), nil).WantCode(t, http.StatusForbidden, "not_permitted")
		k.Exec(`UPDATE account SET status = 'suspended' WHERE id = $1`, msp.Admin.Account)
		writer.Get(path("/companies/%d", c.ID)).WantCode(t, http.StatusUnauthorized, "key_needed")
	})
}

// trust.md "Who sees what": other's = unknown = 404, the same body.
func TestOthersAndUnknownAreTheSameAnswer(t *testing.T) {
	kontortest.Both(t, func(t *testing.T, k *kontortest.Kontor) {
		a, b := k.Partner(kontortest.MSP, kontortest.InvoiceTerms), k.Partner(kontortest.MSP, kontortest.InvoiceTerms)
		theirs := b.Company("Brightwater Legal", 10)
		api := k.API(a.Admin)
		said := string(api.Get("/companies/987654321").WantCode(t, http.StatusNotFound, "not_found").Body)
		for _, at := range []string{path("/companies/%d", theirs.ID), "/companies/0", "/companies/-1", "/companies/01", "/companies/1e3", "/companies/9223372036854775808", "/companies/x", "/nowhere",
			path("/companies/%d/users/%d", theirs.ID, theirs.Owner.AppUser), path("/companies/%d/logo", theirs.ID)} {
			if got := api.Get(at).WantCode(t, http.StatusNotFound, "not_found"); string(got.Body) != said {
				t.Errorf("%s: %s", at, got.Body)
			}
		}
		api.Get("/companies?q=brightwater").Want(t, http.StatusOK)
		api.Post(path("/partnerships/%d/companies", b.Partnership), newCompany(k, "Eastgate")).WantCode(t, http.StatusNotFound, "not_found")
		if n := len(api.Get("/companies?partnership_id=" + fmt.Sprint(b.Partnership)).Items(t)); n != 0 {
			t.Errorf("%d companies of another partnership", n)
		}
	})
}

func newCompany(k *kontortest.Kontor, name string) kontortest.JSON {
	return kontortest.JSON{"name": name, "country": "DK", "team_name": name, "product_id": fmt.Sprint(k.Product("Business")), "subscription_type": "billable_this_month", "license_count": 5,
		"owner": kontortest.JSON{"first_name": "Otto", "last_name": "Ring", "email": "otto@" + strings.ToLower(strings.ReplaceAll(name, " ", "")) + ".example"}}
}

// The document itself: for whoever lints it.
func TestDocumentIsGivenOut(t *testing.T) {
	k := kontortest.OnSQLite(t)
	p := k.Client(nil).Get("/api/openapi.json").WantStatus(t, http.StatusOK)
	if file := os.Getenv("KONTOR_OPENAPI"); file != "" {
		if err := os.WriteFile(file, []byte(p.Body), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	k.Client(nil).Get("/api/docs").WantStatus(t, http.StatusOK).WantText(t, "Suspend a company", "/api/v1/companies/{company}/suspension", "company_deleted")
	k.Client(nil).Do(http.MethodPut, "/api/v1/companies", nil, nil).WantStatus(t, http.StatusMethodNotAllowed)
}
