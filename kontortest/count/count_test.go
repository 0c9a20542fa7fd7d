package count

import (
	"os"
	"testing"
)

// The last test of "make test": it reads what all others wrote.
func TestBothDatabasesSawTheSameTests(t *testing.T) {
	dir := os.Getenv("KONTOR_TEST_COUNTED")
	if dir == "" {
		t.Skip("runs at the end of make test")
	}
	tally, err := Read(dir)
	if err != nil {
		t.Fatal(err)
	}
	sqlite, postgres := tally["sqlite"], tally["postgres"]
	t.Logf("SQLite:     %d passed, %d failed, %d skipped", sqlite["ok"], sqlite["failed"], sqlite["skipped"])
	t.Logf("PostgreSQL: %d passed, %d failed, %d skipped", postgres["ok"], postgres["failed"], postgres["skipped"])
	if sqlite["ok"] == 0 {
		t.Error("no test ran on SQLite")
	}
	if postgres["ok"] == 0 && os.Getenv("KONTOR_TEST_ALL") == "" {
		t.Skip("PostgreSQL is not installed: its half was skipped")
	}
	if sqlite["ok"] != postgres["ok"] {
		t.Errorf("%d tests passed on SQLite, %d on PostgreSQL", sqlite["ok"], postgres["ok"])
	}
}

func TestCountsAreReadBackAsTheyEnded(t *testing.T) {
	dir := t.TempDir()
	for _, line := range []string{"sqlite ok TestA/sqlite\n", "postgres skipped TestA/postgres\n", "sqlite ok TestB/sqlite\n"} {
		if err := add(dir, line); err != nil {
			t.Fatal(err)
		}
	}
	tally, err := Read(dir)
	if err != nil {
		t.Fatal(err)
	}
	if tally["sqlite"]["ok"] != 2 || tally["postgres"]["skipped"] != 1 {
		t.Errorf("got %v", tally)
	}
}
