package main

import (
	"context"
	"fmt"
	"path"
	"regexp"
	"slices"
	"strings"
	"time"

	"kontor/access"
	"kontor/account"
	"kontor/company"
	"kontor/store"
)

// living is a company of the demo after it was added.
type living struct {
	plan         companyPlan
	admin        access.Actor
	id           int64
	subscription int64
	used         int
}

// addCompany adds a company with the people of its first step, and puts its growth on the agenda.
func (w *world) addCompany(ctx context.Context, admin access.Actor, partnership int64, p companyPlan) error {
	l := living{plan: p, admin: admin}
	mails := 0
	err := w.db.Write(ctx, admin, func(tx *store.Tx) error {
		added, err := company.Add(ctx, tx, w.draft(partnership, p))
		if err != nil {
			return err
		}
		l.id, l.subscription, l.used = added.Company.ID, added.Subscription, 1
		mails, err = w.addPeople(ctx, tx, &l, p.steps[0])
		return err
	})
	if err != nil {
		return fmt.Errorf("%s: %w", p.name, err)
	}
	for _, s := range p.steps[1:] {
		w.later(s.at, func(ctx context.Context, w *world) error { return w.grow(ctx, &l, s) })
	}
	if p.ending != goesOn {
		w.later(w.now.Add(-endingDays*24*time.Hour), func(ctx context.Context, w *world) error { return w.end(ctx, &l) })
	}
	return w.answers(ctx, l, mails+1)
}

func (w *world) draft(partnership int64, p companyPlan) company.Draft {
	start := company.BillableThisMonth
	if p.free {
		start = company.FreeUntilEndOfMonth
	}
	first := w.nth(p, 0)
	return company.Draft{Partnership: partnership, Kind: company.Customer, Name: p.name, TeamName: p.name, Country: p.place.country,
		City: p.place.city, PostalCode: p.place.postal, Street: fmt.Sprintf("%s Street %d", pick(w.plan.rand, streets), 1+w.plan.rand.IntN(90)),
		Website: "https://" + domain(p.name), Owner: company.Person{FirstName: first.first, LastName: first.last, Email: first.email},
		Product: w.products[p.level], BillingStart: start, LicenseCount: int64(p.steps[0].count)}
}

// nth is the company's next person: one of the cast, or anybody.
func (w *world) nth(p companyPlan, n int) person {
	if n < len(p.cast) {
		return p.cast[n]
	}
	return w.plan.names.person(domain(p.name))
}

// grow changes the license count, then adds the people.
func (w *world) grow(ctx context.Context, l *living, s step) error {
	mails := 0
	err := w.db.Write(ctx, l.admin, func(tx *store.Tx) error {
		if _, err := company.ChangeLicenses(ctx, tx, l.id, l.subscription, int64(max(s.count, l.used))); err != nil {
			return err
		}
		var err error
		mails, err = w.addPeople(ctx, tx, l, s)
		return err
	})
	if err != nil {
		return fmt.Errorf("%s: %w", l.plan.name, err)
	}
	return w.answers(ctx, *l, mails)
}

// addPeople adds app users until the step's number is reached; it says how many mails that made.
func (w *world) addPeople(ctx context.Context, tx *store.Tx, l *living, s step) (int, error) {
	added := 0
	for ; l.used < s.used; l.used++ {
		who := w.nth(l.plan, l.used)
		role := company.User
		if l.used == 6 { // larger companies have a second administrator
			role = company.Administrator
		}
		if _, err := company.AddUser(ctx, tx, l.id, l.subscription, company.Person{FirstName: who.first, LastName: who.last, Email: who.email, Role: role}); err != nil {
			return added, err
		}
		added++
	}
	return added, nil
}

// answers: some of those who got a mail sign in within two days and choose a password. Only a share of the companies' people do, as in
// life; the rest stay invited.
func (w *world) answers(ctx context.Context, l living, mails int) error {
	if mails == 0 {
		return nil
	}
	letters, err := w.newest(ctx, mails)
	if err != nil {
		return err
	}
	for _, letter := range letters {
		cast := slices.ContainsFunc(l.plan.cast, func(p person) bool { return p.email == letter.to })
		if w.plan.rand.Float64() >= l.plan.acceptedShare && !cast {
			continue
		}
		delay := time.Duration(1+w.plan.rand.IntN(46)) * time.Hour
		w.later(w.clock.Now().Add(delay), func(ctx context.Context, w *world) error { return w.accept(ctx, letter) })
	}
	return nil
}

var (
	linkInMail     = regexp.MustCompile(`https?://\S+/invitation/\S+`)
	passwordInMail = regexp.MustCompile(`(?i)temporary password:?\s+([a-z2-9]{4}(?:-[a-z2-9]{4}){4})`)
)

// accept does what the mail asks for: a portal user opens the link and creates a password, an app user signs in with the temporary
// one and changes it.
func (w *world) accept(ctx context.Context, l letter) error {
	if l.kind == "portal_invitation" {
		link := linkInMail.FindString(l.text)
		return account.SetPassword(ctx, w.db, account.Invitation, path.Base(link), demoPassword, "127.0.0.1")
	}
	found := passwordInMail.FindStringSubmatch(l.text)
	if found == nil {
		return fmt.Errorf("no temporary password in a mail of kind %s to %s", l.kind, strings.ToLower(l.to))
	}
	return w.firstSignIn(ctx, l.to, found[1])
}

// firstSignIn is an app user's: in with the temporary password, and a new one chosen (domain.md 3.3).
func (w *world) firstSignIn(ctx context.Context, email, temporary string) error {
	token, _, err := company.SignIn(ctx, w.db, account.Attempt{Login: email, Password: temporary, IP: "127.0.0.1", Agent: "demo"})
	if err != nil {
		return fmt.Errorf("%s: %w", email, err)
	}
	visitor, err := company.Visit(ctx, w.db, token)
	if err != nil {
		return err
	}
	_, err = company.ChangePassword(ctx, w.db, visitor, account.NewPassword{Password: demoPassword, IP: "127.0.0.1", Agent: "demo"})
	return err
}
