package walk_test

import (
	"net/http"
	"net/url"
	"strings"

	"kontor/access"
	"kontor/kontortest"
)

// joined is the form with more fields; those the form has itself stay as they are.
func joined(form, more url.Values) url.Values {
	all := url.Values{}
	for name, values := range more {
		all[name] = values
	}
	for name, values := range form {
		all[name] = values
	}
	return all
}

// naming names a firm, its people and its partner in every way that a careless handler could read.
func (w *world) naming(f *firm) url.Values {
	v := url.Values{}
	set := func(value string, names ...string) {
		for _, name := range names {
			v.Set(name, value)
		}
	}
	set(text(f.holder.ID), "partner", "partner_id", "parent", "parent_id", "chain")
	set(text(f.holder.Partnership), "partnership", "partnership_id", "bill_to", "bill_to_id", "face")
	set(text(f.company.ID), "company", "company_id", "id", "home", "home_company_id")
	set(text(f.company.Subscription), "subscription_id", "subscriptions")
	set(text(f.user.AppUser), "user", "user_id", "app_user", "app_user_id", "owner", "owner_id")
	set(text(f.holder.Admin.Account), "account", "account_id", "membership_id", "as")
	return v
}

// othersIDs are ids of a partner that is not the actor's, and what no body may set (trust.md "Who sees what").
func (w *world) othersIDs(a *actor) url.Values {
	other := w.firms["b1"]
	if a.of == w.cast.B || a.company == other {
		other = w.firms["a1"]
	}
	v := w.naming(other)
	v.Set("status", "suspended")
	v.Set("created_at", "2020-01-01")
	v.Set("billing_start", "free_until_end_of_month")
	v.Set("effective_at", "2020-01-01")
	v.Set("scope", "all")
	v.Set("used", "0")
	v.Set("must_change_password", "false")
	return v
}

// idsOf are the actor's own ids.
func (w *world) idsOf(a *actor) url.Values {
	switch {
	case a.company != nil:
		return w.naming(a.company)
	case a.of == w.cast.B:
		return w.naming(w.firms["b1"])
	case a.of == w.cast.Reseller:
		return w.naming(w.firms["r1"])
	case a.of == w.cast.Child:
		return w.naming(w.firms["c1"])
	}
	return w.naming(w.firms["a1"])
}

// smugglers tries values that a form does have, beyond what the asker may choose, and lists whose filters and places name others'.
func (w *world) smugglers() {
	w.lists()
	w.values()
}

// lists: filters, sort orders and places of the lists never widen what is seen.
func (w *world) lists() {
	b1, msp := w.firms["b1"], w.firms["msp"]
	queries := []string{"q=brightwater", "q=%25", "q=_", "q=", "q=ember", "q=priya", "type=home", "type=msp", "type=customer", "sort=-count", "sort=count", "sort=-name", "sort=created",
		"sort=-created", "sort=partner_id", "status=deleted", "view=deleted", "view=nearly-full", "view=trials&billing=billable", "level=" + text(w.k.Product("Business")), "level=0", "billing=free", "billing=billable",
		"after=" + text(b1.company.ID) + ".brightwater+legal", "before=" + text(b1.company.ID) + ".brightwater+legal", "after=0.", "before=9999999.zzzz",
		"after=" + text(msp.company.ID), "sort=-count&after=1.99999999", "sort=created&before=1.2999-01-01T00:00:00Z"}
	before := w.begin()
	for _, a := range w.actors {
		for _, path := range w.listsOf(a) {
			for _, query := range queries {
				w.cells++
				p := w.send(a, http.MethodGet, path+"?"+query, nil)
				if p.Status != http.StatusOK {
					w.fault("GET %s?%s as %s: %d", path, query, a.kind, p.Status)
				}
				if text := w.leaks(a, p.Body); text != "" {
					w.fault("GET %s?%s as %s shows %q", path, query, a.kind, text)
				}
			}
		}
	}
	w.nothingChanged(before, "lists")
}

func (w *world) listsOf(a *actor) []string {
	switch {
	case a.must, a.space == nowhere:
	case a.space == app:
		return []string{"/c/" + text(a.company.company.ID)}
	case a.of == nil:
		return []string{"/admin/partners", "/admin/find", "/admin/outbox"}
	case access.RoleMay(a.role, access.ViewCompanies):
		lists := []string{a.of.Path("/companies"), a.of.Path("/companies/export.csv"), a.of.Path("/find"), a.of.Path("")}
		if !a.viewing {
			lists = append(lists, a.of.Path("/companies/like-named"))
		}
		for _, f := range w.firms {
			if a.meets(f) {
				lists = append(lists, a.of.Path("/companies/"+text(f.company.ID)))
			}
		}
		return lists
	}
	return nil
}

// values: roles, kinds and ids that a form has a field for, chosen beyond one's reach, are refused and change nothing.
func (w *world) values() {
	admin, support := w.actor("partner A: Admin"), w.actor("Support")
	a1, b1 := w.firms["a1"], w.firms["b1"]
	users := a1.company.Path("/users")
	staff := "/admin/partners/" + text(w.cast.A.ID) + "/users"
	try := func(a *actor, path string, form url.Values, field, value string) *kontortest.Page {
		before := w.begin()
		form.Set(field, value)
		w.cells++
		p := w.send(a, http.MethodPost, path, form)
		if p.Status != http.StatusUnprocessableEntity && p.Status != http.StatusNotFound {
			w.fault("POST %s as %s with %s=%s: %d %s", path, a.kind, field, value, p.Status, p.Header.Get("Location"))
		}
		w.nothingChanged(before, "POST "+path+" with "+field+"="+value)
		return p
	}
	for _, role := range []string{"owner", "portal_admin", "support", "admin", "system", "marketing", "", "Administrator "} {
		try(admin, users, appUserForm(w, admin), "role", role)
	}
	for _, role := range []string{"owner", "portal_admin", "support", "system", "administrator", "app_user", "", "Admin"} {
		try(support, staff, partnerUserForm(w, support), "role", role)
	}
	for _, kind := range []string{"msp", "home", "reseller", "Customer"} {
		try(admin, w.cast.A.Path("/companies"), companyForm(w, admin), "account_type", kind)
	}
	for _, product := range []string{unknown, "0", "-1", "x", "9223372036854775808"} {
		try(admin, w.cast.A.Path("/companies"), companyForm(w, admin), "product", product)
	}
	for _, count := range []string{"0", "-1", "1000001", "9223372036854775808", "1e3", "1.5", "x", ""} {
		at := a1.company.Path("/subscriptions/" + text(a1.company.Subscription) + "/license-count")
		try(admin, at, url.Values{}, "license_count", count)
	}
	// Whose an address is that another partner's customer has, the refusal does not tell (domain.md 4.6).
	for _, path := range []string{users, w.cast.A.Path("/companies")} {
		form := joined(appUserForm(w, admin), companyForm(w, admin))
		if p := try(admin, path, form, "email", b1.company.Owner.Email); strings.Contains(p.Body, b1.company.Name) || strings.Contains(p.Body, w.cast.B.Name) {
			w.fault("POST %s tells whose an address is", path)
		}
	}
}
