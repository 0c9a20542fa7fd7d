package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"time"

	"kontor/store"
)

// migrateCmd looks after the database's schema; "serve" does it by itself.
type migrateCmd struct {
	Up     migrateUp     `cmd:"" help:"Bring the database to this version."`
	Status migrateStatus `cmd:"" help:"List the schema's steps and which of them are done."`
}

type migrateUp struct {
	settings `embed:""`
}

// Run implements "kontor migrate up".
func (c *migrateUp) Run(out io.Writer) error {
	return c.withDB(func(ctx context.Context, db *store.DB) error {
		if err := db.Migrate(ctx); err != nil {
			return err
		}
		_, err := fmt.Fprintln(out, "The database is up to date.")
		return err
	})
}

type migrateStatus struct {
	settings `embed:""`
}

// Run implements "kontor migrate status".
func (c *migrateStatus) Run(out io.Writer) error {
	return c.withDB(func(ctx context.Context, db *store.DB) error {
		steps, err := db.MigrationStatus(ctx)
		if err != nil {
			return err
		}
		for _, step := range steps {
			state := "to do"
			if step.Applied {
				state = "done " + step.At.UTC().Format(time.DateTime+" UTC")
			}
			if _, err := fmt.Fprintf(out, "%4d  %-40s  %s\n", step.Version, step.Name, state); err != nil {
				return err
			}
		}
		return nil
	})
}

// withDB opens the installation's database for one command. Links in mails need a base URL; the one people use is configured
// when it matters.
func (s settings) withDB(do func(ctx context.Context, db *store.DB) error) error {
	cfg, err := s.load()
	if err != nil {
		return err
	}
	ctx, stop := untilSignal()
	defer stop()
	db, err := cfg.open(ctx, cfg.logger(os.Stderr), cfg.address(listenAddress(cfg.Listen)))
	if err != nil {
		return err
	}
	return errors.Join(do(ctx, db), db.Close())
}

// listenAddress is the configured address as one that would be listened on.
type listenAddress string

// Network implements net.Addr.
func (listenAddress) Network() string { return "tcp" }

func (a listenAddress) String() string { return string(a) }
