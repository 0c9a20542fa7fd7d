package web

import (
	"net/http"

	"kontor/company"
	"kontor/fail"
	"kontor/setting"
	"kontor/store"
	"kontor/web/page"
	"kontor/web/ui"
)

// editCompany is the form that changes contact data, Team name and logo (domain.md 2.3, 2.6).
func (s *site) editCompany(w http.ResponseWriter, r *http.Request) error {
	return s.editForm(w, r, nil)
}

func (s *site) editForm(w http.ResponseWriter, r *http.Request, cause error) error {
	ctx := r.Context()
	var app setting.Vendor
	c, err := store.Snapshot(ctx, s.db, who(r), func(tx *store.Tx) (c company.Company, err error) {
		if app, err = setting.Get(ctx, tx); err != nil {
			return c, err
		}
		return company.Get(ctx, tx, pathNumber(r, "company"))
	})
	if err != nil {
		return err
	}
	path := inPortal(r, "/companies/%d", c.ID)
	p := page.EditCompany{Company: c.Name, Team: c.TeamName, App: app.AppName, Countries: countryChoice(), Cancel: path}
	if c.LogoID != nil {
		p.Logo = path + "/logo"
	}
	p.Form = ui.Form{Action: path + "/edit"}
	if cause != nil {
		if p.Form, err = refused(r, p.Form, cause); err != nil {
			return err
		}
		return s.render(w, r, p)
	}
	p.Form = p.With("name", c.Name).With("country", c.Country).With("street", c.Street).With("postal_code", c.PostalCode).With("city", c.City).
		With("region", c.Region).With("phone", c.Phone).With("website", c.Website).With("vat_number", c.VATNumber).
		With("reference", c.Reference).With("team_name", c.TeamName)
	return s.render(w, r, p)
}

// saveCompany changes it. The picture is read before the transaction begins.
func (s *site) saveCompany(w http.ResponseWriter, r *http.Request) error {
	ctx, form := r.Context(), r.PostFormValue
	d := company.Details{Name: form("name"), Country: form("country"), Street: form("street"), PostalCode: form("postal_code"), City: form("city"),
		Region: form("region"), Phone: form("phone"), Website: form("website"), VATNumber: form("vat_number"), Reference: form("reference"),
		TeamName: form("team_name")}
	var c company.Company
	picture, err := chosenPicture(r, "team_logo")
	if err == nil {
		logo := company.TeamLogo{New: picture, Remove: form("remove_logo") == "yes"}
		c, err = store.Write(ctx, s.db, who(r), func(tx *store.Tx) (company.Company, error) {
			return company.Change(ctx, tx, pathNumber(r, "company"), d, logo)
		})
	}
	if _, ok := fail.AsInvalid(err); ok {
		return s.editForm(w, r, err)
	}
	if err != nil {
		return err
	}
	return s.done(w, r, inPortal(r, "/companies/%d", c.ID), "%s was saved.", c.Name)
}
