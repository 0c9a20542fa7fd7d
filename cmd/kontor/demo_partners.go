package main

import (
	"context"
	"fmt"
	"time"

	"kontor/company"
	"kontor/onboard"
	"kontor/partner"
	"kontor/store"
)

// contacts are whom to ask at some partners (domain.md 1).
var contacts = map[string][]partner.Contact{
	"Bluepeak IT": {{Kind: "sales", Name: "Maya Jensen", Email: "maya@bluepeak.example", Phone: phone}, {Kind: "finance", Name: "Accounts Payable", Email: "invoices@bluepeak.example"},
		{Kind: "technical", Name: "Jonas Berg", Email: "jonas@bluepeak.example"}},
	"Cirrus Channel": {{Kind: "success", Name: "Hanne Smit", Email: "hanne@cirrus.example"}, {Kind: "finance", Name: "Nils Vermeer", Email: "nils@cirrus.example"}},
	"Delta Managed":  {{Kind: "sales", Name: "Ruben de Boer", Email: "ruben@delta.example"}},
}

// fate is what the vendor does with some partners in the course of the year: one ends for want of customers, one is suspended,
// and a customer of one moves to another, at last, when nothing follows that would need them.
func (w *world) fate(p partnerPlan, made onboard.Made) {
	w.partnerships[p.name] = made.Partnership.ID
	of := made.Partner
	switch p.name {
	case "Gannet Hosting":
		w.later(p.since.Add(120*day), w.staffed(func(ctx context.Context, tx *store.Tx) error {
			_, err := onboard.EndPartner(ctx, tx, of.ID, of.Name, "It found no customers and asked to end the contract")
			return err
		}))
	case "Larkfield IT":
		w.later(w.now.Add(-time.Second), w.staffed(func(ctx context.Context, tx *store.Tx) error {
			_, err := partner.Suspend(ctx, tx, of.ID, "Two invoices are open, agreed with Sean Burke by phone")
			return err
		}))
	case "Delta Managed":
		w.later(w.now.Add(-time.Second), w.staffed(func(ctx context.Context, tx *store.Tx) error { return w.move(ctx, tx, of.ID) }))
	}
}

// staffed is an act of the vendor's Owner.
func (w *world) staffed(do func(ctx context.Context, tx *store.Tx) error) func(context.Context, *world) error {
	return func(ctx context.Context, w *world) error {
		return w.db.Write(ctx, w.owner, func(tx *store.Tx) error { return do(ctx, tx) })
	}
}

// move transfers the first customer of a partner to Halden Systems.
func (w *world) move(ctx context.Context, tx *store.Tx, from int64) error {
	found, err := company.List(ctx, tx, company.Query{Partner: from, Kind: company.Customer, Limit: 20})
	if err != nil {
		return err
	}
	for _, c := range found.Rows {
		if c.Status == "active" {
			_, err := company.Move(ctx, tx, c.ID, company.Transfer{Partnership: w.partnerships["Halden Systems"], Reason: "Halden looks after its offices in Oslo", Typed: c.Name})
			return err
		}
	}
	return fmt.Errorf("partner %d has no customer to transfer", from)
}
