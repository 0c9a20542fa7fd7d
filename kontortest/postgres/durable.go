package postgres

import (
	"bytes"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"
)

// Server is a PostgreSQL server of a test's own that keeps what it confirms, as an installation's does: to be crashed, cut off and looked into.
type Server struct {
	c       *cluster
	t       testing.TB
	bin     string
	options []string
}

// Durable starts an empty one; options are settings such as "log_statement=all". Without PostgreSQL the test is skipped, and fails with
// KONTOR_TEST_ALL=1.
func Durable(t testing.TB, options ...string) *Server {
	t.Helper()
	s := prepared(t, options)
	initialize, err := s.c.initialize(s.bin)
	s.must(err)
	if out, err := initialize.CombinedOutput(); err != nil {
		t.Fatalf("initdb: %v: %s", err, out)
	}
	s.Start()
	s.must(s.c.run(`CREATE DATABASE kontor TEMPLATE template0`))
	return s
}

// Resume starts one on what a crash left: fill writes the data folder.
func Resume(t testing.TB, fill func(data string) error) *Server {
	t.Helper()
	s := prepared(t, nil)
	s.must(fill(s.Data()))
	_ = os.Remove(filepath.Join(s.Data(), "postmaster.pid")) // its number may be somebody else's by now
	s.must(s.own())
	s.Start()
	return s
}

func prepared(t testing.TB, options []string) *Server {
	t.Helper()
	bin, err := binaries()
	if err != nil {
		missing(t, err)
	}
	sweep()
	dir, err := os.MkdirTemp("", folder+strconv.Itoa(os.Getpid())+"-")
	if err != nil {
		t.Fatal(err)
	}
	s := &Server{c: &cluster{dir: dir, log: &bytes.Buffer{}}, t: t, bin: bin, options: options}
	t.Cleanup(func() {
		s.Crash()
		_ = os.RemoveAll(dir)
	})
	s.c.port, err = freePort()
	s.must(err)
	_, err = s.c.identity() // the folder becomes the server's
	s.must(err)
	return s
}

// URL is the address of its database.
func (s *Server) URL() string { return s.c.url("kontor") }

// Dir is a folder that belongs to the server's user.
func (s *Server) Dir() string { return s.c.dir }

// Data is the data folder.
func (s *Server) Data() string { return filepath.Join(s.c.dir, "data") }

// Log is what it has logged.
func (s *Server) Log() string {
	s.t.Helper()
	text, err := os.ReadFile(s.log())
	s.must(err)
	return string(text)
}

func (s *Server) log() string { return filepath.Join(s.c.dir, "log") }

// Exec runs one statement, such as CHECKPOINT.
func (s *Server) Exec(statement string) {
	s.t.Helper()
	s.must(s.c.run(statement))
}

// Start starts it on its data, after Stop or Crash; under is the beginning of a command line, such as strace's.
func (s *Server) Start(under ...string) {
	s.t.Helper()
	attr, err := s.c.identity()
	s.must(err)
	line := append(under, filepath.Join(s.bin, "postgres"), "-D", s.Data(), "-p", strconv.Itoa(s.c.port), "-k", s.c.dir,
		"-c", "listen_addresses=127.0.0.1", "-c", "max_connections=60", "-c", "shared_buffers=32MB", "-c", "autovacuum=off")
	for _, o := range s.options {
		line = append(line, "-c", o)
	}
	log, err := os.OpenFile(s.log(), os.O_CREATE|os.O_APPEND|os.O_WRONLY, 0o600)
	s.must(err)
	defer log.Close()
	if len(under) > 0 {
		attr.Pdeathsig = syscall.SIGKILL // it may not hear another
	}
	s.c.server = exec.Command(line[0], line[1:]...)
	s.c.server.Dir, s.c.server.SysProcAttr, s.c.server.Stdout, s.c.server.Stderr = s.c.dir, attr, log, log
	s.c.gone = make(chan struct{})
	s.must(s.c.launch())
	if err := s.c.answer(); err != nil {
		s.t.Fatalf("postgres: %v\n%s", err, s.Log())
	}
}

// Stop ends it in order.
func (s *Server) Stop() {
	s.t.Helper()
	all := s.Processes()
	s.must(syscall.Kill(all[0], syscall.SIGINT))
	s.await()
}

// Crash kills all its processes at once, and waits until nothing of them is left, nor of the program above them.
func (s *Server) Crash() {
	if s.c.gone == nil {
		return
	}
	select {
	case <-s.c.gone: // by itself
		s.c.gone = nil
		return
	default:
	}
	all := s.Processes()
	if len(all) == 0 { // it had not come so far
		_ = s.c.server.Process.Kill()
	}
	for _, pid := range all {
		_ = syscall.Kill(pid, syscall.SIGKILL) // it may have gone with the first
	}
	s.await()
	for _, pid := range all {
		for running := true; running; running = lives(pid) {
			time.Sleep(time.Millisecond)
		}
	}
}

func (s *Server) await() {
	select {
	case <-s.c.gone:
		s.c.gone = nil
	case <-time.After(time.Minute):
		s.t.Fatalf("postgres does not end:\n%s", s.Log())
	}
}

// Processes are the ids of the postmaster and, after it, of its children. It forks none while they are asked for.
func (s *Server) Processes() []int {
	s.t.Helper()
	text, err := os.ReadFile(filepath.Join(s.Data(), "postmaster.pid"))
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	s.must(err)
	first, _, _ := strings.Cut(string(text), "\n")
	postmaster, err := strconv.Atoi(first)
	s.must(err)
	s.must(syscall.Kill(postmaster, syscall.SIGSTOP))
	defer func() { _ = syscall.Kill(postmaster, syscall.SIGCONT) }()
	children, err := os.ReadFile(fmt.Sprintf("/proc/%d/task/%d/children", postmaster, postmaster))
	s.must(err)
	all := []int{postmaster}
	for _, child := range strings.Fields(string(children)) {
		pid, err := strconv.Atoi(child)
		s.must(err)
		all = append(all, pid)
	}
	return all
}

// lives: a process that nobody has waited for yet lives no more.
func lives(pid int) bool {
	text, err := os.ReadFile(fmt.Sprintf("/proc/%d/stat", pid))
	_, state, _ := bytes.Cut(text, []byte(") "))
	return err == nil && !bytes.HasPrefix(state, []byte("Z"))
}

// own gives the folder to the server's user.
func (s *Server) own() error {
	attr, err := s.c.identity()
	if err != nil || attr.Credential == nil {
		return err
	}
	return filepath.WalkDir(s.c.dir, func(path string, _ fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		return os.Lchown(path, int(attr.Credential.Uid), int(attr.Credential.Gid))
	})
}

func (s *Server) must(err error) {
	s.t.Helper()
	if err != nil {
		s.t.Fatal(err)
	}
}
