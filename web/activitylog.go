package web

import (
	"bytes"
	"encoding/csv"
	"encoding/json"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"

	"kontor/fail"
	"kontor/onboard"
	"kontor/partner"
	"kontor/report"
	"kontor/setting"
	"kontor/store"
	"kontor/web/page"
	"kontor/web/ui"
)

// logged is what a page of the activity log is made of.
type logged struct {
	path  string // of the page
	zone  string
	asked report.Asked
	wrong ui.Form // with what is wrong in the filters
	found report.EventPage
	staff bool
}

// vendorActivity is the activity log of the whole installation (ui.md 6.2, 28). Its filters stand in the address.
func (s *site) vendorActivity(w http.ResponseWriter, r *http.Request) error {
	l, err := s.readActivity(r, "/admin/activity", 0)
	if err != nil {
		return err
	}
	return s.render(w, r, page.VendorActivity{ActivityTable: l.shown(r)})
}

// partnerActivity is the tab "Activity" of a partner in the vendor's face.
func (s *site) partnerActivity(w http.ResponseWriter, r *http.Request) error {
	v, err := s.readPartnerView(r)
	if err != nil {
		return err
	}
	l, err := s.readActivity(r, vendorPartnerPath(v.partner.ID)+"/activity", v.partner.ID)
	if err != nil {
		return err
	}
	p := page.PartnerActivity{PartnerHead: v.head(who(r), "activity"), ActivityTable: l.shown(r)}
	p.Several, p.Export = false, withQuery("/admin/activity/export.csv", r.URL.Query(), "partner_id", strconv.FormatInt(v.partner.ID, 10))
	return s.render(w, r, p)
}

// ownActivity is a partner's own log, for its Admins.
func (s *site) ownActivity(w http.ResponseWriter, r *http.Request) error {
	l, err := s.readActivity(r, inPortal(r, "/account/activity"), 0)
	if err != nil {
		return err
	}
	return s.render(w, r, page.OwnActivity{ActivityTable: l.shown(r)})
}

// happened are the latest lines of a partner's log, for its Overview.
func (v partnerView) happened() []page.Event {
	return logged{zone: v.set.BillingZone, staff: true}.lines(v.latest)
}

// lines are events as a short list has them.
func (l logged) lines(events []report.Event) []page.Event {
	var lines []page.Event
	for _, e := range events {
		about := ""
		if e.CompanyName != "" {
			about = ", " + e.CompanyName
		}
		lines = append(lines, page.Event{When: clock(e.At, l.zone), Who: l.whose(e), What: l.told(e) + about})
	}
	return lines
}

// readActivity reads the part of the log that the address asks for; nothing where a filter cannot be understood.
func (s *site) readActivity(r *http.Request, path string, of int64) (logged, error) {
	ctx := r.Context()
	return store.Snapshot(ctx, s.db, who(r), func(tx *store.Tx) (l logged, err error) {
		l, err = askedActivity(r, tx)
		l.path = path
		if of != 0 {
			l.asked.Partner, l.asked.PartnerName = of, ""
		}
		if err != nil || l.wrong.Failed() {
			return l, err
		}
		l.found, err = report.Activity(ctx, tx, l.asked)
		return l, err
	})
}

// askedActivity reads the filters of the address. Times are those of the log's zone: the vendor's, or the partner's own.
func askedActivity(r *http.Request, tx *store.Tx) (l logged, err error) {
	ask := r.URL.Query()
	l.staff = who(r).Face() == "vendor"
	if l.staff {
		set, err := setting.Get(r.Context(), tx)
		if err != nil {
			return l, err
		}
		l.zone = set.BillingZone
	} else {
		p, err := partner.Get(r.Context(), tx, who(r).Partner())
		if err != nil {
			return l, err
		}
		l.zone = p.TimeZone
	}
	l.asked = report.Asked{Who: store.Clean(ask.Get("q")), Company: store.Clean(ask.Get("company")), Before: store.Clean(ask.Get("after")), Limit: rowsPerPage}
	if d, ok := deedOf(ask.Get("action")); ok {
		l.asked.Action = d.action
	}
	if l.staff {
		l.asked.PartnerName, l.asked.Partner = store.Clean(ask.Get("partner")), whole(ask.Get("partner_id"))
	}
	bad := map[string]string{}
	var okFrom, okTo bool
	if l.asked.From, okFrom = typedInstant(ask.Get("from"), l.zone, false); !okFrom {
		bad["from"] = "Enter From as a day such as 2026-11-20, or with a time: 2026-11-20 14:30."
	}
	if l.asked.To, okTo = typedInstant(ask.Get("to"), l.zone, true); !okTo {
		bad["to"] = "Enter To as a day such as 2026-11-20, or with a time: 2026-11-20 14:30."
	}
	if len(bad) > 0 {
		l.wrong = ui.Form{}.Again(r, "", bad)
	}
	return l, nil
}

// typedInstant reads a day or a minute in a zone; the end of it where the last one is asked for. Nothing typed is the zero time.
func typedInstant(text, zone string, end bool) (time.Time, bool) {
	if text = store.Clean(text); text == "" {
		return time.Time{}, true
	}
	at := partner.Zone(zone)
	if t, err := time.ParseInLocation("2006-01-02", text, at); err == nil {
		if end {
			t = t.AddDate(0, 0, 1)
		}
		return t, true
	}
	t, err := time.ParseInLocation("2006-01-02 15:04", text, at)
	if err == nil && end {
		t = t.Add(time.Minute)
	}
	return t, err == nil
}

// shown is the log as a table with its filters.
func (l logged) shown(r *http.Request) page.ActivityTable {
	ask := r.URL.Query()
	p := page.ActivityTable{Path: l.path, Zone: l.zone, Who: ask.Get("q"), Action: ask.Get("action"), Partner: ask.Get("partner"), Company: ask.Get("company"), From: ask.Get("from"), To: ask.Get("to"),
		Several: l.staff, Actions: acts, Export: withQuery(l.path+"/export.csv", ask, "action", ask.Get("action"))}
	for _, name := range []string{"from", "to"} {
		if text := l.wrong.Errors[name]; text != "" {
			p.Wrong = append(p.Wrong, text)
		}
	}
	for _, name := range []string{"q", "action", "partner", "company", "from", "to"} {
		p.Filtered = p.Filtered || ask.Get(name) != ""
	}
	for _, e := range l.found.Events {
		line := page.LogRow{Event: page.Event{When: clock(e.At, l.zone), Who: l.whose(e), What: l.told(e), From: whence(r, e.Face, e.IP)}, Company: e.CompanyName, Partner: e.PartnerName, Key: e.Key}
		if e.Company != 0 && e.CompanyName != "" {
			line.CompanyHref = l.companyPath(r, e.Company)
		}
		if l.staff && e.Partner != 0 && e.PartnerName != "" {
			line.PartnerHref = vendorPartnerPath(e.Partner)
		}
		p.Rows = append(p.Rows, line)
	}
	p.Pager = forward(l.path, ask, ask.Get("after"), l.found.Next, len(p.Rows), "event", "events")
	p.Total = p.Pager.Shown
	return p
}

func (l logged) companyPath(r *http.Request, id int64) string {
	if l.staff {
		return vendorCompanyPath(id)
	}
	return inPortal(r, "/companies/%d", id)
}

// acts are all acts, to choose from.
var acts = func() []ui.Option {
	var all []ui.Option
	for _, d := range deeds {
		all = append(all, ui.Option{Value: d.action, Label: d.title})
	}
	slices.SortFunc(all, func(a, b ui.Option) int { return strings.Compare(a.Label, b.Label) })
	return all
}()

// whose is who did it. Where the asker does not meet the person, it is the organization (domain.md 2.2).
func (l logged) whose(e report.Event) string {
	switch {
	case e.Actor != "" && e.Face != "system":
		return e.Actor
	case e.Face == "system" && e.ObjectKind == "app_user", e.Face == "system" && e.ObjectKind == "account" && e.Action != "account.added":
		return e.ObjectName // signing in and out is noted by the system actor
	case word(e.After["viewer"]) != "":
		return word(e.After["viewer"]) // a view that ended by itself
	case e.Actor != "":
		return e.Actor
	case e.CompanyName != "":
		return e.CompanyName
	}
	return "Another partner"
}

// told is what was done, with the name of the company for what happened to it.
func (l logged) told(e report.Event) string {
	return sentence(e.Action, e.ObjectKind, e.ObjectName, e.Before, e.After)
}

// activityHead are the columns of the export.
var activityHead = []string{"Time (UTC)", "Who", "API key", "Face", "What", "Action", "Object", "Partner", "Company", "Before", "After", "Address"}

// mostEvents is how many events one file holds.
const mostEvents = 50_000

// exportActivity is the log as a file: the same filters and scope, the newest of all pages of it.
func (s *site) exportActivity(w http.ResponseWriter, r *http.Request) error {
	ctx := r.Context()
	var file bytes.Buffer
	var l logged
	err := s.db.Snapshot(ctx, who(r), func(tx *store.Tx) (err error) {
		if l, err = askedActivity(r, tx); err != nil || l.wrong.Failed() {
			return err
		}
		file.Reset()
		out := csv.NewWriter(&file)
		_ = out.Write(activityHead)
		l.asked.Limit = mostEvents
		more, err := report.AllActivity(ctx, tx, l.asked, func(e report.Event) error { return out.Write(l.line(e)) })
		if more {
			_ = out.Write([]string{"There are older events. Export them with a filter on the time."})
		}
		out.Flush()
		return err
	})
	if err != nil {
		return err
	}
	if l.wrong.Failed() {
		return fail.Invalid(fail.At("", strings.Join([]string{l.wrong.Errors["from"], l.wrong.Errors["to"]}, " ")))
	}
	return s.sendFile(w, r, "activity.csv", file.Bytes())
}

func (l logged) line(e report.Event) []string {
	cells := []string{e.At.UTC().Format("2006-01-02T15:04:05Z"), l.whose(e), e.Key, e.Face, l.told(e), e.Action, e.ObjectName, e.PartnerName, e.CompanyName, asText(e.Before), asText(e.After), e.IP}
	for i := range cells {
		cells[i] = onboard.Harmless(cells[i])
	}
	return cells
}

// asText is a state as the audit keeps it.
func asText(m map[string]any) string {
	if len(m) == 0 {
		return ""
	}
	text, err := json.Marshal(m)
	if err != nil {
		return ""
	}
	return string(text)
}
