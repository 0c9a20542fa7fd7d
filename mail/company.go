package mail

import (
	"context"

	"kontor/store"
)

// VoidCompany takes back what waits for the people of a company: suspended or deleted, nothing queued earlier reaches them (domain.md 2.7).
func VoidCompany(ctx context.Context, tx *store.Tx, company int64) error {
	_, err := tx.Exec(ctx, `UPDATE mail SET status = 'voided', sealed = NULL WHERE status = 'queued' AND company_id = $1`, company)
	return err
}

// ForgetCompany blanks to whom the mails about a company went; that they went stays (domain.md 1 "Purging anonymises persons").
func ForgetCompany(ctx context.Context, tx *store.Tx, company int64) error {
	if err := VoidCompany(ctx, tx, company); err != nil {
		return err
	}
	_, err := tx.Exec(ctx, `UPDATE mail SET to_name = '', to_address = $2, sealed = NULL, last_error = '' WHERE company_id = $1`, company, "purged@invalid.invalid")
	return err
}
