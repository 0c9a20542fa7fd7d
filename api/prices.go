package api

import (
	"context"
	"net/http"
	"time"

	"kontor/access"
	"kontor/product"
	"kontor/store"
)

// CatalogProduct is a subscription level as the vendor sees it.
type CatalogProduct struct {
	ID          ID         `json:"id"`
	Name        string     `json:"name" example:"Business"`
	Description string     `json:"description" example:"For teams"`
	RetiredAt   *time.Time `json:"retired_at,omitempty" doc:"Since when it is not sold any more; companies that have it keep it."`
	Companies   int64      `json:"companies" doc:"That are subscribed to it." example:"84"`
}

func shownListed(p product.Listed) CatalogProduct {
	return CatalogProduct{ID: idOf(p.ID), Name: p.Name, Description: p.Description, RetiredAt: p.ArchivedAt, Companies: p.Companies}
}

// PriceList is prices by product, currency and day.
type PriceList struct {
	ID   ID     `json:"id"`
	Name string `json:"name" example:"Standard"`
}

// Price is one entry of a price list: it holds for months that begin on or after its day, and is never changed.
type Price struct {
	ID          ID          `json:"id"`
	Product     ID          `json:"product_id"`
	ProductName string      `json:"product_name" example:"Business"`
	Currency    string      `json:"currency" example:"EUR"`
	ValidFrom   string      `json:"valid_from" format:"date" example:"2027-01-01"`
	Model       string      `json:"model" enum:"per_unit,volume,graduated"`
	UnitPrice   int64       `json:"unit_price" doc:"Of per_unit: for a license and month, in the currency's minor unit." example:"499"`
	Tiers       []PriceTier `json:"tiers" doc:"Of volume and graduated."`
	RecordedAt  time.Time   `json:"recorded_at"`
	Actor       string      `json:"actor" example:"Olga Berg"`
}

// PriceTier is a step of a price by volume.
type PriceTier struct {
	UpTo int64 `json:"up_to,omitempty" minimum:"0" maximum:"1000000" doc:"Licenses; absent in the last one, which has no end." example:"50"`
	Unit int64 `json:"unit_price" minimum:"0" doc:"In the currency's minor unit." example:"449"`
}

func shownPrice(e product.EntryRow) Price {
	p := Price{ID: idOf(e.ID), Product: idOf(e.ProductID), ProductName: e.Product, Currency: e.Currency, ValidFrom: e.ValidFrom, Model: e.Model, UnitPrice: e.UnitPrice, Tiers: []PriceTier{},
		RecordedAt: e.RecordedAt, Actor: e.Actor}
	for _, t := range e.Tiers() {
		p.Tiers = append(p.Tiers, PriceTier(t))
	}
	return p
}

var nameTaken = []string{"name_taken"}

// catalog are the operations on what is sold and what it costs.
func (s *server) catalog() []operation {
	const vendor = "vendor"
	return []operation{
		{id: "listCatalog", route: "GET /catalog", may: access.ViewVendor, face: vendor, summary: "List all products", about: "Retired ones too, last.", serve: reads(listCatalog)},
		{id: "addProduct", route: "POST /products", may: access.ManageSettings, face: vendor, summary: "Add a product", about: "With its first price, per license, in a price list that is made if there is none of this name.",
			body: jsonType, status: http.StatusCreated, fields: map[string]string{"product": "name", "price": "unit_price"}, codes: nameTaken, serve: acts(addProduct)},
		{id: "getProduct", route: "GET /products/{product}", may: access.ViewVendor, face: vendor, summary: "Get a product", serve: reads(getProduct)},
		{id: "changeProduct", route: "PATCH /products/{product}", may: access.ManageSettings, face: vendor, summary: "Change a product's name or description", about: "What is not sent stays.",
			body: jsonType, match: true, codes: nameTaken, serve: acts(changeProduct)},
		{id: "retireProduct", route: "POST /products/{product}/retirement", may: access.ManageSettings, face: vendor, summary: "Retire a product", about: "It is not sold any more; companies that have it keep it.",
			codes: []string{"not_sold", "last_product"}, serve: acts(productAct(product.Retire))},
		{id: "activateProduct", route: "POST /products/{product}/activation", may: access.ManageSettings, face: vendor, summary: "Sell a retired product again", codes: []string{"is_sold", "name_taken"},
			serve: acts(productAct(product.Activate))},
		{id: "listPriceLists", route: "GET /price-lists", may: access.ViewVendor, face: vendor, summary: "List price lists", serve: reads(listPriceLists)},
		{id: "addPriceList", route: "POST /price-lists", may: access.ManageSettings, face: vendor, summary: "Add a price list", body: jsonType, status: http.StatusCreated, codes: nameTaken, serve: acts(addPriceList)},
		{id: "listPrices", route: "GET /price-lists/{list}/prices", may: access.ViewVendor, face: vendor, summary: "List the prices of a list", about: "By product and currency, newest first.", serve: reads(listPrices)},
		{id: "addPrice", route: "POST /price-lists/{list}/prices", may: access.ManageSettings, face: vendor, summary: "Add a price", about: "From a day on. Months that are over keep their price.",
			body: jsonType, status: http.StatusCreated, fields: map[string]string{"product": "product_id", "price": "unit_price"}, serve: acts(addPrice)},
	}
}

func listCatalog(ctx context.Context, tx *store.Tx, _ *struct{}) (*itemsOut[CatalogProduct], error) {
	all, err := product.All(ctx, tx)
	out := &itemsOut[CatalogProduct]{Body: List[CatalogProduct]{Items: []CatalogProduct{}}}
	for _, p := range all {
		out.Body.Items = append(out.Body.Items, shownListed(p))
	}
	return out, err
}

// NewProduct is a product with its first price.
type NewProduct struct {
	Name        string `json:"name" minLength:"1" maxLength:"100" example:"Business"`
	Description string `json:"description,omitempty" maxLength:"500" example:"For teams"`
	PriceList   string `json:"price_list" minLength:"1" maxLength:"100" doc:"Its name." example:"Standard"`
	Currency    string `json:"currency" minLength:"3" maxLength:"3" example:"EUR"`
	UnitPrice   int64  `json:"unit_price" minimum:"0" doc:"For a license and month, in the currency's minor unit." example:"499"`
}

type newProductIn struct{ Body NewProduct }

func addProduct(ctx context.Context, tx *store.Tx, in *newProductIn) (*madeOut[CatalogProduct], error) {
	n := in.Body
	p, err := product.Add(ctx, tx, product.Draft{Name: n.Name, Description: n.Description, PriceList: n.PriceList, Currency: n.Currency, UnitPrice: n.UnitPrice})
	if err != nil {
		return nil, err
	}
	l, err := product.Get(ctx, tx, p.ID)
	return made("/products/"+string(idOf(p.ID)), shownListed(l)), err
}

type productIn struct {
	Product string `path:"product" example:"1"`
}

func getProduct(ctx context.Context, tx *store.Tx, in *productIn) (*oneOut[CatalogProduct], error) {
	p, err := product.Get(ctx, tx, number(in.Product))
	return one(shownListed(p)), err
}

// productAct is an act on a product that needs nothing but its id.
func productAct(do func(context.Context, *store.Tx, int64) (product.Listed, error)) verb[productIn, oneOut[CatalogProduct]] {
	return func(ctx context.Context, tx *store.Tx, in *productIn) (*oneOut[CatalogProduct], error) {
		p, err := do(ctx, tx, number(in.Product))
		return one(shownListed(p)), err
	}
}

type changeProductIn struct {
	Product string `path:"product" example:"1"`
	Body    struct {
		Name        *string `json:"name,omitempty" minLength:"1" maxLength:"100" example:"Business"`
		Description *string `json:"description,omitempty" maxLength:"500" example:"For teams"`
	} `nameHint:"ProductChange"`
}

func changeProduct(ctx context.Context, tx *store.Tx, in *changeProductIn) (*oneOut[CatalogProduct], error) {
	p, err := product.Get(ctx, tx, number(in.Product))
	if err != nil {
		return nil, err
	}
	if err := matches(ctx, shownListed(p)); err != nil {
		return nil, err
	}
	w := product.Words{Name: p.Name, Description: p.Description}
	replace(&w.Name, in.Body.Name)
	replace(&w.Description, in.Body.Description)
	p, err = product.Change(ctx, tx, p.ID, w)
	return one(shownListed(p)), err
}

func listPriceLists(ctx context.Context, tx *store.Tx, _ *struct{}) (*itemsOut[PriceList], error) {
	all, err := product.PriceLists(ctx, tx)
	out := &itemsOut[PriceList]{Body: List[PriceList]{Items: []PriceList{}}}
	for _, l := range all {
		out.Body.Items = append(out.Body.Items, PriceList{ID: idOf(l.ID), Name: l.Name})
	}
	return out, err
}

type newPriceListIn struct {
	Body struct {
		Name string `json:"name" minLength:"1" maxLength:"100" example:"Standard"`
	} `nameHint:"NewPriceList"`
}

func addPriceList(ctx context.Context, tx *store.Tx, in *newPriceListIn) (*madeOut[PriceList], error) {
	l, err := product.AddList(ctx, tx, in.Body.Name)
	return made("/price-lists/"+string(idOf(l.ID))+"/prices", PriceList{ID: idOf(l.ID), Name: l.Name}), err
}

type priceListIn struct {
	List string `path:"list" example:"1"`
}

func listPrices(ctx context.Context, tx *store.Tx, in *priceListIn) (*itemsOut[Price], error) {
	l, err := product.ListOf(ctx, tx, number(in.List))
	if err != nil {
		return nil, err
	}
	all, err := product.Entries(ctx, tx, l.ID)
	out := &itemsOut[Price]{Body: List[Price]{Items: []Price{}}}
	for _, e := range all {
		out.Body.Items = append(out.Body.Items, shownPrice(e))
	}
	return out, err
}

// NewPrice is a price from a day on.
type NewPrice struct {
	Product   ID          `json:"product_id"`
	Currency  string      `json:"currency" minLength:"3" maxLength:"3" example:"EUR"`
	ValidFrom string      `json:"valid_from" minLength:"10" maxLength:"10" doc:"Year-month-day: for months that begin on or after it." example:"2027-01-01"`
	Model     string      `json:"model" enum:"per_unit,volume,graduated" example:"per_unit"`
	UnitPrice int64       `json:"unit_price,omitempty" minimum:"0" doc:"Of per_unit, in the currency's minor unit." example:"499"`
	Tiers     []PriceTier `json:"tiers,omitempty" maxItems:"10" doc:"Of volume and graduated: two or more, rising; the last one has no up_to."`
}

type newPriceIn struct {
	List string `path:"list" example:"1"`
	Body NewPrice
}

func addPrice(ctx context.Context, tx *store.Tx, in *newPriceIn) (*madeOut[Price], error) {
	n := in.Body
	d := product.EntryDraft{PriceList: number(in.List), Product: n.Product.number(), Currency: n.Currency, ValidFrom: n.ValidFrom, Model: n.Model, UnitPrice: n.UnitPrice}
	for _, t := range n.Tiers {
		d.Tiers = append(d.Tiers, product.Tier(t))
	}
	e, err := product.AddEntry(ctx, tx, d)
	if err != nil {
		return nil, err
	}
	p, err := product.Get(ctx, tx, e.ProductID)
	e.Product = p.Name
	return made("/price-lists/"+in.List+"/prices", shownPrice(e)), err
}
