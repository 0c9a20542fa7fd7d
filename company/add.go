package company

import (
	"context"
	"fmt"
	"slices"
	"time"

	"kontor/access"
	"kontor/fail"
	"kontor/partner"
	"kontor/picture"
	"kontor/product"
	"kontor/store"
)

// Added is what Add made.
type Added struct {
	Company      Company
	Owner        AppUser // zero for a home company
	Subscription int64
}

// Add makes a customer company with its owner, first subscription, facts and welcome mail (domain.md 2.3). For kind msp it is the
// company's part of onboard.AddMSP.
//
// Fails with fail.Invalid for what the form got wrong, fail.Forbidden "backdating_not_allowed" or "mails_are_sent" for what only vendor staff
// may ask for (domain.md 2.9), fail.NotFound for a partnership out of scope, fail.Conflict "email_taken" at "email"
// if the owner's address is in use, and as partner.CanTakeCompanies: fail.Forbidden "payment_method_required" if the payer is on card
// terms without a card (domain.md 2.4).
func Add(ctx context.Context, tx *store.Tx, d Draft) (Added, error) {
	if err := tx.May(access.AddCompany); err != nil {
		return Added{}, err
	}
	d, err := d.check()
	if err != nil {
		return Added{}, err
	}
	if err := d.past(tx); err != nil {
		return Added{}, err
	}
	if err := allowedKind(ctx, tx, d); err != nil {
		return Added{}, err
	}
	if err := partner.CanTakeCompanies(ctx, tx, d.Partnership, d.Product); err != nil {
		return Added{}, err
	}
	return d.make(ctx, tx)
}

// AddHome makes the home company of a new partner: free of charge, without people yet (domain.md 2.1).
// Fails with fail.Invalid and fail.Forbidden.
func AddHome(ctx context.Context, tx *store.Tx, d Draft) (Added, error) {
	if err := tx.May(access.AddPartner); err != nil {
		return Added{}, err
	}
	d.Kind, d.BillingStart = Home, BillableThisMonth
	d, err := d.check()
	if err != nil {
		return Added{}, err
	}
	sold, err := product.List(ctx, tx) // no price is asked for: a home company is never invoiced
	if err != nil {
		return Added{}, err
	}
	if !slices.ContainsFunc(sold, func(p product.Product) bool { return p.ID == d.Product }) {
		return Added{}, fail.Invalid(fail.At("product", "Choose a subscription level."))
	}
	return d.make(ctx, tx)
}

// allowedKind: an MSP adds customers only; a home company comes with its partner (domain.md 2.1).
func allowedKind(ctx context.Context, tx *store.Tx, d Draft) error {
	s, err := partner.GetPartnership(ctx, tx, d.Partnership)
	if err != nil {
		return err
	}
	if d.Kind == Customer || d.Kind == MSP && s.Type == partner.Reseller {
		return nil
	}
	return fail.Invalid(fail.At("account_type", "Choose Customer: only resellers add MSPs."))
}

// Problems are what is wrong with a draft, field by field; nil if nothing is (domain.md 2.3). Nothing is looked up but who asks and the time.
// Fails with fail.Forbidden "backdating_not_allowed".
func (d Draft) Problems(tx *store.Tx) ([]fail.Field, error) {
	var bad []fail.Field
	_, wrong := d.check()
	for _, err := range []error{wrong, d.past(tx)} {
		said, ok := fail.AsInvalid(err)
		if !ok && err != nil {
			return nil, err
		}
		if ok {
			bad = append(bad, said.Fields...)
		}
	}
	return bad, nil
}

// past refuses an original start to all but vendor staff, and in the future to them too (domain.md 2.9, billing.md K3).
func (d Draft) past(tx *store.Tx) error {
	switch {
	case d.Since.IsZero():
		return nil
	case tx.Who().Kind() != access.Staff:
		return fail.Forbidden("backdating_not_allowed", "Only the vendor can give an original start date. Contact its support.")
	case d.Since.After(tx.Now()):
		return fail.Invalid(fail.At("start", "Enter a start date that is not in the future."))
	}
	return nil
}

// since is when the company began.
func (d Draft) since(tx *store.Tx) time.Time {
	if d.Since.IsZero() {
		return tx.Now()
	}
	return d.Since
}

func (d Draft) make(ctx context.Context, tx *store.Tx) (Added, error) {
	c, err := d.insert(ctx, tx)
	if err != nil {
		return Added{}, err
	}
	if err := joinOwnList(ctx, tx, c); err != nil {
		return Added{}, err
	}
	if c.LogoID, err = saveLogo(ctx, tx, c.ID, d.Logo); err != nil {
		return Added{}, err
	}
	sub, err := subscribe(ctx, tx, c.ID, d.Product, d.LicenseCount, d.since(tx))
	if err != nil {
		return Added{}, err
	}
	if err := recordStart(ctx, tx, c); err != nil {
		return Added{}, err
	}
	made := Added{Company: c, Subscription: sub}
	level, err := store.One[string](ctx, tx, `SELECT p.name FROM product p WHERE p.id = $1`, d.Product)
	if err != nil {
		return Added{}, err
	}
	tx.Audit("company.added", c.About(), d.asked(level))
	tx.Emit("company.added", c.ID, map[string]any{"name": c.Name, "team_name": c.TeamName, "logo": c.LogoID, "license_count": d.LicenseCount})
	if c.Kind != Customer { // an msp company's people are the child's, added by onboard; a home company has none yet
		return made, nil
	}
	made.Owner, err = addOwner(ctx, tx, c, d.Owner, sub)
	return made, err
}

// insert takes the partner from what the asker may see: out of scope no row comes back.
func (d Draft) insert(ctx context.Context, tx *store.Tx) (Company, error) {
	return store.One[Company](ctx, tx, `
		INSERT INTO company (partner_id, partnership_id, kind, name, name_key, search_key, country, street, postal_code, city, region,
			phone, website, vat_number, reference, team_name, billing_start, created_at)
		SELECT p.partner_id, p.id, $2, $3, $4, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16
		  FROM my_partnership p WHERE p.id = $1
		RETURNING `+columns,
		d.Partnership, d.Kind, d.Name, store.Key(d.Name), d.Country, d.Street, d.PostalCode, d.City, d.Region,
		d.Phone, d.Website, d.VATNumber, d.Reference, d.TeamName, d.BillingStart, d.since(tx))
}

// joinOwnList: what a User with a list adds joins the list (domain.md 4.1).
func joinOwnList(ctx context.Context, tx *store.Tx, c Company) error {
	if tx.Who().Kind() != access.Listed {
		return nil
	}
	// The list does not show the company yet, so the row is put there by the system actor, from what both rows say of themselves.
	return one(tx.As(access.System("onboarding")).Exec(ctx, `INSERT INTO assignment (membership_id, company_id, partner_id, partnership_id)
		SELECT m.id, c.id, c.partner_id, c.partnership_id FROM my_membership m JOIN my_company c ON c.partnership_id = m.partnership_id
		 WHERE m.id = $1 AND c.id = $2`, tx.Who().Membership(), c.ID))
}

func saveLogo(ctx context.Context, tx *store.Tx, company int64, logo *picture.Logo) (*int64, error) {
	if logo == nil {
		return nil, nil
	}
	id, err := store.One[int64](ctx, tx, `
		INSERT INTO image (partner_id, partnership_id, company_id, hash, width, height, png)
		SELECT c.partner_id, c.partnership_id, c.id, $2, $3, $4, $5 FROM my_company c WHERE c.id = $1 RETURNING id`,
		company, logo.Hash, logo.Width, logo.Height, logo.PNG)
	if err != nil {
		return nil, err
	}
	_, err = tx.Exec(ctx, `UPDATE my_company SET logo_id = $1 WHERE id = $2`, id, company)
	return &id, err
}

// subscribe gives the company its licenses of a product since an instant, with the first fact.
func subscribe(ctx context.Context, tx *store.Tx, company, product, count int64, since time.Time) (int64, error) {
	sub, err := store.One[int64](ctx, tx, `
		INSERT INTO subscription (partner_id, partnership_id, company_id, product_id, license_count, created_at)
		SELECT c.partner_id, c.partnership_id, c.id, $2, $3, $4 FROM my_company c WHERE c.id = $1 RETURNING id`,
		company, product, count, since)
	if err != nil {
		return 0, err
	}
	return sub, recordFactSince(ctx, tx, sub, count, since, "")
}

func addOwner(ctx context.Context, tx *store.Tx, c Company, p Person, sub int64) (AppUser, error) {
	u, err := newUser(ctx, tx, c, p, sub)
	if err != nil {
		return AppUser{}, err
	}
	return u, SetOwner(ctx, tx, c, u)
}

// SetOwner makes an app user the first owner and primary contact of a company that has none (domain.md 2.5): a part of the acts that add
// companies, whose audit names the person. Fails with fail.Forbidden.
func SetOwner(ctx context.Context, tx *store.Tx, c Company, u AppUser) error {
	if err := tx.May(access.ManageAppUsers); err != nil {
		return err
	}
	n, err := tx.Exec(ctx, `UPDATE my_company SET owner_id = $1, search_key = $2 WHERE id = $3 AND owner_id IS NULL`,
		u.ID, c.searchKey(u), c.ID)
	if err == nil && n != 1 {
		return fmt.Errorf("company %d: %d rows got an owner", c.ID, n)
	}
	return err
}
