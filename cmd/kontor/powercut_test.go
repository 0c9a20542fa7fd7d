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
	"kontor/kontortest/powercut"
)

// trust.md "Nothing lost": nor does a power cut. Before the cut the disk may have written any part of what it was not asked to sync.
func TestCrashByPowerCutLosesNothingAndLeavesNothingHalf(t *testing.T) {
	powercut.Need(t)
	dice := newDice(t)
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
	t.Logf("%d companies were confirmed, %d cuts are possible", len(w.confirmed), r.Len())
	for i, n := range cuts(dice, r, set, atLeast(3, 20)) {
		t.Run(fmt.Sprintf("after event %d", n), func(t *testing.T) {
			after := filepath.Join(t.TempDir(), "data")
			keep := powercut.Nothing
			if i%2 == 1 {
				keep = func() bool { return dice.IntN(2) == 0 }
			}
			if err := r.Cut(n, after, keep); err != nil {
				t.Fatal(err)
			}
			if said, err := kontortest.Command("migrate", "up", "--data-dir", after); err != nil {
				t.Fatalf("it does not start: %v\n%s", err, said)
			}
			w.wantWhole(t, sqliteOf(after), r.At(n))
		})
	}
	t.Run("a disk that lies loses something", func(t *testing.T) { // or the cuts above prove nothing
		after := filepath.Join(t.TempDir(), "data")
		if err := r.CutOfLiar(r.Len(), r.First(set), after); err != nil {
			t.Fatal(err)
		}
		db := opened(t, sqliteOf(after))
		defer func() { _ = db.Close() }()
		if lost := w.lost(t, db, time.Now()); len(lost) < len(w.confirmed)/2 {
			t.Errorf("without syncs only %d of %d companies are lost", len(lost), len(w.confirmed))
		}
	})
}

// cuts chooses n events: the first while the installation is made, the last of all, and the others while companies are added.
func cuts(dice *rand.Rand, r *powercut.Recording, set time.Time, n int) []int {
	begun := r.First(set)
	chosen := []int{1 + dice.IntN(begun), r.Len()}
	for len(chosen) < n {
		chosen = append(chosen, begun+dice.IntN(r.Len()-begun))
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
