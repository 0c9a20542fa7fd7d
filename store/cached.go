package store

import (
	"context"
	"database/sql/driver"
	"errors"

	"modernc.org/sqlite"
)

// connector opens SQLite with a statement cache per connection: the driver parses every statement anew otherwise, which costs
// 2.4 to 3.4 times as much (architecture.md law 4).
type connector string

func (c connector) Driver() driver.Driver { return &sqlite.Driver{} }

func (c connector) Connect(context.Context) (driver.Conn, error) {
	opened, err := (&sqlite.Driver{}).Open(string(c))
	if err != nil {
		return nil, err
	}
	bare, ok := opened.(bareConn)
	if !ok {
		return nil, errors.Join(errors.New("store: the SQLite driver lacks what the statement cache needs"), opened.Close())
	}
	return &conn{bareConn: bare, stmts: map[string]stmt{}}, nil
}

type bareConn interface {
	driver.Conn
	driver.ConnBeginTx
	driver.ConnPrepareContext
	driver.SessionResetter
	driver.Validator
}

type stmt interface {
	driver.Stmt
	driver.StmtExecContext
	driver.StmtQueryContext
}

// conn keeps the statements that nobody is stepping through. database/sql uses a connection from one goroutine at a time.
type conn struct {
	bareConn
	stmts map[string]stmt
}

// mostStmts bounds the memory of one connection.
const mostStmts = 256

func (c *conn) take(ctx context.Context, text string) (stmt, error) {
	if s, ok := c.stmts[text]; ok {
		delete(c.stmts, text)
		return s, nil
	}
	prepared, err := c.PrepareContext(ctx, text)
	if err != nil {
		return nil, err
	}
	s, ok := prepared.(stmt)
	if !ok {
		return nil, errors.Join(errors.New("store: the SQLite driver lacks what the statement cache needs"), prepared.Close())
	}
	return s, nil
}

func (c *conn) give(text string, s stmt) error {
	if _, ok := c.stmts[text]; ok {
		return s.Close()
	}
	if len(c.stmts) >= mostStmts {
		for old, o := range c.stmts { // any one
			delete(c.stmts, old)
			if err := o.Close(); err != nil {
				return errors.Join(err, s.Close())
			}
			break
		}
	}
	c.stmts[text] = s
	return nil
}

func (c *conn) QueryContext(ctx context.Context, text string, args []driver.NamedValue) (driver.Rows, error) {
	s, err := c.take(ctx, text)
	if err != nil {
		return nil, err
	}
	r, err := s.QueryContext(ctx, args)
	if err != nil {
		return nil, errors.Join(err, s.Close())
	}
	return &rows{Rows: r, conn: c, text: text, stmt: s}, nil
}

func (c *conn) ExecContext(ctx context.Context, text string, args []driver.NamedValue) (driver.Result, error) {
	s, err := c.take(ctx, text)
	if err != nil {
		return nil, err
	}
	r, err := s.ExecContext(ctx, args)
	if err != nil {
		return nil, errors.Join(err, s.Close())
	}
	return r, c.give(text, s)
}

func (c *conn) Close() error {
	for _, s := range c.stmts {
		if err := s.Close(); err != nil {
			return errors.Join(err, c.bareConn.Close())
		}
	}
	return c.bareConn.Close()
}

// rows gives its statement back when it is closed.
type rows struct {
	driver.Rows
	conn *conn
	text string
	stmt stmt
}

func (r *rows) Close() error {
	err := r.Rows.Close()
	if r.stmt == nil {
		return err
	}
	s := r.stmt
	r.stmt = nil
	if err != nil {
		return errors.Join(err, s.Close())
	}
	return r.conn.give(r.text, s)
}
