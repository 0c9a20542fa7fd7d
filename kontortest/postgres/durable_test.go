package postgres

import (
	"context"
	"testing"

	"github.com/jackc/pgx/v5"
)

// ask runs statements and gives what the last one says.
func ask(t *testing.T, url, text string) string {
	t.Helper()
	ctx := context.Background()
	conn, err := pgx.Connect(ctx, url)
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close(ctx)
	results, err := conn.PgConn().Exec(ctx, text).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	return string(results[len(results)-1].Rows[0][0])
}

func TestDurableServerSyncsAndKeepsWhatItConfirmedThroughACrash(t *testing.T) {
	s := Durable(t)
	for _, setting := range []string{"fsync", "synchronous_commit", "full_page_writes"} {
		if said := ask(t, s.URL(), `SHOW `+setting); said != "on" {
			t.Errorf("%s is %s", setting, said)
		}
	}
	ask(t, s.URL(), `CREATE TABLE here (id TEXT); INSERT INTO here VALUES ('kept'); SELECT 'done'`)
	before := s.Processes()
	if len(before) < 4 {
		t.Errorf("processes: %v", before)
	}
	s.Crash()
	for _, pid := range before {
		if lives(pid) {
			t.Errorf("process %d outlives the crash", pid)
		}
	}
	s.Start()
	if said := ask(t, s.URL(), `SELECT id FROM here`); said != "kept" {
		t.Error(said)
	}
	s.Stop()
	s.Start()
}
