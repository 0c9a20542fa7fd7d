package company

import (
	"context"
	"time"

	"kontor/partner"
	"kontor/store"
)

// Preview is what a transfer would bring: who has the company and who gets it, who pays, and what goes along (domain.md 2.8).
type Preview struct {
	Company       Company
	From, To      partner.Partner
	Was, Is       partner.Payer
	Subscriptions []Subscription
	Month         time.Time // the new holder bills it first: the later of the two local months (billing.md M1)
	Refusal       error     // why Move would refuse this partnership, nil if it would not
}

// PreviewTransfer says what a transfer to a partnership would bring, and changes nothing. Fails as CanTransfer, and with
// Invalid at "partnership" where there is none; why else Move would refuse it is the preview's Refusal.
func PreviewTransfer(ctx context.Context, tx *store.Tx, id, partnership int64) (v Preview, err error) {
	if v.Company, err = CanTransfer(ctx, tx, id); err != nil {
		return v, err
	}
	if v.From, err = partner.Get(ctx, tx, v.Company.PartnerID); err != nil {
		return v, err
	}
	to, refusal := Transfer{Partnership: partnership}.target(ctx, tx, v.Company)
	if to.ID == 0 {
		return v, refusal
	}
	v.Refusal = refusal
	if v.To, err = partner.Get(ctx, tx, to.PartnerID); err != nil {
		return v, err
	}
	if v.Was, err = partner.PayerOf(ctx, tx, v.Company.PartnershipID); err != nil {
		return v, err
	}
	if v.Is, err = partner.PayerOf(ctx, tx, to.ID); err != nil {
		return v, err
	}
	if v.Subscriptions, err = Subscriptions(ctx, tx, id); err != nil {
		return v, err
	}
	v.Month = v.Was.Today(tx.Now())
	if next := v.Is.Today(tx.Now()); v.Month.Format("2006-01") <= next.Format("2006-01") {
		v.Month = next
	}
	return v, nil
}
