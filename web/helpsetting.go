package web

import (
	"net/http"

	"kontor/setting"
	"kontor/store"
	"kontor/web/page"
	"kontor/web/ui"
)

const helpSettingPath = "/admin/settings/help"

// helpSetting is where "Suggest an edit" leads.
func (s *site) helpSetting(w http.ResponseWriter, r *http.Request) error {
	set, err := s.settings(r.Context())
	if err != nil {
		return err
	}
	return s.showHelpSetting(w, r, ui.Form{}.With("help_edit_url", set.HelpEditURL))
}

func (s *site) showHelpSetting(w http.ResponseWriter, r *http.Request, form ui.Form) error {
	form.Action = helpSettingPath
	return s.render(w, r, page.HelpSetting{Form: form, SettingsHead: settingsHead(r, "/help", "What the help offers to its readers.")})
}

// saveHelpSetting changes it.
func (s *site) saveHelpSetting(w http.ResponseWriter, r *http.Request) error {
	link := r.PostFormValue("help_edit_url")
	err := s.db.Write(r.Context(), who(r), func(tx *store.Tx) error { return setting.SaveHelp(r.Context(), tx, link) })
	if form, err := refused(r, ui.Form{}, err); err != nil {
		return err
	} else if form.Failed() {
		return s.showHelpSetting(w, r, form)
	}
	if link == "" {
		return s.done(w, r, helpSettingPath, "Articles no longer offer to suggest an edit.")
	}
	return s.done(w, r, helpSettingPath, "Articles now offer to suggest an edit.")
}
