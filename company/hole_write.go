//go:build hole_write

package company

import (
	"context"

	"kontor/access"
	"kontor/store"
)

// A hole that is planted to see that the stranger walk finds it (.ci/holes). No build has it but with this tag.

// RemoveUser removes whoever's user is asked for.
func RemoveUser(ctx context.Context, tx *store.Tx, _, id int64) (AppUser, error) {
	if err := tx.May(access.ManageAppUsers); err != nil {
		return AppUser{}, err
	}
	return store.One[AppUser](ctx, tx.As(access.System("onboarding")), `UPDATE my_app_user SET status = 'removed' WHERE id = $1 RETURNING `+userColumns, id)
}
