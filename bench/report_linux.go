package bench

import (
	"fmt"
	"slices"
	"strings"
	"time"
)

const (
	mostGrowth = 1.3
	mostWait   = 25 * time.Millisecond // p99 of W1
	mostReady  = 100 * time.Millisecond
	mostIdle   = 40 << 20
	mostMemory = 150 << 20 // with W4
	mostFile   = 250 << 20 // with a million app users, on SQLite
	noBound    = "none"
)

// Markdown is the table of results, medians of all rounds. What misses its bound says so.
func (r *Result) Markdown() string {
	var b strings.Builder
	b.WriteString("| workload, 200,000 companies | database | floor, CPU ms | Kontor, CPU ms | ratio | bound | | p50 / p99 floor, ms | p50 / p99 Kontor, ms | bytes floor / Kontor |\n")
	b.WriteString("|---|---|---|---|---|---|---|---|---|---|\n")
	for _, w := range workloads {
		for _, database := range r.databases() {
			r.compare(&b, w, database)
		}
	}
	b.WriteString("\n| also | database | measured | bound | |\n|---|---|---|---|---|\n")
	for _, database := range r.databases() {
		r.also(&b, database)
	}
	return b.String()
}

func (r *Result) compare(b *strings.Builder, w workload, database string) {
	f, k := r.at(database, w.name, Full, theFloor), r.at(database, w.name, Full, theKontor)
	if f.cpu == 0 || k.cpu == 0 {
		return
	}
	ratio := r.ratio(database, w.name)
	fmt.Fprintf(b, "| %s | %s | %.3f | %.3f | %.2f | ≤ %.1f | %s | %s | %s | %d / %d |\n", w.name, database, ms(f.cpu), ms(k.cpu), ratio, w.most,
		kept(ratio <= w.most, fmt.Sprintf("by %.0f %%", 100*(ratio/w.most-1))), f.waits(), k.waits(), f.bytes, k.bytes)
}

func (r *Result) also(b *strings.Builder, database string) {
	line := func(what, measured, bound string, ok bool) {
		verdict := kept(ok, "")
		if bound == noBound {
			verdict = ""
		}
		fmt.Fprintf(b, "| %s | %s | %s | %s | %s |\n", what, database, measured, bound, verdict)
	}
	for _, w := range workloads {
		r.grown(w, database, line)
		s := r.at(database, w.name, Full, theKontor)
		if s.cpu == 0 {
			continue
		}
		if strings.HasPrefix(w.name, "W1 page") && !w.alone {
			line(w.name+": p99 at 8 connections", fmt.Sprintf("%.1f ms", ms(s.p99)), fmt.Sprintf("≤ %.0f ms", ms(mostWait)), s.p99 <= mostWait)
		}
		if w.alone {
			line(w.name, fmt.Sprintf("%.3f ms CPU, p50 / p99 %s ms, %d bytes", ms(s.cpu), s.waits(), s.bytes), noBound, true)
		}
	}
	if d := median(r.ready[database]); d > 0 {
		line("start to first 200 on /readyz", fmt.Sprintf("%.0f ms (fastest %.0f)", ms(d), ms(slices.Min(r.ready[database]))), fmt.Sprintf("≤ %.0f ms", ms(mostReady)), d <= mostReady)
	}
	if m := r.idle[database]; len(m) > 0 {
		line("idle memory, resident", megabytes(m), "≤ 40 MB", median(all(m)) <= mostIdle)
	}
	if m := r.after[database]; len(m) > 0 {
		var peaks []int64
		for _, m := range m {
			peaks = append(peaks, m.peak)
		}
		line("memory after all workloads, W4 among them, resident", megabytes(m), "none", true)
		line("most memory at any time, with a million app users", fmt.Sprintf("%.1f MB", float64(median(peaks))/(1<<20)), "≤ 150 MB", median(peaks) <= mostMemory)
	}
	if n := r.file[database]; n > 0 {
		line("the file of 200,000 companies, a million app users and 600,000 events", fmt.Sprintf("%.0f MB", float64(n)/(1<<20)), "≤ 250 MB", n <= mostFile)
	}
}

// grown compares the two sizes.
func (r *Result) grown(w workload, database string, line func(what, measured, bound string, ok bool)) {
	for _, who := range []side{theKontor, theFloor} {
		large, small := r.at(database, growth+w.name, Full, who).cpu, r.at(database, growth+w.name, Tenth, who).cpu
		if small == 0 || large == 0 {
			continue
		}
		times, bound := float64(large)/float64(small), fmt.Sprintf("≤ %.1f", mostGrowth)
		if w.most == 0 {
			bound = noBound
		}
		line(fmt.Sprintf("%s, %s: 200,000 companies against 20,000, as many askers", w.name, who), fmt.Sprintf("%.3f / %.3f ms = %.2f", ms(large), ms(small), times),
			bound, times <= mostGrowth)
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
