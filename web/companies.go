package web

import (
	"net/http"
	"net/url"
	"slices"
	"strconv"

	"kontor/access"
	"kontor/account"
	"kontor/company"
	"kontor/partner"
	"kontor/product"
	"kontor/setting"
	"kontor/store"
	"kontor/web/page"
	"kontor/web/ui"
)

// rowsPerPage is how many companies or users a page of a list shows.
const rowsPerPage = 50

// listed is what the Companies list is made of.
type listed struct {
	page     company.Page
	levels   []product.Product
	reseller bool
	charging charging
	vendor   setting.Vendor
}

// companies is the partner's list. Filters, order and place stand in the address (ui.md 6.2, 7). Its statements need not agree on one
// instant, so there is no transaction around them.
func (s *site) companies(w http.ResponseWriter, r *http.Request) error {
	ctx, me, ask := r.Context(), who(r), r.URL.Query()
	l, err := store.Read(ctx, s.db, me, func(tx *store.Tx) (l listed, err error) {
		if l.charging, err = chargingOf(ctx, tx, me.Partnership()); err != nil {
			return l, err
		}
		if l.levels, err = product.List(ctx, tx); err != nil {
			return l, err
		}
		if l.vendor, err = setting.Get(ctx, tx); err != nil {
			return l, err
		}
		q := companyQuery(ask)
		q.MonthStart = l.charging.monthStart()
		l.page, err = company.List(ctx, tx, q)
		return l, err
	})
	if err != nil {
		return err
	}
	l.reseller = isReseller(r)
	return s.render(w, r, l.shown(r))
}

// isReseller reports whether the request is in a reseller's face, as the session found it.
func isReseller(r *http.Request) bool {
	return slices.ContainsFunc(visitOf(r).portal.Faces, func(f account.Face) bool {
		return f.Partnership == who(r).Partnership() && f.Type == partner.Reseller
	})
}

// views are the saved views of the list.
var views = [][2]string{{"", "All"}, {"trials", "Trials"}, {"nearly-full", "Nearly full"}, {"suspended", "Suspended"}, {"deleted", "Deleted"}}

// companyQuery reads the filters of the address; what it does not know does not filter.
func companyQuery(ask url.Values) company.Query {
	q := company.Query{Text: store.Clean(ask.Get("q")), Product: whole(ask.Get("level")), Sort: ask.Get("sort"),
		After: store.Clean(ask.Get("after")), Before: store.Clean(ask.Get("before")), Limit: rowsPerPage}
	switch ask.Get("billing") {
	case "billable":
		q.Billing = company.BillableThisMonth
	case "free":
		q.Billing = company.FreeUntilEndOfMonth
	}
	switch ask.Get("view") {
	case "trials":
		q.Billing = company.FreeUntilEndOfMonth
	case "nearly-full":
		q.Full = company.NearlyFull
	case "suspended", "deleted":
		q.Status = ask.Get("view")
	}
	switch kind := ask.Get("type"); kind {
	case company.Customer, company.MSP:
		q.Kind = kind
	}
	return q
}

func (l listed) shown(r *http.Request) page.Companies {
	ask, path := r.URL.Query(), inPortal(r, "/companies")
	p := page.Companies{
		Path: path, Reseller: l.reseller,
		Query: ask.Get("q"), Level: ask.Get("level"), Billing: ask.Get("billing"), Type: ask.Get("type"), SortBy: ask.Get("sort"),
		Name: sortBy(path, ask, "name"), Licenses: sortBy(path, ask, "count"),
	}
	for _, name := range []string{"q", "level", "billing", "type", "view"} {
		p.Filtered = p.Filtered || ask.Get(name) != ""
	}
	for _, v := range views {
		tab := ui.Tab{Text: v[1], Href: path, Current: ask.Get("view") == v[0]}
		if v[0] != "" {
			tab.Href += "?view=" + v[0]
		}
		p.Views = append(p.Views, tab)
	}
	p.View, p.Export = ask.Get("view"), withQuery(path+"/export.csv", ask, "view", ask.Get("view"))
	for _, level := range l.levels {
		p.Levels = append(p.Levels, ui.Option{Value: strconv.FormatInt(level.ID, 10), Label: level.Name})
	}
	monthStart := l.charging.monthStart()
	for _, c := range l.page.Rows {
		row := page.CompanyRow{ID: strconv.FormatInt(c.ID, 10),
			Href: inPortal(r, "/companies/%d", c.ID), Name: c.Name, Contact: c.Contact, Level: c.Product,
			Type: kindName(c.Kind, c.ID == who(r).Home()), Used: int(c.Used), Count: int(c.LicenseCount),
			Billing: billingBadge(c.Kind, c.BillingStart, c.CreatedAt, monthStart), Status: companyStatus(c.Status),
		}
		if c.HasLogo {
			row.Logo = row.Href + "/logo"
		}
		switch {
		case c.Kind == company.MSP && c.ID != who(r).Home():
			row.Contact = ui.Plural(int(c.Customers), "customer of its own", "customers of its own")
		case row.Type != "Customer" && !l.reseller:
			row.Contact = row.Type
		}
		p.Rows = append(p.Rows, row)
	}
	p.Total = howMany(l.page, p.Filtered)
	p.Pager = pager(path, ask, p.Total, l.page.Prev, l.page.Next)
	if who(r).May(access.AddCompany) {
		p.Add = path + "/new"
	}
	if who(r).May(access.ImportCompanies) {
		p.Import = path + "/import"
	}
	p.Choose = withQuery(inPortal(r, "/selection"), ask, "view", ask.Get("view"))
	p = choosable(who(r), l.vendor, ask.Get("view"), p)
	return p
}

// howMany says how many companies there are where the page shows them all; long lists are not counted.
func howMany(p company.Page, filtered bool) string {
	n := ui.Plural(len(p.Rows), "company", "companies")
	switch {
	case p.Next != "" || p.Prev != "":
		return n + " on this page"
	case filtered && len(p.Rows) == 1:
		return n + " matches"
	case filtered:
		return n + " match"
	}
	return n
}

// sortBy is a column head that sorts by the column, and turns the order round when it does already. Unsorted lists are by name.
func sortBy(path string, ask url.Values, column string) ui.Sort {
	now := ask.Get("sort")
	to, dir := column, ""
	switch {
	case now == column, now == "" && column == "name":
		to, dir = "-"+column, "ascending"
	case now == "-"+column:
		dir = "descending"
	}
	return ui.Sort{Href: withQuery(path, ask, "sort", to), Dir: dir}
}

func pager(path string, ask url.Values, shown, previous, next string) ui.Pager {
	p := ui.Pager{Shown: shown}
	if previous != "" {
		p.Previous = withQuery(path, ask, "before", previous)
	}
	if next != "" {
		p.Next = withQuery(path, ask, "after", next)
	}
	return p
}

// withQuery is the list's address with one parameter changed and the place in the list left out; empty parameters are dropped.
func withQuery(path string, ask url.Values, name, value string) string {
	kept := url.Values{}
	for key, values := range ask {
		if key != "after" && key != "before" && len(values) > 0 && values[0] != "" {
			kept.Set(key, values[0])
		}
	}
	kept.Set(name, value)
	return path + "?" + kept.Encode()
}
