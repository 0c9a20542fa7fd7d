//go:build !hole_role

package web

import "kontor/fail"

// permit refuses who lacks the right to a route.
func permit(may bool) error {
	if may {
		return nil
	}
	return fail.Forbidden("not_permitted", "")
}
