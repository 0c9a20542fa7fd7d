package web

import (
	"net/http"

	"kontor/partner"
	"kontor/setting"
	"kontor/store"
	"kontor/web/page"
	"kontor/web/ui"
)

// details is what Account > Details shows.
type details struct {
	partner partner.Partner
	own     partner.Partnership
	payer   partner.Payer
	vendor  setting.Vendor
}

// accountDetails is Account > Details: who is billed, and the Payment Method.
func (s *site) accountDetails(w http.ResponseWriter, r *http.Request) error {
	ctx, me := r.Context(), who(r)
	d, err := store.Snapshot(ctx, s.db, me, func(tx *store.Tx) (d details, err error) {
		if d.partner, err = partner.Get(ctx, tx, me.Partner()); err != nil {
			return d, err
		}
		if d.own, err = partner.GetPartnership(ctx, tx, me.Partnership()); err != nil {
			return d, err
		}
		if d.payer, err = partner.PayerOf(ctx, tx, me.Partnership()); err != nil {
			return d, err
		}
		d.vendor, err = setting.Get(ctx, tx)
		return d, err
	})
	if err != nil {
		return err
	}
	p := page.AccountDetails{Organization: d.facts(), Vendor: d.vendor.Name, Support: d.vendor.SupportEmail, SupportURL: d.vendor.SupportURL}
	switch {
	case !d.payer.IsSelf:
		p.BilledTo = d.payer.PayerName
	case d.payer.PaymentTerms == "card":
		p.Card = true
		if d.payer.CardOnFile {
			p.CardOnFile = "A card is on file"
		}
	}
	return s.render(w, r, p)
}

// facts are the organization's; what of money is its payer's is not told of a child MSP (domain.md 2.2).
func (d details) facts() []ui.Fact {
	facts := []ui.Fact{{Label: "Name", Text: d.partner.Name}, {Label: "Country", Text: partner.CountryName(d.partner.Country)},
		{Label: "Time zone", Text: d.partner.TimeZone}}
	if !d.payer.IsSelf {
		return facts
	}
	return append(facts, ui.Fact{Label: "Legal name", Text: d.own.LegalName}, ui.Fact{Label: "Legal address", Text: d.own.LegalAddress},
		ui.Fact{Label: "VAT number", Text: d.own.VATNumber}, ui.Fact{Label: "PO number", Text: d.own.PONumber},
		ui.Fact{Label: "Billing email", Text: d.own.BillingEmail},
		ui.Fact{Label: "Billing zone", Text: d.own.BillingZone, Hint: "Months end there."}, ui.Fact{Label: "Currency", Text: d.own.Currency})
}
