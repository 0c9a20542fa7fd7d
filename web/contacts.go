package web

import (
	"net/http"

	"kontor/partner"
	"kontor/web/ui"
)

// contactNames are the kinds of contact in words.
var contactNames = map[string]string{"sales": "Sales contact", "success": "Success contact", "finance": "Finance contact", "technical": "Technical contact"}

// contactChoice are the kinds in the order of the forms.
func contactChoice() []ui.Option {
	var all []ui.Option
	for _, kind := range partner.ContactKinds {
		all = append(all, ui.Option{Value: kind, Label: contactNames[kind]})
	}
	return all
}

// withContacts fills a form in with a partner's contacts.
func withContacts(f ui.Form, contacts []partner.Contact) ui.Form {
	for _, c := range contacts {
		f = f.With(c.Kind+"_name", c.Name).With(c.Kind+"_email", c.Email).With(c.Kind+"_phone", c.Phone)
	}
	return f
}

// sentContacts are those of such a form, one of each kind, also without anything in it.
func sentContacts(r *http.Request) []partner.Contact {
	var all []partner.Contact
	for _, kind := range partner.ContactKinds {
		all = append(all, partner.Contact{Kind: kind, Name: r.PostFormValue(kind + "_name"), Email: r.PostFormValue(kind + "_email"), Phone: r.PostFormValue(kind + "_phone")})
	}
	return all
}
