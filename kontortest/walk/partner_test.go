package walk_test

import (
	"maps"
	"net/url"

	"kontor/kontortest"
)

// What the vendor's staff do with partners, their companies and their people.
func init() {
	maps.Copy(operations, map[string]operation{
		"GET /admin/partners/{partner}/suspension":               {places: (*world).partnerPages},
		"POST /admin/partners/{partner}/suspension":              {places: (*world).partnerPages, form: reasonForm, fresh: newPartner("active")},
		"GET /admin/partners/{partner}/resumption":               {places: (*world).partnerPages, ok: 409},
		"POST /admin/partners/{partner}/resumption":              {places: (*world).partnerPages, fresh: newPartner("suspended")},
		"GET /admin/partners/{partner}/end":                      {places: (*world).partnerPages},
		"POST /admin/partners/{partner}/end":                     {places: (*world).partnerPages, form: endForm, fresh: newPartner("active")},
		"GET /admin/partners/{partner}/users/{account}/release":  {places: (*world).invited},
		"POST /admin/partners/{partner}/users/{account}/release": {places: (*world).invited, form: reasonForm, fresh: freshInvitee},
	})
}

func reasonForm(*world, *actor) url.Values { return url.Values{"reason": {"As agreed"}} }

// endForm names the partner that newPartner made last.
func endForm(w *world, _ *actor) url.Values {
	return url.Values{"reason": {"As agreed"}, "name": {w.lastPartner}}
}

// newPartner is another partner without a company, in that status.
func newPartner(status string) func(w *world, p *place) *place {
	return func(w *world, p *place) *place {
		made := w.k.Partner(kontortest.MSP, kontortest.InvoiceTerms)
		w.lastPartner = made.Name
		w.k.Exec(`UPDATE partner SET status = $1 WHERE id = $2`, status, made.ID)
		q := p.with("partner", text(made.ID))
		q.partner = made
		return q
	}
}
