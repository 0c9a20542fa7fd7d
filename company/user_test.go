package company_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"kontor/company"
	"kontor/fail"
	"kontor/kontortest"
	"kontor/store"
)

func addUser(t *testing.T, k *kontortest.Kontor, c *kontortest.Company, email string) error {
	t.Helper()
	return try(t, k, c.Partner.Admin, func(tx *store.Tx) error {
		_, err := company.AddUser(t.Context(), tx, c.ID, c.Subscription, company.Person{FirstName: "Sofia", LastName: "Marin", Email: email, Role: company.User})
		return err
	})
}

func remove(t *testing.T, k *kontortest.Kontor, c *kontortest.Company, user int64) error {
	t.Helper()
	return try(t, k, c.Partner.Admin, func(tx *store.Tx) error { _, err := company.RemoveUser(t.Context(), tx, c.ID, user); return err })
}

func resend(t *testing.T, k *kontortest.Kontor, c *kontortest.Company, user int64) error {
	t.Helper()
	return try(t, k, c.Partner.Admin, func(tx *store.Tx) error { _, err := company.Resend(t.Context(), tx, c.ID, user); return err })
}

// domain.md 3.2: "Invited, active and suspended app users each hold a license; removed ones don't."
func TestInvitedActiveAndSuspendedUsersHoldALicense(t *testing.T) {
	kontortest.Both(t, func(t *testing.T, k *kontortest.Kontor) {
		c := k.Partner(kontortest.MSP, kontortest.InvoiceTerms).Company("Cobalt Freight", 3) // its owner is invited
		k.AcceptWelcome(c.User(company.User))
		suspended := c.User(company.User)
		k.Exec(`UPDATE app_user SET status = 'suspended' WHERE id = $1`, suspended.AppUser)
		wantCode(t, addUser(t, k, c, "fourth@cobalt.example"), "subscription no_license_available")
		if err := remove(t, k, c, suspended.AppUser); err != nil {
			t.Fatal(err)
		}
		if err := addUser(t, k, c, "fourth@cobalt.example"); err != nil {
			t.Errorf("the license of a removed user is not free: %v", err)
		}
		k.WantRows(t, "subscription", 1, fmt.Sprintf("id = %d AND used = 3", c.Subscription))
	})
}

// domain.md 2.5: the owner can't be removed, and a company keeps at least one administrator: invited counts, suspended doesn't.
func TestOwnerAndLastAdministratorStay(t *testing.T) {
	kontortest.Both(t, func(t *testing.T, k *kontortest.Kontor) {
		c := k.Partner(kontortest.MSP, kontortest.InvoiceTerms).Company("Cobalt Freight", 5)
		second, third := c.User(company.Administrator), c.User(company.Administrator)
		wantCode(t, remove(t, k, c, c.Owner.AppUser), "owner_stays")
		if err := remove(t, k, c, third.AppUser); err != nil {
			t.Errorf("one of three administrators cannot be removed: %v", err)
		}
		k.Exec(`UPDATE app_user SET status = 'suspended' WHERE id = $1`, c.Owner.AppUser)
		wantCode(t, remove(t, k, c, second.AppUser), "last_administrator")
		wantCode(t, remove(t, k, c, third.AppUser), "not_found")
	})
}

// domain.md 1: app_user.email is unique over all companies; who may not see where it is in use is not told. Removing frees it.
func TestOneAddressHasOneAppAccountAndOthersAreNotToldWhere(t *testing.T) {
	kontortest.Both(t, func(t *testing.T, k *kontortest.Kontor) {
		mine := k.Partner(kontortest.MSP, kontortest.InvoiceTerms)
		here, there := mine.Company("Cobalt Freight", 5), mine.Company("Harbor Lane", 5)
		theirs := k.Partner(kontortest.MSP, kontortest.InvoiceTerms).Company("Rowan Architects", 5)
		user := here.User(company.User)
		for _, at := range []*kontortest.Company{here, there, theirs} {
			err := addUser(t, k, at, strings.ToUpper(user.Email))
			wantCode(t, err, "email email_taken")
			if e, _ := fail.As(err); e != nil && strings.Contains(e.Message, "Cobalt") != (at != theirs) {
				t.Errorf("%s is told: %s", at.Partner.Name, e.Message)
			}
		}
		if err := remove(t, k, here, user.AppUser); err != nil {
			t.Fatal(err)
		}
		if err := addUser(t, k, theirs, user.Email); err != nil {
			t.Errorf("the address of a removed user is not free: %v", err)
		}
	})
}

// domain.md 3.3: sending again makes a new password. The mail with the older one does not go out any more, and there is a limit.
func TestSendingAgainVoidsTheQueuedMailAndIsLimited(t *testing.T) {
	atDesk(t, func(t *testing.T, d *desk) {
		for range 5 {
			if err := resend(t, d.Kontor, d.company, d.company.Owner.AppUser); err != nil {
				t.Fatal(err)
			}
		}
		wantCode(t, resend(t, d.Kontor, d.company, d.company.Owner.AppUser), "too_many_mails")
		d.WantRows(t, "mail", 1, fmt.Sprintf("app_user_id = %d AND status = 'queued'", d.company.Owner.AppUser))
		if _, change, err := d.signIn(d.email, d.arrived(temporaryIn)); err != nil || !change {
			t.Errorf("the last password does not work: %v", err)
		}
		d.accept(chosen)
		d.Clock.Advance(24 * time.Hour)
		wantCode(t, resend(t, d.Kontor, d.company, d.company.Owner.AppUser), "already_signed_in")
	})
}

// domain.md 3.3: with app_credentials "product" no mail has a password, the first no more than one that is sent again by either road.
func TestProductWithItsOwnCredentialsGetsNoPasswordFromKontor(t *testing.T) {
	kontortest.Both(t, func(t *testing.T, k *kontortest.Kontor) {
		msp := k.Partner(kontortest.MSP, kontortest.InvoiceTerms)
		k.Exec(`UPDATE vendor SET app_credentials = 'product'`)
		c := msp.Company("Cobalt Freight", 3)
		if err := resend(t, k, c, c.Owner.AppUser); err != nil {
			t.Fatal(err)
		}
		if err := company.ForgotPassword(t.Context(), k.DB, c.Owner.Email, here); err != nil {
			t.Fatal(err)
		}
		k.WantRows(t, "app_user", 1, fmt.Sprintf("id = %d AND password_hash = '' AND temporary_until IS NULL", c.Owner.AppUser))
		k.DeliverMail()
		for _, m := range k.Mailbox.To(c.Owner.Email) {
			if temporaryIn.MatchString(m.Text) {
				t.Errorf("a mail has a password:\n%s", m.Text)
			}
		}
	})
}

// domain.md 2.7: a deleted company takes nobody and changes nothing until it is restored.
func TestDeletedCompanyIsNotChanged(t *testing.T) {
	atDesk(t, func(t *testing.T, d *desk) {
		user := d.company.User(company.User)
		d.Exec(`UPDATE company SET status = 'deleted' WHERE id = $1`, d.company.ID)
		wantCode(t, addUser(t, d.Kontor, d.company, "sofia@x.example"), "company_deleted")
		wantCode(t, remove(t, d.Kontor, d.company, user.AppUser), "company_deleted")
		wantCode(t, resend(t, d.Kontor, d.company, user.AppUser), "company_deleted")
	})
}
