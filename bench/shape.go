// Package bench measures Kontor beside a bare floor on a large installation: the same SQL by hand on the same driver and settings, with
// no framework and no pages (performance.md). Ratios of CPU time inside one run mean something on any machine; milliseconds do not.
package bench

import (
	"math"
	"math/rand/v2"
	"slices"
	"time"
)

// Sizes of the measured installation (performance.md "Data").
const (
	leastCompanies    = 39   // of one partnership
	mostCompanies     = 1000 // of one partnership
	meanCompanies     = 100
	accountsOfPartner = 10 // two Admins, four Users, four Users with a list
	listedOfPartner   = 4
	listedShare       = 8 // a User with a list has one in so many of the partnership's companies
)

// Full is the number of companies of the whole installation; Tenth that of the one its growth is measured against.
const (
	Full  = 200_000
	Tenth = 20_000
)

// lastDay is when the generated year ends. It is fixed: the data depends on the seed and on nothing else.
var lastDay = time.Date(2026, 11, 1, 0, 0, 0, 0, time.UTC)

// sizes says how many companies each partnership has: a power law between 39 and 1,000 that adds up to companies, in random order.
func sizes(companies int, r *rand.Rand) []int {
	n := max(1, companies/meanCompanies)
	lo, hi := 0.01, 8.0 // the greater the exponent, the smaller the mean
	for range 60 {
		if mid := (lo + hi) / 2; sum(powerLaw(n, mid)) > companies {
			lo = mid
		} else {
			hi = mid
		}
	}
	s := powerLaw(n, hi)
	s[n-1] = min(mostCompanies, companies) // the largest is the same however many there are
	for rest := companies - sum(s); rest != 0; {
		for i := n - 2; i >= 0 && rest != 0; i-- {
			if rest > 0 && s[i] < mostCompanies {
				s[i]++
				rest--
			} else if rest < 0 && s[i] > leastCompanies {
				s[i]--
				rest++
			}
		}
		if n == 1 {
			break
		}
	}
	r.Shuffle(n, func(i, j int) { s[i], s[j] = s[j], s[i] })
	return s
}

// powerLaw is a Pareto distribution cut off at both ends, at n even steps, ascending.
func powerLaw(n int, exponent float64) []int {
	s := make([]int, n)
	cut := 1 - math.Pow(float64(leastCompanies)/mostCompanies, exponent)
	for i := range s {
		u := (float64(i) + 0.5) / float64(n)
		s[i] = int(leastCompanies * math.Pow(1-u*cut, -1/exponent))
	}
	return s
}

func sum(s []int) int {
	total := 0
	for _, n := range s {
		total += n
	}
	return total
}

// App users of a company, license changes of a company after its first fact: each list is dealt out to ten companies at a time.
var (
	usersOfTen   = []int{1, 1, 2, 2, 3, 4, 5, 7, 10, 15} // five a company
	changesOfTen = []int{0, 0, 0, 1, 1, 1, 2, 3, 4, 8}   // two a company
)

// deck deals the numbers of a list in random order, over and over.
type deck struct {
	cards []int
	left  int
}

func newDeck(cards []int) deck { return deck{cards: slices.Clone(cards)} }

func (d *deck) deal(r *rand.Rand) int {
	if d.left == 0 {
		r.Shuffle(len(d.cards), func(i, j int) { d.cards[i], d.cards[j] = d.cards[j], d.cards[i] })
		d.left = len(d.cards)
	}
	d.left--
	return d.cards[d.left]
}
