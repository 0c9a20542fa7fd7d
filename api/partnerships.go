package api

import (
	"context"

	"kontor/fail"
	"kontor/partner"
	"kontor/store"
)

// Partnership is what a partner is to the vendor: its type and its terms.
type Partnership struct {
	ID           ID     `json:"id"`
	Main         bool   `json:"main"`
	BillTo       *ID    `json:"bill_to_id,omitempty" doc:"The partnership of a reseller that pays; absent: itself."`
	Type         string `json:"type" enum:"msp,reseller"`
	BillingZone  string `json:"billing_zone" doc:"Months end there." example:"Europe/Copenhagen"`
	Currency     string `json:"currency" example:"EUR"`
	PriceList    ID     `json:"price_list_id"`
	PaymentTerms string `json:"payment_terms" enum:"card,invoice"`
	LegalName    string `json:"legal_name" example:"Bluepeak IT ApS"`
	LegalAddress string `json:"legal_address" example:"Havnegade 12, 1058 Copenhagen"`
	VATNumber    string `json:"vat_number" example:"DK12345678"`
	PONumber     string `json:"po_number" example:""`
	BillingEmail string `json:"billing_email" example:"billing@bluepeak.example"`
}

func shownPartnership(s partner.Partnership) Partnership {
	return Partnership{ID: idOf(s.ID), Main: s.IsMain, BillTo: maybeID(s.BillToID), Type: s.Type, BillingZone: s.BillingZone, Currency: s.Currency, PriceList: idOf(s.PriceListID),
		PaymentTerms: s.PaymentTerms, LegalName: s.LegalName, LegalAddress: s.LegalAddress, VATNumber: s.VATNumber, PONumber: s.PONumber, BillingEmail: s.BillingEmail}
}

// termFields: where the fields of terms stand in the request.
var termFields = map[string]string{"price_list": "price_list_id"}

func listPartnerships(ctx context.Context, tx *store.Tx, in *partnerIn) (*itemsOut[Partnership], error) {
	p, err := partner.Get(ctx, tx, number(in.Partner))
	if err != nil {
		return nil, err
	}
	all, err := partner.Partnerships(ctx, tx, p.ID)
	out := &itemsOut[Partnership]{Body: List[Partnership]{Items: []Partnership{}}}
	for _, s := range all {
		out.Body.Items = append(out.Body.Items, shownPartnership(s))
	}
	return out, err
}

// NewPartnership is a further partnership.
type NewPartnership struct {
	Type         string `json:"type" enum:"msp,reseller" example:"reseller"`
	BillingZone  string `json:"billing_zone" maxLength:"100" doc:"IANA; months end there." example:"Europe/Copenhagen"`
	Currency     string `json:"currency" minLength:"3" maxLength:"3" example:"EUR"`
	PriceList    ID     `json:"price_list_id"`
	PaymentTerms string `json:"payment_terms" enum:"card,invoice" example:"invoice"`
	LegalName    string `json:"legal_name,omitempty" maxLength:"300" example:"Bluepeak IT ApS"`
	LegalAddress string `json:"legal_address,omitempty" maxLength:"300"`
	VATNumber    string `json:"vat_number,omitempty" maxLength:"300"`
	PONumber     string `json:"po_number,omitempty" maxLength:"300"`
	BillingEmail string `json:"billing_email,omitempty" maxLength:"254" example:"billing@bluepeak.example"`
}

type newPartnershipIn struct {
	Partner string `path:"partner" example:"7"`
	Body    NewPartnership
}

func addPartnership(ctx context.Context, tx *store.Tx, in *newPartnershipIn) (*madeOut[Partnership], error) {
	n := in.Body
	s, err := partner.AddPartnership(ctx, tx, number(in.Partner), partner.Terms{Type: n.Type, BillingZone: n.BillingZone, Currency: n.Currency, PriceList: n.PriceList.number(),
		PaymentTerms: n.PaymentTerms, LegalName: n.LegalName, LegalAddress: n.LegalAddress, VATNumber: n.VATNumber, PONumber: n.PONumber, BillingEmail: n.BillingEmail})
	return made("/partners/"+in.Partner+"/partnerships", shownPartnership(s)), err
}

// PartnershipChange is what of a partnership's terms is to be changed; what is absent stays.
type PartnershipChange struct {
	Type         *string `json:"type,omitempty" enum:"msp,reseller"`
	BillingZone  *string `json:"billing_zone,omitempty" maxLength:"100"`
	Currency     *string `json:"currency,omitempty" minLength:"3" maxLength:"3"`
	PriceList    *ID     `json:"price_list_id,omitempty"`
	PaymentTerms *string `json:"payment_terms,omitempty" enum:"card,invoice"`
	LegalName    *string `json:"legal_name,omitempty" maxLength:"300" example:"Bluepeak IT ApS"`
	LegalAddress *string `json:"legal_address,omitempty" maxLength:"300"`
	VATNumber    *string `json:"vat_number,omitempty" maxLength:"300"`
	PONumber     *string `json:"po_number,omitempty" maxLength:"300"`
	BillingEmail *string `json:"billing_email,omitempty" maxLength:"254"`
}

type changePartnershipIn struct {
	Partner     string `path:"partner" example:"7"`
	Partnership string `path:"partnership" example:"7"`
	Body        PartnershipChange
}

func changePartnership(ctx context.Context, tx *store.Tx, in *changePartnershipIn) (*oneOut[Partnership], error) {
	s, err := partner.GetPartnership(ctx, tx, number(in.Partnership))
	if err == nil && s.PartnerID != number(in.Partner) {
		err = fail.NotFound("The partnership")
	}
	if err != nil {
		return nil, err
	}
	if err := matches(ctx, shownPartnership(s)); err != nil {
		return nil, err
	}
	t := s.Terms()
	for _, c := range []struct{ to, from *string }{{&t.Type, in.Body.Type}, {&t.BillingZone, in.Body.BillingZone}, {&t.Currency, in.Body.Currency}, {&t.PaymentTerms, in.Body.PaymentTerms},
		{&t.LegalName, in.Body.LegalName}, {&t.LegalAddress, in.Body.LegalAddress}, {&t.VATNumber, in.Body.VATNumber}, {&t.PONumber, in.Body.PONumber}, {&t.BillingEmail, in.Body.BillingEmail}} {
		replace(c.to, c.from)
	}
	if in.Body.PriceList != nil {
		t.PriceList = in.Body.PriceList.number()
	}
	s, err = partner.ChangePartnership(ctx, tx, s.PartnerID, s.ID, t)
	return one(shownPartnership(s)), err
}

type choosePriceListIn struct {
	Partnership string `path:"partnership" example:"7"`
	Body        struct {
		PriceList ID `json:"price_list_id"`
	} `nameHint:"PriceListChoice"`
}

func choosePriceList(ctx context.Context, tx *store.Tx, in *choosePriceListIn) (*oneOut[Partnership], error) {
	if _, err := partner.ChoosePriceList(ctx, tx, number(in.Partnership), in.Body.PriceList.number()); err != nil {
		return nil, err
	}
	s, err := partner.GetPartnership(ctx, tx, number(in.Partnership))
	return one(shownPartnership(s)), err
}
