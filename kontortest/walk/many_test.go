package walk_test

import (
	"fmt"
	"net/url"
)

func init() {
	operations["GET /p/{partnership}/companies/{company}/users/several"] = operation{places: (*world).companyPlaces, child: true}
	operations["POST /p/{partnership}/companies/{company}/users/several"] = operation{places: (*world).companyPlaces, child: true, form: severalForm, fresh: withoutEducation}
	operations["POST /p/{partnership}/selection"] = operation{places: (*world).partnerships, form: chosenForm, ok: 200, idle: true}
	// An import is checked first and then done with the mark of what was shown: here the check, which names companies and people. Its files are
	// in the web tests.
	for pattern, places := range map[string]func(*world) []*place{"/p/{partnership}/companies/import": (*world).partnerships,
		"/admin/partners/{partner}/import": (*world).partnerPages} {
		operations["GET "+pattern] = operation{places: places}
		operations["GET "+pattern+"/template.csv"] = operation{places: places}
		operations["POST "+pattern] = operation{places: places, form: importForm, ok: 200, idle: true}
	}
}

// chosenForm exports all companies of the walk: only those in scope are in the file.
func chosenForm(w *world, _ *actor) url.Values {
	form := url.Values{"act": {"export"}}
	for _, f := range w.firms {
		form.Add("id", text(f.company.ID))
	}
	return form
}

// importForm is a file about people of every company of the walk.
func importForm(w *world, _ *actor) url.Values {
	file := "Company,Email,First Name,Last Name\n"
	for _, f := range w.firms {
		file += fmt.Sprintf("%d,imp%d@import.example,Ida,Port\n", f.company.ID, w.next())
	}
	return url.Values{"kind": {"people"}, "text": {file}}
}

// severalForm is the last step of "Add several users".
func severalForm(w *world, _ *actor) url.Values {
	return url.Values{"step": {"check"}, "email.0": {fmt.Sprintf("sev%d@several.example", w.next())}, "first_name.0": {"Sev"}, "last_name.0": {"Ash"},
		"take": {"0"}}
}
