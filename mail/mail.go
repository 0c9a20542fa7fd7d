// Package mail writes, queues and delivers every mail that Kontor sends (ui.md "Mails").
//
// A mail is queued in the transaction of the act it tells of, sealed with the key outside the database, and sent after the commit;
// its text is blanked as soon as it was delivered, bounced, voided or has expired (trust.md "Secrets").
package mail

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/url"
	"time"

	"github.com/riverqueue/river"

	"kontor/setting"
	"kontor/store"
)

// To is whom a mail is for and what it is about: 0 is none. Void finds a person's mails by Account and AppUser.
type To struct {
	Name, Address string
	Partner       int64 // 0: the vendor's own
	Company       int64
	Account       int64
	AppUser       int64
}

// Due is the job that delivers what is due.
type Due struct{}

// Kind implements store.Job.
func (Due) Kind() string { return "mail_due" }

// InsertOpts names the queue. A lost try costs nothing: the timetable looks for due mails each minute.
func (Due) InsertOpts() river.InsertOpts { return river.InsertOpts{Queue: "mail", MaxAttempts: 1} }

// Send queues a mail: it is there if the transaction is, and nowhere otherwise. A mail of the same kind with a secret that still
// waits for the same person is voided, as its link or password no longer works (domain.md 4.4 "Sending again voids the older link").
func Send(ctx context.Context, tx *store.Tx, to To, m Message) error {
	to.Name, to.Address = store.Clean(to.Name), store.Clean(to.Address)
	if to.Address == "" {
		return errors.New("mail: no address")
	}
	vendor, err := setting.Get(ctx, tx)
	if err != nil {
		return err
	}
	l, err := write(vendor, tx.URL, tx.Now(), to, m)
	if err != nil {
		return err
	}
	c, err := l.content()
	if err != nil {
		return err
	}
	if l.secret {
		if err := void(ctx, tx, to, m.Kind()); err != nil {
			return err
		}
	}
	if err := insert(ctx, tx, to, l, c); err != nil {
		return err
	}
	tx.Enqueue(Due{})
	return nil
}

func insert(ctx context.Context, tx *store.Tx, to To, l *letter, c Content) error {
	plain, err := json.Marshal(c)
	if err != nil {
		return fmt.Errorf("mail: %w", err)
	}
	_, err = tx.Exec(ctx, `
		INSERT INTO mail (partner_id, company_id, account_id, app_user_id, kind, message_id, to_name, to_address, subject, sealed, secret,
			next_attempt_at, expires_at, created_at)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $12)`,
		store.Ref(to.Partner), store.Ref(to.Company), store.Ref(to.Account), store.Ref(to.AppUser), l.M.Kind(), messageID(tx.URL("/")), to.Name, to.Address,
		l.Subject, tx.Seal(plain), l.secret, tx.Now(), expiry(l))
	return err
}

// Void takes back what waits for a person, by Account, AppUser or both: removed, suspended or released, nothing queued earlier reaches
// them (domain.md 4.6, 4.9). Send the mail that tells of it after.
func Void(ctx context.Context, tx *store.Tx, to To) error { return void(ctx, tx, to, "") }

func void(ctx context.Context, tx *store.Tx, to To, kind string) error {
	if to.Account != 0 {
		if _, err := tx.Exec(ctx, `UPDATE mail SET status = 'voided', sealed = NULL
			WHERE status = 'queued' AND account_id = $1 AND ($2 = '' OR kind = $2)`, to.Account, kind); err != nil {
			return err
		}
	}
	if to.AppUser != 0 {
		if _, err := tx.Exec(ctx, `UPDATE mail SET status = 'voided', sealed = NULL
			WHERE status = 'queued' AND app_user_id = $1 AND ($2 = '' OR kind = $2)`, to.AppUser, kind); err != nil {
			return err
		}
	}
	return nil
}

// expiry is when the secret in a letter stops working, whole microseconds; nil if it has none.
func expiry(l *letter) any {
	if l.expires.IsZero() {
		return nil
	}
	return l.expires.UTC().Truncate(time.Microsecond)
}

// messageID is a new one, under the portal's own host name.
func messageID(base string) string {
	host := "kontor.invalid"
	if u, err := url.Parse(base); err == nil && u.Hostname() != "" {
		host = u.Hostname()
	}
	return store.NewSecret() + "@" + host
}
