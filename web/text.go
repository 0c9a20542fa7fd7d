package web

import (
	"strconv"
	"time"
	_ "time/tzdata" // zones are shown also where the system has none

	"kontor/access"
	"kontor/partner"
)

// moment is an instant as pages show it, with the zone named: "21 Nov 2026 06:00 (Europe/Copenhagen)".
func moment(t time.Time, zone string) string { return clock(t, zone) + " (" + zone + ")" }

// clock is moment for pages that name the zone elsewhere, once.
func clock(t time.Time, zone string) string { return in(t, zone).Format("2 Jan 2006 15:04") }

func in(t time.Time, zone string) time.Time { return t.In(partner.Zone(zone)) }

// lasting is a number of hours in words: "7 days", "72 hours", "1 hour".
func lasting(hours int64) string {
	switch {
	case hours == 1:
		return "1 hour"
	case hours >= 96 && hours%24 == 0:
		return strconv.FormatInt(hours/24, 10) + " days"
	}
	return strconv.FormatInt(hours, 10) + " hours"
}

// roleTitle is a role as pages call it (domain.md 4.1, 7).
func roleTitle(r access.Role) string {
	return map[access.Role]string{
		access.Owner: "Owner", access.PortalAdmin: "Portal Admin", access.Support: "Support",
		access.PartnerAdmin: "Admin", access.PartnerUser: "User", access.MarketingRole: "Marketing", access.Notifications: "Notifications",
		access.Administrator: "Administrator", access.AppUser: "User",
	}[r]
}

// typeName is a partnership's type as pages call it.
func typeName(t string) string {
	return map[string]string{"msp": "MSP", "reseller": "Reseller"}[t]
}
