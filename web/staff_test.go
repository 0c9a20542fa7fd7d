package web_test

import (
	"net/http"
	"strings"
	"testing"
	"time"

	"kontor/access"
	"kontor/account"
	"kontor/fail"
	"kontor/kontortest"
	"kontor/store"
)

// domain.md 7: "Settings > Staff: invite, change role, remove"; only the Owner's.
func TestOwnerInvitesStaffAndResends(t *testing.T) {
	kontortest.Both(t, func(t *testing.T, k *kontortest.Kontor) {
		sam := k.Client(k.Owner)
		tess := kontortest.Fields{"first_name": "Tess", "last_name": "de Wit", "email": "tess", "role": "support"}
		bad := sam.Get("/admin/settings/staff").Follow(t, "Add user").Submit(t, "Add user", tess)
		bad.WantStatus(t, http.StatusUnprocessableEntity).WantError(t, "email", "email address")
		sent := bad.Submit(t, "Add user", kontortest.Fields{"email": "tess@keyhaven.example"}).WantPath(t, "/admin/settings/staff")
		sent.WantText(t, "Invitation sent.", "Tess de Wit at tess@keyhaven.example", "tess.dewit", "Support", "Invited", "Link works until")
		k.DeliverMail()
		first := k.Mailbox.Last(t, "tess@keyhaven.example").Link(t, "/invitation/")
		sent.Submit(t, "Resend", nil).WantText(t, "Invitation sent.")
		k.DeliverMail()
		k.Client(nil).Get(pathOf(t, first)).WantText(t, "can’t be used any more")
		fresh := k.Client(nil).Get(pathOf(t, k.Mailbox.Last(t, "tess@keyhaven.example").Link(t, "/invitation/")))
		fresh.WantText(t, "Welcome, Tess")
		k.Clock.Advance(8 * 24 * time.Hour)
		k.Client(k.Owner).Get("/admin/settings/staff").WantText(t, "Expired")

		for _, role := range []access.Role{access.PortalAdmin, access.Support} {
			other := k.Client(k.Staff(role))
			other.Get("/admin/settings").WantNoText(t, "/admin/settings/staff")
			other.Get("/admin/settings/staff").WantStatus(t, http.StatusForbidden)
			other.Post("/admin/settings/staff", map[string][]string{"first_name": {"X"}}).WantStatus(t, http.StatusForbidden)
		}
	})
}

// domain.md 7, trust.md: "A role change, removal … acts at once: sessions, API keys, links, queued mails".
func TestRoleAndRemovalOfStaffActAtOnce(t *testing.T) {
	kontortest.Both(t, func(t *testing.T, k *kontortest.Kontor) {
		nadia := k.Staff(access.PortalAdmin)
		sam, open := k.Client(k.Owner), k.Client(nadia)
		at := "/admin/settings/staff/" + idText(nadia.Account)
		open.Get("/admin/partners/new").WantStatus(t, http.StatusOK)
		sam.Get(at+"/role").Submit(t, "Change role", kontortest.Fields{"role": "support"}).WantText(t, nadia.Name+" is Support now.")
		open.Get("/admin/partners/new").WantStatus(t, http.StatusForbidden)
		open.Get("/admin/partners").WantStatus(t, http.StatusOK)
		k.WantRows(t, "audit_event", 1, "action = 'account.role_changed' AND before LIKE '%portal_admin%' AND after LIKE '%support%'")

		k.Client(nil).Get("/forgot-password").Submit(t, "Send link", kontortest.Fields{"login": nadia.Email})
		k.Mailbox.Clear()
		removed := sam.Get(at+"/removal").WantText(t, "Remove "+nadia.Name+"?", "permanent").Submit(t, "Remove "+nadia.Name, nil)
		removed.WantPath(t, "/admin/settings/staff").WantText(t, nadia.Name+" was removed.").WantNoText(t, nadia.Email)
		open.Get("/admin/partners").WantText(t, "Sign in to go on.")
		k.WantRows(t, "mail", 1, "kind = 'password_reset' AND status = 'voided'")
		k.DeliverMail()
		k.Mailbox.Last(t, nadia.Email)
		k.WantRows(t, "mail", 1, "kind = 'access_revoked' AND status = 'sent'")
		sam.Post(at+"/removal", nil).WantStatus(t, http.StatusConflict)
		sam.Get(at+"/role").WantStatus(t, http.StatusConflict)
		k.Invited(k.Owner, account.Draft{FirstName: "Nadia", LastName: "Again", Email: nadia.Email, Role: access.Support}) // the address is free
	})
}

// A partner user is not vendor staff, whatever the address says.
func TestPartnerUsersAreNoStaff(t *testing.T) {
	kontortest.Both(t, func(t *testing.T, k *kontortest.Kontor) {
		msp := k.Partner(kontortest.MSP, kontortest.InvoiceTerms)
		at := "/admin/settings/staff/" + idText(msp.Admin.Account)
		sam := k.Client(k.Owner)
		sam.Post(at+"/role", map[string][]string{"role": {"owner"}}).WantStatus(t, http.StatusNotFound)
		sam.Post(at+"/removal", nil).WantStatus(t, http.StatusNotFound)
		sam.Post(at+"/invitation", nil).WantStatus(t, http.StatusNotFound)
		sam.Post("/admin/settings/staff/"+idText(k.Owner.Account)+"/role", map[string][]string{"role": {"admin"}}).WantStatus(t, http.StatusUnprocessableEntity)
		k.WantRows(t, "account", 1, "role = 'owner' AND status = 'active'")
	})
}

// domain.md 7: "the last Owner is guarded".
func TestLastActiveOwnerStays(t *testing.T) {
	kontortest.Both(t, func(t *testing.T, k *kontortest.Kontor) {
		sam, at := k.Client(k.Owner), "/admin/settings/staff/"+idText(k.Owner.Account)
		k.Invited(k.Owner, account.Draft{FirstName: "Ina", LastName: "Vited", Email: "ina@keyhaven.example", Role: access.Owner}) // not active: does not count
		sam.Get("/admin/settings/staff").WantNoText(t, at+"/removal")
		sam.Get(at+"/role").WantText(t, "last active Owner").Submit(t, "Change role", kontortest.Fields{"role": "support"}).
			WantStatus(t, http.StatusUnprocessableEntity).WantText(t, "Make somebody else Owner first.")
		sam.Post(at+"/removal", nil).WantStatus(t, http.StatusConflict).WantText(t, "last active Owner")
		k.WantRows(t, "account", 1, "role = 'owner' AND status = 'active'")

		k.Staff(access.Owner)
		sam.Get(at+"/role").Submit(t, "Change role", kontortest.Fields{"role": "portal_admin"}).WantPath(t, "/admin/settings").WantText(t, "is Portal Admin now.")
		k.WantRows(t, "account", 1, "role = 'owner' AND status = 'active'")
	})
}

// domain.md 7: of Owners who remove and demote each other at once, one is left.
func TestOwnersRemovedAtOnceLeaveOne(t *testing.T) {
	kontortest.Both(t, func(t *testing.T, k *kontortest.Kontor) {
		for range 3 {
			owners := []*kontortest.Person{k.Staff(access.Owner), k.Staff(access.Owner), k.Staff(access.Owner)}
			k.Exec(`UPDATE account SET status = 'suspended' WHERE id = $1`, k.Owner.Account)
			var actors []access.Actor
			for _, o := range owners {
				actors = append(actors, o.Actor())
			}
			errs := kontortest.Race(t, 24, func(i int) error {
				return k.DB.Write(t.Context(), actors[(i+1)%3], func(tx *store.Tx) (err error) {
					if id := owners[i%3].Account; i%2 == 0 {
						_, err = account.RemoveStaff(t.Context(), tx, id)
					} else {
						_, err = account.ChangeStaffRole(t.Context(), tx, id, access.Support)
					}
					return err
				})
			})
			refused := 0
			for _, err := range errs {
				switch code := fail.CodeOf(err); {
				case code == "last_owner":
					refused++
				case err != nil && code != "account_closed" && fail.KindOf(err) != fail.KindUnavailable:
					t.Fatal(err)
				}
			}
			if refused == 0 {
				t.Error("nobody was refused as the last Owner")
			}
			k.WantRows(t, "account", 1, "role = 'owner' AND status = 'active'")
			k.Exec(`UPDATE account SET status = 'removed' WHERE role = 'owner' AND id <> $1`, k.Owner.Account)
			k.Exec(`UPDATE account SET status = 'active' WHERE id = $1`, k.Owner.Account)
		}
	})
}

// domain.md 4.7, 7: an Owner changes a colleague's name, phone and address; the old address is told, and sessions and keys of the old one end.
func TestOwnerEditsStaff(t *testing.T) {
	kontortest.Both(t, func(t *testing.T, k *kontortest.Kontor) {
		nadia := k.Staff(access.PortalAdmin)
		sam, open := k.Client(k.Owner), k.Client(nadia)
		at := "/admin/settings/staff/" + idText(nadia.Account) + "/edit"
		form := sam.Get(at).WantText(t, "A changed address is told to both.")
		form.Submit(t, "Save", kontortest.Fields{"first_name": " ", "email": "nadia"}).WantError(t, "first_name", "first name").WantError(t, "email", "email address")
		form.Submit(t, "Save", kontortest.Fields{"email": k.Owner.Email}).WantError(t, "email", "belongs to another user")
		form.Submit(t, "Save", kontortest.Fields{"first_name": "Nadja", "phone": "+45 12 34 56 78 901"}).WantText(t, "Nadja")
		open.Get("/admin/partners").WantStatus(t, http.StatusOK)
		k.WantRows(t, "mail", 0, "kind = 'portal_address_changed'")

		k.Mailbox.Clear()
		sam.Get(at).Submit(t, "Save", kontortest.Fields{"email": "nadja@keyhaven.example"}).WantText(t, "was saved.", "nadja@keyhaven.example")
		open.Get("/admin/partners").WantText(t, "Sign in to go on.")
		k.DeliverMail()
		if old := k.Mailbox.Last(t, nadia.Email); strings.Contains(old.Text, "nadja@keyhaven.example") {
			t.Error("the old address is told the new one")
		}
		k.Mailbox.Last(t, "nadja@keyhaven.example")
		k.WantRows(t, "audit_event", 1, "action = 'account.changed' AND after LIKE '%nadja@keyhaven.example%'")

		own := "/admin/settings/staff/" + idText(k.Owner.Account) + "/edit"
		sam.Get(own).WantText(t, "My profile")
		sam.Post(own, map[string][]string{"first_name": {"Sam"}, "last_name": {"Keller"}, "email": {"other@keyhaven.example"}}).WantStatus(t, http.StatusUnprocessableEntity).WantText(t, "Change your own email address in My profile")
		msp := k.Partner(kontortest.MSP, kontortest.InvoiceTerms)
		sam.Get("/admin/settings/staff/"+idText(msp.Admin.Account)+"/edit").WantStatus(t, http.StatusNotFound)
	})
}

// An open invitation of a colleague goes to the new address, and the old link is worth nothing (domain.md 4.4, 4.7).
func TestAddressOfInvitedStaffIsCorrected(t *testing.T) {
	kontortest.Both(t, func(t *testing.T, k *kontortest.Kontor) {
		k.Mailbox.Clear()
		tess := k.Invited(k.Owner, account.Draft{FirstName: "Tess", LastName: "de Wit", Email: "tes@keyhaven.example", Role: access.Support})
		k.DeliverMail()
		link := k.Mailbox.Last(t, "tes@keyhaven.example").Link(t, "/invitation/")
		k.Client(k.Owner).Get("/admin/settings/staff/"+idText(tess.Account)+"/edit").Submit(t, "Save", kontortest.Fields{"email": "tess@keyhaven.example"})
		k.DeliverMail()
		k.Client(nil).Get(pathOf(t, link)).WantText(t, "can’t be used any more")
		k.Client(nil).Get(pathOf(t, k.Mailbox.Last(t, "tess@keyhaven.example").Link(t, "/invitation/"))).WantText(t, "Welcome, Tess")
	})
}
