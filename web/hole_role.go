//go:build hole_role

package web

// A hole that is planted to see that the stranger walk finds it (.ci/holes). No build has it but with this tag.

// permit looks at no right.
func permit(bool) error { return nil }
