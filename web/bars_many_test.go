package web_test

import (
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"testing"

	"kontor/kontortest"
)

const ofSeveral = "/p/{partnership}/companies/{company}/users/several"

// manyStates are the acts on many people or companies at once.
func manyStates(t *testing.T) (*kontortest.Kontor, []state) {
	k := kontortest.OnSQLite(t)
	msp := k.Partner(kontortest.MSP, kontortest.InvoiceTerms)
	all := severalStates(msp.Company("Alder Grove Dental Group", 3), msp.Admin)
	return k, slices.Concat(all, importStates(t, k, msp), chosenStates(k, msp))
}

// chosenStates are companies chosen in the list, and what is done to them.
func chosenStates(k *kontortest.Kontor, msp *kontortest.Partner) []state {
	for n := range 3 {
		msp.Company(fmt.Sprintf("Quarry & Sons of the North Sea and Beyond %d", n), 3)
	}
	maya, path, gone := msp.Admin, msp.Path("/companies?q=sons"), msp.Company("Harbor Lane", 2)
	every := func(b *tab) {
		b.Eval(`() => document.querySelector('[data-every]').click()`)
		b.WantText("3 selected")
	}
	ask := func(b *tab) {
		b.Go(msp.Path("/companies?q="))
		b.Eval(`() => document.querySelector('[data-every]').click()`)
		b.Click("Suspend").WantText("belongs to a partner")
	}
	const route = "POST /p/{partnership}/selection"
	return []state{
		{"GET /p/{partnership}/companies", "companies-chosen", maya, path, every},
		{route, "companies-suspension", maya, path, ask},
		{route, "companies-suspended", maya, path, func(b *tab) {
			ask(b)
			k.Client(maya).Post(gone.Path("/suspension"), nil)
			b.Eval(`() => document.querySelector('main form button').click()`)
			b.WantText("stayed as before")
		}},
	}
}

// importStates are an import in both faces, checked and done.
func importStates(t *testing.T, k *kontortest.Kontor, msp *kontortest.Partner) []state {
	const partners, vendors = "/p/{partnership}/companies/import", "/admin/partners/{partner}/import"
	msp.Company("Fenwick Accountancy", 2)
	file := filepath.Join(t.TempDir(), "people.csv")
	if err := os.WriteFile(file, []byte("Company,Email,First Name,Last Name\nFenwick Accountancy,ana@fenwick.example,Ana,Ash\nNowhere,x@y.example,A,B\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	checked := func(b *tab) {
		b.Upload("file", "testdata/companies.csv").Click("Check file").WantText("Nothing has been changed yet.")
	}
	maya, path, vendor := msp.Admin, msp.Path("/companies/import"), "/admin/partners/"+idText(msp.ID)+"/import"
	return []state{
		{"GET " + partners, "import", maya, path, nil},
		{"POST " + partners, "import-refused", maya, path, func(b *tab) { b.AnyHow().Click("Check file").WantText("There is a problem") }},
		{"POST " + partners, "import-checked", maya, path, checked},
		{"POST " + partners, "import-people-checked", maya, path, func(b *tab) {
			b.Upload("file", file).Choose("kind", "people").Click("Check file").WantText("Nothing has been changed yet.")
		}},
		{"POST " + partners, "import-done", maya, path, func(b *tab) {
			checked(b)
			b.Click("Import 3 rows").WantText("3 companies added.")
		}},
		{"GET " + vendors, "import-staff", k.Owner, vendor, nil},
		{"POST " + vendors, "import-staff-checked", k.Owner, vendor, checked},
	}
}

func init() {
	for _, at := range []string{"/p/{partnership}/companies/import", "/admin/partners/{partner}/import"} {
		noPage["GET "+at+"/template.csv"] = "a file"
	}
}

// severalStates are the steps of "Add several users".
func severalStates(c *kontortest.Company, maya *kontortest.Person) []state {
	pasted := "Ruth Alder <ruth@alder.example>\nm.kaur@alder.example\nben.foley@alder.example\n" + c.Owner.Email
	names := func(b *tab) { b.Fill("addresses", pasted).Click("Next: Names").WantText("is left out") }
	check := func(b *tab) {
		names(b)
		b.Fill("first_name.1", "Mira").Click("Next: Check").WantText("all or none")
	}
	path := c.Path("/users/several")
	return []state{
		{"GET " + ofSeveral, "users-several", maya, path, nil},
		{"POST " + ofSeveral, "users-several-refused", maya, path, func(b *tab) { b.Fill("addresses", "nobody").Click("Next: Names").WantText("There is a problem") }},
		{"POST " + ofSeveral, "users-several-names", maya, path, names},
		{"POST " + ofSeveral, "users-several-names-refused", maya, path, func(b *tab) {
			names(b)
			b.AnyHow().Click("Next: Check").WantText("There is a problem")
		}},
		{"POST " + ofSeveral, "users-several-check", maya, path, check},
	}
}
