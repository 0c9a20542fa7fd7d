package api

import (
	"context"

	"kontor/access"
	"kontor/report"
	"kontor/store"
)

// Found is something that a search found.
type Found struct {
	Kind    string `json:"kind" enum:"partner,company,account,app_user" doc:"account: a partner user."`
	ID      ID     `json:"id"`
	Partner *ID    `json:"partner_id,omitempty" doc:"Whose it is; for keys of the vendor."`
	Company *ID    `json:"company_id,omitempty" doc:"Of an app user."`
	Name    string `json:"name" example:"Aldergrove Dental Group"`
	Sub     string `json:"sub" doc:"Address, owner or partner, to tell like names apart." example:"Priya Raman"`
	Status  string `json:"status" example:"active"`
}

func (s *server) searches() noun {
	return noun{"Search", "Over everything in scope.", []operation{
		{id: "search", route: "GET /search", may: access.ViewCompanies, summary: "Search companies and people", about: "By any part of a name, address, username or reference; with the right view_vendor partners and their users, too.",
			serve: reads(search)},
	}}
}

type searchIn struct {
	Text  string `query:"q" maxLength:"200" doc:"Nothing finds nothing." example:"aldergrove"`
	Limit int    `query:"limit" minimum:"1" maximum:"50" default:"20" doc:"How many of each kind."`
}

func search(ctx context.Context, tx *store.Tx, in *searchIn) (*itemsOut[Found], error) {
	all, err := report.Search(ctx, tx, store.Clean(in.Text), in.Limit)
	out := &itemsOut[Found]{Body: List[Found]{Items: []Found{}}}
	for _, f := range all {
		row := Found{Kind: f.Kind, ID: idOf(f.ID), Name: f.Name, Sub: f.Sub, Status: f.Status}
		if f.CompanyID != 0 {
			row.Company = maybeID(&f.CompanyID)
		}
		if tx.Who().Kind() == access.Staff {
			row.Partner = maybeID(&f.PartnerID)
		}
		out.Body.Items = append(out.Body.Items, row)
	}
	return out, err
}
