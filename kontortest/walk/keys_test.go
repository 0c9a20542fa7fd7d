package walk_test

import (
	"net/url"

	"kontor/access"
	"kontor/account"
	"kontor/kontortest"
	"kontor/store"
)

func init() {
	const vendor, partner = "/admin/settings/keys", "/p/{partnership}/account/keys"
	for pattern, o := range map[string]operation{
		"GET " + vendor:                        {places: (*world).nothing},
		"GET " + vendor + "/new":               {places: (*world).nothing},
		"POST " + vendor:                       {places: (*world).nothing, form: keyForm, ok: 200},
		"GET " + vendor + "/{key}/revocation":  {places: (*world).vendorKeys},
		"POST " + vendor + "/{key}/revocation": {places: (*world).vendorKeys, fresh: func(w *world, p *place) *place { return p.with("key", text(w.key(nil))) }},

		"GET " + partner:                        {places: (*world).partnerships},
		"GET " + partner + "/new":               {places: (*world).partnerships},
		"POST " + partner:                       {places: (*world).partnerships, form: keyForm, ok: 200},
		"GET " + partner + "/{key}/revocation":  {places: (*world).partnerKeys},
		"POST " + partner + "/{key}/revocation": {places: (*world).partnerKeys, fresh: func(w *world, p *place) *place { return p.with("key", text(w.key(p.partner))) }},
	} {
		operations[pattern] = o
	}
}

// keyForm makes a key that works for a day's walk only: others are revoked, so that the walk does not meet the limit.
func keyForm(w *world, a *actor) url.Values {
	w.k.Exec(`UPDATE api_key SET revoked_at = $1 WHERE name = 'walk'`, w.k.Clock.Now())
	scope := "companies:read"
	if a.of == nil {
		scope = "vendor:read"
	}
	return url.Values{"name": {"walk"}, "scopes": {scope}, "expires": {"30"}}
}

// key is a new API key of a partner, or with nil of the vendor.
func (w *world) key(of *kontortest.Partner) int64 {
	by, scope := w.k.Owner, access.VendorRead
	if of != nil {
		by, scope = of.Admin, access.CompaniesRead
	}
	made, err := store.Write(w.t.Context(), w.k.DB, by.Actor(), func(tx *store.Tx) (account.Key, error) {
		k, _, err := account.MakeKey(w.t.Context(), tx, account.KeyDraft{Name: "fresh", Scopes: []access.KeyScope{scope}})
		return k, err
	})
	w.must(err)
	return made.ID
}

func (w *world) partnerKeys() []*place {
	var all []*place
	keys := map[*kontortest.Partner]string{}
	for _, p := range w.partnerships() {
		if p.odd {
			continue
		}
		if p.partner != nil {
			keys[p.partner] = text(w.key(p.partner))
		}
		all = append(all, p.with("key", keys[p.partner]))
	}
	for _, p := range all {
		if p.partner == nil {
			p.ids["key"] = keys[w.cast.A]
		}
	}
	a := all[0]
	all = append(all, a.wrong("key of B", "key", keys[w.cast.B]), a.wrong("key of the vendor", "key", text(w.key(nil))), a.wrong("unknown key", "key", unknown))
	return append(all, a.misspelled("key")...)
}

func (w *world) vendorKeys() []*place {
	own := &place{name: "own key", ids: map[string]string{"key": text(w.key(nil))}}
	return append([]*place{own, own.wrong("key of A", "key", text(w.key(w.cast.A))), own.wrong("unknown key", "key", unknown)}, own.misspelled("key")...)
}
