package web

import (
	"context"
	"net/http"
	"strconv"

	"kontor/access"
	"kontor/product"
	"kontor/store"
	"kontor/web/page"
	"kontor/web/ui"
)

const (
	productsPath   = "/admin/products"
	priceListsPath = "/admin/price-lists"
)

// productRoutes are the products and price lists (domain.md 1, billing.md P1).
func (s *site) productRoutes() []Route {
	return []Route{
		{"GET /admin/products", s.products, access.ViewVendor, Vendor},
		{"GET /admin/products/new", s.newVendorProduct, access.ManageSettings, Vendor},
		{"POST /admin/products", s.addVendorProduct, access.ManageSettings, Vendor},
		{"GET /admin/products/{product}/edit", s.editProduct, access.ManageSettings, Vendor},
		{"POST /admin/products/{product}/edit", s.changeProduct, access.ManageSettings, Vendor},
		{"GET /admin/products/{product}/retirement", s.retirement, access.ManageSettings, Vendor},
		{"POST /admin/products/{product}/retirement", s.retireProduct, access.ManageSettings, Vendor},
		{"POST /admin/products/{product}/activation", s.activateProduct, access.ManageSettings, Vendor},
		{"GET /admin/price-lists/new", s.newPriceList, access.ManageSettings, Vendor},
		{"POST /admin/price-lists", s.addPriceList, access.ManageSettings, Vendor},
		{"GET /admin/price-lists/{list}", s.priceList, access.ViewVendor, Vendor},
		{"GET /admin/price-lists/{list}/prices/new", s.newPrice, access.ManageSettings, Vendor},
		{"POST /admin/price-lists/{list}/prices", s.addPrice, access.ManageSettings, Vendor},
		{"GET /admin/partnerships/{partnership}/price-list", s.priceListChoice, access.ChangePartner, Vendor},
		{"POST /admin/partnerships/{partnership}/price-list", s.choosePriceList, access.ChangePartner, Vendor},
	}
}

// offer is everything that is sold or was, and the price lists.
type offer struct {
	products []product.Listed
	lists    []product.PriceList
}

func (s *site) products(w http.ResponseWriter, r *http.Request) error {
	ctx, me := r.Context(), who(r)
	o, err := store.Snapshot(ctx, s.db, me, func(tx *store.Tx) (o offer, err error) {
		if o.products, err = product.All(ctx, tx); err != nil {
			return o, err
		}
		o.lists, err = product.PriceLists(ctx, tx)
		return o, err
	})
	if err != nil {
		return err
	}
	p := page.Products{}
	change := me.May(access.ManageSettings)
	if change {
		p.Add, p.AddList = productsPath+"/new", priceListsPath+"/new"
	}
	for _, one := range o.products {
		at := productsPath + "/" + strconv.FormatInt(one.ID, 10)
		row := page.ProductRow{Name: one.Name, Description: one.Description, Companies: int(one.Companies), Status: ui.Badge{Tone: "ok", Text: "Sold"}}
		if one.ArchivedAt != nil {
			row.Status = ui.Badge{Text: "Retired"}
		}
		switch {
		case !change:
		case one.ArchivedAt != nil:
			row.Edit, row.Activate = at+"/edit", at+"/activation"
		default:
			row.Edit, row.Retire = at+"/edit", at+"/retirement"
		}
		p.Products = append(p.Products, row)
	}
	for _, l := range o.lists {
		p.Lists = append(p.Lists, ui.Link{Text: l.Name, Href: priceListPath(l.ID)})
	}
	return s.render(w, r, p)
}

func priceListPath(id int64) string { return priceListsPath + "/" + strconv.FormatInt(id, 10) }

func (s *site) newVendorProduct(w http.ResponseWriter, r *http.Request) error {
	return s.vendorProductForm(w, r, ui.Form{})
}

func (s *site) vendorProductForm(w http.ResponseWriter, r *http.Request, form ui.Form) error {
	if !form.Failed() {
		set, err := s.settings(r.Context())
		if err != nil {
			return err
		}
		lists, err := store.Read(r.Context(), s.db, who(r), func(tx *store.Tx) ([]product.PriceList, error) { return product.PriceLists(r.Context(), tx) })
		if err != nil {
			return err
		}
		form = form.With("currency", set.Currency).With("price_list", "Standard")
		if len(lists) > 0 {
			form = form.With("price_list", lists[0].Name)
		}
	}
	form.Action = productsPath
	return s.render(w, r, page.EditProduct{Form: form, Heading: "Add product", Button: "Add product", Currencies: currencies(), Cancel: productsPath})
}

// addVendorProduct adds the product with the first entry of its price list; the setup does the same.
func (s *site) addVendorProduct(w http.ResponseWriter, r *http.Request) error {
	f := r.PostForm
	price, err := product.ParsePrice(f.Get("price"), f.Get("currency"))
	if err == nil {
		err = s.db.Write(r.Context(), who(r), func(tx *store.Tx) error {
			_, err := product.Add(r.Context(), tx, product.Draft{Name: f.Get("name"), Description: f.Get("description"), PriceList: f.Get("price_list"),
				Currency: f.Get("currency"), UnitPrice: price})
			return err
		})
	}
	if form, err := refused(r, ui.Form{}, err, "product", "name"); err != nil {
		return err
	} else if form.Failed() {
		return s.vendorProductForm(w, r, form)
	}
	return s.done(w, r, productsPath, "The product was added. Partners whose price list has a price for it can add it now.")
}

func (s *site) readProduct(r *http.Request) (product.Listed, error) {
	return store.Read(r.Context(), s.db, who(r), func(tx *store.Tx) (product.Listed, error) {
		return product.Get(r.Context(), tx, pathNumber(r, "product"))
	})
}

func (s *site) editProduct(w http.ResponseWriter, r *http.Request) error {
	one, err := s.readProduct(r)
	if err != nil {
		return err
	}
	return s.editProductForm(w, r, ui.Form{}.With("name", one.Name).With("description", one.Description))
}

func (s *site) editProductForm(w http.ResponseWriter, r *http.Request, form ui.Form) error {
	form.Action = r.URL.Path
	return s.render(w, r, page.EditProduct{Form: form, Heading: "Edit product", Button: "Save", Cancel: productsPath})
}

func (s *site) changeProduct(w http.ResponseWriter, r *http.Request) error {
	words := product.Words{Name: r.PostFormValue("name"), Description: r.PostFormValue("description")}
	err := s.writeProduct(w, r, "%s was saved.", func(ctx context.Context, tx *store.Tx, id int64) (product.Listed, error) {
		return product.Change(ctx, tx, id, words)
	})
	if form, other := refused(r, ui.Form{}, err); other == nil && form.Failed() {
		return s.editProductForm(w, r, form)
	}
	return err
}

// writeProduct does something to a product and says so on the list.
func (s *site) writeProduct(w http.ResponseWriter, r *http.Request, text string, do func(context.Context, *store.Tx, int64) (product.Listed, error)) error {
	one, err := store.Write(r.Context(), s.db, who(r), func(tx *store.Tx) (product.Listed, error) { return do(r.Context(), tx, pathNumber(r, "product")) })
	if err != nil {
		return err
	}
	return s.done(w, r, productsPath, text, one.Name)
}

func (s *site) retirement(w http.ResponseWriter, r *http.Request) error {
	one, err := s.readProduct(r)
	if err != nil {
		return err
	}
	return s.render(w, r, page.Confirm{Form: ui.Form{Action: r.URL.Path}, Question: "Retire " + one.Name + "?", About: "Products", Button: "Retire product",
		Busy: "Retiring…", Danger: true, Cancel: productsPath, Lines: []string{
			"It can’t be added to a company any more. It can be sold again at any time.",
			ui.Plural(int(one.Companies), "company has", "companies have") + " it and keep it, with its users, counts and prices."}})
}

func (s *site) retireProduct(w http.ResponseWriter, r *http.Request) error {
	return s.writeProduct(w, r, "%s was retired.", product.Retire)
}

func (s *site) activateProduct(w http.ResponseWriter, r *http.Request) error {
	return s.writeProduct(w, r, "%s is sold again.", product.Activate)
}
