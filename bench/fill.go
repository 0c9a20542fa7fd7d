package bench

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"strings"
	"time"

	"kontor/access"
	"kontor/report"
	"kontor/store"
)

// Key seals secrets in measured databases. It protects nothing: all data is made up.
var Key = []byte("bench-bench-bench-bench-bench-32")

// Fill migrates the empty database at address and fills it with so many companies and what belongs to them. Two runs with the same seed
// make the same rows. The size of everything else follows: see the constants above.
func Fill(ctx context.Context, address string, companies int, seed uint64) error {
	if err := migrate(ctx, address); err != nil {
		return err
	}
	s, err := openSink(ctx, address)
	if err != nil {
		return err
	}
	w := &world{sink: s, ctx: ctx, r: rand.New(rand.NewPCG(seed, 0x6b6f6e746f72)), users: newDeck(usersOfTen), changes: newDeck(changesOfTen)}
	w.begin()
	w.ground()
	for i, n := range sizes(companies, w.r) {
		w.partner(int64(i)+1, n)
	}
	if w.err != nil {
		return w.err
	}
	if err := s.close(ctx); err != nil {
		return err
	}
	return with(ctx, address, func(db *store.DB) error { return errors.Join(db.Analyze(ctx), countMonths(ctx, db)) })
}

// countMonths does what the timetable would in the first minute, so that nobody is measured beside it.
func countMonths(ctx context.Context, db *store.DB) error {
	who := access.System("timetable")
	all, err := store.Snapshot(ctx, db, who, func(tx *store.Tx) ([]report.CountedMonth, error) { return report.CountMonths(ctx, tx) })
	if err != nil {
		return err
	}
	return db.Write(ctx, who, func(tx *store.Tx) error { return report.KeepMonths(ctx, tx, all) })
}

func openSink(ctx context.Context, address string) (*sink, error) {
	if path, ok := strings.CutPrefix(address, "sqlite:"); ok {
		return sqliteSink(ctx, path)
	}
	return postgresSink(ctx, address)
}

func migrate(ctx context.Context, address string) error {
	return with(ctx, address, func(db *store.DB) error { return db.Migrate(ctx) })
}

func with(ctx context.Context, address string, do func(*store.DB) error) error {
	db, err := store.Open(ctx, store.Config{URL: address, Key: Key})
	if err != nil {
		return err
	}
	if err := do(db); err != nil {
		_ = db.Close() // the first failure is the one to tell
		return err
	}
	return db.Close()
}

// world writes the installation partner by partner. The first failure stays, and the rest does nothing.
type world struct {
	sink           *sink
	ctx            context.Context
	r              *rand.Rand
	users, changes deck
	err            error
	parent         int64 // of the next partner, if it is a child MSP; its home company is child
	child          int64
	// the last ids given
	company, subscription, appUser, account, membership, fact, start, status, holder, event int64

	team []actor // of the partner that is being written
	seq  int64   // of its last event
}

func (w *world) add(table string, values ...any) {
	if w.err == nil {
		w.err = w.sink.add(w.ctx, table, values...)
	}
}

func (w *world) begin() {
	const facts = " effective_at recorded_at actor"
	for _, t := range [][2]string{
		{"product", "id name name_key created_at"},
		{"price_list", "id name name_key created_at"},
		{"price_entry", "id price_list_id product_id currency valid_from model unit_price recorded_at actor"},
		{"partner", "id parent_id name name_key country time_zone home_company_id had_active_admin created_at"},
		{"partnership", "id partner_id type billing_zone currency price_list_id payment_terms bill_to_id created_at"},
		{"account", "id partner_id email email_key username username_key first_name last_name role status created_at accepted_at"},
		{"membership", "id partner_id partnership_id account_id scope"},
		{"company", "id partner_id partnership_id kind child_partner_id name name_key search_key country city team_name owner_id billing_start created_at"},
		{"assignment", "membership_id company_id partner_id partnership_id"},
		{"subscription", "id partner_id partnership_id company_id product_id license_count used created_at"},
		{"app_user", "id partner_id partnership_id company_id subscription_id email email_key first_name last_name name_key role status created_at accepted_at"},
		{"license_fact", "id partner_id partnership_id company_id subscription_id product_id license_count" + facts},
		{"billing_start_fact", "id partner_id partnership_id company_id billing_start" + facts},
		{"company_status_fact", "id partner_id partnership_id company_id status" + facts},
		{"holder_fact", "id partner_id partnership_id company_id" + facts},
		{"audit_event", "id chain seq at face actor account_id ip action object_kind object_id object_name company_id before after prev_hash hash"},
		{"audit_head", "chain seq hash"},
	} {
		w.sink.table(t[0], t[1])
	}
}

// ground is what all partners share: the product, its price, and the Owner.
func (w *world) ground() {
	first := lastDay.AddDate(-2, 0, 0)
	w.add("product", int64(1), "Standard", "standard", first)
	w.add("price_list", int64(1), "Partners", "partners", first)
	w.add("price_entry", int64(1), int64(1), int64(1), "EUR", first.Format(time.DateOnly), "per_unit", int64(490), first, "Olga Owner")
	w.account++
	w.add("account", w.account, nil, "owner@example.com", "owner@example.com", "owner", "owner", "Olga", "Owner", "owner", "active", first, first)
}

// partner writes a partner with its partnership, people and companies. One in twenty is a reseller, and the one after it its child MSP.
func (w *world) partner(id int64, companies int) {
	created := lastDay.AddDate(-1, 0, -30)
	name := fmt.Sprintf("%s Partner %d", pick(w.r, beginnings), id)
	home, parent, payer, kind := w.company+1, any(nil), any(nil), "msp"
	if id%20 == 10 {
		kind = "reseller"
	}
	child := w.parent != 0
	if child {
		home, parent, payer = w.child, w.parent, w.parent // a partnership has its partner's id
		w.parent = 0
	}
	w.add("partner", id, parent, name, folded(name), "DE", "Europe/Berlin", home, true, created)
	w.add("partnership", id, id, kind, "Europe/Berlin", "EUR", int64(1), "invoice", payer, created)
	w.team, w.seq = nil, 0
	listed := w.people(id, created)
	for k := range companies {
		c := companyRow{partner: id, keeper: id, kind: "customer", created: created.Add(time.Duration(w.r.Int64N(int64(390 * 24 * time.Hour)))).Truncate(time.Microsecond)}
		switch {
		case k == 0 && !child:
			c.kind = "home"
		case k == 1 && kind == "reseller":
			c.kind, c.child, c.keeper = "msp", id+1, id+1
			w.parent, w.child = id, w.company+1
		}
		w.addCompany(c)
		if k%2 == 0 { // one in eight for each of four
			w.add("assignment", listed[k/2%listedOfPartner], w.company, id, id)
		}
	}
	w.add("audit_head", id, w.seq, noHash)
}

// people writes the portal users and gives the memberships of those with a list.
func (w *world) people(partner int64, created time.Time) []int64 {
	var listed []int64
	for k := range accountsOfPartner {
		role, scope := "user", "all"
		switch {
		case k < 2:
			role = "admin"
		case k >= accountsOfPartner-listedOfPartner:
			scope = "listed"
		}
		w.account++
		login := fmt.Sprintf("u%d", w.account)
		first, last := pick(w.r, firstNames), pick(w.r, lastNames)
		if scope == "all" {
			w.team = append(w.team, actor{w.account, first + " " + last})
		}
		w.add("account", w.account, partner, login+"@partner.example", login+"@partner.example", login, login, first, last, role, "active", created, created)
		w.membership++
		w.add("membership", w.membership, partner, partner, w.account, scope)
		if scope == "listed" {
			listed = append(listed, w.membership)
		}
	}
	return listed
}
