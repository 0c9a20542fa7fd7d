package api_test

import (
	"fmt"

	"kontor/access"
	"kontor/kontortest"
)

// requests are those of one operation: one that succeeds, and one that the present state refuses, nil where none is documented.
type requests struct{ good, bad func() ask }

// further are the requests of the operations that are about no company's own life, by operation.
func (s *scene) further() map[string]requests {
	all := map[string]requests{}
	for _, some := range []map[string]requests{s.transfers(), s.partnerLife(), s.people(), s.several(), s.catalog(), s.payers(), s.settings(), s.imports()} {
		for id, r := range some {
			all[id] = r
		}
	}
	return all
}

// other is a further partner, who can take companies and be changed.
func (s *scene) other() *kontortest.Partner {
	return s.k.Partner(kontortest.MSP, kontortest.InvoiceTerms)
}

func (s *scene) prices() string {
	var list int64
	if err := s.k.Raw().QueryRow(`SELECT min(id) FROM price_list`).Scan(&list); err != nil {
		s.t.Fatal(err)
	}
	return fmt.Sprint(list)
}

func (s *scene) transfers() map[string]requests {
	move := func(c *kontortest.Company) ask {
		return ask{"POST", path("/companies/%d/transfer", c.ID), kontortest.JSON{"partnership_id": fmt.Sprint(s.other().Partnership), "name": c.Name, "reason": "Changed its partner"}, nil}
	}
	see := func(c *kontortest.Company) ask {
		return ask{"GET", path("/companies/%d/transfer?partnership_id=%d", c.ID, s.other().Partnership), nil, nil}
	}
	targets := func(c *kontortest.Company) ask {
		return ask{"GET", path("/companies/%d/transfer-targets", c.ID), nil, nil}
	}
	both := func(of func(*kontortest.Company) ask) requests {
		return requests{func() ask { return of(s.fresh()) }, func() ask { return of(s.gone) }}
	}
	return map[string]requests{"transferCompany": both(move), "previewTransfer": both(see), "listTransferTargets": both(targets)}
}

func (s *scene) partnerLife() map[string]requests {
	reason := kontortest.JSON{"reason": "Three months are open"}
	of := func(p *kontortest.Partner, method, rest string, body any) ask {
		return ask{method, path("/partners/%d%s", p.ID, rest), body, nil}
	}
	ended := func() *kontortest.Partner {
		p := s.other()
		s.vendor.Post(path("/partners/%d/end", p.ID), kontortest.JSON{"name": p.Name, "reason": "The contract ended"}).Want(s.t, 200)
		return p
	}
	change := func(p *kontortest.Partner) ask {
		return of(p, "PATCH", "", kontortest.JSON{"support_email": "help@bluepeak.example", "contacts": kontortest.JSON{"sales": kontortest.JSON{"name": "Nora Lind"}}})
	}
	add := func(p *kontortest.Partner) ask {
		return of(p, "POST", "/partnerships", kontortest.JSON{"type": "reseller", "billing_zone": "Europe/Copenhagen", "currency": "EUR", "price_list_id": s.prices(), "payment_terms": "invoice"})
	}
	terms := func(p *kontortest.Partner, body kontortest.JSON) ask {
		return of(p, "PATCH", path("/partnerships/%d", p.Partnership), body)
	}
	choose := func(p *kontortest.Partner, list string) ask {
		return ask{"PUT", path("/partnerships/%d/price-list", p.Partnership), kontortest.JSON{"price_list_id": list}, nil}
	}
	suspended := func() *kontortest.Partner {
		p := s.other()
		s.vendor.Post(path("/partners/%d/suspension", p.ID), reason).Want(s.t, 200)
		return p
	}
	return map[string]requests{
		"changePartner":  {func() ask { return change(s.other()) }, func() ask { return change(ended()) }},
		"suspendPartner": {func() ask { return of(s.other(), "POST", "/suspension", reason) }, func() ask { return of(suspended(), "POST", "/suspension", reason) }},
		"resumePartner":  {func() ask { return of(suspended(), "POST", "/resumption", nil) }, func() ask { return of(s.other(), "POST", "/resumption", nil) }},
		"endPartner": {func() ask {
			p := s.other()
			return of(p, "POST", "/end", kontortest.JSON{"name": p.Name, "reason": "The contract ended"})
		}, func() ask {
			return of(s.msp, "POST", "/end", kontortest.JSON{"name": s.msp.Name, "reason": "The contract ended"})
		}},
		"listPartnerships": {func() ask { return of(s.msp, "GET", "/partnerships", nil) }, nil},
		"addPartnership":   {func() ask { return add(s.other()) }, func() ask { return add(suspended()) }},
		"changePartnership": {func() ask { return terms(s.other(), kontortest.JSON{"legal_name": "Bluepeak IT ApS"}) },
			func() ask { return terms(s.msp, kontortest.JSON{"currency": "USD"}) }},
		"choosePriceList": {func() ask { return choose(s.other(), s.prices()) }, func() ask {
			s.fresh()
			return choose(s.msp, fmt.Sprint(s.bare()))
		}},
	}
}

// payers are the requests about who pays for a reseller's MSP.
func (s *scene) payers() map[string]requests {
	child := func() *kontortest.Partner {
		return s.k.Partner(kontortest.Reseller, kontortest.InvoiceTerms).Child()
	}
	see := func(p *kontortest.Partner) ask {
		return ask{"GET", path("/partners/%d/partnerships/%d/payer", p.ID, p.Partnership), nil, nil}
	}
	set := func(p *kontortest.Partner) ask {
		return ask{"PUT", see(p).path, kontortest.JSON{"bill_to_id": fmt.Sprint(p.Partnership), "reason": "Its own contract"}, nil}
	}
	return map[string]requests{"getPayer": {func() ask { return see(child()) }, func() ask { return see(s.msp) }},
		"setPayer": {func() ask { return set(child()) }, func() ask { return set(s.msp) }}}
}

// people are the requests about partner users: by the vendor, and by the partner's own Admins.
func (s *scene) people() map[string]requests {
	member := func() int64 { return s.msp.User(access.PartnerUser).Account }
	vendor := func(rest string, id int64) string { return path("/partners/%d/users/%d%s", s.msp.ID, id, rest) }
	own := func(rest string, id int64) string { return path("/account/users/%d%s", id, rest) }
	admin := s.msp.Admin.Account
	all := map[string]requests{}
	for _, at := range []struct {
		path                      func(string, int64) string
		get, change, reset, leave string
	}{{vendor, "getPartnerUser", "changePartnerUser", "resetPartnerUserPassword", "removePartnerUser"},
		{own, "getAccountUser", "changeAccountUser", "resetAccountUserPassword", "removeAccountUser"}} {
		all[at.get] = requests{func() ask { return ask{"GET", at.path("", member()), nil, nil} }, nil}
		all[at.change] = requests{func() ask { return ask{"PATCH", at.path("", member()), kontortest.JSON{"last_name": "Bergman"}, nil} },
			func() ask { return ask{"PATCH", at.path("", admin), kontortest.JSON{"role": "user"}, nil} }}
		all[at.reset] = requests{func() ask { return ask{"POST", at.path("/password-reset", member()), nil, nil} },
			func() ask { return ask{"POST", at.path("/password-reset", s.invitee()), nil, nil} }}
		all[at.leave] = requests{func() ask { return ask{"POST", at.path("/removal", member()), kontortest.JSON{}, nil} },
			func() ask { return ask{"POST", at.path("/removal", admin), kontortest.JSON{}, nil} }}
	}
	user := func(email string) ask {
		person := s.person(email)
		person["phone"], person["partnership_id"] = kontortest.Phone, fmt.Sprint(s.msp.Partnership)
		return ask{"POST", "/account/users", person, nil}
	}
	all["listAccountUsers"] = requests{func() ask { return ask{"GET", "/account/users", nil, nil} }, nil}
	all["addAccountUser"] = requests{func() ask { return user(s.email()) }, func() ask { return user(s.msp.Admin.Email) }}
	all["resendAccountInvitation"] = requests{func() ask { return ask{"POST", own("/invitation", s.invitee()), nil, nil} },
		func() ask { return ask{"POST", own("/invitation", admin), nil, nil} }}
	release := kontortest.JSON{"reason": "Works for another partner"}
	all["releaseAddress"] = requests{func() ask { return ask{"POST", vendor("/release", member()), release, nil} },
		func() ask { return ask{"POST", vendor("/release", admin), release, nil} }}
	return all
}

func (s *scene) several() map[string]requests {
	of := func(c *kontortest.Company, rest string) ask {
		return ask{"POST", path("/companies/%d/users/%s", c.ID, rest), kontortest.JSON{"users": []any{s.person(s.email()), s.person(s.email())}}, nil}
	}
	both := func(rest string) requests {
		return requests{func() ask { return of(s.fresh(), rest) }, func() ask { return of(s.gone, rest) }}
	}
	return map[string]requests{"addUsers": both("several"), "checkUsers": both("check")}
}

// catalog are the requests about products and price lists.
func (s *scene) catalog() map[string]requests {
	add := func() ask {
		s.n++
		return ask{"POST", "/products", kontortest.JSON{"name": fmt.Sprintf("Level %d", s.n), "price_list": "Standard", "currency": "EUR", "unit_price": 499}, nil}
	}
	level := func() string {
		a := add()
		return "/products/" + s.vendor.Post(a.path, a.body).Want(s.t, 201).Text(s.t, "id")
	}
	retired := func() string {
		at := level()
		s.vendor.Post(at+"/retirement", nil).Want(s.t, 200)
		return at
	}
	post := func(at, rest string) ask { return ask{"POST", at + rest, nil, nil} }
	prices := func() string { return "/price-lists/" + s.prices() + "/prices" }
	tiers := []any{kontortest.JSON{"up_to": 50, "unit_price": 499}, kontortest.JSON{"unit_price": 449}}
	return map[string]requests{
		"listCatalog": {func() ask { return ask{"GET", "/catalog", nil, nil} }, nil},
		"addProduct": {add, func() ask {
			return ask{"POST", "/products", kontortest.JSON{"name": "Business", "price_list": "Standard", "currency": "EUR", "unit_price": 499}, nil}
		}},
		"getProduct":      {func() ask { return ask{"GET", level(), nil, nil} }, nil},
		"changeProduct":   {func() ask { return ask{"PATCH", level(), kontortest.JSON{"description": "For teams"}, nil} }, func() ask { return ask{"PATCH", level(), kontortest.JSON{"name": "Business"}, nil} }},
		"retireProduct":   {func() ask { return post(level(), "/retirement") }, func() ask { return post(retired(), "/retirement") }},
		"activateProduct": {func() ask { return post(retired(), "/activation") }, func() ask { return post(level(), "/activation") }},
		"listPriceLists":  {func() ask { return ask{"GET", "/price-lists", nil, nil} }, nil},
		"addPriceList": {func() ask {
			s.n++
			return ask{"POST", "/price-lists", kontortest.JSON{"name": fmt.Sprintf("List %d", s.n)}, nil}
		}, func() ask { return ask{"POST", "/price-lists", kontortest.JSON{"name": "Standard"}, nil} }},
		"listPrices": {func() ask { return ask{"GET", prices(), nil, nil} }, nil},
		"addPrice": {func() ask {
			return ask{"POST", prices(), kontortest.JSON{"product_id": fmt.Sprint(s.k.Product("Business")), "currency": "EUR", "valid_from": "2099-01-01", "model": "volume", "tiers": tiers}, nil}
		}, nil},
	}
}

func (s *scene) settings() map[string]requests {
	get := func(path string) requests { return requests{func() ask { return ask{"GET", path, nil, nil} }, nil} }
	change := func(path string, body kontortest.JSON) requests {
		return requests{func() ask { return ask{"PATCH", path, body, nil} }, nil}
	}
	const logoAt = "/settings/organization/logo"
	put := func() ask { return ask{"PUT", logoAt, logo(s.t), []string{"Content-Type", "image/png"}} }
	remove := func() ask { return ask{"DELETE", logoAt, nil, nil} }
	with := func(method string) requests {
		return requests{func() ask {
			put().by(s.vendor).Want(s.t, 204)
			return ask{method, logoAt, nil, nil}
		}, func() ask {
			remove().by(s.vendor).Want(s.t, 204)
			return ask{method, logoAt, nil, nil}
		}}
	}
	all := s.logos()
	for id, r := range map[string]requests{
		"getOrganizationLogo": with("GET"), "putOrganizationLogo": {put, nil}, "removeOrganizationLogo": {remove, nil}, "getMailServer": get("/settings/mail"), "getHealth": get("/health"),
		"tryMailServer": {func() ask { return ask{"POST", "/settings/mail/trial", nil, nil} }, func() ask {
			again := ask{"POST", "/settings/mail/trial", nil, nil}
			for range 20 {
				again.by(s.vendor)
			}
			return again
		}},
		"getOrganization": get("/settings/organization"), "getPolicies": get("/settings/policies"), "getLegalData": get("/settings/legal"), "search": get("/search?q=eastgate"),
		"changeOrganization": change("/settings/organization", kontortest.JSON{"support_url": "https://northwind.example/help", "help_edit_url": "https://northwind.example/edit/"}),
		"changePolicies":     change("/settings/policies", kontortest.JSON{"session_days": 6}),
		"changeAccount":      change("/account", kontortest.JSON{"support_email": "help@bluepeak.example", "po_number": "PO 7"}),
		"changeLegalData":    change("/settings/legal", kontortest.JSON{"name": "Northwind Mail A/S", "address": "Havnegade 12"}),
	} {
		all[id] = r
	}
	return all
}

// logos are the requests about partners' logos: by the vendor, and by the partner's own Admins.
func (s *scene) logos() map[string]requests {
	own := ask{"", "/account/logo", nil, nil}
	of := func(p *kontortest.Partner) ask { return ask{"", path("/partners/%d/logo", p.ID), nil, nil} }
	put := func(a ask) ask { return ask{"PUT", a.path, logo(s.t), []string{"Content-Type", "image/png"}} }
	ended := func() *kontortest.Partner {
		p := s.other()
		s.vendor.Post(path("/partners/%d/end", p.ID), kontortest.JSON{"name": p.Name, "reason": "The contract ended"}).Want(s.t, 200)
		return p
	}
	has := func(a ask, by *kontortest.Caller, method string) ask {
		put(a).by(by).Want(s.t, 204)
		return ask{method, a.path, nil, nil}
	}
	return map[string]requests{
		"getPartnerLogo":    {func() ask { return has(of(s.other()), s.vendor, "GET") }, nil},
		"putPartnerLogo":    {func() ask { return put(of(s.other())) }, func() ask { return put(of(ended())) }},
		"removePartnerLogo": {func() ask { return has(of(s.other()), s.vendor, "DELETE") }, func() ask { return ask{"DELETE", of(ended()).path, nil, nil} }},
		"getAccountLogo": {func() ask { return has(own, s.partner, "GET") }, func() ask {
			(ask{"DELETE", own.path, nil, nil}).by(s.partner).Want(s.t, 204)
			return ask{"GET", own.path, nil, nil}
		}},
		"putAccountLogo":    {func() ask { return put(own) }, nil},
		"removeAccountLogo": {func() ask { return has(own, s.partner, "DELETE") }, nil},
	}
}
