package web_test

import (
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"testing"

	"kontor/access"
	"kontor/account"
	"kontor/kontortest"
)

var secretKey = regexp.MustCompile(`kontor_[a-z2-7]{32}`)

// trust.md "Accounts": keys of a partnership are made by its Admin; the secret is shown once.
func TestAdminMakesAndRevokesAnAPIKey(t *testing.T) {
	kontortest.Both(t, func(t *testing.T, k *kontortest.Kontor) {
		msp := k.Partner(kontortest.MSP, kontortest.InvoiceTerms)
		maya, list := k.Client(msp.Admin), msp.Path("/account/keys")
		maya.Get(list).WantText(t, "No API keys yet").Follow(t, "Make an API key").WantNoText(t, "vendor:read").
			Submit(t, "Make API key", kontortest.Fields{"name": ""}).WantStatus(t, http.StatusUnprocessableEntity).
			WantError(t, "name", "Enter a name").WantText(t, "Choose what the key may do")
		made := maya.Post(list, url.Values{"name": {"Nightly sync"}, "scopes": {"companies:read", "users:write"}, "expires": {"90"}}).WantText(t, "Copy the key now.")
		secret := secretKey.FindString(made.Body)
		if secret == "" || made.Header.Get("Cache-Control") != "no-store" || made.Header.Get("Set-Cookie") != "" {
			t.Fatalf("secret %q; %v", secret, made.Header)
		}
		v, err := account.VisitByKey(t.Context(), k.DB, secret, "192.0.2.1")
		if err != nil || v.Actor.Kind() != access.Admin || v.Actor.May(access.EditCompany) || !v.Actor.May(access.ManageAppUsers) {
			t.Errorf("%+v %v", v, err)
		}
		shown := maya.Get(list).WantText(t, "Nightly sync", "companies:read, users:write", "Active", msp.Admin.Name).WantNoText(t, secret)
		shown.Follow(t, "Revoke").WantText(t, "Revoke Nightly sync?").Submit(t, "Revoke API key", nil).WantPath(t, list).WantText(t, "The API key Nightly sync was revoked.", "Revoked")
		if v, err := account.VisitByKey(t.Context(), k.DB, secret, ""); err != nil || v.Actor != (access.Actor{}) {
			t.Errorf("%+v %v", v, err)
		}
		if strings.Contains(k.Log.String(), secret) {
			t.Error("the secret stands in the log")
		}
	})
}

// trust.md "Accounts": the vendor's are made by Owner and Portal Admin.
func TestVendorHasKeysOfItsOwn(t *testing.T) {
	kontortest.Both(t, func(t *testing.T, k *kontortest.Kontor) {
		nadia := k.Client(k.Staff(access.PortalAdmin))
		const list = "/admin/settings/keys"
		nadia.Post(list, url.Values{"name": {"Console"}, "scopes": {"vendor:write"}, "expires": {"0"}}).WantText(t, "It works until it is revoked.")
		nadia.Get(list).WantText(t, "Console", "Never")
		k.Client(k.Staff(access.Support)).Get(list).WantStatus(t, http.StatusForbidden)
		nadia.Post(list, url.Values{"name": {"x"}, "scopes": {"everything"}, "expires": {"7"}}).WantStatus(t, http.StatusUnprocessableEntity)
	})
}
