package api_test

import (
	"fmt"
	"net/http"
	"slices"
	"strings"

	"kontor/api"
	"kontor/company"
	"kontor/kontortest"
)

// refused asks for each of the operations, and wants the documented code.
func (s *scene) refused(by *kontortest.Caller, code, operations string, of func(id string) ask) {
	s.t.Helper()
	for _, id := range strings.Fields(operations) {
		of(id).by(by).WantCode(s.t, statusOf(id, code), code)
	}
}

// is is the same request for each operation.
func is(method, at string, body any) func(string) ask {
	return func(string) ask { return ask{method, at, body, nil} }
}

// statusOf is the status that the document has a code of an operation at, 0 if it has none.
func statusOf(id, code string) int {
	for _, o := range api.Operations() {
		for status, codes := range o.Codes {
			if o.ID == id && slices.Contains(codes, code) {
				return status
			}
		}
	}
	return 0
}

// of are the requests about a company and one of its users, by operation.
func (s *scene) of(c *kontortest.Company, user int64) func(id string) ask {
	return func(id string) ask {
		switch id {
		case "addUsers", "checkUsers":
			rest := map[string]string{"addUsers": "several", "checkUsers": "check"}[id]
			return ask{"POST", path("/companies/%d/users/%s", c.ID, rest), kontortest.JSON{"users": []any{s.person(s.email())}}, nil}
		case "listTransferTargets":
			return ask{"GET", path("/companies/%d/transfer-targets", c.ID), nil, nil}
		case "transferCompany", "previewTransfer":
			return s.move(c, s.other())(id)
		}
		return s.at(id, c, user)
	}
}

// move are the requests to give a company to another partner.
func (s *scene) move(c *kontortest.Company, to *kontortest.Partner) func(id string) ask {
	return func(id string) ask {
		if id == "previewTransfer" {
			return ask{"GET", path("/companies/%d/transfer?partnership_id=%d", c.ID, to.Partnership), nil, nil}
		}
		return ask{"POST", path("/companies/%d/transfer", c.ID), kontortest.JSON{"partnership_id": fmt.Sprint(to.Partnership), "name": c.Name, "reason": "Changed its partner"}, nil}
	}
}

// into are the requests that add a company to a partnership, by operation.
func (s *scene) into(p *kontortest.Partner) func(id string) ask {
	return func(id string) ask {
		add := newCompany(s.k, "Westgate")
		add["owner"] = s.person(s.email())
		file := importHead + "Late,DK,Otto,Ring," + s.email() + ",Business,Billable this month,3\n"
		return map[string]ask{"addCompany": {"POST", "/companies", add, nil}, "addCompanyTo": {"POST", path("/partnerships/%d/companies", p.Partnership), add, nil},
			"checkImport": imported(p.Partnership, "/check", "kind=companies", file), "importFile": imported(p.Partnership, "", "kind=companies", file)}[id]
	}
}

// bare is a new price list without a price.
func (s *scene) bare() (list int64) {
	s.n++
	s.k.Exec(`INSERT INTO price_list (name, name_key, created_at) SELECT 'Bare', $1, created_at FROM price_list ORDER BY id LIMIT 1`, fmt.Sprintf("bare%d", s.n))
	if err := s.k.Raw().QueryRow(`SELECT max(id) FROM price_list`).Scan(&list); err != nil {
		s.t.Fatal(err)
	}
	return list
}

// meetRefusals asks for what each rule refuses: with meetConflicts, every code of every operation.
func (s *scene) meetRefusals() {
	for _, meet := range []func(){s.refusalsOfKinds, s.refusalsOfPayers, s.refusalsOfTransfers, s.refusalsOfSubscriptions, s.refusalsOfUsers, s.refusalsOfImports,
		s.refusalsOfPartners, s.refusalsOfWhoPays, s.refusalsOfInvitations, s.refusalsOfTeam, s.refusalsOfProducts, s.refusalsOfTime} {
		meet()
	}
}

// domain.md 2.1, 2.2, 2.7, 2.8: what a company is decides who may do what with it.
func (s *scene) refusalsOfKinds() {
	const levels = "addSubscription endFreeMonth endSubscription setLevel setLicenseCount"
	reseller := s.k.Partner(kontortest.Reseller, kontortest.InvoiceTerms)
	s.refused(s.k.API(reseller.Admin), "child_manages", levels+" addUser addUsers checkUsers", s.of(reseller.Child().Home, 0))
	s.refused(s.partner, "vendor_decides", levels, s.of(s.msp.Home, 0))
	s.refused(s.vendor, "not_a_customer", "deleteCompany restoreCompany resumeCompany suspendCompany listTransferTargets previewTransfer transferCompany", s.of(s.msp.Home, 0))
	s.k.Exec(`UPDATE vendor SET suspended_free = TRUE`)
	s.refused(s.partner, "vendor_suspends", "suspendCompany resumeCompany", s.of(s.fresh(), 0))
	s.k.Exec(`UPDATE vendor SET suspended_free = FALSE`)
}

// domain.md 2.1, 2.2, 2.4: the payer's state and prices.
func (s *scene) refusalsOfPayers() {
	const more, add = "addSubscription setLevel", "addCompany addCompanyTo"
	p := s.other()
	c, key := p.Company("Eastgate", 10), s.k.API(p.Admin)
	s.k.Exec(`UPDATE partnership SET price_list_id = $1 WHERE id = $2`, s.bare(), p.Partnership)
	s.refused(key, "no_price", more, s.of(c, 0))
	s.refused(key, "no_price", add, s.into(p))
	s.k.Exec(`UPDATE partnership SET payment_terms = 'card' WHERE id = $1`, p.Partnership)
	s.refused(key, "payment_method_required", more, s.of(c, 0))
	s.refused(key, "payment_method_required", add+" checkImport importFile", s.into(p))
	s.k.Exec(`UPDATE partner SET status = 'suspended' WHERE id = $1`, p.ID)
	s.refused(s.vendor, "partner_suspended", more+" addUser addUsers checkUsers", s.of(c, 0))
	s.refused(s.vendor, "partner_suspended", "addCompanyTo checkImport importFile", s.into(p))

	reseller := s.k.Partner(kontortest.Reseller, kontortest.InvoiceTerms)
	child := reseller.Child()
	c, key = child.Company("Hidden Harbor", 7), s.k.API(child.Admin)
	s.k.Exec(`UPDATE partnership SET payment_terms = 'card' WHERE id = $1`, reseller.Partnership)
	s.refused(key, "ask_payer", more, s.of(c, 0))
	s.refused(key, "ask_payer", add+" checkImport importFile", s.into(child))
	s.refused(key, "billed_elsewhere", "changeAccount", is("PATCH", "/account", kontortest.JSON{"po_number": "PO 8"}))
}

// domain.md 2.8: who takes a company passes the same gate.
func (s *scene) refusalsOfTransfers() {
	const both = "previewTransfer transferCompany"
	c, to := s.fresh(), s.other()
	s.refused(s.vendor, "same_partnership", both, s.move(c, s.msp))
	s.k.Exec(`UPDATE partnership SET price_list_id = $1 WHERE id = $2`, s.bare(), to.Partnership)
	s.refused(s.vendor, "no_price", both, s.move(c, to))
	s.k.Exec(`UPDATE partner SET status = 'suspended' WHERE id = $1`, to.ID)
	s.refused(s.vendor, "partner_suspended", both, s.move(c, to))
}

// domain.md 3.1: levels, counts and subscriptions.
func (s *scene) refusalsOfSubscriptions() {
	c := s.fresh()
	c.User(company.User)
	at := path("/companies/%d/subscriptions/%d", c.ID, c.Subscription)
	s.refused(s.partner, "already_billable", "endFreeMonth", s.of(c, 0))
	s.refused(s.partner, "last_subscription", "endSubscription", s.of(c, 0))
	s.refused(s.partner, "count_below_used", "setLicenseCount", is("PUT", at+"/license-count", kontortest.JSON{"license_count": 1}))
	s.refused(s.partner, "same_level", "setLevel", is("PUT", at+"/level", kontortest.JSON{"product_id": fmt.Sprint(s.k.Product("Business"))}))
	s.at("addSubscription", c, 0).by(s.partner).Want(s.t, http.StatusCreated)
	s.refused(s.partner, "already_subscribed", "addSubscription setLevel", s.of(c, 0))
	s.refused(s.partner, "licenses_held", "endSubscription", s.of(c, 0))
}

// domain.md 2.5, 3.2, 3.3: app users, owner and administrators.
func (s *scene) refusalsOfUsers() {
	c := s.fresh()
	user, second := c.User(company.User), c.User(company.Administrator)
	owner := s.of(c, c.Owner.AppUser)
	demote := func(id int64) func(string) ask {
		return is("PATCH", path("/companies/%d/users/%d", c.ID, id), kontortest.JSON{"role": "user"})
	}
	s.refused(s.partner, "email_taken", "addUser", is("POST", path("/companies/%d/users", c.ID), s.person(c.Owner.Email)))
	s.refused(s.partner, "email_taken", "changeUser", is("PATCH", path("/companies/%d/users/%d", c.ID, user.AppUser), kontortest.JSON{"email": c.Owner.Email}))
	s.refused(s.partner, "already_owner", "handOver", owner)
	s.refused(s.partner, "owner_stays", "suspendUser removeUser", owner)
	s.refused(s.partner, "owner_stays", "changeUser", demote(c.Owner.AppUser))
	s.refused(s.partner, "not_suspended", "resumeUser", owner)
	for range 5 {
		s.at("sendWelcome", c, user.AppUser).by(s.partner)
	}
	s.refused(s.partner, "too_many_mails", "sendWelcome", s.of(c, user.AppUser))
	s.at("suspendUser", c, user.AppUser).by(s.partner).Want(s.t, http.StatusOK)
	s.refused(s.partner, "not_active", "suspendUser handOver", s.of(c, user.AppUser))
	s.refused(s.partner, "already_signed_in", "sendWelcome", s.of(s.msp.Home, s.msp.Staff.AppUser))
	s.k.Exec(`UPDATE app_user SET status = 'suspended' WHERE id = $1`, c.Owner.AppUser) // which no act brings about
	s.refused(s.partner, "last_administrator", "suspendUser removeUser", s.of(c, second.AppUser))
	s.refused(s.partner, "last_administrator", "changeUser", demote(second.AppUser))
	s.n++
	s.refused(s.partner, "no_license_available", "addUser addUsers", s.of(s.msp.Company(fmt.Sprintf("Eastgate %d", s.n), 1), 0))
}

// domain.md 2.9; trust.md "Guessing".
func (s *scene) refusalsOfImports() {
	const both = "checkImport importFile"
	rest := map[string]string{"checkImport": "/check"}
	file := importHead + "Quarry Lane,DK,Nils,Berg,nils@quarry.example,Business,Billable this month,12\n"
	dated := strings.Replace(strings.Replace(file, "\n", ",Original start date\n", 1), ",12\n", ",12,2024-03-31\n", 1)
	p := s.other()
	key := s.k.API(p.Admin)
	with := func(query, file string) func(string) ask {
		return func(id string) ask { return imported(p.Partnership, rest[id], "kind=companies"+query, file) }
	}
	s.refused(key, "mails_are_sent", both, with("&no_mails=true", file))
	s.refused(key, "backdating_not_allowed", both, with("", dated))
	s.refused(key, "changed_since_check", "importFile", with("&check=0000", file))
	for range 30 {
		with("", file)("checkImport").by(key)
	}
	s.refused(key, "too_many_checks", both, with("", file))

	rest = map[string]string{"checkUsers": "check", "addUsers": "several"}
	c := p.Company("Cobalt Freight", 3)
	list := func(id string) ask {
		return ask{"POST", path("/companies/%d/users/%s", c.ID, rest[id]), kontortest.JSON{"users": []kontortest.JSON{
			{"first_name": "Nils", "last_name": "Berg", "email": s.msp.Admin.Email}}}, nil}
	}
	for range company.MostLists {
		list("checkUsers").by(key)
	}
	s.refused(key, "too_many_checks", "checkUsers addUsers", list)
}
