package partner

import (
	"testing"
	"time"
)

// billing.md T1: "the first instant whose local calendar date is the 1st of the next month".
func TestMonthTurnsAtTheFirstInstantOfTheLocalFirst(t *testing.T) {
	for _, c := range []struct{ zone, now, start, end string }{
		{"UTC", "2026-11-21T10:00:00Z", "2026-11-01T00:00:00Z", "2026-12-01T00:00:00Z"},
		{"Europe/Copenhagen", "2026-11-21T10:00:00Z", "2026-10-31T23:00:00Z", "2026-11-30T23:00:00Z"},
		{"America/New_York", "2026-03-01T04:59:00Z", "2026-02-01T05:00:00Z", "2026-03-01T05:00:00Z"},
		{"Asia/Kathmandu", "2026-01-31T18:20:00Z", "2026-01-31T18:15:00Z", "2026-02-28T18:15:00Z"},
		// Asunción skipped midnight on 1 October 2017: the 1st began at 01:00.
		{"America/Asuncion", "2017-10-15T00:00:00Z", "2017-10-01T04:00:00Z", "2017-11-01T03:00:00Z"},
		// Havana repeated the hour from 00:00 on 1 November 2015: the first of the two counts.
		{"America/Havana", "2015-11-15T00:00:00Z", "2015-11-01T04:00:00Z", "2015-12-01T05:00:00Z"},
		{"UTC", "2026-12-31T23:59:59Z", "2026-12-01T00:00:00Z", "2027-01-01T00:00:00Z"},
	} {
		now, err := time.Parse(time.RFC3339, c.now)
		if err != nil {
			t.Fatal(err)
		}
		p := Payer{BillingZone: c.zone}
		if got := p.MonthStart(now).Format(time.RFC3339); got != c.start {
			t.Errorf("%s %s: starts %s, want %s", c.zone, c.now, got, c.start)
		}
		if got := p.MonthEnd(now).Format(time.RFC3339); got != c.end {
			t.Errorf("%s %s: ends %s, want %s", c.zone, c.now, got, c.end)
		}
	}
}
