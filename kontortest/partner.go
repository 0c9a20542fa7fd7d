package kontortest

import (
	"fmt"
	"net/url"
	"strings"
	"unicode"

	"kontor/access"
	"kontor/account"
	"kontor/company"
	"kontor/onboard"
	"kontor/partner"
	"kontor/store"
)

// Types of a partner and its payment terms, as Kontor.Partner takes them.
const (
	MSP          = partner.MSP
	Reseller     = partner.Reseller
	CardTerms    = "card"
	InvoiceTerms = "invoice"
)

// Partner is a partner with one partnership.
type Partner struct {
	Name            string
	ID, Partnership int64
	Admin           *Person
	Staff           *Person // the Admin's app account in the home company
	Home            *Company

	k *Kontor
}

// Company is a customer company, an MSP's or a home company.
type Company struct {
	Name         string
	ID           int64
	Subscription int64
	Owner        *Person // primary contact; invited, until AcceptWelcome
	Partner      *Partner

	k *Kontor
}

// Path is an address in the partner's portal: "/companies" is "/p/7/companies".
func (p *Partner) Path(rest string) string { return fmt.Sprintf("/p/%d%s", p.Partnership, rest) }

// Path is an address of the company in its partner's portal.
func (c *Company) Path(rest string) string {
	return c.Partner.Path(fmt.Sprintf("/companies/%d%s", c.ID, rest))
}

// PortalPath is an address in the company's own portal.
func (c *Company) PortalPath(rest string) string { return fmt.Sprintf("/c/%d%s", c.ID, rest) }

// Partner makes a partner by the verb. Its Admin has accepted both mails.
func (k *Kontor) Partner(kind, terms string) *Partner {
	k.t.Helper()
	name := k.unique(map[string]string{MSP: "Bluepeak IT", Reseller: "Cirrus Channel"}[kind])
	var made onboard.Made
	k.Write(k.Owner, func(tx *store.Tx) (err error) {
		made, err = onboard.AddPartner(k.t.Context(), tx, onboard.PartnerDraft{
			Draft: partner.Draft{Name: name, Country: "DK", TimeZone: "Europe/Copenhagen", Type: kind, BillingZone: "Europe/Copenhagen",
				Currency: "EUR", PriceList: k.prices, PaymentTerms: terms},
			Product: k.products["Business"], LicenseCount: 10,
			Admin: account.Draft{FirstName: "Maya", LastName: "Jensen", Email: "maya@" + plainName(name) + ".example", Phone: Phone},
		})
		return err
	})
	return k.partnerOf(made)
}

// Child makes an MSP of a reseller by the verb. Its Admin has accepted both mails.
func (p *Partner) Child() *Partner {
	p.k.t.Helper()
	name := p.k.unique("Orchard IT")
	draft := p.draft(name)
	draft.Kind = company.MSP
	var made onboard.Made
	p.k.Write(p.Admin, func(tx *store.Tx) (err error) {
		made, err = onboard.AddMSP(p.k.t.Context(), tx, draft)
		return err
	})
	return p.k.partnerOf(made)
}

func (k *Kontor) partnerOf(made onboard.Made) *Partner {
	k.t.Helper()
	p := &Partner{k: k, Name: made.Partner.Name, ID: made.Partner.ID, Partnership: made.Partnership.ID}
	p.Home = &Company{k: k, Name: made.Company.Name, ID: made.Company.ID, Partner: p}
	p.Admin = k.AcceptInvitation(&Person{k: k, Name: made.Admin.Name(), Email: made.Admin.Email, Username: made.Admin.Username,
		Role: made.Admin.Role, Account: made.Admin.ID, Partnership: p.Partnership})
	p.Staff = &Person{k: k, Name: p.Admin.Name, Email: p.Admin.Email, Role: access.Administrator, Company: p.Home.ID}
	k.must(k.Raw().QueryRow(`SELECT id FROM app_user WHERE company_id = $1`, p.Home.ID).Scan(&p.Staff.AppUser))
	k.must(k.Raw().QueryRow(`SELECT id FROM subscription WHERE company_id = $1`, p.Home.ID).Scan(&p.Home.Subscription))
	k.AcceptWelcome(p.Staff)
	return p
}

// User adds a partner user by the verb, who has accepted the invitation.
func (p *Partner) User(role access.Role) *Person {
	p.k.t.Helper()
	first := map[access.Role]string{access.PartnerAdmin: "Asta", access.PartnerUser: "Jonas", access.MarketingRole: "Ida"}[role]
	draft := account.Draft{Partner: p.ID, Partnerships: []int64{p.Partnership}, FirstName: first, LastName: p.k.unique("Berg"),
		Email: plainName(p.k.unique(first)) + "@" + plainName(p.Name) + ".example", Phone: Phone, Role: role}
	var made account.Account
	p.k.Write(p.k.Owner, func(tx *store.Tx) (err error) {
		made, err = onboard.AddPartnerUser(p.k.t.Context(), tx, draft)
		return err
	})
	return p.k.AcceptInvitation(&Person{k: p.k, Name: made.Name(), Email: made.Email, Username: made.Username, Role: role, Account: made.ID,
		Partnership: p.Partnership})
}

// Assign leaves a User only these companies (domain.md 4.2). There is no verb for it yet.
func (p *Partner) Assign(user *Person, companies ...*Company) {
	p.k.t.Helper()
	var membership int64
	p.k.must(p.k.Raw().QueryRow(`SELECT id FROM membership WHERE account_id = $1 AND partnership_id = $2`, user.Account, p.Partnership).Scan(&membership))
	p.k.Exec(`UPDATE membership SET scope = 'listed' WHERE id = $1`, membership)
	for _, c := range companies {
		p.k.Exec(`INSERT INTO assignment (membership_id, company_id, partner_id, partnership_id) VALUES ($1, $2, $3, $4)`,
			membership, c.ID, p.ID, p.Partnership)
	}
}

// Company adds a customer company by the verb, with a user license count; its owner is invited.
func (p *Partner) Company(name string, licenses int64) *Company {
	p.k.t.Helper()
	draft := p.draft(name)
	draft.LicenseCount = licenses
	return p.AddCompany(draft)
}

// AddCompany adds a customer company as drafted; its owner is invited.
func (p *Partner) AddCompany(draft company.Draft) *Company {
	p.k.t.Helper()
	var added company.Added
	p.k.Write(p.Admin, func(tx *store.Tx) (err error) {
		added, err = company.Add(p.k.t.Context(), tx, draft)
		return err
	})
	c := &Company{k: p.k, Name: draft.Name, ID: added.Company.ID, Subscription: added.Subscription, Partner: p}
	c.Owner = &Person{k: p.k, Name: added.Owner.Name(), Email: added.Owner.Email, Role: access.Administrator, AppUser: added.Owner.ID, Company: c.ID}
	return c
}

// Draft is a company as the form would ask for it, to be changed by the test.
func (p *Partner) Draft(name string) company.Draft { return p.draft(name) }

func (p *Partner) draft(name string) company.Draft {
	return company.Draft{Partnership: p.Partnership, Kind: company.Customer, Name: name, TeamName: name, Country: "DK",
		Owner:   company.Person{FirstName: "Priya", LastName: "Raman", Email: plainName(p.k.unique("priya")) + "@" + plainName(name) + ".example"},
		Product: p.k.products["Business"], BillingStart: company.BillableThisMonth, LicenseCount: 10}
}

// User adds an app user by the verb, who is invited; role is company.Administrator or company.User.
func (c *Company) User(role string) *Person {
	c.k.t.Helper()
	var made company.AppUser
	c.k.Write(c.Partner.Admin, func(tx *store.Tx) (err error) {
		made, err = company.AddUser(c.k.t.Context(), tx, c.ID, c.Subscription, company.Person{FirstName: "Sofia", LastName: "Marin",
			Email: plainName(c.k.unique("sofia")) + "@" + plainName(c.Name) + ".example", Role: role})
		return err
	})
	p := &Person{k: c.k, Name: made.Name(), Email: made.Email, Role: access.AppUser, AppUser: made.ID, Company: c.ID}
	if role == company.Administrator {
		p.Role = access.Administrator
	}
	return p
}

// Product is the id of one of the three products: Business, Business Plus, Education.
func (k *Kontor) Product(name string) int64 {
	k.t.Helper()
	id, ok := k.products[name]
	if !ok {
		k.t.Fatalf("no product %s", name)
	}
	return id
}

// CompanyForm is what "Add company" sends for a customer, filled in completely.
func (k *Kontor) CompanyForm(name, subscription string) url.Values {
	return url.Values{
		"name": {name}, "country": {"DK"}, "team_name": {name}, "account_type": {"customer"},
		"first_name": {"Priya"}, "last_name": {"Raman"}, "email": {"priya@" + plainName(name) + ".example"},
		"product": {fmt.Sprint(k.products["Business"])}, "subscription_type": {subscription}, "license_count": {"10"},
	}
}

// unique makes the second and every later use of a word different from the first.
func (k *Kontor) unique(word string) string {
	k.used[word]++
	if k.used[word] == 1 {
		return word
	}
	return fmt.Sprintf("%s %d", word, k.used[word])
}

// plainName is the letters and digits of a name, for addresses.
func plainName(name string) string {
	return strings.Map(func(r rune) rune {
		if r < unicode.MaxASCII && (unicode.IsLetter(r) || unicode.IsDigit(r)) {
			return unicode.ToLower(r)
		}
		return -1
	}, name)
}
