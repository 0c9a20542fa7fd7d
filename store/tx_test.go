package store

import (
	"context"
	"errors"
	"slices"
	"sync"
	"testing"
	"time"

	"kontor/access"
	"kontor/fail"
)

func addProduct(ctx context.Context, tx *Tx, name string) (int64, error) {
	return One[int64](ctx, tx, `INSERT INTO product (name, name_key, created_at) VALUES ($1, $2, $3) RETURNING id`, name, Key(name), tx.Now())
}

func products(t *testing.T, db *DB) int64 {
	t.Helper()
	return read[int64](t, db, machine, `SELECT COUNT(*) FROM product`)
}

func TestWriteIsThereAfterwardsOrNotAtAll(t *testing.T) {
	both(t, func(t *testing.T, db *DB) {
		id, err := Write(t.Context(), db, machine, func(tx *Tx) (int64, error) { return addProduct(t.Context(), tx, "Basic") })
		if err != nil || id == 0 {
			t.Fatal(id, err)
		}
		stop := errors.New("stop")
		v, err := Write(t.Context(), db, machine, func(tx *Tx) (int64, error) {
			if _, err := addProduct(t.Context(), tx, "Pro"); err != nil {
				return 0, err
			}
			return 42, stop
		})
		if !errors.Is(err, stop) || v != 0 {
			t.Fatalf("got %d, %v", v, err)
		}
		if n := products(t, db); n != 1 {
			t.Fatalf("%d products", n)
		}
	})
}

func TestPanicInWriteUndoesItAndLeavesTheDatabaseUsable(t *testing.T) {
	both(t, func(t *testing.T, db *DB) {
		func() {
			defer func() {
				if recover() == nil {
					t.Error("the panic was swallowed")
				}
			}()
			_ = db.Write(t.Context(), machine, func(tx *Tx) error {
				if _, err := addProduct(t.Context(), tx, "Basic"); err != nil {
					t.Error(err)
				}
				panic("oh")
			})
		}()
		write(t, db, machine, func(tx *Tx) error { _, err := addProduct(t.Context(), tx, "Pro"); return err })
		if n := products(t, db); n != 1 {
			t.Fatalf("%d products", n)
		}
	})
}

func TestStatementThatFailedEndsTheTransactionEvenIfItsErrorIsSwallowed(t *testing.T) {
	both(t, func(t *testing.T, db *DB) {
		write(t, db, machine, func(tx *Tx) error { _, err := addProduct(t.Context(), tx, "Basic"); return err })
		err := db.Write(t.Context(), machine, func(tx *Tx) error {
			if _, err := addProduct(t.Context(), tx, "Pro"); err != nil {
				return err
			}
			_, clash := addProduct(t.Context(), tx, " BASIC ")
			if fail.CodeOf(clash) != "name_taken" {
				t.Errorf("got %v", clash)
			}
			_, after := addProduct(t.Context(), tx, "Max")
			if fail.CodeOf(after) != "name_taken" {
				t.Errorf("a later statement ran: %v", after)
			}
			return nil
		})
		if fail.KindOf(err) != fail.KindConflict {
			t.Fatalf("got %v", err)
		}
		if n := products(t, db); n != 1 {
			t.Fatalf("%d products", n)
		}
	})
}

func TestReadAndSnapshotRefuseToWrite(t *testing.T) {
	both(t, func(t *testing.T, db *DB) {
		for name, run := range map[string]func(context.Context, access.Actor, func(*Tx) error) error{"Read": db.Read, "Snapshot": db.Snapshot} {
			if run(t.Context(), machine, func(tx *Tx) error { _, err := addProduct(t.Context(), tx, name); return err }) == nil {
				t.Errorf("%s took an INSERT … RETURNING", name)
			}
			if run(t.Context(), machine, func(tx *Tx) error {
				_, err := tx.Exec(t.Context(), `DELETE FROM product`)
				return err
			}) == nil {
				t.Errorf("%s took a DELETE", name)
			}
			if run(t.Context(), machine, func(tx *Tx) error {
				_, err := All[int64](t.Context(), tx, `WITH gone AS (DELETE FROM product RETURNING id) SELECT id FROM gone`)
				return err
			}) == nil {
				t.Errorf("%s took a DELETE inside WITH", name)
			}
		}
		if n := products(t, db); n != 0 {
			t.Fatalf("%d products", n)
		}
	})
}

func TestSnapshotSeesOneStateWhileOthersWrite(t *testing.T) {
	both(t, func(t *testing.T, db *DB) {
		err := db.Snapshot(t.Context(), machine, func(tx *Tx) error {
			count := func() int64 { return must[int64](t)(One[int64](t.Context(), tx, `SELECT COUNT(*) FROM product`)) }
			before := count()
			write(t, db, machine, func(tx *Tx) error { _, err := addProduct(t.Context(), tx, "Basic"); return err })
			if after := count(); before != 0 || after != 0 {
				t.Errorf("%d, then %d", before, after)
			}
			return nil
		})
		if err != nil || products(t, db) != 1 {
			t.Fatal(err)
		}
	})
}

func TestNowIsUTCInMicrosecondsAndStandsStillInATransaction(t *testing.T) {
	both(t, func(t *testing.T, db *DB) {
		c := &clock{at: epoch}
		db.now = c.now
		write(t, db, machine, func(tx *Tx) error {
			first := tx.Now()
			c.move(time.Hour)
			if !tx.Now().Equal(first) || first.Location() != time.UTC || first.Nanosecond() != 535_897_000 {
				t.Errorf("first %v, then %v", first, tx.Now())
			}
			return nil
		})
		if got := db.Now(); !got.Equal(epoch.Add(time.Hour).Truncate(time.Microsecond)) {
			t.Errorf("db.Now is %v", got)
		}
	})
}

func TestRetriedWriteTakesANewNowAndForgetsWhatItHadQueued(t *testing.T) {
	both(t, func(t *testing.T, db *DB) {
		c := &clock{at: epoch}
		db.now = c.now
		var seen []time.Time
		err := db.Write(t.Context(), machine, func(tx *Tx) error {
			c.move(time.Second)
			seen = append(seen, tx.Now())
			tx.Audit("tried", About{Kind: "product", ID: 1}, nil)
			if len(seen) < 3 {
				return busy(db)
			}
			return nil
		})
		if err != nil || len(seen) != 3 || !slices.IsSortedFunc(seen, time.Time.Compare) || seen[0].Equal(seen[2]) {
			t.Fatal(err, seen)
		}
		if n := read[int64](t, db, machine, `SELECT COUNT(*) FROM audit_event`); n != 1 {
			t.Fatalf("%d audit events", n)
		}
	})
}

func TestWriteGivesUpAfterTenTries(t *testing.T) {
	both(t, func(t *testing.T, db *DB) {
		n := 0
		err := db.Write(t.Context(), machine, func(*Tx) error { n++; return busy(db) })
		if n != 10 || fail.KindOf(err) != fail.KindUnavailable || fail.CodeOf(err) != "busy" {
			t.Fatalf("%d tries: %v", n, err)
		}
	})
}

func TestCountersSurviveParallelWritersThatReadBeforeTheyWrite(t *testing.T) {
	both(t, func(t *testing.T, db *DB) {
		write(t, db, machine, func(tx *Tx) error {
			_, err := tx.Exec(t.Context(), `INSERT INTO guess (key, window_start, count) VALUES ($1, $2, 0)`, "counter", tx.Now())
			return err
		})
		const workers, rounds = 50, 4
		var wg sync.WaitGroup
		for range workers {
			wg.Go(func() {
				for range rounds {
					if err := db.Write(t.Context(), machine, increment(t.Context())); err != nil {
						t.Error(err)
					}
				}
			})
		}
		wg.Wait()
		if n := read[int64](t, db, machine, `SELECT count FROM guess WHERE key = $1`, "counter"); n != workers*rounds {
			t.Fatalf("%d, want %d", n, workers*rounds)
		}
	})
}

func increment(ctx context.Context) func(*Tx) error {
	return func(tx *Tx) error {
		n, err := One[int64](ctx, tx, `SELECT count FROM guess WHERE key = $1`, "counter")
		if err != nil {
			return err
		}
		_, err = tx.Exec(ctx, `UPDATE guess SET count = $1 WHERE key = $2`, n+1, "counter")
		return err
	}
}

func TestSameKeyAtOnceIsTakenOnce(t *testing.T) {
	both(t, func(t *testing.T, db *DB) {
		var wg sync.WaitGroup
		errs := make([]error, 20)
		for i := range errs {
			wg.Go(func() {
				errs[i] = db.Write(t.Context(), machine, func(tx *Tx) error { _, err := addProduct(t.Context(), tx, "Basic"); return err })
			})
		}
		wg.Wait()
		won := 0
		for _, err := range errs {
			switch {
			case err == nil:
				won++
			case fail.CodeOf(err) != "name_taken":
				t.Error(err)
			}
		}
		if won != 1 || products(t, db) != 1 {
			t.Fatalf("%d won", won)
		}
	})
}

func TestCanceledWriteIsNotThere(t *testing.T) {
	both(t, func(t *testing.T, db *DB) {
		ctx, cancel := context.WithCancel(t.Context())
		err := db.Write(ctx, machine, func(tx *Tx) error {
			_, err := addProduct(ctx, tx, "Basic")
			cancel()
			return err
		})
		if err == nil || products(t, db) != 0 {
			t.Fatalf("%v, %d products", err, products(t, db))
		}
	})
}

func TestMayFollowsTheTable(t *testing.T) {
	both(t, func(t *testing.T, db *DB) {
		write(t, db, access.AsStaff(1, access.Support, "Sue"), func(tx *Tx) error {
			if err := tx.May(access.ViewVendor); err != nil {
				t.Error(err)
			}
			if err := tx.May(access.AddPartner); fail.KindOf(err) != fail.KindForbidden || fail.CodeOf(err) != "not_permitted" {
				t.Errorf("got %v", err)
			}
			if err := tx.As(access.Actor{}).May(access.ViewVendor); err == nil {
				t.Error("nobody may view")
			}
			return nil
		})
	})
}
