package web

import (
	"net/http"
	"strconv"
	"strings"
	"time"

	"kontor/access"
	"kontor/fail"
	"kontor/partner"
	"kontor/product"
	"kontor/setting"
	"kontor/store"
	"kontor/web/page"
	"kontor/web/ui"
)

func (s *site) newPriceList(w http.ResponseWriter, r *http.Request) error {
	return s.render(w, r, page.AddPriceList{Form: ui.Form{Action: priceListsPath}, Cancel: productsPath})
}

func (s *site) addPriceList(w http.ResponseWriter, r *http.Request) error {
	l, err := store.Write(r.Context(), s.db, who(r), func(tx *store.Tx) (product.PriceList, error) {
		return product.AddList(r.Context(), tx, r.PostFormValue("name"))
	})
	if form, err := refused(r, ui.Form{Action: priceListsPath}, err); err != nil {
		return err
	} else if form.Failed() {
		return s.render(w, r, page.AddPriceList{Form: form, Cancel: productsPath})
	}
	return s.done(w, r, priceListPath(l.ID), "%s was added. Add its prices now.", l.Name)
}

// priced is a price list with all that its page shows.
type priced struct {
	set      setting.Vendor
	list     product.PriceList
	entries  []product.EntryRow
	users    []partner.Pricing
	products []product.Product
}

func (s *site) readPriceList(r *http.Request) (priced, error) {
	ctx, id := r.Context(), pathNumber(r, "list")
	return store.Snapshot(ctx, s.db, who(r), func(tx *store.Tx) (p priced, err error) {
		if p.set, err = setting.Get(ctx, tx); err != nil {
			return p, err
		}
		if p.list, err = product.ListOf(ctx, tx, id); err != nil {
			return p, err
		}
		if p.entries, err = product.Entries(ctx, tx, id); err != nil {
			return p, err
		}
		if p.users, err = partner.PricedBy(ctx, tx, id); err != nil {
			return p, err
		}
		p.products, err = product.List(ctx, tx)
		return p, err
	})
}

func (s *site) priceList(w http.ResponseWriter, r *http.Request) error {
	l, err := s.readPriceList(r)
	if err != nil {
		return err
	}
	p := page.PriceList{Name: l.list.Name, List: productsPath, Zone: l.set.BillingZone}
	if who(r).May(access.ManageSettings) {
		p.Add = priceListPath(l.list.ID) + "/prices/new"
	}
	today, ruled := in(s.db.Now(), l.set.BillingZone).Format("2006-01")+"-01", map[string]bool{}
	for _, e := range l.entries {
		row := page.PriceRow{Product: e.Product, Currency: e.Currency, From: day(e.ValidFrom), Price: priceText(e),
			Recorded: clock(e.RecordedAt, l.set.BillingZone) + " by " + e.Actor, Status: ui.Badge{Text: "Past"}}
		key := strconv.FormatInt(e.ProductID, 10) + e.Currency
		switch {
		case e.ValidFrom > today:
			row.Status = ui.Badge{Tone: "info", Text: "Later"}
		case !ruled[key]:
			row.Status, ruled[key] = ui.Badge{Tone: "ok", Text: "This month"}, true
		}
		p.Prices = append(p.Prices, row)
	}
	for _, u := range l.users {
		row := page.PricingRow{Name: u.Name, Href: vendorPartnerPath(u.PartnerID), Sub: typeName(u.Type) + " · " + u.Currency}
		if u.Billed != "" {
			row.Sub += " · billed to " + u.Billed
		}
		if who(r).May(access.ChangePartner) {
			row.Change = priceChoicePath(u.ID)
		}
		p.Users = append(p.Users, row)
	}
	return s.render(w, r, p)
}

// day is a local day as pages show it: "1 Jan 2027".
func day(iso string) string {
	t, err := time.Parse(time.DateOnly, iso)
	if err != nil {
		return iso
	}
	return t.Format("2 Jan 2006")
}

// priceText is an entry's price in words: "3.00", or its tiers.
func priceText(e product.EntryRow) string {
	if e.Model == product.PerUnit {
		return product.PriceText(e.UnitPrice, e.Currency)
	}
	var steps []string
	for _, t := range e.Tiers() {
		to := "above"
		if t.UpTo > 0 {
			to = "to " + ui.Number(int(t.UpTo))
		}
		steps = append(steps, to+" "+product.PriceText(t.Unit, e.Currency))
	}
	return map[string]string{product.Volume: "By volume", product.Graduated: "Graduated"}[e.Model] + ": " + strings.Join(steps, ", ")
}

func (s *site) newPrice(w http.ResponseWriter, r *http.Request) error {
	return s.priceForm(w, r, nil)
}

// tierLines is how many tiers the form takes.
const tierLines = 5

func (s *site) priceForm(w http.ResponseWriter, r *http.Request, cause error) error {
	l, err := s.readPriceList(r)
	if err != nil {
		return err
	}
	first := in(s.db.Now(), l.set.BillingZone)
	form := ui.Form{}.With("currency", l.set.Currency).With("model", product.PerUnit).
		With("valid_from", time.Date(first.Year(), first.Month()+1, 1, 0, 0, 0, 0, time.UTC).Format(time.DateOnly))
	if cause != nil {
		if form, err = refused(r, form, cause); err != nil {
			return err
		}
	}
	form.Action = priceListPath(l.list.ID) + "/prices"
	p := page.AddPrice{Form: form, List: l.list.Name, Currencies: currencies(), Cancel: priceListPath(l.list.ID)}
	for _, one := range l.products {
		p.Products = append(p.Products, ui.Option{Value: strconv.FormatInt(one.ID, 10), Label: one.Name})
	}
	for i := range tierLines {
		p.Lines = append(p.Lines, page.TierLine{UpTo: nth(form.Values["up_to"], i), Unit: nth(form.Values["unit"], i)})
	}
	return s.render(w, r, p)
}

func nth(list []string, i int) string {
	if i < len(list) {
		return list[i]
	}
	return ""
}

// addPrice adds an entry; prices are never changed (billing.md "Shape").
func (s *site) addPrice(w http.ResponseWriter, r *http.Request) error {
	draft, err := entryDraft(r)
	if err == nil {
		err = s.db.Write(r.Context(), who(r), func(tx *store.Tx) error {
			_, err := product.AddEntry(r.Context(), tx, draft)
			return err
		})
	}
	if _, ok := fail.AsInvalid(err); ok {
		return s.priceForm(w, r, err)
	}
	if err != nil {
		return err
	}
	return s.done(w, r, priceListPath(draft.PriceList), "The price was added. It holds for months that begin on or after %s.", day(draft.ValidFrom))
}

func entryDraft(r *http.Request) (product.EntryDraft, error) {
	f := r.PostForm
	d := product.EntryDraft{PriceList: pathNumber(r, "list"), Product: whole(f.Get("product")), Currency: f.Get("currency"), ValidFrom: strings.TrimSpace(f.Get("valid_from")),
		Model: f.Get("model")}
	if d.Model != product.Volume && d.Model != product.Graduated {
		price, err := product.ParsePrice(f.Get("price"), d.Currency)
		d.UnitPrice = price
		return d, err
	}
	for i := range tierLines {
		to, unit := strings.TrimSpace(nth(f["up_to"], i)), strings.TrimSpace(nth(f["unit"], i))
		if to == "" && unit == "" {
			continue
		}
		price, err := product.ParsePrice(unit, d.Currency)
		if err != nil || to != "" && whole(to) < 1 {
			return d, fail.Invalid(fail.At("tiers", "Enter a count and a price such as 3.50 in each tier that is used."))
		}
		d.Tiers = append(d.Tiers, product.Tier{UpTo: whole(to), Unit: price})
	}
	return d, nil
}

// priceChoicePath is where a partnership's price list is chosen.
func priceChoicePath(partnership int64) string {
	return "/admin/partnerships/" + strconv.FormatInt(partnership, 10) + "/price-list"
}

func (s *site) priceListChoice(w http.ResponseWriter, r *http.Request) error {
	return s.priceListChoiceForm(w, r, nil)
}

func (s *site) priceListChoiceForm(w http.ResponseWriter, r *http.Request, cause error) error {
	ctx := r.Context()
	var of partner.Pricing
	lists, err := store.Snapshot(ctx, s.db, who(r), func(tx *store.Tx) (_ []product.PriceList, err error) {
		if of, err = partner.PricingOf(ctx, tx, pathNumber(r, "partnership")); err != nil {
			return nil, err
		}
		return product.PriceLists(ctx, tx)
	})
	if err != nil {
		return err
	}
	form := ui.Form{}.With("price_list", strconv.FormatInt(of.PriceListID, 10))
	if cause != nil {
		if form, err = refused(r, form, cause); err != nil {
			return err
		}
	}
	form.Action = r.URL.Path
	p := page.ChoosePriceList{Form: form, Name: of.Name, Cancel: priceListPath(of.PriceListID),
		Lead: "Holds from the present month on. The list must have a price in " + of.Currency + " for every product the partner uses."}
	if of.Billed != "" {
		p.Lead = "Billed to " + of.Billed + ", whose price list rules as long as that is so."
	}
	for _, l := range lists {
		p.Lists = append(p.Lists, ui.Option{Value: strconv.FormatInt(l.ID, 10), Label: l.Name})
	}
	return s.render(w, r, p)
}

func (s *site) choosePriceList(w http.ResponseWriter, r *http.Request) error {
	list := whole(r.PostFormValue("price_list"))
	of, err := store.Write(r.Context(), s.db, who(r), func(tx *store.Tx) (partner.Pricing, error) {
		return partner.ChoosePriceList(r.Context(), tx, pathNumber(r, "partnership"), list)
	})
	if _, ok := fail.AsInvalid(err); ok {
		return s.priceListChoiceForm(w, r, err)
	}
	if err != nil {
		return err
	}
	return s.done(w, r, priceListPath(of.PriceListID), "%s has this price list now.", of.Name)
}
