package web

import (
	"net/http"
	"net/url"
	"strconv"

	"kontor/account"
	"kontor/fail"
	"kontor/partner"
	"kontor/store"
	"kontor/web/page"
	"kontor/web/ui"
)

// ofPartner is the account in the address, which must be one of the partner in it.
func (s *site) ofPartner(r *http.Request, tx *store.Tx) (account.Account, error) {
	a, err := account.Get(r.Context(), tx, pathNumber(r, "account"))
	if err == nil && (a.Partner == 0 || a.Partner != pathNumber(r, "partner")) {
		err = fail.NotFound("The user")
	}
	return a, err
}

// releasePath is the address that asks to release an account's address. where is the partner for whom somebody wanted to register it.
func releasePath(a account.Account, where int64) string {
	path := vendorPartnerPath(a.Partner) + "/users/" + strconv.FormatInt(a.ID, 10) + "/release"
	if where != a.Partner {
		path += "?" + url.Values{"for": {strconv.FormatInt(where, 10)}}.Encode()
	}
	return path
}

func (s *site) releasing(w http.ResponseWriter, r *http.Request) error {
	return s.askRelease(w, r, nil)
}

// askRelease says what follows from releasing an address (domain.md 4.6).
func (s *site) askRelease(w http.ResponseWriter, r *http.Request, cause error) error {
	ctx := r.Context()
	form, err := refused(r, ui.Form{Action: r.URL.RequestURI()}, cause)
	if cause != nil && err != nil {
		return err
	}
	c, err := store.Snapshot(ctx, s.db, who(r), func(tx *store.Tx) (page.Confirm, error) {
		a, err := s.ofPartner(r, tx)
		if err != nil {
			return page.Confirm{}, err
		}
		if err := account.Releasable(ctx, tx, a); err != nil {
			return page.Confirm{}, err
		}
		p, err := partner.Get(ctx, tx, a.Partner)
		return page.Confirm{Question: "Release the address of " + a.Name() + "?", About: p.Name, Cancel: vendorPartnerPath(p.ID), Button: "Release address", Busy: "Releasing…", Danger: true,
			Reason: "Kept in the activity log.", Lines: []string{
				a.Email + " becomes free: the account of " + a.Name() + " at " + p.Name + " gets the address released+" + strconv.FormatInt(a.ID, 10) + "@invalid.invalid and can’t sign in any more.",
				"Its sessions, links, API keys and queued mails end now. Its history is kept.",
				"This is permanent. Afterwards the address can be registered again."}}, err
	})
	if err != nil {
		return err
	}
	c.Form = form
	return s.render(w, r, c)
}

// releaseAddress frees it, and leads to the partner for whom it is wanted.
func (s *site) releaseAddress(w http.ResponseWriter, r *http.Request) error {
	ctx := r.Context()
	var address string
	back := pathNumber(r, "partner")
	a, err := store.Write(ctx, s.db, who(r), func(tx *store.Tx) (account.Account, error) {
		a, err := s.ofPartner(r, tx)
		if err != nil {
			return a, err
		}
		address = a.Email
		if wanted := whole(r.URL.Query().Get("for")); wanted > 0 {
			if p, err := partner.Get(ctx, tx, wanted); err == nil {
				back = p.ID
			}
		}
		return account.Release(ctx, tx, a.ID, r.PostFormValue("reason"))
	})
	if _, ok := fail.AsInvalid(err); ok {
		return s.askRelease(w, r, err)
	}
	if err != nil {
		return err
	}
	return s.done(w, r, vendorPartnerPath(back), "%s was released from the account of %s and can be registered again.", address, a.Name())
}
