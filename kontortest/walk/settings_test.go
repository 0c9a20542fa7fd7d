package walk_test

import (
	"maps"
	"net/url"
)

func init() {
	maps.Copy(operations, map[string]operation{
		"GET /admin/settings":           {places: (*world).nothing},
		"POST /admin/settings":          {places: (*world).nothing, form: setupForm},
		"GET /admin/settings/legal":     {places: (*world).nothing},
		"POST /admin/settings/legal":    {places: (*world).nothing, form: legalForm},
		"GET /admin/settings/policies":  {places: (*world).nothing},
		"POST /admin/settings/policies": {places: (*world).nothing, form: policyForm},
		"GET /admin/settings/email":     {places: (*world).nothing},
		"POST /admin/settings/email":    {places: (*world).nothing, form: mailServerForm},
	})
}

func legalForm(w *world, _ *actor) url.Values {
	return url.Values{"name": {"Keyhaven Software B.V."}, "address": {"Prinsengracht " + text(int64(w.next()))}}
}

// policyForm is the rules as they are, but for one that no other part of the walk meets.
func policyForm(w *world, _ *actor) url.Values {
	return url.Values{"phone_rule": {"eleven_digits"}, "app_credentials": {"kontor"}, "app_account_required": {"yes"}, "invitation_days": {"7"},
		"temporary_password_hours": {text(int64(72 + w.next()%200))}, "reset_by": {"link"}, "session_idle_hours": {"8"}, "session_days": {"7"}}
}

// mailServerForm keeps the walk's own server, by which its mails are delivered.
func mailServerForm(w *world, _ *actor) url.Values {
	s := w.k.Mailbox.Setting()
	return url.Values{"host": {s.Host}, "port": {text(s.Port)}, "encryption": {"none"}, "from": {"portal" + text(int64(w.next())) + "@keyhaven.example"}}
}
