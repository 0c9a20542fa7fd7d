// Package partner holds the organizations that sell for the vendor: partners, their partnerships and how they pay (domain.md 1, 2).
package partner

import (
	"context"
	"fmt"
	"time"
	"unicode/utf8"

	"kontor/access"
	"kontor/fail"
	"kontor/product"
	"kontor/store"
)

// Partner is an organization.
type Partner struct {
	ID            int64
	ParentID      *int64
	Name          string
	Country       string // ISO 3166-1 alpha-2
	TimeZone      string // IANA; digests and display
	Locale        string
	SupportEmail  string
	Status        string // active, suspended, ended
	HomeCompanyID *int64
	LogoHash      string // of Logo; "" where there is none
	CreatedAt     time.Time
}

// Partnership is what a partner is to the vendor: its type, and everything of money.
type Partnership struct {
	ID, PartnerID                                              int64
	IsMain                                                     bool
	Type                                                       string // msp, reseller
	BillingZone                                                string // IANA
	Currency                                                   string // ISO 4217
	PriceListID                                                int64
	PaymentTerms                                               string // card, invoice
	BillToID                                                   *int64 // nil: itself
	LegalName, LegalAddress, VATNumber, PONumber, BillingEmail string
}

// Types of a partnership (domain.md 2.1).
const (
	MSP      = "msp"
	Reseller = "reseller"
)

const columns = `id, parent_id, name, country, time_zone, locale, support_email, status, home_company_id, logo_hash, created_at`

// Draft is a new partner with its main partnership.
type Draft struct {
	Name, Country, TimeZone string
	Type                    string
	BillingZone, Currency   string
	PriceList               int64
	PaymentTerms            string
	Parent                  int64 // the reseller of a child MSP, else 0
	BillTo                  int64 // partnership that pays, else 0: itself
}

// Add makes a partner and its main partnership (domain.md 2.1). It has no company and nobody in it yet: onboard does the whole act.
// Fails with fail.Invalid and fail.Forbidden.
func Add(ctx context.Context, tx *store.Tx, d Draft) (Partner, Partnership, error) {
	if err := mayAdd(tx); err != nil {
		return Partner{}, Partnership{}, err
	}
	d.Name = store.Clean(d.Name)
	if err := d.check(ctx, tx); err != nil {
		return Partner{}, Partnership{}, err
	}
	p, err := store.One[Partner](ctx, tx, `
		INSERT INTO partner (parent_id, name, name_key, country, time_zone, created_at)
		SELECT $1, $2, $3, $4, $5, $6 FROM my_vendor v
		RETURNING `+columns, store.Ref(d.Parent), d.Name, store.Key(d.Name), d.Country, d.TimeZone, tx.Now())
	if err != nil {
		return Partner{}, Partnership{}, err
	}
	s, err := store.One[Partnership](ctx, tx, `
		INSERT INTO partnership (partner_id, type, billing_zone, currency, price_list_id, payment_terms, bill_to_id, created_at)
		SELECT p.id, $2, $3, $4, $5, $6, $7, $8 FROM my_partner p WHERE p.id = $1
		RETURNING `+partnershipColumns, p.ID, d.Type, d.BillingZone, d.Currency, d.PriceList, d.PaymentTerms, store.Ref(d.BillTo), tx.Now())
	if err != nil {
		return Partner{}, Partnership{}, err
	}
	if d.BillTo != 0 {
		if err := recordBillTo(ctx, tx, s.ID, d.BillTo, tx.Now(), ""); err != nil {
			return Partner{}, Partnership{}, err
		}
	}
	tx.Audit("partner.added", store.About{Kind: "partner", ID: p.ID, Partner: p.ID, Name: p.Name}, d)
	tx.Audit("partner.added", store.About{Kind: "partner", ID: p.ID, Name: p.Name}, d)
	return p, s, nil
}

// mayAdd: the vendor's staff add partners, and a reseller's "Add company" makes a child on their behalf (domain.md 2.2).
func mayAdd(tx *store.Tx) error {
	if tx.Who().May(access.ChildSetup) {
		return nil
	}
	return tx.May(access.AddPartner)
}

const partnershipColumns = `id, partner_id, is_main, type, billing_zone, currency, price_list_id, payment_terms, bill_to_id,
	legal_name, legal_address, vat_number, po_number, billing_email`

func (d Draft) check(ctx context.Context, tx *store.Tx) error {
	var bad []fail.Field
	add := func(ok bool, field, message string) {
		if !ok {
			bad = append(bad, fail.At(field, message))
		}
	}
	n := utf8.RuneCountInString(d.Name)
	add(n > 0 && n <= 200, "name", "Enter the name of the partner, up to 200 characters.")
	add(IsCountry(d.Country), "country", "Choose a country.")
	add(d.Type == MSP || d.Type == Reseller, "type", "Choose MSP or Reseller.")
	add(isZone(d.TimeZone), "time_zone", "Choose a time zone.")
	add(isZone(d.BillingZone), "billing_zone", "Choose a billing zone.")
	_, err := product.Exponent(d.Currency)
	add(err == nil, "currency", "Choose a currency.")
	add(d.PaymentTerms == "card" || d.PaymentTerms == "invoice", "payment_terms", "Choose how this partner pays.")
	_, found, err := store.Maybe[int64](ctx, tx, `SELECT id FROM price_list WHERE id = $1`, d.PriceList)
	if err != nil {
		return err
	}
	add(found, "price_list", "Choose a price list.")
	return fail.Invalid(bad...)
}

func isZone(name string) bool {
	_, err := time.LoadLocation(name)
	return err == nil && name != "" && name != "Local"
}

// SetHome records which company holds the app users of the partner's own staff: a part of the acts that add partners, once. Fails with
// fail.Forbidden.
func SetHome(ctx context.Context, tx *store.Tx, partner, company int64) error {
	if err := mayAdd(tx); err != nil {
		return err
	}
	n, err := tx.Exec(ctx, `UPDATE my_partner SET home_company_id = $1 WHERE id = $2 AND home_company_id IS NULL`, company, partner)
	if err == nil && n != 1 {
		err = fmt.Errorf("partner %d: %d rows got a home company", partner, n)
	}
	return err
}

// Get is one partner in scope; fail.NotFound outside it.
func Get(ctx context.Context, tx *store.Tx, id int64) (Partner, error) {
	return store.One[Partner](ctx, tx, `SELECT `+columns+` FROM my_partner WHERE id = $1`, id)
}

// PartnershipOf is the partner's main partnership, for vendor staff.
func PartnershipOf(ctx context.Context, tx *store.Tx, partner int64) (Partnership, error) {
	return store.One[Partnership](ctx, tx, `SELECT `+partnershipColumns+` FROM my_partnership WHERE partner_id = $1 AND is_main`, partner)
}

// GetPartnership is one partnership in scope; fail.NotFound outside it.
func GetPartnership(ctx context.Context, tx *store.Tx, id int64) (Partnership, error) {
	return store.One[Partnership](ctx, tx, `SELECT `+partnershipColumns+` FROM my_partnership WHERE id = $1`, id)
}
