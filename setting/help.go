package setting

import (
	"context"

	"kontor/access"
	"kontor/fail"
	"kontor/store"
)

// SaveHelp sets where "Suggest an edit" in the help leads: an https address which the article's file, such as partner/add-a-company.md,
// is put behind (ui.md "Help"). Empty: it is not offered. Fails with fail.Invalid and fail.Forbidden.
func SaveHelp(ctx context.Context, tx *store.Tx, editURL string) error {
	if err := tx.May(access.ManageSettings); err != nil {
		return err
	}
	editURL = store.Clean(editURL)
	if editURL != "" && !IsLink(editURL) {
		return fail.Invalid(fail.At("help_edit_url", "Enter an address that begins with https://."))
	}
	before, err := Get(ctx, tx)
	if err != nil {
		return err
	}
	if _, err := tx.Exec(ctx, `UPDATE my_vendor SET help_edit_url = $1`, editURL); err != nil {
		return err
	}
	tx.Audit("settings.help_changed", store.About{Kind: "vendor", ID: 1, Name: before.Name, Before: map[string]string{"help_edit_url": before.HelpEditURL}},
		map[string]string{"help_edit_url": editURL})
	return nil
}
