package web

import (
	"context"
	"net/http"
	"strconv"

	"kontor/company"
	"kontor/fail"
	"kontor/partner"
	"kontor/store"
	"kontor/web/page"
	"kontor/web/ui"
)

// homeSubscription is the subscription of a partner's home company: the vendor picks its count (domain.md 2.1).
func homeSubscription(ctx context.Context, tx *store.Tx, id int64) (c company.Company, s company.Subscription, err error) {
	p, err := partner.Get(ctx, tx, id)
	if err != nil {
		return c, s, err
	}
	if p.HomeCompanyID == nil {
		return c, s, fail.NotFound("The home company")
	}
	if c, err = company.Get(ctx, tx, *p.HomeCompanyID); err != nil {
		return c, s, err
	}
	subs, err := company.Subscriptions(ctx, tx, c.ID)
	if err == nil && len(subs) == 0 {
		err = fail.NotFound("The subscription")
	}
	if err != nil {
		return c, s, err
	}
	return c, subs[0], nil
}

// homeLicenses is the form for the User license count of a partner's home company.
func (s *site) homeLicenses(w http.ResponseWriter, r *http.Request) error {
	return s.homeLicenseForm(w, r, nil)
}

func (s *site) homeLicenseForm(w http.ResponseWriter, r *http.Request, cause error) error {
	ctx, path := r.Context(), vendorPartnerPath(pathNumber(r, "partner"))
	var p page.CompanyCount
	err := s.db.Snapshot(ctx, who(r), func(tx *store.Tx) error {
		c, sub, err := homeSubscription(ctx, tx, pathNumber(r, "partner"))
		p = page.CompanyCount{Company: c.Name, Level: sub.Product, Count: int(sub.LicenseCount), Used: int(sub.Used), Cancel: path}
		return err
	})
	if err != nil {
		return err
	}
	p.When = "Counts from now on, for the app accounts of the partner’s own people."
	p.Form = ui.Form{Action: path + "/home-licenses"}
	if cause == nil {
		p.Form = p.With("license_count", strconv.Itoa(p.Count))
	} else if p.Form, err = refused(r, p.Form, cause); err != nil {
		return err
	}
	return s.render(w, r, p)
}

// changeHomeLicenses sets the count from now on.
func (s *site) changeHomeLicenses(w http.ResponseWriter, r *http.Request) error {
	ctx := r.Context()
	var name string
	sub, err := store.Write(ctx, s.db, who(r), func(tx *store.Tx) (company.Subscription, error) {
		c, sub, err := homeSubscription(ctx, tx, pathNumber(r, "partner"))
		if err != nil {
			return sub, err
		}
		name = c.Name
		return company.ChangeLicenses(ctx, tx, c.ID, sub.ID, whole(r.PostFormValue("license_count")))
	})
	if _, ok := fail.AsInvalid(err); ok {
		return s.homeLicenseForm(w, r, err)
	}
	if err != nil {
		return err
	}
	return s.done(w, r, vendorPartnerPath(pathNumber(r, "partner")), "The User license count of %s is now %s.", name, ui.Number(int(sub.LicenseCount)))
}
