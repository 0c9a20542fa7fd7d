package company

import (
	"context"
	"fmt"

	"kontor/access"
	"kontor/fail"
	"kontor/store"
)

// ChangeLicenses sets the User license count of a subscription from now on (domain.md 3.1, 3.2).
//
// Fails with fail.Invalid, fail.NotFound, fail.Forbidden (of a child MSP's company "child_manages", of a partner's own home company, which
// is free of charge, "vendor_decides"), and fail.Conflict "count_below_used", which says how many users to remove.
func ChangeLicenses(ctx context.Context, tx *store.Tx, company, subscription, count int64) (Subscription, error) {
	if err := tx.May(access.ChangeLicenses); err != nil {
		return Subscription{}, err
	}
	if count < 1 || count > MaxLicenses {
		return Subscription{}, fail.Invalid(fail.At("license_count", "Enter a user license count from 1 to 1,000,000."))
	}
	c, err := open(ctx, tx, company)
	if err != nil {
		return Subscription{}, err
	}
	if err := c.levels(tx.Who()); err != nil {
		return Subscription{}, err
	}
	before, err := GetSubscription(ctx, tx, company, subscription)
	if err != nil || before.LicenseCount == count {
		return before, err
	}
	n, err := tx.Exec(ctx, `UPDATE my_subscription SET license_count = $1 WHERE id = $2 AND used <= $1`, count, subscription)
	if err != nil {
		return Subscription{}, err
	}
	if n == 0 {
		return Subscription{}, belowUsed(before, count)
	}
	if err := recordCount(ctx, tx, subscription, count); err != nil {
		return Subscription{}, err
	}
	about := c.About()
	about.Before = map[string]any{"product": before.Product, "license_count": before.LicenseCount}
	tx.Audit("company.license_count_changed", about, map[string]any{"product": before.Product, "license_count": count})
	tx.Emit("company.license_count_changed", c.ID, map[string]any{"product": before.ProductID, "license_count": count})
	before.LicenseCount = count
	return before, nil
}

func belowUsed(s Subscription, count int64) error {
	people := "users"
	if s.Used-count == 1 {
		people = "user"
	}
	return fail.ConflictAt("count_below_used", "license_count",
		fmt.Sprintf("%d users are in place. Remove %d %s first, or enter at least %d.", s.Used, s.Used-count, people, s.Used))
}
