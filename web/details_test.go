package web_test

import (
	"net/http"
	"net/url"
	"testing"

	"kontor/access"
	"kontor/kontortest"
)

// domain.md 1, 2.2 (ui.md 6.2, 21): a partner's Admins change legal data, contacts and support email; a child's have no legal data of their own.
func TestAdminEditsTheDetailsOfTheOwnPartner(t *testing.T) {
	kontortest.Both(t, func(t *testing.T, k *kontortest.Kontor) {
		reseller := k.Partner(kontortest.Reseller, kontortest.InvoiceTerms)
		form := k.Client(reseller.Admin).Get(reseller.Path("/account/details")).Follow(t, "Edit billing details")
		fields := kontortest.Fields{"legal_name": "Cirrus GmbH", "vat_number": "DE 123", "billing_email": "nowhere", "support_email": "help@cirrus.example", "sales_email": "x@y.example"}
		form = form.Submit(t, "Save", fields).WantStatus(t, http.StatusUnprocessableEntity).WantError(t, "billing_email", "such as").WantError(t, "sales_name", "Enter the name")
		k.WantRows(t, "partnership", 0, "legal_name <> ''")
		form.Submit(t, "Save", kontortest.Fields{"billing_email": "pay@cirrus.example", "sales_name": "Ray Sander"}).
			WantText(t, "details were saved", "Cirrus GmbH", "pay@cirrus.example", "help@cirrus.example", "Ray Sander, x@y.example")
		k.WantRows(t, "audit_event", 1, "action = 'partnership.legal_changed'")
		k.WantRows(t, "audit_event", 1, "action = 'partner.changed'")

		child := reseller.Child()
		olga := k.Client(child.Admin)
		olga.Get(child.Path("/account/details")).WantNoText(t, "Billing details", "Billing zone").Follow(t, "Edit contacts").WantText(t, "Ask "+reseller.Name).WantNoText(t, "VAT number").
			Submit(t, "Save", kontortest.Fields{"support_email": "help@orchard.example"}).WantText(t, "help@orchard.example", "Billed through "+reseller.Name)
		olga.Post(child.Path("/account/details/edit"), url.Values{"legal_name": {"Orchard"}}).WantStatus(t, http.StatusForbidden).WantText(t, "Ask "+reseller.Name)
		k.Client(reseller.User(access.PartnerUser)).Get(reseller.Path("/account/details/edit")).WantStatus(t, http.StatusForbidden)
	})
}
