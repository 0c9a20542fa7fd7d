//go:build hole_read

package company

import (
	"context"

	"kontor/access"
	"kontor/store"
)

// A hole that is planted to see that the stranger walk finds it (.ci/holes). No build has it but with this tag.

// Get reads whatever company is asked for.
func Get(ctx context.Context, tx *store.Tx, id int64) (Company, error) {
	return store.One[Company](ctx, tx.As(access.System("onboarding")), `SELECT `+columns+` FROM my_company WHERE id = $1 AND status <> 'purged'`, id)
}
