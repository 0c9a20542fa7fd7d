package bench

import (
	"os"
	"strings"
	"testing"
	"time"
)

func TestWhatMissesItsBoundIsSaid(t *testing.T) {
	r := &Result{samples: map[cell][]sample{}}
	for i, kontor := range []time.Duration{240, 900, 230} { // of the floor's 100: ratios 2.4, 9.0, 2.3
		r.samples[cell{"sqlite", "W1 page, Admin", Full, theFloor}] = append(r.samples[cell{"sqlite", "W1 page, Admin", Full, theFloor}], sample{cpu: 100 * time.Microsecond})
		at := cell{"sqlite", "W1 page, Admin", Full, theKontor}
		r.samples[at] = append(r.samples[at], sample{cpu: kontor * time.Microsecond, p99: time.Duration(10+10*i) * time.Millisecond})
	}
	text := r.Markdown()
	if !strings.Contains(text, "| 2.40 | ≤ 2.5 | kept |") || !strings.Contains(text, "20.0 ms | ≤ 25 ms | kept") {
		t.Error(text)
	}
	r.samples[cell{"sqlite", "W1 page, Admin", Full, theKontor}][0].cpu = 275 * time.Microsecond
	if text = r.Markdown(); !strings.Contains(text, "| 2.75 | ≤ 2.5 | **missed** by 10 % |") {
		t.Error(text)
	}
}

func TestWorkOfAProcessIsCounted(t *testing.T) {
	pid := os.Getpid()
	before, err := cpu(pid)
	if err != nil {
		t.Fatal(err)
	}
	for after, n := before, 0; after-before < 3*tick; n++ { // ends only if the work shows
		for range 1_000_000 {
			n++
		}
		if after, err = cpu(pid); err != nil {
			t.Fatal(err)
		}
	}
	if m, err := resident(pid); err != nil || m.own < 1<<20 || m.all <= m.own {
		t.Errorf("%+v: %v", m, err)
	}
}
