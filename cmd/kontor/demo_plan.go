package main

import (
	"math"
	"math/rand/v2"
	"slices"
	"time"
)

// How large the world is (issue of the foundation: 300 companies, 3,000 app users).
const (
	worldHistory = 365 * 24 * time.Hour
	worldSeed    = 20261121
)

// companyPlan is one company's life: when it is added, and how it grows.
type companyPlan struct {
	name, level   string
	place         place
	cast          []person // the first people, the primary contact before all; all of them accept
	steps         []step
	free          bool // begins as "Free until end of this month"
	acceptedShare float64
	ending        string // goesOn, isPaused or isDeleted
}

// step is a moment at which a company comes to have count licenses and used people.
type step struct {
	at          time.Time
	count, used int
}

type person struct{ first, last, email string }

// planner invents companies.
type planner struct {
	rand  *rand.Rand
	names *names
	now   time.Time
}

func newPlanner(now time.Time) *planner {
	r := rand.New(rand.NewPCG(worldSeed, 1))
	return &planner{rand: r, names: newNames(r), now: now}
}

// companies plans n companies, added between since and yesterday, with people people altogether: few large, many small.
func (p *planner) companies(n, people int, since time.Time) []companyPlan {
	plans := make([]companyPlan, n)
	for i, used := range sizes(n, people) {
		name, t := p.names.company()
		// New companies come all year long, somewhat more of them in the beginning.
		share := math.Pow(p.rand.Float64(), 1.3)
		born := since.Add(time.Duration(share * float64(p.now.Sub(since)-36*time.Hour)))
		plans[i] = companyPlan{name: name, level: t.level, place: pick(p.rand, places), acceptedShare: 0.35 + 0.4*p.rand.Float64(),
			free: p.rand.IntN(3) == 0, steps: p.growth(p.working(born), used)}
	}
	return plans
}

// sizes shares people out over n companies by a power law; each has at least one.
func sizes(n, people int) []int {
	weights, sum := make([]float64, n), 0.0
	for i := range weights {
		weights[i] = math.Pow(float64(i+1), -0.75)
		sum += weights[i]
	}
	list, left := make([]int, n), people-n
	for i, w := range weights {
		list[i] = 1 + min(int(w/sum*float64(people-n)), left)
		left -= list[i] - 1
	}
	for i := 0; left > 0; i = (i + 1) % n {
		list[i]++
		left--
	}
	return list
}

// growth is how a company comes to its size: a beginning, then some months later a few more, with licenses to spare.
func (p *planner) growth(born time.Time, used int) []step {
	times := min(1+used/4, 4)
	if p.now.Sub(born) < 14*24*time.Hour {
		times = 1
	}
	list := make([]step, times)
	for i := range list {
		part := float64(i+1) / float64(times)
		at := born
		if i > 0 {
			at = born.Add(time.Duration((float64(i) + 0.8*p.rand.Float64()) / float64(times) * float64(p.now.Sub(born)-24*time.Hour)))
		}
		people := max(1, int(math.Ceil(float64(used)*part)))
		list[i] = step{at: p.working(at), used: people, count: people + p.rand.IntN(2+people/4)}
	}
	slices.SortFunc(list, func(a, b step) int { return a.at.Compare(b.at) })
	return list
}

// working moves a moment to office hours of a weekday.
func (p *planner) working(t time.Time) time.Time {
	t = time.Date(t.Year(), t.Month(), t.Day(), 7+p.rand.IntN(9), p.rand.IntN(60), p.rand.IntN(60), 0, time.UTC)
	for t.Weekday() == time.Saturday || t.Weekday() == time.Sunday {
		t = t.AddDate(0, 0, -1)
	}
	return t
}
