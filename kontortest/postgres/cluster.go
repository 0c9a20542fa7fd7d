package postgres

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"net"
	"os"
	"os/exec"
	"os/user"
	"path/filepath"
	"runtime"
	"slices"
	"strconv"
	"strings"
	"sync"
	"syscall"
	"time"

	"github.com/jackc/pgx/v5"
)

// cluster is one server with its folder.
type cluster struct {
	dir    string
	port   int
	server *exec.Cmd
	gone   chan struct{} // closed when the server has ended
	log    *bytes.Buffer

	mu    sync.Mutex
	admin *pgx.Conn
}

const folder = "kontor-postgres-"

// start makes the folder, initializes it and starts the server in it.
func start() (*cluster, error) {
	bin, err := binaries()
	if err != nil {
		return nil, err
	}
	sweep()
	dir, err := os.MkdirTemp("", folder+strconv.Itoa(os.Getpid())+"-")
	if err != nil {
		return nil, err
	}
	c := &cluster{dir: dir, gone: make(chan struct{}), log: &bytes.Buffer{}}
	if err := c.begin(bin); err != nil {
		return nil, errors.Join(fmt.Errorf("postgres: %w\n%s", err, c.log), os.RemoveAll(dir))
	}
	running.Store(c)
	return c, nil
}

func (c *cluster) begin(bin string) error {
	init, err := c.initialize(bin)
	if err != nil {
		return err
	}
	if out, err := init.CombinedOutput(); err != nil {
		return fmt.Errorf("initdb: %w: %s", err, out)
	}
	if c.port, err = freePort(); err != nil {
		return err
	}
	c.server = exec.Command(filepath.Join(bin, "postgres"), "-D", filepath.Join(c.dir, "data"), "-p", strconv.Itoa(c.port), "-k", c.dir,
		"-c", "listen_addresses=127.0.0.1", "-c", "fsync=off", "-c", "synchronous_commit=off", "-c", "full_page_writes=off",
		"-c", "max_connections=300", "-c", "shared_buffers=64MB", "-c", "autovacuum=off", "-c", "max_wal_size=2GB")
	attr, err := c.identity()
	if err != nil {
		return err
	}
	c.server.Dir, c.server.SysProcAttr, c.server.Stdout, c.server.Stderr = c.dir, attr, c.log, c.log
	c.server.WaitDelay = time.Second
	if err := c.launch(); err != nil {
		return err
	}
	return c.answer()
}

// initialize is the command that makes the data folder.
func (c *cluster) initialize(bin string) (*exec.Cmd, error) {
	attr, err := c.identity()
	if err != nil {
		return nil, err
	}
	init := exec.Command(filepath.Join(bin, "initdb"), "--pgdata", filepath.Join(c.dir, "data"), "--username", "kontor", "--auth", "trust",
		"--encoding", "UTF8", "--locale", "C", "--no-sync", "--no-instructions")
	init.Dir, init.SysProcAttr = c.dir, attr
	return init, nil
}

// launch starts the server from a thread that lives as long as the process: the signal of the parent's death is tied to the thread.
func (c *cluster) launch() error {
	started := make(chan error)
	go func() {
		runtime.LockOSThread()
		err := c.server.Start()
		started <- err
		if err == nil {
			_ = c.server.Wait() // how it ended stands in its log
			close(c.gone)
		}
	}()
	return <-started
}

// answer waits until the server takes connections.
func (c *cluster) answer() error {
	ctx, cancel := context.WithTimeout(context.Background(), time.Minute)
	defer cancel()
	for {
		conn, err := pgx.Connect(ctx, c.url("postgres"))
		if err == nil {
			c.admin = conn
			return nil
		}
		select {
		case <-c.gone:
			return errors.New("the server ended at once")
		case <-ctx.Done():
			return errors.Join(err, c.server.Process.Kill())
		case <-time.After(20 * time.Millisecond):
		}
	}
}

// stop ends the server at once: its data is of no more use.
func (c *cluster) stop() {
	_ = c.server.Process.Signal(syscall.SIGQUIT)
	select {
	case <-c.gone:
	case <-time.After(10 * time.Second):
		_ = c.server.Process.Kill()
		<-c.gone
	}
	_ = os.RemoveAll(c.dir)
}

// url is the address of a database of this server, by its Unix socket.
func (c *cluster) url(name string) string {
	return fmt.Sprintf("postgres://kontor@/%s?host=%s&port=%d&sslmode=disable", name, c.dir, c.port)
}

// identity is who the server runs as: it refuses to run as root.
func (c *cluster) identity() (*syscall.SysProcAttr, error) {
	attr := dyingWithParent()
	if os.Getuid() != 0 {
		return attr, nil
	}
	u, err := user.Lookup("postgres")
	if err != nil {
		if u, err = user.Lookup("nobody"); err != nil {
			return nil, errors.New("as root a user to run the server as is needed: postgres or nobody")
		}
	}
	uid, e1 := strconv.Atoi(u.Uid)
	gid, e2 := strconv.Atoi(u.Gid)
	if err := errors.Join(e1, e2, os.Chown(c.dir, uid, gid)); err != nil {
		return nil, err
	}
	attr.Credential = &syscall.Credential{Uid: uint32(uid), Gid: uint32(gid)}
	return attr, nil
}

// binaries is the folder of initdb and postgres: beside the initdb in PATH, else the newest of Debian's.
func binaries() (string, error) {
	var folders []string
	if initdb, err := exec.LookPath("initdb"); err == nil {
		if real, err := filepath.EvalSymlinks(initdb); err == nil {
			folders = append(folders, filepath.Dir(real))
		}
		folders = append(folders, filepath.Dir(initdb))
	}
	debian, _ := filepath.Glob("/usr/lib/postgresql/*/bin") // the pattern is right
	slices.SortFunc(debian, func(a, b string) int { return major(b) - major(a) })
	for _, dir := range append(folders, debian...) {
		if executable(filepath.Join(dir, "initdb")) && executable(filepath.Join(dir, "postgres")) {
			return dir, nil
		}
	}
	return "", errNone
}

// Tool is the path of one of PostgreSQL's programs, such as pg_dump.
func Tool(name string) (string, error) {
	bin, err := binaries()
	return filepath.Join(bin, name), err
}

func major(bin string) int {
	n, _ := strconv.Atoi(filepath.Base(filepath.Dir(bin))) // 0 where it is no number
	return n
}

func executable(path string) bool {
	info, err := os.Stat(path)
	return err == nil && !info.IsDir() && info.Mode()&0o111 != 0
}

func freePort() (int, error) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return 0, err
	}
	port := l.Addr().(*net.TCPAddr).Port
	return port, l.Close()
}

// sweep removes folders of processes that were killed.
func sweep() {
	old, _ := filepath.Glob(filepath.Join(os.TempDir(), folder+"*")) // the pattern is right
	for _, dir := range old {
		pid, _, _ := strings.Cut(strings.TrimPrefix(filepath.Base(dir), folder), "-")
		if n, err := strconv.Atoi(pid); err == nil && !alive(n) && !serving(dir) {
			_ = os.RemoveAll(dir)
		}
	}
}

// serving reports whether the server of a folder still runs.
func serving(dir string) bool {
	text, err := os.ReadFile(filepath.Join(dir, "data", "postmaster.pid"))
	if err != nil {
		return false
	}
	first, _, _ := strings.Cut(string(text), "\n")
	n, err := strconv.Atoi(strings.TrimSpace(first))
	return err == nil && alive(n)
}

func alive(pid int) bool {
	err := syscall.Kill(pid, 0)
	return err == nil || errors.Is(err, syscall.EPERM)
}
