//go:build !hole_read

package company

import (
	"context"

	"kontor/store"
)

// Get is one company in scope; outside it, and when it is gone, fail.NotFound.
func Get(ctx context.Context, tx *store.Tx, id int64) (Company, error) {
	return store.One[Company](ctx, tx, `SELECT `+columns+` FROM my_company WHERE id = $1 AND status <> 'purged'`, id)
}
