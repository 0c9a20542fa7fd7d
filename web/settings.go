package web

import (
	"net/http"
	"strconv"

	"kontor/access"
	"kontor/setting"
	"kontor/store"
	"kontor/web/page"
	"kontor/web/ui"
)

// settingTab is one page of Settings; it is shown to who holds the capability of its page.
type settingTab struct {
	name, path string
	may        access.Capability
}

const settingsPath = "/admin/settings"

// settingTabs are the pages of Settings in their order.
var settingTabs = []settingTab{
	{"Organization", "", access.ViewVendor},
	{"Legal data", "/legal", access.ViewVendor},
	{"Policies", "/policies", access.ViewVendor},
	{"Email", "/email", access.ViewMail},
	{"Staff", "/staff", access.ManageStaff},
	{"API keys", "/keys", access.ManageKeys},
	{"Help", "/help", access.ManageSettings},
}

func (s *site) settingRoutes() []Route {
	return []Route{
		{"GET /admin/settings", s.organization, access.ViewVendor, Vendor},
		{"POST /admin/settings", s.changeOrganization, access.ManageSettings, Vendor},
		{"GET /admin/settings/legal", s.legalData, access.ViewVendor, Vendor},
		{"POST /admin/settings/legal", s.changeLegalData, access.ManageLegal, Vendor},
		{"GET /admin/settings/policies", s.policies, access.ViewVendor, Vendor},
		{"POST /admin/settings/policies", s.changePolicies, access.ManageSettings, Vendor},
		{"GET /admin/settings/email", s.mailSettings, access.ViewMail, Vendor},
		{"POST /admin/settings/email", s.changeMailSettings, access.ManageSettings, Vendor},
	}
}

// settingsHead is the head of a page of Settings.
func settingsHead(r *http.Request, path, lead string) page.SettingsHead {
	h := page.SettingsHead{Lead: lead}
	for _, t := range settingTabs {
		if who(r).May(t.may) {
			h.Tabs = append(h.Tabs, ui.Tab{Text: t.name, Href: settingsPath + t.path, Current: t.path == path})
		}
	}
	return h
}

const organizationLead = "How this portal looks, and where its mails lead."

// organization is Settings > Organization: name, look, app links, support and defaults (domain.md 1, vendor).
func (s *site) organization(w http.ResponseWriter, r *http.Request) error {
	return s.organizationSettings(w, r, ui.Form{})
}

func (s *site) organizationSettings(w http.ResponseWriter, r *http.Request, form ui.Form) error {
	set, err := s.settings(r.Context())
	if err != nil {
		return err
	}
	head := settingsHead(r, "", organizationLead)
	if !who(r).May(access.ManageSettings) {
		return s.render(w, r, page.SettingsFacts{SettingsHead: head, Name: "Organization", Why: adminsChange, Cards: []page.FactCard{
			{ID: "branding", Title: "Branding", Facts: []ui.Fact{{Label: "Name", Text: set.Name}, {Label: "Color", Text: set.Color}}},
			{ID: "support", Title: "Support", Facts: []ui.Fact{{Label: "Support email", Text: set.SupportEmail}, {Label: "Support page", Text: set.SupportURL}}},
			{ID: "app", Title: "App", Facts: []ui.Fact{{Label: "App name", Text: set.AppName}, {Label: "App sign-in link", Text: set.AppSignInURL},
				{Label: "App download link", Text: set.AppDownloadURL}}},
			{ID: "time", Title: "Time and currency", Facts: []ui.Fact{{Label: "Default billing zone", Text: set.BillingZone}, {Label: "Default currency", Text: set.Currency}}},
		}})
	}
	p := page.SettingsOrganization{SettingsHead: head, SetupOrganization: organizationForm(set, form)}
	p.Action = settingsPath
	return s.render(w, r, p)
}

// adminsChange is what who only reads Settings is told.
const adminsChange = "Owners and Portal Admins can change this."

func (s *site) changeOrganization(w http.ResponseWriter, r *http.Request) error {
	err := s.writeOrganization(r, func(*store.Tx) error { return nil })
	if form, err := refused(r, ui.Form{}, err, "billing_zone", "zone"); err != nil {
		return err
	} else if form.Failed() {
		return s.organizationSettings(w, r, form)
	}
	return s.done(w, r, settingsPath, "Settings were saved.")
}

// legalData is Settings > Legal data; all staff reads it, an Owner changes it (domain.md 7).
func (s *site) legalData(w http.ResponseWriter, r *http.Request) error {
	return s.legalPage(w, r, ui.Form{})
}

func (s *site) legalPage(w http.ResponseWriter, r *http.Request, form ui.Form) error {
	l, err := store.Read(r.Context(), s.db, who(r), func(tx *store.Tx) (setting.Legal, error) { return setting.LegalData(r.Context(), tx) })
	if err != nil {
		return err
	}
	head := settingsHead(r, "/legal", "Who you are on paper.")
	if !who(r).May(access.ManageLegal) {
		return s.render(w, r, page.SettingsFacts{SettingsHead: head, Name: "Legal data", Why: "Only an Owner can change this.", Cards: []page.FactCard{{ID: "legal", Title: "Legal data",
			Facts: []ui.Fact{{Label: "Legal name", Text: l.Name}, {Label: "Address", Text: l.Address}, {Label: "VAT number", Text: l.VATNumber},
				{Label: "Registration number", Text: l.RegistrationNumber}, {Label: "Bank details", Text: l.BankDetails}}}}})
	}
	if !form.Failed() {
		form = form.With("name", l.Name).With("address", l.Address).With("vat_number", l.VATNumber).With("registration_number", l.RegistrationNumber).
			With("bank_details", l.BankDetails)
	}
	form.Action = settingsPath + "/legal"
	return s.render(w, r, page.SettingsLegal{SettingsHead: head, Form: form})
}

func (s *site) changeLegalData(w http.ResponseWriter, r *http.Request) error {
	f := r.PostForm
	l := setting.Legal{Name: f.Get("name"), Address: f.Get("address"), VATNumber: f.Get("vat_number"), RegistrationNumber: f.Get("registration_number"),
		BankDetails: f.Get("bank_details")}
	err := s.db.Write(r.Context(), who(r), func(tx *store.Tx) error { return setting.SaveLegal(r.Context(), tx, l) })
	if form, err := refused(r, ui.Form{}, err); err != nil {
		return err
	} else if form.Failed() {
		return s.legalPage(w, r, form)
	}
	return s.done(w, r, settingsPath+"/legal", "Legal data was saved.")
}

// mailSettings is Settings > Email: how mail leaves.
func (s *site) mailSettings(w http.ResponseWriter, r *http.Request) error {
	return s.mailSettingsPage(w, r, page.SetupMail{})
}

func (s *site) mailSettingsPage(w http.ResponseWriter, r *http.Request, p page.SetupMail) error {
	p, m, err := s.mailForm(r, p)
	if err != nil {
		return err
	}
	head := settingsHead(r, "/email", "How invitations, temporary passwords and links leave.")
	if !who(r).May(access.ManageSettings) {
		return s.render(w, r, page.SettingsFacts{SettingsHead: head, Name: "Email", Why: adminsChange, Cards: []page.FactCard{{ID: "mail", Title: "Mail server",
			Facts: []ui.Fact{{Label: "SMTP server", Text: m.Host}, {Label: "Port", Text: strconv.FormatInt(m.Port, 10)}, {Label: "From address", Text: m.FromAddress}}}}})
	}
	p.Action = settingsPath + "/email"
	kept := ""
	if m.HasPassword {
		kept = "A password is stored. Leave this empty to keep it while server and username stay the same."
	}
	return s.render(w, r, page.SettingsMail{SettingsHead: head, SetupMail: p, Kept: kept, Outbox: "/admin/outbox"})
}

func (s *site) changeMailSettings(w http.ResponseWriter, r *http.Request) error {
	p, saved, err := s.takeMail(r, func(*store.Tx) error { return nil })
	if err != nil {
		return err
	}
	if !saved {
		return s.mailSettingsPage(w, r, p)
	}
	return s.done(w, r, settingsPath+"/email", "The mail server was saved.")
}
