package main

import (
	"errors"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
)

// roomy reports whether the file system of dir has space for the whole demo.
func roomy(dir string) bool {
	const enough = 512 << 20
	var fs syscall.Statfs_t
	return syscall.Statfs(dir, &fs) == nil && fs.Bavail*uint64(fs.Bsize) >= enough
}

// sweepDemos removes what demos left in memory that were killed.
func sweepDemos(where string) {
	old, _ := filepath.Glob(filepath.Join(where, demoPrefix+"*")) // the pattern is right
	for _, dir := range old {
		pid, _, named := strings.Cut(strings.TrimPrefix(filepath.Base(dir), demoPrefix), "-")
		if n, err := strconv.Atoi(pid); err == nil && named && errors.Is(syscall.Kill(n, 0), syscall.ESRCH) {
			_ = os.RemoveAll(dir)
		}
	}
}
