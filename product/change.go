package product

import (
	"context"
	"time"
	"unicode/utf8"

	"kontor/access"
	"kontor/fail"
	"kontor/store"
)

// Listed is a product as the vendor's list shows it, also one that is not sold any more.
type Listed struct {
	ID          int64
	Name        string
	Description string
	ArchivedAt  *time.Time
	Companies   int64 // that have a subscription to it
}

const listed = `SELECT p.id, p.name, p.description, p.archived_at,
	(SELECT count(*) FROM my_subscription s WHERE s.product_id = p.id AND s.ended_at IS NULL) AS companies FROM product p`

// All gives every product there ever was, those that are sold first, by name. Needs ViewVendor.
func All(ctx context.Context, tx *store.Tx) ([]Listed, error) {
	if err := tx.May(access.ViewVendor); err != nil {
		return nil, err
	}
	return store.All[Listed](ctx, tx, listed+` ORDER BY CASE WHEN p.archived_at IS NULL THEN 0 ELSE 1 END, p.name_key, p.id`)
}

// Get is one product. Needs ViewVendor; fails with fail.NotFound.
func Get(ctx context.Context, tx *store.Tx, id int64) (Listed, error) {
	if err := tx.May(access.ViewVendor); err != nil {
		return Listed{}, err
	}
	p, ok, err := store.Maybe[Listed](ctx, tx, listed+` WHERE p.id = $1`, id)
	if err == nil && !ok {
		err = fail.NotFound("The product")
	}
	return p, err
}

// forChange is a product that the asker may change.
func forChange(ctx context.Context, tx *store.Tx, id int64) (Listed, error) {
	if err := tx.May(access.ManageSettings); err != nil {
		return Listed{}, err
	}
	return Get(ctx, tx, id)
}

// Words is what a product is called, and what it is.
type Words struct{ Name, Description string }

// Change gives a product another name or description; what was invoiced keeps the old one.
// Fails with fail.Invalid, fail.NotFound, fail.Forbidden, and fail.Conflict "name_taken" at "name".
func Change(ctx context.Context, tx *store.Tx, id int64, w Words) (Listed, error) {
	p, err := forChange(ctx, tx, id)
	if err != nil {
		return Listed{}, err
	}
	w.Name, w.Description = store.Clean(w.Name), store.Clean(w.Description)
	var bad []fail.Field
	if n := utf8.RuneCountInString(w.Name); n == 0 || n > 100 {
		bad = append(bad, fail.At("name", "Enter the name of the product, up to 100 characters."))
	}
	if utf8.RuneCountInString(w.Description) > 500 {
		bad = append(bad, fail.At("description", "Enter up to 500 characters."))
	}
	if err := fail.Invalid(bad...); err != nil {
		return Listed{}, err
	}
	if _, err := tx.Exec(ctx, `UPDATE product SET name = $1, name_key = $2, description = $3 WHERE id = $4`, w.Name, store.Key(w.Name), w.Description, id); err != nil {
		return Listed{}, err
	}
	tx.Audit("product.changed", store.About{Kind: "product", ID: id, Name: w.Name, Before: Words{p.Name, p.Description}}, w)
	p.Name, p.Description = w.Name, w.Description
	return p, nil
}

// Retire takes a product out of what can be added from now on. Companies that have it keep it, with their counts and its prices.
// Fails with fail.NotFound, fail.Forbidden, and fail.Conflict "not_sold" or "last_product".
func Retire(ctx context.Context, tx *store.Tx, id int64) (Listed, error) {
	p, err := forChange(ctx, tx, id)
	if err != nil {
		return Listed{}, err
	}
	if p.ArchivedAt != nil {
		return Listed{}, fail.Conflict("not_sold", p.Name+" is retired already.")
	}
	others, err := store.One[int64](ctx, tx, `SELECT count(*) FROM product WHERE archived_at IS NULL AND id <> $1`, id)
	if err != nil {
		return Listed{}, err
	}
	if others == 0 {
		return Listed{}, fail.Conflict("last_product", p.Name+" is the only product that is sold. Add another one first.")
	}
	now := tx.Now()
	return p.archive(ctx, tx, &now, "product.retired")
}

// Activate sells a retired product again. Fails with fail.NotFound, fail.Forbidden, and fail.Conflict "is_sold" or "name_taken".
func Activate(ctx context.Context, tx *store.Tx, id int64) (Listed, error) {
	p, err := forChange(ctx, tx, id)
	if err != nil {
		return Listed{}, err
	}
	if p.ArchivedAt == nil {
		return Listed{}, fail.Conflict("is_sold", p.Name+" is sold.")
	}
	return p.archive(ctx, tx, nil, "product.activated")
}

func (p Listed) archive(ctx context.Context, tx *store.Tx, at *time.Time, action string) (Listed, error) {
	if _, err := tx.Exec(ctx, `UPDATE product SET archived_at = $1 WHERE id = $2`, at, p.ID); err != nil {
		return Listed{}, err
	}
	tx.Audit(action, store.About{Kind: "product", ID: p.ID, Name: p.Name}, nil)
	p.ArchivedAt = at
	return p, nil
}
