package partner

import (
	"context"
	"time"

	"kontor/fail"
	"kontor/product"
	"kontor/store"
)

// Payer is whose money the companies of a partnership cost: its own, or for a child MSP its reseller's (domain.md 2.2).
type Payer struct {
	PartnershipID  int64
	PayerID        int64
	PayerPartnerID int64
	PayerName      string
	PayerStatus    string
	PaymentTerms   string
	PriceListID    int64
	Currency       string
	BillingZone    string
	CardOnFile     bool
	IsSelf         bool
}

// PayerOf is the payer of a partnership in scope.
func PayerOf(ctx context.Context, tx *store.Tx, partnership int64) (Payer, error) {
	return store.One[Payer](ctx, tx, `SELECT partnership_id, payer_id, payer_partner_id, payer_name, payer_status, payment_terms, price_list_id, currency,
		billing_zone, card_on_file, is_self FROM my_payer WHERE partnership_id = $1`, partnership)
}

// Today is the payer's local day at an instant.
func (p Payer) Today(now time.Time) time.Time { return now.In(Zone(p.BillingZone)) }

// CanTakeCompanies is the gate before a company is added, transferred or re-pointed (domain.md 2.1, 2.4, billing.md D3, P1a).
//
// Fails with fail.Conflict "partner_suspended", fail.Forbidden "payment_method_required" and fail.Conflict "no_price" at "product". A
// refusal that comes from the state of another payer is fail.Forbidden "ask_payer": it says whom to ask, not why (domain.md 2.2).
func CanTakeCompanies(ctx context.Context, tx *store.Tx, partnership, productID int64) error {
	status, err := store.One[string](ctx, tx, `SELECT p.status FROM my_partnership s JOIN my_partner p ON p.id = s.partner_id WHERE s.id = $1`, partnership)
	if err != nil {
		return err
	}
	if status != "active" {
		return Suspended()
	}
	payer, err := PayerOf(ctx, tx, partnership)
	if err != nil {
		return err
	}
	if err := payer.CanPay(); err != nil {
		return err
	}
	priced, err := product.Priced(ctx, tx, payer.PriceListID, productID, payer.Currency, payer.Today(tx.Now()).Format(time.DateOnly))
	if err != nil || priced {
		return err
	}
	if !payer.IsSelf {
		return payer.ask()
	}
	return fail.ConflictAt("no_price", "product", "This subscription level has no price for you yet. Contact the vendor's support.")
}

// Suspended is the refusal of anything new at a partner who is not active (domain.md 2.1): Conflict "partner_suspended".
func Suspended() error {
	return fail.Conflict("partner_suspended", "Nothing can be added while this partner is suspended. Contact the vendor's support.")
}

// CanPay reports why the payer's state or terms allow no new company (domain.md 2.1, 2.4), nil if they do. Fails with fail.Forbidden
// "payment_method_required", or "ask_payer" where somebody else pays.
func (p Payer) CanPay() error {
	if p.PayerStatus != Active && !p.IsSelf {
		return p.ask()
	}
	if p.PaymentTerms != "card" || p.CardOnFile {
		return nil
	}
	if !p.IsSelf {
		return p.ask()
	}
	return fail.ForbiddenAt("payment_method_required", "Companies can be added once a payment method is on file, trials too.",
		fail.Link{Text: "Add a payment method", Target: "payment_method"})
}

func (p Payer) ask() error {
	return fail.Forbidden("ask_payer", "Companies cannot be added at the moment. Ask "+p.PayerName+".")
}
