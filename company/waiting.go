package company

import (
	"context"

	"kontor/access"
	"kontor/store"
)

// Waiting is how many people of a company in scope were invited and have not signed in yet (ui.md 6.2, 25). Needs ViewColleagues or
// ViewCompanies.
func Waiting(ctx context.Context, tx *store.Tx, company int64) (int64, error) {
	if !tx.Who().May(access.ViewColleagues) {
		if err := tx.May(access.ViewCompanies); err != nil {
			return 0, err
		}
	}
	return store.One[int64](ctx, tx, `SELECT count(*) FROM my_app_user WHERE company_id = $1 AND status = 'invited'`, company)
}
