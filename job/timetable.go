package job

import (
	"context"
	"errors"
	"fmt"
	"time"

	"kontor/access"
	"kontor/account"
	"kontor/company"
	"kontor/mail"
	"kontor/partner"
	"kontor/report"
	"kontor/store"
)

// entry is one periodic job. What it does may be done twice, or late, without harm.
type entry struct {
	name  string
	every time.Duration
	run   func(ctx context.Context, db *store.DB, who access.Actor) error
}

// timetable is every periodic job. Its last and next runs stand in the table of the same name, by the store's clock.
var timetable = []entry{
	{"mail expiry", time.Hour, inWrite(func(ctx context.Context, tx *store.Tx) error { _, err := mail.Expire(ctx, tx); return err })},
	{"account sweep", time.Hour, inWrite(account.Sweep)},
	{"answer sweep", time.Hour, inWrite(account.SweepAnswers)},
	{"company purge", time.Hour, inWrite(company.Purge)},
	{"licenses by month", 10 * time.Minute, countMonths},
	{"payers", time.Minute, inWrite(partner.BeginBillTo)},
	{"mail retry", time.Minute, deliver},
}

// inWrite is a job that is one transaction.
func inWrite(do func(context.Context, *store.Tx) error) func(context.Context, *store.DB, access.Actor) error {
	return func(ctx context.Context, db *store.DB, who access.Actor) error {
		return db.Write(ctx, who, func(tx *store.Tx) error { return do(ctx, tx) })
	}
}

// countMonths counts outside the transaction that keeps what was counted: it takes seconds in a large installation.
func countMonths(ctx context.Context, db *store.DB, who access.Actor) error {
	all, err := store.Snapshot(ctx, db, who, func(tx *store.Tx) ([]report.CountedMonth, error) { return report.CountMonths(ctx, tx) })
	if err != nil || len(all) == 0 {
		return err
	}
	return db.Write(ctx, who, func(tx *store.Tx) error { return report.KeepMonths(ctx, tx, all) })
}

func deliver(ctx context.Context, db *store.DB, who access.Actor) error {
	_, err := mail.Deliver(ctx, db, who)
	return err
}

// RunDue runs what the timetable says is due by the store's clock; the one River job a minute calls it, and so does whoever moves the clock
// by hand. Each run is claimed before it starts, so that two processes share the work. One job's error does not keep the others back.
func RunDue(ctx context.Context, db *store.DB, _ Deps) error {
	who := access.System("timetable")
	var errs []error
	for _, e := range timetable {
		if ctx.Err() != nil {
			break
		}
		due, err := store.Write(ctx, db, who, func(tx *store.Tx) (bool, error) { return e.claim(ctx, tx) })
		if err == nil && due {
			err = e.run(ctx, db, who)
		}
		if err != nil {
			errs = append(errs, fmt.Errorf("%s: %w", e.name, err))
		}
	}
	return errors.Join(errs...)
}

// claim says whether the job is due, and if so sets its next run: on the next full minute, hour … so that a late run does not shift
// those after it. After downtime it runs once. A next run further ahead than ever set means that the clock was set back: it is due.
func (e entry) claim(ctx context.Context, tx *store.Tx) (bool, error) {
	now := tx.Now()
	next := now.Truncate(e.every).Add(e.every)
	n, err := tx.Exec(ctx, `
		INSERT INTO timetable (name, last_run_at, next_run_at) VALUES ($1, $2, $3)
		ON CONFLICT (name) DO UPDATE SET last_run_at = excluded.last_run_at, next_run_at = excluded.next_run_at
		 WHERE timetable.next_run_at <= excluded.last_run_at OR timetable.next_run_at > excluded.next_run_at`, e.name, now, next)
	return n == 1, err
}
