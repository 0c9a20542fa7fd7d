package web

import (
	"crypto/sha256"
	"encoding/hex"
	"net/http"
	"strconv"
	"strings"

	"kontor/access"
	"kontor/company"
	"kontor/partner"
	"kontor/store"
	"kontor/web/page"
	"kontor/web/ui"
)

// companyView is what a company's page shows.
type companyView struct {
	charging
	company company.Company
	subs    []company.Subscription
	users   company.UserPage
	partner partner.Partner
	child   company.Child
}

// company is a company's page in the partner's face (ui.md 6.2, 9).
func (s *site) company(w http.ResponseWriter, r *http.Request) error {
	ctx, me := r.Context(), who(r)
	v, err := store.Snapshot(ctx, s.db, me, func(tx *store.Tx) (v companyView, err error) {
		if v.company, err = company.Get(ctx, tx, pathNumber(r, "company")); err != nil {
			return v, err
		}
		if v.charging, err = chargingOf(ctx, tx, me.Partnership()); err != nil {
			return v, err
		}
		if v.subs, err = company.Subscriptions(ctx, tx, v.company.ID); err != nil {
			return v, err
		}
		if v.partner, err = partner.Get(ctx, tx, me.Partner()); err != nil {
			return v, err
		}
		if v.othersPeople(r) {
			v.child, err = company.ChildOf(ctx, tx, v.company.ID)
			return v, err
		}
		v.users, err = company.Users(ctx, tx, v.company.ID, store.Clean(r.URL.Query().Get("after")), rowsPerPage)
		return v, err
	})
	if err != nil {
		return err
	}
	return s.render(w, r, v.page(r))
}

func (v companyView) page(r *http.Request) page.Company {
	path := inPortal(r, "/companies/%d", v.company.ID)
	p := page.Company{
		List: inPortal(r, "/companies"), Name: v.company.Name, Team: v.company.TeamName, AskLogo: v.company.LogoID == nil && !v.othersPeople(r),
		Type: v.kind(r), Status: companyStatus(v.company.Status), Facts: v.facts(r), Zone: v.partner.TimeZone, Several: len(v.subs) > 1,
	}
	if v.company.LogoID != nil {
		p.Logo = path + "/logo"
	}
	levels := map[int64]string{}
	for _, sub := range v.subs {
		levels[sub.ID] = sub.Product
		p.UserTotal += int(sub.Used)
		line := page.Subscription{Level: sub.Product, Count: int(sub.LicenseCount), Used: int(sub.Used), Since: v.since(v.company),
			Type: billingBadge(v.company.Kind, v.company.BillingStart, v.company.CreatedAt, v.monthStart())}
		if who(r).May(access.ChangeLicenses) && v.company.Status != "deleted" {
			line.Change = path + "/subscriptions/" + strconv.FormatInt(sub.ID, 10) + "/license-count"
		}
		p.Subscriptions = append(p.Subscriptions, line)
	}
	if v.othersPeople(r) {
		p.Private = v.company.Name + " has a Partner Portal of its own. Its Admins look after its users."
		return p
	}
	mayManage := who(r).May(access.ManageAppUsers) && v.company.Status != "deleted"
	if mayManage {
		p.AddUser = path + "/users/new"
	}
	p.Users = v.people(path, levels, mayManage)
	p.Pager = v.pages(r, path)
	return p
}

// othersPeople: of an MSP that is not one's own, a reseller meets the counts, not the people (domain.md 2.2).
func (v companyView) othersPeople(r *http.Request) bool {
	return v.company.Kind == company.MSP && v.company.ID != who(r).Home()
}

func (v companyView) kind(r *http.Request) string {
	return kindName(v.company.Kind, v.company.ID == who(r).Home())
}

func (v companyView) people(path string, levels map[int64]string, mayManage bool) []page.AppUser {
	var users []page.AppUser
	zone := v.partner.TimeZone
	for _, u := range v.users.Users {
		line := page.AppUser{Name: u.Name(), Email: u.Email, Role: roleName(u.Role), Status: userStatus(u, v.now), Detail: lastSeen(u, zone),
			Owner: v.company.OwnerID != nil && *v.company.OwnerID == u.ID}
		if u.SubscriptionID != nil {
			line.Level = levels[*u.SubscriptionID]
		}
		at := path + "/users/" + strconv.FormatInt(u.ID, 10)
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

// pages leads on through the users; back is by the browser, or from the beginning.
func (v companyView) pages(r *http.Request, path string) ui.Pager {
	after := r.URL.Query().Get("after")
	if after == "" && v.users.Next == "" {
		return ui.Pager{Shown: ui.Plural(len(v.users.Users), "user", "users")}
	}
	p := ui.Pager{Shown: ui.Plural(len(v.users.Users), "user", "users") + " on this page"}
	if after != "" {
		p.Previous = path
	}
	if v.users.Next != "" {
		p.Next = withQuery(path, nil, "after", v.users.Next)
	}
	return p
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
	added := ui.Fact{Label: "Added", Text: clock(c.CreatedAt, v.partner.TimeZone)}
	if v.othersPeople(r) { // elsewhere the list of users names the zone
		added.Hint = v.partner.TimeZone
	}
	return append(facts, added)
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
	sum := sha256.Sum256(png)
	tag := `"` + hex.EncodeToString(sum[:16]) + `"`
	h := w.Header()
	h.Set("Content-Type", "image/png")
	h.Set("Content-Disposition", `attachment; filename="logo.png"`)
	h.Set("Content-Security-Policy", picturePolicy)
	h.Set("Cache-Control", "private, no-cache")
	h.Set("ETag", tag)
	if r.Header.Get("If-None-Match") == tag {
		w.WriteHeader(http.StatusNotModified)
		return nil
	}
	h.Set("Content-Length", strconv.Itoa(len(png)))
	if r.Method != http.MethodHead {
		_, _ = w.Write(png) // the browser went away
	}
	return nil
}
