package job_test

import (
	"bytes"
	"context"
	"io"
	"log/slog"
	"net"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/emersion/go-smtp"

	"kontor/access"
	"kontor/job"
	"kontor/kontortest/count"
	"kontor/kontortest/postgres"
	"kontor/mail"
	"kontor/setting"
	"kontor/store"
)

func TestMain(m *testing.M) { postgres.Main(m) }

// house is an installation with a clock that the test moves and a mail server that takes everything.
type house struct {
	*store.DB
	url string
	got chan string // addresses mail arrived for

	mu sync.Mutex
	at time.Time
}

func (h *house) now() time.Time { h.mu.Lock(); defer h.mu.Unlock(); return h.at }

func (h *house) wait(d time.Duration) { h.mu.Lock(); defer h.mu.Unlock(); h.at = h.at.Add(d) }

func (h *house) open(t *testing.T) *store.DB {
	t.Helper()
	db, err := store.Open(t.Context(), store.Config{URL: h.url, Now: h.now, Key: bytes.Repeat([]byte{7}, 32), BaseURL: "https://portal.keyhaven.example", Log: slog.New(slog.DiscardHandler)})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { db.Close() })
	return db
}

func both(t *testing.T, run func(*testing.T, *house)) {
	t.Helper()
	for _, at := range []struct {
		name string
		url  func(*testing.T) string
	}{
		{"sqlite", func(t *testing.T) string { return "sqlite:" + filepath.Join(t.TempDir(), "kontor.db") }},
		{"postgres", func(t *testing.T) string { return postgres.URL(t) }},
	} {
		t.Run(at.name, func(t *testing.T) {
			count.Ran(t, at.name)
			h := &house{url: at.url(t), at: time.Date(2026, 11, 19, 9, 40, 30, 0, time.UTC), got: make(chan string, 100)}
			h.DB = h.open(t)
			if err := h.Migrate(t.Context()); err != nil {
				t.Fatal(err)
			}
			run(t, h)
		})
	}
}

func (h *house) write(t *testing.T, who string, do func(context.Context, *store.Tx) error) {
	t.Helper()
	if err := h.Write(t.Context(), access.System(who), func(tx *store.Tx) error { return do(t.Context(), tx) }); err != nil {
		t.Fatal(err)
	}
}

func (h *house) send(t *testing.T, address string) {
	t.Helper()
	h.write(t, "mail", func(ctx context.Context, tx *store.Tx) error {
		return mail.Send(ctx, tx, mail.To{Address: address}, mail.ForgottenUsername{Username: "peter.lund"})
	})
}

// withServer starts a mail server and enters it in the settings. hold, if not nil, is waited for before a mail is taken.
func (h *house) withServer(t *testing.T, hold func()) {
	t.Helper()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	srv := smtp.NewServer(smtp.BackendFunc(func(*smtp.Conn) (smtp.Session, error) { return &taker{got: h.got, hold: hold}, nil }))
	srv.Domain = "mx.keyhaven.example"
	ended := make(chan struct{})
	go func() { defer close(ended); srv.Serve(listener) }()
	t.Cleanup(func() { srv.Close(); listener.Close(); <-ended }) // Close may come before Serve knows the listener
	host, port, _ := net.SplitHostPort(listener.Addr().String())
	number, _ := strconv.ParseInt(port, 10, 64)
	h.write(t, "setup", func(ctx context.Context, tx *store.Tx) error {
		return setting.SaveMail(ctx, tx, setting.MailSetting{Host: host, Port: number, Encryption: "none", FromAddress: "portal@keyhaven.example"})
	})
}

type taker struct {
	got  chan string
	hold func()
	to   string
}

func (x *taker) Mail(string, *smtp.MailOptions) error      { return nil }
func (x *taker) Rcpt(to string, _ *smtp.RcptOptions) error { x.to = to; return nil }
func (x *taker) Reset()                                    {}
func (x *taker) Logout() error                             { return nil }
func (x *taker) Data(r io.Reader) error {
	if _, err := io.Copy(io.Discard, r); err != nil {
		return err
	}
	x.got <- x.to
	if x.hold != nil {
		x.hold()
	}
	return nil
}

func (h *house) start(t *testing.T, db *store.DB) func(context.Context) error {
	t.Helper()
	stop, err := job.Start(t.Context(), db, job.Deps{Log: slog.New(slog.DiscardHandler)})
	if err != nil {
		t.Fatal(err)
	}
	return stop
}

func (h *house) runDue(t *testing.T) {
	t.Helper()
	if err := job.RunDue(t.Context(), h.DB, job.Deps{}); err != nil {
		t.Fatal(err)
	}
}

func (h *house) statuses(t *testing.T) string {
	t.Helper()
	all, err := store.Read(t.Context(), h.DB, access.System("mail"), func(tx *store.Tx) ([]string, error) {
		return store.All[string](t.Context(), tx, `SELECT status FROM mail ORDER BY id`)
	})
	if err != nil {
		t.Fatal(err)
	}
	return strings.Join(all, " ")
}

func TestQueuedMailLeavesByItself(t *testing.T) {
	both(t, func(t *testing.T, h *house) {
		h.withServer(t, nil)
		stop := h.start(t, h.DB)
		h.send(t, "peter@bluepeak.example")
		if to := <-h.got; to != "peter@bluepeak.example" {
			t.Errorf("mail for %s", to)
		}
		if err := stop(t.Context()); err != nil {
			t.Fatal(err)
		}
		if s := h.statuses(t); s != "sent" {
			t.Errorf("status %s", s)
		}
	})
}

func TestTwoProcessesShareTheWork(t *testing.T) {
	both(t, func(t *testing.T, h *house) {
		h.withServer(t, nil)
		stops := []func(context.Context) error{h.start(t, h.DB), h.start(t, h.open(t))}
		const mails = 20
		for i := range mails {
			h.send(t, strconv.Itoa(i)+"@bluepeak.example")
		}
		seen := map[string]bool{}
		for range mails {
			to := <-h.got
			if seen[to] {
				t.Errorf("%s got it twice", to)
			}
			seen[to] = true
		}
		for _, stop := range stops {
			if err := stop(t.Context()); err != nil {
				t.Fatal(err)
			}
		}
		if len(h.got) != 0 {
			t.Errorf("%d mails too many", len(h.got))
		}
	})
}

func TestStopWaitsForTheMailInHandAndLeavesTheRest(t *testing.T) {
	both(t, func(t *testing.T, h *house) {
		release := make(chan struct{})
		h.withServer(t, func() { <-release })
		for range 3 {
			h.send(t, "peter@bluepeak.example")
		}
		// One run at a time: what the timetable does, without the queue's four workers beside it.
		stopped := make(chan error, 1)
		ctx, stop := context.WithCancel(t.Context())
		go func() { stopped <- job.RunDue(ctx, h.DB, job.Deps{}) }()
		<-h.got
		stop()
		close(release)
		if err := <-stopped; err != nil {
			t.Fatal(err)
		}
		if s := h.statuses(t); s != "sent queued queued" {
			t.Errorf("status %s", s)
		}
	})
}

func TestMailIsTriedAgainEachMinute(t *testing.T) {
	both(t, func(t *testing.T, h *house) {
		h.send(t, "peter@bluepeak.example")
		h.runDue(t)
		h.withServer(t, nil)
		h.runDue(t)
		if s := h.statuses(t); s != "queued" {
			t.Errorf("ran twice in a minute: %s", s)
		}
		h.wait(29 * time.Second)
		h.runDue(t)
		if s := h.statuses(t); s != "queued" {
			t.Errorf("ran before the full minute: %s", s)
		}
		h.wait(time.Second)
		h.runDue(t)
		if s := h.statuses(t); s != "sent" {
			t.Errorf("status %s", s)
		}
	})
}

func TestTimetableSurvivesAClockSetBack(t *testing.T) {
	both(t, func(t *testing.T, h *house) {
		h.runDue(t)
		h.wait(-48 * time.Hour)
		h.send(t, "peter@bluepeak.example")
		h.withServer(t, nil)
		h.runDue(t)
		if s := h.statuses(t); s != "sent" {
			t.Errorf("status %s", s)
		}
	})
}

func TestEachHourOldSessionsAndExpiredMailsGo(t *testing.T) {
	both(t, func(t *testing.T, h *house) {
		h.runDue(t)
		h.write(t, "mail", func(ctx context.Context, tx *store.Tx) error {
			return mail.Send(ctx, tx, mail.To{Address: "sofia@aldergrovedental.example"}, mail.AppWelcome{PartnerName: "Bluepeak IT", CompanyName: "Aldergrove",
				TemporaryPassword: "tuba-plum-4471-fern", ExpiresAt: tx.Now().Add(72 * time.Hour), Zone: "UTC"})
		})
		h.write(t, "sign-in", func(ctx context.Context, tx *store.Tx) error {
			_, err := tx.Exec(ctx, `INSERT INTO guess (key, window_start, count) VALUES ('k', $1, 3)`, tx.Now())
			return err
		})
		h.wait(71 * time.Hour)
		h.runDue(t)
		if s := h.statuses(t); s != "queued" {
			t.Errorf("status %s", s)
		}
		h.wait(time.Hour)
		h.runDue(t)
		if s := h.statuses(t); s != "voided" {
			t.Errorf("status %s", s)
		}
		left, err := store.Read(t.Context(), h.DB, access.System("sign-in"), func(tx *store.Tx) (int64, error) {
			return store.One[int64](t.Context(), tx, `SELECT COUNT(*) FROM guess`)
		})
		if err != nil || left != 0 {
			t.Errorf("%d old counters left, error %v", left, err)
		}
	})
}
