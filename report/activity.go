package report

import (
	"context"
	"encoding/json"
	"math"
	"strconv"
	"strings"
	"time"

	"kontor/access"
	"kontor/fail"
	"kontor/store"
)

// Event is something that was done, tried or refused, as the asker may read it.
type Event struct {
	ID            int64
	At            time.Time
	Face          string // vendor, partner, customer, system
	Actor, Key    string // who did it, and the API key they did it by; both "" where the asker does not meet the person
	IP            string // "" also for partners where the vendor's staff did it
	Action        string
	ObjectKind    string
	ObjectID      int64
	ObjectName    string
	Before, After map[string]any
	Partner       int64  // whose log it stands in; 0 is the vendor's
	PartnerName   string // "" for the vendor's
	Company       int64  // 0: about none
	CompanyName   string
}

// EventPage is a part of the activity log, newest first. Next is "" at the end.
type EventPage struct {
	Events []Event
	Next   string
}

// Asked is what the activity log is asked for; what is zero does not filter. Who, PartnerName and Company are parts of names. From is
// the first instant, To the first that is too late. Before is the Next of the part before.
type Asked struct {
	Who, Action          string
	Partner              int64
	PartnerName, Company string
	From, To             time.Time
	Work                 bool // without who signed in and out
	Before               string
	Limit                int
}

// noted is an event as it stands in the audit, with what the asker sees of those it names.
type noted struct {
	ID          int64
	At          time.Time
	Face        string
	Actor, IP   string
	Action      string
	ObjectKind  string
	ObjectID    int64
	ObjectName  string
	BeforeText  string
	AfterText   string
	OfPartner   int64
	PartnerName string
	OfCompany   int64
	CompanyName string
	CompanyKind string
	Met         bool // the account that did it is in the asker's scope
}

const events = `SELECT e.id, e.at, e.face, e.actor, e.ip, e.action, e.object_kind, e.object_id, e.object_name, e.before AS before_text, e.after AS after_text,
	e.chain AS of_partner, COALESCE(p.name, '') AS partner_name, COALESCE(e.company_id, 0) AS of_company, COALESCE(c.name, '') AS company_name,
	COALESCE(c.kind, '') AS company_kind, a.id IS NOT NULL AS met
	FROM audit_event e LEFT JOIN my_account a ON a.id = e.account_id LEFT JOIN my_company c ON c.id = e.company_id LEFT JOIN my_partner p ON p.id = e.chain
	WHERE e.id < $1`

// own keeps a partner's Admin to the partner's chain, and in it to companies, keys and partnerships in scope. The people of a child
// MSP's company are not met (domain.md 2.2).
const own = ` AND e.chain = $2 AND (e.company_id IS NULL OR c.id IS NOT NULL)
	AND (e.object_kind <> $4 OR e.object_id IN (SELECT k.id FROM my_api_key k))
	AND (e.object_kind <> $5 OR e.object_id IN (SELECT s.id FROM my_partnership s))
	AND (e.object_kind NOT IN ($6, $7) OR c.id IS NULL OR c.kind <> 'msp' OR c.id = $3)`

// Activity gives a part of the activity log, newest first, keyset paged: vendor staff everything, a partner's Admin the partner's own
// log in scope (ui.md 6.2, 28; trust.md "Audit"). Needs ViewActivity.
func Activity(ctx context.Context, tx *store.Tx, q Asked) (EventPage, error) {
	if err := tx.May(access.ViewActivity); err != nil {
		return EventPage{}, err
	}
	from, err := strconv.ParseInt(q.Before, 10, 64)
	if err != nil || from <= 0 {
		from = math.MaxInt64
	}
	text, args := events, []any{from}
	and := func(cond string, with ...any) {
		for _, arg := range with {
			args = append(args, arg)
			cond = strings.Replace(cond, "@", "$"+strconv.Itoa(len(args)), 1)
		}
		text += " AND " + cond
	}
	switch me := tx.Who(); me.Face() {
	case "vendor":
		if q.Partner != 0 {
			and("e.chain = @", q.Partner)
		}
		if store.Key(q.PartnerName) != "" {
			and("e.chain IN (SELECT o.id FROM my_partner o WHERE o.name_key LIKE @ ESCAPE '!')", store.Like(q.PartnerName))
		}
	case "partner":
		text, args = text+own, append(args, me.Partner(), me.Home(), "api_key", "partnership", AppUser, "mail")
	default:
		return EventPage{}, fail.Forbidden("not_permitted", "You may not do this.")
	}
	if err := q.narrow(ctx, tx, and); err != nil {
		return EventPage{}, err
	}
	args = append(args, q.Limit+1)
	rows, err := store.All[noted](ctx, tx, text+" ORDER BY e.id DESC LIMIT $"+strconv.Itoa(len(args)), args...)
	if err != nil {
		return EventPage{}, err
	}
	var p EventPage
	if len(rows) > q.Limit {
		rows = rows[:q.Limit]
		p.Next = strconv.FormatInt(rows[q.Limit-1].ID, 10)
	}
	for _, r := range rows {
		p.Events = append(p.Events, r.told(tx.Who()))
	}
	return p, nil
}

// slack is how many events lie at most between two of which the later began first: those of the transactions of one moment.
const slack = 1000

// narrow adds the filters. The log is read in the order of its numbers, so the time is turned into numbers first: one look into the
// index instead of a walk through all that came after.
func (q Asked) narrow(ctx context.Context, tx *store.Tx, and func(cond string, with ...any)) error {
	if store.Key(q.Who) != "" {
		// SQLite's lower knows no letters but those of English: others are found as they are written.
		and("(lower(e.actor) LIKE @ ESCAPE '!' OR e.actor LIKE @ ESCAPE '!')", store.Like(q.Who), "%"+strings.NewReplacer("!", "!!", "%", "!%", "_", "!_").Replace(q.Who)+"%")
		if me := tx.Who(); me.Face() == "partner" { // whose name is not told is not found by it
			and("NOT (e.face = @ AND a.id IS NULL OR e.face = @ AND COALESCE(c.kind, '') = 'msp' AND c.id <> @)", "partner", "customer", me.Home())
		}
	}
	if q.Work {
		and("e.action NOT LIKE '%.signed_%'")
	}
	if q.Action != "" {
		and("e.action = @", q.Action)
	}
	if store.Key(q.Company) != "" {
		and("e.company_id IN (SELECT o.id FROM my_company o WHERE o.name_key LIKE @ ESCAPE '!')", store.Like(q.Company))
	}
	if !q.From.IsZero() {
		first, err := store.One[int64](ctx, tx, `SELECT COALESCE(min(n.id), 0) FROM (SELECT e.id FROM audit_event e WHERE e.at >= $1 ORDER BY e.at, e.id LIMIT $2) n`,
			q.From.UTC(), slack)
		if err != nil {
			return err
		}
		and("e.id >= @", first)
		and("e.at >= @", q.From.UTC())
	}
	if !q.To.IsZero() {
		last, err := store.One[int64](ctx, tx, `SELECT COALESCE(max(n.id), 0) FROM (SELECT e.id FROM audit_event e WHERE e.at < $1 ORDER BY e.at DESC, e.id DESC LIMIT $2) n`,
			q.To.UTC(), slack)
		if err != nil {
			return err
		}
		and("e.id <= @", last)
		and("e.at < @", q.To.UTC())
	}
	return nil
}

// byKey stands in the audit between who acted and the name of the key.
const byKey = " (API key "

// told is the event without what the asker does not meet: other organizations' people, and what a child MSP keeps to itself.
func (r noted) told(me access.Actor) Event {
	e := Event{ID: r.ID, At: r.At, Face: r.Face, Actor: r.Actor, IP: r.IP, Action: r.Action, ObjectKind: r.ObjectKind, ObjectID: r.ObjectID, ObjectName: r.ObjectName,
		Before: detail(r.BeforeText), After: detail(r.AfterText), Partner: r.OfPartner, PartnerName: r.PartnerName, Company: r.OfCompany, CompanyName: r.CompanyName}
	if at := strings.LastIndex(e.Actor, byKey); at >= 0 && strings.HasSuffix(e.Actor, ")") {
		e.Actor, e.Key = e.Actor[:at], strings.TrimSuffix(e.Actor[at+len(byKey):], ")")
	}
	if me.Face() != "partner" {
		return e
	}
	childs := r.CompanyKind == "msp" && r.OfCompany != me.Home()
	if r.Face == "vendor" {
		e.IP = "" // the network of the vendor's staff is theirs
	}
	if r.Face == "partner" && !r.Met || r.Face == "customer" && childs {
		e.Actor, e.Key, e.IP = "", "", ""
		delete(e.Before, "reference") // a partner's own (domain.md 2.3)
		delete(e.After, "reference")
	}
	if childs {
		for _, name := range []string{"owner", "Owner", "viewer", "reason"} {
			delete(e.Before, name)
			delete(e.After, name)
		}
	}
	return e
}

// detail reads what the audit keeps of a state; what is no object is nothing.
func detail(text string) map[string]any {
	var m map[string]any
	if json.Unmarshal([]byte(text), &m) != nil {
		return nil
	}
	return m
}

// eventsPerRead is how many events an export reads at a time.
const eventsPerRead = 1000

// AllActivity gives the events that the filters let through, newest first, at most so many as Limit says; more reports that there are
// others. Fails as Activity, and with what do returns.
func AllActivity(ctx context.Context, tx *store.Tx, q Asked, do func(Event) error) (more bool, err error) {
	left := q.Limit
	for q.Before = ""; left > 0; {
		q.Limit = min(left, eventsPerRead)
		p, err := Activity(ctx, tx, q)
		if err != nil {
			return false, err
		}
		for _, e := range p.Events {
			if err := do(e); err != nil {
				return false, err
			}
		}
		left -= len(p.Events)
		if q.Before = p.Next; q.Before == "" {
			return false, nil
		}
	}
	return true, nil
}
