package web_test

import (
	"net/http"
	"net/url"
	"testing"
	"time"

	"kontor/access"
	"kontor/kontortest"
)

// domain.md 1: the vendor's name, look, app links, support and defaults; 7: Support reads.
func TestOrganizationIsChangedByAdminsAndReadBySupport(t *testing.T) {
	kontortest.Both(t, func(t *testing.T, k *kontortest.Kontor) {
		nadia := k.Client(k.Staff(access.PortalAdmin))
		form := nadia.Get("/admin/settings").WantText(t, "Organization", "Legal data", "Policies", "Email")
		bad := form.Submit(t, "Save", kontortest.Fields{"name": "Keyhaven Two", "support_email": "nowhere", "app_sign_in_url": "http://plain.example"})
		bad.WantStatus(t, http.StatusUnprocessableEntity).WantError(t, "support_email", "write to").WantError(t, "app_sign_in_url", "https://")
		if got := bad.Value(t, "name"); got != "Keyhaven Two" {
			t.Errorf("the form came back with %q", got)
		}
		good := kontortest.Fields{"support_email": "partners@keyhaven.example", "app_sign_in_url": "https://app.keyhaven.example", "zone": "Europe/Oslo"}
		saved := bad.SubmitWith(t, "Save", good, map[string]kontortest.File{"logo": {Name: "logo.png", Content: aPNG(t)}})
		saved.WantPath(t, "/admin/settings").WantText(t, "Settings were saved.", "Keyhaven Two")
		k.WantRows(t, "vendor", 1, "name = 'Keyhaven Two' AND billing_zone = 'Europe/Oslo' AND logo_hash <> ''")
		saved.Submit(t, "Save", kontortest.Fields{"no_logo": "yes"}).WantText(t, "Settings were saved.")
		k.WantRows(t, "vendor", 1, "logo IS NULL AND logo_hash = ''")
		k.WantRows(t, "audit_event", 1, "action = 'settings.organization_changed' AND before LIKE '%Amsterdam%' AND after LIKE '%Europe/Oslo%'")

		luis := k.Client(k.Staff(access.Support))
		for path, shown := range map[string]string{"": "partners@keyhaven.example", "/policies": "Eleven digits", "/legal": "Only an Owner can change this.", "/email": "SMTP server"} {
			luis.Get("/admin/settings"+path).WantStatus(t, http.StatusOK).WantText(t, shown).WantNoText(t, `type="submit">Save`)
			luis.Post("/admin/settings"+path, nil).WantStatus(t, http.StatusForbidden)
		}
	})
}

// domain.md 7: "Portal Admin everything but billing settings, legal data and vendor staff".
func TestLegalDataIsTheOwners(t *testing.T) {
	kontortest.Both(t, func(t *testing.T, k *kontortest.Kontor) {
		sam, nadia := k.Client(k.Owner), k.Client(k.Staff(access.PortalAdmin))
		legal := kontortest.Fields{"name": "Keyhaven Software B.V.", "address": "Prinsengracht 201\r\n\r\n 1015 DT Amsterdam ", "vat_number": "NL 8630", "bank_details": "NL91 ABNA 0417"}
		sam.Get("/admin/settings/legal").Submit(t, "Save", with(legal, kontortest.Fields{"name": " "})).WantError(t, "name", "legal name").
			Submit(t, "Save", legal).WantText(t, "Legal data was saved.")
		k.WantRows(t, "legal_data", 1, "address = 'Prinsengracht 201\n1015 DT Amsterdam' AND name = 'Keyhaven Software B.V.'")
		nadia.Get("/admin/settings/legal").WantText(t, "Keyhaven Software B.V.", "NL91 ABNA 0417", "Only an Owner can change this.")
		nadia.Post("/admin/settings/legal", map[string][]string{"name": {"Mine"}, "address": {"Here"}}).WantStatus(t, http.StatusForbidden)
		k.WantRows(t, "legal_data", 0, "name = 'Mine'")
	})
}

// domain.md 3.4, 4.4, 4.5: the vendor's rules are those that the acts obey.
func TestPoliciesRuleWhatFollows(t *testing.T) {
	kontortest.Both(t, func(t *testing.T, k *kontortest.Kontor) {
		msp := k.Partner(kontortest.MSP, kontortest.InvoiceTerms)
		sam, at := k.Client(k.Owner), "/admin/partners/"+idText(msp.ID)
		form := sam.Get("/admin/settings/policies")
		form.Submit(t, "Save", kontortest.Fields{"invitation_days": "0", "session_idle_hours": "100", "temporary_password_hours": "many"}).
			WantStatus(t, http.StatusUnprocessableEntity).WantError(t, "invitation_days", "1 to 30").WantError(t, "session_idle_hours", "1 to 72").
			WantError(t, "temporary_password_hours", "1 to 336")
		form.Submit(t, "Save", kontortest.Fields{"session_idle_hours": "48", "session_days": "1"}).WantError(t, "session_idle_hours", "longer")
		k.Exec(`UPDATE vendor SET app_sign_in_url = ''`)
		form.Submit(t, "Save", kontortest.Fields{"app_credentials": "product"}).WantStatus(t, http.StatusUnprocessableEntity).WantText(t, "Enter the app’s sign-in link under Organization first")
		form.Submit(t, "Save", kontortest.Fields{"phone_rule": "optional", "app_account_required": "", "invitation_days": "2"}).WantText(t, "Policies were saved.")

		k.Mailbox.Clear()
		sent := sam.Get(at).Submit(t, "Submit", kontortest.Fields{"first_name": "Jonas", "last_name": "Berg", "email": "jonas@bluepeak.example", "phone": "", "role": "user"})
		sent.WantText(t, "Invitation sent.", "Its link works until 23 Nov 2026")
		k.DeliverMail()
		if n := len(k.Mailbox.To("jonas@bluepeak.example")); n != 1 {
			t.Errorf("%d mails, want the invitation alone", n)
		}
		k.WantRows(t, "audit_event", 1, "action = 'settings.policies_changed' AND before LIKE '%eleven_digits%' AND after LIKE '%optional%'")
	})
}

// trust.md "Accounts": "idle 8 h, absolute 7 days (settings)".
func TestSessionsEndByTheVendorsRule(t *testing.T) {
	kontortest.Both(t, func(t *testing.T, k *kontortest.Kontor) {
		msp := k.Partner(kontortest.MSP, kontortest.InvoiceTerms)
		c := msp.Company("Cobalt Freight", 3)
		nils := k.AcceptWelcome(c.Owner)
		maya, app := k.Client(msp.Admin), k.Client(nils)
		k.Client(k.Owner).Get("/admin/settings/policies").Submit(t, "Save", kontortest.Fields{"session_idle_hours": "2", "session_days": "1"}).WantText(t, "were saved")
		k.Clock.Advance(119 * time.Minute)
		maya.Get(msp.Path("")).WantPath(t, msp.Path(""))
		app.Get(c.PortalPath("")).WantPath(t, c.PortalPath(""))
		k.Clock.Advance(2 * time.Hour)
		maya.Get(msp.Path("")).WantText(t, "Sign in to go on.")
		app.Get(c.PortalPath("")).WantText(t, "Sign in to go on.")
		busy := k.Client(msp.Admin)
		for range 24 {
			busy.Get(msp.Path(""))
			k.Clock.Advance(time.Hour)
		}
		busy.Get(msp.Path("")).WantText(t, "Sign in to go on.")
	})
}

// domain.md 2.7: "The vendor's setting “don't bill suspended companies” makes suspending a vendor act", and so its end.
func TestWhereSuspendedCompaniesAreFreeTheVendorSuspends(t *testing.T) {
	kontortest.Both(t, func(t *testing.T, k *kontortest.Kontor) {
		msp := k.Partner(kontortest.MSP, kontortest.InvoiceTerms)
		c := msp.Company("Cobalt Freight", 3)
		maya := k.Client(msp.Admin)
		question := maya.Get(c.Path("/suspension"))
		k.Client(k.Owner).Get("/admin/settings/policies").Submit(t, "Save", kontortest.Fields{"suspended_free": "yes"}).WantText(t, "were saved")
		question.Submit(t, "Suspend company", nil).WantStatus(t, http.StatusForbidden).WantText(t, "suspends and resumes them")
		maya.Get(c.Path("")).WantNoText(t, c.Path("/suspension"))
		k.WantRows(t, "company", 1, "status = 'active' AND id = "+idText(c.ID))
		k.Exec(`UPDATE company SET status = 'suspended' WHERE id = $1`, c.ID)
		maya.Get(c.Path("")).WantText(t, "The company is not billed meanwhile. To resume it, write to support@keyhaven.example.").WantNoText(t, c.Path("/resumption"))
		maya.Get(c.Path("/resumption")).WantStatus(t, http.StatusConflict)
		maya.Get(msp.Path("/companies")).WantNoText(t, `value="resume"`, `value="suspend"`)
		maya.Post(msp.Path("/selection"), url.Values{"act": {"resume"}, "id": {idText(c.ID)}}).WantStatus(t, http.StatusForbidden)
		k.WantRows(t, "company", 1, "status = 'suspended' AND id = "+idText(c.ID))
	})
}

// domain.md 4.8: "the setting “reset by temporary password” sends a temporary password that must be changed"; nothing ends until it is used.
func TestForgottenPasswordIsAnsweredWithATemporaryOne(t *testing.T) {
	kontortest.Both(t, func(t *testing.T, k *kontortest.Kontor) {
		msp := k.Partner(kontortest.MSP, kontortest.InvoiceTerms)
		k.Client(k.Owner).Get("/admin/settings/policies").Submit(t, "Save", kontortest.Fields{"reset_by": "temporary_password", "temporary_password_hours": "5"}).WantText(t, "were saved")
		open := k.Client(msp.Admin)
		ask := func() string {
			k.Client(nil).Get("/forgot-password").Submit(t, "Send", kontortest.Fields{"login": msp.Admin.Email})
			k.DeliverMail()
			return k.Mailbox.Last(t, msp.Admin.Email).Password(t)
		}
		signIn := func(password string) *kontortest.Page {
			return k.Client(nil).Get("/sign-in").Submit(t, "Sign in", kontortest.Fields{"login": msp.Admin.Email, "password": password})
		}
		late := ask()
		k.Clock.Advance(5 * time.Hour)
		signIn(late).WantStatus(t, http.StatusUnprocessableEntity)
		old, now := ask(), ask()
		signIn(old).WantStatus(t, http.StatusUnprocessableEntity)
		signIn(kontortest.Password).WantPath(t, msp.Path(""))
		open.Get(msp.Path("")).WantPath(t, msp.Path(""))

		change := signIn(now).WantPath(t, "/profile/password").WantText(t, "temporary")
		open.Get(msp.Path("")).WantText(t, "Sign in to go on.")
		signIn(kontortest.Password).WantStatus(t, http.StatusUnprocessableEntity)
		change.Submit(t, "Change password", kontortest.Fields{"current_password": now, "password": "plum-tram-orbit-1001"}).WantStatus(t, http.StatusOK)
		signIn(now).WantStatus(t, http.StatusUnprocessableEntity)
		signIn("plum-tram-orbit-1001").WantPath(t, msp.Path(""))
	})
}

// trust.md "Secrets": the password of the mail server is write-only; the form of the setup is that of Settings > Email.
func TestMailServerIsTriedAndSaved(t *testing.T) {
	kontortest.Both(t, func(t *testing.T, k *kontortest.Kontor) {
		sam := k.Client(k.Owner)
		server := k.Mailbox.Setting()
		form := sam.Get("/admin/settings/email")
		tried := form.Submit(t, "Send a trial message", kontortest.Fields{"host": server.Host, "port": idText(server.Port), "encryption": "none", "from": "portal@keyhaven.example"})
		tried.WantText(t, "The mail server took the message.", k.Owner.Email)
		form.Submit(t, "Save", kontortest.Fields{"host": "mail.example:25"}).WantStatus(t, http.StatusUnprocessableEntity).WantError(t, "host", "without a port")
		form.Submit(t, "Save", kontortest.Fields{"host": "mail.keyhaven.example", "encryption": "tls", "port": "465", "username": "portal", "password": "s3cret-of-the-server"}).
			WantText(t, "The mail server was saved.", "A password is stored.").WantNoText(t, "s3cret-of-the-server")
		k.WantRows(t, "audit_event", 0, "after LIKE '%s3cret%'")
	})
}
