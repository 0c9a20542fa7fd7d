package web_test

import (
	"net/http"
	"net/url"
	"testing"

	"kontor/access"
	"kontor/kontortest"
)

// domain.md 2.1: "The home company is made with the partner; the vendor picks product and count (default 5); kind home is never invoiced."
func TestOnlyTheVendorChangesTheCountOfAHomeCompany(t *testing.T) {
	kontortest.Both(t, func(t *testing.T, k *kontortest.Kontor) {
		msp := k.Partner(kontortest.MSP, kontortest.InvoiceTerms)
		home := msp.Path("/companies/" + idText(msp.Home.ID))
		count := home + "/subscriptions/" + idText(msp.Home.Subscription) + "/license-count"
		maya := k.Client(msp.Admin)
		maya.Get(home+"/subscription").WantNoText(t, "Change User license count")
		maya.Get(count).WantStatus(t, http.StatusForbidden)
		maya.Post(count, url.Values{"license_count": {"1000"}}).WantStatus(t, http.StatusForbidden).WantText(t, "chosen by the vendor")

		page := "/admin/partners/" + idText(msp.ID)
		form := k.Client(k.Owner).Get(page).Follow(t, msp.Home.Name)
		form.Submit(t, "Change count", kontortest.Fields{"license_count": "0"}).WantStatus(t, http.StatusUnprocessableEntity).WantError(t, "license_count", "from 1 to")
		form.Submit(t, "Change count", kontortest.Fields{"license_count": "12"}).WantPath(t, page).WantText(t, "is now 12.")
		k.Client(k.Staff(access.Support)).Get(page+"/home-licenses").WantStatus(t, http.StatusForbidden)
		k.WantRows(t, "subscription", 1, "license_count = 12 AND company_id = "+idText(msp.Home.ID))
		k.WantRows(t, "license_fact", 2, "company_id = "+idText(msp.Home.ID))
	})
}
