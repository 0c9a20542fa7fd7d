package web

import (
	"context"
	"net/http"
	"slices"
	"strings"
	"time"

	"kontor/access"
	"kontor/account"
	"kontor/company"
	"kontor/overview"
	"kontor/partner"
	"kontor/report"
	"kontor/store"
	"kontor/web/page"
	"kontor/web/ui"
)

// atHome is what a partner's Home is made of.
type atHome struct {
	partner partner.Partner
	person  account.Account
	own     partner.Partnership
	payer   partner.Payer
	numbers company.Numbers
	months  []report.Month
	needs   overview.PartnerHome
	latest  []report.Event // of the log, for Admins
	hidden  bool           // "Getting started"
	now     time.Time
}

// homeRoutes are acts on a partner's Home; Home itself is in partnerRoutes.
func (s *site) homeRoutes() []Route {
	return []Route{
		{"POST /p/{partnership}/getting-started", s.guide, access.ChangeDisplay, Partner},
	}
}

// partnerHome is a partner's first page. Marketing meets no customer data, not even their number (domain.md 4.1).
func (s *site) partnerHome(w http.ResponseWriter, r *http.Request) error {
	ctx, me := r.Context(), who(r)
	h, err := store.Snapshot(ctx, s.db, me, func(tx *store.Tx) (h atHome, err error) {
		h.now = tx.Now()
		if h.partner, err = partner.Get(ctx, tx, me.Partner()); err != nil {
			return h, err
		}
		if h.person, err = account.Get(ctx, tx, me.Account()); err != nil || !me.May(access.ViewCompanies) {
			return h, err
		}
		if h.own, err = partner.GetPartnership(ctx, tx, me.Partnership()); err != nil {
			return h, err
		}
		if h.payer, err = partner.PayerOf(ctx, tx, me.Partnership()); err != nil {
			return h, err
		}
		if h.numbers, err = company.Count(ctx, tx); err != nil {
			return h, err
		}
		if h.months, err = report.LicensesByMonth(ctx, tx, h.partner.TimeZone); err != nil {
			return h, err
		}
		if h.latest, err = lastDone(ctx, tx); err != nil {
			return h, err
		}
		if h.hidden, err = account.GuideHidden(ctx, tx); err != nil {
			return h, err
		}
		h.needs, err = overview.OfPartner(ctx, tx, h.payer.MonthStart(h.now))
		return h, err
	})
	if err != nil {
		return err
	}
	local := in(h.now, h.partner.TimeZone)
	p := page.Home{
		Greeting: greeting(local) + ", " + h.person.FirstName,
		Today:    local.Format("Monday 2 January 2006") + " · times shown in " + h.partner.TimeZone,
		Kit:      !me.May(access.ViewCompanies),
	}
	if !p.Kit {
		p.Companies, p.Licenses, p.Used = int(h.numbers.Companies), int(h.numbers.LicenseCount), int(h.numbers.Used)
		p.List = inPortal(r, "/companies")
		p.Steps, p.Months, p.Hidden, p.Needs = h.steps(r), licenseChart(h.months), h.hidden, h.waiting(r)
		p.New, p.More = int(h.needs.Newcomers), h.needs.More
		p.Events, p.Zone, p.AllEvents = logged{zone: h.partner.TimeZone}.lines(h.latest), h.partner.TimeZone, inPortal(r, "/account/activity")
		p.Invited, p.Trials = int(h.needs.Invited), int(h.needs.Trials)
		if me.May(access.ChangeDisplay) {
			p.Guide = inPortal(r, "/getting-started")
		}
	}
	if me.May(access.AddCompany) {
		p.Add = inPortal(r, "/companies/new")
	}
	return s.render(w, r, p)
}

// lastDone is what was done last, for who reads the log.
func lastDone(ctx context.Context, tx *store.Tx) ([]report.Event, error) {
	if !tx.Who().May(access.ViewActivity) {
		return nil, nil
	}
	p, err := report.Activity(ctx, tx, report.Asked{Work: true, Limit: eventsAtHome})
	return p.Events, err
}

// eventsAtHome is how many of them a partner's Home shows.
const eventsAtHome = 5

// licenseChart draws the User license count of the last months; without any license there is nothing to draw.
func licenseChart(months []report.Month) ui.Chart {
	c := ui.Chart{ID: "months", Title: "Licenses by month", What: "User license count"}
	if !slices.ContainsFunc(months, func(m report.Month) bool { return m.Licenses > 0 }) {
		return c
	}
	for _, m := range months {
		c.Bars = append(c.Bars, ui.Bar{Label: m.Start.Format("Jan"), Name: m.Start.Format("January 2006"), Value: int(m.Licenses)})
	}
	return c
}

func greeting(local time.Time) string {
	switch h := local.Hour(); {
	case h >= 5 && h < 12:
		return "Good morning"
	case h >= 12 && h < 18:
		return "Good afternoon"
	}
	return "Good evening"
}

// steps are "Getting started", until all is done; what is done says what came of it. Who looks after paying sees that step, if there is anything to do.
func (h atHome) steps(r *http.Request) []page.Step {
	me, users, details := who(r), inPortal(r, "/account/users"), inPortal(r, "/account/details")
	var steps []page.Step
	if me.May(access.ManagePartnerUsers) {
		steps = append(steps, step(h.needs.Users > 1, "Add your team to the Partner Portal", "Each person gets an invitation by mail and a role.",
			ui.Link{Text: "Add user", Href: users + "/new"}, ui.Plural(int(h.needs.Users), "user", "users")+" of the portal", ui.Link{Text: "Account > Users", Href: users}))
	}
	if me.May(access.EditAccount) {
		done, hint := h.own.LegalName != "" && h.own.LegalAddress != "" && h.own.BillingEmail != "", "Legal name and address, and where invoices go."
		if !h.payer.IsSelf { // legal data are the payer's (domain.md 2.2)
			done, hint = h.partner.SupportEmail != "", "The support email that your customers see."
		}
		steps = append(steps, step(done, "Fill in your details", hint, ui.Link{Text: "Edit details", Href: details + "/edit"},
			hint, ui.Link{Text: "Account > Details", Href: details}))
	}
	if me.May(access.ViewAccount) && h.payer.IsSelf && h.payer.PaymentTerms == "card" {
		steps = append(steps, step(h.payer.CardOnFile, "Add a payment method", "You pay by card. Companies can be added once one is on file.",
			ui.Link{Text: "Payment Method", Href: details + "#payment-method"}, "A card is on file", ui.Link{Text: "Payment Method", Href: details + "#payment-method"}))
	}
	add := ui.Link{}
	if me.May(access.AddCompany) {
		add = ui.Link{Text: "Add company", Href: inPortal(r, "/companies/new")}
	}
	steps = append(steps, step(h.numbers.Companies > 0, "Add customers", "Each customer is a company. Its primary contact gets a welcome mail.", add,
		ui.Plural(int(h.numbers.Companies), "company", "companies"), ui.Link{Text: "Companies", Href: inPortal(r, "/companies")}))
	if !slices.ContainsFunc(steps, func(s page.Step) bool { return !s.Done }) {
		return nil
	}
	return steps
}

// step says what to do and where, or once it is done what came of it.
func step(done bool, label, hint string, do ui.Link, came string, see ui.Link) page.Step {
	if done {
		return page.Step{Done: true, Label: label, Hint: came, Link: see}
	}
	return page.Step{Label: label, Hint: hint, Link: do}
}

// waiting is what needs a person, each with the page where it is done; nothing where nothing does.
func (h atHome) waiting(r *http.Request) (all []page.Need) {
	for _, a := range h.needs.Invitations {
		what := "Invitation expired: "
		if a.BouncedAt != nil {
			what = "Invitation bounced: "
		}
		all = append(all, page.Need{Icon: "mail", Text: what + a.Name(), Detail: a.Email + " · Account > Users", Button: "Open", Href: inPortal(r, "/account/users")})
	}
	for _, c := range h.needs.Companies {
		var parts []string
		for _, n := range []struct {
			n         int64
			one, many string
		}{{c.Bounced, "welcome mail bounced", "welcome mails bounced"}, {c.Expired, "temporary password expired", "temporary passwords expired"},
			{c.Waiting, "user waits for a license", "users wait for a license"}} {
			if n.n > 0 {
				parts = append(parts, ui.Plural(int(n.n), n.one, n.many))
			}
		}
		all = append(all, page.Need{Icon: "users", Text: c.Name, Detail: strings.Join(parts, " · "), Button: "Open", Href: inPortal(r, "/companies/%d/users", c.ID)})
	}
	return all
}

// guide puts "Getting started" away, or takes it out again, for oneself.
func (s *site) guide(w http.ResponseWriter, r *http.Request) error {
	ctx, hide := r.Context(), r.PostFormValue("hide") == "yes"
	err := s.db.Write(ctx, who(r), func(tx *store.Tx) error { return account.HideGuide(ctx, tx, hide) })
	if err != nil {
		return err
	}
	if hide {
		return s.done(w, r, inPortal(r, ""), "Getting started was put away. You find it at the end of this page.")
	}
	return s.done(w, r, inPortal(r, ""), "Getting started is back.")
}
