package partner

import (
	"sync"
	"time"
)

// zones are those that were asked for: loading one reads a file.
var zones sync.Map // name → *time.Location

// Zone is the time zone of an IANA name; UTC for an unknown one.
func Zone(name string) *time.Location {
	if z, ok := zones.Load(name); ok {
		if z, ok := z.(*time.Location); ok {
			return z
		}
	}
	z, err := time.LoadLocation(name)
	if err != nil {
		return time.UTC // not kept: there is no end to names that are none
	}
	zones.Store(name, z)
	return z
}

// MonthStart is the first instant whose date in the payer's zone is the 1st of the local month that contains now (billing.md T1).
// It is not "midnight", which a clock change may skip or repeat.
func (p Payer) MonthStart(now time.Time) time.Time {
	local := p.Today(now)
	return firstInstant(local.Year(), local.Month(), local.Location())
}

// MonthEnd is the first instant of the next local month: when counts are taken.
func (p Payer) MonthEnd(now time.Time) time.Time {
	local := p.Today(now)
	return firstInstant(local.Year(), local.Month()+1, local.Location())
}

// firstInstant looks around midnight for the minute at which the date turns: clock changes lie on whole minutes.
func firstInstant(year int, month time.Month, zone *time.Location) time.Time {
	first := time.Date(year, month, 1, 12, 0, 0, 0, zone)
	t := time.Date(year, month, 1, 0, 0, 0, 0, zone).Add(-4 * time.Hour)
	if changed, _ := first.ZoneBounds(); changed.IsZero() || changed.Before(t) {
		return t.Add(4 * time.Hour).UTC() // no clock change near: midnight is midnight
	}
	for t.Before(first) && (t.Month() != first.Month() || t.Day() != 1) {
		t = t.Add(time.Minute)
	}
	return t.UTC()
}
