package store

import (
	"context"
	"encoding/json"
	"fmt"
	"log/slog"
	"slices"
	"strings"
	"sync"
	"testing"

	"kontor/fail"
)

type audited struct {
	Chain, Seq     int64
	Face, Actor    string
	AccountID      *int64
	AppUserID      *int64
	IP, Action     string
	ObjectKind     string
	ObjectID       int64
	ObjectName     string
	CompanyID      *int64
	Before, After  string
	PrevHash, Hash []byte
}

func audits(t *testing.T, db *DB) []audited {
	t.Helper()
	return must[[]audited](t)(Read(t.Context(), db, machine, func(tx *Tx) ([]audited, error) {
		return All[audited](t.Context(), tx, `SELECT chain, seq, face, actor, account_id, app_user_id, ip, action, object_kind, object_id, object_name,
			company_id, before, after, prev_hash, hash FROM audit_event ORDER BY chain, seq`)
	}))
}

func verified(t *testing.T, db *DB) AuditState {
	t.Helper()
	return must[AuditState](t)(VerifyAudit(t.Context(), db))
}

func note(t *testing.T, db *DB, partner int64, action string) {
	t.Helper()
	write(t, db, machine, func(tx *Tx) error {
		tx.Audit(action, About{Kind: "partner", ID: partner, Partner: partner, Name: "p"}, map[string]int{"n": 1})
		return nil
	})
}

func TestAuditSaysWhoDidWhatToWhat(t *testing.T) {
	both(t, func(t *testing.T, db *DB) {
		write(t, db, machine, func(tx *Tx) error { return twoPartners(t.Context(), tx) })
		write(t, db, admin1.From("192.0.2.7"), func(tx *Tx) error {
			about := About{Kind: "company", ID: 4, Partner: 1, Company: 2, Name: "A\x00 & <b>", Before: map[string]string{"name": "old"}}
			tx.Audit("company.renamed", about, struct {
				Name     string
				Password Secret
			}{"A & <b>", "hunter2"})
			tx.As(machine).Audit("account.added", About{Kind: "account", ID: 5, Partner: 2}, nil)
			return nil
		})
		all := audits(t, db)
		if len(all) != 2 {
			t.Fatalf("%d events", len(all))
		}
		a, b := all[0], all[1]
		if a.Face != "partner" || a.Actor != "Maya" || *a.AccountID != 1 || a.AppUserID != nil || a.IP != "192.0.2.7" || a.Action != "company.renamed" ||
			a.ObjectKind != "company" || a.ObjectID != 4 || *a.CompanyID != 2 || a.ObjectName != "A & <b>" || a.Before != `{"name":"old"}` {
			t.Errorf("%+v", a)
		}
		if a.After != `{"Name":"A & <b>","Password":"(secret)"}` {
			t.Errorf("after: %s", a.After)
		}
		if b.Chain != 2 || b.Actor != "Maya (by operator)" || b.Face != "partner" || b.CompanyID != nil || b.After != "" {
			t.Errorf("%+v", b)
		}
		if s := verified(t, db); s.Chains != 2 || s.Events != 2 || len(s.Broken) != 0 {
			t.Errorf("%+v", s)
		}
	})
}

func TestActThatFailsLeavesNoAudit(t *testing.T) {
	both(t, func(t *testing.T, db *DB) {
		_ = db.Write(t.Context(), machine, func(tx *Tx) error {
			tx.Audit("a", About{Kind: "x"}, nil)
			return fail.NotFound("It")
		})
		err := db.Write(t.Context(), machine, func(tx *Tx) error {
			tx.Audit("b", About{Kind: "x"}, func() {}) // no JSON
			_, err := addProduct(t.Context(), tx, "Basic")
			return err
		})
		if err == nil || len(audits(t, db)) != 0 || products(t, db) != 0 {
			t.Fatalf("%v: %d events, %d products", err, len(audits(t, db)), products(t, db))
		}
	})
}

func TestEachPartnerHasAChainWithoutGapsUnderParallelActs(t *testing.T) {
	both(t, func(t *testing.T, db *DB) {
		const workers, rounds = 6, 8
		var wg sync.WaitGroup
		for w := range workers {
			wg.Go(func() {
				for r := range rounds {
					act := func(tx *Tx) error {
						for _, chain := range []int64{int64(w % 3), int64((w + r) % 3), 0} { // in any order: no deadlock
							tx.Audit("act", About{Kind: "x", ID: int64(r), Partner: chain}, w)
						}
						return nil
					}
					if err := db.Write(t.Context(), machine, act); err != nil {
						t.Error(err)
					}
				}
			})
		}
		wg.Wait()
		if s := verified(t, db); s.Chains != 3 || s.Events != workers*rounds*3 || len(s.Broken) != 0 {
			t.Fatalf("%+v", s)
		}
	})
}

func TestAuditRowsCannotBeChangedOrDeleted(t *testing.T) {
	both(t, func(t *testing.T, db *DB) {
		note(t, db, 1, "a")
		for _, text := range []string{`UPDATE audit_event SET actor = 'x'`, `DELETE FROM audit_event`} {
			if err := db.Write(t.Context(), machine, func(tx *Tx) error { _, err := tx.Exec(t.Context(), text); return err }); err == nil {
				t.Errorf("%s ran", text)
			}
		}
	})
}

func TestVerifyFindsWhatWasDoneToTheChain(t *testing.T) {
	for _, c := range []struct{ name, deed, want string }{
		{"an event changed", `UPDATE audit_event SET actor = 'x' WHERE chain = 1 AND seq = 2`, "chain 1: event 2 does not follow from 1"},
		{"a detail changed", `UPDATE audit_event SET after = '{}' WHERE chain = 1 AND seq = 1`, "chain 1: event 1 does not follow from 0"},
		{"a time changed", `UPDATE audit_event SET at = (SELECT MIN(created_at) FROM product) WHERE chain = 1 AND seq = 3`, "chain 1: event 3 does not follow from 2"},
		{"an event taken out", `DELETE FROM audit_event WHERE chain = 1 AND seq = 2`, "chain 1: event 3 does not follow from 1"},
		{"the first taken out", `DELETE FROM audit_event WHERE chain = 1 AND seq = 1`, "chain 1: event 2 does not follow from 0"},
		{"the end cut off", `DELETE FROM audit_event WHERE chain = 1 AND seq = 3`, "chain 1: its last event, 2, is not its head"},
		{"all cut off", `DELETE FROM audit_event WHERE chain = 1`, "chain 1: has a head and no events"},
		{"the head set back", `UPDATE audit_head SET seq = 2 WHERE chain = 1`, "chain 1: its last event, 3, is not its head"},
		{"the head gone", `DELETE FROM audit_head WHERE chain = 1`, "chain 1: its last event, 3, is not its head"},
		{"moved to another chain", `UPDATE audit_event SET chain = 2, seq = 2 WHERE chain = 1 AND seq = 3`, "chain 1: its last event, 2, is not its head"},
	} {
		t.Run(c.name, func(t *testing.T) {
			both(t, func(t *testing.T, db *DB) {
				write(t, db, machine, func(tx *Tx) error { _, err := addProduct(t.Context(), tx, "Basic"); return err })
				db.now = (&clock{at: epoch.AddDate(1, 0, 0)}).now
				for _, action := range []string{"a", "b", "c"} {
					note(t, db, 1, action)
				}
				note(t, db, 2, "d")
				unguarded(t, db, c.deed)
				if s := verified(t, db); !slices.Contains(s.Broken, c.want) {
					t.Errorf("%v, want %s", s.Broken, c.want)
				}
			})
		})
	}
}

// unguarded does what someone with the database's own tools could.
func unguarded(t *testing.T, db *DB, deed string) {
	t.Helper()
	drop := []string{`DROP TRIGGER audit_event_no_update`, `DROP TRIGGER audit_event_no_delete`}
	if db.dialect == Postgres {
		drop = []string{`DROP TRIGGER audit_event_frozen ON audit_event`}
	}
	for _, text := range append(drop, deed) {
		if _, err := db.w.ExecContext(t.Context(), text); err != nil {
			t.Fatal(text, err)
		}
	}
}

func TestRefusalIsNotedInTheChainOfTheOneWhoWasRefused(t *testing.T) {
	both(t, func(t *testing.T, db *DB) {
		write(t, db, machine, func(tx *Tx) error { return twoPartners(t.Context(), tx) })
		gone, cancel := context.WithCancel(t.Context())
		cancel()
		refusal := fail.Forbidden("not_permitted", "No.")
		db.Refused(gone, admin1, "add_partner", refusal)
		db.Refused(t.Context(), owner4, "view_colleagues", refusal)
		db.Refused(t.Context(), staff, "manage_staff", refusal)
		var got []string
		for _, a := range audits(t, db) {
			got = append(got, fmt.Sprint(a.Chain, " ", a.Actor, " ", a.Action, " ", a.ObjectName, " ", a.After))
		}
		want := []string{
			`0 Sue refused manage_staff {"code":"not_permitted"}`,
			`1 Maya refused add_partner {"code":"not_permitted"}`,
			`2 Olga refused view_colleagues {"code":"not_permitted"}`,
		}
		if !slices.Equal(got, want) {
			t.Errorf("%v", got)
		}
		if s := verified(t, db); len(s.Broken) != 0 {
			t.Error(s.Broken)
		}
	})
}

func TestSecretIsNeverPrinted(t *testing.T) {
	s := Secret("hunter2")
	var log strings.Builder
	slog.New(slog.NewJSONHandler(&log, nil)).Info("x", "secret", s, "within", struct{ S Secret }{s})
	text, err := json.Marshal(map[string]any{"a": s, "b": []Secret{s}, "c": &s})
	if err != nil {
		t.Fatal(err)
	}
	for _, out := range []string{fmt.Sprint(s), fmt.Sprintf("%v %+v %#v %q %x %d %s", s, struct{ S Secret }{s}, s, s, s, s, &s), log.String(), string(text)} {
		if strings.Contains(out, "hunter2") || strings.Contains(out, fmt.Sprintf("%x", "hunter2")) || !strings.Contains(out, "(secret)") {
			t.Error(out)
		}
	}
}
