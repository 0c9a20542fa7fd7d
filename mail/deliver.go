package mail

import (
	"context"
	"encoding/json"
	"errors"
	"math/rand/v2"
	"time"

	"kontor/access"
	"kontor/setting"
	"kontor/store"
)

const (
	lease    = 5 * time.Minute // how long a claimed mail is left alone; longer than one send can take
	first    = time.Minute     // between the first try and the second; doubled after each
	longest  = 4 * time.Hour
	most     = 26 // tries: about three days
	byTurn   = 50 // looked up at once
	toRecord = 30 * time.Second
)

// Delivered counts what a run of Deliver came to.
type Delivered struct {
	Sent, Bounced, Voided, Postponed int
}

type queued struct {
	ID, Attempts                          int64
	PartnerID, CompanyID                  *int64
	AccountID, AppUserID                  *int64
	MessageID, ToName, ToAddress, Subject string
	Sealed                                []byte
	ExpiresAt                             *time.Time
	CreatedAt                             time.Time
}

const tooLate = "Its link or password had expired before it could be sent."

const queuedColumns = `id, attempts, partner_id, company_id, account_id, app_user_id, message_id, to_name, to_address, subject, sealed, expires_at, created_at`

// Deliver sends what is due, until nothing is, ctx ends or the mail server fails; without a mail server in the settings mails stay
// queued. Any number may run at once, in several processes: each mail is claimed before it is sent. Needs SendMail.
//
// A refused recipient or text bounces, and the person is marked so. Everything else is tried again after 1, 2, 4 … minutes, at most
// four hours apart, for about three days (trust.md "Nothing lost"). The error is a fault of ours, never a mail server's answer.
func Deliver(ctx context.Context, db *store.DB, who access.Actor) (Delivered, error) {
	var d Delivered
	s, err := store.Read(ctx, db, who, func(tx *store.Tx) (setting.MailSetting, error) {
		if err := tx.May(access.SendMail); err != nil {
			return setting.MailSetting{}, err
		}
		return setting.Mail(ctx, tx)
	})
	if err != nil || s.Host == "" {
		return d, err
	}
	out := &outgoing{MailSetting: s}
	defer out.close()
	for {
		mails, err := due(ctx, db, who)
		if err != nil || len(mails) == 0 {
			return d, unlessStopped(ctx, err)
		}
		for _, m := range mails {
			down, err := d.one(ctx, db, who, out, m)
			if err != nil {
				return d, unlessStopped(ctx, err)
			}
			if down != nil {
				return d, unlessStopped(ctx, d.postponeDue(ctx, db, who, down))
			}
		}
	}
}

// unlessStopped forgets the errors that come of being told to stop: what is left waits for the next run.
func unlessStopped(ctx context.Context, err error) error {
	if ctx.Err() != nil {
		return nil
	}
	return err
}

func due(ctx context.Context, db *store.DB, who access.Actor) ([]queued, error) {
	return store.Read(ctx, db, who, func(tx *store.Tx) ([]queued, error) {
		return store.All[queued](ctx, tx, `SELECT `+queuedColumns+` FROM mail
			WHERE status = 'queued' AND next_attempt_at <= $1 ORDER BY next_attempt_at, id LIMIT $2`, tx.Now(), byTurn)
	})
}

// one claims, sends and records a mail. down is set if no mail can leave at present.
func (d *Delivered) one(ctx context.Context, db *store.DB, who access.Actor, out *outgoing, m queued) (down *refusal, err error) {
	claimed, err := store.Write(ctx, db, who, func(tx *store.Tx) (bool, error) { return m.claim(ctx, tx) })
	if err != nil {
		return nil, err
	}
	if !claimed {
		return nil, nil
	}
	m.Attempts++
	came, why := voided, (*refusal)(nil)
	if !m.expired(db.Now()) {
		came = sent
		if err := m.send(ctx, db, out); err != nil {
			errors.As(err, &why) // send has no others
			came = m.after(why)
		}
	}
	// What came of it is recorded even if the asker is about to stop.
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), toRecord)
	defer cancel()
	if err := db.Write(ctx, who, func(tx *store.Tx) error { return m.record(ctx, tx, came, why) }); err != nil {
		return nil, err
	}
	d.count(came)
	if why != nil && why.server {
		down = why
	}
	return down, nil
}

// claim takes the mail for this process: whoever counts the attempt first has it.
func (m queued) claim(ctx context.Context, tx *store.Tx) (bool, error) {
	n, err := tx.Exec(ctx, `UPDATE mail SET attempts = attempts + 1, next_attempt_at = $3 WHERE id = $1 AND attempts = $2 AND status = 'queued'`,
		m.ID, m.Attempts, tx.Now().Add(lease))
	return n == 1, err
}

// expired: its link or password no longer works, so it is not sent.
func (m queued) expired(now time.Time) bool { return m.ExpiresAt != nil && !m.ExpiresAt.After(now) }

func (m queued) send(ctx context.Context, db *store.DB, out *outgoing) error {
	plain, err := db.Unseal(m.Sealed)
	if err != nil {
		return &refusal{reason: "The mail was sealed under another key than this installation has now."}
	}
	e := envelope{MessageID: m.MessageID, ToName: m.ToName, ToAddress: m.ToAddress, Subject: m.Subject, Date: m.CreatedAt}
	if err := json.Unmarshal(plain, &e.Content); err != nil {
		return &refusal{final: true, reason: "The mail is damaged."}
	}
	return out.send(ctx, e)
}

// outcome of one try.
type outcome string

const (
	sent      outcome = "sent"
	bounced   outcome = "bounced"
	voided    outcome = "voided"
	postponed outcome = "postponed"
)

func (d *Delivered) count(o outcome) {
	switch o {
	case sent:
		d.Sent++
	case bounced:
		d.Bounced++
	case voided:
		d.Voided++
	case postponed:
		d.Postponed++
	}
}

// after is what follows from a refusal, after so many tries.
func (m queued) after(why *refusal) outcome {
	if why.final || m.Attempts >= most {
		return bounced
	}
	return postponed
}

// record writes what a claimed mail's try came to.
func (m queued) record(ctx context.Context, tx *store.Tx, came outcome, why *refusal) error {
	switch came {
	case sent:
		return m.recordSent(ctx, tx)
	case bounced:
		return m.bounce(ctx, tx, why.reason)
	case voided:
		_, err := tx.Exec(ctx, `UPDATE mail SET status = 'voided', sealed = NULL, last_error = $2 WHERE id = $1 AND status = 'queued'`, m.ID, tooLate)
		return err
	}
	_, err := tx.Exec(ctx, `UPDATE mail SET next_attempt_at = $2, last_error = $3 WHERE id = $1 AND attempts = $4 AND status = 'queued'`,
		m.ID, tx.Now().Add(pause(m.Attempts)), why.reason, m.Attempts)
	return err
}

// recordSent also covers a mail that was voided while it was on its way: it did leave.
func (m queued) recordSent(ctx context.Context, tx *store.Tx) error {
	if _, err := tx.Exec(ctx, `UPDATE mail SET status = 'sent', sent_at = $2, sealed = NULL, last_error = '' WHERE id = $1`, m.ID, tx.Now()); err != nil {
		return err
	}
	return m.mark(ctx, tx, nil)
}

func (m queued) bounce(ctx context.Context, tx *store.Tx, reason string) error {
	n, err := tx.Exec(ctx, `UPDATE mail SET status = 'bounced', sealed = NULL, last_error = $2 WHERE id = $1 AND status = 'queued'`, m.ID, reason)
	if err != nil || n == 0 {
		return err
	}
	tx.Audit("mail.bounced", store.About{Kind: "mail", ID: m.ID, Partner: orZero(m.PartnerID), Company: orZero(m.CompanyID), Name: m.ToAddress},
		map[string]string{"reason": reason})
	return m.mark(ctx, tx, tx.Now())
}

// mark notes on the person whether mail reaches them (domain.md 4.4 "invited / expired / bounced").
func (m queued) mark(ctx context.Context, tx *store.Tx, at any) error {
	if m.AccountID != nil {
		if _, err := tx.Exec(ctx, `UPDATE my_account SET bounced_at = $2 WHERE id = $1`, *m.AccountID, at); err != nil {
			return err
		}
	}
	if m.AppUserID != nil {
		if _, err := tx.Exec(ctx, `UPDATE my_app_user SET bounced_at = $2 WHERE id = $1`, *m.AppUserID, at); err != nil {
			return err
		}
	}
	return nil
}

// postponeDue spares the mail server, and us, one attempt for each mail that is due: they all count the failure just met.
func (d *Delivered) postponeDue(ctx context.Context, db *store.DB, who access.Actor, down *refusal) error {
	for {
		mails, err := due(ctx, db, who)
		if err != nil || len(mails) == 0 {
			return err
		}
		came, err := store.Write(ctx, db, who, func(tx *store.Tx) ([]outcome, error) { return postpone(ctx, tx, mails, down) })
		if err != nil {
			return err
		}
		for _, o := range came {
			d.count(o)
		}
	}
}

func postpone(ctx context.Context, tx *store.Tx, mails []queued, down *refusal) (came []outcome, err error) {
	for _, m := range mails {
		claimed, err := m.claim(ctx, tx)
		if err != nil {
			return nil, err
		}
		if !claimed {
			continue
		}
		m.Attempts++
		o := m.after(down)
		if err := m.record(ctx, tx, o, down); err != nil {
			return nil, err
		}
		came = append(came, o)
	}
	return came, nil
}

// pause is how long to wait after so many tries: doubled each time, a fifth more or less at random so that mails do not come in herds.
func pause(attempts int64) time.Duration {
	d := min(longest, first<<min(attempts-1, 16))
	return time.Duration(float64(d) * (0.8 + 0.4*rand.Float64())).Round(time.Second)
}

func orZero(id *int64) int64 {
	if id == nil {
		return 0
	}
	return *id
}

// Expire voids queued mails whose link or password no longer works, and blanks them (trust.md "Secrets"). It says how many. Needs SendMail.
func Expire(ctx context.Context, tx *store.Tx) (int64, error) {
	if err := tx.May(access.SendMail); err != nil {
		return 0, err
	}
	return tx.Exec(ctx, `UPDATE mail SET status = 'voided', sealed = NULL, last_error = $2
		WHERE status = 'queued' AND expires_at <= $1`, tx.Now(), tooLate)
}
