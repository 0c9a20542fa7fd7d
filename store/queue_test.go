package store

import (
	"context"
	"errors"
	"testing"
	"time"

	"github.com/riverqueue/river"
)

type greet struct {
	Name string `json:"name"`
}

func (greet) Kind() string { return "greet" }

func (greet) InsertOpts() river.InsertOpts { return river.InsertOpts{MaxAttempts: 3, Queue: "mail"} }

type greeter struct {
	river.WorkerDefaults[greet]
	names chan string
}

func (g *greeter) Work(_ context.Context, job *river.Job[greet]) error {
	g.names <- job.Args.Name
	return nil
}

func TestJobsAndEventsExistIfTheActDoes(t *testing.T) {
	both(t, func(t *testing.T, db *DB) {
		stop := errors.New("stop")
		for _, result := range []error{stop, nil, stop} {
			err := db.Write(t.Context(), machine, func(tx *Tx) error {
				tx.Enqueue(greet{"Maya"})
				tx.Enqueue(greet{"Noah"})
				tx.Emit("company.added", 0, map[string]any{"name": "Ä & <b>"})
				return result
			})
			if !errors.Is(err, result) {
				t.Fatal(err)
			}
		}
		if n := read[int64](t, db, machine, `SELECT COUNT(*) FROM river_job WHERE kind = 'greet' AND queue = 'mail' AND max_attempts = 3 AND state = 'available'`); n != 2 {
			t.Errorf("%d jobs", n)
		}
		e := read[struct {
			Kind      string
			CompanyID *int64
			Payload   string
			CreatedAt time.Time
		}](t, db, machine, `SELECT kind, company_id, payload, created_at FROM event`)
		if e.Kind != "company.added" || e.CompanyID != nil || e.Payload != `{"name":"Ä & <b>"}` || !e.CreatedAt.Equal(db.Now()) {
			t.Errorf("%+v", e)
		}
	})
}

func TestWorkersWorkWhatWasEnqueuedOnBothDatabases(t *testing.T) {
	both(t, func(t *testing.T, db *DB) {
		g := &greeter{names: make(chan string, 10)}
		workers := river.NewWorkers()
		river.AddWorker(workers, g)
		driver, err := db.Jobs()
		if err != nil {
			t.Fatal(err)
		}
		client, err := river.NewClient(driver, &river.Config{
			Queues: map[string]river.QueueConfig{"mail": {MaxWorkers: 5}}, Workers: workers, Logger: quiet,
			FetchCooldown: 20 * time.Millisecond, FetchPollInterval: 200 * time.Millisecond,
		})
		if err != nil {
			t.Fatal(err)
		}
		if err := client.Start(t.Context()); err != nil {
			t.Fatal(err)
		}
		for _, name := range []string{"Maya", "Noah", "Lee"} {
			write(t, db, machine, func(tx *Tx) error { tx.Enqueue(greet{name}); return nil })
		}
		got := map[string]bool{}
		for range 3 {
			select {
			case name := <-g.names:
				got[name] = true
			case <-time.After(time.Minute):
				t.Fatalf("only %v were greeted", got)
			}
		}
		if err := client.Stop(context.WithoutCancel(t.Context())); err != nil {
			t.Error(err)
		}
		if !got["Maya"] || !got["Noah"] || !got["Lee"] {
			t.Error(got)
		}
	})
}
