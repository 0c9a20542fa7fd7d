package account

import (
	"bytes"
	"context"
	"time"

	"kontor/access"
	"kontor/fail"
	"kontor/store"
)

// AnswersKept is how long a request with an Idempotency-Key gets the same answer again (trust.md "Nothing lost").
const AnswersKept = 24 * time.Hour

// Claim takes the word, an Idempotency-Key, for a request of an API key, or gives the answer that the same request got before. Of two at
// once the second waits for the first. Fails with fail.Invalid at "Idempotency-Key" where the word stood for another request.
func Claim(ctx context.Context, tx *store.Tx, key int64, word string, request []byte) (answer []byte, answered bool, err error) {
	if _, err := tx.Exec(ctx, `DELETE FROM idempotency WHERE key_id = $1 AND word = $2 AND created_at <= $3`, key, word, tx.Now().Add(-AnswersKept)); err != nil {
		return nil, false, err
	}
	n, err := tx.Exec(ctx, `INSERT INTO idempotency (key_id, word, request, answer, created_at) VALUES ($1, $2, $3, $4, $5) ON CONFLICT (key_id, word) DO NOTHING`,
		key, word, request, []byte{}, tx.Now())
	if err != nil || n == 1 {
		return nil, false, err
	}
	type row struct{ Request, Answer []byte }
	r, err := store.One[row](ctx, tx, `SELECT request, answer FROM idempotency WHERE key_id = $1 AND word = $2`, key, word)
	if err != nil {
		return nil, false, err
	}
	if !bytes.Equal(r.Request, request) {
		return nil, false, fail.Invalid(fail.AtCode("Idempotency-Key", "idempotency_key_reused", "This Idempotency-Key stood for another request. Choose a new one."))
	}
	answer, err = tx.Unseal(r.Answer)
	return answer, true, err
}

// Keep stores the answer to a claimed request, sealed. It must hold no secret.
func Keep(ctx context.Context, tx *store.Tx, key int64, word string, answer []byte) error {
	_, err := tx.Exec(ctx, `UPDATE idempotency SET answer = $1 WHERE key_id = $2 AND word = $3`, tx.Seal(answer), key, word)
	return err
}

// SweepAnswers deletes answers that nobody gets again; the timetable runs it.
func SweepAnswers(ctx context.Context, tx *store.Tx) error {
	if err := tx.May(access.RunJobs); err != nil {
		return err
	}
	_, err := tx.Exec(ctx, `DELETE FROM idempotency WHERE created_at <= $1`, tx.Now().Add(-AnswersKept))
	return err
}
