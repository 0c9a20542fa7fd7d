package partner

import (
	"context"

	"kontor/access"
	"kontor/fail"
	"kontor/store"
)

// Legal is who the buyer is, as it stands on invoices (domain.md 1).
type Legal struct {
	LegalName, LegalAddress, VATNumber, PONumber, BillingEmail string
}

// Own is what a partner's own Admins change of it: Account > Details (ui.md 6.2, 21). Legal is of the partnership one is in; nil leaves it.
type Own struct {
	SupportEmail string
	Contacts     []Contact
	Legal        *Legal
	Logo         NewLogo
}

// ChangeOwn changes the asker's partner; what stays the same leaves no trace. Needs EditAccount. Fails with fail.Invalid, at "<kind>_name",
// "<kind>_email" and "<kind>_phone" of a contact and at the fields of Legal, with fail.Conflict "partner_ended", and with fail.Forbidden: also
// "billed_elsewhere" for legal data where somebody else pays, whose they are (domain.md 2.2).
func ChangeOwn(ctx context.Context, tx *store.Tx, o Own) (Partner, error) {
	p, err := changeable(ctx, tx, access.EditAccount, tx.Who().Partner())
	if err != nil {
		return Partner{}, err
	}
	d, err := Details{p.Name, p.Country, p.TimeZone, o.SupportEmail, o.Contacts, o.Logo}.check()
	var bad []fail.Field
	if f, ok := fail.AsInvalid(err); ok {
		bad = f.Fields
	} else if err != nil {
		return Partner{}, err
	}
	if o.Legal != nil {
		err := o.Legal.change(ctx, tx, p)
		if f, ok := fail.AsInvalid(err); ok {
			bad = append(bad, f.Fields...)
		} else if err != nil {
			return Partner{}, err
		}
	}
	if len(bad) > 0 {
		return Partner{}, fail.Invalid(bad...)
	}
	return p.change(ctx, tx, d)
}

// change writes the legal data of the partnership one is in.
func (l Legal) change(ctx context.Context, tx *store.Tx, p Partner) error {
	s, err := GetPartnership(ctx, tx, tx.Who().Partnership())
	if err != nil {
		return err
	}
	payer, err := PayerOf(ctx, tx, s.ID)
	if err != nil {
		return err
	}
	if !payer.IsSelf {
		return fail.Forbidden("billed_elsewhere", payer.PayerName+" is billed for "+p.Name+". Ask "+payer.PayerName+" about legal and billing data.")
	}
	t := s.Terms()
	t.LegalName, t.LegalAddress, t.VATNumber, t.PONumber, t.BillingEmail = l.LegalName, l.LegalAddress, l.VATNumber, l.PONumber, l.BillingEmail
	if t, err = t.check(ctx, tx); err != nil || t == s.Terms() {
		return err
	}
	if _, err := tx.Exec(ctx, `UPDATE my_partnership SET legal_name = $1, legal_address = $2, vat_number = $3, po_number = $4, billing_email = $5 WHERE id = $6`,
		t.LegalName, t.LegalAddress, t.VATNumber, t.PONumber, t.BillingEmail, s.ID); err != nil {
		return err
	}
	about := s.about(p)
	about.Before = s.legal()
	tx.Audit("partnership.legal_changed", about, Legal{t.LegalName, t.LegalAddress, t.VATNumber, t.PONumber, t.BillingEmail})
	return nil
}

func (s Partnership) legal() Legal {
	return Legal{s.LegalName, s.LegalAddress, s.VATNumber, s.PONumber, s.BillingEmail}
}
