package report

import (
	"context"
	"fmt"
	"strings"
	"time"

	"kontor/access"
	"kontor/partner"
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
	licenseSpans = `
	WITH l AS (SELECT f.company_id, f.license_count, f.effective_at AS since,
			LEAD(f.effective_at) OVER (PARTITION BY f.subscription_id ORDER BY f.effective_at, f.id) AS until FROM my_license_fact f),
	s AS (SELECT f.company_id, f.status, f.effective_at AS since,
			LEAD(f.effective_at) OVER (PARTITION BY f.company_id ORDER BY f.effective_at, f.id) AS until FROM my_company_status_fact f)`
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

// at sums up what was counted just before the instant $n.
func at(i int) string {
	n := fmt.Sprintf("$%d", i+2)
	return fmt.Sprintf(`SELECT %d AS place, CAST(COALESCE(sum(x.license_count), 0) AS BIGINT) AS licenses FROM x WHERE x.counted < `, i) + n +
		` AND x.lived < ` + n + ` AND (x.counted_until IS NULL OR x.counted_until >= ` + n + `) AND (x.lived_until IS NULL OR x.lived_until >= ` + n + `)`
}

// LicensesByMonth is the User license count of all companies in scope at the end of each of the last twelve months of a zone, the present one
// last, which is company.Count's. A reseller's holds the customers of its child MSPs (domain.md 2.2), a child's not its home company. Needs
// ViewCompanies.
func LicensesByMonth(ctx context.Context, tx *store.Tx, zone string) ([]Month, error) {
	if err := tx.May(access.ViewCompanies); err != nil {
		return nil, err
	}
	statement := licenseSpans + ownCounts + `) `
	if tx.Who().Kind() != access.Staff { // staff see the customers of child MSPs themselves
		statement = licenseSpans + childSpans + ownCounts + childCounts + `) `
	}
	calendar, local := partner.Payer{BillingZone: zone}, tx.Now().In(partner.Zone(zone))
	months, sums, args := make([]Month, Months), make([]string, Months), []any{tx.Who().Home()}
	for i := range months {
		noon := time.Date(local.Year(), local.Month()-time.Month(Months-1-i), 1, 12, 0, 0, 0, local.Location())
		end := calendar.MonthEnd(noon)
		if i == Months-1 {
			end = tx.Now().Add(time.Microsecond)
		}
		months[i].Start, sums[i], args = noon, at(i), append(args, end)
	}
	type line struct{ Place, Licenses int64 }
	lines, err := store.All[line](ctx, tx, statement+strings.Join(sums, " UNION ALL "), args...)
	for _, l := range lines {
		months[l.Place].Licenses = l.Licenses
	}
	return months, err
}
