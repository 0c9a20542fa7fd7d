package web

import (
	"net/http"

	"kontor/access"
	"kontor/fail"
	"kontor/partner"
	"kontor/store"
	"kontor/web/page"
	"kontor/web/ui"
)

// detailRoutes change Account > Details; the page itself is in partnerRoutes.
func (s *site) detailRoutes() []Route {
	return []Route{
		{"GET /p/{partnership}/account/details/edit", s.editDetails, access.EditAccount, Partner},
		{"POST /p/{partnership}/account/details/edit", s.saveDetails, access.EditAccount, Partner},
	}
}

func (s *site) editDetails(w http.ResponseWriter, r *http.Request) error {
	return s.editDetailsForm(w, r, nil)
}

func (s *site) editDetailsForm(w http.ResponseWriter, r *http.Request, cause error) error {
	d, err := s.readDetails(r)
	if err != nil {
		return err
	}
	p := page.EditDetails{Partner: d.partner.Name, Logo: partnerLogo(inPortal(r, "/account"), d.partner.LogoHash), Legal: d.payer.IsSelf, Payer: d.payer.PayerName, Cancel: inPortal(r, "/account/details")}
	p.Form = ui.Form{Action: inPortal(r, "/account/details/edit")}
	p.Contacts = contactChoice()
	if cause != nil {
		if p.Form, err = refused(r, p.Form, cause); err != nil {
			return err
		}
		return s.render(w, r, p)
	}
	p.Form = withContacts(p.With("support_email", d.partner.SupportEmail).With("legal_name", d.own.LegalName).With("legal_address", d.own.LegalAddress).
		With("vat_number", d.own.VATNumber).With("po_number", d.own.PONumber).With("billing_email", d.own.BillingEmail), d.contacts)
	return s.render(w, r, p)
}

// saveDetails changes what is the partner's own; legal data only where the form has them, which a child MSP's has not (domain.md 2.2).
func (s *site) saveDetails(w http.ResponseWriter, r *http.Request) error {
	ctx, form := r.Context(), r.PostFormValue
	o := partner.Own{SupportEmail: form("support_email"), Contacts: sentContacts(r)}
	if r.PostForm.Has("legal_name") {
		o.Legal = &partner.Legal{LegalName: form("legal_name"), LegalAddress: form("legal_address"), VATNumber: form("vat_number"),
			PONumber: form("po_number"), BillingEmail: form("billing_email")}
	}
	logo, err := sentLogo(r)
	if err == nil {
		o.Logo = logo
		_, err = store.Write(ctx, s.db, who(r), func(tx *store.Tx) (partner.Partner, error) { return partner.ChangeOwn(ctx, tx, o) })
	}
	if _, ok := fail.AsInvalid(err); ok {
		return s.editDetailsForm(w, r, err)
	}
	if err != nil {
		return err
	}
	return s.done(w, r, inPortal(r, "/account/details"), "The details were saved. They count from now on.")
}
