package api_test

import (
	"fmt"
	"hash/fnv"
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

// Issue 3: 20,000 generated bad requests (make soak; 400 in make test): no 5xx, no answer off schema (the harness looks at each), and what
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

// run sends n requests. What the database holds is read after each request that may be good after all, and after every few of the others.
func (g *bad) run(n int) {
	const few = 10
	var refused []string
	before := g.held()
	compare := func() {
		after := g.held()
		for _, table := range slices.Sorted(maps.Keys(after)) {
			if after[table] != before[table] {
				g.s.t.Errorf("%s was written by what was refused, one of:\n%s", table, strings.Join(refused, "\n"))
			}
		}
		refused, before = nil, after
	}
	for range n {
		o := g.operations[g.IntN(len(g.operations))]
		if _, ok := g.good[o.ID]; !ok {
			compare()
			g.good[o.ID], before = g.s.success(o.ID), g.held()
		}
		w := g.wrong(o)
		if !w.sure && len(refused) > 0 {
			compare()
		}
		r := g.send(w)
		g.statuses[r.Status]++
		switch {
		case r.Status >= http.StatusBadRequest:
			if refused = append(refused, w.String()); !w.sure || len(refused) == few {
				compare()
			}
		case w.method != http.MethodGet:
			delete(g.good, o.ID)
			refused, before = nil, g.held()
		}
	}
	compare()
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

// unheld are tables that a refusal may write: the audit of it, the answer kept for its Idempotency-Key, the last use of the key.
var unheld = []string{"audit_event", "audit_head", "idempotency", "api_key"}

// held is what each table holds, as a sum, and how many acts the audit has.
func (g *bad) held() map[string]uint64 {
	g.s.t.Helper()
	all := map[string]uint64{}
	var acts uint64
	if err := g.s.k.Raw().QueryRow(`SELECT count(*) FROM audit_event WHERE action <> 'refused'`).Scan(&acts); err != nil {
		g.s.t.Fatal(err)
	}
	all["audit_event"] = acts
	for _, table := range g.tables {
		if !slices.Contains(unheld, table) {
			all[table] = g.sum(table)
		}
	}
	return all
}

func (g *bad) sum(table string) uint64 {
	rows, err := g.s.k.Raw().Query(`SELECT * FROM ` + table)
	if err != nil {
		g.s.t.Fatal(err)
	}
	defer rows.Close()
	columns, err := rows.Columns()
	if err != nil {
		g.s.t.Fatal(err)
	}
	values, into := make([]any, len(columns)), make([]any, len(columns))
	for i := range values {
		into[i] = &values[i]
	}
	whole := uint64(0)
	for rows.Next() {
		if err := rows.Scan(into...); err != nil {
			g.s.t.Fatal(err)
		}
		h := fnv.New64a()
		fmt.Fprintln(h, values...)
		whole += h.Sum64() // in whatever order the rows come
	}
	if err := rows.Err(); err != nil {
		g.s.t.Fatal(err)
	}
	return whole
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
