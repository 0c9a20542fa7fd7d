package web_test

import (
	"testing"

	"kontor/access"
	"kontor/account"
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
	all = append(all, staffStates(k)...)
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

func init() {
	for _, act := range []string{"/invitation", "/removal"} {
		noPage["POST /admin/settings/staff/{account}"+act] = "leads back to the staff"
	}
}

// staffStates are Settings > Staff.
func staffStates(k *kontortest.Kontor) []state {
	const list = "/admin/settings/staff"
	nadia := k.Staff(access.PortalAdmin)
	k.Invited(k.Owner, account.Draft{FirstName: "Tess", LastName: "de Wit", Email: "tess@keyhaven.example", Role: access.Support})
	at, own := list+"/"+idText(nadia.Account), list+"/"+idText(k.Owner.Account)
	return []state{
		{"GET " + list, "staff", k.Owner, list, nil},
		{"GET " + list + "/new", "staff-new", k.Owner, list + "/new", nil},
		{"POST " + list, "staff-new-refused", k.Owner, list + "/new", typed("Add user", kontortest.Fields{"first_name": " ", "last_name": "x", "email": "tess@keyhaven.example"})},
		{"GET " + list + "/{account}/edit", "staff-edit", k.Owner, at + "/edit", nil},
		{"GET " + list + "/{account}/edit", "staff-edit-own", k.Owner, own + "/edit", nil},
		{"POST " + list + "/{account}/edit", "staff-edit-refused", k.Owner, at + "/edit", typed("Save", kontortest.Fields{"last_name": " ", "email": "x@y.example"})},
		{"GET " + list + "/{account}/role", "staff-role", k.Owner, at + "/role", nil},
		{"POST " + list + "/{account}/role", "staff-role-refused", k.Owner, own + "/role", func(b *tab) {
			b.Choose("role", "support").Click("Change role").WantText("There is a problem")
		}},
		{"GET " + list + "/{account}/removal", "staff-removal", k.Owner, at + "/removal", nil},
	}
}
