package onboard_test

import (
	"fmt"
	"strings"
	"testing"

	"kontor/access"
	"kontor/account"
	"kontor/company"
	"kontor/fail"
	"kontor/kontortest"
	"kontor/onboard"
	"kontor/partner"
	"kontor/store"
)

func TestMain(m *testing.M) { kontortest.Main(m) }

func wantCode(t *testing.T, err error, code string) {
	t.Helper()
	if got := fail.CodeOf(err); got != code {
		t.Errorf("got %q (%v), want %q", got, err, code)
	}
}

func wantNoWord(t *testing.T, err error, words ...string) {
	t.Helper()
	e, _ := fail.As(err)
	for _, w := range words {
		if e == nil || strings.Contains(e.Message, w) || len(e.Fields) > 0 && strings.Contains(e.Fields[0].Message, w) {
			t.Errorf("the refusal %v says %q", err, w)
		}
	}
}

// try runs a verb as somebody.
func try(t *testing.T, k *kontortest.Kontor, who *kontortest.Person, do func(tx *store.Tx) error) error {
	t.Helper()
	return k.DB.Write(t.Context(), who.Actor(), do)
}

func addMSP(t *testing.T, k *kontortest.Kontor, who *kontortest.Person, d company.Draft) (made onboard.Made, err error) {
	t.Helper()
	err = try(t, k, who, func(tx *store.Tx) (err error) { made, err = onboard.AddMSP(t.Context(), tx, d); return err })
	return made, err
}

// domain.md 2.2: one transaction makes company, child partner, app user and portal Admin; two mails go out.
func TestResellersMSPIsOneActWithTwoMails(t *testing.T) {
	kontortest.Both(t, func(t *testing.T, k *kontortest.Kontor) {
		reseller := k.Partner(kontortest.Reseller, kontortest.InvoiceTerms)
		made, err := addMSP(t, k, reseller.Admin, reseller.Draft("Orchard IT"))
		if err != nil {
			t.Fatal(err)
		}
		k.WantRows(t, "partner", 1, fmt.Sprintf("id = %d AND parent_id = %d AND home_company_id = %d", made.Partner.ID, reseller.ID, made.Company.ID))
		k.WantRows(t, "partnership", 1, fmt.Sprintf("partner_id = %d AND type = 'msp' AND is_main AND bill_to_id = %d AND currency = 'EUR'", made.Partner.ID, reseller.Partnership))
		k.WantRows(t, "company", 1, fmt.Sprintf("id = %d AND kind = 'msp' AND partner_id = %d AND child_partner_id = %d AND owner_id IS NOT NULL",
			made.Company.ID, reseller.ID, made.Partner.ID))
		k.WantRows(t, "app_user", 1, fmt.Sprintf("company_id = %d AND partner_id = %d AND role = 'administrator' AND id = (SELECT owner_id FROM company WHERE id = %[1]d)",
			made.Company.ID, made.Partner.ID))
		k.WantRows(t, "account", 1, fmt.Sprintf("partner_id = %d AND role = 'admin' AND app_user_id = (SELECT owner_id FROM company WHERE id = %d)", made.Partner.ID, made.Company.ID))
		k.DeliverMail()
		mails := k.Mailbox.To(made.Admin.Email)
		if len(mails) != 2 {
			t.Fatalf("%d mails went out, want 2", len(mails))
		}
		if both := mails[0].Text + mails[1].Text; !strings.Contains(both, reseller.Admin.Name) {
			t.Errorf("the invitation does not say that %s invites:\n%s", reseller.Admin.Name, both)
		}
	})
}

// trust.md "Who sees what": an address in use at another partner's customer is refused without saying where.
func TestResellerIsNotToldWhereAnAddressIsInUse(t *testing.T) {
	kontortest.Both(t, func(t *testing.T, k *kontortest.Kontor) {
		theirs := k.Partner(kontortest.MSP, kontortest.InvoiceTerms).Company("Cobalt Freight", 3)
		reseller := k.Partner(kontortest.Reseller, kontortest.InvoiceTerms)
		d := reseller.Draft("Orchard IT")
		d.Owner.Email = strings.ToUpper(theirs.Owner.Email)
		_, err := addMSP(t, k, reseller.Admin, d)
		wantCode(t, err, "email_taken")
		wantNoWord(t, err, "Cobalt", theirs.Partner.Name)
		k.WantRows(t, "partner", 2, "1 = 1")
		k.WantRows(t, "company", 0, "kind = 'msp'")
	})
}

// domain.md 2.1, 2.2: only resellers add MSPs, and there are no deeper levels.
func TestMSPsAddCustomersOnly(t *testing.T) {
	kontortest.Both(t, func(t *testing.T, k *kontortest.Kontor) {
		for _, msp := range []*kontortest.Partner{k.Partner(kontortest.MSP, kontortest.InvoiceTerms), k.Partner(kontortest.Reseller, kontortest.InvoiceTerms).Child()} {
			_, err := addMSP(t, k, msp.Admin, msp.Draft("Orchard North"))
			if e, ok := fail.AsInvalid(err); !ok || e.Fields[0].Name != "account_type" {
				t.Errorf("%s added an MSP: %v", msp.Name, err)
			}
			home := msp.Draft("Second home")
			home.Kind = company.Home
			if err := try(t, k, msp.Admin, func(tx *store.Tx) error { _, err := company.Add(t.Context(), tx, home); return err }); fail.KindOf(err) != fail.KindInvalid {
				t.Errorf("%s added a home company: %v", msp.Name, err)
			}
		}
	})
}

func (s staffDraft) draft() account.Draft {
	return account.Draft{Partner: s.partner, FirstName: "Jonas", LastName: "Berg", Email: s.email, Phone: "+1 555 010 0199", Role: s.role}
}

type staffDraft struct {
	partner int64
	email   string
	role    access.Role
}

func addUser(t *testing.T, k *kontortest.Kontor, who *kontortest.Person, s staffDraft) (a account.Account, err error) {
	t.Helper()
	err = try(t, k, who, func(tx *store.Tx) (err error) {
		a, err = onboard.AddPartnerUser(t.Context(), tx, s.draft())
		return err
	})
	return a, err
}

// domain.md 3.4: without an app account one is made in the home company, two mails; with one anywhere the two are linked, one mail.
func TestPartnerUserGetsAnAppAccountOrIsLinkedToTheirs(t *testing.T) {
	kontortest.Both(t, func(t *testing.T, k *kontortest.Kontor) {
		msp := k.Partner(kontortest.MSP, kontortest.InvoiceTerms)
		customer := k.Partner(kontortest.MSP, kontortest.InvoiceTerms).Company("Cobalt Freight", 3)
		k.DeliverMail()
		k.Mailbox.Clear()
		for email, mails := range map[string]int{"jonas@bluepeak.example": 2, customer.Owner.Email: 1} {
			a, err := addUser(t, k, k.Owner, staffDraft{msp.ID, email, access.PartnerUser})
			if err != nil || a.AppUserID == nil {
				t.Fatalf("%s: app user %v, %v", email, a.AppUserID, err)
			}
			if mails == 1 && *a.AppUserID != customer.Owner.AppUser {
				t.Errorf("%s was linked to app user %d, not to their own", email, *a.AppUserID)
			}
			k.DeliverMail()
			if n := len(k.Mailbox.To(email)); n != mails {
				t.Errorf("%d mails to %s, want %d", n, email, mails)
			}
		}
		k.WantRows(t, "app_user", 2, fmt.Sprintf("company_id = %d", msp.Home.ID)) // the first Admin and Jonas
		k.WantRows(t, "app_user", 1, fmt.Sprintf("company_id = %d AND role = 'user'", msp.Home.ID))
	})
}

// domain.md 3.4: "If the home company has no free license the user is refused before anything is written"; the vendor can switch it off.
func TestFullHomeCompanyRefusesPartnerUsersUnlessNoneIsNeeded(t *testing.T) {
	kontortest.Both(t, func(t *testing.T, k *kontortest.Kontor) {
		msp := k.Partner(kontortest.MSP, kontortest.InvoiceTerms)
		k.Exec(`UPDATE subscription SET license_count = 1 WHERE company_id = $1`, msp.Home.ID)
		jonas := staffDraft{msp.ID, "jonas@bluepeak.example", access.PartnerUser}
		_, err := addUser(t, k, k.Owner, jonas)
		wantCode(t, err, "no_license_available")
		k.WantRows(t, "account", 1, fmt.Sprintf("partner_id = %d", msp.ID))
		k.WantRows(t, "app_user", 1, fmt.Sprintf("company_id = %d", msp.Home.ID))
		if _, err := addUser(t, k, k.Owner, staffDraft{msp.ID, "mails@bluepeak.example", access.Notifications}); err != nil {
			t.Errorf("who does not sign in needs no license: %v", err)
		}
		k.Exec(`UPDATE vendor SET app_account_required = FALSE`)
		a, err := addUser(t, k, k.Owner, jonas)
		if err != nil || a.AppUserID != nil {
			t.Errorf("app user %v, %v", a.AppUserID, err)
		}
	})
}

func TestWhoMayNotInviteLearnsNothingOfTheHomeCompany(t *testing.T) {
	kontortest.Both(t, func(t *testing.T, k *kontortest.Kontor) {
		msp, other := k.Partner(kontortest.MSP, kontortest.InvoiceTerms), k.Partner(kontortest.MSP, kontortest.InvoiceTerms)
		user := msp.User(access.PartnerUser)
		k.Exec(`UPDATE subscription SET license_count = used WHERE company_id IN ($1, $2)`, msp.Home.ID, other.Home.ID)
		_, err := addUser(t, k, msp.Admin, staffDraft{other.ID, "jonas@bluepeak.example", access.PartnerAdmin})
		wantCode(t, err, "not_found")
		_, err = addUser(t, k, user, staffDraft{msp.ID, "jonas@bluepeak.example", access.PartnerAdmin})
		wantCode(t, err, "not_permitted")
		_, err = addUser(t, k, msp.Admin, staffDraft{msp.ID, "jonas@bluepeak.example", access.PartnerAdmin})
		wantCode(t, err, "no_license_available")
	})
}

// domain.md 2.1: "The home company is made with the partner", also where the name is longer than a team name may be.
func TestHomeCompanyIsMadeWithThePartner(t *testing.T) {
	kontortest.Both(t, func(t *testing.T, k *kontortest.Kontor) {
		name := strings.Repeat("Blåbjerg ", 22)
		var made onboard.Made
		add := func(product int64) error {
			return try(t, k, k.Owner, func(tx *store.Tx) (err error) {
				var list int64
				if list, err = store.One[int64](t.Context(), tx, `SELECT id FROM price_list`); err != nil {
					return err
				}
				made, err = onboard.AddPartner(t.Context(), tx, onboard.PartnerDraft{
					Draft: partner.Draft{Name: name, Country: "DK", TimeZone: "Europe/Copenhagen", Type: partner.MSP, BillingZone: "Europe/Copenhagen",
						Currency: "EUR", PriceList: list, PaymentTerms: "card"},
					Product: product, LicenseCount: 5, Admin: staffDraft{email: "jonas@blaabjerg.example"}.draft()})
				return err
			})
		}
		if e, ok := fail.AsInvalid(add(999_999)); !ok || e.Fields[0].Name != "product" {
			t.Errorf("a product that does not exist: %v", e)
		}
		k.WantRows(t, "partner", 0, "1 = 1")
		if err := add(k.Product("Education")); err != nil {
			t.Fatal(err)
		}
		k.WantRows(t, "company", 1, fmt.Sprintf("id = %d AND kind = 'home' AND partner_id = %d AND owner_id IS NOT NULL", made.Company.ID, made.Partner.ID))
		k.WantRows(t, "subscription", 1, fmt.Sprintf("company_id = %d AND license_count = 5 AND used = 1 AND product_id = %d", made.Company.ID, k.Product("Education")))
		k.WantRows(t, "account", 1, fmt.Sprintf("partner_id = %d AND role = 'admin' AND status = 'invited'", made.Partner.ID))
	})
}
