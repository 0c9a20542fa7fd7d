package api_test

import (
	"bytes"
	"fmt"
	"image"
	"image/png"
	"testing"

	"kontor/access"
	"kontor/account"
	"kontor/company"
	"kontor/kontortest"
)

// scene is an installation in which every operation can succeed and fail.
type scene struct {
	t           *testing.T
	k           *kontortest.Kontor
	msp         *kontortest.Partner
	gone        *kontortest.Company // deleted
	n           int
	more        map[string]requests
	partner     *kontortest.Caller // with every scope a partner's key can have
	vendor      *kontortest.Caller
	weak, weakV *kontortest.Caller // with a scope that most operations do not take
}

// ask is one request.
type ask struct {
	method, path string
	body         any
	headers      []string
}

func newScene(t *testing.T, k *kontortest.Kontor) *scene {
	s := &scene{t: t, k: k, msp: k.Partner(kontortest.MSP, kontortest.InvoiceTerms)}
	s.gone = s.msp.Company("Dunmore Bakery", 3)
	s.partner, s.vendor = k.API(s.msp.Admin), k.API(k.Owner)
	s.more = s.further()
	k.Exec(`UPDATE subscription SET license_count = 500 WHERE company_id = $1`, s.msp.Home.ID) // every partner user has an app account there
	s.weak, s.weakV = k.API(s.msp.Admin, access.AccountRead), k.API(k.Owner, access.CompaniesRead)
	s.partner.Post(path("/companies/%d/deletion", s.gone.ID), kontortest.JSON{"name": s.gone.Name}).Want(t, 200)
	return s
}

func (s *scene) fresh() *kontortest.Company {
	s.n++
	return s.msp.Company(fmt.Sprintf("Eastgate %d", s.n), 10)
}

func (s *scene) email() string { s.n++; return fmt.Sprintf("otto%d@eastgate.example", s.n) }

func logo(t *testing.T) []byte {
	var b bytes.Buffer
	if err := png.Encode(&b, image.NewRGBA(image.Rect(0, 0, 8, 8))); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func (s *scene) person(email string) kontortest.JSON {
	return kontortest.JSON{"first_name": "Otto", "last_name": "Ring", "email": email}
}

func (s *scene) newPartner(email string) kontortest.JSON {
	s.n++
	var list int64
	if err := s.k.Raw().QueryRow(`SELECT min(id) FROM price_list`).Scan(&list); err != nil {
		s.t.Fatal(err)
	}
	admin := s.person(email)
	admin["phone"] = kontortest.Phone
	return kontortest.JSON{"name": fmt.Sprintf("Delta %d", s.n), "type": "msp", "country": "DK", "time_zone": "Europe/Copenhagen", "billing_zone": "Europe/Copenhagen", "currency": "EUR",
		"price_list_id": fmt.Sprint(list), "payment_terms": "invoice", "home_product_id": fmt.Sprint(s.k.Product("Business")), "admin": admin}
}

// at is an operation's request about a company: on its subscription and its user, who is invited.
func (s *scene) at(id string, c *kontortest.Company, user int64) ask {
	of := path("/companies/%d", c.ID)
	sub, who := path("%s/subscriptions/%d", of, c.Subscription), path("%s/users/%d", of, user)
	count, level := kontortest.JSON{"license_count": 12}, kontortest.JSON{"product_id": fmt.Sprint(s.k.Product("Education"))}
	for name, a := range map[string]ask{
		"getCompany": {"GET", of, nil, nil}, "changeCompany": {"PATCH", of, kontortest.JSON{"city": "Esbjerg"}, nil}, "listCompanyActivity": {"GET", of + "/activity", nil, nil},
		"getCompanyLogo": {"GET", of + "/logo", nil, nil}, "putCompanyLogo": {"PUT", of + "/logo", logo(s.t), []string{"Content-Type", "image/png"}}, "removeCompanyLogo": {"DELETE", of + "/logo", nil, nil},
		"suspendCompany": {"POST", of + "/suspension", nil, nil}, "resumeCompany": {"POST", of + "/resumption", nil, nil},
		"deleteCompany": {"POST", of + "/deletion", kontortest.JSON{"name": c.Name}, nil}, "restoreCompany": {"POST", of + "/restoration", nil, nil},
		"listSubscriptions": {"GET", of + "/subscriptions", nil, nil}, "addSubscription": {"POST", of + "/subscriptions", kontortest.JSON{"license_count": 2, "product_id": level["product_id"]}, nil},
		"getSubscription": {"GET", sub, nil, nil}, "setLicenseCount": {"PUT", sub + "/license-count", count, nil}, "setLevel": {"PUT", sub + "/level", level, nil},
		"endSubscription": {"POST", sub + "/end", nil, nil}, "endFreeMonth": {"POST", of + "/billing-start", nil, nil}, "listLicenseHistory": {"GET", of + "/license-history", nil, nil},
		"listUsers": {"GET", of + "/users", nil, nil}, "addUser": {"POST", of + "/users", s.person(s.email()), nil}, "getUser": {"GET", who, nil, nil},
		"changeUser": {"PATCH", who, kontortest.JSON{"last_name": "Ringsted"}, nil}, "suspendUser": {"POST", who + "/suspension", nil, nil}, "resumeUser": {"POST", who + "/resumption", nil, nil},
		"removeUser": {"POST", who + "/removal", nil, nil}, "sendWelcome": {"POST", who + "/welcome", nil, nil}, "handOver": {"POST", who + "/ownership", nil, nil},
	} {
		if name == id {
			return a
		}
	}
	return s.elsewhere(id, s.email())
}

// elsewhere is the request of an operation that is about no company.
func (s *scene) elsewhere(id, email string) ask {
	add := newCompany(s.k, "Westgate")
	add["owner"] = s.person(email)
	of := path("/partners/%d", s.msp.ID)
	user := s.person(email)
	user["phone"] = kontortest.Phone
	a, ok := map[string]ask{
		"listCompanies": {"GET", "/companies", nil, nil}, "addCompany": {"POST", "/companies", add, nil}, "addCompanyTo": {"POST", path("/partnerships/%d/companies", s.msp.Partnership), add, nil},
		"listProducts": {"GET", "/products", nil, nil}, "getAccount": {"GET", "/account", nil, nil}, "listActivity": {"GET", "/activity", nil, nil}, "listPartners": {"GET", "/partners", nil, nil},
		"addPartner": {"POST", "/partners", s.newPartner(email), nil}, "getPartner": {"GET", of, nil, nil}, "listPartnerUsers": {"GET", of + "/users", nil, nil},
		"invitePartnerUser": {"POST", of + "/users", user, nil}, "inviteAgain": {"POST", path("%s/users/%d/invitation", of, s.invitee()), nil, nil},
	}[id]
	if !ok {
		s.t.Fatalf("the scene has no request for %s", id)
	}
	return a
}

func (s *scene) invitee() int64 {
	return s.k.Invited(s.k.Owner, account.Draft{Partner: s.msp.ID, Partnerships: []int64{s.msp.Partnership}, FirstName: "Ivo", LastName: fmt.Sprintf("Guest%d", s.n),
		Email: s.email(), Role: access.PartnerUser}).Account
}

// success is a request that succeeds.
func (s *scene) success(id string) ask {
	if r, ok := s.more[id]; ok {
		return r.good()
	}
	c := s.fresh()
	user := c.User(company.User)
	ready := func(a ask) { s.partner.Call(a.method, a.path, a.body, a.headers...) }
	switch id {
	case "getCompanyLogo", "removeCompanyLogo":
		ready(s.at("putCompanyLogo", c, 0))
	case "resumeCompany":
		ready(s.at("suspendCompany", c, 0))
	case "restoreCompany":
		ready(s.at("deleteCompany", c, 0))
	case "resumeUser":
		ready(s.at("suspendUser", c, user.AppUser))
	case "endFreeMonth":
		s.k.Exec(`UPDATE company SET billing_start = 'free_until_end_of_month' WHERE id = $1`, c.ID)
	case "endSubscription":
		ready(s.at("addSubscription", c, 0))
		s.k.Raw().QueryRow(`SELECT max(id) FROM subscription WHERE company_id = $1`, c.ID).Scan(&c.Subscription)
	}
	return s.at(id, c, user.AppUser)
}

// conflict is a request that the present state does not allow.
func (s *scene) conflict(id string) ask {
	if r, ok := s.more[id]; ok {
		return r.bad()
	}
	switch id {
	case "addCompany", "addCompanyTo":
		return s.elsewhere(id, s.fresh().Owner.Email)
	case "addPartner", "invitePartnerUser":
		return s.elsewhere(id, s.msp.Admin.Email)
	case "inviteAgain":
		return ask{"POST", path("/partners/%d/users/%d/invitation", s.msp.ID, s.msp.Admin.Account), nil, nil}
	case "restoreCompany":
		return s.at(id, s.fresh(), 0)
	}
	return s.at(id, s.gone, s.gone.Owner.AppUser)
}
