package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"os"
	"os/signal"
	"path/filepath"
	"runtime/debug"
	"syscall"
	"time"

	"kontor/account"
	"kontor/api"
	"kontor/door"
	"kontor/job"
	"kontor/store"
	"kontor/web"
)

// serveCmd runs the portal.
type serveCmd struct {
	settings `embed:""`
}

// Run implements "kontor serve": from nothing to answering, or a sentence that says why not.
func (c *serveCmd) Run(out io.Writer) error {
	cfg, err := c.load()
	if err != nil {
		return err
	}
	ctx, stop := untilSignal()
	defer stop()
	log := cfg.logger(os.Stderr)
	s, err := listen(cfg, log)
	if err != nil {
		return err
	}
	db, err := cfg.open(ctx, log, cfg.address(s.listener.Addr()))
	if err != nil {
		return errors.Join(err, s.listener.Close())
	}
	return errors.Join(serve(ctx, cfg, s, db, out, log), db.Close())
}

// untilSignal is done at SIGTERM or SIGINT; a second signal ends the process at once.
func untilSignal() (context.Context, func()) {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	context.AfterFunc(ctx, stop)
	return ctx, stop
}

func serve(ctx context.Context, cfg config, s *server, db *store.DB, out io.Writer, log *slog.Logger) error {
	if err := db.Migrate(ctx); err != nil {
		return errors.Join(err, s.listener.Close())
	}
	if err := announce(ctx, cfg, s, db, out); err != nil {
		return errors.Join(err, s.listener.Close())
	}
	stopJobs, err := job.Start(ctx, db, job.Deps{Log: log})
	if err != nil {
		return errors.Join(err, s.listener.Close())
	}
	handler := faces(web.Options{
		DB: db, BaseURL: cfg.address(s.listener.Addr()), Log: log, Version: version(),
		TrustedProxies: cfg.TrustedProxies, MaxInFlight: cfg.MaxInFlight,
	})
	time.AfterFunc(time.Second, debug.FreeOSMemory) // what starting left over would stay for as long as nobody comes
	err = s.run(ctx, handler, cfg.ShutdownTimeout)
	log.Info("stopping", "reason", context.Cause(ctx))
	patience, cancel := context.WithTimeout(context.Background(), cfg.ShutdownTimeout)
	defer cancel()
	return errors.Join(err, stopJobs(patience))
}

// faces is everything that answers, the pages and the API, behind one gate.
func faces(o web.Options) http.Handler {
	o.Gate, o.APIDocs = door.NewGate(o.MaxInFlight), api.Docs
	mux := http.NewServeMux()
	mux.Handle("/", web.New(o))
	mux.Handle(api.Prefix, api.New(api.Options{DB: o.DB, BaseURL: o.BaseURL, Log: o.Log, Version: o.Version, TrustedProxies: o.TrustedProxies, Gate: o.Gate}))
	return mux
}

// announce says where Kontor answers and, while nobody owns this installation, prints the one-time setup link.
func announce(ctx context.Context, cfg config, s *server, db *store.DB, out io.Writer) error {
	link, err := account.SetupLink(ctx, db)
	if err != nil {
		return err
	}
	fmt.Fprintf(out, "Kontor %s answers at %s\n", version(), cfg.address(s.listener.Addr()))
	if link != "" {
		fmt.Fprintf(out, "\nNobody owns this installation yet. Set it up here, within 15 minutes (a restart prints a new link):\n\n  %s\n\n", link)
	}
	return nil
}

// open makes the data folder where it is needed, finds the key and opens the database.
func (c config) open(ctx context.Context, log *slog.Logger, base string) (*store.DB, error) {
	key, err := c.secretKey()
	if err != nil {
		return nil, err
	}
	if path, ok := c.sqlitePath(); ok {
		if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
			return nil, fmt.Errorf("the data folder can't be made: %w", err)
		}
	}
	db, err := store.Open(ctx, store.Config{URL: c.Database, Key: key, Log: log, BaseURL: base})
	if err != nil {
		return nil, fmt.Errorf("the database can't be opened: %w", err)
	}
	return db, nil
}

func (c config) logger(out io.Writer) *slog.Logger {
	options := &slog.HandlerOptions{Level: c.LogLevel}
	if c.LogJSON {
		return slog.New(slog.NewJSONHandler(out, options))
	}
	return slog.New(slog.NewTextHandler(out, options))
}
