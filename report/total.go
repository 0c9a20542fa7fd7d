package report

import (
	"context"

	"kontor/access"
	"kontor/store"
)

// Totals is how much there is: companies and child MSPs of partners that are active or suspended, without the partners' own.
type Totals struct{ Companies, Licenses, Used int64 }

// Of all companies those are taken off that do not count: they are few, and an index knows them.
const totals = `SELECT (SELECT count(*) FROM my_company) - (SELECT count(*) FROM my_company c WHERE ` + uncounted + `) AS companies,
	CAST(s.licenses - g.licenses AS BIGINT) AS licenses, CAST(s.used - g.used AS BIGINT) AS used
	FROM (SELECT COALESCE(sum(b.license_count), 0) AS licenses, COALESCE(sum(b.used), 0) AS used FROM my_subscription b WHERE b.ended_at IS NULL) s,
		(SELECT COALESCE(sum(b.license_count), 0) AS licenses, COALESCE(sum(b.used), 0) AS used FROM my_company c
			JOIN my_subscription b ON b.company_id = c.id AND b.ended_at IS NULL WHERE ` + uncounted + `) g`

// uncounted is the condition of the index of that name.
const uncounted = `(c.kind = 'home' OR c.status IN ('deleted', 'purged'))`

// Total counts all companies in scope at this moment. Needs ViewCompanies.
func Total(ctx context.Context, tx *store.Tx) (Totals, error) {
	if err := tx.May(access.ViewCompanies); err != nil {
		return Totals{}, err
	}
	return store.One[Totals](ctx, tx, totals)
}
