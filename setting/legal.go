package setting

import (
	"context"
	"strings"
	"unicode/utf8"

	"kontor/access"
	"kontor/fail"
	"kontor/store"
)

// Legal is who the vendor is on paper (domain.md 1, vendor).
type Legal struct {
	Name               string
	Address            string // lines
	VATNumber          string `db:"vat_number"`
	RegistrationNumber string
	BankDetails        string
}

// LegalData reads it. Needs ViewVendor.
func LegalData(ctx context.Context, tx *store.Tx) (Legal, error) {
	if err := tx.May(access.ViewVendor); err != nil {
		return Legal{}, err
	}
	return store.One[Legal](ctx, tx, `SELECT name, address, vat_number, registration_number, bank_details FROM legal_data`)
}

// SaveLegal changes it; only an Owner may (domain.md 7). Fails with fail.Invalid field by field, and fail.Forbidden.
func SaveLegal(ctx context.Context, tx *store.Tx, l Legal) error {
	if err := tx.May(access.ManageLegal); err != nil {
		return err
	}
	l = l.cleaned()
	if err := l.check(); err != nil {
		return err
	}
	before, err := LegalData(ctx, tx)
	if err != nil || l == before {
		return err
	}
	if _, err := tx.Exec(ctx, `UPDATE legal_data SET name = $1, address = $2, vat_number = $3, registration_number = $4, bank_details = $5`,
		l.Name, l.Address, l.VATNumber, l.RegistrationNumber, l.BankDetails); err != nil {
		return err
	}
	tx.Audit("settings.legal_data_changed", store.About{Kind: "vendor", ID: 1, Name: l.Name, Before: before}, l)
	return nil
}

func (l Legal) cleaned() Legal {
	for _, s := range []*string{&l.Name, &l.VATNumber, &l.RegistrationNumber, &l.BankDetails} {
		*s = store.Clean(*s)
	}
	var lines []string
	for line := range strings.Lines(strings.ReplaceAll(l.Address, "\r", "\n")) {
		if line = store.Clean(line); line != "" {
			lines = append(lines, line)
		}
	}
	l.Address = strings.Join(lines, "\n")
	return l
}

func (l Legal) check() error {
	var bad []fail.Field
	for _, f := range []struct {
		field, value, message string
		least, most           int
	}{
		{"name", l.Name, "Enter the legal name, up to 200 characters.", 1, 200},
		{"address", l.Address, "Enter the address, up to 500 characters.", 1, 500},
		{"vat_number", l.VATNumber, "Enter up to 50 characters.", 0, 50},
		{"registration_number", l.RegistrationNumber, "Enter up to 50 characters.", 0, 50},
		{"bank_details", l.BankDetails, "Enter up to 200 characters.", 0, 200},
	} {
		if n := utf8.RuneCountInString(f.value); n < f.least || n > f.most {
			bad = append(bad, fail.At(f.field, f.message))
		}
	}
	return fail.Invalid(bad...)
}
