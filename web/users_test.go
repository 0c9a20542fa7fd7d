package web_test

import (
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"kontor/access"
	"kontor/account"
	"kontor/kontortest"
	"kontor/store"
)

func teamPath(p *kontortest.Partner, who *kontortest.Person, act string) string {
	return p.Path("/account/users/" + idText(who.Account) + act)
}

var pia = kontortest.Fields{"first_name": "Pia", "last_name": "Lund", "email": "pia@lund.example", "phone": kontortest.Phone, "role": "user"}

// domain.md 3.4: two mails where the address has no app account, one where it has; a full home company refuses before anything is written.
func TestAdminAddsAUserWithTwoMails(t *testing.T) {
	kontortest.Both(t, func(t *testing.T, k *kontortest.Kontor) {
		msp := k.Partner(kontortest.MSP, kontortest.InvoiceTerms)
		c := msp.Company("Cobalt Freight", 3)
		k.DeliverMail()
		k.Mailbox.Clear()
		maya := k.Client(msp.Admin)
		list := maya.Get(msp.Path("")).Follow(t, "Users").WantText(t, "maya.jensen", "Admin", "Active", "You")
		list = list.Follow(t, "Add user").Submit(t, "Add user", pia).WantText(t, "Invitation sent.", "pia@lund.example", "pia.lund", "Europe/Copenhagen", "Invited", "Link works until")
		linked := with(pia, kontortest.Fields{"email": c.Owner.Email, "username": "Priya.R"})
		list.Follow(t, "Add user").Submit(t, "Add user", linked).WantText(t, "priya.r")
		k.DeliverMail()
		for address, n := range map[string]int{"pia@lund.example": 2, c.Owner.Email: 1} {
			if got := len(k.Mailbox.To(address)); got != n {
				t.Errorf("%d mails went to %s, want %d", got, address, n)
			}
		}
		k.DeliverMail()
		link := mailedLink(t, k, "pia@lund.example", "/invitation/")
		k.Client(nil).Get(link).WantText(t, msp.Name).Submit(t, "Create password and sign in", kontortest.Fields{"password": kontortest.Password}).
			WantPath(t, msp.Path(""))

		k.Exec(`UPDATE subscription SET license_count = used WHERE company_id = $1`, msp.Home.ID)
		full := with(pia, kontortest.Fields{"email": "otto@lund.example"})
		again := maya.Get(msp.Path("/account/users/new")).WantText(t, ": 0 free").Submit(t, "Add user", full).WantStatus(t, http.StatusUnprocessableEntity)
		if got := again.WantError(t, "email", "has no free license").Value(t, "first_name"); got != "Pia" {
			t.Errorf("the form came back with the first name %q", got)
		}
		k.WantRows(t, "account", 0, "email = 'otto@lund.example'")
		quiet := with(full, kontortest.Fields{"role": "notifications"})
		maya.Get(msp.Path("/account/users/new")).Submit(t, "Add user", quiet).WantText(t, "does not sign in")
	})
}

// domain.md 4.6: to partner users the refusal says only that the address can't be used, whom to ask, and what to send.
func TestAddressInUseTellsPartnersNothing(t *testing.T) {
	kontortest.Both(t, func(t *testing.T, k *kontortest.Kontor) {
		msp, other := k.Partner(kontortest.MSP, kontortest.InvoiceTerms), k.Partner(kontortest.MSP, kontortest.InvoiceTerms)
		k.Exec(`UPDATE vendor SET support_email = 'help@keyhaven.example'`)
		maya := k.Client(msp.Admin)
		taken := with(pia, kontortest.Fields{"email": strings.ToUpper(other.Admin.Email), "phone": "123"})
		form := maya.Get(msp.Path("/account/users/new")).Submit(t, "Add user", taken).WantStatus(t, http.StatusUnprocessableEntity)
		form.WantError(t, "phone", "exactly 11 digits") // a form with several problems loses nothing
		again := form.Submit(t, "Add user", kontortest.Fields{"phone": kontortest.Phone}).WantStatus(t, http.StatusUnprocessableEntity)
		again.WantError(t, "email", "help@keyhaven.example").WantText(t, "company name and the address").WantNoText(t, other.Name, other.Admin.Name+" (", other.Admin.Username)
		k.WantRows(t, "account", 1, "partner_id = "+idText(msp.ID))
		k.WantRows(t, "app_user", 1, "company_id = "+idText(msp.Home.ID))
	})
}

// domain.md 4.4: the list shows invited, expired and bounced and has "Resend"; sending again voids the older link.
func TestAdminSendsAnInvitationAgain(t *testing.T) {
	kontortest.Both(t, func(t *testing.T, k *kontortest.Kontor) {
		msp := k.Partner(kontortest.MSP, kontortest.InvoiceTerms)
		maya := k.Client(msp.Admin)
		maya.Get(msp.Path("/account/users/new")).Submit(t, "Add user", pia)
		k.DeliverMail()
		older := mailedLink(t, k, "pia@lund.example", "/invitation/")
		k.Clock.Advance(8 * 24 * time.Hour)
		k.Mailbox.Clear()
		maya = k.Client(msp.Admin)
		maya.Get(msp.Path("/account/users")).WantText(t, "Expired").Submit(t, "Resend", nil).WantText(t, "Invitation sent.", "Invited")
		k.Client(nil).Get(older).WantText(t, "used")
		k.DeliverMail()
		k.Client(nil).Get(mailedLink(t, k, "pia@lund.example", "/invitation/")).WantText(t, "Welcome, Pia")
		for range 4 {
			maya.Get(msp.Path("/account/users")).Submit(t, "Resend", nil).WantText(t, "Invitation sent.")
		}
		maya.Get(msp.Path("/account/users")).Submit(t, "Resend", nil).WantText(t, "Nothing was sent.", "Five mails")
	})
}

// domain.md 4.9: removing is permanent, ends sessions, links and queued mails at once, and mails the person; the app account stays unless
// the box is ticked.
func TestRemovedUserIsOutAtOnceAndToldByMail(t *testing.T) {
	kontortest.Both(t, func(t *testing.T, k *kontortest.Kontor) {
		msp := k.Partner(kontortest.MSP, kontortest.InvoiceTerms)
		maya := k.Client(msp.Admin)
		for _, app := range []string{"", "yes"} {
			jonas := msp.User(access.PartnerUser)
			k.DeliverMail()
			k.Mailbox.Clear()
			k.Client(nil).Get("/forgot-password").Submit(t, "", kontortest.Fields{"login": jonas.Username}) // a mail with a link waits
			browser := k.Client(jonas)
			browser.Get(msp.Path("/companies")).WantStatus(t, http.StatusOK)
			ask := maya.Get(teamPath(msp, jonas, "/removal")).WantText(t, "This is permanent.", "Also remove "+jonas.Name)
			ask.Submit(t, "Remove user", kontortest.Fields{"app": app}).WantPath(t, msp.Path("/account/users")).WantText(t, jonas.Name+" was removed").
				WantNoText(t, jonas.Username)
			browser.Get(msp.Path("/companies")).WantText(t, "Sign in")
			k.Client(nil).Get("/sign-in").Submit(t, "Sign in", kontortest.Fields{"login": jonas.Username, "password": kontortest.Password}).
				WantStatus(t, http.StatusUnprocessableEntity)
			k.DeliverMail()
			mails := k.Mailbox.To(jonas.Email)
			if len(mails) != 1 || !strings.Contains(mails[0].Text, "Your access to the") {
				t.Errorf("%d mails went out, want only the one that access ended: %v", len(mails), mails)
			}
			k.WantRows(t, "app_user", map[string]int{"": 1, "yes": 0}[app], "status <> 'removed' AND email = '"+jonas.Email+"'")
			k.WantRows(t, "audit_event", 1, fmt.Sprintf("action = 'account.removed' AND object_id = %d AND object_name = '%s'", jonas.Account, jonas.Name))
			maya.Get(teamPath(msp, jonas, "/removal")).WantStatus(t, http.StatusNotFound)
			maya.Get(msp.Path("/account/users/new")).Submit(t, "Add user", with(pia, kontortest.Fields{"email": jonas.Email})).WantText(t, "Invitation sent.")
		}
	})
}

// domain.md 4.9, 2.5: an app account that its company can't do without stays, and so does the user until the tick is gone.
func TestTickThatCannotBeDoneLeavesTheUser(t *testing.T) {
	kontortest.Both(t, func(t *testing.T, k *kontortest.Kontor) {
		msp := k.Partner(kontortest.MSP, kontortest.InvoiceTerms)
		asta := msp.User(access.PartnerAdmin)
		k.Write(msp.Admin, func(tx *store.Tx) error {
			_, _, err := account.MakeKey(t.Context(), tx, account.KeyDraft{Name: "Reporting script", Scopes: []access.KeyScope{access.CompaniesRead}})
			return err
		})
		ask := k.Client(asta).Get(teamPath(msp, msp.Admin, "/removal")).WantText(t, "API keys that stop working", "Reporting script", "Not used yet")
		ask.Submit(t, "Remove user", kontortest.Fields{"app": "yes"}).WantStatus(t, http.StatusUnprocessableEntity).WantText(t, "is the owner of")
		k.WantRows(t, "account", 1, "status = 'active' AND id = "+idText(msp.Admin.Account))
		ask.Submit(t, "Remove user", nil).WantText(t, "was removed")
		k.WantRows(t, "app_user", 1, "status = 'active' AND id = "+idText(msp.Staff.AppUser))
		k.WantRows(t, "api_key", 0, "revoked_at IS NULL")
	})
}

// domain.md 4.3: the last active Admin can't be removed or demoted, by the pages or the verbs.
func TestLastActiveAdminStays(t *testing.T) {
	kontortest.Both(t, func(t *testing.T, k *kontortest.Kontor) {
		msp := k.Partner(kontortest.MSP, kontortest.InvoiceTerms)
		maya := k.Client(msp.Admin)
		maya.Get(msp.Path("/account/users/new")).Submit(t, "Add user", with(pia, kontortest.Fields{"role": "admin"})) // invited is not active
		maya.Get(teamPath(msp, msp.Admin, "/removal")).Submit(t, "Remove user", nil).WantStatus(t, http.StatusUnprocessableEntity).WantText(t, "is the last active Admin")
		for _, role := range []string{"user", "marketing", "notifications"} {
			maya.Get(teamPath(msp, msp.Admin, "/edit")).Submit(t, "Save", kontortest.Fields{"role": role}).WantStatus(t, http.StatusUnprocessableEntity).
				WantText(t, "is the last active Admin")
		}
		k.AcceptInvitation(&kontortest.Person{Email: "pia@lund.example"})
		maya.Get(teamPath(msp, msp.Admin, "/edit")).Submit(t, "Save", kontortest.Fields{"role": "user"}).WantPath(t, msp.Path("")).WantText(t, "Your role is User now.")
		maya.Get(msp.Path("/account/users")).WantStatus(t, http.StatusForbidden) // at once
	})
}

// domain.md 4.3, trust.md "Nothing lost": of Admins who remove and demote each other at the same time one stays.
func TestAdminsWhoRemoveEachOtherLeaveOne(t *testing.T) {
	kontortest.Both(t, func(t *testing.T, k *kontortest.Kontor) {
		msp := k.Partner(kontortest.MSP, kontortest.InvoiceTerms)
		admins := []*kontortest.Person{msp.Admin, msp.User(access.PartnerAdmin), msp.User(access.PartnerAdmin), msp.User(access.PartnerAdmin)}
		who := make([]access.Actor, len(admins))
		for i, a := range admins {
			who[i] = a.Actor()
		}
		errs := kontortest.Race(t, 8, func(i int) error {
			victim := admins[(i+1)%len(admins)].Account
			return k.DB.Write(t.Context(), who[i%len(who)], func(tx *store.Tx) error {
				if i < len(admins) {
					_, err := account.Remove(t.Context(), tx, victim)
					return err
				}
				a, err := account.Get(t.Context(), tx, victim)
				if err != nil {
					return err
				}
				_, err = account.Change(t.Context(), tx, victim, account.Details{FirstName: a.FirstName, LastName: a.LastName, Email: a.Email, Phone: a.Phone, Role: access.PartnerUser})
				return err
			})
		})
		if kontortest.Succeeded(errs) < 3 {
			t.Errorf("%v", errs)
		}
		k.WantRows(t, "account", 1, "role = 'admin' AND status = 'active' AND partner_id = "+idText(msp.ID))
	})
}

// domain.md 4.7: an Admin edits names, phone and address of a partner user; the old address is told, sessions and links end.
func TestChangedAddressOfAPartnerUserIsToldToBoth(t *testing.T) {
	kontortest.Both(t, func(t *testing.T, k *kontortest.Kontor) {
		msp := k.Partner(kontortest.MSP, kontortest.InvoiceTerms)
		jonas := msp.User(access.PartnerUser)
		k.DeliverMail()
		k.Mailbox.Clear()
		browser, maya := k.Client(jonas), k.Client(msp.Admin)
		maya.Get(teamPath(msp, jonas, "/edit")).Submit(t, "Save", kontortest.Fields{"email": "j.berg@bluepeak.example", "last_name": "Bergmann"}).
			WantText(t, "Bergmann was saved.", "j.berg@bluepeak.example", jonas.Username)
		k.DeliverMail()
		for address, text := range map[string]string{jonas.Email: "It is no longer this one", "j.berg@bluepeak.example": "From now on you sign in"} {
			mails := k.Mailbox.To(address)
			if len(mails) != 1 || !strings.Contains(mails[0].Text, text) {
				t.Errorf("%s got %d mails, want one that says %q", address, len(mails), text)
			}
		}
		if old := k.Mailbox.To(jonas.Email); len(old) == 1 && strings.Contains(old[0].Text, "j.berg") {
			t.Error("the old address is told the new one")
		}
		browser.Get(msp.Path("/companies")).WantText(t, "Sign in")
		k.Client(nil).Get("/sign-in").Submit(t, "Sign in", kontortest.Fields{"login": "j.berg@bluepeak.example", "password": kontortest.Password}).WantPath(t, msp.Path(""))
		k.WantRows(t, "audit_event", 1, `action = 'account.changed' AND before LIKE '%`+jonas.Email+`%' AND after LIKE '%j.berg@bluepeak.example%'`)
		maya.Get(teamPath(msp, msp.Admin, "/edit")).WantText(t, "Change it in My profile")
		maya.Post(teamPath(msp, msp.Admin, "/edit"), map[string][]string{"first_name": {"Maya"}, "last_name": {"Jensen"}, "email": {"else@bluepeak.example"},
			"phone": {kontortest.Phone}, "role": {"admin"}}).WantStatus(t, http.StatusUnprocessableEntity).WantText(t, "with your password")
	})
}

// domain.md 4.4, 4.7: an open invitation follows the address.
func TestInvitationFollowsAChangedAddress(t *testing.T) {
	kontortest.Both(t, func(t *testing.T, k *kontortest.Kontor) {
		msp := k.Partner(kontortest.MSP, kontortest.InvoiceTerms)
		maya := k.Client(msp.Admin)
		maya.Get(msp.Path("/account/users/new")).Submit(t, "Add user", with(pia, kontortest.Fields{"email": "typo@lund.example"}))
		k.DeliverMail()
		wrong := mailedLink(t, k, "typo@lund.example", "/invitation/")
		maya.Get(msp.Path("/account/users")).Follow(t, "Edit user Pia Lund").Submit(t, "Save", kontortest.Fields{"email": "pia@lund.example"}).WantText(t, "pia@lund.example", "Invited")
		k.Client(nil).Get(wrong).WantText(t, "used")
		k.DeliverMail()
		k.Client(nil).Get(mailedLink(t, k, "pia@lund.example", "/invitation/")).WantText(t, "Welcome, Pia")
		if n := len(k.Mailbox.To("pia@lund.example")); n != 1 {
			t.Errorf("%d mails to the new address, want the invitation alone", n)
		}
	})
}

// domain.md 4.8: by an Admin, the old password and all sessions end at once and a mail goes to the registered address.
func TestAdminResetsAPassword(t *testing.T) {
	kontortest.Both(t, func(t *testing.T, k *kontortest.Kontor) {
		msp := k.Partner(kontortest.MSP, kontortest.InvoiceTerms)
		jonas := msp.User(access.PartnerUser)
		browser, maya := k.Client(jonas), k.Client(msp.Admin)
		maya.Get(teamPath(msp, jonas, "/password-reset")).WantText(t, "all sessions end at once").Submit(t, "Reset password", nil).
			WantText(t, "was reset", jonas.Email)
		browser.Get(msp.Path("/companies")).WantText(t, "Sign in")
		k.Client(nil).Get("/sign-in").Submit(t, "Sign in", kontortest.Fields{"login": jonas.Username, "password": kontortest.Password}).
			WantStatus(t, http.StatusUnprocessableEntity)
		k.DeliverMail()
		link := mailedLink(t, k, jonas.Email, "/reset/")
		k.Client(nil).Get(link).Submit(t, "Save password", kontortest.Fields{"password": "another-tram-orbit-42"}).WantPath(t, "/sign-in").
			Submit(t, "Sign in", kontortest.Fields{"login": jonas.Username, "password": "another-tram-orbit-42"}).WantPath(t, msp.Path(""))
		own := k.Client(msp.Admin)
		own.Get(teamPath(msp, msp.Admin, "/password-reset")).Submit(t, "Reset password", nil).WantPath(t, "/sign-in").WantText(t, "you are signed out")
		maya.Get(msp.Path("")).WantText(t, "Sign in") // of oneself: everywhere
	})
}

// trust.md "Accounts": API keys belong to the partnership and are not ended by a reset, which lists them with their last use and may.
func TestResetPasswordAsksAboutTheAPIKeys(t *testing.T) {
	kontortest.Both(t, func(t *testing.T, k *kontortest.Kontor) {
		msp := k.Partner(kontortest.MSP, kontortest.InvoiceTerms)
		maya, pia := k.Client(msp.Admin), msp.User(access.PartnerAdmin)
		maya.Get(teamPath(msp, pia, "/password-reset")).WantNoText(t, "go on working")
		made := k.Client(pia).Post(msp.Path("/account/keys"), url.Values{"name": {"Nightly sync"}, "scopes": {"account:read"}, "expires": {"90"}})
		key := k.APIWith(secretKey.FindString(made.WantText(t, "Copy the key now.").Body))
		question := maya.Get(teamPath(msp, pia, "/password-reset")).WantText(t, "go on working", "Nightly sync", "Not used yet", "Also revoke these API keys")
		question.Submit(t, "Reset password", nil).WantText(t, "was reset")
		key.Get("/account").Want(t, http.StatusOK)
		k.Clock.Advance(time.Hour)
		maya.Get(teamPath(msp, pia, "/password-reset")).WantText(t, "Last used").Submit(t, "Reset password", kontortest.Fields{"also": "yes"}).WantText(t, "was reset")
		key.Get("/account").Want(t, http.StatusUnauthorized)
		k.WantRows(t, "audit_event", 1, "action = 'api_key.revoked' AND object_name LIKE 'Nightly sync%'")
	})
}

// domain.md 4.1, 3.4: Notifications signs in by no road; with another role an invitation goes out, and an app account is made.
func TestNotificationsRoleComesAndGoes(t *testing.T) {
	kontortest.Both(t, func(t *testing.T, k *kontortest.Kontor) {
		msp := k.Partner(kontortest.MSP, kontortest.InvoiceTerms)
		maya, jonas := k.Client(msp.Admin), msp.User(access.PartnerUser)
		browser := k.Client(jonas)
		maya.Get(teamPath(msp, jonas, "/edit")).WantText(t, "signed out everywhere").Submit(t, "Save", kontortest.Fields{"role": "notifications"}).WantText(t, "Does not sign in")
		browser.Get(msp.Path("")).WantText(t, "Sign in")
		k.Client(nil).Get("/sign-in").Submit(t, "Sign in", kontortest.Fields{"login": jonas.Username, "password": kontortest.Password}).
			WantStatus(t, http.StatusUnprocessableEntity)
		k.DeliverMail()
		k.Mailbox.Clear()
		maya.Get(teamPath(msp, jonas, "/edit")).Submit(t, "Save", kontortest.Fields{"role": "user"}).WantText(t, "Invited")
		k.Client(nil).Get("/sign-in").Submit(t, "Sign in", kontortest.Fields{"login": jonas.Username, "password": kontortest.Password}).
			WantStatus(t, http.StatusUnprocessableEntity) // the old password does not come back
		k.AcceptInvitation(jonas)
		k.Client(jonas).Get(msp.Path("/companies")).WantStatus(t, http.StatusOK)

		maya.Get(msp.Path("/account/users/new")).Submit(t, "Add user", with(pia, kontortest.Fields{"role": "notifications"}))
		k.WantRows(t, "app_user", 0, "email = 'pia@lund.example'")
		k.Exec(`UPDATE subscription SET license_count = used WHERE company_id = $1`, msp.Home.ID)
		edit := maya.Get(msp.Path("/account/users")).Follow(t, "Edit user Pia Lund")
		edit.Submit(t, "Save", kontortest.Fields{"role": "marketing"}).WantText(t, "has no free license")
		k.WantRows(t, "account", 1, "email = 'pia@lund.example' AND role = 'notifications' AND status = 'active'")
		k.Exec(`UPDATE subscription SET license_count = used + 1 WHERE company_id = $1`, msp.Home.ID)
		edit.Submit(t, "Save", kontortest.Fields{"role": "marketing"}).WantText(t, "was saved.")
		k.WantRows(t, "account", 1, "email = 'pia@lund.example' AND role = 'marketing' AND status = 'invited' AND app_user_id IS NOT NULL")
		k.DeliverMail()
		if n := len(k.Mailbox.To("pia@lund.example")); n != 2 {
			t.Errorf("%d mails to pia, want 2", n)
		}
	})
}

// domain.md 2.2: the people of a child MSP are the child's: its Admin adds them to its home company, which stands at the reseller, who
// meets none of them.
func TestChildMSPLooksAfterItsOwnPeople(t *testing.T) {
	kontortest.Both(t, func(t *testing.T, k *kontortest.Kontor) {
		reseller := k.Partner(kontortest.Reseller, kontortest.InvoiceTerms)
		child := reseller.Child()
		orla, ray := k.Client(child.Admin), k.Client(reseller.Admin)
		orla.Get(child.Path("/account/users")).Follow(t, "Add user").Submit(t, "Add user", pia).WantText(t, "Invitation sent.")
		k.WantRows(t, "app_user", 1, "email = 'pia@lund.example' AND company_id = "+idText(child.Home.ID))
		orla.Get(child.Home.Path("/users")).WantText(t, "Pia Lund")
		orla.Get(child.Path("/account/users")).Follow(t, "Remove user Pia Lund").Submit(t, "Remove user", kontortest.Fields{"app": "yes"}).WantText(t, "its license is free")
		ray.Get(reseller.Path("/account/users")).WantNoText(t, child.Admin.Email)
		ray.Get(teamPath(reseller, child.Admin, "/edit")).WantStatus(t, http.StatusNotFound)
		ray.Get(reseller.Path("/companies/"+idText(child.Home.ID)+"/users")).WantNoText(t, child.Admin.Email, "Pia Lund")
		k.Exec(`UPDATE subscription SET license_count = used WHERE company_id = $1`, child.Home.ID)
		orla.Get(child.Path("/account/users/new")).Submit(t, "Add user", pia).WantError(t, "email", "Add licenses to it first.")
	})
}
