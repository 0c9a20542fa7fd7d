package account

import (
	"context"

	"kontor/fail"
	"kontor/store"
)

// Display is how the portal looks and reacts for one person (ui.md 6.3): what the pages of both name spaces are shown with.
type Display struct {
	Theme      string // "light", "dark" or "system"
	Density    string // "comfortable" or "compact"
	SingleKeys bool   // shortcuts of a single key work (WCAG 2.1.4)
}

// Check refuses what is none of the choices: Invalid at "theme" or "density".
func (d Display) Check() error {
	var bad []fail.Field
	if d.Theme != "light" && d.Theme != "dark" && d.Theme != "system" {
		bad = append(bad, fail.At("theme", "Choose Light, Dark or Match system."))
	}
	if d.Density != "comfortable" && d.Density != "compact" {
		bad = append(bad, fail.At("density", "Choose Comfortable or Compact."))
	}
	if len(bad) > 0 {
		return fail.Invalid(bad...)
	}
	return nil
}

// SaveDisplay changes how the portal looks to the visitor, and to nobody else. Fails as Display.Check.
func SaveDisplay(ctx context.Context, tx *store.Tx, v Visitor, d Display) error {
	if err := d.Check(); err != nil {
		return err
	}
	n, err := tx.As(signer("")).Exec(ctx, `UPDATE my_account SET theme = $1, density = $2, single_keys = $3 WHERE id = $4 AND status = 'active'`,
		d.Theme, d.Density, d.SingleKeys, v.Account.ID)
	if err == nil && n == 0 {
		err = fail.NotFound("The account")
	}
	if err != nil {
		return err
	}
	about := v.Account.about()
	about.Before = v.Display
	tx.Audit("account.display_changed", about, d)
	return nil
}
