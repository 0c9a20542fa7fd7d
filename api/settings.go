package api

import (
	"context"
	"net/http"

	"kontor/access"
	"kontor/setting"
	"kontor/store"
)

// Organization is what the installation says of itself.
type Organization struct {
	Name           string `json:"name" example:"Northwind Mail"`
	Color          string `json:"color" doc:"Of buttons and mails." example:"#1d5fd6"`
	SupportEmail   string `json:"support_email" example:"support@northwind.example"`
	SupportURL     string `json:"support_url" example:"https://northwind.example/support"`
	AppName        string `json:"app_name" example:"Northwind"`
	AppSignInURL   string `json:"app_sign_in_url" example:"https://app.northwind.example"`
	AppDownloadURL string `json:"app_download_url" example:"https://northwind.example/download"`
	BillingZone    string `json:"billing_zone" doc:"What a new partner begins with." example:"Europe/Copenhagen"`
	Currency       string `json:"currency" doc:"What a new partner begins with." example:"EUR"`
	HelpEditURL    string `json:"help_edit_url" doc:"Where \"Suggest an edit\" leads; empty: it is not shown." example:""`
}

// Policies are the rules that the vendor decides.
type Policies struct {
	PhoneRule              string `json:"phone_rule" enum:"eleven_digits,international,optional" doc:"Of partner users' phone numbers."`
	AppCredentials         string `json:"app_credentials" enum:"kontor,product" doc:"Who gives app users their first password."`
	AppAccountRequired     bool   `json:"app_account_required" doc:"Whether every partner user who signs in has an app account, too."`
	InvitationDays         int64  `json:"invitation_days" doc:"1 to 30: how long the link of an invitation works." example:"3"`
	TemporaryPasswordHours int64  `json:"temporary_password_hours" doc:"1 to 336." example:"72"`
	ResetBy                string `json:"reset_by" enum:"link,temporary_password" doc:"What a forgotten password mails."`
	SuspendedFree          bool   `json:"suspended_free" doc:"Whether suspended companies are not billed; then only the vendor suspends."`
	SessionIdleHours       int64  `json:"session_idle_hours" doc:"1 to 72: an unused session ends after." example:"12"`
	SessionDays            int64  `json:"session_days" doc:"1 to 30: every session ends after." example:"7"`
}

// LegalData is who the vendor is on paper.
type LegalData struct {
	Name               string `json:"name" example:"Northwind Mail A/S"`
	Address            string `json:"address" doc:"Lines." example:"Havnegade 12"`
	VATNumber          string `json:"vat_number" example:"DK12345678"`
	RegistrationNumber string `json:"registration_number" example:""`
	BankDetails        string `json:"bank_details" example:""`
}

func (s *server) settings() noun {
	const vendor = "vendor"
	return noun{"Settings", "What the installation says of itself, and the rules that the vendor decides. What is not sent stays.", []operation{
		{id: "getOrganization", route: "GET /settings/organization", may: access.ViewVendor, face: vendor, summary: "Get the organization", serve: reads(getOrganization)},
		{id: "changeOrganization", route: "PATCH /settings/organization", may: access.ManageSettings, face: vendor, summary: "Change the organization", about: "The logo stays.", body: jsonType, match: true,
			serve: acts(changeOrganization)},
		{id: "getPolicies", route: "GET /settings/policies", may: access.ViewVendor, face: vendor, summary: "Get the policies", serve: reads(getPolicies)},
		{id: "changePolicies", route: "PATCH /settings/policies", may: access.ManageSettings, face: vendor, summary: "Change policies", about: "From now on: what was mailed before keeps the time it was given.",
			body: jsonType, match: true, serve: acts(changePolicies)},
		{id: "getLegalData", route: "GET /settings/legal", may: access.ViewVendor, face: vendor, summary: "Get the legal data", serve: reads(getLegal)},
		{id: "changeLegalData", route: "PATCH /settings/legal", may: access.ManageLegal, face: vendor, summary: "Change the legal data", about: "For keys that an Owner made.", body: jsonType, match: true,
			serve: acts(changeLegal)},
		{id: "getOrganizationLogo", route: "GET /settings/organization/logo", may: access.ViewVendor, face: vendor, summary: "Get the organization's logo", about: "As PNG; 404 where there is none.",
			answer: "image/png", missing: true, serve: reads(organizationLogo)},
		{id: "putOrganizationLogo", route: "PUT /settings/organization/logo", may: access.ManageSettings, face: vendor, summary: "Set the organization's logo", body: pictureTypes, about: aboutPicture,
			status: http.StatusNoContent, serve: takesPicture(putOrganizationLogo)},
		{id: "removeOrganizationLogo", route: "DELETE /settings/organization/logo", may: access.ManageSettings, face: vendor, summary: "Remove the organization's logo", status: http.StatusNoContent,
			serve: acts(removeOrganizationLogo)},
		{id: "getMailServer", route: "GET /settings/mail", may: access.ViewMail, face: vendor, summary: "Get the mail server", about: "Without its password. It is changed by who signed in, under Settings > Email: " +
			"a key that was lost must not send the links of all invitations elsewhere.", serve: reads(getMailServer)},
		{id: "tryMailServer", route: "POST /settings/mail/trial", may: access.ManageSettings, face: vendor, summary: "Try the mail server", about: "Sends a mail at once, by the mail server as it is set, " +
			"to the person who made the key. What the mail server says against it comes back as 422. 20 times in 15 minutes are the most.", codes: []string{"too_many_attempts"}, status: http.StatusNoContent, serve: tryMailServer},
		{id: "getHealth", route: "GET /health", may: access.ViewMail, face: vendor, summary: "Get how the system is doing", about: "The mail queue, periodic jobs, queued work and the disk of the database.", serve: reads(s.getHealth)},
	}}
}

func organization(ctx context.Context, tx *store.Tx) (Organization, error) {
	v, err := setting.Get(ctx, tx)
	return Organization{Name: v.Name, Color: v.Color, SupportEmail: v.SupportEmail, SupportURL: v.SupportURL, AppName: v.AppName, AppSignInURL: v.AppSignInURL,
		AppDownloadURL: v.AppDownloadURL, BillingZone: v.BillingZone, Currency: v.Currency, HelpEditURL: v.HelpEditURL}, err
}

func (o Organization) setting() setting.Organization {
	return setting.Organization{Name: o.Name, Color: o.Color, SupportEmail: o.SupportEmail, SupportURL: o.SupportURL, AppName: o.AppName,
		AppSignInURL: o.AppSignInURL, AppDownloadURL: o.AppDownloadURL, BillingZone: o.BillingZone, Currency: o.Currency}
}

func getOrganization(ctx context.Context, tx *store.Tx, _ *struct{}) (*oneOut[Organization], error) {
	o, err := organization(ctx, tx)
	return one(o), err
}

type changeOrganizationIn struct {
	Body struct {
		Name           *string `json:"name,omitempty" maxLength:"100" example:"Northwind Mail"`
		Color          *string `json:"color,omitempty" maxLength:"7" example:"#1d5fd6"`
		SupportEmail   *string `json:"support_email,omitempty" maxLength:"254" example:"support@northwind.example"`
		SupportURL     *string `json:"support_url,omitempty" maxLength:"500"`
		AppName        *string `json:"app_name,omitempty" maxLength:"100" example:"Northwind"`
		AppSignInURL   *string `json:"app_sign_in_url,omitempty" maxLength:"500"`
		AppDownloadURL *string `json:"app_download_url,omitempty" maxLength:"500"`
		BillingZone    *string `json:"billing_zone,omitempty" maxLength:"100" example:"Europe/Copenhagen"`
		Currency       *string `json:"currency,omitempty" minLength:"3" maxLength:"3" example:"EUR"`
		HelpEditURL    *string `json:"help_edit_url,omitempty" maxLength:"500"`
	} `nameHint:"OrganizationChange"`
}

func changeOrganization(ctx context.Context, tx *store.Tx, in *changeOrganizationIn) (*oneOut[Organization], error) {
	o, err := organization(ctx, tx)
	if err != nil {
		return nil, err
	}
	if err := matches(ctx, o); err != nil {
		return nil, err
	}
	b, edit := in.Body, o.HelpEditURL
	for _, c := range []struct{ to, from *string }{{&o.Name, b.Name}, {&o.Color, b.Color}, {&o.SupportEmail, b.SupportEmail}, {&o.SupportURL, b.SupportURL}, {&o.AppName, b.AppName},
		{&o.AppSignInURL, b.AppSignInURL}, {&o.AppDownloadURL, b.AppDownloadURL}, {&o.BillingZone, b.BillingZone}, {&o.Currency, b.Currency}, {&o.HelpEditURL, b.HelpEditURL}} {
		replace(c.to, c.from)
	}
	if err := setting.SaveOrganization(ctx, tx, o.setting(), nil); err != nil {
		return nil, err
	}
	if o.HelpEditURL != edit {
		if err := setting.SaveHelp(ctx, tx, o.HelpEditURL); err != nil {
			return nil, err
		}
	}
	o, err = organization(ctx, tx)
	return one(o), err
}

func policies(ctx context.Context, tx *store.Tx) (Policies, error) {
	v, err := setting.Get(ctx, tx)
	return Policies(v.Policies()), err
}

func getPolicies(ctx context.Context, tx *store.Tx, _ *struct{}) (*oneOut[Policies], error) {
	p, err := policies(ctx, tx)
	return one(p), err
}

type changePoliciesIn struct {
	Body struct {
		PhoneRule              *string `json:"phone_rule,omitempty" enum:"eleven_digits,international,optional"`
		AppCredentials         *string `json:"app_credentials,omitempty" enum:"kontor,product"`
		AppAccountRequired     *bool   `json:"app_account_required,omitempty"`
		InvitationDays         *int64  `json:"invitation_days,omitempty" minimum:"1" maximum:"30"`
		TemporaryPasswordHours *int64  `json:"temporary_password_hours,omitempty" minimum:"1" maximum:"336"`
		ResetBy                *string `json:"reset_by,omitempty" enum:"link,temporary_password"`
		SuspendedFree          *bool   `json:"suspended_free,omitempty"`
		SessionIdleHours       *int64  `json:"session_idle_hours,omitempty" minimum:"1" maximum:"72"`
		SessionDays            *int64  `json:"session_days,omitempty" minimum:"1" maximum:"30"`
	} `nameHint:"PoliciesChange"`
}

func changePolicies(ctx context.Context, tx *store.Tx, in *changePoliciesIn) (*oneOut[Policies], error) {
	p, err := policies(ctx, tx)
	if err != nil {
		return nil, err
	}
	if err := matches(ctx, p); err != nil {
		return nil, err
	}
	b := in.Body
	replace(&p.PhoneRule, b.PhoneRule)
	replace(&p.AppCredentials, b.AppCredentials)
	replace(&p.AppAccountRequired, b.AppAccountRequired)
	replace(&p.InvitationDays, b.InvitationDays)
	replace(&p.TemporaryPasswordHours, b.TemporaryPasswordHours)
	replace(&p.ResetBy, b.ResetBy)
	replace(&p.SuspendedFree, b.SuspendedFree)
	replace(&p.SessionIdleHours, b.SessionIdleHours)
	replace(&p.SessionDays, b.SessionDays)
	if err := setting.SavePolicies(ctx, tx, setting.Policies(p)); err != nil {
		return nil, err
	}
	return one(p), nil
}

func getLegal(ctx context.Context, tx *store.Tx, _ *struct{}) (*oneOut[LegalData], error) {
	l, err := setting.LegalData(ctx, tx)
	return one(LegalData(l)), err
}

type changeLegalIn struct {
	Body struct {
		Name               *string `json:"name,omitempty" maxLength:"200" example:"Northwind Mail A/S"`
		Address            *string `json:"address,omitempty" maxLength:"500" example:"Havnegade 12"`
		VATNumber          *string `json:"vat_number,omitempty" maxLength:"50"`
		RegistrationNumber *string `json:"registration_number,omitempty" maxLength:"50"`
		BankDetails        *string `json:"bank_details,omitempty" maxLength:"200"`
	} `nameHint:"LegalDataChange"`
}

func changeLegal(ctx context.Context, tx *store.Tx, in *changeLegalIn) (*oneOut[LegalData], error) {
	l, err := setting.LegalData(ctx, tx)
	if err != nil {
		return nil, err
	}
	if err := matches(ctx, LegalData(l)); err != nil {
		return nil, err
	}
	b := in.Body
	for _, c := range []struct{ to, from *string }{{&l.Name, b.Name}, {&l.Address, b.Address}, {&l.VATNumber, b.VATNumber}, {&l.RegistrationNumber, b.RegistrationNumber}, {&l.BankDetails, b.BankDetails}} {
		replace(c.to, c.from)
	}
	if err := setting.SaveLegal(ctx, tx, l); err != nil {
		return nil, err
	}
	l, err = setting.LegalData(ctx, tx)
	return one(LegalData(l)), err
}
