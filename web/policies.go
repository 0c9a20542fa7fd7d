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

// policies is Settings > Policies: the rules that domain.md leaves to the vendor.
func (s *site) policies(w http.ResponseWriter, r *http.Request) error {
	return s.policiesPage(w, r, ui.Form{})
}

func (s *site) policiesPage(w http.ResponseWriter, r *http.Request, form ui.Form) error {
	set, err := s.settings(r.Context())
	if err != nil {
		return err
	}
	head := settingsHead(r, "/policies", "The rules of this installation. Changes take effect at once.")
	rules := set.Policies()
	if !who(r).May(access.ManageSettings) {
		return s.render(w, r, page.SettingsFacts{SettingsHead: head, Name: "Policies", Why: adminsChange, Cards: policyFacts(rules)})
	}
	if !form.Failed() {
		form = policyForm(rules)
	}
	form.Action = settingsPath + "/policies"
	return s.render(w, r, page.SettingsPolicies{SettingsHead: head, Form: form, App: appName(set)})
}

func policyForm(p setting.Policies) ui.Form {
	number := func(n int64) string { return strconv.FormatInt(n, 10) }
	return ui.Form{}.With("phone_rule", p.PhoneRule).With("app_credentials", p.AppCredentials).With("app_account_required", yes(p.AppAccountRequired)).
		With("invitation_days", number(p.InvitationDays)).With("temporary_password_hours", number(p.TemporaryPasswordHours)).With("reset_by", p.ResetBy).
		With("suspended_free", yes(p.SuspendedFree)).With("session_idle_hours", number(p.SessionIdleHours)).With("session_days", number(p.SessionDays))
}

// yes is what a ticked box sends.
func yes(on bool) string {
	if on {
		return "yes"
	}
	return ""
}

// policyFacts are the rules in words, for who only reads them.
func policyFacts(p setting.Policies) []page.FactCard {
	words := map[string]string{setting.ElevenDigits: "Eleven digits", setting.International: "International", setting.Optional: "Optional",
		setting.InKontor: "With a temporary password", setting.InProduct: "By the app itself", setting.ByLink: "A link", setting.ByTemporaryPassword: "A temporary password"}
	onOff := map[bool]string{true: "Yes", false: "No"}
	return []page.FactCard{
		{ID: "users", Title: "Partner users", Facts: []ui.Fact{{Label: "Phone Number", Text: words[p.PhoneRule]},
			{Label: "App account for everyone", Text: onOff[p.AppAccountRequired]}, {Label: "Invitations work for", Text: lasting(p.InvitationDays * 24)}}},
		{ID: "app-users", Title: "App users", Facts: []ui.Fact{{Label: "First sign-in", Text: words[p.AppCredentials]},
			{Label: "Temporary passwords work for", Text: lasting(p.TemporaryPasswordHours)}}},
		{ID: "sessions", Title: "Signing in", Facts: []ui.Fact{{Label: "“Forgot password” sends", Text: words[p.ResetBy]},
			{Label: "Unused sessions end after", Text: lasting(p.SessionIdleHours)}, {Label: "Sessions end after", Text: ui.Plural(int(p.SessionDays), "day", "days")}}},
		{ID: "suspended", Title: "Suspended companies", Facts: []ui.Fact{{Label: "Billed", Text: onOff[!p.SuspendedFree]}}},
	}
}

func (s *site) changePolicies(w http.ResponseWriter, r *http.Request) error {
	f := r.PostForm
	rules := setting.Policies{PhoneRule: f.Get("phone_rule"), AppCredentials: f.Get("app_credentials"), AppAccountRequired: f.Get("app_account_required") == "yes",
		InvitationDays: whole(f.Get("invitation_days")), TemporaryPasswordHours: whole(f.Get("temporary_password_hours")), ResetBy: f.Get("reset_by"),
		SuspendedFree: f.Get("suspended_free") == "yes", SessionIdleHours: whole(f.Get("session_idle_hours")), SessionDays: whole(f.Get("session_days"))}
	err := s.db.Write(r.Context(), who(r), func(tx *store.Tx) error { return setting.SavePolicies(r.Context(), tx, rules) })
	if form, err := refused(r, ui.Form{}, err); err != nil {
		return err
	} else if form.Failed() {
		return s.policiesPage(w, r, form)
	}
	return s.done(w, r, settingsPath+"/policies", "Policies were saved.")
}
