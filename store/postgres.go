package store

import (
	"context"
	"database/sql"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgtype"
	"github.com/jackc/pgx/v5/stdlib"
)

// How many connections are kept to PostgreSQL for pages and verbs, and for River beside them.
const (
	mostConns    = 16
	mostJobConns = 4
)

func (db *DB) openPostgres() error {
	db.dialect = Postgres
	p, err := postgresPool(db.url, mostConns)
	if err != nil {
		return err
	}
	db.r, db.w = p, p
	return nil
}

// postgresPool opens a pool whose sessions read strings as the guard does and give times in UTC.
func postgresPool(address string, size int) (*sql.DB, error) {
	c, err := pgx.ParseConfig(address)
	if err != nil {
		return nil, fmt.Errorf("store: %w", err)
	}
	c.RuntimeParams["standard_conforming_strings"] = "on"
	c.RuntimeParams["timezone"] = "UTC"
	if c.RuntimeParams["application_name"] == "" {
		c.RuntimeParams["application_name"] = "kontor"
	}
	p := stdlib.OpenDB(*c, stdlib.OptionAfterConnect(func(_ context.Context, c *pgx.Conn) error {
		c.TypeMap().RegisterType(&pgtype.Type{
			Name: "timestamptz", OID: pgtype.TimestamptzOID, Codec: &pgtype.TimestamptzCodec{ScanLocation: time.UTC},
		})
		return nil
	}))
	p.SetMaxOpenConns(size)
	p.SetMaxIdleConns(size)
	p.SetConnMaxIdleTime(5 * time.Minute)
	return p, nil
}
