package bench

import (
	"context"
	"crypto/rand"
	"crypto/sha256"
	"database/sql"
	"encoding/hex"
	"encoding/json"
	"errors"
	mathrand "math/rand/v2"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"

	"github.com/jackc/pgx/v5/pgconn"
)

// act is the transaction of W3 by hand. The first failure stays, and the rest does nothing.
type act struct {
	*floor
	ctx context.Context
	tx  *sql.Tx
	now time.Time
	err error

	later []string // texts to prepare for the pool
}

// stmt is prepared once for the pool. Inside a transaction the pool's one connection is taken, so what is new is prepared there for now
// and for the pool when the transaction is over.
func (a *act) stmt(text string) *sql.Stmt {
	if s, ok := a.prepared("w " + text); ok {
		return a.tx.StmtContext(a.ctx, s)
	}
	a.later = append(a.later, text)
	s, err := a.tx.PrepareContext(a.ctx, text)
	if err != nil {
		a.err = err
		return nil
	}
	return s
}

func (a *act) end() {
	_ = a.tx.Rollback() // after a commit it does nothing
	for _, text := range a.later {
		_, _ = a.on(a.ctx, a.w, text) // the next to need it will meet the failure
	}
}

func (a *act) exec(text string, args ...any) {
	if a.err != nil {
		return
	}
	if s := a.stmt(text); s != nil {
		_, a.err = s.ExecContext(a.ctx, args...)
	}
}

func (a *act) get(text string, args []any, to ...any) {
	if a.err != nil {
		return
	}
	if s := a.stmt(text); s != nil {
		a.err = s.QueryRowContext(a.ctx, args...).Scan(to...)
	}
}

// add is W3. It writes every row that Kontor writes for a new customer, the audit's hashes and the sealed mail included.
func (f *floor) add(w http.ResponseWriter, r *http.Request) {
	s, err := f.seat(r)
	if err != nil {
		f.answer(w, 0, nil, err)
		return
	}
	if err := formOf(r); err != nil {
		f.answer(w, 0, nil, err)
		return
	}
	count, err := strconv.ParseInt(r.PostFormValue("license_count"), 10, 64)
	if err != nil || r.PostFormValue("name") == "" || !strings.Contains(r.PostFormValue("email"), "@") {
		f.answer(w, http.StatusUnprocessableEntity, "bad form", nil)
		return
	}
	var made int64
	for try := 1; try <= 10; try++ { // again as store does it
		if try == 1 {
			f.turn.RLock()
			made, err = f.create(r, s, count)
			f.turn.RUnlock()
		} else {
			f.turn.Lock()
			made, err = f.create(r, s, count)
			f.turn.Unlock()
		}
		if broken := (*pgconn.PgError)(nil); !errors.As(err, &broken) || broken.Code != "40001" && broken.Code != "40P01" {
			break
		}
		f.again.Add(1)
		time.Sleep(mathrand.N(min(200*time.Millisecond, time.Millisecond<<try)))
	}
	f.answer(w, wanted(r), map[string]int64{"id": made}, err)
}

// formOf reads the form, or the JSON of the API as if it were one.
func formOf(r *http.Request) error {
	if r.Header.Get("Content-Type") != "application/json" {
		return r.ParseMultipartForm(1 << 20)
	}
	var n newCompany
	if err := json.NewDecoder(r.Body).Decode(&n); err != nil {
		return err
	}
	r.PostForm = url.Values{"name": {n.Name}, "country": {n.Country}, "team_name": {n.TeamName}, "street": {n.Street}, "postal_code": {n.PostalCode}, "city": {n.City},
		"phone": {n.Phone}, "website": {n.Website}, "reference": {n.Reference}, "first_name": {n.Owner.FirstName}, "last_name": {n.Owner.LastName},
		"email": {n.Owner.Email}, "subscription_type": {n.SubscriptionType}, "license_count": {strconv.FormatInt(n.LicenseCount, 10)}}
	return nil
}

const payable = `SELECT q.payment_terms, EXISTS (SELECT 1 FROM payment_method m WHERE m.partnership_id = q.id AND m.removed_at IS NULL), EXISTS (
	SELECT 1 FROM price_entry e WHERE e.price_list_id = q.price_list_id AND e.product_id = $2 AND e.currency = q.currency AND e.valid_from <= $3)
	FROM partnership f JOIN partner p ON p.id = f.partner_id JOIN partnership q ON q.id = COALESCE(f.bill_to_id, f.id)
	WHERE f.id = $1 AND p.status = 'active'`

func (f *floor) create(r *http.Request, s seat, count int64) (company int64, err error) {
	tx, err := f.w.BeginTx(r.Context(), f.write)
	if err != nil {
		return 0, err
	}
	a := &act{floor: f, ctx: r.Context(), tx: tx, now: time.Now().UTC().Truncate(time.Microsecond)}
	defer a.end()
	v := r.PostFormValue
	var terms string
	var card, priced bool
	a.get(payable, []any{s.partnership, 1, a.now.Format(time.DateOnly)}, &terms, &card, &priced)
	if a.err == nil && (!priced || terms == "card" && !card) {
		a.err = errNobody
	}
	var sub, user int64
	name, owner := v("name"), v("first_name")+" "+v("last_name")
	a.get(`INSERT INTO company (partner_id, partnership_id, kind, name, name_key, search_key, country, street, postal_code, city, region, phone, website,
		vat_number, reference, team_name, billing_start, created_at) VALUES ($1, $2, 'customer', $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17) RETURNING id`,
		[]any{s.partner, s.partnership, name, strings.ToLower(name), strings.ToLower(name + " " + owner + " " + v("email")), v("country"), v("street"),
			v("postal_code"), v("city"), v("region"), v("phone"), v("website"), v("vat_number"), v("reference"), v("team_name"), v("subscription_type"), a.now}, &company)
	a.get(`INSERT INTO subscription (partner_id, partnership_id, company_id, product_id, license_count, used, created_at) VALUES ($1, $2, $3, 1, $4, 1, $5) RETURNING id`,
		[]any{s.partner, s.partnership, company, count, a.now}, &sub)
	a.facts(s, company, sub, count, v("subscription_type"))
	password := make([]byte, 16)
	rand.Read(password) // never fails
	hash := sha256.Sum256(password)
	a.get(`INSERT INTO app_user (partner_id, partnership_id, company_id, subscription_id, email, email_key, first_name, last_name, name_key, role, status,
		password_hash, temporary_until, created_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, 'administrator', 'invited', $10, $11, $12) RETURNING id`,
		[]any{s.partner, s.partnership, company, sub, v("email"), strings.ToLower(v("email")), v("first_name"), v("last_name"), strings.ToLower(owner),
			hex.EncodeToString(hash[:]), a.now.Add(72 * time.Hour), a.now}, &user)
	a.exec(`UPDATE company SET owner_id = $1 WHERE id = $2`, user, company)
	a.tell(s, company, user, r)
	if a.err != nil {
		return 0, a.err
	}
	return company, tx.Commit()
}

func (a *act) facts(s seat, company, sub, count int64, start string) {
	a.exec(`INSERT INTO license_fact (partner_id, partnership_id, company_id, subscription_id, product_id, license_count, effective_at, recorded_at, actor)
		VALUES ($1, $2, $3, $4, 1, $5, $6, $6, $7)`, s.partner, s.partnership, company, sub, count, a.now, s.name)
	a.exec(`INSERT INTO billing_start_fact (partner_id, partnership_id, company_id, billing_start, effective_at, recorded_at, actor)
		VALUES ($1, $2, $3, $4, $5, $5, $6)`, s.partner, s.partnership, company, start, a.now, s.name)
	a.exec(`INSERT INTO company_status_fact (partner_id, partnership_id, company_id, status, effective_at, recorded_at, actor)
		VALUES ($1, $2, $3, 'active', $4, $4, $5)`, s.partner, s.partnership, company, a.now, s.name)
	a.exec(`INSERT INTO holder_fact (partner_id, partnership_id, company_id, effective_at, recorded_at, actor) VALUES ($1, $2, $3, $4, $4, $5)`,
		s.partner, s.partnership, company, a.now, s.name)
}

// letterBytes is about the length of a welcome mail, HTML and text.
const letterBytes = 9 << 10

// tell writes mail, job, events and audit.
func (a *act) tell(s seat, company, user int64, r *http.Request) {
	email := r.PostFormValue("email")
	a.exec(`INSERT INTO mail (partner_id, company_id, app_user_id, kind, message_id, to_name, to_address, subject, sealed, secret, next_attempt_at, expires_at, created_at)
		VALUES ($1, $2, $3, 'app_welcome', $4, $5, $6, 'Welcome', $7, TRUE, $8, $9, $8)`, s.partner, company, user, rand.Text(), s.name, email,
		a.seal.Seal(nil, nil, make([]byte, letterBytes), nil), a.now, a.now.Add(72*time.Hour))
	a.exec(`INSERT INTO river_job (args, kind, max_attempts, queue) VALUES ('{}', 'nothing', 1, 'nobody')`)
	detail, err := json.Marshal(r.PostForm)
	if err != nil {
		a.err = err
		return
	}
	for _, kind := range []string{"company.added", "app_user.added"} {
		a.exec(`INSERT INTO event (kind, company_id, payload, created_at) VALUES ($1, $2, $3, $4)`, kind, company, string(detail), a.now)
	}
	var seq int64
	var hash []byte
	a.get(`INSERT INTO audit_head (chain, seq, hash) VALUES ($1, 2, $2) ON CONFLICT (chain) DO UPDATE SET seq = audit_head.seq + 2 RETURNING seq - 2, hash`,
		[]any{s.partner, []byte{}}, &seq, &hash)
	for _, action := range []string{"company.added", "app_user.added"} {
		sum := sha256.Sum256(append(hash, detail...))
		seq++
		a.exec(`INSERT INTO audit_event (chain, seq, at, face, actor, account_id, action, object_kind, object_id, object_name, company_id, after, prev_hash, hash)
			VALUES ($1, $2, $3, 'partner', $4, $5, $6, 'company', $7, $8, $7, $9, $10, $11)`,
			s.partner, seq, a.now, s.name, s.account, action, company, r.PostFormValue("name"), string(detail), append([]byte{}, hash...), sum[:])
		hash = sum[:]
	}
	a.exec(`INSERT INTO audit_head (chain, seq, hash) VALUES ($1, $2, $3) ON CONFLICT (chain) DO UPDATE SET hash = excluded.hash`, s.partner, seq, hash)
}
