package company

import (
	"context"
	"encoding/json"
	"math"
	"strconv"
	"time"

	"kontor/access"
	"kontor/store"
)

// Event is something that was done to a company or its people, as the asker may read it.
type Event struct {
	ID            int64
	At            time.Time
	Face          string // vendor, partner, customer, system
	Actor, IP     string // both "" where the asker does not meet the person; IP also of the vendor's staff
	Action        string
	ObjectKind    string // company, app_user
	ObjectID      int64
	ObjectName    string
	Before, After map[string]any
}

// EventPage is a part of a company's activity, newest first. Next is "" at the end.
type EventPage struct {
	Events []Event
	Next   string
}

// noted is an event as it stands in the audit.
type noted struct {
	ID           int64
	At           time.Time
	Face         string
	Actor, IP    string
	Action       string
	ObjectKind   string
	ObjectID     int64
	ObjectName   string
	BeforeText   string
	AfterText    string
	ActorPartner *int64
}

// Activity gives a part of what was done to a company in scope and to its people, newest first, keyset paged. A reseller meets neither
// the people of its child MSPs' own companies nor what was done to them (domain.md 2.2). Needs ViewCompanies.
func Activity(ctx context.Context, tx *store.Tx, company int64, before string, limit int) (EventPage, error) {
	return activity(ctx, tx, company, before, limit, "")
}

// LicenseHistory is the part of a company's activity that says what it is subscribed to and since when. Needs ViewCompanies.
func LicenseHistory(ctx context.Context, tx *store.Tx, company int64, before string, limit int) (EventPage, error) {
	return activity(ctx, tx, company, before, limit, ` AND e.action IN ('company.added', 'company.license_count_changed', 'company.level_changed',
		'company.subscription_added', 'company.subscription_ended', 'company.billing_start_ended')`)
}

func activity(ctx context.Context, tx *store.Tx, company int64, before string, limit int, only string) (EventPage, error) {
	if err := tx.May(access.ViewCompanies); err != nil {
		return EventPage{}, err
	}
	c, err := Get(ctx, tx, company)
	if err != nil {
		return EventPage{}, err
	}
	from, err := strconv.ParseInt(before, 10, 64)
	if err != nil || from <= 0 {
		from = math.MaxInt64
	}
	me := tx.Who()
	// The company is in scope; who the actors are is looked up by the system actor, and told below only of those whom the asker meets.
	rows, err := store.All[noted](ctx, tx.As(access.System("onboarding")), `
		SELECT e.id, e.at, e.face, e.actor, e.ip, e.action, e.object_kind, e.object_id, e.object_name, e.before AS before_text, e.after AS after_text,
			a.partner_id AS actor_partner
		  FROM audit_event e LEFT JOIN my_account a ON a.id = e.account_id
		 WHERE e.company_id = $1 AND e.id < $2 AND (e.object_kind = $3 OR e.object_kind = $4 AND ($5 = 0 OR e.chain = $5))`+only+`
		 ORDER BY e.id DESC LIMIT $6`, c.ID, from, c.About().Kind, AppUser{}.About().Kind, me.Partner(), limit+1)
	if err != nil {
		return EventPage{}, err
	}
	var p EventPage
	if len(rows) > limit {
		rows = rows[:limit]
		p.Next = strconv.FormatInt(rows[limit-1].ID, 10)
	}
	for _, r := range rows {
		p.Events = append(p.Events, r.told(c, me))
	}
	return p, nil
}

// told is the event without what the asker does not meet.
func (r noted) told(c Company, me access.Actor) Event {
	e := Event{ID: r.ID, At: r.At, Face: r.Face, Actor: r.Actor, IP: r.IP, Action: r.Action, ObjectKind: r.ObjectKind, ObjectID: r.ObjectID,
		ObjectName: r.ObjectName, Before: detail(r.BeforeText), After: detail(r.AfterText)}
	stranger := r.Face == "partner" && (r.ActorPartner == nil || *r.ActorPartner != me.Partner()) || r.Face == "customer" && c.ChildManages(me)
	if me.Face() == "partner" && e.Face == "vendor" {
		e.IP = "" // the network of the vendor's staff is theirs
	}
	if me.Face() == "partner" && stranger {
		e.Actor, e.IP = "", ""
		e.forget("reference", "Reference", "reason") // a partner's own, which the next one is not told (domain.md 2.3)
	}
	if of, known := e.After["viewer_partner"].(float64); known && me.Face() == "partner" && of != 0 && int64(of) != me.Partner() {
		e.forget("viewer") // one of the partner before
	}
	e.forget("viewer_partner")
	if c.ChildManages(me) { // who looks at the child's portal, and why, and who owns its company is the child's
		e.forget("viewer", "reason", "owner")
	}
	delete(e.After, "Owner") // who the primary contact is stands on the page of the users
	return e
}

// forget takes details away.
func (e Event) forget(names ...string) {
	for _, name := range names {
		delete(e.Before, name)
		delete(e.After, name)
	}
}

// detail reads what the audit keeps of a state; what is no object is nothing.
func detail(text string) map[string]any {
	var m map[string]any
	if json.Unmarshal([]byte(text), &m) != nil {
		return nil
	}
	return m
}
