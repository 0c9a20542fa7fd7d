// Package job does what is not done while somebody waits: workers of a few lines for what tx.Enqueue queued, and the timetable.
//
// River runs it, on wall time. It carries no business time and no decision: a job lost, late or run twice changes nothing, as each
// verb looks at the state of things and the timetable looks again.
package job

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"time"

	"github.com/riverqueue/river"
	"github.com/riverqueue/river/rivertype"

	"kontor/access"
	"kontor/mail"
	"kontor/store"
)

// Deps is what the workers need beside the database.
type Deps struct {
	Log *slog.Logger // nil: slog.Default()
}

const (
	poll     = 200 * time.Millisecond // for what another process queued, and all on SQLite
	cooldown = 20 * time.Millisecond
	longest  = 10 * time.Minute // that one job may take
	keep     = time.Hour        // a job that is done; what it did stands elsewhere
)

// queues and how many of each may run at once in a process. Each is asked for work five times a second, so only those with workers
// are here. mail: each run has a connection to the operator's mail server.
var queues = map[string]river.QueueConfig{
	"mail":  {MaxWorkers: 4},
	"sweep": {MaxWorkers: 2},
}

// minute is the River job that looks at the timetable.
type minute struct{}

// Kind implements store.Job.
func (minute) Kind() string { return "timetable" }

// InsertOpts names the queue. A lost try costs nothing: the next comes a minute later.
func (minute) InsertOpts() river.InsertOpts { return river.InsertOpts{Queue: "sweep", MaxAttempts: 1} }

// Start works queued jobs and the timetable in the background until stop is called. stop lets the jobs in hand end, and breaks them
// off when its ctx ends. Several processes may run on one database.
func Start(ctx context.Context, db *store.DB, deps Deps) (stop func(context.Context) error, err error) {
	if deps.Log == nil {
		deps.Log = slog.Default()
	}
	driver, err := db.Jobs()
	if err != nil {
		return nil, err
	}
	// Long jobs look at soft, and end after the piece in hand once it does.
	soft, ending := context.WithCancel(context.WithoutCancel(ctx))
	client, err := river.NewClient(driver, &river.Config{
		Queues: queues, Workers: workers(soft, db, deps), FetchPollInterval: poll, FetchCooldown: cooldown,
		JobTimeout: longest, CompletedJobRetentionPeriod: keep,
		Logger: slog.New(atLeast{deps.Log.Handler(), slog.LevelError}), ErrorHandler: failures{deps.Log},
		PeriodicJobs: []*river.PeriodicJob{river.NewPeriodicJob(river.PeriodicInterval(time.Minute),
			func() (river.JobArgs, *river.InsertOpts) { return minute{}, nil }, &river.PeriodicJobOpts{RunOnStart: true})},
	})
	if err == nil {
		err = client.Start(context.WithoutCancel(ctx))
	}
	if err != nil {
		ending()
		return nil, fmt.Errorf("job: %w", err)
	}
	return func(ctx context.Context) error {
		ending()
		err := client.Stop(ctx)
		if err == nil || ctx.Err() == nil {
			return err
		}
		hard, cancel := context.WithTimeout(context.WithoutCancel(ctx), 5*time.Second)
		defer cancel()
		return errors.Join(err, client.StopAndCancel(hard))
	}, nil
}

func workers(soft context.Context, db *store.DB, deps Deps) *river.Workers {
	w := river.NewWorkers()
	river.AddWorker(w, river.WorkFunc(func(ctx context.Context, _ *river.Job[mail.Due]) error {
		ctx, cancel := both(ctx, soft)
		defer cancel()
		return deliver(ctx, db, access.System("mail"))
	}))
	river.AddWorker(w, river.WorkFunc(func(ctx context.Context, _ *river.Job[minute]) error {
		ctx, cancel := both(ctx, soft)
		defer cancel()
		return RunDue(ctx, db, deps)
	}))
	return w
}

// both ends when either does.
func both(ctx, soft context.Context) (context.Context, context.CancelFunc) {
	ctx, cancel := context.WithCancel(ctx)
	unlink := context.AfterFunc(soft, cancel)
	return ctx, func() { unlink(); cancel() }
}

// failures puts what went wrong in a job into the log.
type failures struct{ log *slog.Logger }

// HandleError implements river.ErrorHandler.
func (f failures) HandleError(ctx context.Context, j *rivertype.JobRow, err error) *river.ErrorHandlerResult {
	f.log.ErrorContext(ctx, "a job failed", "job", j.Kind, "attempt", j.Attempt, "error", err)
	return nil
}

// HandlePanic implements river.ErrorHandler.
func (f failures) HandlePanic(ctx context.Context, j *rivertype.JobRow, panicked any, trace string) *river.ErrorHandlerResult {
	f.log.ErrorContext(ctx, "a job panicked", "job", j.Kind, "attempt", j.Attempt, "panic", fmt.Sprint(panicked), "trace", trace)
	return nil
}

// atLeast keeps River's everyday messages out of the log.
type atLeast struct {
	slog.Handler
	level slog.Level
}

// Enabled implements slog.Handler.
func (h atLeast) Enabled(ctx context.Context, l slog.Level) bool {
	return l >= h.level && h.Handler.Enabled(ctx, l)
}

// WithAttrs implements slog.Handler.
func (h atLeast) WithAttrs(attrs []slog.Attr) slog.Handler {
	return atLeast{h.Handler.WithAttrs(attrs), h.level}
}

// WithGroup implements slog.Handler.
func (h atLeast) WithGroup(name string) slog.Handler {
	return atLeast{h.Handler.WithGroup(name), h.level}
}
