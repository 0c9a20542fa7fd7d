package partner

import (
	"context"
	"time"

	"kontor/access"
	"kontor/fail"
	"kontor/product"
	"kontor/store"
)

// Pricing is a partnership as its price list shows it.
type Pricing struct {
	ID, PartnerID, PriceListID int64
	Name                       string // the partner's
	Type, Currency             string
	BillingZone                string
	Billed                     string // whom it is billed to, if not itself
}

const pricing = `SELECT s.id, s.partner_id, s.price_list_id, p.name, s.type, s.currency, s.billing_zone, CASE WHEN y.is_self THEN '' ELSE y.payer_name END AS billed
	FROM my_partnership s JOIN my_partner p ON p.id = s.partner_id JOIN my_payer y ON y.partnership_id = s.id`

// PricedBy are the partnerships that have this price list, by name. Needs ViewVendor.
func PricedBy(ctx context.Context, tx *store.Tx, list int64) ([]Pricing, error) {
	if err := tx.May(access.ViewVendor); err != nil {
		return nil, err
	}
	return store.All[Pricing](ctx, tx, pricing+` WHERE s.price_list_id = $1 ORDER BY p.name_key, s.id`, list)
}

// PricingOf is one partnership's. Needs ViewVendor; fails with fail.NotFound.
func PricingOf(ctx context.Context, tx *store.Tx, partnership int64) (Pricing, error) {
	if err := tx.May(access.ViewVendor); err != nil {
		return Pricing{}, err
	}
	p, ok, err := store.Maybe[Pricing](ctx, tx, pricing+` WHERE s.id = $1`, partnership)
	if err == nil && !ok {
		err = fail.NotFound("The partnership")
	}
	return p, err
}

// ChoosePriceList gives a partnership another price list, which must price every product in use by it, and by the children billed to it, in
// its currency (billing.md P1a). Months that are over are not touched. Needs ChangePartner.
//
// Fails with fail.Invalid at "price_list", fail.NotFound, fail.Forbidden, and fail.Conflict "no_price" at "price_list".
func ChoosePriceList(ctx context.Context, tx *store.Tx, partnership, list int64) (Pricing, error) {
	if err := tx.May(access.ChangePartner); err != nil {
		return Pricing{}, err
	}
	p, err := PricingOf(ctx, tx, partnership)
	if err != nil {
		return Pricing{}, err
	}
	lists, err := product.PriceLists(ctx, tx)
	if err != nil {
		return Pricing{}, err
	}
	names := map[int64]string{}
	for _, l := range lists {
		names[l.ID] = l.Name
	}
	if names[list] == "" {
		return Pricing{}, fail.Invalid(fail.At("price_list", "Choose a price list."))
	}
	if list == p.PriceListID {
		return p, nil
	}
	if err := p.priced(ctx, tx, list, names[list]); err != nil {
		return Pricing{}, err
	}
	if _, err := tx.Exec(ctx, `UPDATE my_partnership SET price_list_id = $1 WHERE id = $2`, list, p.ID); err != nil {
		return Pricing{}, err
	}
	tx.Audit("partnership.price_list_changed", store.About{Kind: "partnership", ID: p.ID, Partner: p.PartnerID, Name: p.Name,
		Before: map[string]string{"price_list": names[p.PriceListID]}}, map[string]string{"price_list": names[list]})
	p.PriceListID = list
	return p, nil
}

// priced refuses a list that has no price for something in use.
func (p Pricing) priced(ctx context.Context, tx *store.Tx, list int64, name string) error {
	day := tx.Now().In(Zone(p.BillingZone)).Format(time.DateOnly)
	missing, err := store.All[string](ctx, tx, `SELECT o.name FROM product o WHERE o.id IN (
			SELECT s.product_id FROM my_subscription s JOIN my_payer y ON y.partnership_id = s.partnership_id JOIN my_company c ON c.id = s.company_id
			 WHERE y.payer_id = $1 AND s.ended_at IS NULL AND c.kind <> 'home' AND c.status <> 'purged')
		AND NOT EXISTS (SELECT 1 FROM price_entry e WHERE e.price_list_id = $2 AND e.product_id = o.id AND e.currency = $3 AND e.valid_from <= $4) ORDER BY o.name_key`,
		p.ID, list, p.Currency, day)
	if err != nil || len(missing) == 0 {
		return err
	}
	return fail.ConflictAt("no_price", "price_list", name+" has no price in "+p.Currency+" for "+missing[0]+", which "+p.Name+" uses. Add one to the list first.")
}
