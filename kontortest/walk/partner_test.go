package walk_test

import (
	"fmt"
	"maps"
	"net/url"
	"strings"

	"kontor/kontortest"
)

// What the vendor's staff do with partners, their companies and their people.
func init() {
	maps.Copy(operations, map[string]operation{
		"GET /admin/search":                                               {places: (*world).nothing, query: "q=ber"},
		"GET /admin/companies":                                            {places: (*world).nothing},
		"GET /admin/partners/{partner}/users":                             {places: (*world).partnerPages},
		"GET /admin/partners/{partner}/companies":                         {places: (*world).partnerPages},
		"GET /admin/partners/{partner}/partnerships":                      {places: (*world).partnerPages},
		"GET /admin/partners/{partner}/partnerships/new":                  {places: (*world).partnerPages},
		"POST /admin/partners/{partner}/partnerships":                     {places: (*world).partnerPages, form: newTermsForm, fresh: newPartner("active")},
		"GET /admin/partners/{partner}/partnerships/{partnership}/edit":   {places: (*world).ownPartnerships},
		"POST /admin/partners/{partner}/partnerships/{partnership}/edit":  {places: (*world).ownPartnerships, form: termsForm},
		"GET /admin/partners/{partner}/partnerships/{partnership}/payer":  {places: (*world).childPartnership},
		"POST /admin/partners/{partner}/partnerships/{partnership}/payer": {places: (*world).childPartnership, form: payerForm, idle: true},
		"GET /admin/partners/{partner}/edit":                              {places: (*world).partnerPages},
		"POST /admin/partners/{partner}/edit":                             {places: (*world).partnerPages, form: partnerDetailsForm},
		"GET /admin/partners/{partner}/suspension":                        {places: (*world).partnerPages},
		"POST /admin/partners/{partner}/suspension":                       {places: (*world).partnerPages, form: reasonForm, fresh: newPartner("active")},
		"GET /admin/partners/{partner}/resumption":                        {places: (*world).partnerPages, ok: 409},
		"POST /admin/partners/{partner}/resumption":                       {places: (*world).partnerPages, fresh: newPartner("suspended")},
		"GET /admin/partners/{partner}/end":                               {places: (*world).partnerPages},
		"POST /admin/partners/{partner}/end":                              {places: (*world).partnerPages, form: endForm, fresh: newPartner("active")},
		"GET /admin/partners/{partner}/users/{account}/release":           {places: (*world).invited},
		"POST /admin/partners/{partner}/users/{account}/release":          {places: (*world).invited, form: reasonForm, fresh: freshInvitee},
	})
	operations["GET /admin/companies/{company}/transfer"] = operation{places: func(w *world) []*place { return w.staffPlaces("") }, homes: 409}
	operations["POST /admin/companies/{company}/transfer"] = operation{places: func(w *world) []*place { return w.staffPlaces("") }, homes: 409, form: transferForm, fresh: toMove, moves: true, after: allMoved}
	// What a partner does with a company, the vendor's staff do by the same pages in their own face.
	for pattern, o := range maps.Clone(operations) {
		if rest, ok := strings.CutPrefix(pattern, "GET /p/{partnership}/companies/{company}"); ok && !strings.HasPrefix(rest, "/view") {
			operations["GET /admin/companies/{company}"+rest] = o.forStaff(rest)
		}
		if rest, ok := strings.CutPrefix(pattern, "POST /p/{partnership}/companies/{company}"); ok && !strings.HasPrefix(rest, "/view") {
			operations["POST /admin/companies/{company}"+rest] = o.forStaff(rest)
		}
	}
}

// forStaff is the operation in the vendor's face: staff see every company and manage every partner's.
func (o operation) forStaff(rest string) operation {
	o.people, o.child, o.plan = false, false, false
	name := ""
	if _, below, ok := strings.Cut(rest, "{"); ok {
		name, _, _ = strings.Cut(below, "}")
	}
	o.places = func(w *world) []*place { return w.staffPlaces(name) }
	if strings.HasSuffix(rest, "/removal") || strings.HasSuffix(rest, "/ownership") {
		o.homes = 0
	}
	return o
}

// transferForm goes to a partner made for it, which owns what comes to it.
func transferForm(w *world, _ *actor) url.Values {
	return url.Values{"partnership": {text(w.takes.Partnership)}, "name": {fleeting}, "reason": {"As agreed"}}
}

// toMove is another company of the same partner, and a new partner that takes it.
func toMove(w *world, p *place) *place {
	w.takes = w.k.Partner(kontortest.MSP, kontortest.InvoiceTerms)
	return p.of(p.partner.Company(fleeting, 3))
}

// staffPlaces are companies in the vendor's face, with an id below them if it has a name.
func (w *world) staffPlaces(name string) []*place {
	var all []*place
	for _, key := range []string{"a1", "b1", "msp", "ahome"} {
		f := w.firms[key]
		p := &place{name: key, partner: f.people, firm: f, ids: map[string]string{"company": text(f.company.ID)}}
		switch name {
		case "user":
			p.ids[name] = text(f.user.AppUser)
		case "subscription":
			p.ids[name] = text(f.company.Subscription)
		}
		all = append(all, p)
	}
	all = append(all, all[0].wrong("unknown company", "company", unknown))
	if name != "" {
		all = append(all, all[0].wrong(name+" of b1", name, all[1].ids[name]), all[0].wrong("unknown "+name, name, unknown))
	}
	return append(all, all[0].misspelled("company")...)
}

// ownPartnerships are partners with their partnership, and with another's.
func (w *world) ownPartnerships() []*place {
	var all []*place
	for _, p := range w.partnerPages() {
		at := unknown
		if p.partner != nil {
			at = text(p.partner.Partnership)
		}
		all = append(all, p.with("partnership", at))
	}
	a := all[0]
	return append(append(all, a.wrong("partnership of B", "partnership", text(w.cast.B.Partnership)), a.wrong("unknown partnership", "partnership", unknown)),
		a.misspelled("partnership")...)
}

// childPartnership is the partnership of the reseller's MSP, the only one whose payer can be chosen, and others that are not its own.
func (w *world) childPartnership() []*place {
	var all []*place
	for _, p := range w.ownPartnerships() {
		if p.partner == nil || p.partner == w.cast.Child {
			all = append(all, p)
		}
	}
	return all
}

// payerForm chooses who pays already.
func payerForm(w *world, _ *actor) url.Values {
	return url.Values{"payer": {text(w.cast.Reseller.Partnership)}, "reason": {"As agreed"}}
}

// termsForm changes nothing that is fixed.
func termsForm(w *world, _ *actor) url.Values {
	return url.Values{"payment_terms": {"invoice"}, "legal_name": {fmt.Sprintf("Legal %d", w.next())}}
}

func newTermsForm(w *world, a *actor) url.Values {
	f := termsForm(w, a)
	for name, value := range map[string]string{"type": "msp", "billing_zone": "Europe/Copenhagen", "currency": "EUR", "price_list": text(w.priceList)} {
		f.Set(name, value)
	}
	return f
}

func partnerDetailsForm(w *world, _ *actor) url.Values {
	n := w.next()
	return url.Values{"name": {fmt.Sprintf("Partner %d", n)}, "country": {"DK"}, "time_zone": {"Europe/Copenhagen"}, "sales_name": {"Sal"}, "sales_email": {fmt.Sprintf("sal%d@sales.example", n)}}
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
