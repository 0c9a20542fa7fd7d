package report

import (
	"context"
	"fmt"
	"strings"
	"time"

	"kontor/access"
	"kontor/partner"
	"kontor/setting"
	"kontor/store"
)

// CountedMonth is the User license count of all companies at the end of a month that is over, and which facts it was counted from.
type CountedMonth struct {
	EndsAt        time.Time
	Licenses      int64
	CountedAt     time.Time
	LicenseFactID int64
	StatusFactID  int64
}

const countedMonths = `SELECT ends_at, licenses, counted_at, license_fact_id, status_fact_id FROM license_month WHERE ends_at >= $1 AND ends_at <= $2 ORDER BY ends_at`

// LicensesOfAll is LicensesByMonth for vendor staff who know the present count already, by Total. What CountMonths has counted is not counted
// again.
func LicensesOfAll(ctx context.Context, tx *store.Tx, zone string, now Totals) ([]Month, error) {
	if err := tx.May(access.ViewVendor); err != nil {
		return nil, err
	}
	noons, ends := monthEnds(zone, tx.Now())
	all, err := licensesOfAll(ctx, tx, ends, now)
	if err != nil {
		return nil, err
	}
	months := make([]Month, len(ends))
	for i, noon := range noons {
		months[i] = Month{noon, all[i]}
	}
	return months, nil
}

// licensesOfAll are the licenses at each of the ends, the last of which is now.
func licensesOfAll(ctx context.Context, tx *store.Tx, ends []time.Time, now Totals) ([]int64, error) {
	over := ends[:len(ends)-1]
	kept, err := store.All[CountedMonth](ctx, tx, countedMonths, over[0], over[len(over)-1])
	if err != nil {
		return nil, err
	}
	if !covers(kept, over) {
		return countAt(ctx, tx, ends)
	}
	var all []int64
	for _, m := range kept {
		all = append(all, m.Licenses)
	}
	return append(all, now.Licenses), nil
}

// covers reports whether the months are those that end then.
func covers(kept []CountedMonth, ends []time.Time) bool {
	if len(kept) != len(ends) {
		return false
	}
	for i, m := range kept {
		if !m.EndsAt.Equal(ends[i]) {
			return false
		}
	}
	return true
}

// Companies that were ever gone are few: their times are looked at one by one. All others count from their first fact on.
const (
	everGone = `(SELECT g.company_id FROM my_company_status_fact g WHERE g.status NOT IN ('active', 'suspended'))`
	steady   = ` AS place, CAST(sum(d.more) AS BIGINT) AS licenses FROM (SELECT f.effective_at,
		f.license_count - LAG(f.license_count, 1, CAST(0 AS BIGINT)) OVER (PARTITION BY f.subscription_id ORDER BY f.effective_at, f.id) AS more FROM my_license_fact f
		WHERE f.company_id NOT IN ` + everGone + ` AND f.company_id NOT IN (SELECT h.id FROM my_company h WHERE h.kind = 'home')) d GROUP BY 1`
)

// countAt goes through all facts, once.
func countAt(ctx context.Context, tx *store.Tx, ends []time.Time) ([]int64, error) {
	var place strings.Builder
	args := make([]any, len(ends))
	for i, end := range ends {
		fmt.Fprintf(&place, " WHEN d.effective_at < $%d THEN %d", i+1, i)
		args[i] = end
	}
	grown, err := store.All[placed](ctx, tx, "SELECT CASE"+place.String()+fmt.Sprintf(" ELSE %d END", len(ends))+steady, args...)
	if err != nil {
		return nil, err
	}
	all := make([]int64, len(ends)+1)
	for _, l := range grown {
		all[l.Place] = l.Licenses
	}
	for i := range ends[1:] {
		all[i+1] += all[i]
	}
	restless, err := store.All[placed](ctx, tx, spans(` WHERE f.company_id IN `+everGone)+ownCounts+`) `+sums(ends), append([]any{tx.Who().Home()}, args...)...)
	for _, l := range restless {
		all[l.Place] += l.Licenses
	}
	return all[:len(ends)], err
}

// What may still be on its way into the database when months are counted: numbers are given before they can be seen.
const (
	unseen       = 1000
	unseenMoment = 5 * time.Minute
)

// CountMonths counts the months that are over, in the vendor's zone, where one has not been counted yet or something was recorded since
// that was in force before the last one's end: a company restored, imported or transferred as of a past instant. Else it gives none. It
// goes through all facts: not in a transaction that writes. Needs RunJobs.
func CountMonths(ctx context.Context, tx *store.Tx) ([]CountedMonth, error) {
	if err := tx.May(access.RunJobs); err != nil {
		return nil, err
	}
	set, err := setting.Get(ctx, tx)
	if err != nil {
		return nil, err
	}
	_, ends := monthEnds(set.BillingZone, tx.Now())
	ends = ends[:len(ends)-1]
	last := ends[len(ends)-1]
	kept, err := store.All[CountedMonth](ctx, tx, countedMonths, ends[0], last)
	if err != nil {
		return nil, err
	}
	if covers(kept, ends) {
		by := kept[len(kept)-1]
		changed, err := store.One[bool](ctx, tx, `SELECT
			EXISTS (SELECT 1 FROM my_license_fact f WHERE f.id > $1 AND f.recorded_at > $3 AND f.effective_at < $4)
			OR EXISTS (SELECT 1 FROM my_company_status_fact f WHERE f.id > $2 AND f.recorded_at > $3 AND f.effective_at < $4)`,
			by.LicenseFactID-unseen, by.StatusFactID-unseen, by.CountedAt.Add(-unseenMoment), last)
		if err != nil || !changed {
			return nil, err
		}
	}
	m, err := store.One[CountedMonth](ctx, tx, `SELECT COALESCE((SELECT max(f.id) FROM my_license_fact f), 0) AS license_fact_id,
		COALESCE((SELECT max(f.id) FROM my_company_status_fact f), 0) AS status_fact_id`)
	if err != nil {
		return nil, err
	}
	counts, err := countAt(ctx, tx, ends)
	if err != nil {
		return nil, err
	}
	var all []CountedMonth
	for i, end := range ends {
		m.EndsAt, m.Licenses, m.CountedAt = end, counts[i], tx.Now()
		all = append(all, m)
	}
	return all, nil
}

// KeepMonths puts what CountMonths gave in the place of what was counted before. Needs RunJobs.
func KeepMonths(ctx context.Context, tx *store.Tx, all []CountedMonth) error {
	if err := tx.May(access.RunJobs); err != nil {
		return err
	}
	if _, err := tx.Exec(ctx, `DELETE FROM license_month`); err != nil {
		return err
	}
	for _, m := range all {
		if _, err := tx.Exec(ctx, `INSERT INTO license_month (ends_at, licenses, counted_at, license_fact_id, status_fact_id) VALUES ($1, $2, $3, $4, $5)`,
			m.EndsAt, m.Licenses, m.CountedAt, m.LicenseFactID, m.StatusFactID); err != nil {
			return err
		}
	}
	return nil
}

// monthEnds are noon of the first day of each of the last twelve months of a zone, and the first instant after it; of the present month
// the instant after now.
func monthEnds(zone string, now time.Time) (noons, ends []time.Time) {
	calendar, local := partner.Payer{BillingZone: zone}, now.In(partner.Zone(zone))
	for i := range Months {
		noon := time.Date(local.Year(), local.Month()-time.Month(Months-1-i), 1, 12, 0, 0, 0, local.Location())
		end := calendar.MonthEnd(noon)
		if i == Months-1 {
			end = now.Add(time.Microsecond)
		}
		noons, ends = append(noons, noon), append(ends, end.UTC())
	}
	return noons, ends
}
