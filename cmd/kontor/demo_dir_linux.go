package main

import "syscall"

// roomy reports whether the file system of dir has space for the whole demo.
func roomy(dir string) bool {
	const enough = 512 << 20
	var fs syscall.Statfs_t
	return syscall.Statfs(dir, &fs) == nil && fs.Bavail*uint64(fs.Bsize) >= enough
}
