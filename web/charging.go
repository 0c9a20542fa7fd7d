package web

import (
	"context"
	"time"

	"kontor/company"
	"kontor/partner"
	"kontor/store"
	"kontor/web/ui"
)

// charging puts into words when licenses are counted and charged, in the payer's zone and without amounts (billing.md S1, S2, T1).
type charging struct {
	payer partner.Payer
	now   time.Time
}

// chargingOf is about the companies of a partnership, now.
func chargingOf(ctx context.Context, tx *store.Tx, partnership int64) (charging, error) {
	payer, err := partner.PayerOf(ctx, tx, partnership)
	return charging{payer, tx.Now()}, err
}

// monthStart is the beginning of the payer's local month.
func (c charging) monthStart() time.Time { return c.payer.MonthStart(c.now) }

func (c charging) month() string { return c.payer.Today(c.now).Format("January") }

// next is the month after this one.
func (c charging) next() string { return c.end(c.now).Format("January") }

// end is the first instant of the next month, in the payer's zone.
func (c charging) end(at time.Time) time.Time {
	return in(c.payer.MonthEnd(at), c.payer.BillingZone)
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
	case isFree(of.BillingStart, of.CreatedAt, c.monthStart()):
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
