//go:build !hole_write

package company

import (
	"context"

	"kontor/access"
	"kontor/store"
)

// RemoveUser ends a person's account at the company for good and frees the license and the address (domain.md 2.5, 2.7, 3.2).
//
// Fails with fail.NotFound, fail.Forbidden, and fail.Conflict "owner_stays" for the owner and "last_administrator" for the last one.
func RemoveUser(ctx context.Context, tx *store.Tx, company, id int64) (AppUser, error) {
	c, u, err := forUser(ctx, tx, access.ManageAppUsers, company, id)
	if err != nil {
		return AppUser{}, err
	}
	if err := mayGo(ctx, tx, c, u); err != nil {
		return AppUser{}, err
	}
	if _, err := tx.Exec(ctx, `UPDATE my_app_user SET status = 'removed', password_hash = '', temporary_until = NULL WHERE id = $1`, id); err != nil {
		return AppUser{}, err
	}
	if err := one(tx.Exec(ctx, `UPDATE my_subscription SET used = used - 1 WHERE id = $1`, u.SubscriptionID)); err != nil {
		return AppUser{}, err
	}
	if err := endAccess(ctx, tx, id); err != nil {
		return AppUser{}, err
	}
	tx.Audit("app_user.removed", u.About(), nil)
	tx.Emit("app_user.removed", c.ID, map[string]any{"app_user": u.ID})
	return u, nil
}
