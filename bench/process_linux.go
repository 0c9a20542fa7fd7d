package bench

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"time"
)

// server is a measured process that listens on 127.0.0.1.
type server struct {
	name    string
	address string
	cmd     *exec.Cmd
	ready   time.Duration // from the start of the process to the first 200 on /readyz
}

// startServer runs a command that listens where LISTEN in its arguments stands, and waits until it answers.
func startServer(ctx context.Context, name, log string, args ...string) (*server, error) {
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return nil, err
	}
	s := &server{name: name, address: listener.Addr().String()}
	if err := listener.Close(); err != nil {
		return nil, err
	}
	out, err := os.Create(log)
	if err != nil {
		return nil, err
	}
	defer out.Close()
	for i, a := range args {
		args[i] = strings.ReplaceAll(a, "LISTEN", s.address)
	}
	s.cmd = exec.CommandContext(ctx, args[0], args[1:]...)
	s.cmd.Stdout, s.cmd.Stderr = out, out
	s.cmd.SysProcAttr = &syscall.SysProcAttr{Pdeathsig: syscall.SIGKILL}
	s.cmd.Cancel = func() error { return s.cmd.Process.Signal(syscall.SIGTERM) }
	began := time.Now()
	if err := s.cmd.Start(); err != nil {
		return nil, err
	}
	for time.Since(began) < time.Minute {
		if r, err := http.Get("http://" + s.address + "/readyz"); err == nil {
			_ = r.Body.Close()
			if r.StatusCode == http.StatusOK {
				s.ready = time.Since(began)
				return s, nil
			}
		}
		time.Sleep(time.Millisecond)
	}
	_ = s.stop()
	text, _ := os.ReadFile(log) // only for the message
	return nil, fmt.Errorf("bench: %s does not answer: %s", name, text)
}

func (s *server) stop() error {
	err := s.cmd.Process.Signal(syscall.SIGTERM)
	ended := s.cmd.Wait()
	if exit := (*exec.ExitError)(nil); errors.As(ended, &exit) { // ended by the signal, as asked
		ended = nil
	}
	return errors.Join(err, ended)
}

// cpu is what a process has used so far, in user and kernel; its dead children too, if it waited for them.
func cpu(pid int) (time.Duration, error) {
	f, err := stat(pid)
	if err != nil {
		return 0, err
	}
	return f.own + f.children, nil
}

// treeCPU adds the living children's: a PostgreSQL server and its backends.
func treeCPU(pid int) (time.Duration, error) {
	total, err := cpu(pid)
	if err != nil {
		return 0, err
	}
	all, _ := filepath.Glob("/proc/[0-9]*") // the pattern is right
	for _, dir := range all {
		child, err := strconv.Atoi(filepath.Base(dir))
		if err != nil {
			continue
		}
		if f, err := stat(child); err == nil && f.parent == pid {
			total += f.own
		}
	}
	return total, nil
}

type status struct {
	parent        int
	own, children time.Duration
}

const tick = 10 * time.Millisecond // CLK_TCK is 100 on every Linux that Go runs on

func stat(pid int) (status, error) {
	text, err := os.ReadFile(fmt.Sprintf("/proc/%d/stat", pid))
	if err != nil {
		return status{}, err
	}
	_, rest, _ := strings.Cut(string(text), ") ") // the name before may hold anything
	f := strings.Fields(rest)
	if len(f) < 15 {
		return status{}, fmt.Errorf("bench: /proc/%d/stat is cut off", pid)
	}
	n := func(i int) time.Duration {
		v, _ := strconv.ParseInt(f[i], 10, 64) // the kernel writes numbers
		return time.Duration(v)
	}
	return status{parent: int(n(1)), own: (n(11) + n(12)) * tick, children: (n(13) + n(14)) * tick}, nil
}

// memory is what of a process is present, in bytes: all of it, and without the pages of its binary and other files, which the kernel
// shares and can take back. peak is the most that all ever was.
type memory struct{ all, own, peak int64 }

func resident(pid int) (m memory, err error) {
	text, err := os.ReadFile(fmt.Sprintf("/proc/%d/status", pid))
	if err != nil {
		return m, err
	}
	for line := range strings.Lines(string(text)) {
		f := strings.Fields(line)
		if len(f) < 2 {
			continue
		}
		kb, _ := strconv.ParseInt(f[1], 10, 64) // 0 where it is no number
		switch f[0] {
		case "VmRSS:":
			m.all = kb << 10
		case "VmHWM:":
			m.peak = kb << 10
		case "RssAnon:":
			m.own = kb << 10
		}
	}
	if m.all == 0 {
		err = errors.New("bench: no VmRSS")
	}
	return m, err
}
