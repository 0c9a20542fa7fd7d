package api

import (
	"context"

	"kontor/partner"
	"kontor/picture"
	"kontor/store"
)

func partnerLogo(ctx context.Context, tx *store.Tx, in *partnerIn) (*logoOut, error) {
	png, err := partner.Logo(ctx, tx, number(in.Partner))
	return shownLogo(png), err
}

func accountLogo(ctx context.Context, tx *store.Tx, _ *struct{}) (*logoOut, error) {
	png, err := partner.Logo(ctx, tx, tx.Who().Partner())
	return shownLogo(png), err
}

type partnerLogoIn struct {
	Partner string `path:"partner" example:"7"`
	RawBody []byte `contentType:"image/png"`
}

func (in *partnerLogoIn) picture() []byte { return in.RawBody }

type accountLogoIn struct {
	RawBody []byte `contentType:"image/png"`
}

func (in *accountLogoIn) picture() []byte { return in.RawBody }

func putPartnerLogo(ctx context.Context, tx *store.Tx, in *partnerLogoIn, logo picture.Logo) error {
	return changePartnerLogo(ctx, tx, number(in.Partner), partner.NewLogo{Picture: &logo})
}

func removePartnerLogo(ctx context.Context, tx *store.Tx, in *partnerIn) (*none, error) {
	return &none{}, changePartnerLogo(ctx, tx, number(in.Partner), partner.NewLogo{Remove: true})
}

// changePartnerLogo leaves all other details as they are.
func changePartnerLogo(ctx context.Context, tx *store.Tx, id int64, logo partner.NewLogo) error {
	p, err := partner.Get(ctx, tx, id)
	if err != nil {
		return err
	}
	contacts, err := partner.Contacts(ctx, tx, id)
	if err == nil {
		_, err = partner.Change(ctx, tx, id, partner.Details{Name: p.Name, Country: p.Country, TimeZone: p.TimeZone, SupportEmail: p.SupportEmail, Contacts: contacts, Logo: logo})
	}
	return err
}

func putAccountLogo(ctx context.Context, tx *store.Tx, _ *accountLogoIn, logo picture.Logo) error {
	return changeAccountLogo(ctx, tx, partner.NewLogo{Picture: &logo})
}

func removeAccountLogo(ctx context.Context, tx *store.Tx, _ *struct{}) (*none, error) {
	return &none{}, changeAccountLogo(ctx, tx, partner.NewLogo{Remove: true})
}

func changeAccountLogo(ctx context.Context, tx *store.Tx, logo partner.NewLogo) error {
	p, err := partner.Get(ctx, tx, tx.Who().Partner())
	if err != nil {
		return err
	}
	contacts, err := partner.Contacts(ctx, tx, p.ID)
	if err == nil {
		_, err = partner.ChangeOwn(ctx, tx, partner.Own{SupportEmail: p.SupportEmail, Contacts: contacts, Logo: logo})
	}
	return err
}
