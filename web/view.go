package web

import (
	"net/http"
	"strconv"

	"kontor/access"
	"kontor/account"
	"kontor/company"
	"kontor/fail"
	"kontor/partner"
	"kontor/store"
	"kontor/web/page"
	"kontor/web/ui"
)

func (s *site) viewRoutes() []Route {
	return []Route{
		{"POST /view/stop", s.stopView, "", Public},
		{"GET /view/over", s.viewOver, "", Public},
		{"GET /admin/partners/{partner}/users/{account}/view", s.viewUserForm, access.StartView, Vendor},
		{"POST /admin/partners/{partner}/users/{account}/view", s.viewUser, access.StartView, Vendor},
		{"GET /admin/companies/{company}/view", s.viewCustomerForm, access.StartView, Vendor},
		{"POST /admin/companies/{company}/view", s.viewCustomer, access.StartView, Vendor},
		{"GET /p/{partnership}/companies/{company}/view", s.viewCustomerForm, access.StartView, Partner},
		{"POST /p/{partnership}/companies/{company}/view", s.viewCustomer, access.StartView, Partner},
	}
}

// admitView puts the partner user in the visitor's place whom staff look at the portal as. over: there is a token, and the view has ended.
// It counts only in the session that it was started in.
func (s *site) admitView(r *http.Request, v *visit) (over bool, err error) {
	token := s.token(r, viewCookie)
	if token == "" || v.portal.Account.Partner != 0 {
		return false, nil
	}
	look, err := account.Looking(r.Context(), s.db, token)
	if err != nil {
		return false, err
	}
	if !look.Viewed.SignedIn() || look.View.SessionID != v.portal.Session.ID {
		return look.View.ViewedCompanyID == nil, nil
	}
	v.portal, v.view = look.Viewed, look.View
	return false, nil
}

// admitCustomerView lets who looks at a company's portal in, at that company and nowhere else, and only beside the session that the view was
// started in. The own account of the customer's face is always one's own.
func (s *site) admitCustomerView(r *http.Request, v *visit) (looks, over bool, err error) {
	token, id := s.token(r, viewCookie), pathNumber(r, "company")
	if token == "" || id == 0 {
		return false, false, nil
	}
	app, look, err := company.Looking(r.Context(), s.db, token)
	if err != nil || look.View.ID == 0 {
		return false, true, err
	}
	viewer, err := account.Visit(r.Context(), s.db, s.token(r, portalCookie))
	if err != nil || viewer.Session.ID != look.View.SessionID {
		return false, true, err
	}
	if app.AppUser.CompanyID != id {
		return false, false, nil
	}
	v.app, v.view, v.who, v.display = app, look.View, app.Actor(id), look.Shown
	return true, false, s.permitted(v)
}

// viewing is the line above a page that is seen through somebody else's eyes.
func (s *site) viewing(v *visit) *ui.Viewing {
	if v.view.ID == 0 {
		return nil
	}
	as := v.portal.Account.Name()
	if v.route.Face == Customer {
		as = v.app.AppUser.Name() + " of " + v.app.CompanyName
	}
	return &ui.Viewing{As: as, Until: v.view.UntilAt.Format("15:04") + " UTC", Stop: "/view/stop"}
}

func (s *site) viewUserForm(w http.ResponseWriter, r *http.Request) error {
	return s.askViewUser(w, r, nil)
}

func (s *site) askViewUser(w http.ResponseWriter, r *http.Request, cause error) error {
	ctx, id := r.Context(), pathNumber(r, "partner")
	var of partner.Partner
	a, err := store.Snapshot(ctx, s.db, who(r), func(tx *store.Tx) (a account.Account, err error) {
		if of, err = partner.Get(ctx, tx, id); err != nil {
			return a, err
		}
		return account.CanView(ctx, tx, id, pathNumber(r, "account"))
	})
	if err != nil {
		return err
	}
	return s.askView(w, r, cause, page.StartView{As: a.Name(), About: of.Name, Cancel: vendorPartnerPath(id), Lines: []string{
		"You see the Partner Portal as " + a.Name() + " sees it, and can change nothing.",
		"The reason stands in your activity log and in that of " + of.Name + "."}})
}

func (s *site) askView(w http.ResponseWriter, r *http.Request, cause error, p page.StartView) error {
	p.Form, p.Minutes = ui.Form{Action: r.URL.Path}, int(account.ViewLife.Minutes())
	if cause != nil {
		var err error
		if p.Form, err = refused(r, p.Form, cause); err != nil {
			return err
		}
	}
	return s.render(w, r, p)
}

// viewUser opens the portal as a partner user sees it (domain.md 7).
func (s *site) viewUser(w http.ResponseWriter, r *http.Request) error {
	ctx, session := r.Context(), visitOf(r).portal.Session.ID
	token, err := store.Write(ctx, s.db, who(r), func(tx *store.Tx) (string, error) {
		return account.StartView(ctx, tx, session, pathNumber(r, "partner"), pathNumber(r, "account"), r.PostFormValue("reason"))
	})
	if _, ok := fail.AsInvalid(err); ok {
		return s.askViewUser(w, r, err)
	}
	if err != nil {
		return err
	}
	look, err := account.Looking(ctx, s.db, token)
	if err != nil {
		return err
	}
	s.keep(w, viewCookie, token)
	return elsewhere(firstFace(look.Viewed))
}

// firstFace is where a viewed partner user's portal begins.
func firstFace(v account.Visitor) string {
	for _, f := range v.Faces {
		return partnerPath(f.Partnership)
	}
	return "/view/over"
}

func (s *site) viewCustomerForm(w http.ResponseWriter, r *http.Request) error {
	return s.askViewCustomer(w, r, nil)
}

func (s *site) askViewCustomer(w http.ResponseWriter, r *http.Request, cause error) error {
	ctx := r.Context()
	var c company.Company
	owner, err := store.Snapshot(ctx, s.db, who(r), func(tx *store.Tx) (u company.AppUser, err error) {
		c, u, err = company.CanView(ctx, tx, pathNumber(r, "company"))
		return u, err
	})
	if err != nil {
		return err
	}
	return s.askView(w, r, cause, page.StartView{As: owner.Name(), About: c.Name, Cancel: backFromView(who(r), c), Lines: []string{
		"You see the Customer Portal of " + c.Name + " as " + owner.Name() + ", its owner, sees it, and can change nothing.",
		"The reason stands in the activity log of the company."}})
}

// backFromView is the page of the company in the viewer's own face.
func backFromView(who access.Actor, c company.Company) string {
	if who.Kind() == access.Staff {
		return vendorCompanyPath(c.ID)
	}
	return partnerPath(who.Partnership()) + "/companies/" + strconv.FormatInt(c.ID, 10)
}

// viewCustomer opens a customer's portal as its owner sees it (domain.md 7).
func (s *site) viewCustomer(w http.ResponseWriter, r *http.Request) error {
	ctx, session, id := r.Context(), visitOf(r).portal.Session.ID, pathNumber(r, "company")
	token, err := store.Write(ctx, s.db, who(r), func(tx *store.Tx) (string, error) {
		return company.StartView(ctx, tx, session, id, r.PostFormValue("reason"))
	})
	if _, ok := fail.AsInvalid(err); ok {
		return s.askViewCustomer(w, r, err)
	}
	if err != nil {
		return err
	}
	s.keep(w, viewCookie, token)
	return elsewhere(customerPath(id))
}

// stopView ends it and leads back to where it was started.
func (s *site) stopView(w http.ResponseWriter, r *http.Request) error {
	ctx, token := r.Context(), s.token(r, viewCookie)
	back, err := s.afterView(r, token)
	if err != nil {
		return err
	}
	if err := account.StopView(ctx, s.db, token, clientIP(r)); err != nil {
		return err
	}
	s.forget(w, viewCookie)
	if back == "/" {
		return elsewhere(back)
	}
	return s.done(w, r, back, "You no longer view the portal as somebody else.")
}

// afterView is where a view was started, "/" if it has ended already.
func (s *site) afterView(r *http.Request, token string) (string, error) {
	look, err := account.Looking(r.Context(), s.db, token)
	switch {
	case err != nil:
		return "", err
	case look.View.ViewedAccountID != nil:
		return vendorPartnerPath(look.Viewed.Account.Partner), nil
	case look.View.ViewedCompanyID == nil:
		return "/", nil
	}
	c, err := store.Read(r.Context(), s.db, look.By, func(tx *store.Tx) (company.Company, error) {
		return company.Get(r.Context(), tx, *look.View.ViewedCompanyID)
	})
	if fail.KindOf(err) == fail.KindNotFound {
		return "/", nil
	}
	return backFromView(look.By, c), err
}

// dropView ends a view of whoever used this browser before somebody signs in.
func (s *site) dropView(w http.ResponseWriter, r *http.Request) error {
	token := s.token(r, viewCookie)
	if token == "" {
		return nil
	}
	s.forget(w, viewCookie)
	return account.StopView(r.Context(), s.db, token, clientIP(r))
}

// viewOver says that the view has ended, and takes its token back.
func (s *site) viewOver(w http.ResponseWriter, r *http.Request) error {
	s.forget(w, viewCookie)
	return s.render(w, r, page.ViewOver{Next: ui.Link{Text: "Go to your own portal", Href: "/"}})
}
