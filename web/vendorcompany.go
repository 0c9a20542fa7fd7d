package web

import (
	"context"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"

	"kontor/access"
	"kontor/company"
	"kontor/report"
	"kontor/store"
	"kontor/web/page"
	"kontor/web/ui"
)

// vendorCompanyRoutes are the companies of all partners in the vendor's face. What staff may do with one is what its partner does, by the same
// handlers and verbs.
func (s *site) vendorCompanyRoutes() []Route {
	all := []Route{
		{"GET /admin/search", s.search, access.ViewVendor, Vendor},
		{"GET /admin/companies", s.vendorCompanies, access.ViewVendor, Vendor},
		{"GET /admin/companies/{company}/transfer", s.transferForm, access.TransferCompany, Vendor},
		{"POST /admin/companies/{company}/transfer", s.transfer, access.TransferCompany, Vendor},
	}
	const one = "/p/{partnership}/companies/{company}"
	for _, r := range slices.Concat(s.companyRoutes(), s.manyRoutes()) {
		if method, rest, ok := strings.Cut(r.Pattern, one); ok {
			r.Pattern, r.Face = method+"/admin/companies/{company}"+rest, Vendor
			all = append(all, r)
		}
	}
	return all
}

// vendorCompanyPath is the address of a company in the vendor's face.
func vendorCompanyPath(id int64) string { return "/admin/companies/" + strconv.FormatInt(id, 10) }

// vendorViews are the saved views of the vendor's lists of companies.
var vendorViews = [][2]string{{"", "All"}, {"suspended", "Suspended"}, {"deleted", "Deleted"}}

// companyTable is the list of companies of everybody, or of one partner. Filters, order and place stand in the address.
func companyTable(ctx context.Context, tx *store.Tx, r *http.Request, path string, of int64) (page.CompanyTable, error) {
	ask := r.URL.Query()
	q := company.Query{Partner: of, Text: store.Clean(ask.Get("q")), Status: oneOf(ask.Get("view"), "suspended", "deleted"), Kind: oneOf(ask.Get("type"), company.Customer, company.MSP, company.Home),
		Sort: oneOf(ask.Get("sort"), company.ByName, company.ByNameDown), After: store.Clean(ask.Get("after")), Before: store.Clean(ask.Get("before")), Limit: rowsPerPage}
	found, err := company.List(ctx, tx, q)
	if err != nil {
		return page.CompanyTable{}, err
	}
	t := page.CompanyTable{Path: path, View: q.Status, Query: q.Text, Type: q.Kind, SortBy: ask.Get("sort"), Name: sortBy(path, ask, "name"),
		Filtered: q.Text != "" || q.Kind != "" || q.Status != "", Several: of == 0}
	for _, v := range vendorViews {
		tab := ui.Tab{Text: v[1], Href: path, Current: q.Status == v[0]}
		if v[0] != "" {
			tab.Href += "?view=" + v[0]
		}
		t.Views = append(t.Views, tab)
	}
	for _, c := range found.Rows {
		row := page.VendorCompanyRow{Href: vendorCompanyPath(c.ID), Name: c.Name, Contact: c.Contact, Partner: c.Holder, PartnerHref: vendorPartnerPath(c.PartnerID),
			Type: vendorKind(c.Kind), Used: int(c.Used), Count: int(c.LicenseCount), Status: companyStatus(c.Status)}
		if c.HasLogo {
			row.Logo = row.Href + "/logo"
		}
		if c.Kind == company.MSP {
			row.Contact = ui.Plural(int(c.Customers), "customer of its own", "customers of its own")
		}
		t.Rows = append(t.Rows, row)
	}
	t.Total = howMany(found, t.Filtered)
	t.Pager = pager(path, ask, t.Total, found.Prev, found.Next)
	return t, nil
}

// vendorKind is the Account type as vendor staff read it.
func vendorKind(kind string) string {
	if kind == company.Home {
		return "Home company"
	}
	return kindName(kind, false)
}

// vendorCompanies are the companies of all partners.
func (s *site) vendorCompanies(w http.ResponseWriter, r *http.Request) error {
	t, err := store.Read(r.Context(), s.db, who(r), func(tx *store.Tx) (page.CompanyTable, error) {
		return companyTable(r.Context(), tx, r, "/admin/companies", 0)
	})
	if err != nil {
		return err
	}
	return s.render(w, r, page.VendorCompanies{CompanyTable: t})
}

// foundPerKind is how many of each kind a search shows at first.
const foundPerKind = 20

// foundKinds are the kinds of what staff search, in the order of the results.
var foundKinds = []struct{ kind, words string }{{report.Partner, "partners"}, {report.Company, "companies"}, {report.Account, "partner users"}, {report.AppUser, "app users"}}

const searchPath = "/admin/search"

// search is the vendor's search over partners, companies and people (performance.md W2): the first of each kind, or all of one.
func (s *site) search(w http.ResponseWriter, r *http.Request) error {
	ask := r.URL.Query()
	text := store.Clean(ask.Get("q"))
	p, err := store.Read(r.Context(), s.db, who(r), func(tx *store.Tx) (page.Search, error) {
		if kind := oneOf(ask.Get("kind"), report.Partner, report.Company, report.Account, report.AppUser); kind != "" {
			return foundOf(r.Context(), tx, ask, report.Sought{Kind: kind, Text: text, After: store.Clean(ask.Get("after")), Before: store.Clean(ask.Get("before")), Limit: rowsPerPage})
		}
		return foundFirst(r.Context(), tx, text)
	})
	if err != nil {
		return err
	}
	p.Query, p.Asked = text, store.Key(text) != ""
	return s.render(w, r, p)
}

// foundFirst is what fits, up to foundPerKind of each kind, with the way to the rest.
func foundFirst(ctx context.Context, tx *store.Tx, text string) (p page.Search, err error) {
	for _, k := range foundKinds {
		found, err := report.SearchKind(ctx, tx, report.Sought{Kind: k.kind, Text: text, Limit: foundPerKind})
		if err != nil {
			return p, err
		}
		for _, f := range found.Rows {
			p.Rows = append(p.Rows, vendorFound(f))
		}
		if found.Next != "" {
			p.More = append(p.More, ui.Link{Text: "All " + k.words + " that match", Href: withQuery(searchPath, url.Values{"q": {text}}, "kind", k.kind)})
		}
	}
	p.Total = ui.Plural(len(p.Rows), "result", "results")
	return p, nil
}

// foundOf is a page of what fits of one kind.
func foundOf(ctx context.Context, tx *store.Tx, ask url.Values, sought report.Sought) (page.Search, error) {
	found, err := report.SearchKind(ctx, tx, sought)
	if err != nil {
		return page.Search{}, err
	}
	p := page.Search{Kind: sought.Kind, Total: ui.Plural(len(found.Rows), "result", "results"), More: []ui.Link{{Text: "Everything that matches", Href: withQuery(searchPath, nil, "q", sought.Text)}}}
	if found.Next != "" || found.Prev != "" {
		p.Total += " on this page"
	}
	p.Pager = pager(searchPath, ask, p.Total, found.Prev, found.Next)
	for _, f := range found.Rows {
		p.Rows = append(p.Rows, vendorFound(f))
	}
	return p, nil
}

// vendorFound is something found, with the place that staff open it at.
func vendorFound(f report.Found) page.Found {
	row := page.Found{Name: f.Name, Sub: f.Sub}
	switch f.Kind {
	case report.Partner:
		row.Kind, row.Href, row.Status = "Partner", vendorPartnerPath(f.ID), partnerStatus(f.Status, false)
	case report.Company:
		row.Kind, row.Href, row.Status = vendorKind(f.CompanyTag), vendorCompanyPath(f.ID), companyStatus(f.Status)
	case report.Account:
		row.Kind, row.Href, row.Status = "Partner user", vendorPartnerPath(f.PartnerID)+"/users", accountStatus(f.Status)
	default:
		row.Kind, row.Href = "App user", vendorCompanyPath(f.CompanyID)+"/users"
		row.Status = userStatus(company.AppUser{Status: f.Status}, time.Time{})
	}
	return row
}

// partnerCompanies is the tab "Companies" of a partner.
func (s *site) partnerCompanies(w http.ResponseWriter, r *http.Request) error {
	p, err := store.Read(r.Context(), s.db, who(r), func(tx *store.Tx) (p page.PartnerCompanies, err error) {
		v, err := readPartner(r.Context(), tx, pathNumber(r, "partner"))
		if err != nil {
			return p, err
		}
		p.PartnerHead = v.head(who(r), "companies")
		p.CompanyTable, err = companyTable(r.Context(), tx, r, vendorPartnerPath(v.partner.ID)+"/companies", v.partner.ID)
		return p, err
	})
	if err != nil {
		return err
	}
	return s.render(w, r, p)
}
