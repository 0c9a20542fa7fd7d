package api_test

import (
	"maps"
	"math/rand/v2"
	"net/http"
	"os"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"kontor/kontortest"
)

// newDice always falls alike in a test, and never under KONTOR_SOAK=1 unless KONTOR_SEED says how.
func newDice(t *testing.T) *rand.Rand {
	seed := uint64(1)
	if os.Getenv("KONTOR_SOAK") == "1" {
		seed = uint64(time.Now().UnixNano())
	}
	if given, err := strconv.ParseUint(os.Getenv("KONTOR_SEED"), 10, 64); err == nil {
		seed = given
	}
	t.Logf("KONTOR_SEED=%d", seed)
	return rand.New(rand.NewPCG(seed, seed))
}

// Issue 3: 20,000 generated bad requests (make soak, about a minute a database; 400 in make test): no 5xx, no answer off schema (the harness looks at each), and what
// is refused writes nothing (trust.md "Input").
func TestSoakBadRequestsAreRefusedAndWriteNothing(t *testing.T) {
	kontortest.Both(t, func(t *testing.T, k *kontortest.Kontor) {
		g := newBad(newScene(t, k), newDice(t))
		defer g.report()
		g.run(60)
		kontortest.Long(t)
		g.run(340)
		if os.Getenv("KONTOR_SOAK") == "1" {
			g.run(19_600)
		}
	})
}

// run sends n requests and looks after each that is refused for what it wrote; the sums are compared every few hundred.
func (g *bad) run(n int) {
	const few = 200
	for i := range n {
		o := g.operations[g.IntN(len(g.operations))]
		if _, ok := g.good[o.ID]; !ok {
			g.good[o.ID] = g.s.success(o.ID)
			g.watch.allow()
		}
		w := g.wrong(o)
		r := g.send(w)
		g.statuses[r.Status]++
		switch {
		case r.Status >= http.StatusBadRequest:
			if written := g.watch.take(); len(written) > 0 {
				g.s.t.Errorf("%v: written by what was refused with %d: %s", written, r.Status, w)
			}
		case w.method != http.MethodGet:
			delete(g.good, o.ID)
			g.watch.allow()
		}
		if i%few == few-1 {
			g.watch.compare()
		}
	}
	g.watch.compare()
	if !g.watch.seen["company"] || !g.watch.seen["audit_event"] {
		g.s.t.Errorf("the watch saw only %v written", slices.Sorted(maps.Keys(g.watch.seen)))
	}
}

// send asks, and looks at what every answer must be.
func (g *bad) send(w *wrong) *kontortest.Reply {
	c := g.s.partner
	if w.o.Face == "vendor" {
		c = g.s.vendor
	}
	path := w.path
	if w.query != "" {
		glue := "?"
		if strings.Contains(path, glue) {
			glue = "&"
		}
		path += glue + w.query
	}
	var body any
	if w.body != nil {
		body = w.body
	}
	r := c.Call(w.method, path, body, w.headers...)
	switch {
	case r.Status >= http.StatusInternalServerError:
		g.s.t.Errorf("%d for %s: %s", r.Status, w, r.Body)
	case w.sure && r.Status < http.StatusBadRequest:
		g.s.t.Errorf("%d for %s: it should be refused", r.Status, w)
	case r.Status >= http.StatusBadRequest && w.method != http.MethodHead && !strings.Contains(string(r.Body), `"code":"`):
		g.s.t.Errorf("%d for %s: no code: %s", r.Status, w, r.Body)
	}
	return r
}

// report says what was met, and that nothing was logged as a fault of ours.
func (g *bad) report() {
	g.s.t.Logf("answers by status: %v", g.statuses)
	for _, line := range strings.Split(g.s.k.Log.String(), "\n") {
		if strings.Contains(line, "level=ERROR") {
			g.s.t.Errorf("logged: %s", line)
		}
	}
}
