package main

import (
	"time"

	"kontor/access"
	"kontor/account"
	"kontor/partner"
)

// partnerPlan is a partner's life.
type partnerPlan struct {
	name, country, city, zone string
	kind, terms               string
	since                     time.Time
	admin                     person
	silent                    bool // the first Admin has not accepted
	team                      []member
	companies                 []companyPlan
	children                  []partnerPlan
}

// member is a further partner user.
type member struct {
	after   time.Duration // since the partner is here
	draft   account.Draft
	accepts bool
}

const day = 24 * time.Hour

// partners is the cast: Bluepeak IT and Cirrus Channel as in the prototype, and others; 13 with the resellers' child MSPs, 300 companies.
func (w *world) partners() []partnerPlan {
	msp := func(name, country, zone string, admin person, after time.Duration, companies, people int) partnerPlan {
		since := w.plan.working(w.start.Add(after))
		return partnerPlan{name: name, country: country, zone: zone, kind: partner.MSP, terms: "invoice", since: since, admin: admin,
			companies: w.plan.companies(companies, people, since.Add(6*time.Hour))}
	}
	list := []partnerPlan{
		w.bluepeak(msp("Bluepeak IT", "DK", "Europe/Copenhagen", person{"Maya", "Jensen", "maya@bluepeak.example"}, day, 82, 960)),
		w.cirrus(),
		msp("Delta Managed", "NL", "Europe/Amsterdam", person{"Ruben", "de Boer", "ruben@delta.example"}, 9*day, 31, 250),
		msp("Halden Systems", "NO", "Europe/Oslo", person{"Ingrid", "Moe", "ingrid@halden.example"}, 20*day, 19, 180),
		msp("Ibex Networks", "DE", "Europe/Berlin", person{"Jonas", "Kranz", "jonas@ibex.example"}, 33*day, 44, 450),
		msp("Kestrel Cloud", "GB", "Europe/London", person{"Erin", "Shaw", "erin@kestrel.example"}, 80*day, 14, 110),
		msp("Larkfield IT", "IE", "Europe/Dublin", person{"Sean", "Burke", "sean@larkfield.example"}, 150*day, 12, 70),
	}
	evergreen := msp("Evergreen Cloud", "SE", "Europe/Stockholm", person{"Alma", "Nyberg", "alma@evergreen.example"}, 340*day, 0, 0)
	evergreen.terms = "card" // no card on file yet: it can't add customers
	foxglove := msp("Foxglove Systems", "FR", "Europe/Paris", person{"Louise", "Perrin", "louise@foxglove.example"}, worldHistory-3*day, 0, 0)
	foxglove.kind, foxglove.silent = partner.Reseller, true
	gannet := msp("Gannet Hosting", "ES", "Europe/Madrid", person{"Pilar", "Ochoa", "pilar@gannet.example"}, 120*day, 0, 0)
	return append(list, evergreen, foxglove, gannet)
}

// bluepeak has the whole team of the prototype, and its two companies.
func (w *world) bluepeak(p partnerPlan) partnerPlan {
	user := func(first, last, email string, role access.Role) account.Draft {
		return account.Draft{FirstName: first, LastName: last, Email: email, Role: role}
	}
	p.team = []member{
		{2 * day, user("Jonas", "Berg", "jonas@bluepeak.example", access.PartnerUser), true},
		{40 * day, user("Ida", "Holm", "ida@bluepeak.example", access.MarketingRole), true},
		{60 * day, user("Accounts", "Payable", "invoices@bluepeak.example", access.Notifications), false},
		{w.now.Sub(p.since) - 5*day, user("Peter", "Lund", "peter@bluepeak.example", access.PartnerUser), false},
	}
	copenhagen := place{"DK", "Copenhagen", "1050"}
	p.companies = append(p.companies,
		companyPlan{name: "Aldergrove Dental Group", level: "Business", place: copenhagen, acceptedShare: 0.9,
			cast: []person{{"Priya", "Raman", "priya@aldergrovedental.example"}, {"Sofia", "Marin", "sofia@aldergrovedental.example"}}, steps: w.steps(p.since, 20, 20, 22, 130, 30, 32, 340, 37, 38, 360, 39, 42)},
		companyPlan{name: "Ember & Oak Interiors", level: "Business", place: copenhagen, acceptedShare: 1,
			cast: []person{{"Luca", "Ferri", "luca@emberoak.example"}, {"Nora", "Beck", "nora@emberoak.example"}}, steps: w.steps(p.since, 45, 5, 6, 200, 9, 9)})
	return p
}

// steps are written as days since a beginning, people, licenses.
func (w *world) steps(since time.Time, numbers ...int) []step {
	var list []step
	for i := 0; i+2 < len(numbers); i += 3 {
		list = append(list, step{at: w.plan.working(since.Add(time.Duration(numbers[i]) * day)), used: numbers[i+1], count: numbers[i+2]})
	}
	return list
}

// cirrus is a reseller: customers of its own and three MSPs, each with customers of theirs.
func (w *world) cirrus() partnerPlan {
	since := w.plan.working(w.start.Add(3 * day))
	child := func(name, city string, admin person, after time.Duration, companies, people int) partnerPlan {
		at := w.plan.working(since.Add(after))
		return partnerPlan{name: name, country: "NL", city: city, since: at, admin: admin,
			companies: w.plan.companies(companies, people, at.Add(6*time.Hour))}
	}
	return partnerPlan{name: "Cirrus Channel", country: "NL", city: "Utrecht", zone: "Europe/Amsterdam", kind: partner.Reseller, terms: "invoice",
		since: since, admin: person{"Nils", "Vermeer", "nils@cirrus.example"},
		team:      []member{{10 * day, account.Draft{FirstName: "Hanne", LastName: "Smit", Email: "hanne@cirrus.example", Role: access.PartnerUser}, true}},
		companies: w.plan.companies(38, 520, since.Add(6*time.Hour)),
		children: []partnerPlan{
			child("Orchard IT", "Zwolle", person{"Olga", "Visser", "olga@orchard.example"}, 20*day, 31, 260),
			child("Quayside Networks", "Rotterdam", person{"Imran", "Bakker", "imran@quayside.example"}, 60*day, 18, 110),
			child("Saltmarsh Tech", "Middelburg", person{"Wen", "de Graaf", "wen@saltmarsh.example"}, 200*day, 6, 40),
		}}
}
