package store

import (
	"context"
	"database/sql"
	"database/sql/driver"
	"errors"
	"fmt"
	"sync/atomic"
	"time"

	"github.com/pressly/goose/v3"
	"github.com/riverqueue/river/rivermigrate"
)

// Step is one step of the schema.
type Step struct {
	Version int64
	Name    string // the file's
	Applied bool
	At      time.Time // when, by the database's clock; zero if not applied
}

// Where the steps that were taken are kept, and PostgreSQL's lock that lets one process at a time take some.
const (
	stepTable   = "schema_step"
	migrateLock = 0x6b6f6e746f72 // "kontor"
)

// Migrate brings the schema, and that of the job queue, to what this binary knows. It goes forward only, and one process at a time: a
// second one waits, then finds nothing to do. On SQLite all steps are one transaction.
func (db *DB) Migrate(ctx context.Context) error {
	if err := db.refuseNewer(ctx); err != nil {
		return err
	}
	lock := db.lockPostgres
	if db.dialect == SQLite {
		lock = db.lockSQLite
	}
	if err := lock(ctx, db.migrate); err != nil {
		return fmt.Errorf("store: migrate: %w", err)
	}
	return nil
}

func (db *DB) migrate(ctx context.Context, pool *sql.DB) error {
	g, err := db.goose(pool)
	if err != nil {
		return err
	}
	if _, err := g.Up(ctx); err != nil {
		return err
	}
	queue, err := rivermigrate.New(db.driver(pool), &rivermigrate.Config{Logger: quiet})
	if err != nil {
		return err
	}
	_, err = queue.Migrate(ctx, rivermigrate.DirectionUp, nil)
	return err
}

func (db *DB) goose(pool *sql.DB) (*goose.Provider, error) {
	files, err := schemaFor(db.dialect)
	if err != nil {
		return nil, err
	}
	dialect := goose.DialectSQLite3
	if db.dialect == Postgres {
		dialect = goose.DialectPostgres
	}
	return goose.NewProvider(dialect, pool, files, goose.WithTableName(stepTable), goose.WithDisableGlobalRegistry(true), goose.WithSlog(quiet))
}

// MigrationStatus lists the steps that this binary knows, in their order.
func (db *DB) MigrationStatus(ctx context.Context) ([]Step, error) {
	g, err := db.goose(db.w)
	if err != nil {
		return nil, fmt.Errorf("store: %w", err)
	}
	there, err := db.hasTable(ctx, stepTable)
	if err != nil {
		return nil, err
	}
	var list []Step
	if !there { // goose would make the table: asking must change nothing
		for _, s := range g.ListSources() {
			list = append(list, Step{Version: s.Version, Name: s.Path})
		}
		return list, nil
	}
	found, err := g.Status(ctx)
	if err != nil {
		return nil, fmt.Errorf("store: %w", err)
	}
	for _, s := range found {
		list = append(list, Step{Version: s.Source.Version, Name: s.Source.Path, Applied: s.State == goose.StateApplied, At: s.AppliedAt})
	}
	return list, nil
}

// refuseNewer fails if the database was migrated by a newer binary: it may hold what this one would break.
func (db *DB) refuseNewer(ctx context.Context) error {
	g, err := db.goose(db.w)
	if err != nil {
		return fmt.Errorf("store: %w", err)
	}
	known := int64(0)
	for _, s := range g.ListSources() {
		known = max(known, s.Version)
	}
	if err := db.notBeyond(ctx, stepTable, `SELECT COALESCE(MAX(version_id), 0) FROM `+stepTable, known); err != nil {
		return err
	}
	queue, err := rivermigrate.New(db.driver(db.w), &rivermigrate.Config{Logger: quiet})
	if err != nil {
		return fmt.Errorf("store: %w", err)
	}
	known = 0
	for _, s := range queue.AllVersions() {
		known = max(known, int64(s.Version))
	}
	return db.notBeyond(ctx, "river_migration", `SELECT COALESCE(MAX(version), 0) FROM river_migration`, known)
}

// notBeyond fails if a table of steps taken holds a step later than known.
func (db *DB) notBeyond(ctx context.Context, table, ask string, known int64) error {
	there, err := db.hasTable(ctx, table)
	if err != nil || !there {
		return err
	}
	var found int64
	if err := db.r.QueryRowContext(ctx, ask).Scan(&found); err != nil {
		return fmt.Errorf("store: %w", err)
	}
	if found > known {
		return fmt.Errorf("store: the database is at schema step %d (%s) and this kontor knows steps up to %d: "+
			"it was migrated by a newer version; start that version, or restore a backup made before the upgrade", found, table, known)
	}
	return nil
}

func (db *DB) hasTable(ctx context.Context, name string) (bool, error) {
	ask := `SELECT EXISTS (SELECT 1 FROM sqlite_schema WHERE type = 'table' AND name = $1)`
	if db.dialect == Postgres {
		ask = `SELECT to_regclass($1) IS NOT NULL`
	}
	var there bool
	if err := db.r.QueryRowContext(ctx, ask, name).Scan(&there); err != nil {
		return false, fmt.Errorf("store: %w", err)
	}
	return there, nil
}

// lockPostgres holds an advisory lock on a session of its own while do runs.
func (db *DB) lockPostgres(ctx context.Context, do func(context.Context, *sql.DB) error) (err error) {
	session, err := db.w.Conn(ctx)
	if err != nil {
		return err
	}
	defer session.Close()
	if _, err := session.ExecContext(ctx, `SELECT pg_advisory_lock($1)`, int64(migrateLock)); err != nil {
		return err
	}
	defer func() {
		_, e := session.ExecContext(context.WithoutCancel(ctx), `SELECT pg_advisory_unlock($1)`, int64(migrateLock))
		err = errors.Join(err, e)
	}()
	return do(ctx, db.w)
}

// lockSQLite gives do a pool of one connection that is in one BEGIN IMMEDIATE transaction from the beginning; what do takes for
// transactions are savepoints in it. So the lock is held all the time, and either all steps are taken or none.
func (db *DB) lockSQLite(ctx context.Context, do func(context.Context, *sql.DB) error) error {
	held := sql.OpenDB(oneTransaction{connector(dsn(db.path(), toMigrate)), new(atomic.Bool)})
	defer held.Close() // without a commit everything is undone
	held.SetMaxOpenConns(1)
	if err := do(ctx, held); err != nil {
		return err
	}
	_, err := held.ExecContext(ctx, `COMMIT`)
	return err
}

// oneTransaction opens one connection, in a transaction. A second one would begin another and is refused.
type oneTransaction struct {
	connector
	opened *atomic.Bool
}

func (o oneTransaction) Connect(ctx context.Context) (driver.Conn, error) {
	if o.opened.Swap(true) {
		return nil, errors.New("store: the connection that held the lock is gone")
	}
	opened, err := o.connector.Connect(ctx)
	if err != nil {
		return nil, err
	}
	c := &nested{opened.(*conn)}
	if _, err := c.ExecContext(ctx, `BEGIN IMMEDIATE`, nil); err != nil {
		return nil, errors.Join(err, c.Close())
	}
	return c, nil
}

// nested makes savepoints of transactions.
type nested struct{ *conn }

func (n *nested) BeginTx(ctx context.Context, _ driver.TxOptions) (driver.Tx, error) {
	_, err := n.ExecContext(ctx, `SAVEPOINT step`, nil)
	return n, err
}

// Commit implements driver.Tx.
func (n *nested) Commit() error {
	_, err := n.ExecContext(context.Background(), `RELEASE step`, nil)
	return err
}

// Rollback implements driver.Tx.
func (n *nested) Rollback() error {
	_, err := n.ExecContext(context.Background(), `ROLLBACK TO step`, nil)
	if err != nil {
		return err
	}
	return n.Commit()
}
