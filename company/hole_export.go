//go:build hole_export

package company

import (
	"context"

	"kontor/access"
	"kontor/store"
)

// A hole that is planted to see that the stranger walk finds it (.ci/holes). No build has it but with this tag.

// Logo hands out whatever company's picture is asked for: of all that can be downloaded, the nearest to an export.
func Logo(ctx context.Context, tx *store.Tx, company int64) ([]byte, error) {
	return store.One[[]byte](ctx, tx.As(access.System("onboarding")), `SELECT i.png FROM my_company c JOIN my_image i ON i.id = c.logo_id WHERE c.id = $1`, company)
}
