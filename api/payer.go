package api

import (
	"context"
	"time"

	"kontor/partner"
	"kontor/store"
)

// Payer is who pays for a reseller's MSP.
type Payer struct {
	Partnership ID         `json:"partnership_id" doc:"The MSP's own."`
	Reseller    ID         `json:"reseller_partnership_id"`
	BillTo      ID         `json:"bill_to_id" doc:"The partnership that pays now."`
	NextBillTo  *ID        `json:"next_bill_to_id,omitempty" doc:"The one that was chosen for later."`
	NextFrom    *time.Time `json:"next_from,omitempty" doc:"When that begins."`
}

type payerIn struct {
	Partner     string `path:"partner" example:"7"`
	Partnership string `path:"partnership" example:"7"`
}

func getPayer(ctx context.Context, tx *store.Tx, in *payerIn) (*oneOut[Payer], error) {
	b, err := partner.BearersOf(ctx, tx, number(in.Partner), number(in.Partnership))
	return shownPayer(b), err
}

func shownPayer(b partner.Bearers) *oneOut[Payer] {
	p := Payer{Partnership: idOf(b.Child.PartnershipID), Reseller: idOf(b.Reseller.PartnershipID), BillTo: idOf(b.Present.PartnershipID)}
	if b.Next.PartnershipID != 0 {
		p.NextBillTo, p.NextFrom = perhaps(b.Next.PartnershipID), &b.From
	}
	return one(p)
}

type setPayerIn struct {
	Partner     string `path:"partner" example:"7"`
	Partnership string `path:"partnership" example:"7"`
	Body        struct {
		BillTo ID     `json:"bill_to_id" doc:"The MSP's own partnership, or its reseller's."`
		Reason string `json:"reason" maxLength:"500" doc:"Kept in the activity log." example:"It has its own contract now"`
	} `nameHint:"PayerChoice"`
}

func setPayer(ctx context.Context, tx *store.Tx, in *setPayerIn) (*oneOut[Payer], error) {
	b, err := partner.BillTo(ctx, tx, number(in.Partner), number(in.Partnership), in.Body.BillTo.number(), in.Body.Reason)
	return shownPayer(b), err
}
