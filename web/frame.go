package web

import (
	"bytes"
	"context"
	"net/http"
	"strings"
	"sync"

	"kontor/access"
	"kontor/setting"
	"kontor/store"
	"kontor/web/asset"
	"kontor/web/ui"
)

// nav is one line of the navigation; it is shown to who holds the capability of its page.
type nav struct {
	face              Face
	group, icon, name string
	path              string // below the face's own
	may               access.Capability
}

var navigation = []nav{
	{Vendor, "", "layout-dashboard", "Home", "", access.ViewVendor},
	{Vendor, "", "building-store", "Partners", "/partners", access.ViewVendor},
	{Vendor, "", "building", "Companies", "/companies", access.ViewVendor},
	{Vendor, "", "search", "Search", "/search", access.ViewVendor},
	{Vendor, "Program", "template", "Products", "/products", access.ViewVendor},
	{Vendor, "System", "inbox", "Outbox", "/outbox", access.ViewMail},
	{Vendor, "System", "mail", "Mail previews", "/mails", access.ViewMail},
	{Vendor, "System", "settings", "Settings", "/settings", access.ViewVendor},
	{Vendor, "System", "clock", "Activity log", "/activity", access.ViewActivity},
	{Vendor, "System", "circle-check", "System health", "/health", access.ViewMail},
	{Partner, "", "layout-dashboard", "Home", "", access.ViewPortal},
	{Partner, "", "building", "Companies", "/companies", access.ViewCompanies},
	{Partner, "Account", "file-text", "Details", "/account/details", access.ViewAccount},
	{Partner, "Account", "key", "API keys", "/account/keys", access.ManageKeys},
	{Partner, "Account", "users", "Users", "/account/users", access.ViewAccount},
	{Partner, "Account", "clock", "Activity log", "/account/activity", access.ViewActivity},
	{Customer, "", "layout-dashboard", "Overview", "", access.ViewCustomer},
}

// render answers with a page: 200, or 422 when it shows a refused form. The frame around it (navigation, faces, person, message) is
// added here (architecture.md law 8).
func (s *site) render(w http.ResponseWriter, r *http.Request, p ui.Page) error {
	status := http.StatusOK
	if form, ok := p.(interface{ Failed() bool }); ok && form.Failed() {
		status = http.StatusUnprocessableEntity
	}
	return s.show(w, r, status, p)
}

// show is render with a status of one's own.
func (s *site) show(w http.ResponseWriter, r *http.Request, status int, p ui.Page) error {
	f, err := s.frame(r)
	if err != nil {
		return err
	}
	if p.Layout() == ui.Wide {
		f.Brand.Portal, f.Brand.Home = "Setup", ""
	}
	f.Flash = s.flash(w, r)
	b, ok := sheets.Get().(*bytes.Buffer)
	if !ok {
		panic("web: no sheet")
	}
	defer sheets.Put(b)
	b.Reset()
	if err := ui.Document(f, p).Render(r.Context(), b); err != nil {
		return err
	}
	send(w, r, status, b.Bytes())
	return nil
}

// sheets are what pages are written on, used again: growing a new one took a third of the memory that a list takes.
var sheets = sync.Pool{New: func() any { return new(bytes.Buffer) }}

// settings are the vendor's, which everybody may read.
func (s *site) settings(ctx context.Context) (setting.Vendor, error) {
	set, err := store.Read(ctx, s.db, access.Actor{}, func(tx *store.Tx) (setting.Vendor, error) { return setting.Get(ctx, tx) })
	if err == nil {
		s.known.Store(&set)
	}
	return set, err
}

func (s *site) frame(r *http.Request) (ui.FrameProps, error) {
	set, err := s.settings(r.Context())
	if err != nil {
		return ui.FrameProps{}, err
	}
	v := visitOf(r)
	face := frameFace(v)
	f := ui.FrameProps{Brand: s.brand(&set, pageFace(r, face)), Banner: s.opt.Banner, Look: look(v), Version: s.opt.Version, Secret: secretAddress(r.URL.Path), Help: helpOf(v, face)}
	if face == Public {
		f.SignIn = "/sign-in"
		if v.portal.SignedIn() {
			f.Person = ui.Person{Name: v.portal.Account.Name(), Role: roleTitle(v.portal.Account.Role), SignOut: "/sign-out"}
		}
		return f, nil
	}
	root := root(v, face)
	f.Brand.Home = root
	f.Faces = s.faces(v, set, face)
	for _, n := range navigation {
		if n.face == face && v.who.May(n.may) {
			f.Nav = append(f.Nav, ui.NavItem{Group: n.group, Icon: n.icon, Label: n.name, Href: root + n.path, Current: current(r.URL.Path, root, n.path), Key: goKeys[face][n.path]})
		}
	}
	if v.who.May(access.ViewVendor) || v.who.May(access.ViewPortal) {
		f.Find = root + "/find"
	}
	f.Keys = shortcuts(f)
	if f.Viewing = s.viewing(v); f.Viewing != nil {
		f.Help = "" // it asks whether it answered, which is the viewed person's to say
	} else { // nobody else's account is opened or signed out of
		f.Person = person(v, face)
	}
	return f, nil
}

// frameFace is the face whose frame surrounds the page: the own account is shown in the first face of the account.
func frameFace(v *visit) Face {
	if v.route.Face != Own {
		return v.route.Face
	}
	switch {
	case v.who.Kind() == access.Staff:
		return Vendor
	case v.who.Partnership() != 0:
		return Partner
	}
	return Public
}

// pageFace names the portal on pages before sign-in.
func pageFace(r *http.Request, face Face) Face {
	if face == Public && strings.HasPrefix(r.URL.Path, "/c/") {
		return Customer
	}
	return face
}

func root(v *visit, face Face) string {
	switch face {
	case Vendor:
		return "/admin"
	case Partner:
		return partnerPath(v.who.Partnership())
	case Customer:
		if v.who.Company() != 0 {
			return customerPath(v.who.Company())
		}
	}
	return ""
}

// current reports whether a line of the navigation leads to this page or to a page above it.
func current(path, root, line string) bool {
	if line == "" {
		return path == root
	}
	return path == root+line || strings.HasPrefix(path, root+line+"/")
}

func (s *site) faces(v *visit, set setting.Vendor, face Face) []ui.Face {
	switch face {
	case Vendor:
		return []ui.Face{{Name: vendorName(&set), Kind: "Vendor admin", Href: "/admin", Logo: logoPath(&set), Current: true}}
	case Customer:
		if v.who.Company() == 0 {
			return nil
		}
		return []ui.Face{{Name: v.app.CompanyName, Kind: "Customer", Href: root(v, face), Current: true}}
	}
	var all []ui.Face
	for _, f := range v.portal.Faces {
		all = append(all, ui.Face{Name: f.Name, Kind: typeName(f.Type), Href: partnerPath(f.Partnership), Logo: partnerLogo(partnerPath(f.Partnership)+"/account", f.LogoHash),
			Current: f.Partnership == v.who.Partnership()})
	}
	return all
}

func person(v *visit, face Face) ui.Person {
	p := ui.Person{Name: v.who.Name(), Role: roleTitle(v.who.Role()), SignOut: "/sign-out"}
	if v.who.May(access.ChangeOwnLogin) {
		p.Account = "/profile"
	}
	if v.who.May(access.ChangeDisplay) {
		p.Display, p.Theme = "/profile/display", v.display.Theme
	}
	if face == Customer {
		p.SignOut = "/c/sign-out"
		if p.Account != "" {
			p.Account = "/c/password"
		}
		if p.Display != "" {
			p.Display = "/c/display"
		}
	}
	return p
}

// brand is how the vendor presents itself; set is nil before it was read for the first time.
func (s *site) brand(set *setting.Vendor, face Face) ui.Brand {
	b := ui.Brand{Name: vendorName(set), Logo: logoPath(set), Portal: portalName(face)}
	if set != nil {
		b.Theme = "/theme.css?v=" + asset.StyleVersion(set.Color)
	}
	return b
}

func portalName(face Face) string {
	switch face {
	case Vendor:
		return "Admin"
	case Customer:
		return "Customer Portal"
	}
	return "Partner Portal"
}

func vendorName(set *setting.Vendor) string {
	if set == nil || set.Name == "" {
		return "Kontor"
	}
	return set.Name
}

func logoPath(set *setting.Vendor) string {
	if set == nil || set.LogoHash == "" {
		return ""
	}
	return "/logo?v=" + short(set.LogoHash)
}

// defaultColor is what the color field shows before one was chosen.
func defaultColor(set setting.Vendor) string {
	if asset.IsColor(set.Color) {
		return set.Color
	}
	return asset.DefaultColor
}
