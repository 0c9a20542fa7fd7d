package postgres

import (
	"bufio"
	"context"
	"fmt"
	"os"
	"os/exec"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"
)

// asked makes the test binary start a server, say where, and wait to be killed.
const asked = "KONTOR_POSTGRES_CHILD"

func TestMain(m *testing.M) {
	if os.Getenv(asked) == "" {
		Main(m)
	}
	c, err := shared()
	if err != nil {
		fmt.Println("failed", err)
		os.Exit(1)
	}
	fmt.Println(c.server.Process.Pid, c.dir)
	select {}
}

func TestEachDatabaseIsFreshAndGoneAfterwards(t *testing.T) {
	ctx := context.Background()
	var urls []string
	t.Run("two", func(t *testing.T) {
		for range 2 {
			url := URL(t)
			urls = append(urls, url)
			conn, err := pgx.Connect(ctx, url)
			if err != nil {
				t.Fatal(err)
			}
			defer conn.Close(ctx)
			if _, err := conn.Exec(ctx, `CREATE TABLE here (id BIGINT)`); err != nil {
				t.Error(err)
			}
		}
	})
	for _, url := range urls {
		if conn, err := pgx.Connect(ctx, url); err == nil {
			t.Errorf("%s is still there", url)
			_ = conn.Close(ctx)
		}
	}
	if len(urls) == 2 && urls[0] == urls[1] {
		t.Error("one database for two")
	}
}

func TestCopiesHoldWhatWasPreparedOnceAndAreSeparate(t *testing.T) {
	ctx := context.Background()
	prepared := 0
	prepare := func(url string) error {
		prepared++
		conn, err := pgx.Connect(ctx, url)
		if err != nil {
			return err
		}
		defer conn.Close(ctx)
		_, err = conn.Exec(ctx, `CREATE TABLE here (id BIGINT)`)
		return err
	}
	for range 3 {
		conn, err := pgx.Connect(ctx, Copy(t, "separate", prepare))
		if err != nil {
			t.Fatal(err)
		}
		defer conn.Close(ctx)
		var n int
		if err := conn.QueryRow(ctx, `WITH added AS (INSERT INTO here VALUES (1)) SELECT COUNT(*) FROM here`).Scan(&n); err != nil || n != 0 {
			t.Errorf("%d rows, %v", n, err)
		}
	}
	if prepared != 1 {
		t.Errorf("prepared %d times", prepared)
	}
}

func TestServerDiesWithAKilledProcessAndItsFolderIsSweptLater(t *testing.T) {
	if !Available() {
		missing(t, errNone)
	}
	child := exec.Command(os.Args[0])
	child.Env = append(os.Environ(), asked+"=1")
	out, err := child.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := child.Start(); err != nil {
		t.Fatal(err)
	}
	line, err := bufio.NewReader(out).ReadString('\n')
	if err != nil {
		t.Fatal(err)
	}
	first, dir, _ := strings.Cut(strings.TrimSpace(line), " ")
	server, err := strconv.Atoi(first)
	if err != nil || !alive(server) {
		t.Fatalf("the child said %q", line)
	}
	if err := child.Process.Kill(); err != nil {
		t.Fatal(err)
	}
	_ = child.Wait() // it was killed
	deadline := time.After(time.Minute)
	for alive(server) {
		select {
		case <-deadline:
			t.Fatal("the server outlives its process")
		case <-time.After(10 * time.Millisecond):
		}
	}
	sweep()
	if _, err := os.Stat(dir); !os.IsNotExist(err) {
		t.Errorf("%s is still there: %v", dir, err)
	}
}
