package api

import (
	"context"

	"kontor/partner"
	"kontor/store"
)

// AccountChange is what of the account's details is to be changed; what is absent stays.
type AccountChange struct {
	SupportEmail *string          `json:"support_email,omitempty" maxLength:"254" example:"support@bluepeak.example"`
	Contacts     *PartnerContacts `json:"contacts,omitempty"`
	LegalName    *string          `json:"legal_name,omitempty" maxLength:"300" example:"Bluepeak IT ApS"`
	LegalAddress *string          `json:"legal_address,omitempty" maxLength:"300"`
	VATNumber    *string          `json:"vat_number,omitempty" maxLength:"300"`
	PONumber     *string          `json:"po_number,omitempty" maxLength:"300"`
	BillingEmail *string          `json:"billing_email,omitempty" maxLength:"254"`
}

type changeAccountIn struct{ Body AccountChange }

func changeAccount(ctx context.Context, tx *store.Tx, in *changeAccountIn) (*oneOut[Account], error) {
	shown, err := shownAccount(ctx, tx)
	if err != nil {
		return nil, err
	}
	if err := matches(ctx, shown); err != nil {
		return nil, err
	}
	b := in.Body
	own := partner.Own{SupportEmail: shown.SupportEmail, Contacts: shown.Contacts.with(b.Contacts)}
	replace(&own.SupportEmail, b.SupportEmail)
	l := partner.Legal{LegalName: shown.LegalName, LegalAddress: shown.LegalAddress, VATNumber: shown.VATNumber, PONumber: shown.PONumber, BillingEmail: shown.BillingEmail}
	for _, c := range []struct{ to, from *string }{{&l.LegalName, b.LegalName}, {&l.LegalAddress, b.LegalAddress}, {&l.VATNumber, b.VATNumber},
		{&l.PONumber, b.PONumber}, {&l.BillingEmail, b.BillingEmail}} {
		if c.from != nil {
			own.Legal = &l
		}
		replace(c.to, c.from)
	}
	if _, err = partner.ChangeOwn(ctx, tx, own); err != nil {
		return nil, err
	}
	shown, err = shownAccount(ctx, tx)
	return one(shown), err
}
