package web

import (
	"net/http"
	"strconv"

	"kontor/access"
	"kontor/company"
	"kontor/fail"
	"kontor/onboard"
	"kontor/partner"
	"kontor/product"
	"kontor/setting"
	"kontor/store"
	"kontor/web/page"
	"kontor/web/ui"
)

// newCompany is the form "Add company", or the page that leads to a payment method where one is missing (domain.md 2.4).
func (s *site) newCompany(w http.ResponseWriter, r *http.Request) error {
	return s.companyForm(w, r, nil)
}

// companyForm shows the form, filled in again with what is wrong where the one sent was refused.
func (s *site) companyForm(w http.ResponseWriter, r *http.Request, cause error) error {
	f, err := s.readCompanyForm(r)
	if err != nil {
		return err
	}
	if err := f.payer.CanPay(); err != nil {
		return s.render(w, r, f.gate(r))
	}
	p, err := f.page(r, cause)
	if err != nil {
		return err
	}
	return s.render(w, r, p)
}

// companyParts are what the form says and offers.
type companyParts struct {
	charging
	vendor  setting.Vendor
	partner partner.Partner
	levels  []product.Product
	alike   []company.Company
}

func (s *site) readCompanyForm(r *http.Request) (companyParts, error) {
	ctx, me := r.Context(), who(r)
	return store.Snapshot(ctx, s.db, me, func(tx *store.Tx) (f companyParts, err error) {
		if f.charging, err = chargingOf(ctx, tx, me.Partnership()); err != nil {
			return f, err
		}
		if f.vendor, err = setting.Get(ctx, tx); err != nil {
			return f, err
		}
		if f.partner, err = partner.Get(ctx, tx, me.Partner()); err != nil {
			return f, err
		}
		today := f.payer.Today(f.now).Format("2006-01-02")
		if f.levels, err = product.Sold(ctx, tx, f.payer.PriceListID, f.payer.Currency, today); err != nil {
			return f, err
		}
		f.alike, err = company.LikeNamed(ctx, tx, r.PostFormValue("name"))
		return f, err
	})
}

// gate is shown instead of the form. A child MSP is told whom to ask, not why (domain.md 2.2).
func (f companyParts) gate(r *http.Request) page.PaymentNeeded {
	p := page.PaymentNeeded{Back: inPortal(r, "/companies"), Details: inPortal(r, "/account/details#payment-method"), Admin: who(r).May(access.ViewAccount)}
	if !f.payer.IsSelf {
		p.Reseller = f.payer.PayerName
	}
	return p
}

func (f companyParts) page(r *http.Request, cause error) (page.AddCompany, error) {
	p := page.AddCompany{
		Reseller: isReseller(r), App: f.vendor.AppName, Partner: f.partner.Name,
		Billable: f.billable(), Free: f.free(), When: f.added(),
		Valid: lasting(f.vendor.TemporaryPasswordHours), LinkValid: lasting(f.vendor.InvitationHours),
		Similar: links(r, f.alike), LikeNamed: inPortal(r, "/companies/like-named"), Cancel: inPortal(r, "/companies"),
	}
	p.Countries = countryChoice()
	for _, level := range f.levels {
		p.Levels = append(p.Levels, ui.Option{Value: strconv.FormatInt(level.ID, 10), Label: level.Name})
	}
	p.Form = ui.Form{Action: inPortal(r, "/companies")}
	if cause != nil {
		var err error
		p.Form, err = refused(r, p.Form, cause)
		return p, err
	}
	p.Form = p.With("country", f.partner.Country).With("account_type", company.Customer).
		With("subscription_type", company.BillableThisMonth).With("license_count", "1")
	if len(p.Levels) == 1 {
		p.Form = p.With("product", p.Levels[0].Value)
	}
	return p, nil
}

// addCompany is the last step of "Add company" (domain.md 2.2, 2.3). The picture is read before the transaction begins.
func (s *site) addCompany(w http.ResponseWriter, r *http.Request) error {
	ctx := r.Context()
	d := companyDraft(r)
	logo, err := chosenPicture(r, "team_logo")
	var made company.Company
	if err == nil {
		d.Logo = logo
		made, err = store.Write(ctx, s.db, who(r), func(tx *store.Tx) (company.Company, error) {
			return onboard.AddCompany(ctx, tx, d)
		})
	}
	if _, ok := fail.AsInvalid(err); ok {
		return s.companyForm(w, r, err)
	}
	if code := fail.CodeOf(err); code == "payment_method_required" || code == "ask_payer" {
		return s.refuseCompany(w, r, err)
	}
	if err != nil {
		return err
	}
	text := "%s was added. The welcome mail to %s is on its way."
	if made.Kind == company.MSP {
		text = "%s was added. Two mails to %s are on their way: the welcome mail and the invitation to its own Partner Portal."
	}
	return s.done(w, r, inPortal(r, "/companies/%d", made.ID), text, made.Name, store.Clean(d.Owner.Email))
}

// refuseCompany leads to the payment method, or names whom to ask (domain.md 2.2, 2.4).
func (s *site) refuseCompany(w http.ResponseWriter, r *http.Request, refusal error) error {
	s.db.Refused(r.Context(), who(r), visitOf(r).pattern, refusal)
	f, err := s.readCompanyForm(r)
	if err != nil {
		return err
	}
	return s.show(w, r, http.StatusForbidden, f.gate(r))
}

func companyDraft(r *http.Request) company.Draft {
	form := r.PostFormValue
	d := company.Draft{
		Partnership: who(r).Partnership(), Kind: form("account_type"),
		Name: form("name"), Country: form("country"), Street: form("street"), PostalCode: form("postal_code"), City: form("city"), Region: form("region"),
		Phone: form("phone"), Website: form("website"), VATNumber: form("vat_number"), Reference: form("reference"), TeamName: form("team_name"),
		Owner:   company.Person{FirstName: form("first_name"), LastName: form("last_name"), Email: form("email")},
		Product: whole(form("product")), BillingStart: form("subscription_type"), LicenseCount: whole(form("license_count")),
	}
	if d.Kind == "" { // the choice is the resellers' (domain.md 2.1)
		d.Kind = company.Customer
	}
	return d
}

// likeNamed answers while the form is filled in: a hint, not an error (domain.md 2.3).
func (s *site) likeNamed(w http.ResponseWriter, r *http.Request) error {
	ctx := r.Context()
	alike, err := store.Read(ctx, s.db, who(r), func(tx *store.Tx) ([]company.Company, error) {
		return company.LikeNamed(ctx, tx, r.URL.Query().Get("name"))
	})
	if err != nil {
		return err
	}
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	return page.LikeNamed(links(r, alike)).Render(ctx, w)
}

func links(r *http.Request, companies []company.Company) []ui.Link {
	var l []ui.Link
	for _, c := range companies {
		l = append(l, ui.Link{Text: c.Name, Href: inPortal(r, "/companies/%d", c.ID)})
	}
	return l
}
