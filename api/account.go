package api

import (
	"context"
	"net/http"

	"kontor/access"
	"kontor/partner"
	"kontor/product"
	"kontor/store"
)

// Product is one subscription level.
type Product struct {
	ID   ID     `json:"id"`
	Name string `json:"name" example:"Business"`
}

func (s *server) products() noun {
	return noun{"Products", "What is sold, per license, and what it costs from which day.", append([]operation{
		{id: "listProducts", route: "GET /products", may: access.ViewCompanies, summary: "List products", about: "What companies can be subscribed to.", serve: reads(listProducts)},
	}, s.catalog()...)}
}

func listProducts(ctx context.Context, tx *store.Tx, _ *struct{}) (*itemsOut[Product], error) {
	all, err := product.List(ctx, tx)
	out := &itemsOut[Product]{Body: List[Product]{Items: []Product{}}}
	for _, p := range all {
		out.Body.Items = append(out.Body.Items, Product{ID: idOf(p.ID), Name: p.Name})
	}
	return out, err
}

// Account is a partnership as its own Admins see it.
type Account struct {
	Partnership  ID              `json:"partnership_id"`
	Name         string          `json:"name" example:"Bluepeak IT"`
	Type         string          `json:"type" enum:"msp,reseller"`
	Country      string          `json:"country" example:"DK"`
	TimeZone     string          `json:"time_zone" example:"Europe/Copenhagen"`
	SupportEmail string          `json:"support_email" example:"support@bluepeak.example"`
	Contacts     PartnerContacts `json:"contacts"`
	BilledTo     string          `json:"billed_to,omitempty" doc:"The reseller that pays; what is about money is then absent." example:"Cirrus Channel"`
	LegalName    string          `json:"legal_name,omitempty"`
	LegalAddress string          `json:"legal_address,omitempty"`
	VATNumber    string          `json:"vat_number,omitempty"`
	PONumber     string          `json:"po_number,omitempty"`
	BillingEmail string          `json:"billing_email,omitempty"`
	BillingZone  string          `json:"billing_zone,omitempty" doc:"Months end there." example:"Europe/Copenhagen"`
	Currency     string          `json:"currency,omitempty" example:"EUR"`
	PaymentTerms string          `json:"payment_terms,omitempty" enum:"card,invoice"`
	CardOnFile   bool            `json:"card_on_file,omitempty"`
}

func (s *server) account() noun {
	return noun{"Account", "The partnership itself, and its users.", append([]operation{
		{id: "getAccount", route: "GET /account", may: access.ViewAccount, face: "partner", summary: "Get the account's details", serve: reads(getAccount)},
		{id: "changeAccount", route: "PATCH /account", may: access.EditAccount, face: "partner", summary: "Change the account's details",
			about: "What is not sent stays. A contact that is sent takes the place of the one of its kind; one without anything in it takes it away. Legal data belong to who pays.",
			body:  jsonType, match: true, codes: []string{"billed_elsewhere"}, fields: contactFields, serve: acts(changeAccount)},
		{id: "getAccountLogo", route: "GET /account/logo", may: access.ViewAccount, face: "partner", summary: "Get the account's logo", about: "As PNG; 404 where there is none.",
			answer: "image/png", missing: true, serve: reads(accountLogo)},
		{id: "putAccountLogo", route: "PUT /account/logo", may: access.EditAccount, face: "partner", summary: "Set the account's logo", body: pictureTypes, about: aboutPicture,
			status: http.StatusNoContent, serve: takesPicture(putAccountLogo)},
		{id: "removeAccountLogo", route: "DELETE /account/logo", may: access.EditAccount, face: "partner", summary: "Remove the account's logo", status: http.StatusNoContent,
			serve: acts(removeAccountLogo)},
	}, s.team()...)}
}

func getAccount(ctx context.Context, tx *store.Tx, _ *struct{}) (*oneOut[Account], error) {
	a, err := shownAccount(ctx, tx)
	return one(a), err
}

func shownAccount(ctx context.Context, tx *store.Tx) (Account, error) {
	me := tx.Who()
	p, err := partner.Get(ctx, tx, me.Partner())
	if err != nil {
		return Account{}, err
	}
	contacts, err := partner.Contacts(ctx, tx, p.ID)
	if err != nil {
		return Account{}, err
	}
	own, err := partner.GetPartnership(ctx, tx, me.Partnership())
	if err != nil {
		return Account{}, err
	}
	payer, err := partner.PayerOf(ctx, tx, own.ID)
	if err != nil {
		return Account{}, err
	}
	a := Account{Partnership: idOf(own.ID), Name: p.Name, Type: own.Type, Country: p.Country, TimeZone: p.TimeZone, SupportEmail: p.SupportEmail, Contacts: shownContacts(contacts)}
	if !payer.IsSelf { // of money a child MSP is told nothing (domain.md 2.2)
		a.BilledTo = payer.PayerName
		return a, nil
	}
	a.LegalName, a.LegalAddress, a.VATNumber, a.PONumber, a.BillingEmail = own.LegalName, own.LegalAddress, own.VATNumber, own.PONumber, own.BillingEmail
	a.BillingZone, a.Currency, a.PaymentTerms, a.CardOnFile = own.BillingZone, own.Currency, own.PaymentTerms, payer.CardOnFile
	return a, nil
}
