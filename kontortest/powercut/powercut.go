// Package powercut replays what programs did to a folder up to a moment, and keeps only what a disk must have kept when the power failed
// then: the bytes that a sync confirmed, under names that a sync of the folder confirmed.
//
// Killing a process proves little, for the page cache survives it. So strace records every write, sync and change of a name; a cut is
// any point of that recording.
package powercut

import (
	"os"
	"os/exec"
	"slices"
	"strings"
	"testing"
	"time"
)

// Need skips the test where strace is missing or may not trace; with KONTOR_TEST_ALL=1 it fails.
func Need(t testing.TB) {
	t.Helper()
	said, err := exec.Command("strace", "-o", os.DevNull, "true").CombinedOutput()
	if err == nil {
		return
	}
	if os.Getenv("KONTOR_TEST_ALL") == "1" {
		t.Fatalf("strace: %v\n%s", err, said)
	}
	t.Skipf("strace is not installed, or may not trace here: %v", err)
}

// Recorder is the beginning of a command line that runs a program and records into a file what Read needs. The program dies with strace.
func Recorder(into string) []string {
	var calls []string
	for name := range shapes {
		calls = append(calls, "?"+name) // the question mark: not every machine has each
	}
	slices.Sort(calls)
	return []string{"strace", "-f", "--seccomp-bpf", "-ttt", "-y", "-xx", "-s", "268435456", "-e", "trace=" + strings.Join(calls, ","),
		"-e", "signal=none", "-o", into, "setpriv", "--pdeathsig", "KILL"}
}

// Recording is what programs did to a folder.
type Recording struct {
	root, from string
	events     []event
}

// Read reads a recording of everything done below root, where from holds what was there before; "": nothing. With processes each line's
// process has descriptors of its own, as PostgreSQL's have; else all are threads of one.
func Read(trace, root, from string, processes bool) (*Recording, error) {
	f, err := os.Open(trace)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	t := &tracer{root: root, processes: processes, open: map[string]*call{}}
	events, err := t.parse(f)
	return &Recording{root: root, from: from, events: events}, err
}

// Len is how many cuts there are: after the first event, after the second …
func (r *Recording) Len() int { return len(r.events) }

// At is a time before the n-th cut: what was confirmed to anybody until then was written before the power failed.
func (r *Recording) At(n int) time.Time { return r.events[n-1].at }

// First is the first cut at or after a time.
func (r *Recording) First(at time.Time) int {
	n, _ := slices.BinarySearchFunc(r.events, at, func(e event, at time.Time) int { return e.at.Compare(at) })
	return min(n+1, len(r.events))
}

// Nothing beyond what was synced survives.
func Nothing() bool { return false }

// Cut writes into a folder what is left after the n-th event. keep is asked for each change that was not synced whether the disk had
// happened to write it.
func (r *Recording) Cut(n int, into string, keep func() bool) error {
	return r.replay(n, n, into, keep)
}

// CutOfLiar is Cut on a disk that from the event first on confirms syncs and does nothing. It is what a program without syncs would leave,
// and shows that a cut can lose something.
func (r *Recording) CutOfLiar(n, first int, into string) error {
	return r.replay(n, first, into, Nothing)
}

func (r *Recording) replay(n, honest int, into string, keep func() bool) error {
	d, err := begin(r.root, r.from)
	if err != nil {
		return err
	}
	for i, e := range r.events[:n] {
		if e.call.kind != syncs {
			if e.over {
				err = d.do(e.call)
			}
		} else if i < honest {
			if e.begin {
				d.mark(e.call)
			}
			if e.over {
				d.sync(e.call)
			}
		}
		if err != nil {
			return err
		}
	}
	return d.save(into, keep)
}
