package store

import (
	"context"
	"fmt"
	"slices"
	"testing"

	"kontor/access"
)

// twoPartners fills the database with partner 1 (companies 1, 2 and home 3) and partner 2 (company 4), one app user each with the same
// number, one Admin account each, and a listed User (account 3, membership 3) of partner 1 who is assigned company 2.
func twoPartners(ctx context.Context, tx *Tx) error {
	now := tx.Now()
	list, err := One[int64](ctx, tx, `INSERT INTO price_list (name, name_key, created_at) VALUES ($1, $1, $2) RETURNING id`, "list", now)
	if err != nil {
		return err
	}
	for p := int64(1); p <= 2; p++ {
		if err := addPartner(ctx, tx, p, list); err != nil {
			return err
		}
	}
	for i, partnership := range []int64{1, 1, 1, 2} {
		if err := addCompany(ctx, tx, int64(i+1), partnership); err != nil {
			return err
		}
	}
	if err := addAccount(ctx, tx, 3, 1, "user", "listed"); err != nil {
		return err
	}
	_, err = tx.Exec(ctx, `INSERT INTO assignment (membership_id, company_id, partner_id, partnership_id)
		SELECT m.id, c.id, m.partner_id, m.partnership_id FROM my_membership m, my_company c WHERE m.id = 3 AND c.id = 2`)
	return err
}

func addPartner(ctx context.Context, tx *Tx, p, list int64) error {
	now := tx.Now()
	if _, err := tx.Exec(ctx, `INSERT INTO partner (name, name_key, country, time_zone, created_at)
		SELECT $1, $1, 'DE', 'UTC', $2 FROM my_vendor v`, fmt.Sprint("partner ", p), now); err != nil {
		return err
	}
	if _, err := tx.Exec(ctx, `INSERT INTO partnership (partner_id, type, billing_zone, currency, price_list_id, payment_terms, created_at)
		SELECT p.id, 'msp', 'UTC', 'EUR', $2, 'invoice', $3 FROM my_partner p WHERE p.id = $1`, p, list, now); err != nil {
		return err
	}
	if _, err := tx.Exec(ctx, `INSERT INTO payment_method (partner_id, partnership_id, brand, last4, exp_month, exp_year, created_at)
		SELECT p.partner_id, p.id, 'visa', '4242', 1, 2030, $2 FROM my_partnership p WHERE p.id = $1`, p, now); err != nil {
		return err
	}
	return addAccount(ctx, tx, p, p, "admin", "all")
}

func addAccount(ctx context.Context, tx *Tx, id, partner int64, role, scope string) error {
	email := fmt.Sprintf("%d@example.com", id)
	if _, err := tx.Exec(ctx, `INSERT INTO account (partner_id, email, email_key, username, username_key, first_name, last_name, role, status, created_at)
		SELECT p.id, $2, $2, $2, $2, 'A', 'B', $3, 'active', $4 FROM my_partner p WHERE p.id = $1`, partner, email, role, tx.Now()); err != nil {
		return err
	}
	_, err := tx.Exec(ctx, `INSERT INTO membership (partner_id, partnership_id, account_id, scope)
		SELECT p.partner_id, p.id, $2, $3 FROM my_partnership p WHERE p.partner_id = $1`, partner, id, scope)
	return err
}

func addCompany(ctx context.Context, tx *Tx, id, partnership int64) error {
	name := fmt.Sprint("company ", id)
	if _, err := tx.Exec(ctx, `INSERT INTO company (partner_id, partnership_id, kind, name, name_key, search_key, country, team_name, billing_start, created_at)
		SELECT p.partner_id, p.id, 'customer', $2, $2, $2, 'DE', $2, 'billable_this_month', $3 FROM my_partnership p WHERE p.id = $1`, partnership, name, tx.Now()); err != nil {
		return err
	}
	_, err := tx.Exec(ctx, `INSERT INTO app_user (partner_id, partnership_id, company_id, email, email_key, first_name, last_name, name_key, role, status, created_at)
		SELECT c.partner_id, c.partnership_id, c.id, $2, $2, 'C', 'D', 'c d', 'administrator', 'active', $3 FROM my_company c WHERE c.id = $1`,
		id, fmt.Sprintf("user%d@example.com", id), tx.Now())
	return err
}

var (
	admin1  = access.AsPartnerUser(access.Member{Account: 1, Partner: 1, Partnership: 1, Membership: 1, Home: 3, Role: access.PartnerAdmin, Name: "Maya"})
	admin2  = access.AsPartnerUser(access.Member{Account: 2, Partner: 2, Partnership: 2, Membership: 2, Role: access.PartnerAdmin, Name: "Noah"})
	listed  = access.AsPartnerUser(access.Member{Account: 3, Partner: 1, Partnership: 1, Membership: 3, Home: 3, Role: access.PartnerUser, Listed: true, Name: "Lee"})
	distant = access.AsPartnerUser(access.Member{Account: 2, Partner: 2, Partnership: 2, Membership: 2, Home: 3, Role: access.PartnerAdmin, Away: true, Name: "Noah"})
	market  = access.AsPartnerUser(access.Member{Account: 1, Partner: 1, Partnership: 1, Membership: 1, Role: access.MarketingRole, Name: "Mo"})
	owner4  = access.AsAppUser(4, 4, access.Administrator, "Olga")
	user4   = access.AsAppUser(4, 4, access.AppUser, "Ugo")
	staff   = access.AsStaff(9, access.Support, "Sue")
)

func TestEveryoneSeesTheirOwnRowsWhateverTheStatementSays(t *testing.T) {
	want := []struct {
		who       access.Actor
		companies []int64
		users     []int64
		accounts  []int64
	}{
		{access.Actor{}, nil, nil, nil},
		{staff, []int64{1, 2, 3, 4}, []int64{1, 2, 3, 4}, []int64{1, 2, 3}},
		{machine, []int64{1, 2, 3, 4}, []int64{1, 2, 3, 4}, []int64{1, 2, 3}},
		{admin1, []int64{1, 2, 3}, []int64{1, 2, 3}, []int64{1, 3}},
		{admin2, []int64{4}, []int64{4}, []int64{2}},
		{distant, []int64{3, 4}, []int64{3, 4}, []int64{2}},
		{listed, []int64{2}, []int64{2}, []int64{3}},
		{market, nil, nil, []int64{1}},
		{owner4, []int64{4}, []int64{4}, nil},
		{user4, []int64{4}, []int64{4}, nil},
	}
	both(t, func(t *testing.T, db *DB) {
		write(t, db, machine, func(tx *Tx) error { return twoPartners(t.Context(), tx) })
		ids := func(who access.Actor, text string) []int64 {
			return must[[]int64](t)(Read(t.Context(), db, who, func(tx *Tx) ([]int64, error) { return All[int64](t.Context(), tx, text) }))
		}
		for _, w := range want {
			for _, q := range []struct {
				text string
				want []int64
			}{
				{`SELECT id FROM my_company WHERE id > 0 OR 1 = 1 ORDER BY id`, w.companies},
				{`SELECT c.id FROM my_vendor v LEFT JOIN my_company c ON 1 = 1 WHERE c.id IS NOT NULL ORDER BY c.id`, w.companies},
				{`SELECT DISTINCT c.id FROM my_company c, my_company d WHERE d.id = c.id OR d.id <> c.id ORDER BY c.id`, w.companies},
				{`SELECT id FROM my_app_user ORDER BY id`, w.users},
				{`SELECT id FROM my_account ORDER BY id`, w.accounts},
			} {
				if got := ids(w.who, q.text); !slices.Equal(got, q.want) {
					t.Errorf("%s (%v): %v, want %v from %s", w.who.Name(), w.who.Kind(), got, q.want, q.text)
				}
			}
		}
	})
}

func TestNobodyChangesARowOutsideScope(t *testing.T) {
	want := []struct {
		who  access.Actor
		rows int64
	}{{access.Actor{}, 0}, {admin1, 3}, {admin2, 1}, {listed, 1}, {market, 0}, {owner4, 1}, {staff, 4}}
	both(t, func(t *testing.T, db *DB) {
		write(t, db, machine, func(tx *Tx) error { return twoPartners(t.Context(), tx) })
		for i, w := range want {
			mark := fmt.Sprint("mark ", i)
			write(t, db, w.who, func(tx *Tx) error {
				n, err := tx.Exec(t.Context(), `UPDATE my_company SET reference = $1 WHERE id = 99 OR 1 = 1`, mark)
				if n != w.rows {
					t.Errorf("%v changed %d rows, want %d", w.who.Kind(), n, w.rows)
				}
				return err
			})
			if n := read[int64](t, db, machine, `SELECT COUNT(*) FROM my_company WHERE reference = $1`, mark); n != w.rows {
				t.Errorf("%v: %d rows are changed, want %d", w.who.Kind(), n, w.rows)
			}
		}
		write(t, db, admin2, func(tx *Tx) error {
			n, err := tx.Exec(t.Context(), `DELETE FROM my_assignment WHERE company_id = 2 OR 1 = 1`)
			if n != 0 {
				t.Errorf("a stranger deleted %d assignments", n)
			}
			return err
		})
	})
}

func TestNobodyAddsARowUnderAStranger(t *testing.T) {
	both(t, func(t *testing.T, db *DB) {
		write(t, db, machine, func(tx *Tx) error { return twoPartners(t.Context(), tx) })
		for who, partnership := range map[access.Actor]int64{admin1: 2, admin2: 1, listed: 2, {}: 1, owner4: 1} {
			write(t, db, who, func(tx *Tx) error {
				n, err := tx.Exec(t.Context(), `INSERT INTO company (partner_id, partnership_id, kind, name, name_key, search_key, country, team_name, billing_start, created_at)
					SELECT p.partner_id, p.id, 'customer', 'x', 'x', 'x', 'DE', 'x', 'billable_this_month', $2 FROM my_partnership p WHERE p.id = $1`, partnership, tx.Now())
				if n != 0 {
					t.Errorf("%v added a company to partnership %d", who.Kind(), partnership)
				}
				return err
			})
		}
	})
}

func TestAsSeesAsTheOtherAskerAndGivesBackTheFirst(t *testing.T) {
	both(t, func(t *testing.T, db *DB) {
		write(t, db, machine, func(tx *Tx) error { return twoPartners(t.Context(), tx) })
		write(t, db, admin2, func(tx *Tx) error {
			count := func(tx *Tx) int64 {
				return must[int64](t)(One[int64](t.Context(), tx, `SELECT COUNT(*) FROM my_company`))
			}
			if a, b, c := count(tx), count(tx.As(machine)), count(tx); a != 1 || b != 4 || c != 1 {
				t.Errorf("%d, %d, %d", a, b, c)
			}
			return nil
		})
	})
}
