package store

import (
	"context"
	"database/sql"
	"fmt"

	"github.com/riverqueue/river"
	"github.com/riverqueue/river/riverdriver"
	"github.com/riverqueue/river/riverdriver/riverdatabasesql"
	"github.com/riverqueue/river/riverdriver/riversqlite"
)

// Job is work for package job, told apart by its Kind; its fields travel as JSON, so it holds ids, never secrets. It may say its
// queue and tries by an InsertOpts method (river.JobArgsWithInsertOpts).
type Job interface{ Kind() string }

type event struct {
	kind    string
	company int64
	payload any
}

// Emit queues an event for the vendor's product (domain.md 3.5): it is there if the transaction is, and nowhere otherwise.
// company 0 is none; payload is kept as JSON.
func (tx *Tx) Emit(kind string, company int64, payload any) {
	tx.events = append(tx.events, event{kind, company, payload})
}

// Enqueue queues a job that exists if, and when, the transaction is committed.
func (tx *Tx) Enqueue(job Job) { tx.jobs = append(tx.jobs, job) }

func (tx *Tx) writeEvents(ctx context.Context) error {
	for _, e := range tx.events {
		payload, err := detailText(e.payload)
		if err != nil {
			return fmt.Errorf("store: event %s: %w", e.kind, err)
		}
		if _, err := tx.Exec(ctx, `INSERT INTO event (kind, company_id, payload, created_at) VALUES ($1, $2, $3, $4)`,
			e.kind, orNull(e.company), payload, tx.now); err != nil {
			return fmt.Errorf("store: event %s: %w", e.kind, err)
		}
	}
	return nil
}

func (tx *Tx) writeJobs(ctx context.Context) error {
	if len(tx.jobs) == 0 {
		return nil
	}
	jobs := make([]river.InsertManyParams, len(tx.jobs))
	for i, j := range tx.jobs {
		jobs[i] = river.InsertManyParams{Args: j}
	}
	if _, err := tx.db.insert.InsertManyFastTx(ctx, tx.tx, jobs); err != nil {
		return fmt.Errorf("store: enqueue: %w", err)
	}
	return nil
}

// Jobs is the driver with which package job, and nobody else, builds the river.Client that works what Enqueue queued. On both databases
// River has connections of its own (one on SQLite), so that its polling never waits for a page, nor a page for it. Close closes them.
func (db *DB) Jobs() (riverdriver.Driver[*sql.Tx], error) {
	db.mu.Lock()
	defer db.mu.Unlock()
	if db.jobs == nil {
		if db.dialect == SQLite {
			db.jobs = pool(db.path(), toWork, 1)
		} else {
			p, err := postgresPool(db.url, mostJobConns)
			if err != nil {
				return nil, err
			}
			db.jobs = p
		}
	}
	return db.driver(db.jobs), nil
}

func (db *DB) driver(pool *sql.DB) riverdriver.Driver[*sql.Tx] {
	if db.dialect == SQLite {
		return riversqlite.New(pool)
	}
	return riverdatabasesql.New(pool)
}
