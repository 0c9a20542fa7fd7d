// Package overview is what the vendor sees first: what needs a person, how much there is, and how the installation is doing
// (ui.md 6.2, 3 and 27). It only reads.
package overview

import (
	"context"
	"time"

	"kontor/access"
	"kontor/mail"
	"kontor/setting"
	"kontor/store"
)

// late is how long after its time a periodic job is late.
const late = 5 * time.Minute

// Job is one periodic job of the timetable.
type Job struct {
	Name      string
	LastRunAt *time.Time
	NextRunAt time.Time
	Late      bool
}

// Health is how the installation is doing.
type Health struct {
	Mail       mail.Queue
	MailServer string // "" while none is set
	Jobs       []Job
	Waiting    int64 // queued work that is due
	Failed     int64 // queued work that was tried in vain
	Disk       *Disk // that holds the database; nil: it is another server's
}

// Disk is the room for the database, in bytes.
type Disk struct {
	store.Disk
	State string // Fine, Low or Full
}

// States of a disk.
const (
	Fine = "fine"
	Low  = "low"  // below a tenth or 1 GB: look after it
	Full = "full" // below 2 % or 200 MB: soon nothing can be written
)

func stateOf(d store.Disk) string {
	switch {
	case d.Free < 200e6 || d.Free < d.Total/50:
		return Full
	case d.Free < 1e9 || d.Free < d.Total/10:
		return Low
	}
	return Fine
}

// Look looks at queue and timetable. Needs ViewVendor and ViewMail.
func Look(ctx context.Context, tx *store.Tx) (h Health, err error) {
	if err = tx.May(access.ViewVendor); err != nil {
		return h, err
	}
	if h.Mail, err = mail.QueueState(ctx, tx); err != nil {
		return h, err
	}
	server, err := setting.Mail(ctx, tx)
	if err != nil {
		return h, err
	}
	h.MailServer = server.Host
	if d, ok := tx.Disk(); ok {
		h.Disk = &Disk{d, stateOf(d)}
	}
	if h.Jobs, err = store.All[Job](ctx, tx, `SELECT name, last_run_at, next_run_at, FALSE AS late FROM timetable ORDER BY name`); err != nil {
		return h, err
	}
	for i, j := range h.Jobs {
		h.Jobs[i].Late = tx.Now().After(j.NextRunAt.Add(late))
	}
	type work struct{ Waiting, Failed int64 }
	w, err := store.One[work](ctx, tx, `SELECT COALESCE(SUM(CASE WHEN state = 'available' THEN 1 ELSE 0 END), 0) AS waiting,
		COALESCE(SUM(CASE WHEN state IN ('retryable', 'discarded') THEN 1 ELSE 0 END), 0) AS failed FROM river_job WHERE state IN ('available', 'retryable', 'discarded')`)
	h.Waiting, h.Failed = w.Waiting, w.Failed
	return h, err
}

// LateJobs counts the jobs that are late.
func (h Health) LateJobs() (n int) {
	for _, j := range h.Jobs {
		if j.Late {
			n++
		}
	}
	return n
}
