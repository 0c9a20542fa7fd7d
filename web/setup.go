package web

import (
	_ "embed"
	"fmt"
	"net/http"
	"strconv"
	"strings"

	"kontor/account"
	"kontor/fail"
	"kontor/mail"
	"kontor/product"
	"kontor/setting"
	"kontor/store"
	"kontor/web/asset"
	"kontor/web/page"
	"kontor/web/ui"
)

// The steps of the first-run setup (ui.md 6.2, 2); the first is the Owner's account.
const (
	setupOrganization = 2
	setupMail         = 3
	setupProduct      = 4
)

func setupPath(step int64) string { return "/admin/setup/" + strconv.FormatInt(step, 10) }

// setupOwnerForm is opened by the one-time link that the program prints while there is no Owner.
func (s *site) setupOwnerForm(w http.ResponseWriter, r *http.Request) error {
	return s.setupOwnerPage(w, r, ui.Form{})
}

func (s *site) setupOwnerPage(w http.ResponseWriter, r *http.Request, form ui.Form) error {
	link, err := account.OpenSetup(r.Context(), s.db, r.PathValue("secret"))
	if kind := fail.KindOf(err); kind == fail.KindNotFound || kind == fail.KindConflict {
		return s.setupClosed(w, r)
	}
	if err != nil {
		return err
	}
	form.Action = secretPath("/setup/", r)
	return s.render(w, r, page.SetupOwner{Form: form, Until: moment(link.ExpiresAt, "UTC")})
}

func (s *site) setupClosed(w http.ResponseWriter, r *http.Request) error {
	owned, err := account.Owned(r.Context(), s.db)
	if err != nil {
		return err
	}
	p := page.SetupClosed{}
	if owned {
		p.SignIn = "/sign-in"
	}
	return s.show(w, r, http.StatusGone, p)
}

// setupOwner makes the Owner, who is signed in and goes on with the organization.
func (s *site) setupOwner(w http.ResponseWriter, r *http.Request) error {
	f := r.PostForm
	token, err := account.SetUpOwner(r.Context(), s.db, r.PathValue("secret"), account.OwnerDraft{FirstName: f.Get("first_name"),
		LastName: f.Get("last_name"), Email: f.Get("email"), Username: f.Get("username"), Password: f.Get("password")}, clientIP(r))
	switch fail.CodeOf(err) {
	case "link_used", "link_expired", "not_found":
		return s.setupClosed(w, r)
	}
	if form, err := refused(r, ui.Form{}, err); err != nil {
		return err
	} else if form.Failed() {
		return s.setupOwnerPage(w, r, form)
	}
	s.keep(w, portalCookie, token)
	return elsewhere(setupPath(setupOrganization))
}

// setupForm is one of the steps that follow; they can also be opened later, to change what was set.
func (s *site) setupForm(w http.ResponseWriter, r *http.Request) error {
	switch pathNumber(r, "step") {
	case setupOrganization:
		return s.organizationPage(w, r, ui.Form{})
	case setupMail:
		return s.mailPage(w, r, page.SetupMail{})
	case setupProduct:
		return s.productPage(w, r, ui.Form{})
	}
	return fail.NotFound("The page")
}

// setup saves a step and goes on with the next.
func (s *site) setup(w http.ResponseWriter, r *http.Request) error {
	switch pathNumber(r, "step") {
	case setupOrganization:
		return s.saveOrganization(w, r)
	case setupMail:
		return s.saveMail(w, r)
	case setupProduct:
		return s.saveProduct(w, r)
	}
	return fail.NotFound("The page")
}

// skipSetup goes on without mail server or product; the organization can't be skipped.
func (s *site) skipSetup(w http.ResponseWriter, r *http.Request) error {
	step := pathNumber(r, "step")
	if step != setupMail && step != setupProduct {
		return fail.NotFound("The page")
	}
	err := s.db.Write(r.Context(), who(r), func(tx *store.Tx) error { return setting.StepDone(r.Context(), tx, step) })
	if err != nil {
		return err
	}
	return s.afterStep(w, r, step)
}

// afterStep is the next step, or the end of the setup.
func (s *site) afterStep(w http.ResponseWriter, r *http.Request, step int64) error {
	if step < setupProduct {
		return elsewhere(setupPath(step + 1))
	}
	return s.done(w, r, "/admin", "The setup is finished. Partners can be added now.")
}

func (s *site) organizationPage(w http.ResponseWriter, r *http.Request, form ui.Form) error {
	set, err := s.settings(r.Context())
	if err != nil {
		return err
	}
	p := organizationForm(set, form)
	p.Action = setupPath(setupOrganization)
	return s.render(w, r, p)
}

// organizationForm is the form of name, look and links, as it was sent or as things are; Settings > Organization has it too.
func organizationForm(set setting.Vendor, form ui.Form) page.SetupOrganization {
	if !form.Failed() {
		for name, value := range map[string]string{"name": set.Name, "color": defaultColor(set), "support_email": set.SupportEmail, "support_url": set.SupportURL,
			"app_name": set.AppName, "app_sign_in_url": set.AppSignInURL, "app_download_url": set.AppDownloadURL, "zone": set.BillingZone, "currency": set.Currency} {
			form = form.With(name, value)
		}
	}
	contrast := asset.Contrast(form.Value("color"))
	return page.SetupOrganization{Form: form, Logo: logoPath(&set), ColorCode: form.Value("color"), Contrast: fmt.Sprintf("%.1f", contrast),
		Readable: contrast >= 4.5, Zones: zones, Currency: currencies()}
}

func (s *site) saveOrganization(w http.ResponseWriter, r *http.Request) error {
	err := s.writeOrganization(r, func(tx *store.Tx) error { return setting.StepDone(r.Context(), tx, setupOrganization) })
	if form, err := refused(r, ui.Form{}, err, "billing_zone", "zone"); err != nil {
		return err
	} else if form.Failed() {
		return s.organizationPage(w, r, form)
	}
	return s.afterStep(w, r, setupOrganization)
}

// writeOrganization saves the form, and in the same transaction what else follows.
func (s *site) writeOrganization(r *http.Request, also func(*store.Tx) error) error {
	f := r.PostForm
	o := setting.Organization{Name: f.Get("name"), Color: f.Get("color"), SupportEmail: f.Get("support_email"), SupportURL: f.Get("support_url"),
		AppName: f.Get("app_name"), AppSignInURL: f.Get("app_sign_in_url"), AppDownloadURL: f.Get("app_download_url"), BillingZone: f.Get("zone"),
		Currency: f.Get("currency"), NoLogo: f.Get("no_logo") == "yes"}
	if _, err := product.Exponent(o.Currency); err != nil {
		o.Currency = "unknown" // refused together with whatever else is wrong
	}
	logo, err := chosenPicture(r, "logo")
	if err != nil {
		return err
	}
	return s.db.Write(r.Context(), who(r), func(tx *store.Tx) error {
		if err := setting.SaveOrganization(r.Context(), tx, o, logo); err != nil {
			return err
		}
		return also(tx)
	})
}

func (s *site) mailPage(w http.ResponseWriter, r *http.Request, p page.SetupMail) error {
	p, _, err := s.mailForm(r, p)
	if err != nil {
		return err
	}
	p.Action, p.Back, p.SkipTo = setupPath(setupMail), setupPath(setupOrganization), setupPath(setupMail)+"/skip"
	return s.render(w, r, p)
}

// mailForm is the form of the mail server, as it was sent or as things are; Settings > Email has it too.
func (s *site) mailForm(r *http.Request, p page.SetupMail) (page.SetupMail, setting.MailSetting, error) {
	m, err := store.Read(r.Context(), s.db, who(r), func(tx *store.Tx) (setting.MailSetting, error) { return setting.Mail(r.Context(), tx) })
	if err == nil && p.Values == nil {
		p.Form = p.Form.With("host", m.Host).With("port", strconv.FormatInt(m.Port, 10)).With("encryption", m.Encryption).
			With("username", m.Username).With("from", m.FromAddress)
	}
	return p, m, err
}

// saveMail stores the mail server; its second button only tries it, with a message to the person who asks.
func (s *site) saveMail(w http.ResponseWriter, r *http.Request) error {
	p, saved, err := s.takeMail(r, func(tx *store.Tx) error { return setting.StepDone(r.Context(), tx, setupMail) })
	if err != nil {
		return err
	}
	if !saved {
		return s.mailPage(w, r, p)
	}
	return s.afterStep(w, r, setupMail)
}

// takeMail saves the form of the mail server with what else follows, or tries it. Not saved, it is to be shown again.
func (s *site) takeMail(r *http.Request, also func(*store.Tx) error) (p page.SetupMail, saved bool, err error) {
	set, err := s.settings(r.Context())
	if err != nil {
		return p, false, err
	}
	f := r.PostForm
	m := setting.MailSetting{Host: f.Get("host"), Port: whole(f.Get("port")), Encryption: f.Get("encryption"), Username: f.Get("username"),
		Password: f.Get("password"), FromAddress: f.Get("from"), FromName: set.Name}
	me := visitOf(r).portal.Account
	trying := f.Get("act") == "try"
	if trying {
		if err = account.AllowTrial(r.Context(), s.db, me, clientIP(r), "host"); err == nil {
			err = mail.TryOut(r.Context(), s.db, who(r), m, mail.To{Name: me.Name(), Address: me.Email, Account: me.ID})
		}
	} else {
		err = s.db.Write(r.Context(), who(r), func(tx *store.Tx) error {
			if err := setting.SaveMail(r.Context(), tx, m); err != nil {
				return err
			}
			return also(tx)
		})
	}
	form, err := refused(r, ui.Form{}, err, "from_address", "from", "to", "")
	switch {
	case err != nil:
		return p, false, err
	case form.Failed():
		return page.SetupMail{Form: form}, false, nil
	case trying:
		return page.SetupMail{Form: ui.Form{Values: f}, Sent: "The mail server took the message.", SentTo: me.Email}, false, nil
	}
	return p, true, nil
}

func (s *site) productPage(w http.ResponseWriter, r *http.Request, form ui.Form) error {
	set, err := s.settings(r.Context())
	if err != nil {
		return err
	}
	if !form.Failed() {
		form = form.With("currency", set.Currency).With("price_list", "Standard")
	}
	form.Action = setupPath(setupProduct)
	return s.render(w, r, page.SetupProduct{Form: form, Currency: currencies(), Back: setupPath(setupMail), SkipTo: setupPath(setupProduct) + "/skip"})
}

// saveProduct adds the product with the first entry of its price list.
func (s *site) saveProduct(w http.ResponseWriter, r *http.Request) error {
	f := r.PostForm
	price, err := product.ParsePrice(f.Get("price"), f.Get("currency"))
	if err == nil {
		err = s.db.Write(r.Context(), who(r), func(tx *store.Tx) error {
			if _, err := product.Add(r.Context(), tx, product.Draft{Name: f.Get("product"), PriceList: f.Get("price_list"), Currency: f.Get("currency"), UnitPrice: price}); err != nil {
				return err
			}
			return setting.StepDone(r.Context(), tx, setupProduct)
		})
	}
	if form, err := refused(r, ui.Form{}, err, "name", "product"); err != nil {
		return err
	} else if form.Failed() {
		return s.productPage(w, r, form)
	}
	return s.afterStep(w, r, setupProduct)
}

//go:embed zone.txt
var zoneNames string

// zones are the time zones that can be chosen: UTC first, then by name.
var zones = func() []ui.Option {
	var all []ui.Option
	for name := range strings.FieldsSeq(zoneNames) {
		all = append(all, ui.Option{Value: name, Label: strings.ReplaceAll(name, "_", " ")})
	}
	return all
}()

func currencies() []ui.Option {
	var all []ui.Option
	for _, c := range product.Currencies() {
		all = append(all, ui.Option{Value: c, Label: c})
	}
	return all
}

// appName is what pages call the vendor's app.
func appName(set setting.Vendor) string {
	if set.AppName == "" {
		return vendorName(&set)
	}
	return set.AppName
}
