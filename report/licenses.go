package report

import (
	"context"
	"fmt"
	"strings"
	"time"

	"kontor/access"
	"kontor/store"
)

// Months is how many months LicensesByMonth goes back, with the present one.
const Months = 12

// Month is the User license count at the end of a month, of the present one the count now.
type Month struct {
	Start    time.Time // noon of its first day, in the zone that was asked for
	Licenses int64
}

// What was counted since when and until when, while its company was active or suspended. The companies are those that are in scope now: one
// that was transferred away is gone from the past, too (domain.md 2.8), and one that came counts from then on.
const (
	childSpans = `,
	kl AS (SELECT f.company_id, f.customer_id, f.license_count, f.effective_at AS since,
			LEAD(f.effective_at) OVER (PARTITION BY f.subscription_id ORDER BY f.effective_at, f.fact_id) AS until FROM my_child_license_fact f),
	ks AS (SELECT f.company_id, f.customer_id, f.status, f.effective_at AS since,
			LEAD(f.effective_at) OVER (PARTITION BY f.customer_id ORDER BY f.effective_at, f.fact_id) AS until FROM my_child_status_fact f)`
	ownCounts = `,
	x AS MATERIALIZED (SELECT l.license_count, l.since AS counted, l.until AS counted_until, s.since AS lived, s.until AS lived_until
		  FROM l JOIN s ON s.company_id = l.company_id AND s.status IN ('active', 'suspended')
		  JOIN my_company c ON c.id = l.company_id AND c.kind <> 'home' AND c.id <> $1`
	childCounts = `
		UNION ALL SELECT kl.license_count, kl.since, kl.until, ks.since, ks.until
		  FROM kl JOIN ks ON ks.customer_id = kl.customer_id AND ks.status IN ('active', 'suspended')
		  JOIN my_company c ON c.id = kl.company_id AND c.id <> $1`
)

// spans are the times of counts and states, of the facts f that the condition lets through.
func spans(where string) string {
	return `
	WITH l AS (SELECT f.company_id, f.license_count, f.effective_at AS since,
			LEAD(f.effective_at) OVER (PARTITION BY f.subscription_id ORDER BY f.effective_at, f.id) AS until FROM my_license_fact f` + where + `),
	s AS (SELECT f.company_id, f.status, f.effective_at AS since,
			LEAD(f.effective_at) OVER (PARTITION BY f.company_id ORDER BY f.effective_at, f.id) AS until FROM my_company_status_fact f` + where + `)`
}

// placed is the sum for one of the months.
type placed struct{ Place, Licenses int64 }

// sums adds up, for each of the ends, what was counted just before it. The ends are the arguments from $2 on.
func sums(ends []time.Time) string {
	all := make([]string, len(ends))
	for i := range ends {
		n := fmt.Sprintf("$%d", i+2)
		all[i] = fmt.Sprintf(`SELECT %d AS place, CAST(COALESCE(sum(x.license_count), 0) AS BIGINT) AS licenses FROM x WHERE x.counted < `, i) + n +
			` AND x.lived < ` + n + ` AND (x.counted_until IS NULL OR x.counted_until >= ` + n + `) AND (x.lived_until IS NULL OR x.lived_until >= ` + n + `)`
	}
	return strings.Join(all, " UNION ALL ")
}

// LicensesByMonth is the User license count of all companies in scope at the end of each of the last twelve months of a zone, the present one
// last, which is company.Count's. A reseller's holds the customers of its child MSPs (domain.md 2.2), a child's not its home company. For vendor
// staff what a company restored or moved as of a past instant changes in months that are over shows with the next CountMonths. Needs
// ViewCompanies.
func LicensesByMonth(ctx context.Context, tx *store.Tx, zone string) ([]Month, error) {
	if err := tx.May(access.ViewCompanies); err != nil {
		return nil, err
	}
	if tx.Who().Kind() == access.Staff { // staff see the customers of child MSPs themselves
		now, err := Total(ctx, tx)
		if err != nil {
			return nil, err
		}
		return LicensesOfAll(ctx, tx, zone, now)
	}
	noons, ends := monthEnds(zone, tx.Now())
	months := make([]Month, len(ends))
	for i, noon := range noons {
		months[i].Start = noon
	}
	args := []any{tx.Who().Home()}
	for _, end := range ends {
		args = append(args, end)
	}
	lines, err := store.All[placed](ctx, tx, spans("")+childSpans+ownCounts+childCounts+`) `+sums(ends), args...)
	for _, l := range lines {
		months[l.Place].Licenses = l.Licenses
	}
	return months, err
}
