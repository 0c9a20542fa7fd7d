package page

import (
	"strconv"

	"kontor/web/ui"
)

// lowest is the lowest count allowed: a subscription has at least one license, and none that is in use can go
// (domain.md 3.2).
func (p CompanyCount) lowest() string { return strconv.Itoa(max(p.Used, 1)) }

func (p CompanyCount) hint() string {
	switch {
	case p.Used <= 1:
		return "Licenses are billed, whether used or not."
	default:
		return ui.Number(p.Used) + " licenses are in use, so " + ui.Number(p.Used) + " is the lowest. To go lower, remove users first."
	}
}

func (p AddUser) allUsed() string {
	if p.Count == 1 {
		return "The only license is in use."
	}
	return "All " + ui.Number(p.Count) + " licenses are in use."
}

// share is the used part in whole percent, rounded.
func share(used, count int) string {
	if count <= 0 {
		return ""
	}
	return strconv.Itoa((used*200+count)/(2*count)) + "%"
}
