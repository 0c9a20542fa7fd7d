package web_test

import (
	"maps"
	"slices"
	"testing"

	"kontor/company"
	"kontor/kontortest"
)

func init() {
	noPage["GET /p/{partnership}/companies/export.csv"] = "a file"
	for _, act := range []string{"/suspension", "/resumption", "/restoration", "/billing-start", "/subscriptions/{subscription}/end", "/users/{user}/suspension",
		"/users/{user}/resumption", "/users/{user}/ownership"} {
		noPage["POST /p/{partnership}/companies/{company}"+act] = "leads back to the company"
	}
}

// lifeStates are what can be done to a company and its people after it was added.
func lifeStates(t *testing.T) (*kontortest.Kontor, []state) {
	k := kontortest.OnSQLite(t)
	msp := k.Partner(kontortest.MSP, kontortest.InvoiceTerms)
	maya := msp.Admin
	c, gone, out := msp.Company("Cobalt Freight and Warehousing of the North Sea", 64), msp.Company("Harbor Lane", 2), msp.Company("Nimbus Bakery", 9)
	user := c.User(company.User)
	admin := k.Client(maya)
	free := admin.Post(msp.Path("/companies"), k.CompanyForm("Rowan Architects", company.FreeUntilEndOfMonth)).Path
	deleted(t, admin, gone)
	admin.Get(out.Path("/suspension")).Submit(t, "Suspend company", nil)
	second := admin.Get(c.Path("/subscriptions/new"))
	education := second.Option(t, "product", "Education")
	end := second.Submit(t, "Add product", kontortest.Fields{"product": education}).Link(t, "End subscription")
	subs, users := "/subscriptions/"+idText(c.Subscription), "/users/"+idText(user.AppUser)
	var all []state
	for path, name := range map[string]string{"/edit": "company-edit", "/users": "company-users", "/activity": "company-activity", "/subscription": "company-subscription",
		"/suspension": "company-suspension", "/deletion": "company-deletion"} {
		all = append(all, state{ofCompany + path, name, maya, c.Path(path), nil})
	}
	all = append(all,
		state{"GET /p/{partnership}/companies", "companies-deleted", maya, msp.Path("/companies?view=deleted"), nil},
		state{ofCompany, "company-deleted", maya, gone.Path(""), nil},
		state{ofCompany, "company-suspended", maya, out.Path(""), nil},
		state{ofCompany + "/restoration", "company-restoration", maya, gone.Path("/restoration"), nil},
		state{ofCompany + "/resumption", "company-resumption", maya, out.Path("/resumption"), nil},
		state{ofCompany + "/subscription", "company-subscription-free", maya, free + "/subscription", nil},
		state{ofCompany + "/billing-start", "company-billing-start", maya, free + "/billing-start", nil},
		state{ofCompany + "/subscriptions/new", "product-new", maya, c.Path("/subscriptions/new"), nil},
		state{ofCompany + "/subscriptions/{subscription}/level", "level", maya, c.Path(subs + "/level"), nil},
		state{ofCompany + "/subscriptions/{subscription}/end", "subscription-end", maya, end, nil},
		state{ofCompany + "/users/{user}/edit", "user-edit", maya, c.Path(users + "/edit"), nil},
		state{ofCompany + "/users/{user}/suspension", "user-suspension", maya, c.Path(users + "/suspension"), nil},
		state{ofCompany + "/users/{user}/ownership", "user-ownership", maya, c.Path(users + "/ownership"), nil},
	)
	return k, slices.Concat(all, refusedLife(c, users, subs, maya))
}

// refusedLife are the forms of it, refused.
func refusedLife(c *kontortest.Company, users, subs string, maya *kontortest.Person) []state {
	const post = "POST /p/{partnership}/companies/{company}"
	again := func(button string, fields kontortest.Fields) func(b *tab) {
		return func(b *tab) { typed(button, fields)(b.AnyHow()) }
	}
	forms := map[string]state{
		"/edit":     {name: "company-edit-refused", path: "/edit", then: again("Save", kontortest.Fields{"name": " ", "website": "nowhere"})},
		"/deletion": {name: "company-deletion-refused", path: "/deletion", then: again("Delete company", kontortest.Fields{"name": "Cobalt"})},
		"/subscriptions": {name: "product-new-refused", path: "/subscriptions/new",
			then: again("Add product", kontortest.Fields{"license_count": "0"})},
		"/subscriptions/{subscription}/level": {name: "level-refused", path: subs + "/level", then: again("Change level", nil)},
		"/users/{user}/edit":                  {name: "user-edit-refused", path: users + "/edit", then: again("Save", kontortest.Fields{"first_name": "", "email": "x"})},
	}
	var all []state
	for _, route := range slices.Sorted(maps.Keys(forms)) {
		s := forms[route]
		s.route, s.who, s.path = post+route, maya, c.Path(s.path)
		all = append(all, s)
	}
	return all
}
