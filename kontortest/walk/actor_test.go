package walk_test

import (
	"slices"

	"kontor/access"
	"kontor/account"
	"kontor/company"
	"kontor/kontortest"
)

// space is which of the two cookies an actor's session works with.
type space string

const (
	nowhere space = ""
	portal  space = "portal"
	app     space = "app"
)

// actor is one kind of asker, with what the walk's own model knows of it. The model is written from domain.md 2 and 4, not from package
// access: of that only the table role × capability is used (expect_test.go).
type actor struct {
	kind     string
	client   *kontortest.Client
	person   *kontortest.Person
	space    space
	role     access.Role
	of       *kontortest.Partner // a partner user's
	only     []*firm             // of a User with a list; nil: all
	company  *firm               // an app user's
	must     bool                // a new password must be chosen first
	password string              // the present one
	viewing  bool                // looks through the eyes of who this is, and may do nothing else (view_test.go)
}

// sees tells whether a company is in the actor's scope (domain.md 2.2, 4.2).
func (a *actor) sees(f *firm) bool {
	switch {
	case f == nil:
		return false
	case a.space == portal && a.of == nil:
		return true
	case a.space == app:
		return f == a.company
	case a.of == nil || a.role == access.MarketingRole:
		return false
	case a.only != nil && !slices.Contains(a.only, f):
		return false
	}
	return f.holder == a.of || f.home && f.people == a.of
}

// meets tells whether the actor sees the company's people: of an MSP that is not its own a reseller sees counts only (domain.md 2.2),
// and an app user who is no administrator only the own account (domain.md, table of faces).
func (a *actor) meets(f *firm) bool {
	if a.space == app {
		return f == a.company && a.role == access.Administrator
	}
	return a.sees(f) && (a.of == nil || f.people == a.of)
}

// actors are the harness's cast and those whose access has ended or is not there yet.
func (w *world) makeActors() {
	c := w.cast
	lists := map[string][]*firm{"partner A: User, listed": {w.firms["a1"]}, "partner A: User, empty list": {}}
	companies := map[string]*firm{"company A: administrator": w.firms["a1"], "company A: user": w.firms["a1"], "home company A: administrator": w.firms["ahome"]}
	for _, m := range c.Members {
		a := &actor{kind: m.Kind, client: m.Client, person: m.Person, role: m.Role, of: m.Of, only: lists[m.Kind], company: companies[m.Kind]}
		switch {
		case m.Role == "":
		case m.Person.AppUser != 0:
			a.space = app
		default:
			a.space = portal
		}
		w.actors = append(w.actors, a)
	}
	w.more()
	w.viewers()
	w.ended()
	for _, a := range w.actors {
		a.password = kontortest.Password
	}
}

// more are members that the cast lacks: the reseller's and the child's Users, and those who must choose a password first.
func (w *world) more() {
	c := w.cast
	add := func(kind string, who *kontortest.Person, of *kontortest.Partner) *actor {
		a := &actor{kind: kind, client: w.k.Client(who), person: who, role: who.Role, of: of, space: portal}
		if of == nil {
			a.space = app
		}
		w.actors = append(w.actors, a)
		return a
	}
	add("reseller: User, all", c.Reseller.User(access.PartnerUser), c.Reseller)
	add("child MSP: User, all", c.Child.User(access.PartnerUser), c.Child)
	listed := c.Child.User(access.PartnerUser)
	c.Child.Assign(listed, c.CompanyChild)
	add("child MSP: User, listed", listed, c.Child).only = []*firm{w.firms["c1"]}
	add("company of the child MSP: administrator", w.k.AcceptWelcome(c.CompanyChild.Owner), nil).company = w.firms["c1"]
	add("child MSP's home company: administrator", c.Child.Staff, nil).company = w.firms["msp"]

	changing := c.A.User(access.PartnerUser)
	w.k.Exec(`UPDATE account SET must_change_password = TRUE WHERE id = $1`, changing.Account)
	add("partner A: User, must change the password", changing, c.A).must = true
	fresh := add("company A: user with a temporary password", c.CompanyA.User(company.User), nil)
	fresh.company, fresh.must = w.firms["a1"], true
}

// ended are those whose session is still in the browser and must be worth nothing.
func (w *world) ended() {
	c, k := w.cast, w.k
	add := func(kind string, who *kontortest.Person) {
		w.actors = append(w.actors, &actor{kind: kind, client: k.Client(who), person: who})
	}
	suspended := c.A.User(access.PartnerUser)
	add("partner A: suspended user", suspended)
	k.Exec(`UPDATE account SET status = 'suspended' WHERE id = $1`, suspended.Account)
	released := c.A.User(access.PartnerAdmin)
	add("partner A: released Admin", released)
	k.Exec(`UPDATE account SET status = 'released' WHERE id = $1`, released.Account)
	notified := k.Invited(k.Owner, account.Draft{Partner: c.A.ID, Partnerships: []int64{c.A.Partnership}, FirstName: "Nora", LastName: "Falk", Role: access.Notifications})
	add("partner A: Notifications", notified)
	other := k.Partner(kontortest.MSP, kontortest.InvoiceTerms)
	add("Admin of a suspended partner", other.Admin)
	k.Exec(`UPDATE partner SET status = 'suspended' WHERE id = $1`, other.ID)

	user := k.AcceptWelcome(c.CompanyA.User(company.User))
	add("company A: suspended user", user)
	k.Exec(`UPDATE app_user SET status = 'suspended' WHERE id = $1`, user.AppUser)
	closed := c.A.Company("Dunmore Bakery", 5)
	owner := k.AcceptWelcome(closed.Owner)
	add("administrator of a suspended company", owner)
	k.Exec(`UPDATE company SET status = 'suspended' WHERE id = $1`, closed.ID)
}

func (w *world) actor(kind string) *actor {
	for _, a := range w.actors {
		if a.kind == kind {
			return a
		}
	}
	return nil
}
