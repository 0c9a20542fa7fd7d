// Package product holds what is sold per license and the price lists that say what it costs from which day (domain.md 1, billing.md P1).
// Prices are stored here and read by billing; nothing here calculates with money.
package product

import (
	"context"
	"time"
	"unicode/utf8"

	"kontor/access"
	"kontor/fail"
	"kontor/store"
)

// Product is one subscription level.
type Product struct {
	ID         int64
	Name       string
	CreatedAt  time.Time
	ArchivedAt *time.Time
}

// PriceList is a named set of prices; partnerships point at one.
type PriceList struct {
	ID   int64
	Name string
}

// Entry is a price from a local day on. UnitPrice is in minor units of Currency per license and month.
type Entry struct {
	ID, PriceListID, ProductID int64
	Currency                   string
	ValidFrom                  string // YYYY-MM-DD
	Model                      string
	UnitPrice                  int64
}

// Draft is a new product with its first price.
type Draft struct {
	Name      string
	PriceList string // made if there is none of this name
	Currency  string // ISO 4217
	UnitPrice int64  // minor units

	Description string // may be empty
}

// Add makes a product and the first entry of its price list, valid since the beginning of the current year, so that every open
// month has a price. Fails with fail.Invalid, fail.Forbidden, and fail.Conflict "product_exists".
func Add(ctx context.Context, tx *store.Tx, d Draft) (Product, error) {
	if err := tx.May(access.ManageSettings); err != nil {
		return Product{}, err
	}
	d.Name, d.PriceList, d.Description = store.Clean(d.Name), store.Clean(d.PriceList), store.Clean(d.Description)
	if err := d.check(); err != nil {
		return Product{}, err
	}
	list, err := listNamed(ctx, tx, d.PriceList)
	if err != nil {
		return Product{}, err
	}
	p, err := store.One[Product](ctx, tx, `INSERT INTO product (name, name_key, description, created_at) VALUES ($1, $2, $3, $4)
		RETURNING id, name, created_at, archived_at`, d.Name, store.Key(d.Name), d.Description, tx.Now())
	if err != nil {
		return Product{}, err
	}
	from := time.Date(tx.Now().Year(), 1, 1, 0, 0, 0, 0, time.UTC).Format(time.DateOnly)
	if _, err := tx.Exec(ctx, `INSERT INTO price_entry (price_list_id, product_id, currency, valid_from, model, unit_price, recorded_at, actor)
		VALUES ($1, $2, $3, $4, 'per_unit', $5, $6, $7)`, list.ID, p.ID, d.Currency, from, d.UnitPrice, tx.Now(), tx.Who().Name()); err != nil {
		return Product{}, err
	}
	tx.Audit("product.added", store.About{Kind: "product", ID: p.ID, Name: p.Name}, d)
	return p, nil
}

func (d Draft) check() error {
	var bad []fail.Field
	if n := utf8.RuneCountInString(d.Name); n == 0 || n > 100 {
		bad = append(bad, fail.At("product", "Enter the name of the product, up to 100 characters."))
	}
	if utf8.RuneCountInString(d.Description) > 500 {
		bad = append(bad, fail.At("description", "Enter up to 500 characters."))
	}
	if n := utf8.RuneCountInString(d.PriceList); n == 0 || n > 100 {
		bad = append(bad, fail.At("price_list", "Enter a name for the price list, up to 100 characters."))
	}
	if _, err := Exponent(d.Currency); err != nil {
		bad = append(bad, fail.At("currency", "Choose a currency."))
	}
	if d.UnitPrice < 0 || d.UnitPrice > MaxPrice {
		bad = append(bad, fail.At("price", "Enter a price from 0 to 1,000,000."))
	}
	return fail.Invalid(bad...)
}

func listNamed(ctx context.Context, tx *store.Tx, name string) (PriceList, error) {
	l, found, err := store.Maybe[PriceList](ctx, tx, `SELECT id, name FROM price_list WHERE name_key = $1`, store.Key(name))
	if err != nil || found {
		return l, err
	}
	return store.One[PriceList](ctx, tx, `INSERT INTO price_list (name, name_key, created_at) VALUES ($1, $2, $3) RETURNING id, name`,
		name, store.Key(name), tx.Now())
}

// List gives the products that are sold, oldest first. Which products exist is no secret among those who are signed in.
func List(ctx context.Context, tx *store.Tx) ([]Product, error) {
	return store.All[Product](ctx, tx, `SELECT id, name, created_at, archived_at FROM product WHERE archived_at IS NULL ORDER BY id`)
}

// PriceLists gives the names of all price lists, oldest first. Needs ViewVendor or ManageSettings.
func PriceLists(ctx context.Context, tx *store.Tx) ([]PriceList, error) {
	if !tx.Who().May(access.ManageSettings) {
		if err := tx.May(access.ViewVendor); err != nil {
			return nil, err
		}
	}
	return store.All[PriceList](ctx, tx, `SELECT id, name FROM price_list ORDER BY id`)
}

// Sold gives the products that a price list prices in a currency on a local day: what can be added there (billing.md P1a).
func Sold(ctx context.Context, tx *store.Tx, priceList int64, currency, day string) ([]Product, error) {
	return store.All[Product](ctx, tx, `SELECT p.id, p.name, p.created_at, p.archived_at FROM product p
		 WHERE p.archived_at IS NULL AND EXISTS (SELECT 1 FROM price_entry e
			WHERE e.price_list_id = $1 AND e.product_id = p.id AND e.currency = $2 AND e.valid_from <= $3) ORDER BY p.id`,
		priceList, currency, day)
}

// Priced reports whether a price list has a price for the product in that currency on a local day (billing.md P1, P1a).
func Priced(ctx context.Context, tx *store.Tx, priceList, product int64, currency, day string) (bool, error) {
	_, found, err := store.Maybe[int64](ctx, tx, `SELECT e.id FROM price_entry e JOIN product p ON p.id = e.product_id
		 WHERE e.price_list_id = $1 AND e.product_id = $2 AND e.currency = $3 AND e.valid_from <= $4 AND p.archived_at IS NULL
		 ORDER BY e.valid_from DESC LIMIT 1`, priceList, product, currency, day)
	return found, err
}
