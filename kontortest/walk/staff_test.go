package walk_test

import (
	"fmt"
	"maps"
	"net/url"

	"kontor/access"
	"kontor/account"
)

func init() {
	maps.Copy(operations, map[string]operation{
		"GET /admin/settings/staff":                       {places: (*world).nothing},
		"GET /admin/settings/staff/new":                   {places: (*world).nothing},
		"POST /admin/settings/staff":                      {places: (*world).nothing, form: staffForm},
		"POST /admin/settings/staff/{account}/invitation": {places: (*world).colleagues, fresh: freshColleague},
		"GET /admin/settings/staff/{account}/edit":        {places: (*world).colleagues},
		"POST /admin/settings/staff/{account}/edit":       {places: (*world).colleagues, form: staffForm, fresh: freshColleague},
		"GET /admin/settings/staff/{account}/role":        {places: (*world).colleagues},
		"POST /admin/settings/staff/{account}/role":       {places: (*world).colleagues, form: staffRoleForm, fresh: freshColleague},
		"GET /admin/settings/staff/{account}/removal":     {places: (*world).colleagues},
		"POST /admin/settings/staff/{account}/removal":    {places: (*world).colleagues, fresh: freshColleague},
	})
}

func staffForm(w *world, _ *actor) url.Values {
	n := w.next()
	return url.Values{"first_name": {"Tess"}, "last_name": {"Wit"}, "email": {fmt.Sprintf("tess%d@keyhaven.example", n)}, "role": {"support"}}
}

func staffRoleForm(*world, *actor) url.Values { return url.Values{"role": {"portal_admin"}} }

// colleague is one of the vendor's staff who has not accepted.
func (w *world) colleague() string {
	n := w.next()
	return text(w.k.Invited(w.k.Owner, account.Draft{FirstName: "Tess", LastName: fmt.Sprintf("Wit%d", n), Email: fmt.Sprintf("wit%d@keyhaven.example", n),
		Role: access.Support}).Account)
}

func freshColleague(w *world, p *place) *place { return p.with("account", w.colleague()) }

// colleagues are one of the staff, and accounts that are none of it.
func (w *world) colleagues() []*place {
	own := &place{name: "a colleague", ids: map[string]string{"account": w.colleague()}}
	return append([]*place{own, own.wrong("account of A", "account", text(w.cast.A.Admin.Account)), own.wrong("unknown account", "account", unknown)},
		own.misspelled("account")...)
}
