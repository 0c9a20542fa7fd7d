package web

import (
	"cmp"
	"context"
	"net/http"
	"strconv"

	"kontor/company"
	"kontor/fail"
	"kontor/store"
	"kontor/web/page"
	"kontor/web/ui"
)

// licenses are what "Change User license count" shows.
type licenses struct {
	charging
	company company.Company
	sub     company.Subscription
}

func readLicenses(ctx context.Context, tx *store.Tx, r *http.Request) (l licenses, err error) {
	if l.company, err = company.Get(ctx, tx, pathNumber(r, "company")); err != nil {
		return l, err
	}
	if err = l.company.Levels(who(r)); err != nil {
		return l, err
	}
	if l.sub, err = company.GetSubscription(ctx, tx, l.company.ID, pathNumber(r, "subscription")); err != nil {
		return l, err
	}
	l.charging, err = chargingOf(ctx, tx, cmp.Or(who(r).Partnership(), l.company.PartnershipID))
	return l, err
}

// licenseCount is the form "Change User license count" (ui.md 6.2, 10).
func (s *site) licenseCount(w http.ResponseWriter, r *http.Request) error {
	return s.licenseForm(w, r, nil)
}

func (s *site) licenseForm(w http.ResponseWriter, r *http.Request, cause error) error {
	ctx := r.Context()
	l, err := store.Snapshot(ctx, s.db, who(r), func(tx *store.Tx) (licenses, error) { return readLicenses(ctx, tx, r) })
	if err != nil {
		return err
	}
	path := inPortal(r, "/companies/%d", l.company.ID)
	p := page.CompanyCount{Company: l.company.Name, Level: l.sub.Product, Count: int(l.sub.LicenseCount), Used: int(l.sub.Used),
		When: l.changed(l.company), Cancel: path}
	p.Form = ui.Form{Action: path + "/subscriptions/" + strconv.FormatInt(l.sub.ID, 10) + "/license-count"}
	if cause != nil {
		if p.Form, err = refused(r, p.Form, cause); err != nil {
			return err
		}
	} else {
		p.Form = p.With("license_count", strconv.FormatInt(l.sub.LicenseCount, 10))
	}
	return s.render(w, r, p)
}

// changeLicenses sets the count from now on (domain.md 3.1, 3.2).
func (s *site) changeLicenses(w http.ResponseWriter, r *http.Request) error {
	ctx := r.Context()
	l, err := store.Write(ctx, s.db, who(r), func(tx *store.Tx) (l licenses, err error) {
		if l.company, err = company.Get(ctx, tx, pathNumber(r, "company")); err != nil {
			return l, err
		}
		l.sub, err = company.ChangeLicenses(ctx, tx, l.company.ID, pathNumber(r, "subscription"), whole(r.PostFormValue("license_count")))
		return l, err
	})
	if _, ok := fail.AsInvalid(err); ok {
		return s.licenseForm(w, r, err)
	}
	if err != nil {
		return err
	}
	return s.done(w, r, inPortal(r, "/companies/%d", l.company.ID), "The User license count of %s is now %s.", l.company.Name, ui.Number(int(l.sub.LicenseCount)))
}
