package account

import (
	"context"

	"kontor/access"
	"kontor/fail"
	"kontor/store"
)

// GuideHidden tells whether the asker put "Getting started" away (ui.md 6.2, 6).
func GuideHidden(ctx context.Context, tx *store.Tx) (bool, error) {
	return store.One[bool](ctx, tx, `SELECT guide_hidden FROM my_account WHERE id = $1`, tx.Who().Account())
}

// HideGuide puts "Getting started" away for the asker, or takes it out again; nobody else's Home changes. Needs ChangeDisplay.
func HideGuide(ctx context.Context, tx *store.Tx, hidden bool) error {
	if err := tx.May(access.ChangeDisplay); err != nil {
		return err
	}
	n, err := tx.Exec(ctx, `UPDATE my_account SET guide_hidden = $1 WHERE id = $2`, hidden, tx.Who().Account())
	if err == nil && n == 0 {
		err = fail.NotFound("The account")
	}
	if err != nil {
		return err
	}
	a, err := Get(ctx, tx, tx.Who().Account())
	if err != nil {
		return err
	}
	about := a.about()
	about.Before = map[string]bool{"hidden": !hidden}
	tx.Audit("account.getting_started_hidden", about, map[string]bool{"hidden": hidden})
	return nil
}
