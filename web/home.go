package web

import (
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
	payer   partner.Payer
	numbers company.Numbers
	months  []report.Month
	needs   overview.PartnerHome
	hidden  bool // "Getting started"
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
		if h.payer, err = partner.PayerOf(ctx, tx, me.Partnership()); err != nil {
			return h, err
		}
		if h.numbers, err = company.Count(ctx, tx); err != nil {
			return h, err
		}
		if h.months, err = report.LicensesByMonth(ctx, tx, h.partner.TimeZone); err != nil {
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

// steps are "Getting started", until all is done; what is done leads nowhere. Who looks after paying sees that step, if there is anything to do.
func (h atHome) steps(r *http.Request) []page.Step {
	var steps []page.Step
	if who(r).May(access.ManagePartnerUsers) {
		steps = append(steps, page.Step{Done: h.needs.Users > 1, Label: "Add your team to the Partner Portal", Hint: "Each person gets an invitation by mail and a role.",
			Link: ui.Link{Text: "Add user", Href: inPortal(r, "/account/users/new")}})
	}
	if who(r).May(access.ViewAccount) && h.payer.IsSelf && h.payer.PaymentTerms == "card" {
		steps = append(steps, page.Step{Done: h.payer.CardOnFile, Label: "Add a payment method",
			Hint: "You pay by card. Companies can be added once one is on file.",
			Link: ui.Link{Text: "Payment Method", Href: inPortal(r, "/account/details#payment-method")}})
	}
	add := page.Step{Done: h.numbers.Companies > 0, Label: "Add customers", Hint: "Each customer is a company. Its primary contact gets a welcome mail."}
	if who(r).May(access.AddCompany) && !add.Done {
		add.Link = ui.Link{Text: "Add company", Href: inPortal(r, "/companies/new")}
	}
	steps = append(steps, add)
	if !slices.ContainsFunc(steps, func(s page.Step) bool { return !s.Done }) {
		return nil
	}
	for i, s := range steps {
		if s.Done {
			steps[i].Link = ui.Link{}
		}
	}
	return steps
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
