package bench

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"os/user"
	"path/filepath"
	"slices"
	"strconv"
	"syscall"
	"time"

	"github.com/jackc/pgx/v5"
)

// cluster is a PostgreSQL server that keeps what it is told: fsync and synchronous_commit are on.
type cluster struct {
	dir string
	cmd *exec.Cmd
}

const clusterPort = "5432" // of the Unix socket; it listens on no network

// startCluster starts the server in dir, and makes it there before where there is none.
func startCluster(ctx context.Context, dir string) (*cluster, error) {
	found, _ := filepath.Glob("/usr/lib/postgresql/*/bin") // the pattern is right
	if path, err := exec.LookPath("initdb"); err == nil {
		found = append(found, filepath.Dir(path))
	}
	if len(found) == 0 {
		return nil, errors.New("bench: no PostgreSQL in /usr/lib/postgresql or PATH")
	}
	bin := slices.Max(found)
	attr, err := notRoot(dir)
	if err != nil {
		return nil, err
	}
	data := filepath.Join(dir, "data")
	if _, err := os.Stat(data); err != nil {
		init := exec.CommandContext(ctx, filepath.Join(bin, "initdb"), "--pgdata", data, "--username", "kontor", "--auth", "trust",
			"--encoding", "UTF8", "--locale", "C", "--no-instructions")
		init.Dir, init.SysProcAttr = dir, attr
		if out, err := init.CombinedOutput(); err != nil {
			return nil, fmt.Errorf("bench: initdb: %w: %s", err, out)
		}
	}
	c := &cluster{dir: dir}
	c.cmd = exec.CommandContext(ctx, filepath.Join(bin, "postgres"), "-D", data, "-p", clusterPort, "-k", dir, "-c", "listen_addresses=",
		"-c", "fsync=on", "-c", "synchronous_commit=on", "-c", "full_page_writes=on", "-c", "shared_buffers=256MB", "-c", "max_wal_size=4GB",
		"-c", "logging_collector=off")
	c.cmd.Dir, c.cmd.SysProcAttr = dir, attr
	c.cmd.Cancel = func() error { return c.cmd.Process.Signal(syscall.SIGINT) }
	if err := c.cmd.Start(); err != nil {
		return nil, err
	}
	for began := time.Now(); time.Since(began) < time.Minute; time.Sleep(20 * time.Millisecond) {
		if conn, err := pgx.Connect(ctx, c.url("postgres")); err == nil {
			return c, conn.Close(ctx)
		}
	}
	return nil, errors.Join(errors.New("bench: PostgreSQL does not answer"), c.stop())
}

// notRoot is who the server runs as: it refuses to run as root. dir becomes that user's.
func notRoot(dir string) (*syscall.SysProcAttr, error) {
	attr := &syscall.SysProcAttr{Pdeathsig: syscall.SIGINT}
	if err := os.MkdirAll(dir, 0o755); err != nil || os.Getuid() != 0 {
		return attr, err
	}
	u, err := user.Lookup("postgres")
	if err != nil {
		return nil, err
	}
	uid, e1 := strconv.Atoi(u.Uid)
	gid, e2 := strconv.Atoi(u.Gid)
	attr.Credential = &syscall.Credential{Uid: uint32(uid), Gid: uint32(gid)}
	return attr, errors.Join(e1, e2, os.Chown(dir, uid, gid))
}

func (c *cluster) url(name string) string {
	return fmt.Sprintf("postgres://kontor@/%s?host=%s&port=%s&sslmode=disable", name, c.dir, clusterPort)
}

func (c *cluster) run(ctx context.Context, text string) error {
	return c.admin(ctx, func(conn *pgx.Conn) error {
		_, err := conn.Exec(ctx, text)
		return err
	})
}

func (c *cluster) admin(ctx context.Context, do func(*pgx.Conn) error) error {
	conn, err := pgx.Connect(ctx, c.url("postgres"))
	if err != nil {
		return err
	}
	return errors.Join(do(conn), conn.Close(ctx))
}

func (c *cluster) pid() int { return c.cmd.Process.Pid }

func (c *cluster) stop() error {
	err := c.cmd.Process.Signal(syscall.SIGINT)
	ended := c.cmd.Wait()
	if exit := (*exec.ExitError)(nil); errors.As(ended, &exit) {
		ended = nil
	}
	return errors.Join(err, ended)
}
