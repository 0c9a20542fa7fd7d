package walk_test

import (
	"fmt"
	"maps"
	"net/url"

	"kontor/product"
	"kontor/store"
)

func init() {
	maps.Copy(operations, map[string]operation{
		"GET /admin/products":                               {places: (*world).nothing},
		"GET /admin/products/new":                           {places: (*world).nothing},
		"POST /admin/products":                              {places: (*world).nothing, form: productDraftForm},
		"GET /admin/products/{product}/edit":                {places: (*world).productPlaces},
		"POST /admin/products/{product}/edit":               {places: (*world).productPlaces, form: productWordsForm},
		"GET /admin/products/{product}/retirement":          {places: (*world).productPlaces},
		"POST /admin/products/{product}/retirement":         {places: (*world).productPlaces, fresh: soldProduct},
		"POST /admin/products/{product}/activation":         {places: (*world).productPlaces, fresh: retiredProduct},
		"GET /admin/price-lists/new":                        {places: (*world).nothing},
		"POST /admin/price-lists":                           {places: (*world).nothing, form: listForm},
		"GET /admin/price-lists/{list}":                     {places: (*world).listPlaces},
		"GET /admin/price-lists/{list}/prices/new":          {places: (*world).listPlaces},
		"POST /admin/price-lists/{list}/prices":             {places: (*world).listPlaces, form: priceForm},
		"GET /admin/partnerships/{partnership}/price-list":  {places: (*world).partnershipsOfAll},
		"POST /admin/partnerships/{partnership}/price-list": {places: (*world).partnershipsOfAll, form: listChoiceForm, idle: true},
	})
}

// spareProduct is one that no company has.
func (w *world) spareProduct() string {
	made, err := store.Write(w.t.Context(), w.k.DB, w.k.Owner.Actor(), func(tx *store.Tx) (product.Product, error) {
		return product.Add(w.t.Context(), tx, product.Draft{Name: fmt.Sprintf("Spare %d", w.next()), PriceList: "Spare", Currency: "EUR", UnitPrice: 100})
	})
	w.must(err)
	return text(made.ID)
}

func soldProduct(w *world, p *place) *place { return p.with("product", w.spareProduct()) }

func retiredProduct(w *world, p *place) *place {
	q := soldProduct(w, p)
	w.k.Exec(`UPDATE product SET archived_at = $1 WHERE id = $2`, w.k.Clock.Now(), q.ids["product"])
	return q
}

func (w *world) productPlaces() []*place {
	return numbered("product", []string{w.spareProduct()}, []string{unknown})(w)
}

func (w *world) listPlaces() []*place {
	return numbered("list", []string{text(w.priceList)}, []string{unknown})(w)
}

// partnershipsOfAll are the places of the vendor's pages about a partnership.
func (w *world) partnershipsOfAll() []*place {
	return numbered("partnership", []string{text(w.cast.A.Partnership), text(w.cast.Reseller.Partnership)}, []string{unknown})(w)
}

func productDraftForm(w *world, _ *actor) url.Values {
	return url.Values{"name": {fmt.Sprintf("Sold %d", w.next())}, "price": {"3.00"}, "currency": {"EUR"}, "price_list": {"Spare"}}
}

func productWordsForm(w *world, _ *actor) url.Values {
	return url.Values{"name": {fmt.Sprintf("Called %d", w.next())}}
}

func listForm(w *world, _ *actor) url.Values {
	return url.Values{"name": {fmt.Sprintf("List %d", w.next())}}
}

func priceForm(w *world, _ *actor) url.Values {
	return url.Values{"product": {text(w.k.Product("Business"))}, "currency": {"EUR"}, "valid_from": {"2027-01-01"}, "model": {"per_unit"}, "price": {"3.00"}}
}

func listChoiceForm(w *world, _ *actor) url.Values {
	return url.Values{"price_list": {text(w.priceList)}}
}
