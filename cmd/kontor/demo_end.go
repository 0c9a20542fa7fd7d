package main

import (
	"context"
	"time"

	"kontor/company"
	"kontor/store"
)

// How a company of the demo fares in the end.
const (
	goesOn     = ""
	isPaused   = "suspended"
	isDeleted  = "deleted" // restorable
	endingDays = 6         // before now
)

// endings gives some companies of a partner an end, and makes the last one a newcomer in its free month, so that each view of the list shows
// something. Who has just got mail stays: its people are about to sign in.
func (w *world) endings(plans []companyPlan) {
	if len(plans) < 12 {
		return
	}
	quiet := w.now.Add(-(endingDays + 4) * 24 * time.Hour)
	at := 0
	for i := range plans {
		p := &plans[i]
		if len(p.cast) > 0 || !p.steps[len(p.steps)-1].at.Before(quiet) {
			continue
		}
		switch at++; at % 14 {
		case 5:
			p.ending = isPaused
		case 9:
			p.ending = isDeleted
		}
	}
	if last := &plans[len(plans)-1]; len(last.cast) == 0 {
		s := last.steps[len(last.steps)-1]
		s.at = w.now.Add(-5 * time.Minute)
		last.steps, last.free, last.ending = []step{s}, true, goesOn
	}
}

// end is the company's ending.
func (w *world) end(ctx context.Context, l *living) error {
	return w.db.Write(ctx, l.admin, func(tx *store.Tx) (err error) {
		if l.plan.ending == isPaused {
			_, err = company.Suspend(ctx, tx, l.id)
		} else {
			_, err = company.Delete(ctx, tx, l.id, l.plan.name)
		}
		return err
	})
}
