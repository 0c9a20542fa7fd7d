package main

import (
	"container/heap"
	"context"
	"fmt"
	"path"
	"strings"
	"time"

	"kontor/access"
	"kontor/account"
	"kontor/company"
	"kontor/mail"
	"kontor/onboard"
	"kontor/partner"
	"kontor/product"
	"kontor/setting"
	"kontor/store"
)

// demoPassword is everybody's who has accepted.
const demoPassword = "plum-tram-orbit-42"

// world makes the past: everything by the verbs, at the moments it happened.
type world struct {
	db    *store.DB
	clock *demoClock
	plan  *planner
	start time.Time
	now   time.Time

	owner    access.Actor
	products map[string]int64
	list     int64 // price list
	agenda   agenda

	partnerships map[string]int64 // by the partner's name
	order        int
}

// happening is something to be done at a moment.
type happening struct {
	at    time.Time
	order int // of two at the same moment, the one put down first comes first: the past is the same each time
	do    func(ctx context.Context, w *world) error
}

// agenda is a heap: what happens puts more on it.
type agenda []happening

// Len implements heap.Interface.
func (a agenda) Len() int { return len(a) }

// Less implements heap.Interface.
func (a agenda) Less(i, j int) bool {
	if a[i].at.Equal(a[j].at) {
		return a[i].order < a[j].order
	}
	return a[i].at.Before(a[j].at)
}

// Swap implements heap.Interface.
func (a agenda) Swap(i, j int) { a[i], a[j] = a[j], a[i] }

// Push implements heap.Interface.
func (a *agenda) Push(h any) { *a = append(*a, h.(happening)) }

// Pop implements heap.Interface.
func (a *agenda) Pop() any {
	last := (*a)[len(*a)-1]
	*a = (*a)[:len(*a)-1]
	return last
}

// later puts something on the agenda; what would lie in the future does not happen.
func (w *world) later(at time.Time, do func(ctx context.Context, w *world) error) {
	if at.Before(w.now) {
		w.order++
		heap.Push(&w.agenda, happening{at, w.order, do})
	}
}

// run makes the past from the first day to now.
func (w *world) run(ctx context.Context) error {
	w.clock.move(w.start)
	if err := w.setUp(ctx); err != nil {
		return err
	}
	for _, p := range w.partners() {
		w.later(p.since, func(ctx context.Context, w *world) error { return w.addPartner(ctx, p) })
	}
	for len(w.agenda) > 0 {
		next := heap.Pop(&w.agenda).(happening)
		w.clock.move(next.at)
		if err := next.do(ctx, w); err != nil {
			return fmt.Errorf("at %s: %w", next.at.Format(time.DateTime), err)
		}
	}
	return nil
}

// setUp is the vendor: Keyhaven, its staff, products and prices.
func (w *world) setUp(ctx context.Context) error {
	link, err := account.SetupLink(ctx, w.db)
	if err != nil {
		return err
	}
	token, err := account.SetUpOwner(ctx, w.db, path.Base(link), account.OwnerDraft{FirstName: "Sam", LastName: "Keller", Email: "sam@keyhaven.example",
		Username: "sam.keller", Password: demoPassword}, "127.0.0.1")
	if err != nil {
		return err
	}
	visitor, err := account.Visit(ctx, w.db, token)
	if err != nil {
		return err
	}
	w.owner = visitor.StaffActor()
	if err := w.db.Write(ctx, w.owner, func(tx *store.Tx) error { return w.settings(ctx, tx) }); err != nil {
		return err
	}
	for _, s := range []account.Draft{
		{FirstName: "Nadia", LastName: "Okoye", Email: "nadia@keyhaven.example", Role: access.PortalAdmin},
		{FirstName: "Luis", LastName: "Prado", Email: "luis@keyhaven.example", Role: access.Support},
	} {
		s.Phone = phone
		if err := w.invite(ctx, s, true); err != nil {
			return err
		}
	}
	w.later(w.now.Add(-50*time.Hour), func(ctx context.Context, w *world) error {
		return w.invite(ctx, account.Draft{FirstName: "Tess", LastName: "de Wit", Email: "tess@keyhaven.example", Phone: phone, Role: access.Support}, false)
	})
	return nil
}

// phone has eleven digits, as the vendor's rule wants it (domain.md 4.5).
const phone = "+45 32 10 55 501"

func (w *world) settings(ctx context.Context, tx *store.Tx) error {
	if err := setting.SaveOrganization(ctx, tx, setting.Organization{
		Name: "Keyhaven", Color: "#1f5fd6", SupportEmail: "support@keyhaven.example", SupportURL: "https://keyhaven.example/support",
		AppName: "Keyhaven", AppSignInURL: "https://app.keyhaven.example", AppDownloadURL: "https://keyhaven.example/download",
		BillingZone: "Europe/Amsterdam",
	}, nil); err != nil {
		return err
	}
	if err := setting.SaveLegal(ctx, tx, setting.Legal{Name: "Keyhaven Software B.V.", Address: "Prinsengracht 201\n1015 DT Amsterdam\nNetherlands",
		VATNumber: "NL863011204B01", RegistrationNumber: "KvK 74112093", BankDetails: "NL91 ABNA 0417 1643 00, ABNANL2A"}); err != nil {
		return err
	}
	w.products = map[string]int64{}
	for _, p := range []product.Draft{
		{Name: "Business", UnitPrice: 300}, {Name: "Business Plus", UnitPrice: 500}, {Name: "Education", UnitPrice: 150},
	} {
		p.PriceList, p.Currency = "Standard EUR", "EUR"
		made, err := product.Add(ctx, tx, p)
		if err != nil {
			return err
		}
		w.products[p.Name] = made.ID
	}
	lists, err := product.PriceLists(ctx, tx)
	if err != nil {
		return err
	}
	w.list = lists[0].ID
	return setting.StepDone(ctx, tx, 4)
}

// addPartner makes a partner with its first Admin and puts the rest of its life on the agenda.
func (w *world) addPartner(ctx context.Context, p partnerPlan) error {
	made, err := store.Write(ctx, w.db, w.owner, func(tx *store.Tx) (onboard.Made, error) {
		return onboard.AddPartner(ctx, tx, onboard.PartnerDraft{
			Draft: partner.Draft{Name: p.name, Country: p.country, TimeZone: p.zone, Type: p.kind, BillingZone: p.zone, Currency: "EUR",
				PriceList: w.list, PaymentTerms: p.terms},
			Product: w.products["Business"], LicenseCount: 5 + int64(len(p.team)),
			Admin: account.Draft{FirstName: p.admin.first, LastName: p.admin.last, Email: p.admin.email, Phone: phone},
		})
	})
	if err != nil {
		return fmt.Errorf("%s: %w", p.name, err)
	}
	if p.silent {
		return nil
	}
	return w.begin(ctx, p, made)
}

// begin: the Admin accepts both mails and starts to work.
func (w *world) begin(ctx context.Context, p partnerPlan, made onboard.Made) error {
	if err := w.acceptAll(ctx, made.Admin.Email); err != nil {
		return err
	}
	admin, err := w.signedIn(ctx, made.Admin.Username, made.Partnership.ID)
	if err != nil {
		return err
	}
	if p.terms != "card" { // whose Home still has steps to take
		if err := w.db.Write(ctx, admin, func(tx *store.Tx) error { return p.fillIn(ctx, tx) }); err != nil {
			return fmt.Errorf("%s: %w", p.name, err)
		}
	}
	for _, m := range p.team {
		w.later(w.plan.working(p.since.Add(m.after)), func(ctx context.Context, w *world) error {
			m.draft.Partner, m.draft.Partnerships, m.draft.Phone = made.Partner.ID, []int64{made.Partnership.ID}, phone
			return w.invite(ctx, m.draft, m.accepts)
		})
	}
	w.fate(p, made)
	w.endings(p.companies)
	for _, c := range p.companies {
		w.later(c.steps[0].at, func(ctx context.Context, w *world) error { return w.addCompany(ctx, admin, made.Partnership.ID, c) })
	}
	for _, child := range p.children {
		w.later(child.since, func(ctx context.Context, w *world) error { return w.addChild(ctx, admin, made.Partnership.ID, child) })
	}
	return nil
}

// fillIn is Account > Details; a child MSP's legal data are its reseller's.
func (p partnerPlan) fillIn(ctx context.Context, tx *store.Tx) error {
	_, domain, _ := strings.Cut(p.admin.email, "@")
	own := partner.Own{SupportEmail: "support@" + domain, Contacts: contacts[p.name]}
	if own.Contacts == nil {
		own.Contacts = []partner.Contact{{Kind: "technical", Name: p.admin.first + " " + p.admin.last, Email: p.admin.email}}
	}
	if p.terms != "" {
		own.Legal = &partner.Legal{LegalName: p.name + " Ltd", LegalAddress: "12 Harbor Street, " + partner.CountryName(p.country), BillingEmail: "invoices@" + domain}
	}
	_, err := partner.ChangeOwn(ctx, tx, own)
	return err
}

// addChild is a reseller's MSP: made by the reseller, then on its own.
func (w *world) addChild(ctx context.Context, reseller access.Actor, partnership int64, p partnerPlan) error {
	made, err := store.Write(ctx, w.db, reseller, func(tx *store.Tx) (onboard.Made, error) {
		return onboard.AddMSP(ctx, tx, company.Draft{Partnership: partnership, Name: p.name, Country: p.country, TeamName: p.name, City: p.city,
			Owner:   company.Person{FirstName: p.admin.first, LastName: p.admin.last, Email: p.admin.email},
			Product: w.products["Business"], BillingStart: company.BillableThisMonth, LicenseCount: 8})
	})
	if err != nil {
		return fmt.Errorf("%s: %w", p.name, err)
	}
	return w.begin(ctx, p, made)
}

// invite adds staff of the vendor or of a partner, by the Owner; some accept at once.
func (w *world) invite(ctx context.Context, d account.Draft, accepts bool) error {
	made, err := store.Write(ctx, w.db, w.owner, func(tx *store.Tx) (account.Account, error) {
		if d.Partner == 0 {
			return account.Invite(ctx, tx, d)
		}
		return onboard.AddPartnerUser(ctx, tx, d)
	})
	if err != nil || !accepts {
		return err
	}
	return w.acceptAll(ctx, made.Email)
}

// signedIn is the person in a partnership, after a real sign-in.
func (w *world) signedIn(ctx context.Context, username string, partnership int64) (access.Actor, error) {
	token, _, err := account.SignIn(ctx, w.db, account.Attempt{Login: username, Password: demoPassword, IP: "127.0.0.1", Agent: "demo"})
	if err != nil {
		return access.Actor{}, err
	}
	visitor, err := account.Visit(ctx, w.db, token)
	return visitor.Actor(partnership), err
}

// acceptAll opens the newest mails, and uses every link and temporary password that came for an address.
func (w *world) acceptAll(ctx context.Context, address string) error {
	letters, err := w.newest(ctx, 4)
	if err != nil {
		return err
	}
	for _, l := range letters {
		if !strings.EqualFold(l.to, address) {
			continue
		}
		if err := w.accept(ctx, l); err != nil {
			return err
		}
	}
	return nil
}

// letter is a queued mail with its text.
type letter struct {
	to, kind, text string
}

// newest reads the newest n queued mails, as the open Outbox shows them.
func (w *world) newest(ctx context.Context, n int) ([]letter, error) {
	return store.Snapshot(ctx, w.db, w.owner, func(tx *store.Tx) ([]letter, error) {
		rows, err := mail.List(ctx, tx, mail.Filter{Status: "queued", Limit: n})
		if err != nil {
			return nil, err
		}
		var letters []letter
		for _, r := range rows {
			content, err := mail.Body(ctx, tx, r.ID, true)
			if err != nil {
				return nil, err
			}
			letters = append(letters, letter{to: r.ToAddress, kind: r.Kind, text: content.Text})
		}
		return letters, nil
	})
}
