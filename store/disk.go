package store

import (
	"path/filepath"
	"strings"
)

// Disk is the room on a file system, in bytes; Free is what this user may still fill.
type Disk struct {
	Free, Total int64
}

// Disk is the room on the file system that holds the database. False: it is another server's, or the operating system does not say.
func (tx *Tx) Disk() (Disk, bool) { return tx.db.disk() }

func diskOf(c Config) func() (Disk, bool) {
	file, ok := strings.CutPrefix(c.URL, "sqlite:")
	if !ok {
		return func() (Disk, bool) { return Disk{}, false }
	}
	ask := c.Disk
	if ask == nil {
		ask = roomIn
	}
	folder := filepath.Dir(strings.TrimPrefix(file, "//"))
	return func() (Disk, bool) { return ask(folder) }
}
