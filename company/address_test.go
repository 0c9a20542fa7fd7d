package company_test

import (
	"slices"
	"testing"

	"kontor/company"
)

// ui.md 6.2: addresses are pasted one a line or separated, from a mail program or a sheet.
func TestPeopleAreReadFromWhatMailProgramsAndSheetsPaste(t *testing.T) {
	for _, c := range []struct {
		text   string
		want   []string
		unread []string
	}{
		{"ruth.alder@a.example\nm.kaur@a.example", []string{"Ruth|Alder|ruth.alder@a.example", "|Kaur|m.kaur@a.example"}, nil},
		{"a@a.example, b@a.example;c@a.example d@a.example", []string{"||a@a.example", "||b@a.example", "||c@a.example", "||d@a.example"}, nil},
		{`Ruth Alder <ruth@a.example>; "Foley, Ben" <ben@a.example>, Ana de la Cruz <ana@a.example>`,
			[]string{"Ruth|Alder|ruth@a.example", "Ben|Foley|ben@a.example", "Ana|de la Cruz|ana@a.example"}, nil},
		{"Foley, Ben <ben@a.example>", []string{"Ben|Foley|ben@a.example"}, nil},
		{"Ruth\tAlder\truth@a.example\r\nben@a.example\tBen\tFoley\r\n", []string{"Ruth|Alder|ruth@a.example", "Ben|Foley|ben@a.example"}, nil},
		{"RUTH@a.example\nruth@A.example", []string{"Ruth||RUTH@a.example"}, nil},
		{"jens+app@a.example.", []string{"Jens||jens+app@a.example"}, nil},
		{"nobody, ruth@a.example and others", []string{"Ruth||ruth@a.example"}, []string{"nobody", "and others"}},
		{"", nil, nil},
	} {
		people, unread := company.ReadPeople(c.text)
		var got []string
		for _, p := range people {
			got = append(got, p.FirstName+"|"+p.LastName+"|"+p.Email)
		}
		if !slices.Equal(got, c.want) || !slices.Equal(unread, c.unread) {
			t.Errorf("%q: %q, unread %q; want %q and %q", c.text, got, unread, c.want, c.unread)
		}
	}
}
