package kontortest

import (
	"os"
	"testing"
)

// Long ends a test here in the inner loop (go test ./...), which must stay under three minutes: make test, with KONTOR_TEST_LONG=1, runs
// all of it. What stands before the call is always run.
func Long(t testing.TB) {
	t.Helper()
	if !longToo() {
		t.Skip("the rest takes long: make test runs it")
	}
}

func longToo() bool {
	return os.Getenv("KONTOR_TEST_LONG") == "1" || os.Getenv("KONTOR_TEST_ALL") == "1" || os.Getenv("KONTOR_SOAK") != ""
}
