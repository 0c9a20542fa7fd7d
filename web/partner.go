package web

import (
	"cmp"
	"context"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"

	"kontor/access"
	"kontor/account"
	"kontor/company"
	"kontor/fail"
	"kontor/onboard"
	"kontor/partner"
	"kontor/product"
	"kontor/report"
	"kontor/setting"
	"kontor/store"
	"kontor/web/page"
	"kontor/web/ui"
)

// partnerView is what a partner's page in the vendor's face is made of.
type partnerView struct {
	now      time.Time
	set      setting.Vendor
	partner  partner.Partner
	main     partner.Partnership
	payer    partner.Payer
	parent   partner.Partner // zero: none
	children []partner.Partner
	numbers  company.Numbers
	home     company.Company

	homeLicenses string // address to change the home company's count, "" for who may not
	lists        []product.PriceList
	latest       []report.Event // of its log
	users        []account.Account
	contacts     []partner.Contact
}

// readPartner is what every tab of a partner shows, or the head of each.
func readPartner(ctx context.Context, tx *store.Tx, id int64) (v partnerView, err error) {
	v.now = tx.Now()
	if v.set, err = setting.Get(ctx, tx); err != nil {
		return v, err
	}
	if v.partner, err = partner.Get(ctx, tx, id); err != nil {
		return v, err
	}
	if v.main, err = partner.PartnershipOf(ctx, tx, id); err != nil {
		return v, err
	}
	if v.payer, err = partner.PayerOf(ctx, tx, v.main.ID); err != nil {
		return v, err
	}
	if v.numbers, err = company.CountOf(ctx, tx, v.main.ID); err != nil {
		return v, err
	}
	if v.lists, err = product.PriceLists(ctx, tx); err != nil {
		return v, err
	}
	v.users, err = account.OfPartner(ctx, tx, id)
	return v, err
}

// readPartnerHome is readPartner with what only the first tab shows.
func readPartnerHome(ctx context.Context, tx *store.Tx, id int64) (partnerView, error) {
	v, err := readPartner(ctx, tx, id)
	if err != nil {
		return v, err
	}
	if v.partner.ParentID != nil {
		if v.parent, err = partner.Get(ctx, tx, *v.partner.ParentID); err != nil {
			return v, err
		}
	}
	if v.children, err = partner.Children(ctx, tx, id); err != nil {
		return v, err
	}
	if v.partner.HomeCompanyID != nil {
		v.home, err = company.Get(ctx, tx, *v.partner.HomeCompanyID)
		if err != nil && fail.KindOf(err) != fail.KindNotFound { // gone for good after its partner ended
			return v, err
		}
	}
	if v.contacts, err = partner.Contacts(ctx, tx, id); err != nil {
		return v, err
	}
	latest, err := report.Activity(ctx, tx, report.Asked{Partner: id, Limit: eventsAtFirst})
	if err != nil {
		return v, err
	}
	v.latest = latest.Events
	return v, nil
}

// partnerPage is a partner with its users, and "Add Partner User" at the bottom (domain.md 4.5).
func (s *site) partnerPage(w http.ResponseWriter, r *http.Request) error {
	return s.showPartner(w, r, ui.Form{}, nil)
}

func (s *site) showPartner(w http.ResponseWriter, r *http.Request, form ui.Form, taken *page.Taken) error {
	v, err := store.Snapshot(r.Context(), s.db, who(r), func(tx *store.Tx) (partnerView, error) {
		return readPartnerHome(r.Context(), tx, pathNumber(r, "partner"))
	})
	if err != nil {
		return err
	}
	if who(r).May(access.ChangeLicenses) {
		v.homeLicenses = vendorPartnerPath(v.partner.ID) + "/home-licenses"
	}
	return s.render(w, r, v.page(form, taken, who(r)))
}

func (v partnerView) page(form ui.Form, taken *page.Taken, who access.Actor) page.Partner {
	mayInvite := who.May(access.InvitePartnerUser)
	path := vendorPartnerPath(v.partner.ID)
	p := page.Partner{PartnerHead: v.head(who, ""), Form: form, Type: typeName(v.main.Type),
		Companies: int(v.numbers.Companies), Licenses: int(v.numbers.LicenseCount), Used: int(v.numbers.Used), Terms: v.terms(), Facts: v.facts(),
		Zone: v.set.BillingZone, PhoneHint: account.PhoneHint(v.set.PhoneRule), PhoneNeed: v.set.PhoneRule != account.Optional,
		Valid: lasting(v.set.InvitationHours), Taken: taken}
	p.Logo = partnerLogo(path, v.partner.LogoHash)
	p.Events, p.AllEvents = v.happened(), path+"/activity"
	for _, c := range v.children {
		p.Children = append(p.Children, ui.Link{Text: c.Name, Href: vendorPartnerPath(c.ID)})
	}
	for _, role := range []access.Role{access.PartnerAdmin, access.PartnerUser, access.MarketingRole, access.Notifications} {
		p.Roles = append(p.Roles, ui.Option{Value: string(role), Label: roleTitle(role)})
	}
	if mayInvite && v.partner.Status == account.Active {
		p.Action = path + "/users"
		if !form.Failed() {
			p.Form = p.Form.With("role", string(access.PartnerAdmin))
		}
	}
	p.Users = v.people(who)
	if len(p.Users) > usersAtFirst {
		p.Users, p.AllUsers = p.Users[:usersAtFirst], path+"/users"
	}
	return p
}

// people are the partner's users, each with what may be done.
func (v partnerView) people(who access.Actor) []page.PartnerUser {
	var lines []page.PartnerUser
	path, mayInvite := vendorPartnerPath(v.partner.ID), who.May(access.InvitePartnerUser)
	for _, u := range v.users {
		line := page.PartnerUser{Name: u.Name(), Email: u.Email, Username: u.Username, Role: roleTitle(u.Role), Status: accountStatus(u.State(v.now)), Detail: signedIn(u, v.now, v.set.BillingZone)}
		if mayInvite && u.Status == account.Invited && v.partner.Status == account.Active {
			line.Resend = path + "/users/" + strconv.FormatInt(u.ID, 10) + "/invitation"
		}
		if who.May(access.ReleaseAddress) && !v.onlyAdmin(u) {
			line.Release = releasePath(u, v.partner.ID)
		}
		if who.May(access.StartView) && u.Status == account.Active && u.Role != access.Notifications && v.partner.Status == account.Active {
			line.View = path + "/users/" + strconv.FormatInt(u.ID, 10) + "/view"
		}
		lines = append(lines, line)
	}
	return lines
}

// onlyAdmin: the last active Admin stays (domain.md 4.3).
func (v partnerView) onlyAdmin(u account.Account) bool {
	active := func(u account.Account) bool { return u.Role == access.PartnerAdmin && u.Status == account.Active }
	return active(u) && !slices.ContainsFunc(v.users, func(o account.Account) bool { return o.ID != u.ID && active(o) })
}

func (v partnerView) terms() string {
	switch {
	case !v.payer.IsSelf:
		return "Billed to " + v.payer.PayerName
	case v.payer.PaymentTerms == "invoice":
		return "Invoice"
	case v.payer.CardOnFile:
		return "Card"
	}
	return "Card, none on file"
}

func (v partnerView) facts() []ui.Fact {
	facts := []ui.Fact{
		{Label: "Country", Text: partner.CountryName(v.partner.Country)},
		{Label: "Time zone", Text: v.partner.TimeZone},
		{Label: "Billing zone", Text: v.payer.BillingZone},
		{Label: "Currency", Text: v.payer.Currency},
	}
	for _, l := range v.lists {
		if l.ID == v.payer.PriceListID {
			facts = append(facts, ui.Fact{Label: "Price list", Text: l.Name})
		}
	}
	if v.home.ID != 0 {
		facts = append(facts, ui.Fact{Label: "Home company", Text: v.home.Name, Href: v.homeLicenses})
	}
	if v.parent.ID != 0 {
		facts = append(facts, ui.Fact{Label: "Reseller", Text: v.parent.Name, Href: vendorPartnerPath(v.parent.ID)})
	}
	if v.partner.SupportEmail != "" {
		facts = append(facts, ui.Fact{Label: "Support email", Text: v.partner.SupportEmail})
	}
	for _, c := range v.contacts {
		facts = append(facts, ui.Fact{Label: contactNames[c.Kind], Text: c.Name, Hint: strings.TrimSpace(c.Email + " " + c.Phone)})
	}
	return append(facts, ui.Fact{Label: "Added", Text: clock(v.partner.CreatedAt, v.set.BillingZone)})
}

// accountStatus: an invitation may also have bounced or expired (domain.md 4.4).
func accountStatus(state string) ui.Badge {
	switch state {
	case account.Active:
		return ui.Badge{Tone: "ok", Text: "Active"}
	case account.Suspended:
		return ui.Badge{Tone: "warn", Text: "Suspended"}
	case "bounced":
		return ui.Badge{Tone: "bad", Text: "Bounced"}
	case "expired":
		return ui.Badge{Tone: "warn", Text: "Expired"}
	}
	return ui.Badge{Tone: "info", Text: "Invited"}
}

// signedIn is what stands under "Last sign-in" of a portal user.
func signedIn(u account.Account, now time.Time, zone string) string {
	switch {
	case u.Role == access.Notifications:
		return "Does not sign in"
	case u.LastSignInAt != nil:
		return clock(*u.LastSignInAt, zone)
	case u.Status == account.Invited && u.InvitedUntil != nil && now.Before(*u.InvitedUntil):
		return "Link works until " + clock(*u.InvitedUntil, zone)
	}
	return "No sign-in yet"
}

// addPartnerUser is "Add Partner User" (domain.md 4.5).
func (s *site) addPartnerUser(w http.ResponseWriter, r *http.Request) error {
	id, f := pathNumber(r, "partner"), r.PostForm
	a, err := store.Write(r.Context(), s.db, who(r), func(tx *store.Tx) (account.Account, error) {
		if _, err := partner.Get(r.Context(), tx, id); err != nil {
			return account.Account{}, err
		}
		return onboard.AddPartnerUser(r.Context(), tx, account.Draft{Partner: id, FirstName: f.Get("first_name"), LastName: f.Get("last_name"),
			Email: f.Get("email"), Phone: f.Get("phone"), Role: access.Role(f.Get("role"))})
	})
	form, other := refused(r, ui.Form{}, err)
	if other != nil {
		return other
	}
	if form.Failed() {
		taken, err := s.taken(r, err)
		if err != nil {
			return err
		}
		return s.showPartner(w, r, form, taken)
	}
	return s.sent(w, r, vendorPartnerPath(id), a)
}

// sent is the message after an invitation: to whom, and until when the link works.
func (s *site) sent(w http.ResponseWriter, r *http.Request, path string, a account.Account) error {
	text, err := s.invited(r, a)
	if err != nil {
		return err
	}
	title := "Invitation sent."
	if a.InvitedUntil == nil {
		title = a.Name() + " was added."
	}
	return s.doneWith(w, r, path, ui.Flash{Title: title, Text: text})
}

// inviteAgain is "Resend"; the older link ends (domain.md 4.4).
func (s *site) inviteAgain(w http.ResponseWriter, r *http.Request) error {
	id := pathNumber(r, "partner")
	a, err := store.Write(r.Context(), s.db, who(r), func(tx *store.Tx) (account.Account, error) {
		a, err := account.Get(r.Context(), tx, pathNumber(r, "account"))
		if err != nil {
			return a, err
		}
		if a.Partner != id {
			return a, fail.NotFound("The user")
		}
		return account.Resend(r.Context(), tx, a.ID)
	})
	if err != nil {
		return s.notSent(w, r, vendorPartnerPath(id), err)
	}
	return s.sent(w, r, vendorPartnerPath(id), a)
}

// notSent says on the page at back why an invitation did not go out again; what is no conflict is answered as a failure.
func (s *site) notSent(w http.ResponseWriter, r *http.Request, back string, err error) error {
	if f, ok := fail.As(err); ok && f.Kind == fail.KindConflict {
		return s.doneWith(w, r, back, ui.Flash{Tone: "warn", Title: "Nothing was sent.", Text: f.Message})
	}
	return err
}

// taken is the account that holds an address, which only the vendor's staff are told (domain.md 4.6); nil if err is about something else.
func (s *site) taken(r *http.Request, err error) (*page.Taken, error) {
	f, ok := fail.As(err)
	if !ok {
		return nil, nil
	}
	text, ok := strings.CutPrefix(f.Link.Target, "account:")
	if !ok {
		return nil, nil
	}
	return store.Read(r.Context(), s.db, who(r), func(tx *store.Tx) (*page.Taken, error) {
		a, err := account.Get(r.Context(), tx, whole(text))
		if err != nil {
			return nil, err
		}
		t := &page.Taken{Name: a.Name(), Username: a.Username, State: roleTitle(a.Role) + ", " + a.State(tx.Now())}
		if a.Partner == 0 {
			return t, nil
		}
		p, err := partner.Get(r.Context(), tx, a.Partner)
		t.Partner, t.PartHref = p.Name, vendorPartnerPath(p.ID)
		if who(r).May(access.ReleaseAddress) && account.Releasable(r.Context(), tx, a) == nil {
			t.Release = releasePath(a, cmp.Or(pathNumber(r, "partner"), a.Partner))
		}
		return t, err
	})
}
