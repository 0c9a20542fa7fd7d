package api

import (
	"context"
	"time"

	"kontor/access"
	"kontor/report"
	"kontor/store"
)

// LogEvent is a line of the activity log.
type LogEvent struct {
	ID         ID             `json:"id"`
	At         time.Time      `json:"at"`
	Face       string         `json:"face" enum:"vendor,partner,customer,system"`
	Actor      string         `json:"actor" doc:"Who did it; empty where the caller does not meet the person." example:"Maya Jensen"`
	Action     string         `json:"action" example:"company.license_count_changed"`
	ObjectKind string         `json:"object_kind" example:"company"`
	Object     *ID            `json:"object_id,omitempty" doc:"Absent of what has none, such as a right that was refused."`
	ObjectName string         `json:"object_name" example:"Aldergrove Dental Group"`
	Before     map[string]any `json:"before,omitempty"`
	After      map[string]any `json:"after,omitempty"`
	Key        string         `json:"api_key" doc:"The name of the API key it was done by, else empty." example:""`
	IP         string         `json:"ip" doc:"Empty where the caller does not meet the person, to partners for the vendor's staff, and for programs of the portal itself." example:"192.0.2.7"`
	Partner    *ID            `json:"partner_id,omitempty" doc:"In whose log it stands; absent in the vendor's own."`
	Company    *ID            `json:"company_id,omitempty"`
}

type activityIn struct {
	Limit   int       `query:"limit" minimum:"1" maximum:"200" default:"50" doc:"How many at a time."`
	Cursor  string    `query:"cursor" maxLength:"2000" doc:"next of the part before."`
	Who     string    `query:"who" maxLength:"200" doc:"Part of a name, also of an API key." example:"maya"`
	Action  string    `query:"action" maxLength:"100" pattern:"^[a-z_.]*$" doc:"One act." example:"company.license_count_changed"`
	Partner ID        `query:"partner_id" doc:"Of one partner; for keys of the vendor."`
	Company string    `query:"company" maxLength:"200" doc:"Part of a company's name." example:"aldergrove"`
	From    time.Time `query:"from" doc:"The first instant." example:"2026-11-01T00:00:00Z"`
	To      time.Time `query:"to" doc:"The first instant that is too late." example:"2026-12-01T00:00:00Z"`
}

func (s *server) activity() noun {
	return noun{"Activity", "Who did what, and when.", []operation{
		{id: "listActivity", route: "GET /activity", may: access.ViewActivity, summary: "List the activity log",
			about: "Newest first. A key of the vendor reads everything, a key of a partnership its partner's own log.", serve: reads(listActivity)},
	}}
}

func listActivity(ctx context.Context, tx *store.Tx, in *activityIn) (*listOut[LogEvent], error) {
	before, err := cursorOf(in.Cursor)
	if err != nil {
		return nil, err
	}
	p, err := report.Activity(ctx, tx, report.Asked{Who: store.Clean(in.Who), Action: in.Action, Partner: in.Partner.number(), Company: store.Clean(in.Company), From: in.From, To: in.To,
		Before: before, Limit: in.Limit})
	if err != nil {
		return nil, err
	}
	var rows []LogEvent
	for _, e := range p.Events {
		row := LogEvent{ID: idOf(e.ID), At: e.At, Face: e.Face, Actor: e.Actor, Action: e.Action, ObjectKind: e.ObjectKind, Object: perhaps(e.ObjectID), ObjectName: e.ObjectName,
			Before: e.Before, After: e.After, Key: e.Key, IP: e.IP, Partner: perhaps(e.Partner), Company: perhaps(e.Company)}
		rows = append(rows, row)
	}
	return listed("/activity", asked("who", in.Who, "action", in.Action, "partner_id", string(in.Partner), "company", in.Company, "from", instant(in.From), "to", instant(in.To)), rows, p.Next), nil
}

// perhaps is an id, nil for 0.
func perhaps(id int64) *ID {
	if id == 0 {
		return nil
	}
	of := idOf(id)
	return &of
}

func instant(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return t.Format(time.RFC3339Nano)
}
