package account

import (
	"context"

	"kontor/mail"
	"kontor/store"
)

// KeepOut ends sessions, links and queued mails of everybody of a partner at once, in every process: a part of suspending and ending it
// (domain.md 2.1). That nobody signs in again is said by the partner's status.
func KeepOut(ctx context.Context, tx *store.Tx, partner int64) error {
	if _, err := tx.Exec(ctx, `DELETE FROM session WHERE account_id IN (SELECT a.id FROM my_account a WHERE a.partner_id = $1)`, partner); err != nil {
		return err
	}
	if _, err := tx.Exec(ctx, `UPDATE link SET voided_at = $1 WHERE used_at IS NULL AND voided_at IS NULL
		AND account_id IN (SELECT a.id FROM my_account a WHERE a.partner_id = $2)`, tx.Now(), partner); err != nil {
		return err
	}
	return mail.VoidPartner(ctx, tx, partner)
}
