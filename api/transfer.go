package api

import (
	"context"
	"time"

	"kontor/access"
	"kontor/company"
	"kontor/partner"
	"kontor/store"
)

// TransferTarget is a partnership that a company can be transferred to.
type TransferTarget struct {
	Partnership ID     `json:"partnership_id"`
	Partner     ID     `json:"partner_id"`
	Name        string `json:"name" example:"Cirrus Channel"`
	Type        string `json:"type" enum:"msp,reseller"`
	Currency    string `json:"currency" example:"EUR"`
	BillingZone string `json:"billing_zone" example:"Europe/Copenhagen"`
}

// TransferPreview is what a transfer would bring.
type TransferPreview struct {
	From          TransferSide   `json:"from"`
	To            TransferSide   `json:"to"`
	Subscriptions []Subscription `json:"subscriptions" doc:"They go along, with their users."`
	FirstMonth    string         `json:"first_month" doc:"The month that the new partner is billed for first, by its own price list." example:"2026-04"`
}

// TransferSide is who has the company before or after a transfer, and who pays.
type TransferSide struct {
	Partner     ID     `json:"partner_id"`
	Name        string `json:"name" example:"Cirrus Channel"`
	BilledTo    string `json:"billed_to" example:"Cirrus Channel"`
	Currency    string `json:"currency" example:"EUR"`
	BillingZone string `json:"billing_zone" example:"Europe/Copenhagen"`
}

func shownSide(p partner.Partner, payer partner.Payer) TransferSide {
	return TransferSide{Partner: idOf(p.ID), Name: p.Name, BilledTo: payer.PayerName, Currency: payer.Currency, BillingZone: payer.BillingZone}
}

func (s *server) transfers() noun {
	can := []string{"not_a_customer", "company_deleted"}
	move := append([]string{"same_partnership", "partner_suspended", "no_price"}, can...)
	field := map[string]string{"partnership": "partnership_id"}
	return noun{"Transfers", "A company goes to another partner, with its users and licenses.", []operation{
		{id: "listTransferTargets", route: "GET /companies/{company}/transfer-targets", may: access.TransferCompany, face: "vendor", summary: "List where a company can go",
			about: "Active partnerships that have a payment method and a price for each of its products, by name.", codes: can, serve: reads(transferTargets)},
		{id: "previewTransfer", route: "GET /companies/{company}/transfer", may: access.TransferCompany, face: "vendor", summary: "Preview a transfer",
			about: "Fails as the transfer would.", codes: move, fields: field, serve: reads(previewTransfer)},
		{id: "transferCompany", route: "POST /companies/{company}/transfer", may: access.TransferCompany, face: "vendor", summary: "Transfer a company", body: jsonType,
			about: "The old partner loses it at once. Its users keep their accounts and notice nothing.", codes: move, fields: field, serve: acts(transferCompany)},
	}}
}

type transferTargetsIn struct {
	Company string `path:"company" example:"42"`
	Text    string `query:"q" maxLength:"200" doc:"Part of the partner's name." example:"cirrus"`
	Limit   int    `query:"limit" minimum:"1" maximum:"200" default:"50" doc:"As many as are looked at."`
}

func transferTargets(ctx context.Context, tx *store.Tx, in *transferTargetsIn) (*itemsOut[TransferTarget], error) {
	all, err := company.Targets(ctx, tx, number(in.Company), store.Clean(in.Text), in.Limit)
	out := &itemsOut[TransferTarget]{Body: List[TransferTarget]{Items: []TransferTarget{}}}
	for _, t := range all {
		out.Body.Items = append(out.Body.Items, TransferTarget{Partnership: idOf(t.ID), Partner: idOf(t.PartnerID), Name: t.Name, Type: t.Type, Currency: t.Currency, BillingZone: t.ZoneName})
	}
	return out, err
}

type previewTransferIn struct {
	Company     string `path:"company" example:"42"`
	Partnership ID     `query:"partnership_id" required:"true" doc:"Of the new partner."`
}

func previewTransfer(ctx context.Context, tx *store.Tx, in *previewTransferIn) (*oneOut[TransferPreview], error) {
	v, err := company.PreviewTransfer(ctx, tx, number(in.Company), in.Partnership.number())
	if err != nil {
		return nil, err
	}
	if v.Refusal != nil {
		return nil, v.Refusal
	}
	p := TransferPreview{From: shownSide(v.From, v.Was), To: shownSide(v.To, v.Is), Subscriptions: []Subscription{}, FirstMonth: v.Month.Format("2006-01")}
	for _, sub := range v.Subscriptions {
		p.Subscriptions = append(p.Subscriptions, shownSubscription(sub))
	}
	return one(p), nil
}

// TransferOrder is where a company goes, since when and why.
type TransferOrder struct {
	Partnership ID         `json:"partnership_id" doc:"Of the new partner."`
	Name        string     `json:"name" minLength:"1" maxLength:"200" doc:"The company's name, so that nothing is transferred by mistake." example:"Aldergrove Dental Group"`
	Reason      string     `json:"reason" minLength:"1" maxLength:"500" doc:"Kept in both partners' activity." example:"The customer changed its partner"`
	Since       *time.Time `json:"since,omitempty" doc:"A past instant; absent: now."`
}

type transferIn struct {
	Company string `path:"company" example:"42"`
	Body    TransferOrder
}

func transferCompany(ctx context.Context, tx *store.Tx, in *transferIn) (*oneOut[Company], error) {
	t := company.Transfer{Partnership: in.Body.Partnership.number(), Reason: in.Body.Reason, Typed: in.Body.Name}
	if in.Body.Since != nil {
		t.Since = *in.Body.Since
	}
	c, err := company.Move(ctx, tx, number(in.Company), t)
	return one(shownCompany(tx.Who(), c)), err
}
