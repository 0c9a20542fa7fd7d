package api

import (
	"context"
	"strconv"

	"kontor/access"
	"kontor/fail"
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
		{id: "search", route: "GET /search", may: access.ViewCompanies, summary: "Search companies and people", about: "By any part of a name, address, username or reference; with the right view_vendor partners and their users, too. The first of each kind, or one kind by name.",
			serve: looks(search)},
	}}
}

type searchIn struct {
	Text   string `query:"q" maxLength:"200" doc:"Nothing finds nothing." example:"aldergrove"`
	Kind   string `query:"kind" enum:"partner,company,account,app_user" doc:"One kind only, which is read to its end by the cursor; absent: the first of each."`
	Limit  int    `query:"limit" minimum:"1" maximum:"50" default:"20" doc:"How many of each kind."`
	Cursor string `query:"cursor" maxLength:"2000" doc:"next of the part before, of one kind."`
}

func search(ctx context.Context, tx *store.Tx, in *searchIn) (*listOut[Found], error) {
	after, err := cursorOf(in.Cursor)
	if err != nil {
		return nil, err
	}
	if after != "" && in.Kind == "" {
		return nil, fail.Invalid(fail.At("cursor", "Give the kind, too: only one kind is read on."))
	}
	var found report.FoundPage
	if in.Kind != "" {
		found, err = report.SearchKind(ctx, tx, report.Sought{Kind: in.Kind, Text: store.Clean(in.Text), After: after, Limit: in.Limit})
	} else {
		found.Rows, err = report.Search(ctx, tx, store.Clean(in.Text), in.Limit)
	}
	var rows []Found
	for _, f := range found.Rows {
		row := Found{Kind: f.Kind, ID: idOf(f.ID), Name: f.Name, Sub: f.Sub, Status: f.Status, Company: perhaps(f.CompanyID)}
		if tx.Who().Kind() == access.Staff {
			row.Partner = maybeID(&f.PartnerID)
		}
		rows = append(rows, row)
	}
	return listed("/search", asked("q", in.Text, "kind", in.Kind, "limit", strconv.Itoa(in.Limit)), rows, found.Next), err
}
