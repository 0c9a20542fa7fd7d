package company

import (
	"context"
	"time"
	"unicode/utf8"

	"kontor/access"
	"kontor/account"
	"kontor/fail"
	"kontor/partner"
	"kontor/store"
)

// Transfer is where a company goes, since when and why (domain.md 2.8, 2.9). Typed is the company's name, as who does it typed it.
type Transfer struct {
	Partnership   int64     // of the new partner
	Since         time.Time // zero: now; else a past instant
	Reason, Typed string
}

// Target is a partnership that a company can be transferred to.
type Target struct {
	ID, PartnerID                  int64
	Name, Type, Currency, ZoneName string
}

// CanTransfer reports why a company can't be transferred at all, nil if it can: fail.Forbidden, and fail.Conflict "not_a_customer" or
// "company_deleted".
func CanTransfer(ctx context.Context, tx *store.Tx, id int64) (Company, error) {
	if err := tx.May(access.TransferCompany); err != nil {
		return Company{}, err
	}
	c, err := open(ctx, tx, id)
	if err == nil && c.Kind != Customer {
		err = fail.Conflict("not_a_customer", c.Name+" belongs to a partner and stays as long as the partner does.")
	}
	return c, err
}

// Targets are the partnerships that a company can be transferred to, by name: active, with a payment method, and with a price for each of its
// products (domain.md 2.4, 2.8). Needs TransferCompany.
//
// text is a part of the partner's name; most are as many as are looked at.
func Targets(ctx context.Context, tx *store.Tx, id int64, text string, most int) ([]Target, error) {
	c, err := CanTransfer(ctx, tx, id)
	if err != nil {
		return nil, err
	}
	all, err := store.All[Target](ctx, tx, `SELECT s.id, p.id AS partner_id, p.name, s.type, y.currency, y.billing_zone AS zone_name
		  FROM my_partnership s JOIN my_partner p ON p.id = s.partner_id JOIN my_payer y ON y.partnership_id = s.id
		 WHERE p.status = 'active' AND s.id <> $1 AND (y.payment_terms = 'invoice' OR y.card_on_file)
		   AND p.name_key LIKE $2 ESCAPE '!' ORDER BY p.name_key, s.id LIMIT $3`, c.PartnershipID, store.Like(text), most)
	if err != nil {
		return nil, err
	}
	subs, err := Subscriptions(ctx, tx, id)
	if err != nil {
		return nil, err
	}
	var open []Target
	for _, t := range all {
		switch err := gate(ctx, tx, t.ID, subs); {
		case err == nil:
			open = append(open, t)
		case fail.KindOf(err) != fail.KindConflict && fail.KindOf(err) != fail.KindForbidden:
			return nil, err
		}
	}
	return open, nil
}

// gate asks for each product of a company whether a partnership may take it.
func gate(ctx context.Context, tx *store.Tx, partnership int64, subs []Subscription) error {
	for _, s := range subs {
		if err := partner.CanTakeCompanies(ctx, tx, partnership, s.ProductID); err != nil {
			return err
		}
	}
	return nil
}

// Move transfers a customer to another partnership in one act (domain.md 2.8): company, users, licenses and picture go; the assignments of the
// old partner's users go away, and their scope stays what it is (domain.md 4.2). Its people keep their accounts and their sessions. Both
// partners' activity tells it. A past instant needs a reason, and the company must have had its old holder then (domain.md 2.9).
//
// Fails with fail.Invalid at "partnership", "since", "reason" or "name", fail.NotFound, fail.Forbidden, and fail.Conflict "not_a_customer",
// "company_deleted", "same_partnership", "partner_suspended", "no_price" or "payment_method_required", all at "partnership".
func Move(ctx context.Context, tx *store.Tx, id int64, t Transfer) (Company, error) {
	c, err := CanTransfer(ctx, tx, id)
	if err != nil {
		return Company{}, err
	}
	to, err := t.target(ctx, tx, c)
	if err != nil {
		return Company{}, err
	}
	if err := t.check(ctx, tx, c); err != nil {
		return Company{}, err
	}
	if err := reown(ctx, tx, c, to); err != nil {
		return Company{}, err
	}
	since := t.since(tx)
	if err := one(tx.Exec(ctx, `
		INSERT INTO holder_fact (partner_id, partnership_id, company_id, effective_at, recorded_at, actor, reason)
		SELECT c.partner_id, c.partnership_id, c.id, $2, $3, $4, $5 FROM my_company c WHERE c.id = $1`, c.ID, since, tx.Now(), tx.Who().Name(), t.Reason)); err != nil {
		return Company{}, err
	}
	return c.moved(ctx, tx, to, t)
}

func (t Transfer) since(tx *store.Tx) time.Time {
	if t.Since.IsZero() {
		return tx.Now()
	}
	return t.Since.UTC().Truncate(time.Microsecond)
}

// target is the partnership that takes the company, if it passes the gate.
func (t Transfer) target(ctx context.Context, tx *store.Tx, c Company) (partner.Partnership, error) {
	if t.Partnership <= 0 {
		return partner.Partnership{}, fail.Invalid(fail.At("partnership", "Choose the partner that takes the company."))
	}
	to, err := partner.GetPartnership(ctx, tx, t.Partnership)
	if fail.KindOf(err) == fail.KindNotFound {
		return to, fail.Invalid(fail.At("partnership", "Choose the partner that takes the company."))
	}
	if err != nil {
		return to, err
	}
	if to.ID == c.PartnershipID {
		return to, fail.ConflictAt("same_partnership", "partnership", "The company is there already. Choose another partner.")
	}
	subs, err := Subscriptions(ctx, tx, c.ID)
	if err != nil {
		return to, err
	}
	err = gate(ctx, tx, to.ID, subs)
	if f, ok := fail.As(err); ok && f.Kind == fail.KindConflict { // told to staff, at the choice
		return to, fail.ConflictAt(f.Code, "partnership", "This partner can’t take the company: it is not active, or has no price for each of its products.")
	} else if ok && f.Kind == fail.KindForbidden {
		return to, fail.Invalid(fail.At("partnership", "This partner has no payment method on file yet."))
	}
	return to, err
}

// check looks at reason, instant and the typed name.
func (t *Transfer) check(ctx context.Context, tx *store.Tx, c Company) error {
	var bad problems
	t.Reason = store.Clean(t.Reason)
	n := utf8.RuneCountInString(t.Reason)
	bad.need(n > 0 && n <= account.MaxReason, "reason", "Enter a reason, up to 500 characters. It is kept in both partners’ activity.")
	bad.need(store.Key(t.Typed) == store.Key(c.Name), "name", "Type the name of the company: "+c.Name)
	if !t.Since.IsZero() {
		began, err := store.One[time.Time](ctx, tx, `SELECT h.effective_at FROM my_holder_fact h WHERE h.company_id = $1 ORDER BY h.effective_at DESC, h.id DESC LIMIT 1`, c.ID)
		if err != nil {
			return err
		}
		bad.need(!t.Since.After(tx.Now()), "since", "Choose an instant in the past, or now.")
		bad.need(t.Since.After(began), "since", "The company came to its present partner on "+began.Format("2 Jan 2006 15:04")+" (UTC). Choose a later instant.")
	}
	return fail.Invalid(bad...)
}

// reown gives the company and what is its own to the new partnership.
func reown(ctx context.Context, tx *store.Tx, c Company, to partner.Partnership) error {
	if _, err := tx.Exec(ctx, `DELETE FROM my_assignment WHERE company_id = $1`, c.ID); err != nil {
		return err
	}
	for _, moved := range []string{
		`UPDATE my_company SET partner_id = $1, partnership_id = $2, reference = '' WHERE id = $3`, // the reference was the old partner's own
		`UPDATE my_subscription SET partner_id = $1, partnership_id = $2 WHERE company_id = $3`,
		`UPDATE my_app_user SET partner_id = $1, partnership_id = $2 WHERE company_id = $3`,
		`UPDATE my_image SET partner_id = $1, partnership_id = $2 WHERE company_id = $3`,
	} {
		if _, err := tx.Exec(ctx, moved, to.PartnerID, to.ID, c.ID); err != nil {
			return err
		}
	}
	if err := recordStatus(ctx, tx, c.ID, tx.Now(), "transferred"); err != nil { // what it goes back to when the new partner restores it
		return err
	}
	if err := countAgain(ctx, tx, c.ID); err != nil {
		return err
	}
	if c.Reference != "" && c.OwnerID != nil { // it is no longer found by the reference
		owner, err := store.One[AppUser](ctx, tx, `SELECT `+userColumns+` FROM my_app_user WHERE id = $1`, *c.OwnerID)
		if err != nil {
			return err
		}
		c.Reference = ""
		if err := c.owned(ctx, tx, owner); err != nil {
			return err
		}
	}
	// Mails that wait for its people are the new partner's from now on.
	_, err := tx.Exec(ctx, `UPDATE mail SET partner_id = $1 WHERE company_id = $2 AND status = 'queued'`, to.PartnerID, c.ID)
	return err
}

// countAgain appends the counts that the company came with, for its new holder, who does not see the facts of the old one.
func countAgain(ctx context.Context, tx *store.Tx, id int64) error {
	subs, err := Subscriptions(ctx, tx, id)
	if err != nil {
		return err
	}
	for _, s := range subs {
		if err := recordFact(ctx, tx, s.ID, s.LicenseCount, "transferred"); err != nil {
			return err
		}
	}
	return nil
}

// moved tells it: to both partners, and to the vendor's product.
func (c Company) moved(ctx context.Context, tx *store.Tx, to partner.Partnership, t Transfer) (Company, error) {
	from, err := partner.Get(ctx, tx, c.PartnerID)
	if err != nil {
		return Company{}, err
	}
	now, err := partner.Get(ctx, tx, to.PartnerID)
	if err != nil {
		return Company{}, err
	}
	left, came := c.About(), c.About()
	left.Company = 0 // the old partner's activity is told of the going, the company's own goes on with the new one
	came.Partner = now.ID
	tx.Audit("company.transferred_away", left, map[string]any{"reason": t.Reason, "since": t.since(tx)})
	tx.Audit("company.transferred", came, map[string]any{"reason": t.Reason, "since": t.since(tx)})
	tx.Audit("company.transferred", store.About{Kind: "company", ID: c.ID, Name: c.Name, Before: map[string]any{"partner": from.Name, "partnership": c.PartnershipID}},
		map[string]any{"partner": now.Name, "partnership": to.ID, "reason": t.Reason, "since": t.since(tx)})
	tx.Emit("company.transferred", c.ID, map[string]any{"partner": now.ID, "partnership": to.ID, "was": c.PartnershipID, "since": t.since(tx)})
	return Get(ctx, tx, c.ID)
}
