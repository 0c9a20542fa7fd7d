package web

import (
	"cmp"
	"crypto/sha256"
	"encoding/hex"
	"net/http"
	"strconv"
	"strings"

	"kontor/access"
	"kontor/company"
	"kontor/door"
	"kontor/partner"
	"kontor/setting"
	"kontor/store"
	"kontor/web/page"
	"kontor/web/ui"
)

// companyView is what the pages about a company show.
type companyView struct {
	charging
	vendor  setting.Vendor
	company company.Company
	subs    []company.Subscription
	users   company.UserPage
	partner partner.Partner
	child   company.Child
	events  company.EventPage
}

// usersAtFirst and eventsAtFirst are how many of them the Overview shows.
const (
	usersAtFirst  = 5
	eventsAtFirst = 3
)

// readCompany reads what every page about a company shows, and in the same instant what one of them shows more.
func (s *site) readCompany(r *http.Request, more func(tx *store.Tx, v *companyView) error) (companyView, error) {
	ctx, me := r.Context(), who(r)
	return store.Snapshot(ctx, s.db, me, func(tx *store.Tx) (v companyView, err error) {
		if v.company, err = company.Get(ctx, tx, pathNumber(r, "company")); err != nil {
			return v, err
		}
		if v.vendor, err = setting.Get(ctx, tx); err != nil {
			return v, err
		}
		if v.charging, err = chargingOf(ctx, tx, cmp.Or(me.Partnership(), v.company.PartnershipID)); err != nil {
			return v, err
		}
		if v.subs, err = company.Subscriptions(ctx, tx, v.company.ID); err != nil {
			return v, err
		}
		if v.partner, err = partner.Get(ctx, tx, cmp.Or(me.Partner(), v.company.PartnerID)); err != nil {
			return v, err
		}
		return v, more(tx, &v)
	})
}

// company is a company's Overview in the partner's face (ui.md 6.2, 9).
func (s *site) company(w http.ResponseWriter, r *http.Request) error {
	ctx := r.Context()
	v, err := s.readCompany(r, func(tx *store.Tx, v *companyView) (err error) {
		if v.events, err = company.Activity(ctx, tx, v.company.ID, "", eventsAtFirst); err != nil {
			return err
		}
		if v.othersPeople(r) {
			v.child, err = company.ChildOf(ctx, tx, v.company.ID)
			return err
		}
		v.users, err = company.Users(ctx, tx, v.company.ID, "", usersAtFirst)
		return err
	})
	if err != nil {
		return err
	}
	return s.render(w, r, v.page(r))
}

// companyUsers is the tab "Users".
func (s *site) companyUsers(w http.ResponseWriter, r *http.Request) error {
	after := store.Clean(r.URL.Query().Get("after"))
	v, err := s.readCompany(r, func(tx *store.Tx, v *companyView) (err error) {
		if !v.othersPeople(r) {
			v.users, err = company.Users(r.Context(), tx, v.company.ID, after, rowsPerPage)
		}
		return err
	})
	if err != nil {
		return err
	}
	p := page.CompanyUsers{CompanyHead: v.head(r, "users"), Zone: v.partner.TimeZone, Several: len(v.subs) > 1, UserTotal: v.used()}
	if v.othersPeople(r) {
		p.Private = v.private()
		return s.render(w, r, p)
	}
	path := v.path(r)
	if v.mayManage(r) {
		p.AddUser, p.AddSeveral = path+"/users/new", path+"/users/several"
	}
	p.Users = v.people(r)
	p.Pager = forward(path+"/users", nil, after, v.users.Next, len(v.users.Users), "user", "users")
	return s.render(w, r, p)
}

func (v companyView) path(r *http.Request) string { return inPortal(r, "/companies/%d", v.company.ID) }

func (v companyView) used() int {
	n := 0
	for _, sub := range v.subs {
		n += int(sub.Used)
	}
	return n
}

func (v companyView) deleted() bool { return v.company.Status == "deleted" }

// mayManage: an MSP's people are the child's, and a deleted company is restored first.
func (v companyView) mayManage(r *http.Request) bool {
	return who(r).May(access.ManageAppUsers) && !v.deleted() && !v.othersPeople(r)
}

// head is what stands on top of all pages about the company; at is the tab that is open.
func (v companyView) head(r *http.Request, at string) page.CompanyHead {
	path, me := v.path(r), who(r)
	h := page.CompanyHead{List: inPortal(r, "/companies"), Name: v.company.Name, Status: companyStatus(v.company.Status)}
	for _, t := range []struct{ at, text, count string }{{"", "Overview", ""}, {"users", "Users", ui.Number(v.used())}, {"subscription", "Subscription", ""},
		{"activity", "Activity", ""}} {
		tab := ui.Tab{Text: t.text, Href: path, Count: t.count, Current: t.at == at}
		if t.at != "" {
			tab.Href += "/" + t.at
		}
		h.Tabs = append(h.Tabs, tab)
	}
	if me.Kind() == access.Staff {
		h.Partner = ui.Link{Text: v.partner.Name, Href: vendorPartnerPath(v.partner.ID)}
	}
	if me.May(access.TransferCompany) && v.company.Kind == company.Customer && !v.deleted() {
		h.Transfer = path + "/transfer"
	}
	if me.May(access.EditCompany) && !v.deleted() {
		h.Edit = path + "/edit"
	}
	if me.May(access.StartView) && v.company.Status == "active" && !v.othersPeople(r) {
		h.View = path + "/view"
	}
	return v.statusControls(r, h)
}

func (v companyView) private() string {
	return v.company.Name + " has a Partner Portal of its own. Its Admins look after its users and its User license count."
}

func (v companyView) page(r *http.Request) page.Company {
	path := v.path(r)
	p := page.Company{
		CompanyHead: v.head(r, ""), Team: v.company.TeamName, AskLogo: v.company.LogoID == nil && !v.othersPeople(r) && who(r).Face() == "partner", Type: v.kind(r), Facts: v.facts(r),
		Zone: v.partner.TimeZone, Several: len(v.subs) > 1, Subscriptions: v.subscriptions(r), UserTotal: v.used(), AllUsers: path + "/users",
		Events: v.happened(r), AllEvents: path + "/activity",
	}
	if v.company.LogoID != nil {
		p.Logo = path + "/logo"
	}
	if v.othersPeople(r) {
		p.Private = v.private()
		return p
	}
	if v.mayManage(r) {
		p.AddUser = path + "/users/new"
	}
	p.Users = v.people(r)
	return p
}

// subscriptions are the company's, each with what may be done to it.
func (v companyView) subscriptions(r *http.Request) []page.Subscription {
	var lines []page.Subscription
	for _, sub := range v.subs {
		line := page.Subscription{Level: sub.Product, Count: int(sub.LicenseCount), Used: int(sub.Used), Since: v.since(v.company),
			Type: billingBadge(v.company.Kind, v.company.BillingStart, v.company.CreatedAt, v.monthStart())}
		if v.mayChange(r) {
			line.Change = v.path(r) + "/subscriptions/" + strconv.FormatInt(sub.ID, 10) + "/license-count"
		}
		lines = append(lines, line)
	}
	return lines
}

// mayChange: the licenses of a child MSP's company are the child's to change, those of one's own home company the vendor's (domain.md
// 2.1, 2.2).
func (v companyView) mayChange(r *http.Request) bool {
	return !v.deleted() && v.company.Levels(who(r)) == nil
}

// othersPeople: of an MSP that is not one's own, a reseller meets the counts, not the people (domain.md 2.2).
func (v companyView) othersPeople(r *http.Request) bool { return v.company.ChildManages(who(r)) }

func (v companyView) kind(r *http.Request) string {
	if who(r).Kind() == access.Staff {
		return vendorKind(v.company.Kind)
	}
	return kindName(v.company.Kind, v.company.ID == who(r).Home())
}

func (v companyView) people(r *http.Request) []page.AppUser {
	var users []page.AppUser
	path, zone, mayManage := v.path(r), v.partner.TimeZone, v.mayManage(r)
	levels := map[int64]string{}
	for _, sub := range v.subs {
		levels[sub.ID] = sub.Product
	}
	for _, u := range v.users.Users {
		line := page.AppUser{Name: u.Name(), Email: u.Email, Role: roleName(u.Role), Status: userStatus(u, v.now), Detail: lastSeen(u, zone),
			Owner: v.company.OwnerID != nil && *v.company.OwnerID == u.ID}
		if u.SubscriptionID != nil {
			line.Level = levels[*u.SubscriptionID]
		}
		at := path + "/users/" + strconv.FormatInt(u.ID, 10)
		if mayManage {
			line.Edit = at + "/edit"
		}
		if mayManage && u.Status == "suspended" {
			line.Resume = at + "/resumption"
		}
		if mayManage && !line.Owner {
			line.Remove = at + "/removal"
		}
		if mayManage && u.Status == "invited" {
			line.Resend = at + "/welcome"
		}
		users = append(users, line)
	}
	return users
}

func (v companyView) facts(r *http.Request) []ui.Fact {
	c := v.company
	address := []string{c.Street, strings.TrimSpace(c.PostalCode + " " + c.City), c.Region, partner.CountryName(c.Country)}
	var lines []string
	for _, line := range address {
		if line != "" {
			lines = append(lines, line)
		}
	}
	facts := []ui.Fact{{Label: "Account type", Text: v.kind(r)}, {Label: "Address", Text: strings.Join(lines, ", ")}}
	for _, f := range []ui.Fact{{Label: "Phone", Text: c.Phone}, {Label: "Website", Text: c.Website, Href: c.Website},
		{Label: "VAT number", Text: c.VATNumber}, {Label: "Your own reference", Text: c.Reference}} {
		if f.Text != "" {
			facts = append(facts, f)
		}
	}
	if v.othersPeople(r) {
		facts = append(facts, ui.Fact{Label: "Customers of its own", Text: ui.Number(int(v.child.Customers))})
	}
	for _, n := range v.child.Counts {
		facts = append(facts, ui.Fact{Label: "Licenses of its customers", Text: n.Product + ": " + ui.Number(int(n.LicenseCount)) + ", " + ui.Number(int(n.Used)) + " in use"})
	}
	return append(facts, ui.Fact{Label: "Added", Text: clock(c.CreatedAt, v.partner.TimeZone)})
}

// companyLogo is the team logo as the partner sees it.
func (s *site) companyLogo(w http.ResponseWriter, r *http.Request) error {
	return s.teamLogo(w, r, pathNumber(r, "company"))
}

// teamLogo serves a picture of our own encoding, as what it is and nothing else (trust.md "Uploads"). The browser keeps it and asks
// each time whether it may be shown.
func (s *site) teamLogo(w http.ResponseWriter, r *http.Request, id int64) error {
	ctx := r.Context()
	png, err := store.Read(ctx, s.db, who(r), func(tx *store.Tx) ([]byte, error) { return company.Logo(ctx, tx, id) })
	if err != nil {
		return err
	}
	privatePicture(w, r, png)
	return nil
}

// privatePicture answers with a picture that the browser may keep, and asks each time whether it may still be shown.
func privatePicture(w http.ResponseWriter, r *http.Request, png []byte) {
	sum := sha256.Sum256(png)
	tag := `"` + hex.EncodeToString(sum[:16]) + `"`
	h := w.Header()
	h.Set("Content-Type", "image/png")
	h.Set("Content-Disposition", `attachment; filename="logo.png"`)
	h.Set("Content-Security-Policy", door.BarePolicy)
	h.Set("Cache-Control", "private, no-cache")
	h.Set("ETag", tag)
	if r.Header.Get("If-None-Match") == tag {
		w.WriteHeader(http.StatusNotModified)
		return
	}
	h.Set("Content-Length", strconv.Itoa(len(png)))
	if r.Method != http.MethodHead {
		_, _ = w.Write(png) // the browser went away
	}
}
