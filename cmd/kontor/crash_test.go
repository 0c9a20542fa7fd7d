package main_test

import (
	"bytes"
	"database/sql"
	"fmt"
	"math/rand/v2"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"kontor/access"
	"kontor/kontortest"
	"kontor/kontortest/count"
	"kontor/kontortest/postgres"
	"kontor/store"
)

// trust.md "Nothing lost": kill -9 at any moment loses no acknowledged write and leaves no half act.
func TestCrashOfTheServerLosesNothingAndLeavesNothingHalf(t *testing.T) {
	rounds := atLeast(2, 50)
	t.Run("sqlite", func(t *testing.T) {
		count.Ran(t, "sqlite")
		p := kontortest.Serve(t)
		crash(t, p, sqliteOf(p.Dir), rounds)
	})
	t.Run("postgres", func(t *testing.T) {
		count.Ran(t, "postgres")
		url := postgres.URL(t)
		crash(t, kontortest.Serve(t, "--database", url), url, rounds)
	})
}

func crash(t *testing.T, p *kontortest.Process, url string, rounds int) {
	t.Helper()
	dice := newDice(t)
	w := newWork(t, p)
	for range rounds {
		enough, late := int64(1+dice.IntN(6)), time.Duration(dice.IntN(40))*time.Millisecond
		done := w.begin(t, p, enough)
		<-done.enough
		<-time.After(late) // in the middle of what is under way by then
		p.Kill()
		done.wait()
		p.Start()
		w.wantWhole(t, url, time.Now())
	}
	t.Logf("%d companies were confirmed", len(w.confirmedBy(time.Now())))
	if len(w.confirmedBy(time.Now())) < rounds {
		t.Errorf("only %d companies were confirmed: the crashes met nothing", len(w.confirmed))
	}
}

// atLeast is how often something is tried: some times in a test, many under KONTOR_SOAK=1.
func atLeast(some, many int) int {
	if os.Getenv("KONTOR_SOAK") == "1" {
		return many
	}
	return some
}

// newDice always falls alike in a test, and never under KONTOR_SOAK=1 unless KONTOR_SEED says how.
func newDice(t *testing.T) *rand.Rand {
	t.Helper()
	seed := uint64(1)
	if os.Getenv("KONTOR_SOAK") == "1" {
		seed = uint64(time.Now().UnixNano())
	}
	if given, err := strconv.ParseUint(os.Getenv("KONTOR_SEED"), 10, 64); err == nil {
		seed = given
	}
	t.Logf("KONTOR_SEED=%d", seed)
	return rand.New(rand.NewPCG(seed, seed))
}

// work adds companies through the front door and remembers what was confirmed.
type work struct {
	box     *kontortest.Mailbox
	product string
	next    atomic.Int64

	mu        sync.Mutex
	confirmed []confirmed
}

// confirmed is a company that somebody was told of.
type confirmed struct {
	name string
	at   time.Time
}

// newWork sets the installation up, with a partner.
func newWork(t *testing.T, p *kontortest.Process) *work {
	t.Helper()
	w := &work{box: kontortest.NewMailbox(t)}
	maya := addPartner(t, p, setUp(t, p, w.box), w.box)
	w.confirm("Bluepeak IT") // the home company
	w.product = maya.Get("/").Follow(t, "Companies").Follow(t, "Add company").Option(t, "product", "Business")
	return w
}

func (w *work) confirm(name string) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.confirmed = append(w.confirmed, confirmed{name, time.Now()})
}

// confirmedBy are the names of what was confirmed until then.
func (w *work) confirmedBy(then time.Time) []string {
	w.mu.Lock()
	defer w.mu.Unlock()
	var names []string
	for _, c := range w.confirmed {
		if !c.at.After(then) {
			names = append(names, c.name)
		}
	}
	return names
}

// underway is work that goes on: enough is closed when so many companies were added, or the work has ended.
type underway struct {
	enough chan struct{}
	wait   func()
}

// signIn is the partner's Admin, and the address of its portal.
func (w *work) signIn(t *testing.T, p *kontortest.Process) (maya *kontortest.Client, path string) {
	t.Helper()
	maya = kontortest.NewClient(t, p.Base)
	path = maya.Get("/sign-in").Submit(t, "Sign in", kontortest.Fields{"login": "maya@bluepeak.example", "password": kontortest.Password}).
		WantStatus(t, http.StatusOK).WantText(t, "Bluepeak IT").Path
	return maya, path
}

const atOnce = 4 // clients that add companies

// begin lets clients add companies until the server is gone.
func (w *work) begin(t *testing.T, p *kontortest.Process, enough int64) underway {
	t.Helper()
	maya, path := w.signIn(t, p)
	var all sync.WaitGroup
	var added atomic.Int64
	reached := make(chan struct{})
	var once sync.Once
	stop := func() { once.Do(func() { close(reached) }) }
	for range atOnce {
		all.Go(func() {
			for w.add(t, maya, path) {
				if added.Add(1) >= enough {
					stop()
				}
			}
		})
	}
	go func() {
		all.Wait()
		stop()
	}()
	return underway{reached, all.Wait}
}

// add adds a company and reports whether the server is still there.
func (w *work) add(t *testing.T, maya *kontortest.Client, path string) bool {
	answer, err := w.try(maya, path)
	if err != nil {
		return false
	}
	if answer.Status != http.StatusSeeOther && answer.Status != http.StatusServiceUnavailable { // too busy: nothing was promised
		t.Errorf("status %d: %s", answer.Status, answer.Text())
		return false
	}
	return true
}

// try sends the form of a new company; a redirect is the confirmation.
func (w *work) try(maya *kontortest.Client, path string) (*kontortest.Page, error) {
	n := w.next.Add(1)
	name := fmt.Sprintf("Cobalt Freight %d", n)
	answer, err := maya.Try(http.MethodPost, path+"/companies", strings.NewReader(url.Values{
		"name": {name}, "country": {"DK"}, "team_name": {name}, "first_name": {"Mina"}, "last_name": {"Sørensen"},
		"email": {fmt.Sprintf("mina@cobalt%d.example", n)}, "product": {w.product}, "subscription_type": {"billable_this_month"},
		"license_count": {"12"}}.Encode()), http.Header{"Content-Type": {"application/x-www-form-urlencoded"}})
	if err == nil && answer.Status == http.StatusSeeOther {
		w.confirm(name)
	}
	return answer, err
}

func sqliteOf(dir string) string { return "sqlite:" + filepath.Join(dir, "kontor.db") }

// wantWhole fails unless the database holds everything that was confirmed by then, no half act, and no mail said to have left that never came.
func (w *work) wantWhole(t *testing.T, url string, then time.Time) {
	t.Helper()
	if file, ok := strings.CutPrefix(url, "sqlite:"); ok {
		wantIntact(t, file)
	}
	db := opened(t, url)
	defer func() {
		if err := db.Close(); err != nil {
			t.Error(err)
		}
	}()
	wrong, err := kontortest.Whole(t.Context(), db)
	if err != nil {
		t.Fatal(err)
	}
	for _, s := range wrong {
		t.Error(s)
	}
	if lost := w.lost(t, db, then); len(lost) > 0 {
		t.Errorf("confirmed and lost: %s", strings.Join(lost, ", "))
	}
	for _, address := range texts(t, db, `SELECT to_address FROM mail WHERE status = 'sent'`) {
		if len(w.box.To(address)) == 0 {
			t.Errorf("the mail to %s is said to be sent and never came", address)
		}
	}
}

// lost are the companies that were confirmed by then and are not there.
func (w *work) lost(t *testing.T, db *store.DB, then time.Time) []string {
	t.Helper()
	there := texts(t, db, `SELECT name FROM my_company`)
	slices.Sort(there)
	var lost []string
	for _, name := range w.confirmedBy(then) {
		if _, found := slices.BinarySearch(there, name); !found {
			lost = append(lost, name)
		}
	}
	return lost
}

func opened(t *testing.T, url string) *store.DB {
	t.Helper()
	db, err := store.Open(t.Context(), store.Config{URL: url, Key: bytes.Repeat([]byte{1}, 32)}) // nothing sealed is read
	if err != nil {
		t.Fatal(err)
	}
	return db
}

func texts(t *testing.T, db *store.DB, ask string) []string {
	t.Helper()
	found, err := store.Read(t.Context(), db, access.System("operator"), func(tx *store.Tx) ([]string, error) {
		return store.All[string](t.Context(), tx, ask)
	})
	if err != nil {
		t.Fatal(err)
	}
	return found
}

// wantIntact asks SQLite itself.
func wantIntact(t *testing.T, file string) {
	t.Helper()
	db, err := sql.Open("sqlite", "file:"+file+"?_pragma=busy_timeout(10000)")
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = db.Close() }() // it was read only
	var said string
	if err := db.QueryRow(`PRAGMA integrity_check`).Scan(&said); err != nil || said != "ok" {
		t.Errorf("SQLite says %q, %v", said, err)
	}
	var orphans int
	if err := db.QueryRow(`SELECT count(*) FROM pragma_foreign_key_check`).Scan(&orphans); err != nil || orphans > 0 {
		t.Errorf("%d rows refer to rows that are not there, %v", orphans, err)
	}
}
