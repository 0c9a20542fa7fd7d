package web

import (
	"context"
	"net/http"

	"kontor/access"
	"kontor/account"
	"kontor/company"
	"kontor/fail"
	"kontor/partner"
	"kontor/setting"
	"kontor/store"
	"kontor/web/page"
	"kontor/web/ui"
)

// ownCompany is what the customer's first page is made of.
type ownCompany struct {
	company company.Company
	partner partner.Partner
	vendor  setting.Vendor
	subs    []company.Subscription
	users   company.UserPage
	waiting int64
	view    companyView
}

// customer is the customer's Overview (ui.md 6.2, 25). Users who are no administrators meet nobody but themselves.
func (s *site) customer(w http.ResponseWriter, r *http.Request) error {
	ctx := r.Context()
	o, err := store.Snapshot(ctx, s.db, who(r), func(tx *store.Tx) (ownCompany, error) { return readOverview(ctx, tx, r) })
	if err != nil {
		return err
	}
	p := page.Overview{
		Company: o.company.Name, App: o.vendor.AppName, AppSignIn: o.vendor.AppSignInURL,
		Partner: o.partner.Name, PartnerEmail: o.partner.SupportEmail,
		Administrator: who(r).May(access.ViewColleagues), Waiting: int(o.waiting), Zone: o.partner.TimeZone,
	}
	if who(r).May(access.ChangeOwnLogin) {
		p.Account = "/c/password"
	}
	if o.vendor.AppDownloadURL != "" {
		p.Downloads = []ui.Link{{Text: "download page", Href: o.vendor.AppDownloadURL}}
	}
	if p.Administrator {
		for _, sub := range o.subs {
			p.Used += int(sub.Used)
			p.Count += int(sub.LicenseCount)
		}
		p.Users = o.view.people(r)
		p.Pager = forward(customerPath(o.company.ID), nil, r.URL.Query().Get("after"), o.users.Next, len(o.users.Users), "user", "users")
	}
	return s.render(w, r, p)
}

func readOverview(ctx context.Context, tx *store.Tx, r *http.Request) (o ownCompany, err error) {
	if o.company, err = company.Get(ctx, tx, pathNumber(r, "company")); err != nil {
		return o, err
	}
	if o.partner, err = partner.Get(ctx, tx, o.company.PartnerID); err != nil {
		return o, err
	}
	if o.vendor, err = setting.Get(ctx, tx); err != nil || !tx.Who().May(access.ViewColleagues) {
		return o, err
	}
	if o.subs, err = company.Subscriptions(ctx, tx, o.company.ID); err != nil {
		return o, err
	}
	if o.waiting, err = company.Waiting(ctx, tx, o.company.ID); err != nil {
		return o, err
	}
	o.users, err = company.Users(ctx, tx, o.company.ID, store.Clean(r.URL.Query().Get("after")), rowsPerPage)
	o.view = companyView{charging: charging{now: tx.Now()}, company: o.company, users: o.users, partner: o.partner}
	return o, err
}

// customerLogo is the team logo as the company's own people see it.
func (s *site) customerLogo(w http.ResponseWriter, r *http.Request) error {
	return s.teamLogo(w, r, pathNumber(r, "company"))
}

// customerPassword is the own account; who signed in with a temporary password chooses a new one here first (domain.md 3.3).
func (s *site) customerPassword(w http.ResponseWriter, r *http.Request) error {
	return s.customerPasswordForm(w, r, nil)
}

func (s *site) customerPasswordForm(w http.ResponseWriter, r *http.Request, cause error) error {
	me, form := visitOf(r).app, ui.Form{Action: "/c/password"}
	if cause != nil {
		var err error
		if form, err = refused(r, form, cause); err != nil {
			return err
		}
	}
	if me.MustChange {
		return s.render(w, r, page.FirstPassword{Form: form, Customer: true, Email: me.AppUser.Email, Company: me.CompanyName,
			Partner: me.PartnerName, SignOut: "/c/sign-out"})
	}
	return s.render(w, r, page.OwnAccount{Form: form, Name: me.AppUser.Name(), Login: me.AppUser.Email, Sessions: sessionsEnd,
		Facts: []ui.Fact{{Label: "Email", Text: me.AppUser.Email}, {Label: "Company", Text: me.CompanyName}, {Label: "Role", Text: roleName(me.AppUser.Role)}}})
}

// changeCustomerPassword changes the own password; every session ends but the new one of this browser.
func (s *site) changeCustomerPassword(w http.ResponseWriter, r *http.Request) error {
	me := visitOf(r).app
	token, err := company.ChangePassword(r.Context(), s.db, me, account.NewPassword{Current: r.PostFormValue("current_password"),
		Password: r.PostFormValue("password"), IP: clientIP(r), Agent: r.UserAgent()})
	if _, ok := fail.AsInvalid(err); ok {
		return s.customerPasswordForm(w, r, err)
	}
	if err != nil {
		return err
	}
	s.keep(w, appCookie, token)
	text := "Your password was changed. Your other sessions have ended."
	if me.MustChange {
		text = "Your password is set. The temporary one no longer works."
	}
	return s.done(w, r, customerPath(me.AppUser.CompanyID), "%s", text)
}
