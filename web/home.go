package web

import (
	"net/http"
	"time"

	"kontor/access"
	"kontor/account"
	"kontor/company"
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
	now     time.Time
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
		h.months, err = report.LicensesByMonth(ctx, tx, h.partner.TimeZone)
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
		p.Steps, p.Months = h.steps(r), licenseChart(h.months)
	}
	if me.May(access.AddCompany) {
		p.Add = inPortal(r, "/companies/new")
	}
	return s.render(w, r, p)
}

// licenseChart draws the User license count of the last months.
func licenseChart(months []report.Month) ui.Chart {
	c := ui.Chart{ID: "months", Title: "Licenses by month", What: "User license count"}
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

// steps are "Getting started", until all is done. Who looks after paying sees that step, if there is anything to do.
func (h atHome) steps(r *http.Request) []page.Step {
	var steps []page.Step
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
	for i, s := range steps {
		if !s.Done {
			return steps
		}
		if s.Done {
			steps[i].Link = ui.Link{}
		}
	}
	return nil
}
