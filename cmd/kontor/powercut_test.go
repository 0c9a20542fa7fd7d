package main_test

import (
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"

	"kontor/kontortest"
	"kontor/kontortest/count"
	"kontor/kontortest/postgres"
	"kontor/kontortest/powercut"
)

// trust.md "Nothing lost": nor does a power cut. Before the cut the disk may have written any part of what it was not asked to sync.
func TestCrashByPowerCutLosesNothingAndLeavesNothingHalf(t *testing.T) {
	t.Run("sqlite", func(t *testing.T) {
		count.Ran(t, "sqlite")
		powercut.Need(t)
		powerCutOfSQLite(t)
	})
	t.Run("postgres", func(t *testing.T) {
		count.Ran(t, "postgres")
		powercut.Need(t)
		powerCutOfPostgres(t)
	})
}

// powerCutOfSQLite records everything from the first start on.
func powerCutOfSQLite(t *testing.T) {
	trace := filepath.Join(t.TempDir(), "trace")
	p := kontortest.ServeUnder(t, powercut.Recorder(trace))
	w := newWork(t, p)
	set := time.Now()
	done := w.begin(t, p, int64(atLeast(40, 200)))
	<-done.enough
	kill(t, p)
	done.wait()
	r, err := powercut.Read(trace, p.Dir, "", false)
	if err != nil {
		t.Fatal(err)
	}
	w.cut(t, r, set, func(t *testing.T, fill func(data string) error) string {
		dir := filepath.Join(t.TempDir(), "data")
		if err := fill(dir); err != nil {
			t.Fatal(err)
		}
		if said, err := kontortest.Command("migrate", "up", "--data-dir", dir); err != nil {
			t.Errorf("it does not start: %v\n%s", err, said)
		}
		return sqliteOf(dir)
	})
}

// powerCutOfPostgres records the database server from an installation that is set up; it is the one that writes.
func powerCutOfPostgres(t *testing.T) {
	server := postgres.Durable(t)
	p := kontortest.Serve(t, "--database", server.URL())
	w := newWork(t, p)
	if err := p.Stop(); err != nil {
		t.Fatal(err)
	}
	server.Stop()
	before, trace := filepath.Join(t.TempDir(), "before"), filepath.Join(server.Dir(), "trace")
	if err := os.CopyFS(before, os.DirFS(server.Data())); err != nil {
		t.Fatal(err)
	}
	server.Start(powercut.Recorder(trace)...)
	p.Start()
	set := time.Now()
	done := w.begin(t, p, int64(atLeast(20, 100)))
	<-done.enough
	server.Exec(`CHECKPOINT`) // tables are written while companies are added
	p.Kill()
	done.wait()
	server.Crash()
	r, err := powercut.Read(trace, server.Data(), before, true)
	if err != nil {
		t.Fatal(err)
	}
	w.cut(t, r, set, func(t *testing.T, fill func(data string) error) string { return postgres.Resume(t, fill).URL() })
}

// cut looks at what is left after cuts. start starts the database on a data folder and gives its address.
func (w *work) cut(t *testing.T, r *powercut.Recording, set time.Time, start func(t *testing.T, fill func(data string) error) string) {
	t.Helper()
	dice := newDice(t)
	t.Logf("%d companies were confirmed, %d cuts are possible", len(w.confirmed), r.Len())
	for i, n := range w.cuts(dice, r, set, atLeast(4, 20)) {
		t.Run(fmt.Sprintf("after event %d", n), func(t *testing.T) {
			keep := powercut.Nothing
			if i%2 == 1 {
				keep = func() bool { return dice.IntN(2) == 0 }
			}
			w.wantWhole(t, start(t, func(data string) error { return r.Cut(n, data, keep) }), r.At(n))
		})
	}
	t.Run("a disk that lies loses something", func(t *testing.T) { // or the cuts above prove nothing
		db := opened(t, start(t, func(data string) error { return r.CutOfLiar(r.Len(), r.First(set), data) }))
		defer func() { _ = db.Close() }() // it was read only
		if lost := w.lost(t, db, time.Now()); len(lost) < len(w.confirmed)/2 {
			t.Errorf("without syncs only %d of %d companies are lost", len(lost), len(w.confirmed))
		}
	})
}

// cuts chooses n events: one while the installation is made or started, the last of all, and while companies are added by turns the first
// after a confirmation, when the promise is youngest, and any.
func (w *work) cuts(dice *rand.Rand, r *powercut.Recording, set time.Time, n int) []int {
	begun := r.First(set)
	chosen := []int{1 + dice.IntN(begun), r.Len()}
	for len(chosen) < n {
		some := w.confirmed[1+dice.IntN(len(w.confirmed)-1)] // the first is of before
		chosen = append(chosen, r.First(some.at), begun+dice.IntN(r.Len()-begun))
	}
	slices.Sort(chosen)
	return chosen
}

// kill ends the server below strace, and waits until strace has written everything down.
func kill(t *testing.T, p *kontortest.Process) {
	t.Helper()
	kills(t, p.PID())
	_ = p.Stop() // strace ends as its child did, or has ended
	p.Kill()
}

// kills ends every child of a process at once.
func kills(t *testing.T, parent int) {
	t.Helper()
	text, err := os.ReadFile(fmt.Sprintf("/proc/%d/task/%d/children", parent, parent))
	if err != nil {
		t.Fatal(err)
	}
	for _, child := range strings.Fields(string(text)) {
		pid, err := strconv.Atoi(child)
		if err != nil {
			t.Fatal(err)
		}
		if err := syscall.Kill(pid, syscall.SIGKILL); err != nil {
			t.Fatal(err)
		}
	}
}
