package web

import (
	"net/http"
	"slices"
	"strings"

	"kontor/access"
	"kontor/partner"
	"kontor/setting"
	"kontor/store"
	"kontor/web/page"
	"kontor/web/ui"
)

// details is what Account > Details shows.
type details struct {
	partner  partner.Partner
	own      partner.Partnership
	payer    partner.Payer
	vendor   setting.Vendor
	contacts []partner.Contact
}

// accountDetails is Account > Details: who is billed, and the Payment Method.
func (s *site) accountDetails(w http.ResponseWriter, r *http.Request) error {
	d, err := s.readDetails(r)
	if err != nil {
		return err
	}
	p := page.AccountDetails{Name: d.partner.Name, Logo: partnerLogo(inPortal(r, "/account"), d.partner.LogoHash), Billing: d.billing(), Organization: d.organization(), Contacts: d.people(), Vendor: d.vendor.Name, Support: d.vendor.SupportEmail, SupportURL: d.vendor.SupportURL}
	if who(r).May(access.EditAccount) {
		p.Edit = inPortal(r, "/account/details/edit")
	}
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

// inOneLine puts a comma between those that are there.
func inOneLine(parts ...string) string {
	return strings.Join(slices.DeleteFunc(parts, func(p string) bool { return p == "" }), ", ")
}

func (s *site) readDetails(r *http.Request) (details, error) {
	ctx, me := r.Context(), who(r)
	return store.Snapshot(ctx, s.db, me, func(tx *store.Tx) (d details, err error) {
		if d.contacts, err = partner.Contacts(ctx, tx, me.Partner()); err != nil {
			return d, err
		}
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
}

// organization is what every partner says of itself.
func (d details) organization() []ui.Fact {
	return []ui.Fact{{Label: "Name", Text: d.partner.Name}, {Label: "Type", Text: typeName(d.own.Type)}, {Label: "Country", Text: partner.CountryName(d.partner.Country)},
		{Label: "Time zone", Text: d.partner.TimeZone}, {Label: "Support email", Text: d.partner.SupportEmail}}
}

// billing is nothing where another is billed: what of money is its payer's is not told of a child MSP (domain.md 2.2).
func (d details) billing() []ui.Fact {
	if !d.payer.IsSelf {
		return nil
	}
	return []ui.Fact{{Label: "Legal name", Text: d.own.LegalName}, {Label: "Legal address", Text: d.own.LegalAddress},
		{Label: "VAT number", Text: d.own.VATNumber}, {Label: "PO number", Text: d.own.PONumber}, {Label: "Billing email", Text: d.own.BillingEmail},
		{Label: "Billing zone", Text: d.own.BillingZone, Hint: "Months end there."}, {Label: "Currency", Text: d.own.Currency}}
}

// people has a line for each kind of contact, also where there is nobody.
func (d details) people() []ui.Fact {
	var facts []ui.Fact
	for _, kind := range partner.ContactKinds {
		fact := ui.Fact{Label: strings.TrimSuffix(contactNames[kind], " contact")}
		for _, c := range d.contacts {
			if c.Kind == kind {
				fact.Text = inOneLine(c.Name, c.Email, c.Phone)
			}
		}
		facts = append(facts, fact)
	}
	return facts
}
