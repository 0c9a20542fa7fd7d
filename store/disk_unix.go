//go:build linux || darwin

package store

import "syscall"

func roomIn(folder string) (Disk, bool) {
	var fs syscall.Statfs_t
	if err := syscall.Statfs(folder, &fs); err != nil {
		return Disk{}, false
	}
	size := uint64(fs.Bsize)
	return Disk{Free: int64(fs.Bavail * size), Total: int64(fs.Blocks * size)}, true
}
