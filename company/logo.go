//go:build !hole_export

package company

import (
	"context"

	"kontor/store"
)

// Logo is the company's team logo as PNG; fail.NotFound if it has none.
func Logo(ctx context.Context, tx *store.Tx, company int64) ([]byte, error) {
	return store.One[[]byte](ctx, tx, `SELECT i.png FROM my_company c JOIN my_image i ON i.id = c.logo_id WHERE c.id = $1`, company)
}
