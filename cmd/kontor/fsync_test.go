package main_test

import (
	"bufio"
	"net/http"
	"os/exec"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"

	"kontor/kontortest"
	"kontor/kontortest/count"
	"kontor/kontortest/postgres"
	"kontor/kontortest/powercut"
)

// trust.md "Nothing lost": "A … failing fsync gives an error, never a false success; the server recovers when the fault is gone."
func TestFailingSyncIsToldAndNothingIsConfirmedFalsely(t *testing.T) {
	t.Run("sqlite", func(t *testing.T) {
		count.Ran(t, "sqlite")
		powercut.Need(t)
		p := kontortest.Serve(t)
		w := newWork(t, p)
		maya, portal := w.signIn(t, p)
		repair := breakSyncs(t, p.PID())
		for range 3 {
			w.wantTold(t, maya, portal)
		}
		before := len(w.confirmed)
		w.wantWhole(t, sqliteOf(p.Dir), time.Now())
		repair()
		w.await(t, maya, portal)
		if len(w.confirmed) != before+1 {
			t.Errorf("%d companies were confirmed in place of one", len(w.confirmed)-before)
		}
		p.Kill()
		p.Start()
		w.wantWhole(t, sqliteOf(p.Dir), time.Now())
	})
	t.Run("postgres", func(t *testing.T) {
		count.Ran(t, "postgres")
		powercut.Need(t)
		server := postgres.Durable(t)
		p := kontortest.Serve(t, "--database", server.URL())
		w := newWork(t, p)
		maya, portal := w.signIn(t, p)
		repair := breakSyncs(t, server.Processes()[1:]...) // those it starts after its panic have a sound disk again
		w.wantTold(t, maya, portal)
		w.await(t, maya, portal)
		repair()
		if !strings.Contains(server.Log(), "PANIC") {
			t.Error("no sync failed")
		}
		server.Crash()
		server.Start()
		w.await(t, maya, portal)
		w.wantWhole(t, server.URL(), time.Now())
	})
}

// wantTold adds a company, which must fail with a page that keeps the causes to itself.
func (w *work) wantTold(t *testing.T, maya *kontortest.Client, portal string) {
	t.Helper()
	answer, err := w.try(maya, portal)
	if err != nil {
		t.Fatal(err)
	}
	if answer.Status < http.StatusInternalServerError {
		t.Errorf("with a failing disk a company is answered with status %d: %s", answer.Status, answer.Text())
	}
	for _, cause := range []string{"disk I/O", "I/O error", "PANIC", "SQLSTATE", "kontor.db", "connection"} {
		answer.WantNoText(t, cause)
	}
}

// await adds companies until one is confirmed: a database server needs a moment to recover.
func (w *work) await(t *testing.T, maya *kontortest.Client, portal string) {
	t.Helper()
	for late := time.Now().Add(time.Minute); ; {
		answer, err := w.try(maya, portal)
		if err != nil {
			t.Fatal(err)
		}
		if answer.Status == http.StatusSeeOther {
			return
		}
		if time.Now().After(late) {
			t.Fatalf("still not recovered: status %d: %s", answer.Status, answer.Text())
		}
		<-time.After(50 * time.Millisecond)
	}
}

// breakSyncs makes every sync of running processes fail, until repair is called.
func breakSyncs(t *testing.T, pids ...int) (repair func()) {
	t.Helper()
	args := []string{"-f", "-o", "/dev/null", "-e", "trace=fsync,fdatasync", "-e", "inject=fsync,fdatasync:error=EIO"}
	for _, pid := range pids {
		args = append(args, "-p", strconv.Itoa(pid))
	}
	strace := exec.Command("strace", args...)
	said, err := strace.StderrPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := strace.Start(); err != nil {
		t.Fatal(err)
	}
	lines := bufio.NewScanner(said)
	for attached := 0; attached < len(pids); {
		if !lines.Scan() {
			t.Fatalf("strace ended: %v", strace.Wait())
		}
		if !strings.Contains(lines.Text(), "attached") {
			t.Fatal(lines.Text())
		}
		attached++
	}
	go func() {
		for lines.Scan() { // it must not wait for a reader
		}
	}()
	over := false
	repair = func() {
		if over {
			return
		}
		over = true
		_ = strace.Process.Signal(syscall.SIGTERM) // it detaches; or has ended with the last process
		_ = strace.Wait()                          // killed by the signal, or not
	}
	t.Cleanup(repair)
	return repair
}
