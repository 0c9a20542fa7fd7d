package walk_test

import (
	_ "embed"
	"net/http"
	"slices"
	"strconv"
	"strings"

	"kontor/web"
)

//go:embed walk_cells.txt
var cellsText string

const fewestCells = 60

func contains(list []string, s string) bool { return slices.Contains(list, s) }

// handWritten walks the cells of walk_cells.txt, which were written from the design and know nothing of the access table.
func (w *world) handWritten() {
	for number, line := range strings.Split(cellsText, "\n") {
		line, _, _ = strings.Cut(line, "#")
		if strings.TrimSpace(line) == "" {
			continue
		}
		w.byHand++
		w.cell(number+1, strings.Split(line, "|"))
	}
	if w.byHand < fewestCells {
		w.fault("walk_cells.txt has %d cells, %d are the fewest", w.byHand, fewestCells)
	}
}

func (w *world) cell(line int, parts []string) {
	w.t.Helper()
	if len(parts) != 4 {
		w.t.Fatalf("walk_cells.txt:%d: four parts are needed", line)
	}
	for i := range parts {
		parts[i] = strings.TrimSpace(parts[i])
	}
	pattern, a := strings.Join(strings.Fields(parts[0]), " "), w.actor(parts[1])
	o, known := operations[pattern]
	i := slices.IndexFunc(web.Routes(), func(r web.Route) bool { return r.Pattern == pattern })
	at := slices.IndexFunc(w.places[pattern], func(p *place) bool { return p.name == parts[2] })
	status, where, _ := strings.Cut(parts[3], " ")
	code, err := strconv.Atoi(status)
	if !known || i < 0 || a == nil || at < 0 || err != nil {
		w.t.Fatalf("walk_cells.txt:%d: route %t, actor %t, place %t, status %v", line, known && i >= 0, a != nil, at >= 0, err)
	}
	w.fromDesign(web.Routes()[i], o, a, w.places[pattern][at], answer{status: code, where: where})
}

func (w *world) fromDesign(r web.Route, o operation, a *actor, p *place, want answer) {
	method, _, _ := strings.Cut(r.Pattern, " ")
	if method == http.MethodPost && want == (answer{status: http.StatusSeeOther}) {
		w.act(a, r, o, p, want, nil)
		return
	}
	before := w.begin()
	w.check(a, r, p, method, want, w.send(a, method, at(r, p, o.query), o.body(w, a, p)))
	w.nothingChanged(before, r.Pattern+" as "+a.kind+" at "+p.name)
}
