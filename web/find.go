package web

import (
	"context"
	"net/http"
	"slices"
	"strings"

	"kontor/access"
	"kontor/report"
	"kontor/store"
	"kontor/web/page"
	"kontor/web/ui"
)

func (s *site) findRoutes() []Route {
	return []Route{
		{"GET /admin/find", s.find, access.ViewVendor, Vendor},
		{"GET /p/{partnership}/find", s.find, access.ViewPortal, Partner},
	}
}

// command is something that the palette does; it is offered to who may.
type command struct {
	face             Face // Own: in both
	icon, text, path string
	may              access.Capability
}

var commands = []command{
	{Vendor, "plus", "Add partner", "/partners/new", access.AddPartner},
	{Vendor, "user-plus", "Invite staff", "/settings/staff/new", access.ManageStaff},
	{Partner, "plus", "Add company", "/companies/new", access.AddCompany},
	{Partner, "user-plus", "Add user", "/account/users/new", access.InvitePartnerUser},
	{Own, "device-desktop", "Display and shortcuts", "/profile/display", access.ChangeDisplay},
	{Own, "lock", "Change your password", "/profile/password", access.ChangeOwnLogin},
}

// goKeys are the letters that lead to a page of the navigation after g.
var goKeys = map[Face]map[string]string{
	Vendor:   {"": "h", "/partners": "p", "/companies": "c", "/outbox": "o", "/settings": "s", "/activity": "a"},
	Partner:  {"": "h", "/companies": "c", "/account/users": "u", "/account/details": "d", "/account/activity": "a"},
	Customer: {"": "h"},
}

// Lengths of the palette: what is asked, and how much of each kind is shown.
const (
	mostAsked = 200
	mostFound = 6
)

// find is the palette: what fits the words among the pages one may open, what one may do, and what stands in one's scope (ui.md "Command
// palette"). Without scripts it is a page.
func (s *site) find(w http.ResponseWriter, r *http.Request) error {
	q := store.Clean(r.URL.Query().Get("q"))
	if text := []rune(q); len(text) > mostAsked {
		q = string(text[:mostAsked])
	}
	found, err := store.Read(r.Context(), s.db, who(r), func(tx *store.Tx) ([]page.Finding, error) { return findings(r.Context(), tx, r, q) })
	if err != nil {
		return err
	}
	f := page.Find{Path: r.URL.Path, Query: q, Groups: slices.DeleteFunc([]page.Findings{{Name: "Found", Of: found}, {Name: "Do", Of: doings(r, q)},
		{Name: "Go to", Of: goings(r, q)}}, func(g page.Findings) bool { return len(g.Of) == 0 })}
	if r.Header.Get("HX-Request") == "" {
		return s.render(w, r, f)
	}
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	return f.Results().Render(r.Context(), w)
}

// spoken: every word that was typed stands somewhere in the text.
func spoken(text, q string) bool {
	key := store.Key(text)
	for word := range strings.FieldsSeq(store.Key(q)) {
		if !strings.Contains(key, word) {
			return false
		}
	}
	return true
}

func goings(r *http.Request, q string) []page.Finding {
	var all []page.Finding
	v := visitOf(r)
	for _, n := range navigation {
		if n.face == v.route.Face && v.who.May(n.may) && spoken(n.group+" "+n.name, q) {
			all = append(all, page.Finding{Icon: n.icon, Text: n.name, Sub: n.group, Href: root(v, n.face) + n.path})
		}
	}
	return all
}

func doings(r *http.Request, q string) []page.Finding {
	var all []page.Finding
	v := visitOf(r)
	for _, c := range commands {
		href := c.path
		if c.face != Own {
			href = root(v, c.face) + c.path
		}
		if (c.face == Own || c.face == v.route.Face) && v.who.May(c.may) && spoken(c.text, q) {
			all = append(all, page.Finding{Icon: c.icon, Text: c.text, Href: href})
		}
	}
	return all
}

// findings are what stands in the asker's scope: partners, companies and people for staff, companies and their people for who sees
// them, nothing for Marketing (domain.md 4.1).
func findings(ctx context.Context, tx *store.Tx, r *http.Request, q string) ([]page.Finding, error) {
	found, err := report.Search(ctx, tx, q, mostFound)
	if err != nil {
		return nil, err
	}
	icons := map[string]string{report.Partner: "building-store", report.Company: "building", report.Account: "user", report.AppUser: "user"}
	var all []page.Finding
	for _, f := range found {
		one := page.Finding{Icon: icons[f.Kind], Text: f.Name, Sub: f.Sub}
		switch {
		case visitOf(r).route.Face == Vendor:
			row := vendorFound(f)
			one.Href, one.Sub = row.Href, row.Kind+" · "+row.Sub
			if row.Sub == "" {
				one.Sub = row.Kind
			}
		case f.Kind == report.Company:
			one.Href = inPortal(r, "/companies/%d", f.ID)
		default:
			one.Href = inPortal(r, "/companies/%d/users", f.CompanyID)
		}
		all = append(all, one)
	}
	return all, nil
}

// shortcuts are what the list of keys says: those of this frame.
func shortcuts(f ui.FrameProps) []ui.Shortcut {
	var all []ui.Shortcut
	if f.Find != "" {
		all = append(all, ui.Shortcut{Keys: []string{"Ctrl", "K"}, Text: "Search or jump to (Cmd K on a Mac)"})
	}
	all = append(all, ui.Shortcut{Keys: []string{"/"}, Text: "Go to the page’s filter box"}, ui.Shortcut{Keys: []string{"?"}, Text: "This list"})
	for _, n := range f.Nav {
		if n.Key != "" {
			all = append(all, ui.Shortcut{Keys: []string{"g", n.Key}, Text: "Go to " + n.Label})
		}
	}
	return append(all, ui.Shortcut{Keys: []string{"Esc"}, Text: "Close a dialog"})
}
