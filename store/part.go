package store

import "slices"

// Part cuts a page out of what a keyset query found that asked for one row more than limit: its rows in the order of the list, also where the
// query went back from a place. before and after report whether the list goes on there; from says that the query began at a place.
func Part[T any](rows []T, limit int, from, back bool) (part []T, before, after bool) {
	more := len(rows) > limit
	part = rows[:min(len(rows), limit)]
	if len(part) == 0 {
		return part, false, false
	}
	if back {
		slices.Reverse(part)
	}
	return part, back && more || !back && from, more || back
}
