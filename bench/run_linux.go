package bench

import (
	"context"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"net/http"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"
)

// Plan is what Run measures and where.
type Plan struct {
	Dir      string   // for databases, binaries and logs; what is there is used again
	Kontor   string   // the binary
	Self     string   // the binary whose command "floor" serves the bare floor
	On       []string // databases: sqlite, postgres
	Sides    []string // floor, Kontor
	Rounds   int      // each measures both sides once
	Lists    int      // requests of W1 a round; others ask a share of it
	Only     string   // part of the workloads' names; "": all
	Seed     uint64
	Progress io.Writer
}

// side is one of the two that are compared.
type side string

const (
	theFloor  side = "floor"
	theKontor side = "Kontor"
)

// sample is what one workload cost one side in one round.
type sample struct {
	cpu      time.Duration // a request: server, and PostgreSQL's processes
	p50, p99 time.Duration
	bytes    int64 // an answer's body
}

// cell is where samples belong.
type cell struct {
	database, workload string
	companies          int
	side               side
}

// Result is what Run measured.
type Result struct {
	samples map[cell][]sample
	ready   map[string][]time.Duration // by database: to the first 200 on /readyz, 200,000 companies
	idle    map[string][]memory        // after the start
	after   map[string][]memory        // and after all workloads
	file    map[string]int64           // SQLite: the whole installation's file, bytes, after it was filled
}

// site is a database with so many companies, about to be measured.
type site struct {
	Plan
	database  string
	companies int
	address   string
	cluster   *cluster
	result    *Result
}

// Run fills what is missing and measures. It takes some minutes for each database.
func Run(ctx context.Context, p Plan) (*Result, error) {
	r := &Result{samples: map[cell][]sample{}, ready: map[string][]time.Duration{}, idle: map[string][]memory{}, after: map[string][]memory{}, file: map[string]int64{}}
	for _, database := range p.On {
		var c *cluster
		if database == "postgres" {
			var err error
			if c, err = startCluster(ctx, filepath.Join(p.Dir, "pg")); err != nil {
				return nil, err
			}
		}
		err := p.measure(ctx, database, c, r)
		if c != nil {
			err = errors.Join(err, c.stop())
		}
		if err != nil {
			return nil, err
		}
	}
	return r, nil
}

func (p Plan) measure(ctx context.Context, database string, c *cluster, r *Result) error {
	var sites []*site
	for _, companies := range []int{Full, Tenth} {
		s := &site{Plan: p, database: database, companies: companies, cluster: c, result: r}
		if err := s.fill(ctx); err != nil {
			return err
		}
		sites = append(sites, s)
	}
	if path, ok := strings.CutPrefix(sites[0].address, "sqlite:"); ok {
		if file, err := os.Stat(path); err == nil {
			r.file[database] = file.Size()
		}
	}
	for round := range p.Rounds {
		order := []side{theFloor, theKontor}
		if round%2 == 1 { // neither always comes first
			order[0], order[1] = order[1], order[0]
		}
		for _, s := range sites {
			for _, who := range order {
				if !slices.Contains(p.Sides, string(who)) {
					continue
				}
				if err := s.round(ctx, who); err != nil {
					return err
				}
			}
		}
		p.say("%s: round %d of %d done", database, round+1, p.Rounds)
	}
	return nil
}

func (p Plan) say(format string, args ...any) { _, _ = fmt.Fprintf(p.Progress, format+"\n", args...) }

func (s *site) fill(ctx context.Context) error {
	name := fmt.Sprintf("kontor_%d_%d", s.companies, s.Seed)
	made := filepath.Join(s.Dir, name+".db")
	if s.cluster == nil {
		s.address = "sqlite:" + made
	} else {
		s.address = s.cluster.url(name)
		made = filepath.Join(s.Dir, name+".pg")
	}
	began := time.Now()
	if _, err := os.Stat(made + ".filled"); err == nil {
		return nil
	}
	if s.cluster == nil {
		if err := os.RemoveAll(made); err != nil {
			return err
		}
	} else {
		if err := s.cluster.run(ctx, `DROP DATABASE IF EXISTS `+name); err != nil {
			return err
		}
		if err := s.cluster.run(ctx, `CREATE DATABASE `+name+` TEMPLATE template0`); err != nil {
			return err
		}
	}
	if err := Fill(ctx, s.address, s.companies, s.Seed); err != nil {
		return err
	}
	s.say("%s: %d companies filled in %.0f s", s.database, s.companies, time.Since(began).Seconds())
	return os.WriteFile(made+".filled", nil, 0o600)
}

// round starts one side anew, runs every workload on it, and stops it.
func (s *site) round(ctx context.Context, who side) error {
	c, err := signInAll(ctx, s.address)
	if err != nil {
		return err
	}
	server, err := s.start(ctx, who)
	if err != nil {
		return err
	}
	c.base = server.address
	err = errors.Join(s.workloads(ctx, who, server, c), server.stop())
	if err == nil && who == theKontor && s.companies == Full {
		err = s.starts(ctx)
	}
	return err
}

func (s *site) start(ctx context.Context, who side) (*server, error) {
	log := filepath.Join(s.Dir, string(who)+".log")
	if who == theFloor {
		return startServer(ctx, string(who), log, s.Self, "floor", "-database", s.address, "-listen", "LISTEN")
	}
	return startServer(ctx, string(who), log, s.Kontor, "serve", "--listen", "LISTEN", "--database", s.address,
		"--data-dir", filepath.Join(s.Dir, "data"), "--key", hex.EncodeToString(Key))
}

// starts measures how Kontor starts on the large database that it closed in order itself, and what it then holds.
func (s *site) starts(ctx context.Context) error {
	for range 3 {
		server, err := s.start(ctx, theKontor)
		if err != nil {
			return err
		}
		time.Sleep(2 * time.Second) // idle is when what the start began is done
		all, err := resident(server.cmd.Process.Pid)
		if err := errors.Join(err, server.stop()); err != nil {
			return err
		}
		s.result.ready[s.database] = append(s.result.ready[s.database], server.ready)
		s.result.idle[s.database] = append(s.result.idle[s.database], all)
		s.say("%-8s start %s, %.1f MB", s.database, server.ready.Round(time.Millisecond), float64(all.all)/(1<<20))
	}
	return nil
}

func (s *site) workloads(ctx context.Context, who side, server *server, c cast) error {
	few := c.few(s.companies)
	for _, w := range workloads {
		if w.alone && who == theFloor || s.Only != "" && !strings.Contains(w.name, s.Only) {
			continue
		}
		if s.companies == Full {
			if err := s.run(ctx, who, server, w.name, w, c); err != nil {
				return err
			}
		}
		if w.growth {
			if err := s.run(ctx, who, server, growth+w.name, w, few); err != nil {
				return err
			}
		}
	}
	if who != theKontor || s.companies != Full {
		return nil
	}
	all, err := resident(server.cmd.Process.Pid)
	s.result.after[s.database] = append(s.result.after[s.database], all)
	return err
}

// growth begins the names of workloads that are run on both sizes.
const growth = "growth, "

// run warms the workload up and measures it.
func (s *site) run(ctx context.Context, who side, server *server, name string, w workload, c cast) error {
	make, requests := w.ask(c, runName()), w.requests(s.Lists)
	warm := max(requests/10, min(requests, 250)) // PostgreSQL plans a statement six times on each connection before it keeps the plan
	if _, err := send(ctx, warm, make); err != nil {
		return err
	}
	before, err := s.used(server)
	if err != nil {
		return err
	}
	l, err := send(ctx, requests, func(i int) (*http.Request, error) { return make(i + warm) })
	if err != nil {
		return err
	}
	after, err := s.used(server)
	if err != nil {
		return err
	}
	at := cell{s.database, name, s.companies, who}
	s.result.samples[at] = append(s.result.samples[at], sample{
		cpu: (after - before) / time.Duration(requests), p50: l.percentile(50), p99: l.percentile(99), bytes: l.bytes / int64(requests),
	})
	s.say("%-8s %6d %-46s %-6s %7.3f ms CPU  p50 %s p99 %s", s.database, s.companies, name, who, ms((after-before)/time.Duration(requests)),
		l.percentile(50).Round(10*time.Microsecond), l.percentile(99).Round(10*time.Microsecond))
	return nil
}

func (s *site) used(server *server) (time.Duration, error) {
	total, err := cpu(server.cmd.Process.Pid)
	if err == nil && s.cluster != nil {
		var backends time.Duration
		backends, err = treeCPU(s.cluster.pid())
		total += backends
	}
	return total, err
}

func ms(d time.Duration) float64 { return float64(d) / float64(time.Millisecond) }

// Machine names the class of machine: processor and number of cores.
func Machine() string {
	text, _ := os.ReadFile("/proc/cpuinfo") // "unknown" without
	model, cores := "unknown processor", 0
	for line := range strings.Lines(string(text)) {
		name, value, _ := strings.Cut(line, ":")
		switch strings.TrimSpace(name) {
		case "model name":
			model = strings.TrimSpace(value)
		case "processor":
			cores++
		}
	}
	return fmt.Sprintf("%d × %s", cores, model)
}
