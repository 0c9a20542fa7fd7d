package bench

import (
	"context"
	"crypto/aes"
	"crypto/cipher"
	"database/sql"
	"encoding/json"
	"errors"
	"log"
	"net"
	"net/http"
	"net/url"
	"runtime"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	_ "github.com/jackc/pgx/v5/stdlib" // registers the driver
)

// floor answers what Kontor answers, as barely as it can be done with net/http and database/sql: prepared statements by hand, no
// framework, no rights beyond the one condition, JSON instead of a page.
type floor struct {
	r, w  *sql.DB
	write *sql.TxOptions
	seal  cipher.AEAD
	again atomic.Int64 // transactions that PostgreSQL had to break off
	turn  sync.RWMutex // what runs again, runs alone, as in store

	mu    sync.Mutex
	stmts map[string]*sql.Stmt
}

// ServeFloor answers as the bare floor over the database at address until ctx is done.
func ServeFloor(ctx context.Context, address, listen string) error {
	f, err := openFloor(ctx, address)
	if err != nil {
		return err
	}
	listener, err := net.Listen("tcp", listen)
	if err != nil {
		return errors.Join(err, f.close())
	}
	s := &http.Server{Handler: f.handler(), ReadHeaderTimeout: 5 * time.Second}
	context.AfterFunc(ctx, func() { _ = s.Close() }) // nothing is lost: the load has ended
	err = s.Serve(listener)
	if errors.Is(err, http.ErrServerClosed) {
		err = nil
	}
	return errors.Join(err, f.close())
}

// openFloor gives its connections the settings that store gives its own.
func openFloor(ctx context.Context, address string) (*floor, error) {
	f := &floor{write: &sql.TxOptions{}, stmts: map[string]*sql.Stmt{}}
	var err error
	if path, ok := strings.CutPrefix(address, "sqlite:"); ok {
		const each = "?_pragma=busy_timeout(5000)&_pragma=journal_mode(WAL)&_pragma=synchronous(FULL)&_pragma=foreign_keys(1)" +
			"&_pragma=journal_size_limit(67108864)&_time_format=sqlite&_timezone=UTC"
		file := "file:" + (&url.URL{Path: path}).EscapedPath() + each
		f.r, err = pool("sqlite", file+"&_pragma=query_only(1)", max(4, 2*runtime.NumCPU()))
		if err == nil {
			f.w, err = pool("sqlite", file+"&_txlock=immediate", 1)
		}
	} else {
		f.write.Isolation = sql.LevelSerializable
		if f.r, err = pool("pgx", address, 16); err == nil {
			f.w, err = pool("pgx", address, 16)
		}
	}
	if err != nil {
		return nil, err
	}
	block, err := aes.NewCipher(Key)
	if err != nil {
		return nil, err
	}
	if f.seal, err = cipher.NewGCMWithRandomNonce(block); err != nil {
		return nil, err
	}
	return f, f.r.PingContext(ctx)
}

func (f *floor) close() error {
	if n := f.again.Load(); n > 0 {
		log.Printf("%d transactions broken off", n)
	}
	return errors.Join(f.r.Close(), f.w.Close())
}

func (f *floor) handler() http.Handler {
	m := http.NewServeMux()
	m.HandleFunc("GET /readyz", func(w http.ResponseWriter, r *http.Request) {
		f.answer(w, http.StatusOK, nil, f.r.PingContext(r.Context()))
	})
	m.HandleFunc("GET /p/{partnership}/companies", f.list)
	m.HandleFunc("POST /p/{partnership}/companies", f.add)
	m.HandleFunc("GET "+apiRoot+"/companies", f.list)
	m.HandleFunc("POST "+apiRoot+"/companies", f.add)
	m.HandleFunc("GET /admin/search", f.find)
	m.HandleFunc("GET "+apiRoot+"/search", f.find)
	return m
}

func pool(driver, address string, size int) (*sql.DB, error) {
	p, err := sql.Open(driver, address)
	if err == nil {
		p.SetMaxOpenConns(size)
		p.SetMaxIdleConns(size)
	}
	return p, err
}

// on is the statement, prepared once for the pool.
func (f *floor) on(ctx context.Context, p *sql.DB, text string) (*sql.Stmt, error) {
	key := "r " + text
	if p != f.r {
		key = "w " + text
	}
	if s, ok := f.prepared(key); ok {
		return s, nil
	}
	s, err := p.PrepareContext(context.WithoutCancel(ctx), text)
	if err == nil {
		f.mu.Lock()
		defer f.mu.Unlock()
		f.stmts[key] = s
	}
	return s, err
}

func (f *floor) prepared(key string) (*sql.Stmt, bool) {
	f.mu.Lock()
	defer f.mu.Unlock()
	s, ok := f.stmts[key]
	return s, ok
}

var errNobody = errors.New("nobody")

func (f *floor) answer(w http.ResponseWriter, status int, body any, err error) {
	switch {
	case errors.Is(err, errNobody):
		w.WriteHeader(http.StatusForbidden)
	case err != nil:
		http.Error(w, err.Error(), http.StatusInternalServerError)
	default:
		w.Header().Set("Content-Type", "application/json")
		w.WriteHeader(status)
		_ = json.NewEncoder(w).Encode(body) // the client went away
	}
}

// floorRow is a line of the list.
type floorRow struct {
	ID                 int64
	Name               string
	Kind, Status       string
	BillingStart       string
	CreatedAt          time.Time
	HasLogo            bool
	First, Last        *string
	Product            *string
	LicenseCount, Used int64
}

const (
	listColumns = `SELECT c.id, c.name, c.kind, c.status, c.billing_start, c.created_at, c.logo_id IS NOT NULL, u.first_name, u.last_name, p.name, s.license_count, s.used FROM (`
	listWhole   = `SELECT * FROM company c WHERE c.partnership_id = $1 AND c.status NOT IN ('purged', 'deleted')`
	listListed  = `SELECT c.* FROM assignment a JOIN company c ON c.id = a.company_id
		WHERE a.membership_id = $2 AND c.partnership_id = $1 AND c.status NOT IN ('purged', 'deleted')`
	listHolds = ` AND c.search_key LIKE $3 ESCAPE '!'`
	listFirst = ` ORDER BY c.name_key, c.id LIMIT 51`
	listJoins = `) c LEFT JOIN app_user u ON u.id = c.owner_id LEFT JOIN subscription s ON s.company_id = c.id AND s.ended_at IS NULL
		LEFT JOIN product p ON p.id = s.product_id ORDER BY c.name_key, c.id`
)

// listOf is the statement for who sees all of a partnership's companies, or those of a list, and for a word to be found.
func listOf(s seat, word string) (text string, args []any) {
	text, args = listColumns+listWhole, []any{s.partnership}
	if s.scope == "listed" {
		text, args = listColumns+listListed, append(args, s.membership)
	}
	if word != "" {
		args = append(args, like(word))
		text += strings.Replace(listHolds, "$3", "$"+strconv.Itoa(len(args)), 1)
	}
	return text + listFirst + listJoins, args
}

// like is the pattern of a text anywhere; no text here holds a sign that means something in it.
func like(word string) string { return "%" + strings.ToLower(word) + "%" }

// list is W1, and W2 in a partner's companies: the first 50 companies by name, with user counts, and whether there are more.
func (f *floor) list(w http.ResponseWriter, r *http.Request) {
	s, err := f.seat(r)
	if err != nil {
		f.answer(w, 0, nil, err)
		return
	}
	text, args := listOf(s, r.URL.Query().Get("q"))
	stmt, err := f.on(r.Context(), f.r, text)
	if err != nil {
		f.answer(w, 0, nil, err)
		return
	}
	found, err := stmt.QueryContext(r.Context(), args...)
	if err != nil {
		f.answer(w, 0, nil, err)
		return
	}
	defer found.Close()
	var rows []floorRow
	for found.Next() {
		var c floorRow
		if err := found.Scan(&c.ID, &c.Name, &c.Kind, &c.Status, &c.BillingStart, &c.CreatedAt, &c.HasLogo, &c.First, &c.Last, &c.Product,
			&c.LicenseCount, &c.Used); err != nil {
			f.answer(w, 0, nil, err)
			return
		}
		rows = append(rows, c)
	}
	more := len(rows) > 50
	if more {
		rows = rows[:50]
	}
	f.answer(w, http.StatusOK, map[string]any{"companies": rows, "more": more}, found.Err())
}
