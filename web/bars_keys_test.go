package web_test

import (
	"net/url"
	"testing"

	"kontor/kontortest"
)

func init() {
	for _, at := range []string{"/admin/settings/keys", "/p/{partnership}/account/keys"} {
		noPage["POST "+at+"/{key}/revocation"] = "leads back to the list"
	}
}

// keyStates are the API keys of both faces.
func keyStates(t *testing.T) (*kontortest.Kontor, []state) {
	k := kontortest.OnSQLite(t)
	msp, none := k.Partner(kontortest.MSP, kontortest.InvoiceTerms), k.Partner(kontortest.MSP, kontortest.InvoiceTerms)
	maya, admin := msp.Admin, k.Client(msp.Admin)
	of := msp.Path("/account/keys")
	key := url.Values{"name": {"Nightly synchronization with the accounting of the house"}, "scopes": {"companies:read", "companies:write", "users:write"}, "expires": {"90"}}
	admin.Post(of, key)
	admin.Post(of, key)
	admin.Get(of).Follow(t, "Revoke").Submit(t, "Revoke API key", nil)
	const vendor, partner, own = "/admin/settings/keys", "/p/{partnership}/account/keys", "/admin/settings/keys"
	k.Client(k.Owner).Post(vendor, url.Values{"name": {"Console"}, "scopes": {"vendor:read"}, "expires": {"0"}})
	made := func(b *tab) {
		b.Eval(`() => document.querySelector('[name=scopes]').click()`)
		typed("Make API key", kontortest.Fields{"name": "Console"})(b)
		b.WantText("Copy the key now.")
	}
	refused := func(b *tab) { typed("Make API key", kontortest.Fields{"name": ""})(b.AnyHow()) }
	return k, []state{
		{"GET " + partner, "keys", maya, of, nil},
		{"GET " + partner, "keys-none", none.Admin, none.Path("/account/keys"), nil},
		{"GET " + partner + "/new", "key-new", maya, of + "/new", nil},
		{"POST " + partner, "key-new-refused", maya, of + "/new", refused},
		{"POST " + partner, "key-made", maya, of + "/new", made},
		{"GET " + partner + "/{key}/revocation", "key-revocation", maya, of + "/1/revocation", nil},
		{"GET " + vendor, "vendor-keys", k.Owner, vendor, nil},
		{"GET " + vendor + "/new", "vendor-key-new", k.Owner, own + "/new", nil},
		{"POST " + vendor, "vendor-key-made", k.Owner, own + "/new", made},
		{"GET " + vendor + "/{key}/revocation", "vendor-key-revocation", k.Owner, own + "/3/revocation", nil},
	}
}
