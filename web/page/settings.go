package page

import "kontor/web/ui"

// SettingsHead is what the pages of Settings share: their tabs.
type SettingsHead struct {
	Tabs []ui.Tab
	Lead string
}

// SettingsOrganization is Settings > Organization (ui.md, prototype vendor-settings). Fields as SetupOrganization, and no_logo.
type SettingsOrganization struct {
	SettingsHead
	SetupOrganization
}

// SettingsPolicies is Settings > Policies. Fields: phone_rule, app_credentials, app_account_required, invitation_days,
// temporary_password_hours, reset_by, suspended_free, session_idle_hours, session_days.
type SettingsPolicies struct {
	SettingsHead
	ui.Form
	App string
}

// SettingsLegal is Settings > Legal data. Fields: name, address, vat_number, registration_number, bank_details.
type SettingsLegal struct {
	SettingsHead
	ui.Form
}

// SettingsMail is Settings > Email, with the two buttons of SetupMail.
type SettingsMail struct {
	SettingsHead
	SetupMail
	Kept   string // hint under the password where one is stored
	Outbox string // address
}

// SettingsFacts is a page of Settings for who reads it and may not change it.
type SettingsFacts struct {
	SettingsHead
	Name  string
	Why   string // who may change it
	Cards []FactCard
}

// FactCard is a titled list of facts.
type FactCard struct {
	ID, Title string
	Facts     []ui.Fact
}

// Title implements ui.Page.
func (p SettingsOrganization) Title() string { return p.PageTitle("Settings") }

// Layout implements ui.Page.
func (SettingsOrganization) Layout() ui.Layout { return ui.Portal }

// Title implements ui.Page.
func (p SettingsPolicies) Title() string { return p.PageTitle("Policies · Settings") }

// Layout implements ui.Page.
func (SettingsPolicies) Layout() ui.Layout { return ui.Portal }

// Title implements ui.Page.
func (p SettingsLegal) Title() string { return p.PageTitle("Legal data · Settings") }

// Layout implements ui.Page.
func (SettingsLegal) Layout() ui.Layout { return ui.Portal }

// Title implements ui.Page.
func (p SettingsMail) Title() string { return p.PageTitle("Email · Settings") }

// Layout implements ui.Page.
func (SettingsMail) Layout() ui.Layout { return ui.Portal }

// Title implements ui.Page.
func (p SettingsFacts) Title() string { return p.Name + " · Settings" }

// Layout implements ui.Page.
func (SettingsFacts) Layout() ui.Layout { return ui.Portal }
