package account_test

import (
	"strings"
	"testing"
	"time"

	"kontor/access"
	"kontor/account"
	"kontor/store"
)

func (w *world) makeKey(who access.Actor, d account.KeyDraft) (k account.Key, secret string, err error) {
	err = w.Write(w.t.Context(), who, func(tx *store.Tx) (err error) {
		k, secret, err = account.MakeKey(w.t.Context(), tx, d)
		return err
	})
	return k, secret, err
}

func (w *world) byKey(secret string) access.Actor {
	w.t.Helper()
	v, err := account.VisitByKey(w.t.Context(), w.DB, secret, here)
	if err != nil {
		w.t.Fatal(err)
	}
	return v.Actor
}

// admin is Maya, who has accepted, as her session makes her.
func (w *world) admin() access.Actor {
	w.t.Helper()
	w.activate(maya, good)
	return w.visit(w.signedIn(maya, good)).Actor(w.made.Partnership.ID)
}

var mostScopes = []access.KeyScope{access.CompaniesWrite, access.UsersWrite, access.AccountRead}

// trust.md "Accounts": "≥ 128 bit from the system's generator, stored hashed, bound to purpose".
func TestKeySecretIsShownOnceAndKeptAsAHash(t *testing.T) {
	both(t, func(t *testing.T, w *world) {
		k, secret, err := w.makeKey(w.admin(), account.KeyDraft{Name: " Nightly\nsync ", Scopes: mostScopes})
		if err != nil {
			t.Fatal(err)
		}
		if !strings.HasPrefix(secret, "kontor_") || len(secret) < len("kontor_")+26 || k.Name != "Nightly sync" || !strings.HasPrefix(secret, k.Prefix) || len(k.Prefix) > 14 {
			t.Errorf("secret %q of %+v", secret, k)
		}
		if n := value[int64](w, `SELECT count(*) FROM my_api_key WHERE hash = $1`, store.HashSecret("session portal", secret)); n != 0 {
			t.Error("the hash is not bound to its purpose")
		}
		who := w.byKey(secret)
		if who.Kind() != access.Admin || who.Partnership() != w.made.Partnership.ID || who.Account() == 0 || who.IP() != here || !strings.Contains(who.Key(), "Nightly sync") {
			t.Errorf("%+v", who)
		}
		for _, wrong := range []string{"", "kontor_", secret + "a", strings.ToUpper(secret), secret[:len(secret)-1]} {
			if w.byKey(wrong) != (access.Actor{}) {
				t.Errorf("%q is somebody", wrong)
			}
		}
	})
}

// trust.md "Accounts": "rights at each call = scopes ∩ the maker's rights now".
func TestKeyHasTheRightsItsMakerHasNow(t *testing.T) {
	both(t, func(t *testing.T, w *world) {
		until := w.clock.now().Add(24 * time.Hour)
		_, secret, err := w.makeKey(w.admin(), account.KeyDraft{Name: "sync", Scopes: []access.KeyScope{access.CompaniesWrite}, ExpiresAt: &until})
		if err != nil {
			t.Fatal(err)
		}
		of := w.made.Admin.ID
		if who := w.byKey(secret); !who.May(access.DeleteCompany) || who.May(access.ViewAccount) {
			t.Error("the scopes are not its rights")
		}
		w.exec(`UPDATE my_account SET role = 'user' WHERE id = $1`, of)
		if who := w.byKey(secret); who.May(access.DeleteCompany) || !who.May(access.EditCompany) {
			t.Error("the key of a User may what its maker may not")
		}
		w.exec(`UPDATE my_membership SET scope = 'listed' WHERE account_id = $1`, of)
		if who := w.byKey(secret); who.Kind() != access.Listed {
			t.Errorf("sees as %s", who.Kind())
		}
		w.exec(`UPDATE my_account SET role = 'marketing' WHERE id = $1`, of)
		if w.byKey(secret).May(access.ViewCompanies) {
			t.Error("the key of Marketing sees customers")
		}
		for _, c := range [][2]string{
			{`UPDATE my_account SET role = 'notifications' WHERE id = $1`, `UPDATE my_account SET role = 'admin' WHERE id = $1`},
			{`UPDATE my_account SET status = 'suspended' WHERE id = $1`, `UPDATE my_account SET status = 'active' WHERE id = $1`},
			{`UPDATE my_account SET status = 'removed' WHERE id = $1`, `UPDATE my_account SET status = 'active' WHERE id = $1`},
			{`UPDATE my_partner SET status = 'suspended' WHERE id = (SELECT partner_id FROM my_account WHERE id = $1)`,
				`UPDATE my_partner SET status = 'active' WHERE id = (SELECT partner_id FROM my_account WHERE id = $1)`},
		} {
			w.exec(c[0], of)
			if w.byKey(secret) != (access.Actor{}) {
				t.Errorf("the key works after %s", c[0])
			}
			w.exec(c[1], of)
			if w.byKey(secret) == (access.Actor{}) {
				t.Errorf("the key does not work after %s", c[1])
			}
		}
		w.clock.move(24 * time.Hour)
		if w.byKey(secret) != (access.Actor{}) {
			t.Error("an expired key works")
		}
	})
}

func TestRevokedKeyEndsAtOnceAndTheAuditNamesBoth(t *testing.T) {
	both(t, func(t *testing.T, w *world) {
		admin := w.admin()
		k, secret, err := w.makeKey(admin, account.KeyDraft{Name: "sync", Scopes: mostScopes})
		if err != nil {
			t.Fatal(err)
		}
		revoke := func(who access.Actor) error {
			return w.Write(t.Context(), who, func(tx *store.Tx) error { _, err := account.RevokeKey(t.Context(), tx, k.ID); return err })
		}
		wantCode(t, revoke(w.owner), "not_found") // the vendor leaves a partner's keys to it
		wantCode(t, revoke(w.byKey(secret)), "not_permitted")
		if err := revoke(admin); err != nil {
			t.Fatal(err)
		}
		if w.byKey(secret) != (access.Actor{}) {
			t.Error("a revoked key works")
		}
		wantCode(t, revoke(admin), "key_revoked")
		for _, action := range []string{"api_key.made", "api_key.revoked"} {
			if n := value[int64](w, `SELECT count(*) FROM audit_event WHERE action = $1 AND chain = $2 AND object_name LIKE 'sync kontor_%'`, action, w.made.Partner.ID); n != 1 {
				t.Errorf("%d audit events %s", n, action)
			}
		}
	})
}

func TestKeyDraftsAreHeldAgainstTheRules(t *testing.T) {
	both(t, func(t *testing.T, w *world) {
		admin, past, far := w.admin(), w.clock.now(), w.clock.now().Add(6*366*24*time.Hour)
		for want, d := range map[string]account.KeyDraft{
			"name invalid":       {Scopes: mostScopes},
			"scopes invalid":     {Name: "x"},
			"expires_at invalid": {Name: "x", Scopes: mostScopes, ExpiresAt: &past},
		} {
			if _, _, err := w.makeKey(admin, d); fieldCode(err) != want {
				t.Errorf("%v, want %s", err, want)
			}
		}
		for _, d := range []account.KeyDraft{{Name: "x", Scopes: []access.KeyScope{access.VendorRead}}, {Name: "x", Scopes: []access.KeyScope{"all"}},
			{Name: strings.Repeat("x", 101), Scopes: mostScopes}, {Name: "x", Scopes: mostScopes, ExpiresAt: &far}} {
			if _, _, err := w.makeKey(admin, d); err == nil {
				t.Errorf("made %+v", d)
			}
		}
		user := access.AsPartnerUser(access.Member{Account: 1, Partner: w.made.Partner.ID, Partnership: w.made.Partnership.ID, Role: access.PartnerUser})
		_, _, err := w.makeKey(user, account.KeyDraft{Name: "x", Scopes: mostScopes})
		wantCode(t, err, "not_permitted")
		for range account.MostKeys {
			if _, _, err = w.makeKey(admin, account.KeyDraft{Name: "x", Scopes: mostScopes}); err != nil {
				t.Fatal(err)
			}
		}
		_, _, err = w.makeKey(admin, account.KeyDraft{Name: "x", Scopes: mostScopes})
		wantCode(t, err, "too_many_keys")
	})
}

// trust.md "Audit": the audit of an act by key names the key.
func TestAuditOfAnActByKeyNamesTheKey(t *testing.T) {
	both(t, func(t *testing.T, w *world) {
		a, _, err := account.AddStaff(t.Context(), w.DB, account.Draft{FirstName: "Sam", LastName: "Keller", Email: "sam@keyhaven.example", Role: access.Owner})
		if err != nil {
			t.Fatal(err)
		}
		w.exec(`UPDATE my_account SET status = 'active' WHERE id = $1`, a.ID)
		k, secret, err := account.AddKey(t.Context(), w.DB, "sam.keller", 0, account.KeyDraft{Name: "console", Scopes: []access.KeyScope{access.VendorWrite}})
		if err != nil {
			t.Fatal(err)
		}
		err = w.Write(t.Context(), w.byKey(secret), func(tx *store.Tx) error {
			_, err := account.Invite(t.Context(), tx, account.Draft{Partner: w.made.Partner.ID, FirstName: "Jonas", LastName: "Berg", Email: "jonas@bluepeak.example",
				Phone: "12345678901", Role: access.PartnerUser})
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
		want := "Sam Keller (API key console " + k.Prefix + "…)"
		if got := value[string](w, `SELECT actor FROM audit_event WHERE action = 'account.invited' ORDER BY id DESC LIMIT 1`); got != want {
			t.Errorf("actor %q, want %q", got, want)
		}
		if all, err := account.ListKeys(t.Context(), w.DB); err != nil || len(all) != 1 || all[0].LastUsedAt == nil || all[0].LastUsedIP != here {
			t.Errorf("%+v %v", all, err)
		}
		if _, err := account.EndKey(t.Context(), w.DB, k.ID); err != nil || w.byKey(secret) != (access.Actor{}) {
			t.Errorf("the operator's revocation: %v", err)
		}
		_, _, err = account.AddKey(t.Context(), w.DB, maya, 0, account.KeyDraft{Name: "x", Scopes: mostScopes})
		wantCode(t, err, "not_found") // invited only
	})
}
