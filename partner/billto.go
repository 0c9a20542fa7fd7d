package partner

import (
	"context"
	"fmt"
	"time"

	"kontor/access"
	"kontor/account"
	"kontor/fail"
	"kontor/store"
)

// Bearer is a partnership that can pay for a reseller's MSP: the MSP's own, or the reseller's.
type Bearer struct {
	PartnershipID int64
	Name          string // the partner's
}

// Bearers are who can pay for a child MSP, now and from the next period on (domain.md 2.2).
type Bearers struct {
	Child    Bearer
	Reseller Bearer
	Present  Bearer
	Next     Bearer    // who was chosen for later; zero: nobody else
	From     time.Time // when Next begins
	Boundary time.Time // from when a choice of now would hold: the end of the present period
}

// BearersOf are who can pay for a partnership of a child MSP. Needs ViewVendor. Fails with fail.NotFound, and fail.Conflict "pays_itself" for a
// partnership that is no child's.
func BearersOf(ctx context.Context, tx *store.Tx, partner, partnership int64) (Bearers, error) {
	if err := tx.May(access.ViewVendor); err != nil {
		return Bearers{}, err
	}
	s, err := GetPartnership(ctx, tx, partnership)
	if err == nil && s.PartnerID != partner {
		err = fail.NotFound("The partnership")
	}
	if err != nil {
		return Bearers{}, err
	}
	p, err := Get(ctx, tx, partner)
	if err != nil {
		return Bearers{}, err
	}
	if p.ParentID == nil {
		return Bearers{}, fail.Conflict("pays_itself", p.Name+" is no reseller’s MSP and pays for itself.")
	}
	b := Bearers{Child: Bearer{s.ID, p.Name}}
	b.Reseller, err = store.One[Bearer](ctx, tx, `SELECT c.partnership_id, o.name FROM my_company c JOIN my_partner o ON o.id = c.partner_id WHERE c.child_partner_id = $1`, partner)
	if err != nil {
		return Bearers{}, err
	}
	return b, b.when(ctx, tx, s)
}

// when fills in who pays now, who is to pay later, and when a choice of now would begin.
func (b *Bearers) when(ctx context.Context, tx *store.Tx, s Partnership) error {
	payer, err := PayerOf(ctx, tx, s.ID)
	if err != nil {
		return err
	}
	b.Present = b.named(payer.PayerID)
	over, err := GetPartnership(ctx, tx, b.Reseller.PartnershipID)
	if err != nil {
		return err
	}
	// The period ends for both where it ends last, so that each month has one payer (billing.md T1).
	for _, zone := range []string{s.BillingZone, over.BillingZone} {
		if end := (Payer{BillingZone: zone}).MonthEnd(tx.Now()); end.After(b.Boundary) {
			b.Boundary = end
		}
	}
	type later struct {
		PayerID     int64
		EffectiveAt time.Time
	}
	next, found, err := store.Maybe[later](ctx, tx, `SELECT f.payer_id, f.effective_at FROM my_bill_to_fact f WHERE f.partnership_id = $1 AND f.effective_at > $2
		ORDER BY f.effective_at DESC, f.id DESC LIMIT 1`, s.ID, tx.Now())
	if found && next.PayerID != payer.PayerID {
		b.Next, b.From = b.named(next.PayerID), next.EffectiveAt
	}
	if found && next.EffectiveAt.After(b.Boundary) {
		b.Boundary = next.EffectiveAt // a choice of now takes its place
	}
	return err
}

func (b *Bearers) named(partnership int64) Bearer {
	if partnership == b.Child.PartnershipID {
		return b.Child
	}
	return Bearer{partnership, b.Reseller.Name}
}

// BillTo decides who pays for a child MSP from the next period on: its reseller's partnership, or the child itself (domain.md 2.2). The present
// period stays whose it is. Choosing who pays now takes back what was chosen before it began. Needs ChangePartner.
//
// Fails with fail.Invalid at "payer" or "reason", fail.NotFound, fail.Forbidden, fail.Conflict "partner_ended" and "pays_itself", and at "payer"
// with "currency_differs", "payer_has_no_card", "partner_suspended" and "no_price" (billing.md P1a).
func BillTo(ctx context.Context, tx *store.Tx, partner, partnership, payer int64, reason string) (Bearers, error) {
	p, err := changeable(ctx, tx, access.ChangePartner, partner)
	if err != nil {
		return Bearers{}, err
	}
	b, err := BearersOf(ctx, tx, partner, partnership)
	if err != nil {
		return Bearers{}, err
	}
	if payer != b.Child.PartnershipID && payer != b.Reseller.PartnershipID {
		return Bearers{}, fail.Invalid(fail.At("payer", "Choose "+b.Child.Name+" or "+b.Reseller.Name+"."))
	}
	was := b.Present
	if b.Next != (Bearer{}) {
		was = b.Next
	}
	if payer == was.PartnershipID {
		return b, nil
	}
	if reason, err = account.Reason(reason); err != nil {
		return Bearers{}, err
	}
	if payer != b.Present.PartnershipID {
		if err := b.canBear(ctx, tx, b.named(payer)); err != nil {
			return Bearers{}, err
		}
	}
	if err := recordBillTo(ctx, tx, partnership, payer, b.Boundary, reason); err != nil {
		return Bearers{}, err
	}
	about := p.About()
	about.Kind, about.ID, about.Before = "partnership", partnership, map[string]string{"billed_to": was.Name}
	tx.Audit("partnership.bill_to_changed", about, map[string]string{"billed_to": b.named(payer).Name, "from": b.Boundary.Format(time.RFC3339), "reason": reason})
	return BearersOf(ctx, tx, partner, partnership)
}

// recordBillTo appends the fact of who pays for a partnership from an instant on.
func recordBillTo(ctx context.Context, tx *store.Tx, partnership, payer int64, from time.Time, reason string) error {
	n, err := tx.Exec(ctx, `INSERT INTO bill_to_fact (partner_id, partnership_id, payer_id, effective_at, recorded_at, actor, reason)
		SELECT s.partner_id, s.id, $2, $3, $4, $5, $6 FROM my_partnership s WHERE s.id = $1`, partnership, payer, from, tx.Now(), tx.Who().Name(), reason)
	if err == nil && n != 1 {
		err = fmt.Errorf("partnership %d: %d facts of who pays", partnership, n)
	}
	return err
}

// canBear is the gate of who is to pay for a child (domain.md 2.2, 2.4, billing.md P1a, D3).
func (b *Bearers) canBear(ctx context.Context, tx *store.Tx, to Bearer) error {
	child, err := GetPartnership(ctx, tx, b.Child.PartnershipID)
	if err != nil {
		return err
	}
	own, err := GetPartnership(ctx, tx, to.PartnershipID)
	if err != nil {
		return err
	}
	if child.Currency != own.Currency {
		return otherCurrency("payer", b.Child.Name, child.Currency, to.Name, own.Currency)
	}
	over, err := Get(ctx, tx, own.PartnerID)
	switch {
	case err != nil:
		return err
	case over.Status != Active:
		return fail.ConflictAt("partner_suspended", "payer", to.Name+" is suspended and takes nothing new.")
	}
	card, err := store.One[bool](ctx, tx, `SELECT EXISTS (SELECT 1 FROM my_payment_method m WHERE m.partnership_id = $1 AND m.removed_at IS NULL)`, own.ID)
	if err != nil {
		return err
	}
	if own.PaymentTerms == "card" && !card {
		return fail.ConflictAt("payer_has_no_card", "payer", to.Name+" pays by card and has none on file. Give it the payment terms Invoice first.")
	}
	missing, err := store.All[string](ctx, tx, `SELECT o.name FROM product o WHERE o.id IN (
			SELECT s.product_id FROM my_subscription s JOIN my_company c ON c.id = s.company_id
			 WHERE s.partnership_id = $1 AND s.ended_at IS NULL AND c.kind <> 'home' AND c.status <> 'purged')
		AND NOT EXISTS (SELECT 1 FROM price_entry e WHERE e.price_list_id = $2 AND e.product_id = o.id AND e.currency = $3 AND e.valid_from <= $4) ORDER BY o.name_key`,
		b.Child.PartnershipID, own.PriceListID, own.Currency, b.Boundary.In(Zone(own.BillingZone)).Format(time.DateOnly))
	if err == nil && len(missing) > 0 {
		err = fail.ConflictAt("no_price", "payer", "The price list of "+to.Name+" has no price in "+own.Currency+" for "+missing[0]+", which "+b.Child.Name+" uses. Add one, or choose another list first.")
	}
	return err
}

// otherCurrency: a child with another currency can't be billed to its reseller (domain.md 2.2).
func otherCurrency(field, child, its, payer, currency string) error {
	return fail.ConflictAt("currency_differs", field, child+" in "+its+" can’t be billed to "+payer+", whose currency is "+currency+".")
}

// BeginBillTo makes who was chosen to pay from now on the present payer. The timetable calls it each minute; what bills asks the facts. Needs
// RunJobs.
func BeginBillTo(ctx context.Context, tx *store.Tx) error {
	if err := tx.May(access.RunJobs); err != nil {
		return err
	}
	type due struct {
		PartnershipID, PayerID int64
		PartnerID              int64
		Name, Was, Becomes     string // of partners
	}
	all, err := store.All[due](ctx, tx, `SELECT f.partnership_id, f.payer_id, p.id AS partner_id, p.name, w.name AS was, n.name AS becomes
		  FROM my_bill_to_fact f JOIN my_partnership s ON s.id = f.partnership_id JOIN my_partner p ON p.id = s.partner_id
		  JOIN my_partnership t ON t.id = f.payer_id JOIN my_partner n ON n.id = t.partner_id
		  JOIN my_partnership u ON u.id = COALESCE(s.bill_to_id, s.id) JOIN my_partner w ON w.id = u.partner_id
		 WHERE f.effective_at <= $1 AND f.payer_id <> COALESCE(s.bill_to_id, s.id) AND NOT EXISTS (SELECT 1 FROM my_bill_to_fact g
		 WHERE g.partnership_id = f.partnership_id AND g.effective_at <= $1 AND (g.effective_at > f.effective_at OR g.effective_at = f.effective_at AND g.id > f.id))`, tx.Now())
	if err != nil {
		return err
	}
	for _, d := range all {
		to := store.Ref(d.PayerID)
		if d.PayerID == d.PartnershipID {
			to = nil
		}
		if _, err := tx.Exec(ctx, `UPDATE my_partnership SET bill_to_id = $1 WHERE id = $2`, to, d.PartnershipID); err != nil {
			return err
		}
		about := Partner{ID: d.PartnerID, Name: d.Name}.About()
		about.Kind, about.ID, about.Before = "partnership", d.PartnershipID, map[string]string{"billed_to": d.Was}
		tx.Audit("partnership.bill_to_began", about, map[string]string{"billed_to": d.Becomes})
	}
	return nil
}
