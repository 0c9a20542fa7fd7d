package main

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"os"
	"text/tabwriter"
	"time"

	"kontor/access"
	"kontor/account"
	"kontor/job"
	"kontor/mail"
	"kontor/store"
	"kontor/web"
)

// demoCmd runs a throw-away portal.
type demoCmd struct {
	Listen string `default:"127.0.0.1:8080" placeholder:"HOST:PORT" help:"Address to listen on; a taken preset port is replaced by a free one."`
	Log    string `default:"warn" placeholder:"LEVEL" help:"debug, info, warn or error."`
}

// Run implements "kontor demo".
func (c *demoCmd) Run(out io.Writer) (err error) {
	ctx, stop := untilSignal()
	defer stop()
	dir, err := demoFolder()
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, os.RemoveAll(dir)) }()
	cfg, err := c.config(dir)
	if err != nil {
		return err
	}
	log := cfg.logger(os.Stderr)
	s, err := listen(cfg, log)
	if err != nil && c.Listen == "127.0.0.1:8080" {
		cfg.Listen = "127.0.0.1:0"
		s, err = listen(cfg, log)
	}
	if err != nil {
		return err
	}
	err = c.serve(ctx, cfg, s, out, log)
	if errors.Is(err, context.Canceled) && ctx.Err() != nil {
		return nil // stopped while the past was made
	}
	return err
}

func (c *demoCmd) config(dir string) (config, error) {
	found, _ := settings{Listen: &c.Listen, DataDir: &dir, LogLevel: &c.Log}.resolve(nil)
	cfg, problems := parse(found)
	if len(problems) > 0 {
		return config{}, badConfig(problems)
	}
	cfg.Key = make([]byte, keyBytes)
	rand.Read(cfg.Key)
	return cfg, nil
}

// demoFolder prefers memory to disk: nothing in it outlives the process.
func demoFolder() (string, error) {
	sweepDemos("/dev/shm")
	prefix := fmt.Sprintf("%s%d-", demoPrefix, os.Getpid())
	if dir, err := os.MkdirTemp("/dev/shm", prefix); err == nil && roomy(dir) {
		return dir, nil
	} else if err == nil {
		if err := os.Remove(dir); err != nil {
			return "", err
		}
	}
	return os.MkdirTemp("", prefix)
}

const demoPrefix = "kontor-demo-"

func (c *demoCmd) serve(ctx context.Context, cfg config, s *server, out io.Writer, log *slog.Logger) (err error) {
	base := cfg.address(s.listener.Addr())
	account.Cost = account.Argon{Memory: 8, Time: 1, Threads: 1} // 1,500 people choose a password: what it guards is public
	clock := &demoClock{}
	db, err := store.Open(ctx, store.Config{URL: cfg.Database, Key: cfg.Key, Log: log, BaseURL: base, Now: clock.Now})
	if err != nil {
		return errors.Join(err, s.listener.Close())
	}
	defer func() { err = errors.Join(err, db.Close()) }()
	if err := c.makePast(ctx, db, clock, out); err != nil {
		return errors.Join(err, s.listener.Close())
	}
	stopJobs, err := job.Start(ctx, db, job.Deps{Log: log})
	if err != nil {
		return errors.Join(err, s.listener.Close())
	}
	printSignIns(out, base)
	err = s.run(ctx, faces(web.Options{
		DB: db, BaseURL: base, Log: log, Version: version(), Banner: "Demo data, deleted when the demo stops. No mail leaves this machine.", OpenOutbox: true, MaxInFlight: cfg.MaxInFlight,
	}), 2*time.Second)
	patience, cancel := context.WithTimeout(context.Background(), 2*time.Second)
	defer cancel()
	return errors.Join(err, stopJobs(patience))
}

// recentMail is how far back mails still wait in the Outbox, where they can be read and their links and passwords work; older ones were sent.
const recentMail = 48 * time.Hour

// makePast fills the database with a year in which everything was done by the verbs, and leaves the clock running.
func (c *demoCmd) makePast(ctx context.Context, db *store.DB, clock *demoClock, out io.Writer) error {
	began := time.Now()
	now := began.UTC().Truncate(time.Second)
	w := &world{partnerships: map[string]int64{}, db: db, clock: clock, plan: newPlanner(now), start: now.Add(-worldHistory), now: now}
	clock.move(w.start)
	if err := db.Migrate(ctx); err != nil {
		return err
	}
	w.later(now.Add(-recentMail), func(ctx context.Context, w *world) error {
		return w.db.Write(ctx, access.System("mail"), func(tx *store.Tx) error { _, err := mail.Settle(ctx, tx); return err })
	})
	if err := w.run(ctx); err != nil {
		return err
	}
	clock.live(time.Now)
	if err := db.Analyze(ctx); err != nil {
		return err
	}
	_, err := fmt.Fprintf(out, "A year of demo data was made in %.1f s.\n", time.Since(began).Seconds())
	return err
}

// printSignIns says where to look and as whom.
func printSignIns(out io.Writer, base string) {
	fmt.Fprintf(out, "\nKontor demo: %s\nEverybody's password: %s\n\n", base, demoPassword)
	table := tabwriter.NewWriter(out, 0, 0, 2, ' ', 0)
	fmt.Fprintln(table, "FACE\tROLE\tSIGN IN AS\tAT")
	for _, line := range signIns {
		fmt.Fprintf(table, "%s\t%s\t%s\t%s\n", line.face, line.role, line.login, base+line.path)
	}
	_ = table.Flush() // a lost line on a closed terminal harms nobody
	fmt.Fprintf(out, "\nMails are not sent; they wait in the Outbox (sign in as Owner). Ctrl+C ends the demo and deletes everything.\n")
}

// signIns is one person for each face and role.
var signIns = []struct{ face, role, login, path string }{
	{"Keyhaven (vendor)", "Owner", "sam.keller", "/sign-in"},
	{"", "Portal Admin", "nadia.okoye", "/sign-in"},
	{"", "Support", "luis.prado", "/sign-in"},
	{"Bluepeak IT (MSP)", "Admin", "maya.jensen", "/sign-in"},
	{"", "User", "jonas.berg", "/sign-in"},
	{"", "Marketing", "ida.holm", "/sign-in"},
	{"Cirrus Channel (reseller)", "Admin", "nils.vermeer", "/sign-in"},
	{"", "User", "hanne.smit", "/sign-in"},
	{"Orchard IT (MSP of Cirrus Channel)", "Admin", "olga.visser", "/sign-in"},
	{"Evergreen Cloud (card terms, no card)", "Admin", "alma.nyberg", "/sign-in"},
	{"Ember & Oak Interiors (customer)", "Administrator", "luca@emberoak.example", "/c/sign-in"},
	{"", "User", "nora@emberoak.example", "/c/sign-in"},
}
