package walk_test

import (
	"fmt"
	"net/url"
)

func init() {
	operations["GET /p/{partnership}/companies/{company}/users/several"] = operation{places: (*world).companyPlaces, child: true}
	operations["POST /p/{partnership}/companies/{company}/users/several"] = operation{places: (*world).companyPlaces, child: true, form: severalForm}
}

// severalForm is the last step of "Add several users".
func severalForm(w *world, _ *actor) url.Values {
	return url.Values{"step": {"check"}, "email.0": {fmt.Sprintf("sev%d@several.example", w.next())}, "first_name.0": {"Sev"}, "last_name.0": {"Ash"},
		"take": {"0"}}
}
