package web_test

import (
	"testing"

	"kontor/kontortest"
)

const ofSeveral = "/p/{partnership}/companies/{company}/users/several"

// manyStates are the acts on many people or companies at once.
func manyStates(t *testing.T) (*kontortest.Kontor, []state) {
	k := kontortest.OnSQLite(t)
	msp := k.Partner(kontortest.MSP, kontortest.InvoiceTerms)
	return k, severalStates(msp.Company("Alder Grove Dental Group", 3), msp.Admin)
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
