package kontortest

import (
	"bytes"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"runtime"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"
)

// Process is the real binary, "kontor serve" or "kontor demo", as a child process: to be killed, stopped and started again on the same data.
type Process struct {
	Base      string // where it answers
	SetupLink string // of the first start
	Dir       string // data folder

	t       testing.TB
	args    []string
	before  []string
	command *exec.Cmd
	ended   chan error
	out     *lines
}

// Serve starts the binary on an empty data folder, or with more arguments such as "--database", and waits until it answers.
func Serve(t testing.TB, args ...string) *Process {
	t.Helper()
	return ServeUnder(t, nil, args...)
}

// ServeUnder is Serve under another program, such as strace with its arguments.
func ServeUnder(t testing.TB, under []string, args ...string) *Process {
	t.Helper()
	p := &Process{t: t, Dir: filepath.Join(t.TempDir(), "data"), args: args, before: under}
	t.Cleanup(func() { p.Kill() })
	p.Start()
	return p
}

// Demo starts "kontor demo" and waits until it answers: minutes of typing are in it already.
func Demo(t testing.TB) *Process {
	t.Helper()
	path, err := binary()
	if err != nil {
		t.Fatal(err)
	}
	p := &Process{t: t}
	t.Cleanup(func() { p.Kill() })
	p.run([]string{path, "demo", "--listen", "127.0.0.1:0"}, demoAt)
	return p
}

var (
	demoAt    = regexp.MustCompile(`Kontor demo: (\S+)`)
	answersAt = regexp.MustCompile(`answers at (\S+)`)
	setUpAt   = regexp.MustCompile(`(?m)^\s+(https?://\S+/setup/\S+)\s*$`)
)

// Start starts it again on the same data, after Kill or Stop.
func (p *Process) Start() {
	p.t.Helper()
	path, err := binary()
	if err != nil {
		p.t.Fatal(err)
	}
	line := append(append([]string{}, p.before...), path, "serve", "--listen", "127.0.0.1:0", "--data-dir", p.Dir)
	p.SetupLink = ""
	p.run(append(line, p.args...), answersAt)
	if link := setUpAt.FindStringSubmatch(p.Output()); link != nil {
		p.SetupLink = link[1]
	}
}

// run starts a command and waits until it says where it answers, and does.
func (p *Process) run(line []string, says *regexp.Regexp) {
	p.t.Helper()
	p.command, p.out = exec.Command(line[0], line[1:]...), &lines{}
	p.command.Env = cleanEnvironment()
	p.command.Stdout, p.command.Stderr = p.out, p.out
	p.command.SysProcAttr = dyingWithParent()
	ended, err := launchWaiting(p.command)
	if err != nil {
		p.command = nil
		p.t.Fatal(err)
	}
	p.ended = ended
	p.Base = p.await(says)
	NewClient(p.t, p.Base).Get("/readyz").WantStatus(p.t, 200) // it listens before it answers: this waits
}

// await waits for a line of output, or for the end of the process.
func (p *Process) await(what *regexp.Regexp) string {
	p.t.Helper()
	late := time.After(time.Minute)
	for {
		more := p.out.more() // asked for before looking, so that nothing is missed
		if found := what.FindStringSubmatch(p.Output()); found != nil {
			return found[1]
		}
		select {
		case err := <-p.ended:
			p.ended <- err
			p.t.Fatalf("kontor ended (%v):\n%s", err, p.Output())
		case <-late:
			p.t.Fatalf("kontor did not say %q within a minute:\n%s", what, p.Output())
		case <-more:
		}
	}
}

// Output is what it printed and logged since it was started.
func (p *Process) Output() string { return p.out.String() }

// PID is the child's, or that of the program it runs under.
func (p *Process) PID() int { return p.command.Process.Pid }

// Kill ends it as a crash does, at once (SIGKILL).
func (p *Process) Kill() {
	if p.command == nil {
		return
	}
	_ = p.command.Process.Kill() // it may have ended by itself
	<-p.ended
	p.command = nil
}

// Stop asks it to end (SIGTERM), waits, and gives how it ended: nil for exit code 0.
func (p *Process) Stop() error {
	p.t.Helper()
	if err := p.command.Process.Signal(syscall.SIGTERM); err != nil {
		return err
	}
	select {
	case err := <-p.ended:
		p.command = nil
		return err
	case <-time.After(time.Minute):
		p.t.Fatalf("kontor does not stop:\n%s", p.Output())
		return nil
	}
}

// Command runs one subcommand of the binary, such as "user", "list", on the same data, and gives its output.
func (p *Process) Command(args ...string) (string, error) {
	p.t.Helper()
	return Command(append(append(args, "--data-dir", p.Dir), p.args...)...)
}

// Command runs the binary and gives what it printed, standard output and error together.
func Command(args ...string) (string, error) {
	path, err := binary()
	if err != nil {
		return "", err
	}
	command := exec.Command(path, args...)
	command.Env = cleanEnvironment()
	out, err := command.CombinedOutput()
	return string(out), err
}

// cleanEnvironment is the environment without settings of Kontor.
func cleanEnvironment() []string {
	var env []string
	for _, line := range os.Environ() {
		if !strings.HasPrefix(line, "KONTOR_") {
			env = append(env, line)
		}
	}
	return env
}

// launchWaiting starts a process that dies with this one; the channel tells how it ended.
func launchWaiting(process *exec.Cmd) (chan error, error) {
	started, ended := make(chan error), make(chan error, 1)
	go func() {
		runtime.LockOSThread() // the signal of the parent's death is tied to the thread
		err := process.Start()
		started <- err
		if err == nil {
			ended <- process.Wait()
		}
	}()
	return ended, <-started
}

var built struct {
	once   sync.Once
	folder string
	err    error
}

// binary builds the command once for the process.
func binary() (string, error) {
	built.once.Do(func() {
		if built.folder, built.err = folder("kontor-binary-"); built.err != nil {
			return
		}
		root, err := moduleRoot()
		if err != nil {
			built.err = err
			return
		}
		build := exec.Command("go", "build", "-o", filepath.Join(built.folder, "kontor"), "./cmd/kontor")
		build.Dir = root
		if out, err := build.CombinedOutput(); err != nil {
			built.err = fmt.Errorf("go build: %w\n%s", err, out)
		}
	})
	return filepath.Join(built.folder, "kontor"), built.err
}

func removeBinary() {
	if built.folder != "" {
		_ = os.RemoveAll(built.folder)
	}
}

func moduleRoot() (string, error) {
	dir, err := os.Getwd()
	if err != nil {
		return "", err
	}
	for ; ; dir = filepath.Dir(dir) {
		if _, err := os.Stat(filepath.Join(dir, "go.mod")); err == nil {
			return dir, nil
		}
		if dir == filepath.Dir(dir) {
			return "", errors.New("no go.mod here or above")
		}
	}
}

// lines keeps output, and wakes who waits for more of it.
type lines struct {
	mu   sync.Mutex
	text bytes.Buffer
	wake chan struct{}
}

// Write implements io.Writer.
func (l *lines) Write(b []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	n, err := l.text.Write(b)
	if l.wake != nil {
		close(l.wake)
		l.wake = nil
	}
	return n, err
}

// more is closed with the next output.
func (l *lines) more() <-chan struct{} {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.wake == nil {
		l.wake = make(chan struct{})
	}
	return l.wake
}

func (l *lines) String() string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.text.String()
}
