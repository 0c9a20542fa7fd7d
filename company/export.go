//go:build !hole_export

package company

import (
	"context"

	"kontor/store"
)

// rowsPerRead is how many companies an export reads at a time.
const rowsPerRead = 500

// Export gives all companies in scope that the filters let through, in the list's order. Fails as List, and with what do returns.
func Export(ctx context.Context, tx *store.Tx, q Query, do func(Row) error) error {
	q.Limit, q.After, q.Before = rowsPerRead, "", ""
	for {
		part, err := List(ctx, tx, q)
		if err != nil {
			return err
		}
		for _, row := range part.Rows {
			if err := do(row); err != nil {
				return err
			}
		}
		if q.After = part.Next; q.After == "" {
			return nil
		}
	}
}
