package kontortest

import (
	"time"

	"kontor/access"
	"kontor/company"
)

// Member is one kind of actor with a client that carries its session, or what is left of one.
type Member struct {
	Kind   string // "partner A: User, listed"
	Client *Client
	Person *Person      // nil for who has no account
	Actor  access.Actor // as the session makes it; zero for who has none that works
	Role   access.Role  // "" for who has no session that works
	Of     *Partner     // the partner it belongs to, nil for staff and strangers
}

// Cast is a whole neighborhood: two MSPs that must not see each other, a reseller with a child MSP, their companies, and one of each
// kind of actor (trust.md "Who sees what").
type Cast struct {
	A, B, Reseller, Child *Partner

	CompanyA      *Company // of A, on the list of its listed User; has an administrator and a user who have signed in
	CompanyA2     *Company // of A, on nobody's list
	CompanyB      *Company // of B
	CompanyR      *Company // the reseller's own customer
	CompanyChild  *Company // of the child MSP
	Administrator *Person  // of CompanyA, its owner
	User          *Person  // of CompanyA

	Members []Member
}

// Cast makes the neighborhood by the verbs.
func (k *Kontor) Cast() *Cast {
	k.t.Helper()
	c := &Cast{A: k.Partner(MSP, InvoiceTerms), B: k.Partner(MSP, InvoiceTerms), Reseller: k.Partner(Reseller, InvoiceTerms)}
	c.Child = c.Reseller.Child()
	c.CompanyA = c.A.Company("Aldergrove Dental Group", 10)
	c.CompanyA2 = c.A.Company("Ember & Oak Interiors", 9)
	c.CompanyB = c.B.Company("Brightwater Legal", 10)
	c.CompanyR = c.Reseller.Company("Rowan Architects", 14)
	c.CompanyChild = c.Child.Company("Cobalt Freight", 10)
	c.Administrator = k.AcceptWelcome(c.CompanyA.Owner)
	c.User = k.AcceptWelcome(c.CompanyA.User(company.User))
	c.strangers(k)
	c.staff(k)
	c.partnerUsers(k)
	c.appUsers(k)
	return c
}

func (c *Cast) add(k *Kontor, kind string, who *Person, of *Partner) {
	c.Members = append(c.Members, Member{Kind: kind, Client: k.Client(who), Person: who, Actor: who.Actor(), Role: who.Role, Of: of})
}

// broken adds somebody whose session does not work.
func (c *Cast) broken(k *Kontor, kind, cookie, token string, who *Person, of *Partner) {
	client := k.Client(nil)
	if cookie != "" {
		client.setCookie(cookie, token)
	}
	c.Members = append(c.Members, Member{Kind: kind, Client: client, Person: who, Of: of})
}

func (c *Cast) strangers(k *Kontor) {
	c.broken(k, "anonymous", "", "", nil, nil)
	c.broken(k, "bad token at the portal", portalCookie, "not-a-token", nil, nil)
	c.broken(k, "bad token at a company", appCookie, "not-a-token", nil, nil)
	// A token of one name space is worth nothing in the other.
	c.broken(k, "app user's token at the portal", portalCookie, c.Administrator.Session(), c.Administrator, nil)

	idle := c.A.Admin.Session()
	c.broken(k, "expired session", portalCookie, idle, c.A.Admin, c.A)
	long := k.Clock.Now().Add(-9 * time.Hour)
	k.Exec(`UPDATE session SET seen_at = $1, created_at = $1 WHERE account_id = $2`, long.UTC(), c.A.Admin.Account)
}

func (c *Cast) staff(k *Kontor) {
	c.add(k, "Owner", k.Owner, nil)
	c.add(k, "Portal Admin", k.Staff(access.PortalAdmin), nil)
	c.add(k, "Support", k.Staff(access.Support), nil)
}

func (c *Cast) partnerUsers(k *Kontor) {
	c.add(k, "partner A: Admin", c.A.Admin, c.A)
	c.add(k, "partner A: User, all", c.A.User(access.PartnerUser), c.A)
	listed := c.A.User(access.PartnerUser)
	c.A.Assign(listed, c.CompanyA)
	c.add(k, "partner A: User, listed", listed, c.A)
	nothing := c.A.User(access.PartnerUser)
	c.A.Assign(nothing)
	c.add(k, "partner A: User, empty list", nothing, c.A)
	c.add(k, "partner A: Marketing", c.A.User(access.MarketingRole), c.A)
	c.add(k, "partner B: Admin", c.B.Admin, c.B)
	c.add(k, "reseller: Admin", c.Reseller.Admin, c.Reseller)
	c.add(k, "child MSP: Admin", c.Child.Admin, c.Child)

	removed := c.A.User(access.PartnerUser)
	token := removed.Session()
	k.Exec(`UPDATE account SET status = 'removed' WHERE id = $1`, removed.Account) // the session is still there, and must be worth nothing
	c.broken(k, "partner A: removed user", portalCookie, token, removed, c.A)
}

func (c *Cast) appUsers(k *Kontor) {
	c.add(k, "company A: administrator", c.Administrator, nil)
	c.add(k, "company A: user", c.User, nil)
	c.add(k, "home company A: administrator", c.A.Staff, nil)
	removed := k.AcceptWelcome(c.CompanyA.User(company.User))
	token := removed.Session()
	k.Exec(`UPDATE app_user SET status = 'removed' WHERE id = $1`, removed.AppUser)
	c.broken(k, "company A: removed user", appCookie, token, removed, nil)
}
