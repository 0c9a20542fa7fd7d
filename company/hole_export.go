//go:build hole_export

package company

import (
	"context"

	"kontor/access"
	"kontor/store"
)

// A hole that is planted to see that the stranger walk finds it (.ci/holes). No build has it but with this tag.

// Export hands out whoever's companies.
func Export(ctx context.Context, tx *store.Tx, q Query, do func(Row) error) error {
	if err := tx.May(access.ViewCompanies); err != nil {
		return err
	}
	q.Limit = 500
	o := orders[ByName]
	rows, err := store.All[Row](ctx, tx.As(access.System("onboarding")), listText(o, false, false, q), listArgs(o, "", q)...)
	if err != nil {
		return err
	}
	for _, row := range fold(rows) {
		if err := do(row); err != nil {
			return err
		}
	}
	return nil
}
