package walk_test

import (
	"net/url"

	"kontor/kontortest"
)

// fleeting is the name of companies that are made for one act.
const fleeting = "Finch Bakery"

func deletionForm(*world, *actor) url.Values { return url.Values{"name": {fleeting}} }

// productForm subscribes to Education, which nobody has before (withoutEducation).
func productForm(w *world, _ *actor) url.Values {
	return url.Values{"product": {text(w.k.Product("Education"))}, "license_count": {"3"}}
}

func levelForm(w *world, _ *actor) url.Values {
	return url.Values{"product": {text(w.k.Product("Business Plus"))}}
}

// inStatus is another company of the partner, in that status.
func inStatus(status string) func(w *world, p *place) *place {
	return func(w *world, p *place) *place {
		of := p.partner.Company(fleeting, 3)
		w.k.Exec(`UPDATE company SET status = $1 WHERE id = $2`, status, of.ID)
		if status == "deleted" {
			w.k.Exec(`UPDATE company SET deleted_at = $1 WHERE id = $2`, w.k.Clock.Now(), of.ID)
		}
		return p.of(of)
	}
}

// of is the place at another company of the same holder.
func (p *place) of(c *kontortest.Company) *place {
	q := p.with("company", text(c.ID))
	q.firm = &firm{key: p.firm.key, company: c, holder: p.firm.holder, people: p.firm.people, home: p.firm.home}
	return q
}

// freeCompany is the same company, free until the end of this month.
func freeCompany(w *world, p *place) *place {
	w.k.Exec(`UPDATE company SET billing_start = 'free_until_end_of_month', created_at = $1 WHERE id = $2`, w.k.Clock.Now(), p.firm.company.ID)
	return p
}

func onBusiness(w *world, p *place) *place {
	w.k.Exec(`UPDATE subscription SET product_id = $1 WHERE id = $2`, w.k.Product("Business"), p.firm.company.Subscription)
	return p
}

func withoutEducation(w *world, p *place) *place {
	w.k.Exec(`UPDATE subscription SET ended_at = $1 WHERE company_id = $2 AND product_id = $3 AND ended_at IS NULL`, w.k.Clock.Now(), p.firm.company.ID,
		w.k.Product("Education"))
	return p
}

// withEducation has a second subscription that nobody holds a license of.
func withEducation(w *world, p *place) *place {
	withoutEducation(w, p)
	w.k.Exec(`INSERT INTO subscription (partner_id, partnership_id, company_id, product_id, license_count, created_at) VALUES ($1, $2, $3, $4, 3, $5)`,
		p.firm.holder.ID, p.firm.holder.Partnership, p.firm.company.ID, w.k.Product("Education"), w.k.Clock.Now())
	var id int64
	w.must(w.k.Raw().QueryRow(`SELECT max(id) FROM subscription WHERE company_id = $1`, p.firm.company.ID).Scan(&id))
	return p.with("subscription", text(id))
}

// userForm is another name and address each time.
func userForm(w *world, _ *actor) url.Values {
	n := text(int64(w.next()))
	return url.Values{"first_name": {"Una"}, "last_name": {"Changed" + n}, "email": {"una.changed" + n + "@fresh.example"}, "role": {"user"}}
}

func suspendedUser(w *world, p *place) *place {
	q := freshUser(w, p)
	w.k.Exec(`UPDATE app_user SET status = 'suspended' WHERE id = $1`, q.ids["user"])
	return q
}
