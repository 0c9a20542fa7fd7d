// Package count keeps how many tests ran on each database, so that "make test" can print the two numbers and compare them
// (architecture.md law 6).
package count

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// Folder is the environment variable that names the folder the tests write to; without it nothing is counted.
const Folder = "KONTOR_TEST_COUNTS"

// Ran counts t as one that runs on database ("sqlite", "postgres"), and how it ended.
func Ran(t testing.TB, database string) {
	t.Helper()
	dir := os.Getenv(Folder)
	if dir == "" {
		return
	}
	t.Cleanup(func() {
		end := "ok"
		switch {
		case t.Skipped():
			end = "skipped"
		case t.Failed():
			end = "failed"
		}
		if err := add(dir, fmt.Sprintf("%s %s %s\n", database, end, t.Name())); err != nil {
			t.Errorf("count: %v", err)
		}
	})
}

// add appends one line; one file for each process, lines are written whole.
func add(dir, line string) error {
	f, err := os.OpenFile(filepath.Join(dir, fmt.Sprintf("%d.txt", os.Getpid())), os.O_APPEND|os.O_CREATE|os.O_WRONLY, 0o644)
	if err != nil {
		return err
	}
	if _, err := f.WriteString(line); err != nil {
		_ = f.Close() // the write has failed already
		return err
	}
	return f.Close()
}

// Tally is the number of tests by database and by how they ended.
type Tally map[string]map[string]int

// Read adds up what the tests wrote to dir.
func Read(dir string) (Tally, error) {
	tally := Tally{}
	files, err := filepath.Glob(filepath.Join(dir, "*.txt"))
	if err != nil {
		return nil, err
	}
	for _, file := range files {
		text, err := os.ReadFile(file)
		if err != nil {
			return nil, err
		}
		for line := range strings.Lines(string(text)) {
			words := strings.Fields(line)
			if len(words) != 3 {
				return nil, fmt.Errorf("%s: %q is no count", file, line)
			}
			if tally[words[0]] == nil {
				tally[words[0]] = map[string]int{}
			}
			tally[words[0]][words[1]]++
		}
	}
	return tally, nil
}
