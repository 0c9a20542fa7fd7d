package walk_test

import (
	"fmt"
	"strconv"

	"kontor/access"
	"kontor/account"
	"kontor/company"
	"kontor/kontortest"
)

// firm is a company of the walk.
type firm struct {
	key     string
	company *kontortest.Company
	holder  *kontortest.Partner // whose partnership it is in
	people  *kontortest.Partner // whose people its users are
	home    bool                // somebody's home company
	user    *kontortest.Person  // one of its users, invited
	emails  []string            // of its people
}

// place is what the ids of an address point at.
type place struct {
	name    string
	ids     map[string]string
	partner *kontortest.Partner // nil: unknown
	firm    *firm               // nil: unknown, or none asked for
	broken  bool                // an id behind the first ones belongs elsewhere, or nowhere: not found for everybody
	inner   bool                // what is broken stands below the company or partnership, which are right
	odd     bool                // an id is no number that an id can be
}

// Ids that no row has, and texts that are no ids.
const unknown = "987654321"

var malformed = []string{"0", "-1", "01", "1e3", "9223372036854775808", "1%00"}

// with is the place with one id replaced.
func (p *place) with(name, value string) *place {
	q := *p
	q.ids = map[string]string{}
	for n, v := range p.ids {
		q.ids[n] = v
	}
	q.ids[name] = value
	return &q
}

// wrong is the place with one id that is not there, or not below the others.
func (p *place) wrong(what, name, value string) *place {
	q := p.with(name, value)
	q.name, q.broken = p.name+"/"+what, true
	return q
}

// misspelled are the place with one id in each way that is none.
func (p *place) misspelled(name string) []*place {
	var all []*place
	for _, bad := range malformed {
		q := p.wrong("malformed "+name+" "+bad, name, bad)
		q.odd = true
		all = append(all, q)
	}
	return all
}

func text(id int64) string { return strconv.FormatInt(id, 10) }

func (w *world) makeFirms() {
	c := w.cast
	homes := map[*kontortest.Partner]*kontortest.Partner{c.A: c.A, c.B: c.B, c.Reseller: c.Reseller, c.Child: c.Reseller}
	add := func(key string, of *kontortest.Company, holder *kontortest.Partner, home bool) {
		f := &firm{key: key, company: of, holder: holder, people: of.Partner, home: home, user: of.User(company.User)}
		f.emails = []string{f.user.Email}
		if home {
			f.emails = append(f.emails, of.Partner.Admin.Email)
		} else {
			f.emails = append(f.emails, of.Owner.Email)
		}
		w.k.Exec(`UPDATE subscription SET license_count = 5000 WHERE company_id = $1`, of.ID)
		w.k.Exec(`INSERT INTO image (partner_id, partnership_id, company_id, hash, width, height, png) VALUES ($1, $2, $3, $4, 1, 1, $5)`,
			holder.ID, holder.Partnership, of.ID, key, []byte("picture of "+key))
		w.k.Exec(`UPDATE company SET logo_id = (SELECT id FROM image WHERE company_id = company.id) WHERE id = $1`, of.ID)
		w.firms[key] = f
	}
	for key, of := range map[string]*kontortest.Company{"a1": c.CompanyA, "a2": c.CompanyA2, "b1": c.CompanyB, "r1": c.CompanyR, "c1": c.CompanyChild} {
		add(key, of, of.Partner, false)
	}
	w.k.Exec(`UPDATE partner SET logo = $1, logo_hash = 'logo'`, []byte("logo"))
	for key, p := range map[string]*kontortest.Partner{"ahome": c.A, "bhome": c.B, "rhome": c.Reseller, "msp": c.Child} {
		add(key, p.Home, homes[p], true)
	}
}

// partnerships are the places of the partner's face that name no company.
func (w *world) partnerships() []*place {
	var all []*place
	for _, name := range []string{"A", "B", "R", "C"} {
		p := w.partners[name]
		all = append(all, &place{name: name, partner: p, ids: map[string]string{"partnership": text(p.Partnership)}})
	}
	all = append(all, &place{name: "unknown", ids: map[string]string{"partnership": unknown}})
	odd := all[0].misspelled("partnership")
	for _, p := range odd {
		p.partner = nil
	}
	return append(all, odd...)
}

// companyPlaces are pairs of partnership and company.
func (w *world) companyPlaces() []*place {
	pairs := w.pairs()
	return append(append(pairs, pairs[0].wrong("unknown company", "company", unknown)), pairs[0].misspelled("company")...)
}

// pairs are own and other's, and those that do not belong together.
func (w *world) pairs() []*place {
	pairs := [][2]string{{"A", "a1"}, {"A", "a2"}, {"A", "ahome"}, {"A", "b1"}, {"A", "bhome"}, {"A", "c1"}, {"B", "b1"}, {"B", "a1"}, {"R", "r1"}, {"R", "msp"},
		{"R", "c1"}, {"R", "a1"}, {"R", "rhome"}, {"C", "c1"}, {"C", "msp"}, {"C", "r1"}, {"C", "rhome"}, {"unknown", "a1"}}
	var all []*place
	for _, pair := range pairs {
		f, p := w.firms[pair[1]], w.partners[pair[0]]
		at := &place{name: pair[0] + "/" + pair[1], partner: p, firm: f, ids: map[string]string{"partnership": unknown, "company": text(f.company.ID)}}
		if p != nil {
			at.ids["partnership"] = text(p.Partnership)
		}
		all = append(all, at)
	}
	return all
}

// below adds an id below the company: its own where there is one, and others'.
func (w *world) below(name string, id func(*firm) string) []*place {
	var all []*place
	for _, p := range w.pairs() {
		all = append(all, p.with(name, id(p.firm)))
	}
	a1 := all[0]
	for _, other := range []string{"a2", "ahome", "b1", "c1"} {
		all = append(all, a1.wrong(name+" of "+other, name, id(w.firms[other])))
	}
	return append(append(all, a1.wrong("unknown "+name, name, unknown)), a1.misspelled(name)...)
}

func (w *world) subscriptions() []*place {
	return w.below("subscription", func(f *firm) string { return text(f.company.Subscription) })
}

func (w *world) users() []*place {
	return w.below("user", func(f *firm) string { return text(f.user.AppUser) })
}

// customers are the places of the customer's face.
func (w *world) customers() []*place {
	var all []*place
	for _, key := range []string{"a1", "a2", "ahome", "b1", "c1", "msp"} {
		f := w.firms[key]
		all = append(all, &place{name: key, firm: f, ids: map[string]string{"company": text(f.company.ID)}})
	}
	return append(append(all, all[0].wrong("unknown company", "company", unknown)), all[0].misspelled("company")...)
}

// partnerPages are the places of the vendor's face below /admin/partners.
func (w *world) partnerPages() []*place {
	var all []*place
	for _, name := range []string{"A", "B", "R", "C"} {
		p := w.partners[name]
		all = append(all, &place{name: name, partner: p, ids: map[string]string{"partner": text(p.ID)}})
	}
	return append(append(all, all[0].wrong("unknown partner", "partner", unknown)), all[0].misspelled("partner")...)
}

// invited are the places of an open invitation: its partner's, another's, and none.
func (w *world) invited() []*place {
	var all []*place
	for _, p := range w.partnerPages() {
		all = append(all, p.with("account", text(w.invitee(w.cast.A))))
		last := all[len(all)-1]
		last.broken = last.broken || last.partner != w.cast.A
	}
	a := all[0]
	all = append(all, a.wrong("account of B", "account", text(w.invitee(w.cast.B))), a.wrong("account of staff", "account", text(w.k.Owner.Account)))
	return append(append(all, a.wrong("unknown account", "account", unknown)), a.misspelled("account")...)
}

// guest is a new partner user who has not accepted.
func (w *world) guest(of *kontortest.Partner) *kontortest.Person {
	n := w.next()
	return w.k.Invited(w.k.Owner, account.Draft{Partner: of.ID, Partnerships: []int64{of.Partnership}, FirstName: "Ivo", LastName: fmt.Sprintf("Guest%d", n),
		Email: fmt.Sprintf("ivo%d@guests.example", n), Role: access.PartnerUser})
}

func (w *world) invitee(of *kontortest.Partner) int64 { return w.guest(of).Account }

// numbered are places of one id of which some numbers are there.
func numbered(name string, there, missing []string) func(*world) []*place {
	return func(*world) []*place {
		var all []*place
		for _, id := range there {
			all = append(all, &place{name: name + " " + id, ids: map[string]string{name: id}})
		}
		for _, id := range missing {
			all = append(all, &place{name: "no " + name + " " + id, ids: map[string]string{name: id}, broken: true})
		}
		return append(all, all[0].misspelled(name)...)
	}
}

// nothing is the one place of an address without ids.
func (w *world) nothing() []*place { return []*place{{name: "-", ids: map[string]string{}}} }
