package bench

import (
	"context"
	"database/sql"
	"fmt"
	"net/url"
	"strings"

	"github.com/jackc/pgx/v5"
	_ "modernc.org/sqlite" // registers the driver
)

// sink takes rows in bulk, past every rule: foreign keys are not looked at and nothing is durable before done.
type sink struct {
	tables map[string]*heap
	order  []string
	write  func(ctx context.Context, table string, columns []string, rows [][]any) error
	done   func(ctx context.Context) error
}

// heap holds the rows of one table that wait to be written.
type heap struct {
	columns []string
	rows    [][]any
}

// mostRows waits in memory, for each table.
const mostRows = 10_000

// table names the columns in which rows of a table come.
func (s *sink) table(name, columns string) {
	if s.tables == nil {
		s.tables = map[string]*heap{}
	}
	s.tables[name] = &heap{columns: strings.Fields(columns)}
	s.order = append(s.order, name)
}

func (s *sink) add(ctx context.Context, table string, values ...any) error {
	h := s.tables[table]
	if len(values) != len(h.columns) {
		return fmt.Errorf("bench: %d values for %d columns of %s", len(values), len(h.columns), table)
	}
	h.rows = append(h.rows, values)
	if len(h.rows) < mostRows {
		return nil
	}
	return s.flush(ctx, table)
}

func (s *sink) flush(ctx context.Context, table string) error {
	h := s.tables[table]
	if len(h.rows) == 0 {
		return nil
	}
	if err := s.write(ctx, table, h.columns, h.rows); err != nil {
		return fmt.Errorf("bench: fill %s: %w", table, err)
	}
	h.rows = h.rows[:0]
	return nil
}

func (s *sink) close(ctx context.Context) error {
	for _, table := range s.order {
		if err := s.flush(ctx, table); err != nil {
			return err
		}
	}
	return s.done(ctx)
}

// rowsAtOnce is how many rows one INSERT carries on SQLite.
const rowsAtOnce = 50

func sqliteSink(ctx context.Context, path string) (*sink, error) {
	pool, err := sql.Open("sqlite", "file:"+(&url.URL{Path: path}).EscapedPath()+
		"?_pragma=journal_mode(OFF)&_pragma=synchronous(OFF)&_pragma=foreign_keys(0)&_pragma=cache_size(-262144)&_time_format=sqlite&_timezone=UTC")
	if err != nil {
		return nil, err
	}
	pool.SetMaxOpenConns(1)
	tx, err := pool.BeginTx(ctx, nil)
	if err != nil {
		return nil, err
	}
	prepared := map[string]*sql.Stmt{}
	insert := func(table string, columns []string, rows [][]any) error {
		text := insertText(table, columns, len(rows))
		stmt, ok := prepared[text]
		if !ok {
			if stmt, err = tx.PrepareContext(ctx, text); err != nil {
				return err
			}
			prepared[text] = stmt
		}
		args := make([]any, 0, len(rows)*len(columns))
		for _, r := range rows {
			args = append(args, r...)
		}
		_, err := stmt.ExecContext(ctx, args...)
		return err
	}
	return &sink{
		write: func(_ context.Context, table string, columns []string, rows [][]any) error {
			for len(rows) > 0 {
				n := min(rowsAtOnce, len(rows))
				if err := insert(table, columns, rows[:n]); err != nil {
					return err
				}
				rows = rows[n:]
			}
			return nil
		},
		done: func(context.Context) error {
			if err := tx.Commit(); err != nil {
				return err
			}
			return pool.Close()
		},
	}, nil
}

func insertText(table string, columns []string, rows int) string {
	one := "(" + strings.Repeat("?,", len(columns)-1) + "?)"
	return "INSERT INTO " + table + " (" + strings.Join(columns, ", ") + ") VALUES " + strings.Repeat(one+",", rows-1) + one
}

func postgresSink(ctx context.Context, address string) (*sink, error) {
	conn, err := pgx.Connect(ctx, address)
	if err != nil {
		return nil, err
	}
	if _, err := conn.Exec(ctx, `SET session_replication_role = replica`); err != nil { // no foreign keys, no triggers
		return nil, err
	}
	s := &sink{}
	s.write = func(ctx context.Context, table string, columns []string, rows [][]any) error {
		_, err := conn.CopyFrom(ctx, pgx.Identifier{table}, columns, pgx.CopyFromRows(rows))
		return err
	}
	s.done = func(ctx context.Context) error {
		for _, table := range s.order {
			if s.tables[table].columns[0] != "id" || table == "vendor" {
				continue
			}
			if _, err := conn.Exec(ctx, `SELECT setval(pg_get_serial_sequence($1, 'id'), (SELECT max(id) FROM `+table+`))`, table); err != nil {
				return err
			}
		}
		if _, err := conn.Exec(ctx, `VACUUM ANALYZE`); err != nil {
			return err
		}
		return conn.Close(ctx)
	}
	return s, nil
}
