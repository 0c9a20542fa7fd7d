package bench

import (
	"fmt"
	"time"
)

// companyRow is a company about to be written. keeper is whose rows its app users are: the child's, for kind msp (domain.md 2.2).
type companyRow struct {
	partner, keeper int64
	kind            string
	child           int64
	created         time.Time
}

func (w *world) addCompany(c companyRow) {
	w.company++
	w.subscription++
	used := w.users.deal(w.r)
	name, first, last := companyName(w.r), pick(w.r, firstNames), pick(w.r, lastNames)
	owner := w.appUser + 1
	email := fmt.Sprintf("p%d@c%d.example", owner, w.company)
	start := "billable_this_month"
	if w.r.IntN(4) == 0 {
		start = "free_until_end_of_month"
	}
	w.add("company", w.company, c.partner, c.partner, c.kind, id(c.child), name, folded(name), folded(name+" "+first+" "+last+" "+email),
		"DE", "Berlin", name, owner, start, c.created)
	count := w.licenses(c, used, name)
	w.add("subscription", w.subscription, c.partner, c.partner, w.company, int64(1), int64(count), int64(used), c.created)
	for k := range used {
		role := "user"
		if k == 0 {
			role = "administrator"
		} else {
			first, last = pick(w.r, firstNames), pick(w.r, lastNames)
			email = fmt.Sprintf("p%d@c%d.example", w.appUser+1, w.company)
		}
		w.appUser++
		w.add("app_user", w.appUser, c.keeper, c.keeper, w.company, w.subscription, email, email, first, last, folded(first+" "+last),
			role, "active", c.created, c.created)
	}
	w.facts(c, start)
}

// licenses writes the year's license facts and gives the count now in force, which is enough for the users.
func (w *world) licenses(c companyRow, used int, name string) int {
	changes := w.changes.deal(w.r)
	count, at := used, c.created
	step := lastDay.Sub(c.created) / time.Duration(changes+1)
	for k := range changes + 1 {
		if k > 0 {
			at, count = at.Add(step).Truncate(time.Microsecond), max(used, count+w.r.IntN(7)-2)
		}
		w.fact++
		w.note(c, k, count, name)
		w.add("license_fact", w.fact, c.partner, c.partner, w.company, w.subscription, int64(1), int64(count), at, at, "Ada Adler")
	}
	return count
}

// actor is somebody who has done what the activity log tells of.
type actor struct {
	account int64
	name    string
}

// noHash stands where the audit's chain has a hash: the generated events are to be read, not to be verified.
var noHash = make([]byte, 32)

// between is how far events lie apart: the log's year, whatever the order in which partners are written.
const between = 50 * time.Second

// note writes the event of the company's k-th license fact: it was added, or its count changed.
func (w *world) note(c companyRow, k, count int, name string) {
	w.event++
	w.seq++
	by := w.team[int(w.event)%len(w.team)]
	action, before := "company.added", ""
	if k > 0 {
		action, before = "company.license_count_changed", `{"license_count":1}`
	}
	w.add("audit_event", w.event, c.partner, w.seq, lastDay.AddDate(-1, 0, 0).Add(time.Duration(w.event)*between), "partner", by.name, by.account, "192.0.2.1", action, "company", w.company,
		name, w.company, before, fmt.Sprintf(`{"license_count":%d}`, count), noHash, noHash)
}

func (w *world) facts(c companyRow, start string) {
	w.start++
	w.add("billing_start_fact", w.start, c.partner, c.partner, w.company, start, c.created, c.created, "Ada Adler")
	w.status++
	w.add("company_status_fact", w.status, c.partner, c.partner, w.company, "active", c.created, c.created, "Ada Adler")
	w.holder++
	w.add("holder_fact", w.holder, c.partner, c.partner, w.company, c.created, c.created, "Ada Adler")
}

// id is NULL for 0.
func id(n int64) any {
	if n == 0 {
		return nil
	}
	return n
}
