package mail

import (
	"context"
	"time"

	"kontor/access"
	"kontor/store"
)

// Queue is how mail is doing.
type Queue struct {
	Waiting, Failing int64      // queued, and those of them that were tried in vain
	Oldest           *time.Time // since when the oldest waits
	LastSent         *time.Time
	Bounced          int64 // in the last seven days
}

// QueueState looks at the queue. Needs ViewMail.
func QueueState(ctx context.Context, tx *store.Tx) (q Queue, err error) {
	if err = tx.May(access.ViewMail); err != nil {
		return q, err
	}
	q, err = store.One[Queue](ctx, tx, `SELECT COALESCE(SUM(CASE WHEN status = 'queued' THEN 1 ELSE 0 END), 0) AS waiting,
		COALESCE(SUM(CASE WHEN status = 'queued' AND last_error <> '' THEN 1 ELSE 0 END), 0) AS failing,
		COALESCE(SUM(CASE WHEN status = 'bounced' AND created_at > $1 THEN 1 ELSE 0 END), 0) AS bounced
		FROM mail WHERE status IN ('queued', 'bounced')`, tx.Now().Add(-7*24*time.Hour))
	if err != nil {
		return q, err
	}
	if q.Oldest, err = instant(ctx, tx, `SELECT created_at FROM mail WHERE status = 'queued' ORDER BY next_attempt_at, id LIMIT 1`); err != nil {
		return q, err
	}
	q.LastSent, err = instant(ctx, tx, `SELECT sent_at FROM mail WHERE status = 'sent' ORDER BY id DESC LIMIT 1`)
	return q, err
}

func instant(ctx context.Context, tx *store.Tx, ask string) (*time.Time, error) {
	at, ok, err := store.Maybe[time.Time](ctx, tx, ask)
	if err != nil || !ok {
		return nil, err
	}
	return &at, nil
}
