package powercut

import (
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

var (
	quoted = regexp.MustCompile(`"[^"]*"`)
	paths  = regexp.MustCompile(`</[^>]*>`)
)

// straced writes every quoted text and every path in a line as strace -xx does.
func straced(line string) string {
	line = quoted.ReplaceAllStringFunc(line, func(s string) string { return `"` + hexed(s[1:len(s)-1]) + `"` })
	return paths.ReplaceAllStringFunc(line, func(s string) string { return "<" + hexed(s[1:len(s)-1]) + ">" })
}

// left is what a cut after all lines leaves in /d: "name=content", sorted, one after the other.
func left(t *testing.T, keep func() bool, lines ...string) string {
	t.Helper()
	trace := filepath.Join(t.TempDir(), "trace")
	var text strings.Builder
	for i, l := range lines {
		if !strings.HasPrefix(l, "8 ") {
			l = "7 " + l // the thread
		}
		thread, call, _ := strings.Cut(l, " ")
		fmt.Fprintf(&text, "%s  1795301307.%06d %s\n", thread, i, straced(call))
	}
	if err := os.WriteFile(trace, []byte(text.String()), 0o600); err != nil {
		t.Fatal(err)
	}
	r, err := Read(trace, "/d", "", false)
	if err != nil {
		t.Fatal(err)
	}
	into := t.TempDir()
	if err := r.Cut(r.Len(), into, keep); err != nil {
		t.Fatal(err)
	}
	var files []string
	err = filepath.WalkDir(into, func(path string, e fs.DirEntry, err error) error {
		if err != nil || e.IsDir() {
			return err
		}
		content, err := os.ReadFile(path)
		files = append(files, strings.TrimPrefix(path, into+"/")+"="+string(content))
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return strings.Join(files, " ")
}

const (
	made      = `openat(AT_FDCWD</x>, "/d/a", O_RDWR|O_CREAT, 0600) = 3</d/a>`
	folder    = `fsync(4</d>) = 0`
	synced    = `fdatasync(3</d/a>) = 0`
	hello     = `pwrite64(3</d/a>, "hello", 5, 0) = 5`
	jumbo     = `pwrite64(3</d/a>, "J", 1, 0) = 1`
	moved     = `rename("/d/a", "/d/b") = 0`
	syncBegun = `fsync(3</d/a> <unfinished ...>`
	syncEnded = `<... fsync resumed>) = 0`
)

func everything() bool { return true }

func TestCutKeepsWhatWasSyncedUnderNamesThatWere(t *testing.T) {
	for _, c := range []struct {
		what  string
		keep  func() bool
		lines []string
		want  string
	}{
		{"synced", Nothing, []string{made, hello, synced, folder}, "a=hello"},
		{"not synced", Nothing, []string{made, folder, hello}, "a="},
		{"not synced, but written", everything, []string{made, folder, hello}, "a=hello"},
		{"changed after the sync", Nothing, []string{made, folder, hello, synced, jumbo}, "a=hello"},
		{"its name not synced", Nothing, []string{made, hello, synced}, ""},
		{"sync failed", Nothing, []string{made, folder, hello, `fsync(3</d/a>) = -1 EIO (Input/output error)`}, "a="},
		{"sync not over", Nothing, []string{made, folder, hello, syncBegun}, "a="},
		{"sync over", Nothing, []string{made, folder, hello, syncBegun, syncEnded}, "a=hello"},
		{"written during a sync", Nothing, []string{made, folder, hello, "8 " + syncBegun, jumbo, "8 " + syncEnded}, "a=hello"},
		{"write begun before a sync and over after", Nothing, []string{made, folder, hello, `8 pwrite64(3</d/a>, "J", 1, 0 <unfinished ...>`, synced,
			`8 <... pwrite64 resumed>) = 1`}, "a=hello"},
		{"two syncs at once", Nothing, []string{made, folder, hello, "8 " + syncBegun, synced, jumbo, "8 " + syncEnded}, "a=hello"},
		{"cut short", Nothing, []string{made, hello, `ftruncate(3</d/a>, 4) = 0`, synced, folder}, "a=hell"},
		{"made longer", Nothing, []string{made, `pwrite64(3</d/a>, "x", 1, 2) = 1`, synced, folder}, "a=\x00\x00x"},
		{"emptied by opening", Nothing, []string{made, hello, `openat(AT_FDCWD</x>, "/d/a", O_RDWR|O_TRUNC) = 3</d/a>`, synced, folder}, "a="},
		{"one write after the other", Nothing, []string{made, `write(3</d/a>, "he", 2) = 2`, `write(3</d/a>, "llo", 3) = 3`, synced, folder}, "a=hello"},
		{"several pieces", Nothing, []string{made, `pwritev(3</d/a>, [{iov_base="he", iov_len=2}, {iov_base="y", iov_len=1}], 2, 1) = 3`, synced, folder}, "a=\x00hey"},
		{"renamed, not synced", Nothing, []string{made, hello, synced, folder, moved}, "a=hello"},
		{"renamed", Nothing, []string{made, hello, synced, folder, moved, folder}, "b=hello"},
		{"taken away, not synced", Nothing, []string{made, hello, synced, folder, `unlink("/d/a") = 0`}, "a=hello"},
		{"taken away", Nothing, []string{made, hello, synced, folder, `unlink("/d/a") = 0`, folder}, ""},
		{"written after it was taken away", Nothing, []string{made, folder, `unlink("/d/a") = 0`, `pwrite64(3</d/a>(deleted), "x", 1, 0) = 1`, synced}, "a="},
		{"elsewhere", everything, []string{`openat(AT_FDCWD</x>, "/e/a", O_RDWR|O_CREAT, 0600) = 3</e/a>`, `write(3</e/a>, "x", 1) = 1`,
			`write(5<socket:[77]>, "x", 1) = 1`}, ""},
	} {
		if got := left(t, c.keep, c.lines...); got != c.want {
			t.Errorf("%s: %q is left, want %q", c.what, got, c.want)
		}
	}
}

func TestCallsThatCannotBeReplayedAreNotPassedOver(t *testing.T) {
	trace := filepath.Join(t.TempDir(), "trace")
	for text, want := range map[string]string{
		`7 1795301307.000001 truncate("/d/a", 3) = 0`:               "truncate does is not replayed",
		`7 1795301307.000001 fallocate(3</d/a>, 0, 0, 3) = 0`:       "fallocate does is not replayed",
		`7 1795301307.000001 pwrite64(3</d/a>, "hel"..., 5, 0) = 5`: "-s is too small",
		`7 1795301307.000001 <... fsync resumed>) = 0`:              "never began",
		`7 1795301307.000001 pwrite64(3</d/a>, "hello", 5, 0`:       "no result",
		"1795301307.000001 fsync(3</d/a>) = 0":                      "not a line",
	} {
		if err := os.WriteFile(trace, []byte(straced(text)+"\n"), 0o600); err != nil {
			t.Fatal(err)
		}
		_, err := Read(trace, "/d", "", false)
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: %v, want %q", text, err, want)
		}
	}
}
