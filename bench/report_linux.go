package bench

import (
	"fmt"
	"slices"
	"strings"
	"time"
)

// bounds of the workloads (performance.md "Bounds").
var bounds = []struct {
	workload string
	most     float64
}{
	{"W1 Admin", 2.5},
	{"W1 assigned User", 2.5},
	{"W3 add a company", 3},
}

const (
	mostGrowth = 1.3
	mostWait   = 25 * time.Millisecond // p99 of W1
	mostReady  = 100 * time.Millisecond
	mostIdle   = 40 << 20
	noBound    = "none"
)

// Markdown is the table of results, medians of all rounds. What misses its bound says so.
func (r *Result) Markdown() string {
	var b strings.Builder
	b.WriteString("| workload, 200,000 companies | database | floor, CPU ms | Kontor, CPU ms | ratio | bound | | p50 / p99 floor, ms | p50 / p99 Kontor, ms | bytes floor / Kontor |\n")
	b.WriteString("|---|---|---|---|---|---|---|---|---|---|\n")
	for _, w := range bounds {
		for _, database := range r.databases() {
			f, k := r.at(database, w.workload, Full, theFloor), r.at(database, w.workload, Full, theKontor)
			if f.cpu == 0 || k.cpu == 0 {
				continue
			}
			ratio := r.ratio(database, w.workload)
			fmt.Fprintf(&b, "| %s | %s | %.3f | %.3f | %.2f | ≤ %.1f | %s | %s | %s | %d / %d |\n", w.workload, database, ms(f.cpu), ms(k.cpu), ratio, w.most,
				kept(ratio <= w.most, fmt.Sprintf("by %.0f %%", 100*(ratio/w.most-1))), f.waits(), k.waits(), f.bytes, k.bytes)
		}
	}
	b.WriteString("\n| also | database | measured | bound | |\n|---|---|---|---|---|\n")
	for _, database := range r.databases() {
		r.also(&b, database)
	}
	return b.String()
}

func (r *Result) also(b *strings.Builder, database string) {
	line := func(what, measured, bound string, ok bool) {
		verdict := kept(ok, "")
		if bound == noBound {
			verdict = ""
		}
		fmt.Fprintf(b, "| %s | %s | %s | %s | %s |\n", what, database, measured, bound, verdict)
	}
	for _, asker := range []string{"Admin", "assigned User"} {
		for _, who := range []side{theKontor, theFloor} {
			large, small := r.at(database, "growth, "+asker, Full, who).cpu, r.at(database, "growth, "+asker, Tenth, who).cpu
			if small > 0 {
				growth := float64(large) / float64(small)
				line(fmt.Sprintf("W1 %s, %s: 200,000 companies against 20,000, as many askers", asker, who), fmt.Sprintf("%.3f / %.3f ms = %.2f", ms(large), ms(small), growth),
					fmt.Sprintf("≤ %.1f", mostGrowth), growth <= mostGrowth)
			}
		}
		if p99 := r.at(database, "W1 "+asker, Full, theKontor).p99; p99 > 0 {
			line("W1 "+asker+", p99 at 8 connections", fmt.Sprintf("%.1f ms", ms(p99)), fmt.Sprintf("≤ %.0f ms", ms(mostWait)), p99 <= mostWait)
		}
	}
	if s := r.at(database, "W1 Admin, brotli", Full, theKontor); s.cpu > 0 {
		f := r.at(database, "W1 Admin", Full, theFloor)
		line("W1 Admin, page compressed as browsers ask for it", fmt.Sprintf("%.3f ms = %.2f of the floor, which does not compress; %d bytes",
			ms(s.cpu), float64(s.cpu)/float64(f.cpu), s.bytes), noBound, true)
	}
	if d := median(r.ready[database]); d > 0 {
		line("start to first 200 on /readyz", fmt.Sprintf("%.0f ms (fastest %.0f)", ms(d), ms(slices.Min(r.ready[database]))), fmt.Sprintf("≤ %.0f ms", ms(mostReady)), d <= mostReady)
	}
	if m := r.idle[database]; len(m) > 0 {
		line("idle memory, resident", megabytes(m), "≤ 40 MB", median(all(m)) <= mostIdle)
	}
	if m := r.after[database]; len(m) > 0 {
		line("memory after all workloads, resident", megabytes(m), noBound, true)
	}
}

func all(m []memory) (n []int64) {
	for _, m := range m {
		n = append(n, m.all)
	}
	return n
}

func megabytes(m []memory) string {
	var own []int64
	for _, m := range m {
		own = append(own, m.own)
	}
	return fmt.Sprintf("%.1f MB, %.1f without the binary's pages", float64(median(all(m)))/(1<<20), float64(median(own))/(1<<20))
}

func kept(ok bool, by string) string {
	if ok {
		return "kept"
	}
	return strings.TrimSpace("**missed** " + by)
}

// ratio is the median of the rounds' ratios: the two sides of a round ran one after the other.
func (r *Result) ratio(database, workload string) float64 {
	f, k := r.samples[cell{database, workload, Full, theFloor}], r.samples[cell{database, workload, Full, theKontor}]
	var all []float64
	for i := range min(len(f), len(k)) {
		all = append(all, float64(k[i].cpu)/float64(f[i].cpu))
	}
	return median(all)
}

// at is the median of each number by itself.
func (r *Result) at(database, workload string, companies int, who side) sample {
	all := r.samples[cell{database, workload, companies, who}]
	of := func(get func(sample) int64) int64 {
		var n []int64
		for _, s := range all {
			n = append(n, get(s))
		}
		return median(n)
	}
	return sample{
		cpu: time.Duration(of(func(s sample) int64 { return int64(s.cpu) })),
		p50: time.Duration(of(func(s sample) int64 { return int64(s.p50) })), p99: time.Duration(of(func(s sample) int64 { return int64(s.p99) })),
		bytes: of(func(s sample) int64 { return s.bytes }),
	}
}

func (s sample) waits() string { return fmt.Sprintf("%.1f / %.1f", ms(s.p50), ms(s.p99)) }

// median is the middle one, the lower of two; zero of none.
func median[T int64 | float64 | time.Duration](all []T) T {
	if len(all) == 0 {
		return 0
	}
	sorted := slices.Sorted(slices.Values(all))
	return sorted[(len(sorted)-1)/2]
}

func (r *Result) databases() []string {
	var names []string
	for c := range r.samples {
		if !slices.Contains(names, c.database) {
			names = append(names, c.database)
		}
	}
	slices.Sort(names)
	slices.Reverse(names)
	return names
}
