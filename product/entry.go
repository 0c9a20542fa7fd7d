package product

import (
	"context"
	"encoding/json"
	"time"
	"unicode/utf8"

	"kontor/access"
	"kontor/fail"
	"kontor/setting"
	"kontor/store"
)

// The models of a price (billing.md P2).
const (
	PerUnit   = "per_unit"
	Volume    = "volume"
	Graduated = "graduated"
)

// Tier is a step of a volume or graduated price: up to so many licenses, each costs Unit, in minor units. The last one has no end.
type Tier struct {
	UpTo int64 `json:"up_to,omitempty"`
	Unit int64 `json:"unit"`
}

// EntryDraft is a price from a local day on.
type EntryDraft struct {
	PriceList, Product int64
	Currency           string // ISO 4217
	ValidFrom          string // YYYY-MM-DD: for months that begin on or after it
	Model              string // per_unit, volume, graduated
	UnitPrice          int64  // of per_unit, in minor units
	Tiers              []Tier // of the others
}

// EntryRow is an entry as a price list shows it.
type EntryRow struct {
	Entry
	Product    string
	Steps      string `db:"tiers"` // JSON
	RecordedAt time.Time
	Actor      string
}

// Tiers are the steps of a volume or graduated price, none of a price per unit.
func (e EntryRow) Tiers() []Tier {
	var all []Tier
	if e.Steps == "" || json.Unmarshal([]byte(e.Steps), &all) != nil {
		return nil
	}
	return all
}

// ListOf is one price list. Needs ViewVendor; fails with fail.NotFound.
func ListOf(ctx context.Context, tx *store.Tx, id int64) (PriceList, error) {
	if err := tx.May(access.ViewVendor); err != nil {
		return PriceList{}, err
	}
	l, ok, err := store.Maybe[PriceList](ctx, tx, `SELECT id, name FROM price_list WHERE id = $1`, id)
	if err == nil && !ok {
		err = fail.NotFound("The price list")
	}
	return l, err
}

// Entries are the prices of a list by product, currency and day, the newest first; of two from one day the later recorded rules.
// Needs ViewVendor.
func Entries(ctx context.Context, tx *store.Tx, list int64) ([]EntryRow, error) {
	if err := tx.May(access.ViewVendor); err != nil {
		return nil, err
	}
	return store.All[EntryRow](ctx, tx, `SELECT e.id, e.price_list_id, e.product_id, e.currency, e.valid_from, e.model, e.unit_price, e.tiers, e.recorded_at, e.actor,
		p.name AS product FROM price_entry e JOIN product p ON p.id = e.product_id WHERE e.price_list_id = $1
		ORDER BY p.name_key, p.id, e.currency, e.valid_from DESC, e.id DESC`, list)
}

// AddList makes an empty price list. Fails with fail.Invalid and fail.Conflict "name_taken" at "name", and fail.Forbidden.
func AddList(ctx context.Context, tx *store.Tx, name string) (PriceList, error) {
	if err := tx.May(access.ManageSettings); err != nil {
		return PriceList{}, err
	}
	name = store.Clean(name)
	if n := utf8.RuneCountInString(name); n == 0 || n > 100 {
		return PriceList{}, fail.Invalid(fail.At("name", "Enter a name for the price list, up to 100 characters."))
	}
	l, err := store.One[PriceList](ctx, tx, `INSERT INTO price_list (name, name_key, created_at) VALUES ($1, $2, $3) RETURNING id, name`, name, store.Key(name), tx.Now())
	if err != nil {
		return PriceList{}, err
	}
	tx.Audit("price_list.added", store.About{Kind: "price_list", ID: l.ID, Name: l.Name}, nil)
	return l, nil
}

// AddEntry adds a price to a list. Entries are never changed: a price that was wrong is followed by another one. Where the product has a
// price already, months that are over keep it: the day is not before the present month.
//
// Fails with fail.Invalid field by field ("product", "currency", "valid_from", "model", "price", "tiers"), fail.NotFound and fail.Forbidden.
func AddEntry(ctx context.Context, tx *store.Tx, d EntryDraft) (EntryRow, error) {
	if err := tx.May(access.ManageSettings); err != nil {
		return EntryRow{}, err
	}
	list, err := ListOf(ctx, tx, d.PriceList)
	if err != nil {
		return EntryRow{}, err
	}
	if err := d.check(ctx, tx); err != nil {
		return EntryRow{}, err
	}
	tiers := ""
	if d.Model != PerUnit {
		text, err := json.Marshal(d.Tiers)
		if err != nil {
			return EntryRow{}, err
		}
		tiers = string(text)
	}
	id, err := store.One[int64](ctx, tx, `INSERT INTO price_entry (price_list_id, product_id, currency, valid_from, model, unit_price, tiers, recorded_at, actor)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9) RETURNING id`, d.PriceList, d.Product, d.Currency, d.ValidFrom, d.Model, d.UnitPrice, tiers, tx.Now(), tx.Who().Name())
	if err != nil {
		return EntryRow{}, err
	}
	tx.Audit("price_list.price_added", store.About{Kind: "price_list", ID: list.ID, Name: list.Name}, d)
	return EntryRow{Entry: Entry{ID: id, PriceListID: list.ID, ProductID: d.Product, Currency: d.Currency, ValidFrom: d.ValidFrom, Model: d.Model, UnitPrice: d.UnitPrice},
		Steps: tiers, RecordedAt: tx.Now(), Actor: tx.Who().Name()}, nil
}

func (d *EntryDraft) check(ctx context.Context, tx *store.Tx) error {
	bad := d.shape()
	sold, err := store.One[int64](ctx, tx, `SELECT count(*) FROM product WHERE id = $1 AND archived_at IS NULL`, d.Product)
	if err != nil {
		return err
	}
	if sold == 0 {
		bad = append(bad, fail.At("product", "Choose a product."))
	}
	if _, err := time.Parse(time.DateOnly, d.ValidFrom); err != nil {
		return fail.Invalid(append(bad, fail.At("valid_from", "Enter the day as year-month-day, such as 2027-01-01."))...)
	}
	early, err := d.tooEarly(ctx, tx)
	if err != nil {
		return err
	}
	if early != "" {
		bad = append(bad, fail.At("valid_from", "Months that are over keep their price. Enter "+early+" or later."))
	}
	return fail.Invalid(bad...)
}

// tooEarly is the first day from which a price may hold, if the draft's is before it.
func (d *EntryDraft) tooEarly(ctx context.Context, tx *store.Tx) (string, error) {
	priced, err := store.One[int64](ctx, tx, `SELECT count(*) FROM price_entry WHERE price_list_id = $1 AND product_id = $2 AND currency = $3`, d.PriceList, d.Product, d.Currency)
	if err != nil || priced == 0 {
		return "", err
	}
	v, err := setting.Get(ctx, tx)
	if err != nil {
		return "", err
	}
	zone, err := time.LoadLocation(v.BillingZone)
	if err != nil {
		return "", err
	}
	first := tx.Now().In(zone).Format("2006-01") + "-01"
	if d.ValidFrom < first {
		return first, nil
	}
	return "", nil
}

// shape is what is wrong with the price itself.
func (d *EntryDraft) shape() (bad []fail.Field) {
	if _, err := Exponent(d.Currency); err != nil {
		bad = append(bad, fail.At("currency", "Choose a currency."))
	}
	switch d.Model {
	case PerUnit:
		d.Tiers = nil
		if d.UnitPrice < 0 || d.UnitPrice > MaxPrice {
			bad = append(bad, fail.At("price", "Enter a price from 0 to 1,000,000."))
		}
	case Volume, Graduated:
		d.UnitPrice = 0
		if !rising(d.Tiers) {
			bad = append(bad, fail.At("tiers", "Enter at least two tiers, each up to more licenses than the one before; the last one has no end."))
		}
	default:
		bad = append(bad, fail.At("model", "Choose how the price is counted."))
	}
	return bad
}

func rising(tiers []Tier) bool {
	if len(tiers) < 2 || len(tiers) > 10 || tiers[len(tiers)-1].UpTo != 0 {
		return false
	}
	var before int64
	for i, t := range tiers {
		if t.Unit < 0 || t.Unit > MaxPrice || i < len(tiers)-1 && t.UpTo <= before {
			return false
		}
		before = t.UpTo
	}
	return true
}
