package mail

import (
	"context"

	"kontor/access"
	"kontor/store"
)

// Settle records that everything queued before now left by another road, each mail when it was written: for an installation whose past
// is rebuilt from records rather than lived through. Texts are blanked as after any delivery. It says how many. Needs SendMail.
func Settle(ctx context.Context, tx *store.Tx) (int64, error) {
	if err := tx.May(access.SendMail); err != nil {
		return 0, err
	}
	return tx.Exec(ctx, `UPDATE mail SET status = 'sent', sent_at = created_at, sealed = NULL, last_error = ''
		WHERE status = 'queued' AND created_at < $1`, tx.Now())
}
