package api_test

import (
	"bytes"
	"image/png"
	"net/http"
	"strings"
	"testing"

	"kontor/access"
	"kontor/account"
	"kontor/kontortest"
)

// trust.md "Secrets": the mail server's password is write-only. A trial goes to who made the key, by the server as it is set, once for an Idempotency-Key.
func TestMailServerIsReadWithoutItsPasswordAndTriedByItsKeysMaker(t *testing.T) {
	kontortest.Both(t, func(t *testing.T, k *kontortest.Kontor) {
		admin := k.Staff(access.PortalAdmin)
		key := k.API(admin)
		set := key.Get("/settings/mail").Want(t, http.StatusOK)
		if set.Text(t, "host") == "" || set.Value(t, "password") != nil || strings.Contains(string(set.Body), `"password"`) {
			t.Errorf("%s", set.Body)
		}
		before := len(k.Mailbox.All())
		for range 2 {
			key.Post("/settings/mail/trial", nil, "Idempotency-Key", "one").Want(t, http.StatusNoContent)
		}
		if n := len(k.Mailbox.All()) - before; n != 1 {
			t.Errorf("%d mails arrived", n)
		}
		k.Mailbox.Last(t, admin.Email)
		k.Exec(`UPDATE mail_setting SET port = 1`)
		key.Post("/settings/mail/trial", nil).WantCode(t, http.StatusUnprocessableEntity, "invalid").WantField(t, "host", "invalid")
		key.Call(http.MethodPatch, "/settings/mail", kontortest.JSON{"host": "mail.elsewhere.example"}).WantCode(t, http.StatusMethodNotAllowed, "method_not_allowed")
	})
}

func TestHealthAndLogoOfTheOrganizationAreReadThroughTheAPI(t *testing.T) {
	kontortest.Both(t, func(t *testing.T, k *kontortest.Kontor) {
		key := k.API(k.Owner)
		k.Invited(k.Owner, account.Draft{FirstName: "Luis", LastName: "Ortiz", Role: access.Support})
		k.RunJobs()
		h := key.Get("/health").Want(t, http.StatusOK)
		if h.Text(t, "database") != k.DB.Dialect() || h.Value(t, "mail").(map[string]any)["server_set"] != true || len(h.Value(t, "jobs").([]any)) == 0 {
			t.Errorf("%s", h.Body)
		}
		const at = "/settings/organization/logo"
		key.Get(at).WantCode(t, http.StatusNotFound, "not_found")
		key.Call(http.MethodPut, at, []byte("<svg/>"), "Content-Type", "image/png").WantCode(t, http.StatusUnprocessableEntity, "invalid").WantField(t, "body", "invalid")
		key.Call(http.MethodPut, at, logo(t), "Content-Type", "image/png").Want(t, http.StatusNoContent)
		if _, err := png.Decode(bytes.NewReader(key.Get(at).Want(t, http.StatusOK).Body)); err != nil {
			t.Error(err)
		}
		k.Client(nil).Get("/logo").WantStatus(t, http.StatusOK)
		if name := key.Get("/settings/organization").Text(t, "name"); name == "" {
			t.Error("the rest of the organization is gone")
		}
		k.WantRows(t, "audit_event", 2, "action = 'settings.organization_changed' AND actor LIKE '%Keller%'") // the setup's, and this
		key.Call(http.MethodDelete, at, nil).Want(t, http.StatusNoContent)
		key.Get(at).WantCode(t, http.StatusNotFound, "not_found")
	})
}
