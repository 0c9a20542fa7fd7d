package company

import (
	"context"

	"kontor/access"
	"kontor/mail"
	"kontor/store"
)

// mostPurged is how many companies go in one transaction; the timetable comes again.
const mostPurged = 50

// Purge ends companies deleted 30 days ago for good: persons are made nameless, their addresses become free, and numbers, invoices and
// audit stay (domain.md 1, 2.7). Needs RunJobs.
func Purge(ctx context.Context, tx *store.Tx) error {
	if err := tx.May(access.RunJobs); err != nil {
		return err
	}
	due, err := store.All[Company](ctx, tx, `SELECT `+columns+` FROM my_company WHERE status = 'deleted' AND deleted_at <= $1 ORDER BY deleted_at, id LIMIT $2`,
		tx.Now().Add(-RestorableFor), mostPurged)
	if err != nil {
		return err
	}
	for _, c := range due {
		if err := c.purge(ctx, tx); err != nil {
			return err
		}
	}
	return nil
}

func (c Company) purge(ctx context.Context, tx *store.Tx) error {
	for _, gone := range []string{
		`DELETE FROM session WHERE app_user_id IN (SELECT id FROM my_app_user WHERE company_id = $1)`,
		`DELETE FROM link WHERE app_user_id IN (SELECT id FROM my_app_user WHERE company_id = $1)`,
		`UPDATE my_account SET app_user_id = NULL WHERE app_user_id IN (SELECT id FROM my_app_user WHERE company_id = $1)`,
		`UPDATE my_app_user SET status = 'removed', email = 'removed+' || CAST(id AS TEXT) || '@invalid.invalid',
			email_key = 'removed+' || CAST(id AS TEXT) || '@invalid.invalid', first_name = 'Removed', last_name = 'user', name_key = 'removed user',
			password_hash = '', temporary_until = NULL, bounced_at = NULL WHERE company_id = $1`,
		`UPDATE my_subscription SET used = 0 WHERE company_id = $1`,
		`DELETE FROM my_image WHERE company_id = $1`,
		`DELETE FROM my_assignment WHERE company_id = $1`,
		`UPDATE event SET payload = '{}' WHERE company_id = $1 AND kind LIKE 'app_user.%'`,
		`UPDATE my_company SET logo_id = NULL, search_key = name_key, street = '', postal_code = '', phone = '', website = '', reference = '' WHERE id = $1`,
	} {
		if _, err := tx.Exec(ctx, gone, c.ID); err != nil {
			return err
		}
	}
	if err := mail.ForgetCompany(ctx, tx, c.ID); err != nil {
		return err
	}
	_, err := c.setStatus(ctx, tx, "purged", tx.Now(), "purged")
	return err
}
