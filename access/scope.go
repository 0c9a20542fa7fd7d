package access

import "strings"

// What each kind of actor sees of each tenant table (architecture.md law 4). "" is everything, a missing kind is nothing.
// The store puts the condition in the place of my_<table>; $names are the actor's own ids (Actor.Value).

type seen map[Kind]string

const assigned = `(SELECT company_id FROM assignment WHERE membership_id = $membership)`

// everyone lists a condition for staff and machines (everything) and those given.
func everyone(s seen) seen {
	s[Staff], s[Machine] = "", ""
	return s
}

// ofCompany is the scope of a table whose rows carry partnership_id and company_id.
func ofCompany(table string) seen {
	t := func(cond string) string { return strings.ReplaceAll(cond, "@", "my_"+table) }
	whole := t(`@.partnership_id = $partnership`)
	away := t(`(@.partnership_id = $partnership OR @.company_id = $home)`)
	own := t(`@.company_id = $company`)
	return everyone(seen{
		Admin: whole, User: whole, AdminAway: away, UserAway: away,
		Listed:       t(`(@.partnership_id = $partnership OR @.company_id = $home) AND @.company_id IN ` + assigned),
		CompanyAdmin: own, CompanyUser: own,
	})
}

func only(cond string, kinds ...Kind) seen {
	s := seen{}
	for _, k := range kinds {
		s[k] = cond
	}
	return everyone(s)
}

var partnerKinds = []Kind{Admin, AdminAway, User, UserAway, Listed, Marketing}

var scope = map[string]seen{
	// The vendor's name, look and links are on the sign-in page: no secret of it stands in this table.
	"vendor": only("", append([]Kind{Nobody, CompanyAdmin, CompanyUser}, partnerKinds...)...),

	"partner": everyone(seen{
		Admin: `(my_partner.id = $partner OR my_partner.parent_id = $partner)`, AdminAway: `my_partner.id = $partner`,
		User: `(my_partner.id = $partner OR my_partner.parent_id = $partner)`, UserAway: `my_partner.id = $partner`,
		Listed: `my_partner.id = $partner`, Marketing: `my_partner.id = $partner`,
		CompanyAdmin: `my_partner.id = (SELECT partner_id FROM company WHERE id = $company)`,
		CompanyUser:  `my_partner.id = (SELECT partner_id FROM company WHERE id = $company)`,
	}),
	"partnership": only(`my_partnership.id = $partnership`, partnerKinds...),
	// payer is a view: whose money a partnership's companies cost, and whether it may take new ones (domain.md 2.2, 2.4).
	"payer":          only(`my_payer.partnership_id = $partnership`, Admin, AdminAway, User, UserAway, Listed),
	"bill_to_fact":   only(`my_bill_to_fact.partnership_id = $partnership`, Admin, AdminAway),
	"payment_method": only(`my_payment_method.partnership_id = $partnership`, Admin, AdminAway),

	"api_key": only(`my_api_key.partnership_id = $partnership`, Admin, AdminAway),

	"partner_contact": only(`my_partner_contact.partner_id = $partner`, Admin, AdminAway),
	// Views over the index of trigrams, of ids only: the vendor's search over everything (performance.md W2).
	"company_find": everyone(seen{}), "app_user_find": everyone(seen{}), "account_find": everyone(seen{}),

	"account": everyone(seen{
		Admin: `my_account.partner_id = $partner`, AdminAway: `my_account.partner_id = $partner`,
		User: `my_account.id = $account`, UserAway: `my_account.id = $account`, Listed: `my_account.id = $account`, Marketing: `my_account.id = $account`,
	}),
	"membership": everyone(seen{
		Admin: `my_membership.partner_id = $partner`, AdminAway: `my_membership.partner_id = $partner`,
		User: `my_membership.account_id = $account`, UserAway: `my_membership.account_id = $account`,
		Listed: `my_membership.account_id = $account`, Marketing: `my_membership.account_id = $account`,
	}),
	"assignment": everyone(seen{
		Admin: `my_assignment.partner_id = $partner`, AdminAway: `my_assignment.partner_id = $partner`,
		Listed: `my_assignment.membership_id = $membership`,
	}),

	"company": everyone(seen{
		Admin: `my_company.partnership_id = $partnership`, User: `my_company.partnership_id = $partnership`,
		AdminAway:    `(my_company.partnership_id = $partnership OR my_company.id = $home)`,
		UserAway:     `(my_company.partnership_id = $partnership OR my_company.id = $home)`,
		Listed:       `(my_company.partnership_id = $partnership OR my_company.id = $home) AND my_company.id IN ` + assigned,
		CompanyAdmin: `my_company.id = $company`, CompanyUser: `my_company.id = $company`,
	}),
	"subscription":        ofCompany("subscription"),
	"license_fact":        ofCompany("license_fact"),
	"billing_start_fact":  ofCompany("billing_start_fact"),
	"company_status_fact": ofCompany("company_status_fact"),
	"holder_fact":         ofCompany("holder_fact"),
	"image":               ofCompany("image"),
	// Views over a child MSP's companies; company_id is the reseller's msp company.
	"child_license":  ofCompany("child_license"),
	"child_customer": ofCompany("child_customer"),
	// How those counts came to be.
	"child_license_fact": ofCompany("child_license_fact"), "child_status_fact": ofCompany("child_status_fact"),

	// The people of an msp company belong to the child: their rows carry the child's partnership, so the reseller meets none of them.
	"app_user": func() seen {
		s := ofCompany("app_user")
		s[CompanyUser] = `my_app_user.id = $appuser`
		return s
	}(),
}

// joined: where a list is shorter than what it is cut from, reads go from the list to the rows (measured: SQLite starts at the wrong end
// otherwise). Not right of a LEFT JOIN and not in UPDATE and DELETE: there the condition above is used.
//
// Nor does either database go through an OR in the order of an index: PostgreSQL walks all companies of the installation by name instead,
// SQLite sorts all of the partnership's. Two parts put together keep each its own index.
var joined = map[string]seen{
	"company": {AdminAway: companyAway, UserAway: companyAway, Listed: `assignment AS mine JOIN company AS my_company ON my_company.id = mine.company_id
		WHERE mine.membership_id = $membership AND (my_company.partnership_id = $partnership OR my_company.id = $home)`},
	"app_user": {Listed: `assignment AS mine JOIN app_user AS my_app_user ON my_app_user.company_id = mine.company_id
		WHERE mine.membership_id = $membership AND (my_app_user.partnership_id = $partnership OR my_app_user.company_id = $home)`},
}

const companyAway = `(SELECT * FROM company WHERE partnership_id = $partnership
		UNION ALL SELECT * FROM company WHERE id = $home AND partnership_id <> $partnership) AS my_company`

// Scope is what a kind of actor sees of a tenant table: the condition ("" is everything), or false for nothing.
func Scope(table string, k Kind) (string, bool) {
	c, ok := scope[table][k]
	return c, ok
}

// Joined is the FROM and WHERE that a read of the table uses instead of the condition, if there is one for this kind.
func Joined(table string, k Kind) (string, bool) {
	c, ok := joined[table][k]
	return c, ok
}

// Tenant reports whether the store scopes this table.
func Tenant(table string) bool { _, ok := scope[table]; return ok }

// Tables are the names of all scoped tables and views, in no order.
func Tables() []string {
	names := make([]string, 0, len(scope))
	for t := range scope {
		names = append(names, t)
	}
	return names
}
