package web

import (
	"fmt"
	"net/http"
	"strconv"
	"strings"
	"time"

	"kontor/company"
	"kontor/web/ui"
)

// whole is a whole number that was typed; anything else is 0, which every field refuses.
func whole(text string) int64 {
	n, err := strconv.ParseInt(strings.TrimSpace(text), 10, 64)
	if err != nil {
		return 0
	}
	return n
}

// inPortal is an address in the face that the request is in: the partner's, or the vendor's, whose staff do with companies what their partners
// do.
func inPortal(r *http.Request, format string, args ...any) string {
	if visitOf(r).route.Face == Vendor {
		return "/admin" + fmt.Sprintf(format, args...)
	}
	return partnerPath(who(r).Partnership()) + fmt.Sprintf(format, args...)
}

// billingBadge says which subscription type is in force for a company at the moment.
func billingBadge(kind, start string, created, monthStart time.Time) ui.Badge {
	switch {
	case kind == company.Home:
		return ui.Badge{Tone: "plain", Text: "Free of charge"}
	case isFree(start, created, monthStart):
		return ui.Badge{Tone: "info", Text: "Free until end of this month"}
	}
	return ui.Badge{Text: "Billable this month"} // the usual, so nothing to look at (ui.md 6.3)
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
func lastSeen(u company.AppUser, zone string) string {
	switch {
	case u.LastSignInAt != nil:
		return clock(*u.LastSignInAt, zone)
	case u.Status == "invited" && u.TemporaryUntil != nil:
		return "Password valid until " + clock(*u.TemporaryUntil, zone)
	}
	return "No sign-in yet"
}

func roleName(role string) string {
	if role == company.Administrator {
		return "Administrator"
	}
	return "User"
}

// jobName says what a periodic job of the timetable does; one that has no words here yet goes by its name.
func jobName(name string) string {
	words, ok := map[string]string{
		"mail retry":        "Send waiting mails again",
		"mail expiry":       "Void mails whose link or password ran out",
		"account sweep":     "Delete old sessions and links",
		"answer sweep":      "Delete kept answers of the API",
		"payers":            "Begin who pays for an MSP from this month",
		"company purge":     "Purge companies deleted 30 days ago",
		"licenses by month": "Count the licenses of months that are over",
	}[name]
	if !ok {
		return name
	}
	return words
}
