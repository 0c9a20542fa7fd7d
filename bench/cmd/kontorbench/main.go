//go:build linux

// Command kontorbench measures Kontor beside a bare floor (performance.md): CPU time of a request, start, memory.
//
//	kontorbench run -dir /var/tmp/kontorbench -out bench/results/<date>-<what>.md
//
// Filling takes two to four minutes for each database and happens once: what is in -dir, some 1.5 GB on each kind, is found there again. Then
// both databases take some ten minutes with three rounds of 2,000 lists; -on, -only, -lists and -rounds make it less. It builds Kontor from the folder it
// is run in, listens on 127.0.0.1 only, and ends what it started.
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"os"
	"os/exec"
	"os/signal"
	"path/filepath"
	"runtime"
	"strings"
	"syscall"
	"time"

	"kontor/bench"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	if err := command(ctx, os.Args[1:]); err != nil {
		fmt.Fprintln(os.Stderr, err)
		stop()
		os.Exit(1)
	}
}

func command(ctx context.Context, args []string) error {
	if len(args) == 0 {
		return errors.New("kontorbench run | fill | floor")
	}
	f := flag.NewFlagSet(args[0], flag.ExitOnError)
	switch args[0] {
	case "floor":
		address, listen := f.String("database", "", "sqlite:PATH or postgres://…"), f.String("listen", "127.0.0.1:8090", "where to answer")
		if err := f.Parse(args[1:]); err != nil {
			return err
		}
		return bench.ServeFloor(ctx, *address, *listen)
	case "fill":
		address, companies := f.String("database", "", "sqlite:PATH or postgres://…, empty"), f.Int("companies", bench.Full, "how many")
		seed := f.Uint64("seed", 1, "what the data is made from")
		if err := f.Parse(args[1:]); err != nil {
			return err
		}
		return bench.Fill(ctx, *address, *companies, *seed)
	case "run":
		return run(ctx, f, args[1:])
	}
	return fmt.Errorf("there is no %s: run, fill or floor", args[0])
}

func run(ctx context.Context, f *flag.FlagSet, args []string) error {
	p := bench.Plan{Progress: os.Stderr, Seed: 1}
	f.StringVar(&p.Dir, "dir", filepath.Join(os.TempDir(), "kontorbench"), "for databases, binaries and logs")
	on := f.String("on", "sqlite,postgres", "databases")
	sides := f.String("sides", "floor,Kontor", "one alone gives no ratios")
	f.IntVar(&p.Rounds, "rounds", 3, "rounds, each with both sides")
	f.IntVar(&p.Lists, "lists", 2000, "requests of W1 a round; the others ask a share of it")
	f.StringVar(&p.Only, "only", "", "part of the names of the workloads to run")
	out := f.String("out", "", "file for the results; without, they are printed only")
	if err := f.Parse(args); err != nil {
		return err
	}
	p.On, p.Sides = strings.Split(*on, ","), strings.Split(*sides, ",")
	if err := os.MkdirAll(p.Dir, 0o755); err != nil {
		return err
	}
	var err error
	if p.Self, err = os.Executable(); err != nil {
		return err
	}
	p.Kontor = filepath.Join(p.Dir, "kontor")
	if build, err := exec.CommandContext(ctx, "go", "build", "-buildvcs=false", "-o", p.Kontor, "./cmd/kontor").CombinedOutput(); err != nil {
		return fmt.Errorf("go build: %w: %s", err, build)
	}
	r, err := bench.Run(ctx, p)
	if err != nil {
		return err
	}
	text := fmt.Sprintf("# Kontor beside the bare floor, %s\n\n%s, %s, %d rounds of %d lists, medians; CPU time of the server and of PostgreSQL's processes.\n\n%s",
		time.Now().Format(time.DateOnly), bench.Machine(), runtime.Version(), p.Rounds, p.Lists, r.Markdown())
	fmt.Print(text)
	if *out == "" {
		return nil
	}
	return os.WriteFile(*out, []byte(text), 0o644)
}
