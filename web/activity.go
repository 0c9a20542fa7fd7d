package web

import (
	"net/http"
	"net/url"

	"kontor/company"
	"kontor/store"
	"kontor/web/page"
	"kontor/web/ui"
)

// companyActivity is the tab "Activity": who did what to the company and its people, and when.
func (s *site) companyActivity(w http.ResponseWriter, r *http.Request) error {
	before := store.Clean(r.URL.Query().Get("after"))
	v, err := s.readCompany(r, func(tx *store.Tx, v *companyView) (err error) {
		v.events, err = company.Activity(r.Context(), tx, v.company.ID, before, rowsPerPage)
		return err
	})
	if err != nil {
		return err
	}
	path := v.path(r) + "/activity"
	p := page.CompanyActivity{CompanyHead: v.head(r, "activity"), Events: v.happened(r), Zone: v.partner.TimeZone}
	p.Pager = forward(path, nil, before, v.events.Next, len(v.events.Events), "event", "events")
	return s.render(w, r, p)
}

// forward leads on through a list that is read one way; back is by the browser, or from the beginning.
func forward(path string, ask url.Values, after, next string, n int, one, many string) ui.Pager {
	p := ui.Pager{Shown: ui.Plural(n, one, many)}
	if after == "" && next == "" {
		return p
	}
	p.Shown += " on this page"
	if after != "" {
		if p.Previous = path; len(ask) > 0 {
			p.Previous = withQuery(path, ask, "after", "")
		}
	}
	if next != "" {
		p.Next = withQuery(path, ask, "after", next)
	}
	return p
}

func (v companyView) happened(r *http.Request) []page.Event {
	var lines []page.Event
	for _, e := range v.events.Events {
		lines = append(lines, page.Event{When: clock(e.At, v.partner.TimeZone), Who: v.whose(r, e), What: sentence(e.Action, e.ObjectKind, e.ObjectName, e.Before, e.After), From: whence(r, e.Face, e.IP)})
	}
	return lines
}

// whence is where it was done from: an address, or to a partner that it was the vendor's staff.
func whence(r *http.Request, face, ip string) string {
	if face == "vendor" && who(r).Face() == "partner" {
		return "Vendor staff"
	}
	return ip
}

// whose is who did it. Where the asker does not meet the person, it is the organization (domain.md 2.2).
func (v companyView) whose(r *http.Request, e company.Event) string {
	switch {
	case e.Face == "system" && e.ObjectKind == "app_user":
		return e.ObjectName // signing in and out is noted by the system actor
	case e.Face == "system" && word(e.After["viewer"]) != "":
		return word(e.After["viewer"]) // a view that ended by itself
	case e.Actor != "":
		return e.Actor
	case v.company.ChildManages(who(r)):
		return v.company.Name
	case v.company.Kind == company.MSP:
		return "Your reseller"
	}
	return "Another partner"
}
