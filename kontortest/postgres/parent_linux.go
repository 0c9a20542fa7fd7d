package postgres

import "syscall"

// dyingWithParent makes the kernel end the server, at once and in order, when this process dies in whatever way.
func dyingWithParent() *syscall.SysProcAttr { return &syscall.SysProcAttr{Pdeathsig: syscall.SIGQUIT} }
