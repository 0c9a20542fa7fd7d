package api

import (
	"context"
	"time"

	"kontor/company"
	"kontor/picture"
	"kontor/store"
)

// CompanyChange is what of a company is to be changed; what is absent stays.
type CompanyChange struct {
	Name       *string `json:"name,omitempty" minLength:"1" maxLength:"200" example:"Aldergrove Dental Group"`
	Country    *string `json:"country,omitempty" minLength:"2" maxLength:"2" example:"DK"`
	Street     *string `json:"street,omitempty" maxLength:"200" example:"Havnegade 12"`
	PostalCode *string `json:"postal_code,omitempty" maxLength:"200" example:"1058"`
	City       *string `json:"city,omitempty" maxLength:"200" example:"Copenhagen"`
	Region     *string `json:"region,omitempty" maxLength:"200"`
	Phone      *string `json:"phone,omitempty" maxLength:"200" example:"+45 32 10 55 501"`
	Website    *string `json:"website,omitempty" maxLength:"300" example:"https://aldergrove.example"`
	VATNumber  *string `json:"vat_number,omitempty" maxLength:"200" example:"DK12345678"`
	Reference  *string `json:"reference,omitempty" maxLength:"200" example:"A-1017"`
	TeamName   *string `json:"team_name,omitempty" minLength:"1" maxLength:"100" example:"Aldergrove"`
}

func (c CompanyChange) over(d company.Details) company.Details {
	for _, p := range []struct {
		to   *string
		from *string
	}{{&d.Name, c.Name}, {&d.Country, c.Country}, {&d.Street, c.Street}, {&d.PostalCode, c.PostalCode}, {&d.City, c.City}, {&d.Region, c.Region}, {&d.Phone, c.Phone},
		{&d.Website, c.Website}, {&d.VATNumber, c.VATNumber}, {&d.Reference, c.Reference}, {&d.TeamName, c.TeamName}} {
		if p.from != nil {
			*p.to = *p.from
		}
	}
	return d
}

type changeCompanyIn struct {
	Company string `path:"company" example:"42"`
	Body    CompanyChange
}

func changeCompany(ctx context.Context, tx *store.Tx, in *changeCompanyIn) (*oneOut[Company], error) {
	c, err := company.Get(ctx, tx, number(in.Company))
	if err != nil {
		return nil, err
	}
	if err := matches(ctx, shownCompany(tx.Who(), c)); err != nil {
		return nil, err
	}
	c, err = company.Change(ctx, tx, c.ID, in.Body.over(c.Details()), company.TeamLogo{})
	return one(shownCompany(tx.Who(), c)), err
}

type logoIn struct {
	Company string `path:"company" example:"42"`
	RawBody []byte `contentType:"image/png"`
}

func (in *logoIn) picture() []byte { return in.RawBody }

func putLogo(ctx context.Context, tx *store.Tx, in *logoIn, logo picture.Logo) error {
	c, err := company.Get(ctx, tx, number(in.Company))
	if err != nil {
		return err
	}
	_, err = company.Change(ctx, tx, c.ID, c.Details(), company.TeamLogo{New: &logo})
	return err
}

func removeLogo(ctx context.Context, tx *store.Tx, in *companyIn) (*none, error) {
	c, err := company.Get(ctx, tx, number(in.Company))
	if err != nil {
		return nil, err
	}
	_, err = company.Change(ctx, tx, c.ID, c.Details(), company.TeamLogo{Remove: true})
	return &none{}, err
}

func companyLogo(ctx context.Context, tx *store.Tx, in *companyIn) (*logoOut, error) {
	png, err := company.Logo(ctx, tx, number(in.Company))
	return shownLogo(png), err
}

// Event is something that was done to a company or its people.
type Event struct {
	ID         ID             `json:"id"`
	At         time.Time      `json:"at"`
	Face       string         `json:"face" enum:"vendor,partner,customer,system"`
	Actor      string         `json:"actor" doc:"Who did it; empty where the caller does not meet the person." example:"Maya Jensen"`
	Action     string         `json:"action" example:"company.license_count_changed"`
	ObjectKind string         `json:"object_kind" example:"company"`
	Object     ID             `json:"object_id"`
	ObjectName string         `json:"object_name" example:"Aldergrove Dental Group"`
	Before     map[string]any `json:"before,omitempty"`
	After      map[string]any `json:"after,omitempty"`
}

type partIn struct {
	Company string `path:"company" example:"42"`
	Limit   int    `query:"limit" minimum:"1" maximum:"200" default:"50" doc:"How many at a time."`
	Cursor  string `query:"cursor" maxLength:"2000" doc:"next of the part before."`
}

func companyActivity(ctx context.Context, tx *store.Tx, in *partIn) (*listOut[Event], error) {
	return events(ctx, tx, in, "activity", company.Activity)
}

func licenseHistory(ctx context.Context, tx *store.Tx, in *partIn) (*listOut[Event], error) {
	return events(ctx, tx, in, "license-history", company.LicenseHistory)
}

func events(ctx context.Context, tx *store.Tx, in *partIn, name string, read func(context.Context, *store.Tx, int64, string, int) (company.EventPage, error)) (*listOut[Event], error) {
	before, err := cursorOf(in.Cursor)
	if err != nil {
		return nil, err
	}
	p, err := read(ctx, tx, number(in.Company), before, in.Limit)
	if err != nil {
		return nil, err
	}
	var list []Event
	for _, e := range p.Events {
		list = append(list, Event{ID: idOf(e.ID), At: e.At, Face: e.Face, Actor: e.Actor, Action: e.Action, ObjectKind: e.ObjectKind, Object: idOf(e.ObjectID), ObjectName: e.ObjectName,
			Before: e.Before, After: e.After})
	}
	return listed("/companies/"+in.Company+"/"+name, in.asked(), list, p.Next), nil
}
