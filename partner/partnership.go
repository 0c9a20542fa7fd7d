package partner

import (
	"context"
	"unicode/utf8"

	"kontor/access"
	"kontor/fail"
	"kontor/product"
	"kontor/store"
)

// Terms are what a partnership agrees on. Type, zone, currency and price list are fixed once it has had a company: its past is counted by
// them (domain.md 1 "currency (fixed with its first company)").
type Terms struct {
	Type                                                       string // msp, reseller
	BillingZone                                                string // IANA
	Currency                                                   string // ISO 4217
	PriceList                                                  int64
	PaymentTerms                                               string // card, invoice
	LegalName, LegalAddress, VATNumber, PONumber, BillingEmail string
}

// Terms are the partnership's present ones.
func (s Partnership) Terms() Terms {
	return Terms{s.Type, s.BillingZone, s.Currency, s.PriceListID, s.PaymentTerms, s.LegalName, s.LegalAddress, s.VATNumber, s.PONumber, s.BillingEmail}
}

// Partnerships are those of a partner in scope, the main one first.
func Partnerships(ctx context.Context, tx *store.Tx, partner int64) ([]Partnership, error) {
	return store.All[Partnership](ctx, tx, `SELECT `+partnershipColumns+` FROM my_partnership WHERE partner_id = $1 ORDER BY is_main DESC, id`, partner)
}

// AddPartnership gives a partner a further partnership, which pays for itself (domain.md 1). Its Admins and Marketing users have it at once.
// Needs ChangePartner. Fails with fail.Invalid, fail.NotFound, fail.Forbidden, and fail.Conflict "partner_suspended", "partner_ended" or
// "child_has_one".
func AddPartnership(ctx context.Context, tx *store.Tx, partner int64, t Terms) (Partnership, error) {
	p, err := changeable(ctx, tx, access.ChangePartner, partner)
	switch {
	case err != nil:
		return Partnership{}, err
	case p.Status != Active:
		return Partnership{}, Suspended()
	case p.ParentID != nil: // domain.md 2.2
		return Partnership{}, fail.Conflict("child_has_one", p.Name+" is a reseller’s MSP and has one partnership only.")
	}
	if t, err = t.check(ctx, tx); err != nil {
		return Partnership{}, err
	}
	s, err := store.One[Partnership](ctx, tx, `
		INSERT INTO partnership (partner_id, is_main, type, billing_zone, currency, price_list_id, payment_terms, legal_name, legal_address, vat_number,
			po_number, billing_email, created_at)
		SELECT p.id, FALSE, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12 FROM my_partner p WHERE p.id = $1 RETURNING `+partnershipColumns,
		partner, t.Type, t.BillingZone, t.Currency, t.PriceList, t.PaymentTerms, t.LegalName, t.LegalAddress, t.VATNumber, t.PONumber, t.BillingEmail, tx.Now())
	if err != nil {
		return Partnership{}, err
	}
	tx.Audit("partnership.added", s.about(p), t)
	return s, nil
}

func (s Partnership) about(p Partner) store.About {
	return store.About{Kind: "partnership", ID: s.ID, Partner: p.ID, Name: p.Name}
}

// Fixed reports whether a partnership has had a company, so that type, zone, currency and price list stay.
func Fixed(ctx context.Context, tx *store.Tx, partnership int64) (bool, error) {
	return store.One[bool](ctx, tx, `SELECT EXISTS (SELECT 1 FROM my_holder_fact h JOIN my_company c ON c.id = h.company_id
		 WHERE h.partnership_id = $1 AND c.kind <> 'home')`, partnership)
}

// ChangePartnership gives a partnership other terms. Needs ChangePartner. Fails with fail.Invalid, fail.NotFound, fail.Forbidden, and
// fail.Conflict "partner_ended", "terms_fixed" at the first field that can't change any more, or "currency_differs" at "currency".
func ChangePartnership(ctx context.Context, tx *store.Tx, partner, id int64, t Terms) (Partnership, error) {
	p, err := changeable(ctx, tx, access.ChangePartner, partner)
	if err != nil {
		return Partnership{}, err
	}
	s, err := GetPartnership(ctx, tx, id)
	if err == nil && s.PartnerID != partner {
		err = fail.NotFound("The partnership")
	}
	if err != nil {
		return Partnership{}, err
	}
	if t, err = t.check(ctx, tx); err != nil || t == s.Terms() {
		return s, err
	}
	fixed, err := Fixed(ctx, tx, id)
	if err != nil {
		return Partnership{}, err
	}
	if field := s.Terms().fixedIn(t); fixed && field != "" {
		return Partnership{}, fail.ConflictAt("terms_fixed", field, "This is fixed since the partnership had its first company.")
	}
	if err := s.billable(ctx, tx, p, t.Currency); err != nil {
		return Partnership{}, err
	}
	changed, err := store.One[Partnership](ctx, tx, `UPDATE my_partnership SET type = $1, billing_zone = $2, currency = $3, price_list_id = $4, payment_terms = $5,
		legal_name = $6, legal_address = $7, vat_number = $8, po_number = $9, billing_email = $10 WHERE id = $11 RETURNING `+partnershipColumns,
		t.Type, t.BillingZone, t.Currency, t.PriceList, t.PaymentTerms, t.LegalName, t.LegalAddress, t.VATNumber, t.PONumber, t.BillingEmail, id)
	if err != nil {
		return Partnership{}, err
	}
	about := s.about(p)
	about.Before = s.Terms()
	tx.Audit("partnership.changed", about, t)
	return changed, nil
}

// billable refuses a currency in which the partnership could not be billed to who pays for it, now or later (domain.md 2.2).
func (s Partnership) billable(ctx context.Context, tx *store.Tx, p Partner, currency string) error {
	if p.ParentID == nil || currency == s.Currency {
		return nil
	}
	b, err := BearersOf(ctx, tx, p.ID, s.ID)
	if err != nil {
		return err
	}
	for _, to := range []Bearer{b.Present, b.Next} {
		if to.PartnershipID == 0 || to == b.Child {
			continue
		}
		payer, err := GetPartnership(ctx, tx, to.PartnershipID)
		if err != nil {
			return err
		}
		if currency != payer.Currency {
			return otherCurrency("currency", p.Name, currency, to.Name, payer.Currency)
		}
	}
	return nil
}

// fixedIn is the first field of those that are fixed in which the two differ, "" if none.
func (t Terms) fixedIn(other Terms) string {
	switch {
	case t.Type != other.Type:
		return "type"
	case t.BillingZone != other.BillingZone:
		return "billing_zone"
	case t.Currency != other.Currency:
		return "currency"
	case t.PriceList != other.PriceList:
		return "price_list"
	}
	return ""
}

func (t Terms) check(ctx context.Context, tx *store.Tx) (Terms, error) {
	var bad []fail.Field
	need := func(ok bool, field, message string) {
		if !ok {
			bad = append(bad, fail.At(field, message))
		}
	}
	need(t.Type == MSP || t.Type == Reseller, "type", "Choose MSP or Reseller.")
	need(isZone(t.BillingZone), "billing_zone", "Choose a billing zone.")
	_, err := product.Exponent(t.Currency)
	need(err == nil, "currency", "Choose a currency.")
	need(t.PaymentTerms == "card" || t.PaymentTerms == "invoice", "payment_terms", "Choose how this partner pays.")
	for _, f := range []struct {
		name string
		text *string
	}{{"legal_name", &t.LegalName}, {"legal_address", &t.LegalAddress}, {"vat_number", &t.VATNumber}, {"po_number", &t.PONumber}, {"billing_email", &t.BillingEmail}} {
		*f.text = store.Clean(*f.text)
		need(utf8.RuneCountInString(*f.text) <= 300, f.name, "Use up to 300 characters.")
	}
	need(t.BillingEmail == "" || isAddress(t.BillingEmail), "billing_email", "Enter an email address such as billing@example.com.")
	_, found, err := store.Maybe[int64](ctx, tx, `SELECT id FROM price_list WHERE id = $1`, t.PriceList)
	if err != nil {
		return t, err
	}
	need(found, "price_list", "Choose a price list.")
	return t, fail.Invalid(bad...)
}
