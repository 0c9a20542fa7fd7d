package store_test

import (
	"slices"
	"testing"

	"kontor/store"
)

func TestPartOfAListKnowsWhereItGoesOn(t *testing.T) {
	for _, c := range []struct {
		rows          []int
		from, back    bool
		part          []int
		before, after bool
	}{
		{[]int{1, 2, 3}, false, false, []int{1, 2}, false, true},
		{[]int{3, 4, 5}, true, false, []int{3, 4}, true, true},
		{[]int{5}, true, false, []int{5}, true, false},
		{[]int{4, 3, 2}, true, true, []int{3, 4}, true, true},
		{[]int{2, 1}, true, true, []int{1, 2}, false, true},
		{nil, true, true, nil, false, false},
	} {
		part, before, after := store.Part(slices.Clone(c.rows), 2, c.from, c.back)
		if !slices.Equal(part, c.part) || before != c.before || after != c.after {
			t.Errorf("%v: %v, %t, %t", c, part, before, after)
		}
	}
}
