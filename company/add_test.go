package company_test

import (
	"fmt"
	"strings"
	"testing"

	"kontor/access"
	"kontor/company"
	"kontor/fail"
	"kontor/kontortest"
	"kontor/product"
	"kontor/store"
)

// try runs a verb as somebody.
func try(t *testing.T, k *kontortest.Kontor, who *kontortest.Person, do func(tx *store.Tx) error) error {
	t.Helper()
	return k.DB.Write(t.Context(), who.Actor(), do)
}

func add(t *testing.T, k *kontortest.Kontor, who *kontortest.Person, d company.Draft) error {
	t.Helper()
	return try(t, k, who, func(tx *store.Tx) error { _, err := company.Add(t.Context(), tx, d); return err })
}

// domain.md 2.3: one transaction makes company, owner, subscription, facts, audit, the event for the vendor's product and one mail.
func TestCompanyBeginsWithOwnerSubscriptionFactsAndOneMail(t *testing.T) {
	atDesk(t, func(t *testing.T, d *desk) {
		of := fmt.Sprintf("company_id = %d", d.company.ID)
		for table, where := range map[string]string{
			"company":             fmt.Sprintf("id = %d AND kind = 'customer' AND owner_id = %d AND partner_id = %d", d.company.ID, d.company.Owner.AppUser, d.partner.ID),
			"app_user":            of + " AND role = 'administrator' AND status = 'invited'",
			"subscription":        of + " AND license_count = 5 AND used = 1",
			"license_fact":        of + " AND license_count = 5",
			"billing_start_fact":  of + " AND billing_start = 'billable_this_month'",
			"company_status_fact": of + " AND status = 'active'",
			"holder_fact":         of + fmt.Sprintf(" AND partnership_id = %d", d.partner.Partnership),
			"mail":                of,
			"audit_event":         of + " AND action = 'company.added' AND account_id IS NOT NULL",
			"event":               of + " AND kind = 'company.added'",
		} {
			d.WantRows(t, table, 1, where)
		}
		d.DeliverMail()
		if text := d.Mailbox.Last(t, d.email).Text; !strings.Contains(text, d.partner.Name) || !strings.Contains(text, "/c/sign-in") {
			t.Errorf("the welcome mail names neither partner nor sign-in:\n%s", text)
		}
	})
}

// billing.md P1a: a product without a price in the payer's currency cannot be added.
func TestProductWithoutAPriceIsRefused(t *testing.T) {
	atDesk(t, func(t *testing.T, d *desk) {
		draft := d.partner.Draft("Harbor Lane")
		d.Write(d.Owner, func(tx *store.Tx) error {
			p, err := product.Add(t.Context(), tx, product.Draft{Name: "Overseas", PriceList: "Standard EUR", Currency: "USD", UnitPrice: 400})
			draft.Product = p.ID
			return err
		})
		wantCode(t, add(t, d.Kontor, d.partner.Admin, draft), "product no_price")
		draft.Product = 999_999
		wantCode(t, add(t, d.Kontor, d.partner.Admin, draft), "product no_price")
		d.WantRows(t, "company", 1, "kind = 'customer'")
	})
}

// domain.md 2.1: suspended: "nothing new is added"; what is there can still be taken away.
func TestNothingIsAddedToASuspendedPartner(t *testing.T) {
	atDesk(t, func(t *testing.T, d *desk) {
		user := d.company.User(company.User)
		d.Exec(`UPDATE partner SET status = 'suspended' WHERE id = $1`, d.partner.ID)
		wantCode(t, add(t, d.Kontor, d.Owner, d.partner.Draft("Harbor Lane")), "partner_suspended")
		err := try(t, d.Kontor, d.Owner, func(tx *store.Tx) error {
			_, err := company.AddUser(t.Context(), tx, d.company.ID, 0, company.Person{FirstName: "Sofia", LastName: "Marin", Email: "sofia@x.example", Role: company.User})
			return err
		})
		wantCode(t, err, "partner_suspended")
		err = try(t, d.Kontor, d.Owner, func(tx *store.Tx) error {
			_, err := company.RemoveUser(t.Context(), tx, d.company.ID, user.AppUser)
			return err
		})
		if err != nil {
			t.Errorf("a user cannot be removed: %v", err)
		}
	})
}

// architecture.md law 4: the partnership is taken from what the asker sees, never from the draft.
func TestCompanyCannotBePutIntoAnotherPartnership(t *testing.T) {
	kontortest.Both(t, func(t *testing.T, k *kontortest.Kontor) {
		mine, theirs := k.Partner(kontortest.MSP, kontortest.InvoiceTerms), k.Partner(kontortest.MSP, kontortest.InvoiceTerms)
		wantCode(t, add(t, k, mine.Admin, theirs.Draft("Harbor Lane")), "not_found")
		wantCode(t, add(t, k, mine.User(access.MarketingRole), mine.Draft("Harbor Lane")), "not_permitted")
		k.WantRows(t, "company", 0, "kind = 'customer'")
	})
}

// domain.md 3.2 and billing.md "Shape": a change of the count is a fact, an audit with before and after, and an event; none is none.
func TestEveryChangeOfTheCountIsAFact(t *testing.T) {
	atDesk(t, func(t *testing.T, d *desk) {
		d.company.User(company.User)
		change := func(count int64) error {
			return try(t, d.Kontor, d.partner.Admin, func(tx *store.Tx) error {
				_, err := company.ChangeLicenses(t.Context(), tx, d.company.ID, d.company.Subscription, count)
				return err
			})
		}
		of := fmt.Sprintf("company_id = %d", d.company.ID)
		for count, code := range map[int64]string{1: "license_count count_below_used", 0: "license_count invalid", -1: "license_count invalid", 1_000_001: "license_count invalid"} {
			wantCode(t, change(count), code)
		}
		for range 2 {
			if err := change(2); err != nil {
				t.Fatal(err)
			}
		}
		d.WantRows(t, "license_fact", 2, of)
		d.WantRows(t, "license_fact", 1, of+" AND license_count = 2 AND actor = '"+d.partner.Admin.Name+"'")
		d.WantRows(t, "event", 1, of+" AND kind = 'company.license_count_changed'")
		d.WantRows(t, "audit_event", 1, of+` AND action = 'company.license_count_changed' AND before LIKE '%:5%' AND after LIKE '%:2%'`)
		if _, err := d.Raw().Exec(`UPDATE license_fact SET license_count = 9`); err == nil {
			t.Error("a fact could be changed")
		}
	})
}

// domain.md 2.2: the count of an msp company is its own plus its customers'; to the child its home company is its own people only. The
// order by count is the order of what is shown, so that pages follow each other.
func TestListByCountIsInTheOrderOfTheCountsShown(t *testing.T) {
	kontortest.Both(t, func(t *testing.T, k *kontortest.Kontor) {
		reseller := k.Partner(kontortest.Reseller, kontortest.InvoiceTerms)
		reseller.Company("Rowan Architects", 14)
		child := reseller.Child() // its home company has 10
		child.Company("Cobalt Freight", 12)
		child.Company("Harbor Lane", 3)
		for who, want := range map[*kontortest.Person]string{child.Admin: "[12 10 3]", reseller.Admin: "[25 14 10]"} {
			var counts []int64
			q := company.Query{Sort: company.ByMost, Limit: 1}
			for range 4 {
				p, err := store.Read(t.Context(), k.DB, who.Actor(), func(tx *store.Tx) (company.Page, error) { return company.List(t.Context(), tx, q) })
				if err != nil {
					t.Fatal(err)
				}
				for _, r := range p.Rows {
					counts = append(counts, r.LicenseCount)
				}
				if q.After = p.Next; q.After == "" {
					break
				}
			}
			if got := fmt.Sprint(counts); got != want {
				t.Errorf("%s pages through %s, want %s", who.Name, got, want)
			}
		}
	})
}

func TestDraftShowsEveryMistakeAtItsField(t *testing.T) {
	atDesk(t, func(t *testing.T, d *desk) {
		err := add(t, d.Kontor, d.partner.Admin, company.Draft{Partnership: d.partner.Partnership, Country: "XX", Phone: strings.Repeat("1", 201), Website: "javascript:x"})
		e, ok := fail.AsInvalid(err)
		if !ok {
			t.Fatal(err)
		}
		wrong := map[string]bool{}
		for _, f := range e.Fields {
			wrong[f.Name] = true
		}
		for _, field := range []string{"name", "country", "team_name", "phone", "website", "account_type", "subscription_type", "license_count", "product", "first_name",
			"last_name", "email"} {
			if !wrong[field] {
				t.Errorf("nothing is said at %s", field)
			}
		}
	})
}
