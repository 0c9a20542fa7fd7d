package store

import (
	"context"
	"database/sql"
	"math/rand/v2"
	"time"

	"kontor/access"
	"kontor/fail"
)

// Tx is how everything reads and writes. It carries who asks.
type Tx struct {
	*act
	who access.Actor
	by  access.Actor // who stands behind, where As put another asker in front
}

// act is one transaction, or one row of single statements on the read pool. All askers of a transaction share it.
type act struct {
	db     *DB
	tx     *sql.Tx // nil: single statements
	now    time.Time
	writes bool
	failed error // of the first statement that failed: PostgreSQL runs none after it, so SQLite doesn't either
	events []event
	jobs   []Job
	audits []audit
}

// How often Write tries, and what it then says.
const (
	tries   = 10
	tooBusy = "Too much is being changed at this moment. Please try again."
)

// Read runs do without a transaction: each statement by itself, on the read pool. Use Snapshot where several must agree.
func (db *DB) Read(ctx context.Context, who access.Actor, do func(*Tx) error) error {
	return known(do(db.begun(who, nil)))
}

// Snapshot runs do in a read-only transaction: all its statements see the same state.
func (db *DB) Snapshot(ctx context.Context, who access.Actor, do func(*Tx) error) error {
	return known(db.once(ctx, db.r, &sql.TxOptions{Isolation: db.isolation(sql.LevelRepeatableRead), ReadOnly: true}, who, do))
}

// Write runs do in a transaction and commits it: BEGIN IMMEDIATE on SQLite, SERIALIZABLE on PostgreSQL. Where the database says that
// another transaction was in the way, do runs again, up to ten times, with a new Now: it must have no effect outside tx
// (architecture.md law 5). Fails with what do returns, and with fail.Unavailable "busy" when ten times were not enough.
//
// Who looks at the portal as somebody else writes nothing, by whatever road: fail.Forbidden "view_only" (domain.md 7 "view as").
func (db *DB) Write(ctx context.Context, who access.Actor, do func(*Tx) error) error {
	if _, viewing := who.Viewer(); viewing {
		return ViewOnly()
	}
	return db.write(ctx, who, do)
}

// ViewOnly refuses an act of who looks at the portal as somebody else.
func ViewOnly() error {
	return fail.Forbidden("view_only", "You are viewing this portal as somebody else. You can look but not change anything.")
}

func (db *DB) write(ctx context.Context, who access.Actor, do func(*Tx) error) error {
	share := int64(1)
	for try := 1; ; try++ {
		err := db.inTurn(ctx, share, who, do)
		if !again(err) {
			return known(err)
		}
		if try == tries {
			return fail.Because(fail.Unavailable("busy", tooBusy), err)
		}
		if err := pause(ctx, try); err != nil {
			return err
		}
		share = mostWriters
	}
}

// mostWriters is how many transactions one process may have open at once; more wait.
const mostWriters = 1 << 20

// inTurn is an attempt beside all others, or alone in this process: PostgreSQL breaks transactions off that only read and added beside
// each other in an index, and one that runs again would lose to those that have just begun, time after time.
func (db *DB) inTurn(ctx context.Context, share int64, who access.Actor, do func(*Tx) error) error {
	if err := db.writers.Acquire(ctx, share); err != nil {
		return err
	}
	defer db.writers.Release(share)
	return db.once(ctx, db.w, &sql.TxOptions{Isolation: db.isolation(sql.LevelSerializable)}, who, do)
}

// Read is DB.Read with a value.
func Read[T any](ctx context.Context, db *DB, who access.Actor, do func(*Tx) (T, error)) (T, error) {
	return valued(func(run func(*Tx) error) error { return db.Read(ctx, who, run) }, do)
}

// Snapshot is DB.Snapshot with a value.
func Snapshot[T any](ctx context.Context, db *DB, who access.Actor, do func(*Tx) (T, error)) (T, error) {
	return valued(func(run func(*Tx) error) error { return db.Snapshot(ctx, who, run) }, do)
}

// Write is DB.Write with a value.
func Write[T any](ctx context.Context, db *DB, who access.Actor, do func(*Tx) (T, error)) (T, error) {
	return valued(func(run func(*Tx) error) error { return db.Write(ctx, who, run) }, do)
}

// valued gives the value of the attempt that was committed, and the zero value beside an error.
func valued[T any](run func(func(*Tx) error) error, do func(*Tx) (T, error)) (T, error) {
	var value T
	err := run(func(tx *Tx) (err error) {
		value, err = do(tx)
		return err
	})
	if err != nil {
		var none T
		return none, err
	}
	return value, nil
}

// once is one attempt.
func (db *DB) once(ctx context.Context, pool *sql.DB, how *sql.TxOptions, who access.Actor, do func(*Tx) error) error {
	began, err := pool.BeginTx(ctx, how)
	if err != nil {
		return err
	}
	defer began.Rollback() // after a commit it does nothing
	tx := db.begun(who, began)
	tx.writes = !how.ReadOnly
	if err := do(tx); err != nil {
		if again(tx.failed) { // a verb may have made another error of it
			return tx.failed
		}
		return err
	}
	if tx.failed != nil {
		return tx.failed
	}
	if err := tx.flush(ctx); err != nil {
		return err
	}
	return began.Commit()
}

func (db *DB) begun(who access.Actor, began *sql.Tx) *Tx {
	return &Tx{act: &act{db: db, tx: began, now: db.Now()}, who: who, by: who}
}

// isolation is asked of PostgreSQL; SQLite has only the one, and it is serializable.
func (db *DB) isolation(level sql.IsolationLevel) sql.IsolationLevel {
	if db.dialect == SQLite {
		return sql.LevelDefault
	}
	return level
}

// flush writes what was queued, the audit last: its heads are held no longer than they must be.
func (tx *Tx) flush(ctx context.Context) error {
	if err := tx.writeEvents(ctx); err != nil {
		return err
	}
	if err := tx.writeJobs(ctx); err != nil {
		return err
	}
	return tx.writeAudits(ctx)
}

// pause waits before the next try: at random, up to 2, 4, 8 … 200 ms.
func pause(ctx context.Context, try int) error {
	most := min(200*time.Millisecond, time.Millisecond<<try)
	t := time.NewTimer(rand.N(most))
	defer t.Stop()
	select {
	case <-t.C:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}

// Now is the transaction's time: the same for all its statements, UTC, whole microseconds.
func (tx *Tx) Now() time.Time { return tx.now }

// Who is the actor that asks.
func (tx *Tx) Who() access.Actor { return tx.who }

// May refuses with fail.Forbidden "not_permitted" if the actor's role does not hold the capability (domain.md 7).
func (tx *Tx) May(c access.Capability) error {
	if tx.who.May(c) {
		return nil
	}
	if _, viewing := tx.who.Viewer(); viewing {
		return ViewOnly()
	}
	return fail.Forbidden("not_permitted", "Your role does not allow this.")
}

// As is the same transaction with another asker, for acts that span owners (onboard). The audit names both.
func (tx *Tx) As(who access.Actor) *Tx { return &Tx{act: tx.act, who: who, by: tx.by} }
