package web_test

import (
	"testing"

	"kontor/access"
	"kontor/kontortest"
)

// settingStates are the vendor's settings.
func settingStates(t *testing.T) (*kontortest.Kontor, []state) {
	k := kontortest.OnSQLite(t)
	luis := k.Staff(access.Support)
	const org, legal, policies, email = "/admin/settings", "/admin/settings/legal", "/admin/settings/policies", "/admin/settings/email"
	var all []state
	for _, path := range []string{org, legal, policies, email} {
		name := "settings" + path[len(org):]
		if len(name) > len("settings") {
			name = "settings-" + path[len(org)+1:]
		}
		all = append(all, state{"GET " + path, name, k.Owner, path, nil}, state{"GET " + path, name + "-read", luis, path, nil})
	}
	server := k.Mailbox.Setting()
	smtp := kontortest.Fields{"host": server.Host, "port": idText(server.Port), "from": "portal@keyhaven.example"}
	return k, append(all,
		state{"GET " + org, "settings-saved", k.Owner, org, func(b *tab) { typed("Save", nil)(b); b.WantText("Settings were saved.") }},
		state{"POST " + org, "settings-refused", k.Owner, org, typed("Save", kontortest.Fields{"name": " ", "support_email": "x@"})},
		state{"POST " + legal, "settings-legal-refused", k.Owner, legal, typed("Save", kontortest.Fields{"name": " ", "address": " "})},
		state{"POST " + policies, "settings-policies-refused", k.Owner, policies, func(b *tab) {
			typed("Save", kontortest.Fields{"session_idle_hours": "30", "session_days": "1"})(b)
			b.WantText("There is a problem")
		}},
		state{"POST " + email, "settings-email-refused", k.Owner, email, typed("Send a trial message", with(smtp, kontortest.Fields{"port": "1"}))},
	)
}
