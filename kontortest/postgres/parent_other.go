//go:build unix && !linux

package postgres

import "syscall"

// dyingWithParent has no means here: a killed process leaves its server behind.
func dyingWithParent() *syscall.SysProcAttr { return &syscall.SysProcAttr{} }
