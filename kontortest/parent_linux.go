package kontortest

import "syscall"

// dyingWithParent makes the kernel end a child when this process dies in whatever way.
func dyingWithParent() *syscall.SysProcAttr { return &syscall.SysProcAttr{Pdeathsig: syscall.SIGKILL} }
