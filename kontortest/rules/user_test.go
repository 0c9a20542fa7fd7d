package rules_test

import (
	"net/http"
	"strings"
	"testing"
	"time"

	"kontor/access"
	"kontor/company"
	"kontor/kontortest"
)

// domain.md 3.1: "the number of users that can have accounts of that product …; rules are per subscription".
func TestLicenseCountIsPerSubscription(t *testing.T) {
	kontortest.Doors(t, func(t *testing.T, k *kontortest.Kontor, as as) {
		msp := k.Partner(kontortest.MSP, kontortest.InvoiceTerms)
		c, maya := msp.Company("Cobalt Freight", 1), as(msp.Admin)
		maya.Subscribe(c, k.Product("Education"), 5).Done(t)
		maya.SetCount(c, c.Subscription, 2).Done(t)
		k.WantRows(t, "subscription", 1, only("license_count = 2 AND used = 1 AND product_id = %d AND company_id = %d", k.Product("Business"), c.ID))
		k.WantRows(t, "subscription", 1, only("license_count = 5 AND used = 0 AND product_id = %d AND company_id = %d", k.Product("Education"), c.ID))
		k.WantRows(t, "license_fact", 3, only("company_id = %d", c.ID))
	})
}

// domain.md 3.1: "A second product can be added, a level changed (the app users move along), a subscription other than the last ended."
func TestProductsAreAddedChangedAndEnded(t *testing.T) {
	kontortest.Doors(t, func(t *testing.T, k *kontortest.Kontor, as as) {
		msp := k.Partner(kontortest.MSP, kontortest.InvoiceTerms)
		c, maya := msp.Company("Cobalt Freight", 4), as(msp.Admin)
		c.User(company.User)
		maya.EndSubscription(c, c.Subscription).Refused(t, "last_subscription", "The last subscription")
		maya.SetLevel(c, c.Subscription, k.Product("Business Plus")).Done(t)
		now := number(t, k, only(`SELECT max(subscription_id) FROM app_user WHERE company_id = %d`, c.ID))
		k.WantRows(t, "subscription", 1, only("id = %d AND product_id = %d AND license_count = 4 AND used = 2", now, k.Product("Business Plus")))
		k.WantRows(t, "app_user", 2, only("company_id = %d AND subscription_id = %d", c.ID, now))
		maya.Subscribe(c, k.Product("Business Plus"), 2).Refused(t, "already_subscribed", "already has a subscription")
		maya.Subscribe(c, k.Product("Education"), 2).Done(t)
		second := number(t, k, only(`SELECT id FROM subscription WHERE company_id = %d AND product_id = %d`, c.ID, k.Product("Education")))
		maya.EndSubscription(c, now).Refused(t, "licenses_held", "2 users hold a license")
		maya.EndSubscription(c, second).Done(t)
		k.WantRows(t, "license_fact", 1, only("subscription_id = %d AND license_count = 0", second))
	})
}

// domain.md 3.2: "Invited, active and suspended app users each hold a license; removed ones don't."
func TestInvitedActiveAndSuspendedUsersHoldALicenseByBothDoors(t *testing.T) {
	kontortest.Doors(t, func(t *testing.T, k *kontortest.Kontor, as as) {
		msp := k.Partner(kontortest.MSP, kontortest.InvoiceTerms)
		c, maya := msp.Company("Cobalt Freight", 4), as(msp.Admin)
		c.User(company.User) // invited, as the owner
		active, suspended := k.AcceptWelcome(c.User(company.User)), k.AcceptWelcome(c.User(company.User))
		maya.SuspendUser(c, suspended).Done(t)
		used := func(n int) { k.WantRows(t, "subscription", 1, only("used = %d AND company_id = %d", n, c.ID)) }
		used(4)
		maya.AddUser(c, "fifth@cobalt.example", company.User).Refused(t, "no_license_available", "All 4 licenses are in use")
		maya.ResumeUser(c, suspended).Done(t)
		used(4)
		maya.RemoveUser(c, active).Done(t)
		used(3)
		maya.AddUser(c, "fifth@cobalt.example", company.User).Done(t)
		used(4)
	})
}

// domain.md 3.2: "User N+1 is refused with the free count and "add licenses"; "A count below the users in place is refused and says how many
// to remove".
func TestLicensesLimitUsersAndUsersLimitTheCountByBothDoors(t *testing.T) {
	kontortest.Doors(t, func(t *testing.T, k *kontortest.Kontor, as as) {
		msp := k.Partner(kontortest.MSP, kontortest.InvoiceTerms)
		c, maya := msp.Company("Cobalt Freight", 3), as(msp.Admin)
		maya.AddUser(c, "second@cobalt.example", company.User).Done(t)
		maya.AddUser(c, "third@cobalt.example", company.User).Done(t)
		maya.AddUser(c, "fourth@cobalt.example", company.User).Refused(t, "no_license_available", "Change User license count").Says(t, "All 3 licenses are in use")
		maya.SetCount(c, c.Subscription, 1).Refused(t, "count_below_used").Says(t, "Remove 2 users first")
		k.WantRows(t, "subscription", 1, only("license_count = 3 AND used = 3 AND company_id = %d", c.ID))
		maya.SetCount(c, c.Subscription, 4).Done(t)
		maya.AddUser(c, "fourth@cobalt.example", company.User).Done(t)
	})
}

// domain.md 3.3: "random, stored only as a hash, expires (72 h), must be changed at first sign-in, sending again makes a new one. It never
// works for the partner portal, even for the same email."
func TestTemporaryPasswordIsForTheFirstSignInOnly(t *testing.T) {
	kontortest.Doors(t, func(t *testing.T, k *kontortest.Kontor, as as) {
		msp := k.Partner(kontortest.MSP, kontortest.InvoiceTerms)
		c, maya := msp.Company("Cobalt Freight", 3), as(msp.Admin)
		const email = "sofia@cobalt.example"
		maya.AddUser(c, email, company.User).Done(t)
		sofia := &kontortest.Person{AppUser: number(t, k, `SELECT id FROM app_user WHERE email = '`+email+`'`)}
		k.DeliverMail()
		older := k.Mailbox.Last(t, email).Password(t)
		k.WantRows(t, "app_user", 1, only("id = %d AND password_hash <> '' AND password_hash NOT LIKE '%%%s%%'", sofia.AppUser, older))
		maya.SendWelcome(c, sofia).Done(t)
		k.DeliverMail()
		newer := k.Mailbox.Last(t, email).Password(t)
		try := func(at, password string) *kontortest.Page {
			return k.Client(nil).Get(at).Submit(t, "Sign in", kontortest.Fields{"login": email, "password": password})
		}
		try("/c/sign-in", older).WantStatus(t, http.StatusUnprocessableEntity)
		try("/sign-in", newer).WantStatus(t, http.StatusUnprocessableEntity)
		k.Clock.Advance(72*time.Hour + time.Minute)
		try("/c/sign-in", newer).WantError(t, "password", "has expired")
		as(msp.Admin).SendWelcome(c, sofia).Done(t)
		k.DeliverMail()
		k.Clock.Advance(71 * time.Hour)
		last := k.Mailbox.Last(t, email).Password(t)
		try("/c/sign-in", last).WantPath(t, "/c/password").Submit(t, "Save and go on", kontortest.Fields{"password": kontortest.Password}).WantPath(t, c.PortalPath(""))
		try("/c/sign-in", last).WantStatus(t, http.StatusUnprocessableEntity)
		try("/c/sign-in", kontortest.Password).WantPath(t, c.PortalPath(""))
		as(msp.Admin).SendWelcome(c, sofia).Refused(t, "already_signed_in")
	})
}

// domain.md 3.3: "Vendor setting app_credentials: … product (the mail only leads to the product, which does its own credentials)".
func TestProductDoesItsOwnCredentialsWhereTheVendorSaysSo(t *testing.T) {
	kontortest.Doors(t, func(t *testing.T, k *kontortest.Kontor, as as) {
		msp := k.Partner(kontortest.MSP, kontortest.InvoiceTerms)
		c := msp.Company("Cobalt Freight", 3)
		k.Exec(`UPDATE vendor SET app_credentials = 'product'`)
		as(msp.Admin).AddUser(c, "sofia@cobalt.example", company.User).Done(t)
		k.DeliverMail()
		m := k.Mailbox.Last(t, "sofia@cobalt.example")
		if strings.Contains(strings.ToLower(m.Text), "password:") || !strings.Contains(m.Text, "https://app.keyhaven.example") {
			t.Errorf("the mail has a password or leads nowhere:\n%s", m.Text)
		}
		k.WantRows(t, "app_user", 1, "email = 'sofia@cobalt.example' AND COALESCE(password_hash, '') = ''")
	})
}

// domain.md 3.3: "a changed address is told to both; an invited user's mail goes out again".
func TestChangedAddressIsToldToBothAddresses(t *testing.T) {
	kontortest.Doors(t, func(t *testing.T, k *kontortest.Kontor, as as) {
		msp := k.Partner(kontortest.MSP, kontortest.InvoiceTerms)
		c := msp.Company("Cobalt Freight", 4)
		active, invited := k.AcceptWelcome(c.User(company.User)), c.User(company.User)
		k.DeliverMail()
		k.Mailbox.Clear()
		browser, maya := k.Client(active), as(msp.Admin)
		maya.ChangeUser(c, active, kontortest.Fields{"first_name": "Sophie", "email": "new@cobalt.example"}).Done(t)
		maya.ChangeUser(c, invited, kontortest.Fields{"email": "right@cobalt.example"}).Done(t)
		k.DeliverMail()
		for _, address := range []string{active.Email, "new@cobalt.example", invited.Email, "right@cobalt.example"} {
			if got := len(k.Mailbox.To(address)); got != 1 {
				t.Errorf("%d mails went to %s", got, address)
			}
		}
		k.Mailbox.Last(t, "right@cobalt.example").Password(t)
		browser.Get(c.PortalPath("")).WantText(t, "Sign in")
		k.WantRows(t, "app_user", 1, only("first_name = 'Sophie' AND email = 'new@cobalt.example' AND status = 'active' AND id = %d", active.AppUser))
		maya.ChangeUser(c, invited, kontortest.Fields{"email": c.Owner.Email}).Refused(t, "email_taken", "already has an account")
	})
}

// domain.md 3.4: two mails where the address has no app account in any company, one where it has; a full home company refuses "before
// anything is written"; "The vendor can switch this requirement off".
func TestPartnerUserGetsAnAppAccount(t *testing.T) {
	kontortest.Doors(t, func(t *testing.T, k *kontortest.Kontor, as as) {
		msp := k.Partner(kontortest.MSP, kontortest.InvoiceTerms)
		c, sam := msp.Company("Cobalt Freight", 3), as(k.Owner)
		k.DeliverMail()
		k.Mailbox.Clear()
		sam.AddPartnerUser(msp, "jonas@bluepeak.example", "user").Done(t)
		sam.AddPartnerUser(msp, c.Owner.Email, "user").Done(t)
		k.DeliverMail()
		for address, n := range map[string]int{"jonas@bluepeak.example": 2, c.Owner.Email: 1} {
			if got := len(k.Mailbox.To(address)); got != n {
				t.Errorf("%d mails went to %s, want %d", got, address, n)
			}
		}
		both := k.Mailbox.To("jonas@bluepeak.example")
		text := both[0].Text + both[1].Text
		if !strings.Contains(text, "/invitation/") || !strings.Contains(text, "jonas.berg") || !strings.Contains(strings.ToLower(text), "temporary password:") {
			t.Errorf("the two mails do not give username, link and temporary password:\n%s", text)
		}
		k.WantRows(t, "app_user", 1, only("email = 'jonas@bluepeak.example' AND company_id = %d", msp.Home.ID))
		k.WantRows(t, "account", 1, only("email = '%s' AND app_user_id = %d", c.Owner.Email, c.Owner.AppUser))
		k.Exec(`UPDATE subscription SET license_count = used WHERE company_id = $1`, msp.Home.ID)
		sam.AddPartnerUser(msp, "otto@bluepeak.example", "user").Refused(t, "no_license_available", "has no free license")
		k.WantRows(t, "account", 0, "email = 'otto@bluepeak.example'")
		k.WantRows(t, "app_user", 0, "email = 'otto@bluepeak.example'")
		k.WantRows(t, "mail", 0, "to_address = 'otto@bluepeak.example'")
		k.Exec(`UPDATE vendor SET app_account_required = FALSE`)
		sam.AddPartnerUser(msp, "otto@bluepeak.example", "user").Done(t)
		k.WantRows(t, "account", 1, "email = 'otto@bluepeak.example' AND app_user_id IS NULL")
	})
}

// domain.md 3.5: "What happens to companies, license counts and app users is passed on to the vendor's product through an outbox": one event
// an act, in the act's transaction, none for a refused one; it stays until it is passed on.
func TestEveryActLeavesItsEventInTheOutbox(t *testing.T) {
	kontortest.Doors(t, func(t *testing.T, k *kontortest.Kontor, as as) {
		msp := k.Partner(kontortest.MSP, kontortest.InvoiceTerms)
		c := msp.Company("Cobalt Freight", 4)
		user, maya := k.AcceptWelcome(c.User(company.User)), as(msp.Admin)
		admin := as(msp.User(access.PartnerAdmin))
		step := func(kind string, h *kontortest.Heard) {
			t.Helper()
			h.Done(t)
			newest := ""
			if err := k.Raw().QueryRow(`SELECT kind FROM event WHERE company_id = $1 ORDER BY id DESC LIMIT 1`, c.ID).Scan(&newest); err != nil || newest != kind {
				t.Errorf("the newest event is %q (%v), want %q", newest, err, kind)
			}
		}
		step("company.license_count_changed", maya.SetCount(c, c.Subscription, 6))
		step("company.changed", maya.ChangeCompany(c, kontortest.Fields{"team_name": "Cobalt"}))
		step("app_user.added", admin.AddUser(c, "third@cobalt.example", company.User))
		step("app_user.changed", maya.ChangeUser(c, user, kontortest.Fields{"first_name": "Sophie"}))
		step("app_user.suspended", maya.SuspendUser(c, user))
		step("app_user.resumed", maya.ResumeUser(c, user))
		step("company.owner_changed", maya.HandOver(c, user))
		step("app_user.removed", maya.RemoveUser(c, c.Owner))
		step("company.subscription_added", maya.Subscribe(c, k.Product("Education"), 2))
		step("company.level_changed", maya.SetLevel(c, c.Subscription, k.Product("Business Plus")))
		step("company.suspended", maya.Suspend(c))
		step("company.resumed", maya.Resume(c))
		step("company.deleted", maya.Delete(c, c.Name))
		step("company.restored", maya.Restore(c))
		n := number(t, k, `SELECT count(*) FROM event`)
		maya.SetCount(c, c.Subscription, 1).Refused(t, "count_below_used")
		maya.SendWelcome(c, user).Refused(t, "already_signed_in")
		k.Clock.Advance(month)
		k.RunJobs()
		if now := number(t, k, `SELECT count(*) FROM event`); now != n {
			t.Errorf("%d events are there, there were %d", now, n)
		}
	})
}
