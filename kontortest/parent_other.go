//go:build !linux

package kontortest

import "syscall"

// dyingWithParent: elsewhere a child whose parent was killed must be ended by hand.
func dyingWithParent() *syscall.SysProcAttr { return nil }
