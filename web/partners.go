package web

import (
	"context"
	"fmt"
	"net/http"
	"net/url"
	"strconv"
	"strings"

	"kontor/access"
	"kontor/account"
	"kontor/onboard"
	"kontor/partner"
	"kontor/product"
	"kontor/setting"
	"kontor/store"
	"kontor/web/page"
	"kontor/web/ui"
)

func vendorPartnerPath(id int64) string { return "/admin/partners/" + strconv.FormatInt(id, 10) }

// partners is the vendor's list (ui.md 6.2, 4); its state stands in the address.
func (s *site) partners(w http.ResponseWriter, r *http.Request) error {
	ask := r.URL.Query()
	q := partner.Query{Text: store.Clean(ask.Get("q")), View: oneOf(ask.Get("view"), partner.Views...), Type: oneOf(ask.Get("type"), partner.MSP, partner.Reseller),
		Down: ask.Get("sort") == "-name", After: store.Clean(ask.Get("after")), Before: store.Clean(ask.Get("before")), Limit: rowsPerPage}
	var counts map[string]int64
	found, err := store.Read(r.Context(), s.db, who(r), func(tx *store.Tx) (found partner.Page, err error) {
		if counts, err = partner.Counts(r.Context(), tx); err != nil {
			return found, err
		}
		return partner.List(r.Context(), tx, q)
	})
	if err != nil {
		return err
	}
	set, err := s.settings(r.Context())
	if err != nil {
		return err
	}
	const path = "/admin/partners"
	shown := ui.Plural(len(found.Rows), "partner", "partners")
	p := page.Partners{Path: path, Vendor: vendorName(&set), Query: q.Text, Type: q.Type, View: q.View, Views: partnerViews(path, q.View, counts), SortBy: ask.Get("sort"), Name: sortBy(path, ask, "name"),
		Filtered: q.Text != "" || q.Type != "" || q.View != "", Total: shown, Pager: pager(path, ask, shown, found.Prev, found.Next)}
	for _, row := range found.Rows {
		p.Rows = append(p.Rows, page.PartnerRow{Href: vendorPartnerPath(row.ID), Name: row.Name, Logo: partnerLogo(vendorPartnerPath(row.ID), row.LogoHash), Sub: row.Parent, Type: typeName(row.Type),
			Companies: int(row.Companies), Licenses: int(row.Licenses), Status: partnerStatus(row.Status, row.Invited)})
	}
	if who(r).May(access.AddPartner) {
		p.Add = path + "/new"
	}
	return s.render(w, r, p)
}

// partnerViews are the tabs of the list, each with how many partners it holds.
func partnerViews(path, at string, counts map[string]int64) []ui.Tab {
	tabs := []ui.Tab{{Text: "All", Href: path, Current: at == ""}}
	all := 0
	for _, view := range partner.Views {
		n := int(counts[view])
		all += n
		tabs = append(tabs, ui.Tab{Text: strings.ToUpper(view[:1]) + view[1:], Href: path + "?view=" + view, Count: ui.Number(n), Current: at == view})
	}
	tabs[0].Count = ui.Number(all)
	return tabs
}

// oneOf is text if it is one of the words, else "".
func oneOf(text string, words ...string) string {
	for _, word := range words {
		if text == word {
			return text
		}
	}
	return ""
}

func partnerStatus(status string, invited bool) ui.Badge {
	switch {
	case status == "suspended":
		return ui.Badge{Tone: "warn", Text: "Suspended"}
	case status == "ended":
		return ui.Badge{Text: "Ended"}
	case invited:
		return ui.Badge{Tone: "info", Text: "Invited"}
	}
	return ui.Badge{Tone: "ok", Text: "Active"}
}

// terms is what the form of a new partner offers.
type terms struct {
	set      setting.Vendor
	products []product.Product
	lists    []product.PriceList
}

func readTerms(ctx context.Context, tx *store.Tx) (t terms, err error) {
	if t.set, err = setting.Get(ctx, tx); err != nil {
		return t, err
	}
	if t.products, err = product.List(ctx, tx); err != nil {
		return t, err
	}
	t.lists, err = product.PriceLists(ctx, tx)
	return t, err
}

func (s *site) newPartner(w http.ResponseWriter, r *http.Request) error {
	return s.partnerForm(w, r, ui.Form{}, nil)
}

// homeCount is the User license count of a new home company (domain.md 2.1).
const homeCount = "5"

func (s *site) partnerForm(w http.ResponseWriter, r *http.Request, form ui.Form, taken *page.Taken) error {
	t, err := store.Read(r.Context(), s.db, who(r), func(tx *store.Tx) (terms, error) { return readTerms(r.Context(), tx) })
	if err != nil {
		return err
	}
	if len(t.products) == 0 {
		return s.doneWith(w, r, setupPath(setupProduct), ui.Flash{Tone: "info", Text: "A partner needs a product to sell. Add the first one, then the partner."})
	}
	form.Action = "/admin/partners"
	if !form.Failed() {
		form = form.With("zone", t.set.BillingZone).With("currency", t.set.Currency).With("home_count", homeCount)
		if len(t.products) == 1 {
			form = form.With("home_product", strconv.FormatInt(t.products[0].ID, 10))
		}
		if len(t.lists) == 1 {
			form = form.With("price_list", strconv.FormatInt(t.lists[0].ID, 10))
		}
	}
	p := page.AddPartner{Form: form, Countries: countryChoice(), Zones: zones, Currencies: currencies(), PhoneHint: account.PhoneHint(t.set.PhoneRule),
		PhoneNeed: t.set.PhoneRule != account.Optional, Valid: lasting(t.set.InvitationHours), Taken: taken, Cancel: "/admin/partners"}
	for _, l := range t.lists {
		p.PriceLists = append(p.PriceLists, ui.Option{Value: strconv.FormatInt(l.ID, 10), Label: l.Name})
	}
	for _, o := range t.products {
		p.Products = append(p.Products, ui.Option{Value: strconv.FormatInt(o.ID, 10), Label: o.Name})
	}
	return s.render(w, r, p)
}

func countryChoice() []ui.Option {
	var all []ui.Option
	for _, c := range partner.Countries() {
		all = append(all, ui.Option{Value: c.Code, Label: c.Name})
	}
	return all
}

// addPartner makes the partner with its home company and first Admin (domain.md 2.1).
func (s *site) addPartner(w http.ResponseWriter, r *http.Request) error {
	made, err := store.Write(r.Context(), s.db, who(r), func(tx *store.Tx) (onboard.Made, error) {
		return onboard.AddPartner(r.Context(), tx, partnerDraft(r.PostForm))
	})
	form, other := refused(r, ui.Form{}, err, "time_zone", "zone", "billing_zone", "zone", "payment_terms", "terms", "product", "home_product",
		"license_count", "home_count", "team_name", "name")
	if other != nil {
		return other
	}
	if form.Failed() {
		taken, err := s.taken(r, err)
		if err != nil {
			return err
		}
		return s.partnerForm(w, r, form, taken)
	}
	text, err := s.invited(r, made.Admin)
	if err != nil {
		return err
	}
	return s.doneWith(w, r, vendorPartnerPath(made.Partner.ID), ui.Flash{Title: made.Partner.Name + " was added.", Text: text})
}

func partnerDraft(f url.Values) onboard.PartnerDraft {
	return onboard.PartnerDraft{
		Draft: partner.Draft{Name: f.Get("name"), Country: f.Get("country"), TimeZone: f.Get("zone"), Type: f.Get("type"), BillingZone: f.Get("zone"),
			Currency: f.Get("currency"), PriceList: whole(f.Get("price_list")), PaymentTerms: f.Get("terms")},
		Product: whole(f.Get("home_product")), LicenseCount: whole(f.Get("home_count")),
		Admin: account.Draft{FirstName: f.Get("first_name"), LastName: f.Get("last_name"), Email: f.Get("email"), Phone: f.Get("phone")},
	}
}

// invited says to whom an invitation went and until when its link works (domain.md 4.5).
func (s *site) invited(r *http.Request, a account.Account) (string, error) {
	set, err := s.settings(r.Context())
	if err != nil {
		return "", err
	}
	if a.InvitedUntil == nil {
		return fmt.Sprintf("%s gets the mails of the partner at %s and does not sign in.", a.Name(), a.Email), nil
	}
	server, err := store.Read(r.Context(), s.db, who(r), func(tx *store.Tx) (setting.MailSetting, error) { return setting.Mail(r.Context(), tx) })
	if err != nil {
		return "", err
	}
	if server.Host == "" {
		return fmt.Sprintf("No mail server is set: the invitation to %s at %s waits in the Outbox. Its link works until %s.", a.Name(), a.Email, moment(*a.InvitedUntil, set.BillingZone)), nil
	}
	return fmt.Sprintf("The invitation is on its way to %s at %s. Its link works until %s.", a.Name(), a.Email, moment(*a.InvitedUntil, set.BillingZone)), nil
}
