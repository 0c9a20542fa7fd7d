package web

import (
	"net/http"
	"strconv"

	"kontor/access"
	"kontor/fail"
	"kontor/partner"
	"kontor/product"
	"kontor/setting"
	"kontor/store"
	"kontor/web/page"
	"kontor/web/ui"
)

// tabs lead through the pages about a partner; at is the one that is open.
func (v partnerView) tabs(at string) []ui.Tab {
	var all []ui.Tab
	path := vendorPartnerPath(v.partner.ID)
	for _, t := range []struct{ at, text, count string }{{"", "Overview", ""}, {"users", "Partner users", ui.Number(len(v.users))}, {"partnerships", "Partnerships", ""},
		{"companies", "Companies", ui.Number(int(v.numbers.Companies))}, {"activity", "Activity", ""}} {
		tab := ui.Tab{Text: t.text, Href: path, Count: t.count, Current: t.at == at}
		if t.at != "" {
			tab.Href += "/" + t.at
		}
		all = append(all, tab)
	}
	return all
}

// partnerView reads what every page about a partner shows.
func (s *site) readPartnerView(r *http.Request) (partnerView, error) {
	return store.Snapshot(r.Context(), s.db, who(r), func(tx *store.Tx) (partnerView, error) {
		return readPartner(r.Context(), tx, pathNumber(r, "partner"))
	})
}

// partnerPeople is the tab "Partner users".
func (s *site) partnerPeople(w http.ResponseWriter, r *http.Request) error {
	v, err := s.readPartnerView(r)
	if err != nil {
		return err
	}
	p := page.PartnerPeople{PartnerHead: v.head(who(r), "users"), Users: v.people(who(r)), Zone: v.set.BillingZone}
	if who(r).May(access.InvitePartnerUser) && v.partner.Status == partner.Active {
		p.Add = vendorPartnerPath(v.partner.ID) + "#add-user"
	}
	return s.render(w, r, p)
}

// partnerships is the tab "Partnerships".
func (s *site) partnerships(w http.ResponseWriter, r *http.Request) error {
	var all []partner.Partnership
	var payers []partner.Payer
	var bearers partner.Bearers
	v, err := store.Snapshot(r.Context(), s.db, who(r), func(tx *store.Tx) (v partnerView, err error) {
		if v, err = readPartner(r.Context(), tx, pathNumber(r, "partner")); err != nil {
			return v, err
		}
		if all, err = partner.Partnerships(r.Context(), tx, v.partner.ID); err != nil {
			return v, err
		}
		payers = nil
		for _, one := range all {
			payer, err := partner.PayerOf(r.Context(), tx, one.ID)
			if err != nil {
				return v, err
			}
			payers = append(payers, payer)
		}
		if v.partner.ParentID != nil && v.partner.Status != partner.Ended {
			bearers, err = partner.BearersOf(r.Context(), tx, v.partner.ID, v.main.ID)
		}
		return v, err
	})
	if err != nil {
		return err
	}
	p := page.Partnerships{PartnerHead: v.head(who(r), "partnerships")}
	may := who(r).May(access.ChangePartner) && v.partner.Status != partner.Ended
	path := vendorPartnerPath(v.partner.ID) + "/partnerships"
	for i, one := range all {
		card := page.PartnershipCard{ID: "partnership-" + strconv.Itoa(i+1), Name: "Partnership " + strconv.Itoa(i+1), Facts: v.agreed(one, payers[i], bearers)}
		if one.IsMain {
			card.Name = "Main partnership"
		}
		if may {
			card.Edit = path + "/" + strconv.FormatInt(one.ID, 10) + "/edit"
			card.Prices = priceChoicePath(one.ID)
			if v.partner.ParentID != nil {
				card.Payer = payerPath(v.partner.ID, one.ID)
			}
		}
		p.Cards = append(p.Cards, card)
	}
	if may && v.partner.Status == partner.Active && v.partner.ParentID == nil {
		p.Add = path + "/new"
	}
	return s.render(w, r, p)
}

// agreed is what a partnership agrees on; bearers are of a reseller's MSP, else nobody.
func (v partnerView) agreed(s partner.Partnership, payer partner.Payer, bearers partner.Bearers) []ui.Fact {
	facts := []ui.Fact{{Label: "Type", Text: typeName(s.Type)}}
	next := ""
	if bearers.Next.PartnershipID != 0 {
		next = "From " + moment(bearers.From, v.set.BillingZone) + " on: " + bearers.Next.Name
	}
	switch {
	case !payer.IsSelf:
		facts = append(facts, ui.Fact{Label: "Billed to", Text: payer.PayerName, Href: vendorPartnerPath(payer.PayerPartnerID), Hint: next})
	case next != "":
		facts = append(facts, ui.Fact{Label: "Billed to", Text: payer.PayerName, Hint: next})
	}
	v.payer = payer
	return append(facts, ui.Fact{Label: "Billing zone", Text: payer.BillingZone}, ui.Fact{Label: "Currency", Text: payer.Currency}, ui.Fact{Label: "Price list", Text: v.listName(payer.PriceListID)},
		ui.Fact{Label: "Payment terms", Text: v.terms()}, ui.Fact{Label: "Legal name", Text: s.LegalName}, ui.Fact{Label: "Legal address", Text: s.LegalAddress},
		ui.Fact{Label: "VAT number", Text: s.VATNumber}, ui.Fact{Label: "PO number", Text: s.PONumber}, ui.Fact{Label: "Billing email", Text: s.BillingEmail})
}

func (v partnerView) listName(id int64) string {
	for _, l := range v.lists {
		if l.ID == id {
			return l.Name
		}
	}
	return ""
}

func (s *site) newPartnership(w http.ResponseWriter, r *http.Request) error {
	return s.partnershipForm(w, r, nil)
}

func (s *site) editPartnership(w http.ResponseWriter, r *http.Request) error {
	return s.partnershipForm(w, r, nil)
}

// partnershipForm adds or, where the address names one, changes a partnership.
func (s *site) partnershipForm(w http.ResponseWriter, r *http.Request, cause error) error {
	ctx, path := r.Context(), vendorPartnerPath(pathNumber(r, "partner"))+"/partnerships"
	var p page.PartnershipForm
	err := s.db.Snapshot(ctx, who(r), func(tx *store.Tx) error {
		of, err := partner.Get(ctx, tx, pathNumber(r, "partner"))
		if err != nil {
			return err
		}
		set, err := setting.Get(ctx, tx)
		if err != nil {
			return err
		}
		lists, err := product.PriceLists(ctx, tx)
		if err != nil {
			return err
		}
		p = page.PartnershipForm{Heading: "Add partnership", Partner: of.Name, Zones: zones, Currencies: currencies(), Button: "Add partnership", Cancel: path}
		p.Form = ui.Form{Action: path}
		for _, l := range lists {
			p.PriceLists = append(p.PriceLists, ui.Option{Value: strconv.FormatInt(l.ID, 10), Label: l.Name})
		}
		if r.PathValue("partnership") == "" {
			p.Form = p.With("billing_zone", set.BillingZone).With("currency", set.Currency)
			return nil
		}
		return presentTerms(r, tx, &p)
	})
	if err != nil {
		return err
	}
	if cause != nil {
		if p.Form, err = refused(r, ui.Form{Action: p.Action}, cause); err != nil {
			return err
		}
	}
	return s.render(w, r, p)
}

// presentTerms fills the form with what a partnership agrees on now.
func presentTerms(r *http.Request, tx *store.Tx, p *page.PartnershipForm) error {
	ctx := r.Context()
	one, err := ofPartnership(r, tx)
	if err != nil {
		return err
	}
	if p.Fixed, err = partner.Fixed(ctx, tx, one.ID); err != nil {
		return err
	}
	p.Heading, p.Button = "Edit partnership", "Save"
	f := ui.Form{Action: p.Action + "/" + strconv.FormatInt(one.ID, 10) + "/edit"}
	t := one.Terms()
	for name, value := range map[string]string{"type": t.Type, "billing_zone": t.BillingZone, "currency": t.Currency, "price_list": strconv.FormatInt(t.PriceList, 10),
		"payment_terms": t.PaymentTerms, "legal_name": t.LegalName, "legal_address": t.LegalAddress, "vat_number": t.VATNumber, "po_number": t.PONumber,
		"billing_email": t.BillingEmail} {
		f = f.With(name, value)
	}
	p.Form = f
	p.FixedFacts = []ui.Fact{{Label: "Type", Text: typeName(t.Type)}, {Label: "Billing zone", Text: t.BillingZone}, {Label: "Currency", Text: t.Currency}}
	for _, l := range p.PriceLists {
		if l.Value == f.Value("price_list") {
			p.FixedFacts = append(p.FixedFacts, ui.Fact{Label: "Price list", Text: l.Label})
		}
	}
	return nil
}

// ofPartnership is the partnership in the address, which must be one of the partner in it.
func ofPartnership(r *http.Request, tx *store.Tx) (partner.Partnership, error) {
	one, err := partner.GetPartnership(r.Context(), tx, pathNumber(r, "partnership"))
	if err == nil && one.PartnerID != pathNumber(r, "partner") {
		err = fail.NotFound("The partnership")
	}
	return one, err
}

func (s *site) addPartnership(w http.ResponseWriter, r *http.Request) error {
	return s.writePartnership(w, r, "The partnership was added.", func(tx *store.Tx) (partner.Partnership, error) {
		return partner.AddPartnership(r.Context(), tx, pathNumber(r, "partner"), sentTerms(r, partner.Terms{}))
	})
}

// savePartnership changes it; what is fixed is not in the form and stays.
func (s *site) savePartnership(w http.ResponseWriter, r *http.Request) error {
	return s.writePartnership(w, r, "The partnership was saved.", func(tx *store.Tx) (partner.Partnership, error) {
		one, err := ofPartnership(r, tx)
		if err != nil {
			return one, err
		}
		return partner.ChangePartnership(r.Context(), tx, one.PartnerID, one.ID, sentTerms(r, one.Terms()))
	})
}

func (s *site) writePartnership(w http.ResponseWriter, r *http.Request, text string, do func(tx *store.Tx) (partner.Partnership, error)) error {
	_, err := store.Write(r.Context(), s.db, who(r), do)
	if _, ok := fail.AsInvalid(err); ok {
		return s.partnershipForm(w, r, err)
	}
	if err != nil {
		return err
	}
	return s.done(w, r, vendorPartnerPath(pathNumber(r, "partner"))+"/partnerships", "%s", text)
}

// sentTerms are those of the form; fields that it does not have stay as they are.
func sentTerms(r *http.Request, t partner.Terms) partner.Terms {
	for name, field := range map[string]*string{"type": &t.Type, "billing_zone": &t.BillingZone, "currency": &t.Currency, "payment_terms": &t.PaymentTerms,
		"legal_name": &t.LegalName, "legal_address": &t.LegalAddress, "vat_number": &t.VATNumber, "po_number": &t.PONumber, "billing_email": &t.BillingEmail} {
		if r.PostForm.Has(name) {
			*field = r.PostForm.Get(name)
		}
	}
	if r.PostForm.Has("price_list") {
		t.PriceList = whole(r.PostForm.Get("price_list"))
	}
	return t
}

func (s *site) editPartner(w http.ResponseWriter, r *http.Request) error {
	return s.editPartnerForm(w, r, nil)
}

// editPartnerForm changes a partner's data and contacts (domain.md 1).
func (s *site) editPartnerForm(w http.ResponseWriter, r *http.Request, cause error) error {
	ctx := r.Context()
	var contacts []partner.Contact
	of, err := store.Snapshot(ctx, s.db, who(r), func(tx *store.Tx) (of partner.Partner, err error) {
		if of, err = partner.Get(ctx, tx, pathNumber(r, "partner")); err != nil {
			return of, err
		}
		contacts, err = partner.Contacts(ctx, tx, of.ID)
		return of, err
	})
	if err != nil {
		return err
	}
	path := vendorPartnerPath(of.ID)
	p := page.EditPartner{Form: ui.Form{Action: path + "/edit"}, Partner: of.Name, Logo: partnerLogo(path, of.LogoHash), Countries: countryChoice(), Zones: zones, Cancel: path}
	p.Contacts = contactChoice()
	if cause != nil {
		if p.Form, err = refused(r, p.Form, cause); err != nil {
			return err
		}
		return s.render(w, r, p)
	}
	p.Form = withContacts(p.With("name", of.Name).With("country", of.Country).With("time_zone", of.TimeZone).With("support_email", of.SupportEmail), contacts)
	return s.render(w, r, p)
}

func (s *site) savePartner(w http.ResponseWriter, r *http.Request) error {
	ctx, form := r.Context(), r.PostFormValue
	d := partner.Details{Name: form("name"), Country: form("country"), TimeZone: form("time_zone"), SupportEmail: form("support_email"), Contacts: sentContacts(r)}
	var p partner.Partner
	logo, err := sentLogo(r)
	if err == nil {
		d.Logo = logo
		p, err = store.Write(ctx, s.db, who(r), func(tx *store.Tx) (partner.Partner, error) {
			return partner.Change(ctx, tx, pathNumber(r, "partner"), d)
		})
	}
	if _, ok := fail.AsInvalid(err); ok {
		return s.editPartnerForm(w, r, err)
	}
	if err != nil {
		return err
	}
	return s.done(w, r, vendorPartnerPath(p.ID), "%s was saved.", p.Name)
}
