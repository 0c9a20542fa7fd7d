package company_test

import (
	"testing"

	"kontor/company"
	"kontor/kontortest"
	"kontor/store"
)

// performance.md W2: any part of a text is found, whatever the index makes of its signs.
func TestVendorFindsCompaniesByAnyPartOfTheirText(t *testing.T) {
	kontortest.Both(t, func(t *testing.T, k *kontortest.Kontor) {
		msp := k.Partner(kontortest.MSP, kontortest.InvoiceTerms)
		for _, name := range []string{`Østergård & Søn "Nord"`, "100% Clean_Co", "Rowan AND Architects*", "Straße 7 (Bau) OR", "Harbor Lane"} {
			msp.Company(name, 2)
		}
		find := func(text string) []string {
			t.Helper()
			var names []string
			k.Write(k.Owner, func(tx *store.Tx) error {
				p, err := company.List(t.Context(), tx, company.Query{Text: text, Kind: company.Customer, Limit: 50})
				names = nil
				for _, r := range p.Rows {
					names = append(names, r.Name)
				}
				return err
			})
			return names
		}
		for text, want := range map[string]string{"ØSTER": `Østergård & Søn "Nord"`, `"nord"`: `Østergård & Søn "Nord"`, `n "n`: `Østergård & Søn "Nord"`, "0%": "100% Clean_Co",
			"00% c": "100% Clean_Co", "n_c": "100% Clean_Co", "clean_co": "100% Clean_Co", "and arch": "Rowan AND Architects*", "tects*": "Rowan AND Architects*",
			"strasse 7": "Straße 7 (Bau) OR", "(bau) or": "Straße 7 (Bau) OR", "rbor l": "Harbor Lane", "rb": "Harbor Lane"} {
			if got := find(text); len(got) != 1 || got[0] != want {
				t.Errorf("%q finds %q, want %q", text, got, want)
			}
		}
		for _, text := range []string{"a%e", "har*", "harbor OR rowan", "NEAR(harbor lane)", `"`, `""`, "text:harbor", "^harbor", "h_rbor", "zzz", "\\", "-harbor"} {
			if got := find(text); len(got) > 0 && text != `"` {
				t.Errorf("%q finds %q", text, got)
			}
		}
	})
}
