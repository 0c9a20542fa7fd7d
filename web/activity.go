package web

import (
	"net/http"
	"strconv"
	"strings"

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
	p.Pager = forward(path, before, v.events.Next, len(v.events.Events), "event", "events")
	return s.render(w, r, p)
}

// forward leads on through a list that is read one way; back is by the browser, or from the beginning.
func forward(path, after, next string, n int, one, many string) ui.Pager {
	p := ui.Pager{Shown: ui.Plural(n, one, many)}
	if after == "" && next == "" {
		return p
	}
	p.Shown += " on this page"
	if after != "" {
		p.Previous = path
	}
	if next != "" {
		p.Next = withQuery(path, nil, "after", next)
	}
	return p
}

func (v companyView) happened(r *http.Request) []page.Event {
	var lines []page.Event
	for _, e := range v.events.Events {
		lines = append(lines, page.Event{When: clock(e.At, v.partner.TimeZone), Who: v.whose(r, e), What: sentence(e), From: e.IP})
	}
	return lines
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

// deeds are the acts in words; %n is the name of what it was done to.
var deeds = map[string]string{
	"company.restored":            "Restored the company",
	"company.suspended":           "Suspended the company",
	"company.resumed":             "Resumed the company",
	"company.deleted":             "Deleted the company",
	"company.transferred":         "Transferred the company to its present partner",
	"company.billing_start_ended": "Ended the free month early",
	"view.ended":                  "Stopped viewing the Customer Portal",
	"app_user.added":              "Added %n as app user",
	"app_user.welcome_resent":     "Sent %n a new temporary password",
	"app_user.removed":            "Removed %n",
	"app_user.suspended":          "Suspended %n",
	"app_user.resumed":            "Resumed %n",
	"app_user.signed_in":          "Signed in",
	"app_user.signed_out":         "Signed out",
	"app_user.accepted":           "Chose a password for the first time",
	"app_user.password_changed":   "Changed the own password",
	"app_user.password_forgotten": "Asked for a link to choose a new password",
}

// sentence says what was done, with what it was before and after.
func sentence(e company.Event) string {
	before, after := func(name string) string { return word(e.Before[name]) }, func(name string) string { return word(e.After[name]) }
	switch e.Action {
	case "company.added":
		return "Added the company with " + after("LicenseCount") + " licenses"
	case "company.license_count_changed":
		return "Changed User license count of " + after("product") + " from " + before("license_count") + " to " + after("license_count")
	case "company.level_changed":
		return "Changed Subscription level from " + before("product") + " to " + after("product")
	case "company.subscription_added":
		return "Added " + after("product") + " with " + after("license_count") + " licenses"
	case "company.subscription_ended":
		return "Ended the subscription to " + before("product")
	case "company.owner_changed":
		return "Handed ownership over from " + before("owner") + " to " + after("owner")
	case "view.started":
		if after("reason") == "" {
			return "Viewed the Customer Portal"
		}
		return "Viewed the Customer Portal: “" + after("reason") + "”"
	case "company.transferred":
		if after("reason") != "" { // both partners read it, as the form says
			return deeds[e.Action] + ": “" + after("reason") + "”"
		}
	case "company.changed", "app_user.changed":
		return changes(e)
	}
	if s, ok := deeds[e.Action]; ok {
		return strings.ReplaceAll(s, "%n", e.ObjectName)
	}
	return e.Action
}

// labels are the fields of a change in words, in the order they are told.
var labels = [][2]string{{"name", "Company name"}, {"team_name", "Team name"}, {"team_logo", "Team logo"}, {"street", "Street"}, {"postal_code", "Postal code"},
	{"city", "City"}, {"region", "Region"}, {"country", "Country"}, {"phone", "Phone"}, {"website", "Website"}, {"vat_number", "VAT number"},
	{"reference", "Your own reference"}, {"first_name", "First Name"}, {"last_name", "Last Name"}, {"email", "Email Address"}, {"role", "Role"}}

func changes(e company.Event) string {
	var told []string
	for _, l := range labels {
		is, changed := e.After[l[0]]
		was := word(e.Before[l[0]])
		switch {
		case !changed:
		case l[0] == "team_logo":
			told = append(told, l[1]+" "+word(is))
		case was == "":
			told = append(told, l[1]+" “"+word(is)+"”")
		case word(is) == "":
			told = append(told, l[1]+" “"+was+"” removed")
		default:
			told = append(told, l[1]+" “"+was+"” → “"+word(is)+"”")
		}
	}
	of := ""
	if e.ObjectKind == "app_user" {
		of = " of " + e.ObjectName
	}
	return "Changed" + of + ": " + strings.Join(told, ", ")
}

// word is a value of the audit as text.
func word(v any) string {
	switch x := v.(type) {
	case string:
		return x
	case float64:
		return ui.Number(int(x))
	case bool:
		return strconv.FormatBool(x)
	}
	return ""
}
