package company

import (
	"context"
	"fmt"

	"kontor/access"
	"kontor/fail"
	"kontor/partner"
	"kontor/store"
)

// levels lets through who may change what a company is subscribed to: not the reseller of an msp company (domain.md 2.2), and of a
// partner's own home company only the vendor, as it is free of charge (domain.md 2.1).
func (c Company) levels(who access.Actor) error {
	if c.Kind == Home && who.Face() == "partner" {
		return fail.Forbidden("vendor_decides", "The subscriptions of your own company are free of charge and chosen by the vendor. Contact its support.")
	}
	return c.Managed(who)
}

// Levels reports whether the asker may change what the company is subscribed to, counts, levels and products (domain.md 2.1, 2.2). Fails with
// fail.Forbidden "not_permitted", "vendor_decides" or "child_manages".
func (c Company) Levels(who access.Actor) error {
	if !who.May(access.ChangeLicenses) {
		return fail.Forbidden("not_permitted", "Your role does not allow this.")
	}
	return c.levels(who)
}

// forLevels is the company whose subscriptions are to be changed.
func forLevels(ctx context.Context, tx *store.Tx, company int64) (Company, error) {
	if err := tx.May(access.ChangeLicenses); err != nil {
		return Company{}, err
	}
	c, err := open(ctx, tx, company)
	if err != nil {
		return Company{}, err
	}
	return c, c.levels(tx.Who())
}

// sold is the gate of a product for a company: its payer has a price for it and may take more (billing.md P1a, D3).
func sold(ctx context.Context, tx *store.Tx, c Company, product int64) error {
	partnership := c.PartnershipID
	if own := tx.Who().Partnership(); own != 0 { // a child MSP asks about its own partnership, which its reseller pays for too
		partnership = own
	}
	return partner.CanTakeCompanies(ctx, tx, partnership, product)
}

// ChangeLevel moves a subscription, its count and its app users to another product from now on (domain.md 3.1).
//
// Fails with fail.Invalid, fail.NotFound, fail.Forbidden, and fail.Conflict "same_level", "already_subscribed" or "no_price", all at "product".
func ChangeLevel(ctx context.Context, tx *store.Tx, company, subscription, product int64) (Subscription, error) {
	c, err := forLevels(ctx, tx, company)
	if err != nil {
		return Subscription{}, err
	}
	before, err := GetSubscription(ctx, tx, company, subscription)
	if err != nil {
		return Subscription{}, err
	}
	if err := newLevel(ctx, tx, c, product, before); err != nil {
		return Subscription{}, err
	}
	// The old product's count ends, the new one's begins: both are facts, in this order (billing.md S3).
	if err := recordFact(ctx, tx, subscription, 0, "level changed"); err != nil {
		return Subscription{}, err
	}
	if err := one(tx.Exec(ctx, `UPDATE my_subscription SET product_id = $1 WHERE id = $2`, product, subscription)); err != nil {
		return Subscription{}, err
	}
	if err := recordFact(ctx, tx, subscription, before.LicenseCount, "level changed"); err != nil {
		return Subscription{}, err
	}
	after, err := GetSubscription(ctx, tx, company, subscription)
	if err != nil {
		return Subscription{}, err
	}
	about := c.About()
	about.Before = map[string]any{"product": before.Product}
	tx.Audit("company.level_changed", about, map[string]any{"product": after.Product, "license_count": after.LicenseCount})
	tx.Emit("company.level_changed", c.ID, map[string]any{"product": after.ProductID, "was": before.ProductID, "license_count": after.LicenseCount})
	return after, nil
}

func newLevel(ctx context.Context, tx *store.Tx, c Company, product int64, now Subscription) error {
	if product <= 0 {
		return fail.Invalid(fail.At("product", "Choose a subscription level."))
	}
	if now.ProductID == product {
		return fail.ConflictAt("same_level", "product", "This is the level it has now. Choose another one.")
	}
	_, taken, err := store.Maybe[int64](ctx, tx, `SELECT id FROM my_subscription WHERE company_id = $1 AND product_id = $2 AND ended_at IS NULL`, c.ID, product)
	if err != nil {
		return err
	}
	if taken {
		return fail.ConflictAt("already_subscribed", "product", "This company already has a subscription to this product.")
	}
	return sold(ctx, tx, c, product)
}

// Subscribe gives a company licenses of a further product (domain.md 3.1).
//
// Fails with fail.Invalid, fail.NotFound, fail.Forbidden, and fail.Conflict "already_subscribed" or "no_price" at "product".
func Subscribe(ctx context.Context, tx *store.Tx, company, product, count int64) (Subscription, error) {
	c, err := forLevels(ctx, tx, company)
	if err != nil {
		return Subscription{}, err
	}
	if count < 1 || count > MaxLicenses {
		return Subscription{}, fail.Invalid(fail.At("license_count", "Enter a user license count from 1 to 1,000,000."))
	}
	if err := newLevel(ctx, tx, c, product, Subscription{}); err != nil {
		return Subscription{}, err
	}
	id, err := subscribe(ctx, tx, c.ID, product, count, tx.Now())
	if err != nil {
		return Subscription{}, err
	}
	made, err := GetSubscription(ctx, tx, c.ID, id)
	if err != nil {
		return Subscription{}, err
	}
	tx.Audit("company.subscription_added", c.About(), map[string]any{"product": made.Product, "license_count": count})
	tx.Emit("company.subscription_added", c.ID, map[string]any{"product": product, "license_count": count})
	return made, nil
}

// EndSubscription ends a subscription that is not the last and that no app user holds a license of, from now on (domain.md 3.1, billing.md L2).
//
// Fails with fail.NotFound, fail.Forbidden, and fail.Conflict "last_subscription" or "licenses_held".
func EndSubscription(ctx context.Context, tx *store.Tx, company, subscription int64) (Subscription, error) {
	c, err := forLevels(ctx, tx, company)
	if err != nil {
		return Subscription{}, err
	}
	ended, err := GetSubscription(ctx, tx, company, subscription)
	if err != nil {
		return Subscription{}, err
	}
	all, err := Subscriptions(ctx, tx, company)
	if err != nil {
		return Subscription{}, err
	}
	if len(all) == 1 {
		return Subscription{}, fail.Conflict("last_subscription", "The last subscription can’t be ended. To stop everything, delete the company.")
	}
	n, err := tx.Exec(ctx, `UPDATE my_subscription SET ended_at = $1, license_count = 0 WHERE id = $2 AND used = 0`, tx.Now(), subscription)
	if err != nil {
		return Subscription{}, err
	}
	if n == 0 {
		return Subscription{}, fail.Conflict("licenses_held", fmt.Sprintf("%d users hold a license of %s. Remove them first.", ended.Used, ended.Product))
	}
	if err := recordFact(ctx, tx, subscription, 0, "subscription ended"); err != nil {
		return Subscription{}, err
	}
	about := c.About()
	about.Before = map[string]any{"product": ended.Product, "license_count": ended.LicenseCount}
	tx.Audit("company.subscription_ended", about, nil)
	tx.Emit("company.subscription_ended", c.ID, map[string]any{"product": ended.ProductID})
	return ended, nil
}

// EndFreeMonth makes a company that is free until the end of this month billable from now on; there is no way back (billing.md S2).
// Fails with fail.NotFound, fail.Forbidden, and fail.Conflict "already_billable".
func EndFreeMonth(ctx context.Context, tx *store.Tx, company int64) (Company, error) {
	c, err := forLevels(ctx, tx, company)
	if err != nil {
		return Company{}, err
	}
	if err := c.inFreeMonth(ctx, tx); err != nil {
		return Company{}, err
	}
	if err := one(tx.Exec(ctx, `UPDATE my_company SET billing_start = $1 WHERE id = $2`, BillableThisMonth, c.ID)); err != nil {
		return Company{}, err
	}
	if err := recordBillingStart(ctx, tx, c.ID, tx.Now()); err != nil {
		return Company{}, err
	}
	about := c.About()
	about.Before = map[string]string{"billing_start": c.BillingStart}
	tx.Audit("company.billing_start_ended", about, map[string]string{"billing_start": BillableThisMonth})
	c.BillingStart = BillableThisMonth
	return c, nil
}

// inFreeMonth refuses a company that is billed already: fail.Conflict "already_billable" (billing.md S2).
func (c Company) inFreeMonth(ctx context.Context, tx *store.Tx) error {
	partnership := c.PartnershipID
	if own := tx.Who().Partnership(); own != 0 {
		partnership = own
	}
	payer, err := partner.PayerOf(ctx, tx, partnership)
	if err != nil {
		return err
	}
	if c.BillingStart != FreeUntilEndOfMonth || c.CreatedAt.Before(payer.MonthStart(tx.Now())) {
		return fail.Conflict("already_billable", c.Name+" is billed already.")
	}
	return nil
}
