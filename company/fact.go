package company

import (
	"context"
	"fmt"
	"time"

	"kontor/store"
)

// The facts of a company are appended, never changed; the columns on company and subscription are their present (billing.md "Shape").

// recordStart appends the facts a company begins with, in force since it began: billing start, status and holder.
func recordStart(ctx context.Context, tx *store.Tx, c Company) error {
	since, now, who := c.CreatedAt, tx.Now(), tx.Who().Name()
	if err := recordBillingStart(ctx, tx, c.ID, since); err != nil {
		return err
	}
	if err := recordStatus(ctx, tx, c.ID, since, ""); err != nil {
		return err
	}
	return one(tx.Exec(ctx, `
		INSERT INTO holder_fact (partner_id, partnership_id, company_id, effective_at, recorded_at, actor)
		SELECT c.partner_id, c.partnership_id, c.id, $2, $3, $4 FROM my_company c WHERE c.id = $1`, c.ID, since, now, who))
}

// recordBillingStart appends the company's billing start, in force since an instant.
func recordBillingStart(ctx context.Context, tx *store.Tx, company int64, since time.Time) error {
	return one(tx.Exec(ctx, `
		INSERT INTO billing_start_fact (partner_id, partnership_id, company_id, billing_start, effective_at, recorded_at, actor)
		SELECT c.partner_id, c.partnership_id, c.id, c.billing_start, $2, $3, $4 FROM my_company c WHERE c.id = $1`, company, since, tx.Now(), tx.Who().Name()))
}

// recordStatus appends the company's status, in force since an instant. Of two facts of one instant the later recorded is in force: so a
// restored company was never deleted (domain.md 2.7).
func recordStatus(ctx context.Context, tx *store.Tx, company int64, since time.Time, reason string) error {
	return one(tx.Exec(ctx, `
		INSERT INTO company_status_fact (partner_id, partnership_id, company_id, status, effective_at, recorded_at, actor, reason)
		SELECT c.partner_id, c.partnership_id, c.id, c.status, $2, $3, $4, $5 FROM my_company c WHERE c.id = $1`,
		company, since, tx.Now(), tx.Who().Name(), reason))
}

// recordCount appends the license count in force from now on.
func recordCount(ctx context.Context, tx *store.Tx, subscription, count int64) error {
	return recordFact(ctx, tx, subscription, count, "")
}

// recordFact is recordCount with a reason.
func recordFact(ctx context.Context, tx *store.Tx, subscription, count int64, reason string) error {
	return recordFactSince(ctx, tx, subscription, count, tx.Now(), reason)
}

func recordFactSince(ctx context.Context, tx *store.Tx, subscription, count int64, since time.Time, reason string) error {
	return one(tx.Exec(ctx, `
		INSERT INTO license_fact (partner_id, partnership_id, company_id, subscription_id, product_id, license_count, effective_at, recorded_at, actor, reason)
		SELECT s.partner_id, s.partnership_id, s.company_id, s.id, s.product_id, $2, $3, $4, $5, $6 FROM my_subscription s WHERE s.id = $1`,
		subscription, count, since, tx.Now(), tx.Who().Name(), reason))
}

// one turns "no row was in scope" into an error: a fact that is not written must undo the act.
func one(n int64, err error) error {
	if err == nil && n != 1 {
		return fmt.Errorf("company: a fact went to %d rows", n)
	}
	return err
}
