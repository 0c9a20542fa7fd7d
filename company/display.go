package company

import (
	"context"

	"kontor/account"
	"kontor/fail"
	"kontor/store"
)

// SaveDisplay changes how the customer's portal looks to the visitor, and to nobody else. Fails as account.Display.Check.
func SaveDisplay(ctx context.Context, tx *store.Tx, v Visitor, d account.Display) error {
	if err := d.Check(); err != nil {
		return err
	}
	n, err := tx.As(signer("")).Exec(ctx, `UPDATE my_app_user SET theme = $1, density = $2, single_keys = $3 WHERE id = $4 AND status IN ('invited', 'active')`,
		d.Theme, d.Density, d.SingleKeys, v.AppUser.ID)
	if err == nil && n == 0 {
		err = fail.NotFound("The account")
	}
	if err != nil {
		return err
	}
	about := v.AppUser.About()
	about.Before = v.Display
	tx.Audit("app_user.display_changed", about, d)
	return nil
}
