package web

import (
	"fmt"
	"net/http"
	"strconv"
	"time"

	"kontor/company"
	"kontor/partner"
	"kontor/web/ui"
)

// Times are shown in one zone a page, which the page names once (ui.md "Time").

// zoned is a time zone to show times in. A name that Go does not know is shown as UTC.
func zoned(name string) *time.Location {
	zone, err := time.LoadLocation(name)
	if err != nil {
		return time.UTC
	}
	return zone
}

// stamp is a date and time of day, "21 Nov 2026 06:00".
func stamp(t time.Time, zone *time.Location) string { return t.In(zone).Format("2 Jan 2006 15:04") }

// day is a date, "21 Nov 2026".
func day(t time.Time, zone *time.Location) string { return t.In(zone).Format("2 Jan 2006") }

// pathID is an id in the address as we write it; anything else is 0, which nothing has.
func pathID(r *http.Request, name string) int64 {
	text := r.PathValue(name)
	id, err := strconv.ParseInt(text, 10, 64)
	if err != nil || id < 1 || strconv.FormatInt(id, 10) != text {
		return 0
	}
	return id
}

// whole is a whole number that was typed; anything else is 0, which every field refuses.
func whole(text string) int64 {
	n, err := strconv.ParseInt(text, 10, 64)
	if err != nil {
		return 0
	}
	return n
}

// inPortal is an address in the partner's face that the request is in.
func inPortal(r *http.Request, format string, args ...any) string {
	return "/p/" + strconv.FormatInt(who(r).Partnership(), 10) + fmt.Sprintf(format, args...)
}

// billingBadge says which subscription type is in force for a company at the moment.
func billingBadge(kind, start string, created, monthStart time.Time) ui.Badge {
	switch {
	case kind == company.Home:
		return ui.Badge{Tone: "plain", Text: "Free of charge"}
	case isFree(start, created, monthStart):
		return ui.Badge{Tone: "info", Text: "Free until end of this month"}
	}
	return ui.Badge{Tone: "ok", Text: "Billable this month"}
}

// isFree: a company that began free is free for the local month of its creation (billing.md S2).
func isFree(start string, created, monthStart time.Time) bool {
	return start == company.FreeUntilEndOfMonth && !created.Before(monthStart)
}

// kindName is the Account type as the partner reads it; its own company is neither of the two, also where it is its reseller's MSP.
func kindName(kind string, own bool) string {
	switch {
	case own || kind == company.Home:
		return "Your own company"
	case kind == company.MSP:
		return "MSP"
	}
	return "Customer"
}

func companyStatus(status string) ui.Badge {
	switch status {
	case "active":
		return ui.Badge{Tone: "ok", Text: "Active"}
	case "suspended":
		return ui.Badge{Tone: "warn", Text: "Suspended"}
	}
	return ui.Badge{Tone: "bad", Text: "Deleted"}
}

// userStatus is the status of an app user: an invitation may also have bounced or run out (domain.md 3.3).
func userStatus(u company.AppUser, now time.Time) ui.Badge {
	switch u.Status {
	case "active":
		return ui.Badge{Tone: "ok", Text: "Active"}
	case "suspended":
		return ui.Badge{Tone: "warn", Text: "Suspended"}
	case "waiting":
		return ui.Badge{Text: "Waiting for a license"}
	}
	switch {
	case u.BouncedAt != nil:
		return ui.Badge{Tone: "bad", Text: "Mail bounced"}
	case u.TemporaryUntil != nil && !now.Before(*u.TemporaryUntil):
		return ui.Badge{Tone: "warn", Text: "Password expired"}
	}
	return ui.Badge{Tone: "info", Text: "Invited"}
}

// lastSeen is what stands under "Last sign-in".
func lastSeen(u company.AppUser, zone *time.Location) string {
	switch {
	case u.LastSignInAt != nil:
		return stamp(*u.LastSignInAt, zone)
	case u.Status == "invited" && u.TemporaryUntil != nil:
		return "Password valid until " + stamp(*u.TemporaryUntil, zone)
	}
	return "No sign-in yet"
}

func roleName(role string) string {
	if role == company.Administrator {
		return "Administrator"
	}
	return "User"
}

// charging puts into words when licenses are counted and charged, in the payer's zone and without amounts (billing.md S1, S2, T1).
type charging struct {
	payer partner.Payer
	now   time.Time
}

func (c charging) month() string { return c.payer.Today(c.now).Format("January") }

// next is the month after this one.
func (c charging) next() string { return c.end(c.now).Format("January") }

// end is the first instant of the next month, in the payer's zone.
func (c charging) end(at time.Time) time.Time {
	return c.payer.MonthEnd(at).In(zoned(c.payer.BillingZone))
}

func (c charging) at(t time.Time) string {
	return t.Format("2 Jan 2006 15:04") + " (" + c.payer.BillingZone + ")"
}

// daysFree counts today: on the last day of a month it is 1 (billing.md "A trial made on the last day").
func (c charging) daysFree() int {
	last := c.end(c.now).Add(-time.Nanosecond)
	return last.Day() - c.payer.Today(c.now).Day() + 1
}

func (c charging) billable() string {
	return "Counted as " + c.month() + " ends and billed for the whole month."
}

func (c charging) free() string {
	last := c.end(c.now).Add(-time.Nanosecond)
	return "Free for " + ui.Plural(c.daysFree(), "day", "days") + ", through " + last.Format("2 Jan 2006") + ". Billed from " + c.next() + " on."
}

// road is how the money is asked for.
func (c charging) road() string {
	switch {
	case !c.payer.IsSelf:
		return "and go on the invoice of " + c.payer.PayerName + "."
	case c.payer.PaymentTerms == "card":
		return "and charged to your card that day."
	}
	return "and invoiced that day."
}

// added is for a new company.
func (c charging) added() string {
	end := c.end(c.now)
	return "Licenses are counted as " + c.month() + " ends, on " + c.at(end) + ", " + c.road() +
		" If free until the end of this month, they are first counted as " + c.next() + " ends, on " + c.at(c.end(end)) + "."
}

// changed is for a new User license count of a company.
func (c charging) changed(of company.Company) string {
	end := c.end(c.now)
	switch {
	case of.Kind == company.Home:
		return "Your own company is free of charge."
	case isFree(of.BillingStart, of.CreatedAt, c.payer.MonthStart(c.now)):
		return "Free until the end of " + c.month() + ". Licenses are first counted as " + c.next() + " ends, on " + c.at(c.end(end)) + ", " + c.road()
	}
	return "Works at once. Licenses are counted as " + c.month() + " ends, on " + c.at(end) + ", " + c.road()
}

// since is from which month on a company is billed.
func (c charging) since(of company.Company) string {
	first := c.payer.Today(of.CreatedAt)
	if of.BillingStart == company.FreeUntilEndOfMonth {
		first = c.end(of.CreatedAt)
	}
	switch {
	case of.Kind == company.Home:
		return ""
	case first.After(c.now):
		return "Billed from " + first.Format("January 2006") + " on"
	}
	return "Billed since " + first.Format("January 2006")
}
