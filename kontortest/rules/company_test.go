package rules_test

import (
	"bytes"
	"image"
	"image/jpeg"
	"image/png"
	"strings"
	"testing"

	"kontor/access"
	"kontor/company"
	"kontor/kontortest"
)

// domain.md 2.3: all fields of the three steps; "company name, country (both required) … Team name (required)", "User license count ≥ 1".
func TestNewCompanyTakesItsDataAndSaysWhatIsMissing(t *testing.T) {
	kontortest.Doors(t, func(t *testing.T, k *kontortest.Kontor, as as) {
		msp := k.Partner(kontortest.MSP, kontortest.InvoiceTerms)
		maya := as(msp.Admin)
		for what, spoil := range map[string]func(d *company.Draft){
			"name": func(d *company.Draft) { d.Name = "" }, "country": func(d *company.Draft) { d.Country = "" }, "team name": func(d *company.Draft) { d.TeamName = "" },
			"first name": func(d *company.Draft) { d.Owner.FirstName = "" }, "last name": func(d *company.Draft) { d.Owner.LastName = "" }, "email": func(d *company.Draft) { d.Owner.Email = "nobody" },
			"product": func(d *company.Draft) { d.Product = 0 }, "subscription type": func(d *company.Draft) { d.BillingStart = "never" }, "count": func(d *company.Draft) { d.LicenseCount = 0 },
		} {
			d := msp.Draft("Cobalt Freight")
			spoil(&d)
			if h := maya.AddCompany(d); h.Status != 422 {
				t.Errorf("without its %s it was answered with %d", what, h.Status)
			}
		}
		k.WantRows(t, "company", 0, "kind = 'customer'")
		d := msp.Draft("Cobalt Freight")
		d.Street, d.PostalCode, d.City, d.Region, d.Phone = "Havnegade 12", "6700", "Esbjerg", "Syddanmark", "+45 75 12 00 00"
		d.Website, d.VATNumber, d.Reference, d.TeamName, d.LicenseCount = "https://cobalt.example", "DK12345678", "C-17", "Cobalt", 1
		maya.AddCompany(d).Done(t)
		k.WantRows(t, "company", 1, `name = 'Cobalt Freight' AND street = 'Havnegade 12' AND postal_code = '6700' AND city = 'Esbjerg' AND region = 'Syddanmark' AND country = 'DK'
			AND phone = '+45 75 12 00 00' AND website = 'https://cobalt.example' AND vat_number = 'DK12345678' AND reference = 'C-17' AND team_name = 'Cobalt' AND kind = 'customer'`)
	})
}

// domain.md 2.3: "One transaction makes company, primary contact as app user (owner, administrator), subscription, audit, and one mail".
func TestNewCompanyIsOneActWithOneMail(t *testing.T) {
	kontortest.Doors(t, func(t *testing.T, k *kontortest.Kontor, as as) {
		msp := k.Partner(kontortest.MSP, kontortest.InvoiceTerms)
		taken, d := msp.Company("Harbor Lane", 3).Owner.Email, msp.Draft("Cobalt Freight")
		good := d.Owner.Email
		d.Owner.Email = taken
		as(msp.Admin).AddCompany(d).Refused(t, "email_taken", "already has an account")
		k.WantRows(t, "company", 0, "name = 'Cobalt Freight'") // nothing of it
		k.WantRows(t, "subscription", 2, "1 = 1")
		d.Owner.Email = good
		as(msp.Admin).AddCompany(d).Done(t)
		id := number(t, k, `SELECT id FROM company WHERE name = 'Cobalt Freight'`)
		k.WantRows(t, "app_user", 1, only("company_id = %d AND role = 'administrator' AND status = 'invited' AND id = (SELECT owner_id FROM company WHERE id = %[1]d)", id))
		k.WantRows(t, "subscription", 1, only("company_id = %d AND license_count = 10 AND used = 1", id))
		k.WantRows(t, "audit_event", 1, only("action = 'company.added' AND object_id = %d", id))
		k.WantRows(t, "event", 1, only("kind = 'company.added' AND company_id = %d", id))
		k.DeliverMail()
		mails := k.Mailbox.To(good)
		if len(mails) != 1 {
			t.Fatalf("%d mails went out", len(mails))
		}
		mails[0].Password(t)
		for _, says := range []string{msp.Name, "Valid until:         24 Nov 2026 10:00", "/c/sign-in", "https://keyhaven.example/download"} {
			if !strings.Contains(mails[0].Text, says) {
				t.Errorf("the welcome mail does not say %q:\n%s", says, mails[0].Text)
			}
		}
	})
}

// domain.md 2.3: "A company without a logo is asked for one, kindly."
func TestCompanyWithoutALogoIsAskedForOne(t *testing.T) {
	kontortest.Doors(t, func(t *testing.T, k *kontortest.Kontor, as as) {
		msp := k.Partner(kontortest.MSP, kontortest.InvoiceTerms)
		c, maya := msp.Company("Cobalt Freight", 3), as(msp.Admin)
		asks := map[bool]string{true: "No team logo yet", false: `"has_logo":false`}[maya.Pages]
		maya.Company(c).Done(t).Says(t, asks)
		maya.PutLogo(c, picture(t, 8, "png"), "image/png").Done(t)
		maya.Company(c).Done(t).Hides(t, asks)
	})
}

// domain.md 2.3: "Like-named companies of one's own are a hint, not an error."
func TestLikeNamedCompanyIsAdded(t *testing.T) {
	kontortest.Doors(t, func(t *testing.T, k *kontortest.Kontor, as as) {
		msp := k.Partner(kontortest.MSP, kontortest.InvoiceTerms)
		msp.Company("Cobalt Freight", 3)
		as(msp.Admin).AddCompany(msp.Draft("Cobalt Freight")).Done(t)
		k.WantRows(t, "company", 2, "name = 'Cobalt Freight'")
	})
}

// domain.md 2.4: "a card must be on file before a company can be added (trials too; home companies excepted)".
func TestNoPaymentMethodNoCustomers(t *testing.T) {
	kontortest.Doors(t, func(t *testing.T, k *kontortest.Kontor, as as) {
		msp := k.Partner(kontortest.MSP, kontortest.CardTerms) // with its home company
		maya := as(msp.Admin)
		for _, start := range []string{company.BillableThisMonth, company.FreeUntilEndOfMonth} {
			d := msp.Draft("Cobalt Freight")
			d.BillingStart = start
			maya.AddCompany(d).Refused(t, "payment_method_required", "Add a payment method")
		}
		k.WantRows(t, "company", 0, "kind <> 'home'")
		k.Exec(`INSERT INTO payment_method (partner_id, partnership_id, brand, last4, exp_month, exp_year, created_at) VALUES ($1, $2, 'visa', '4242', 1, 2030, $3)`,
			msp.ID, msp.Partnership, k.Clock.Now())
		maya.AddCompany(msp.Draft("Cobalt Freight")).Done(t)
	})
}

// domain.md 2.5: "Exactly one owner per company, always an administrator … the owner can't be removed".
func TestOwnerStaysAdministratorAndInPlace(t *testing.T) {
	kontortest.Doors(t, func(t *testing.T, k *kontortest.Kontor, as as) {
		msp := k.Partner(kontortest.MSP, kontortest.InvoiceTerms)
		c := msp.Company("Cobalt Freight", 4)
		c.User(company.Administrator) // one more administrator does not free the owner
		for _, w := range []*kontortest.Way{as(msp.Admin), as(k.Owner)} {
			w.ChangeUser(c, c.Owner, kontortest.Fields{"role": company.User}).Refused(t, "owner_stays", "is the owner of Cobalt Freight")
			w.SuspendUser(c, c.Owner).Refused(t, "owner_stays", "is the owner of Cobalt Freight")
			w.RemoveUser(c, c.Owner).Refused(t, "owner_stays", "is the owner of Cobalt Freight")
		}
		k.WantRows(t, "app_user", 1, only("role = 'administrator' AND status = 'invited' AND id = (SELECT owner_id FROM company WHERE id = %d)", c.ID))
	})
}

// domain.md 2.5: "Ownership can be handed over by the partner's or vendor's Admins"; "invited counts, suspended doesn't".
func TestOwnershipIsHandedOverByAdmins(t *testing.T) {
	kontortest.Doors(t, func(t *testing.T, k *kontortest.Kontor, as as) {
		msp := k.Partner(kontortest.MSP, kontortest.InvoiceTerms)
		c := msp.Company("Cobalt Freight", 5)
		invited, active, suspended := c.User(company.User), k.AcceptWelcome(c.User(company.User)), k.AcceptWelcome(c.User(company.User))
		maya := as(msp.Admin)
		maya.SuspendUser(c, suspended).Done(t)
		maya.HandOver(c, suspended).Refused(t, "not_active", "can’t own the company")
		if maya.Pages { // only Admins have keys
			for _, who := range []*kontortest.Person{msp.User(access.PartnerUser), k.Staff(access.Support)} {
				as(who).HandOver(c, active).Refused(t, "not_permitted")
			}
		}
		maya.HandOver(c, invited).Done(t)
		owner := func(who *kontortest.Person) {
			k.WantRows(t, "company", 1, only("owner_id = %d AND id = %d", who.AppUser, c.ID))
			k.WantRows(t, "app_user", 1, only("role = 'administrator' AND id = %d", who.AppUser))
		}
		owner(invited)
		as(k.Staff(access.PortalAdmin)).HandOver(c, active).Done(t)
		owner(active)
		maya.RemoveUser(c, c.Owner).Done(t) // no owner any more
	})
}

// domain.md 2.5: "A company keeps at least one administrator": whatever is tried, the owner is one.
func TestCompanyKeepsAnAdministrator(t *testing.T) {
	kontortest.Doors(t, func(t *testing.T, k *kontortest.Kontor, as as) {
		msp := k.Partner(kontortest.MSP, kontortest.InvoiceTerms)
		c := msp.Company("Cobalt Freight", 4)
		second, third, maya := c.User(company.Administrator), c.User(company.Administrator), as(msp.Admin)
		maya.ChangeUser(c, second, kontortest.Fields{"role": company.User}).Done(t)
		maya.SuspendUser(c, third).Done(t)
		maya.RemoveUser(c, c.Owner).Refused(t, "owner_stays", "Hand over ownership first")
		k.WantRows(t, "app_user", 1, only("role = 'administrator' AND status = 'invited' AND company_id = %d", c.ID))
	})
}

func picture(t *testing.T, side int, kind string) []byte {
	t.Helper()
	var b bytes.Buffer
	img := image.NewGray(image.Rect(0, 0, side, 8))
	err := png.Encode(&b, img)
	if kind == "jpeg" {
		b.Reset()
		err = jpeg.Encode(&b, img, nil)
	}
	if err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// domain.md 2.6: "PNG, JPEG or WebP, decoded and re-encoded by us, ≤ 2 MB, ≤ 4096 px a side; SVG is refused with a message that says which
// formats work"; "Team name and logo are passed to the vendor's product".
func TestLogoIsOfOurOwnEncodingAndSVGIsRefused(t *testing.T) {
	kontortest.Doors(t, func(t *testing.T, k *kontortest.Kontor, as as) {
		msp := k.Partner(kontortest.MSP, kontortest.InvoiceTerms)
		c, maya := msp.Company("Cobalt Freight", 3), as(msp.Admin)
		svg := []byte(`<svg xmlns="http://www.w3.org/2000/svg"/>`)
		for what, file := range map[string][]byte{"SVG": svg, "too wide": picture(t, 4097, "png"), "too large": append(picture(t, 8, "png"), make([]byte, 2<<20)...), "nothing": []byte("GIF89a")} {
			h := maya.PutLogo(c, file, "image/png")
			if h.Status != 422 && h.Status != 413 {
				t.Errorf("%s: %d", what, h.Status)
			}
			if what == "SVG" {
				h.Says(t, "PNG, JPEG and WebP work")
			}
		}
		k.WantRows(t, "company", 0, "logo_id IS NOT NULL")
		for _, kind := range []string{"jpeg", "png"} {
			file := append(picture(t, 8, kind), "<script>"...)
			maya.PutLogo(c, file, "image/"+kind).Done(t)
			if shown := maya.Logo(c).Done(t); strings.Contains(shown.Text, "<script>") {
				t.Error("the picture was not encoded anew")
			}
		}
		maya.ChangeCompany(c, kontortest.Fields{"team_name": "Cobalt Sea"}).Done(t)
		k.WantRows(t, "event", 1, only(`kind = 'company.changed' AND payload LIKE '%%"team_name":"Cobalt Sea"%%' AND company_id = %d`, c.ID))
		k.WantRows(t, "event", 3, only(`kind = 'company.changed' AND payload NOT LIKE '%%"logo":null%%' AND company_id = %d`, c.ID))
	})
}
