package store

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/json"
	"fmt"
	"slices"
	"time"

	"kontor/access"
	"kontor/fail"
)

// About is what an act was done to. Before is its state before the act, nil where there was none.
type About struct {
	Kind    string // the table's word: "company", "app_user" …
	ID      int64
	Partner int64 // whose hash chain it stands in; 0 is the vendor's
	Company int64 // 0: none
	Name    string
	Before  any
}

// audit is an act that waits for the end of its transaction.
type audit struct {
	who, by access.Actor
	action  string
	about   About
	detail  any
}

// entry is one row of audit_event, and what its hash covers: the fields in this order, as JSON.
type entry struct {
	Chain      int64  `json:"chain"`
	Seq        int64  `json:"seq"`
	At         string `json:"at"` // RFC 3339 in UTC, with six digits
	Face       string `json:"face"`
	Actor      string `json:"actor"`
	AccountID  int64  `json:"account_id"` // 0: none, here and below
	AppUserID  int64  `json:"app_user_id"`
	IP         string `json:"ip"`
	Action     string `json:"action"`
	ObjectKind string `json:"object_kind"`
	ObjectID   int64  `json:"object_id"`
	ObjectName string `json:"object_name"`
	CompanyID  int64  `json:"company_id"`
	Before     string `json:"before"`
	After      string `json:"after"`
}

const entryTime = "2006-01-02T15:04:05.000000Z"

// hash is sha256(hash of the entry before ‖ this entry).
func (e entry) hash(before []byte) ([]byte, error) {
	text, err := json.Marshal(e)
	if err != nil {
		return nil, fmt.Errorf("store: audit: %w", err)
	}
	sum := sha256.Sum256(slices.Concat(before, text))
	return sum[:], nil
}

// Audit notes an act of this transaction (trust.md "Audit"). It is written, with the hash chain, just before the commit, and only if
// that succeeds. detail is kept as JSON; a Secret in it prints as "(secret)".
func (tx *Tx) Audit(action string, about About, detail any) {
	tx.audits = append(tx.audits, audit{who: tx.who, by: tx.by, action: action, about: about, detail: detail})
}

// head is the end of a chain.
type head struct {
	Seq  int64
	Hash []byte
}

// writeAudits appends to each chain once, in the order of the chains, so that two transactions never wait for each other in a circle.
func (tx *Tx) writeAudits(ctx context.Context) error {
	slices.SortStableFunc(tx.audits, func(a, b audit) int { return int(max(-1, min(1, a.about.Partner-b.about.Partner))) })
	for from := 0; from < len(tx.audits); {
		chain, to := tx.audits[from].about.Partner, from
		for to < len(tx.audits) && tx.audits[to].about.Partner == chain {
			to++
		}
		if err := tx.appendChain(ctx, chain, tx.audits[from:to]); err != nil {
			return fmt.Errorf("store: audit: %w", err)
		}
		from = to
	}
	return nil
}

func (tx *Tx) appendChain(ctx context.Context, chain int64, acts []audit) error {
	// The head is taken before anything is added, so that a transaction which comes second is told to run again.
	h, err := One[head](ctx, tx, `INSERT INTO audit_head (chain, seq, hash) VALUES ($1, $2, $3)
		ON CONFLICT (chain) DO UPDATE SET seq = audit_head.seq + $2 RETURNING seq, hash`, chain, len(acts), []byte{})
	if err != nil {
		return err
	}
	h.Seq -= int64(len(acts))
	for _, a := range acts {
		e, err := a.entry(chain, h.Seq+1, tx.now)
		if err != nil {
			return err
		}
		hash, err := e.hash(h.Hash)
		if err != nil {
			return err
		}
		if _, err := tx.Exec(ctx, `INSERT INTO audit_event (chain, seq, at, face, actor, account_id, app_user_id, ip, action,
				object_kind, object_id, object_name, company_id, before, after, prev_hash, hash)
			VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17)`,
			e.Chain, e.Seq, tx.now, e.Face, e.Actor, orNull(e.AccountID), orNull(e.AppUserID), e.IP, e.Action,
			e.ObjectKind, e.ObjectID, e.ObjectName, orNull(e.CompanyID), e.Before, e.After, append([]byte{}, h.Hash...), hash); err != nil {
			return err
		}
		h = head{e.Seq, hash}
	}
	// Not by UPDATE: PostgreSQL would scan the whole of so small a table, and break off who changes another chain beside it.
	_, err = tx.Exec(ctx, `INSERT INTO audit_head (chain, seq, hash) VALUES ($1, $2, $3) ON CONFLICT (chain) DO UPDATE SET hash = excluded.hash`, chain, h.Seq, h.Hash)
	return err
}

func (a audit) entry(chain, seq int64, at time.Time) (entry, error) {
	before, err := detailText(a.about.Before)
	if err != nil {
		return entry{}, err
	}
	after, err := detailText(a.detail)
	if err != nil {
		return entry{}, err
	}
	by, actor := a.by, a.by.Name()
	if key := a.by.Key(); key != "" {
		actor += " (API key " + key + ")"
	}
	if a.who.Name() != a.by.Name() {
		actor += " (by " + a.who.Name() + ")" // Tx.As: both are named
	}
	if viewer, ok := a.by.Viewer(); ok { // it is the viewer's doing, never that of who is viewed
		by, actor = viewer, viewer.Name()+" (viewing as "+actor+")"
	}
	return entry{
		Chain: chain, Seq: seq, At: at.Format(entryTime), Face: by.Face(), Actor: Clean(actor),
		AccountID: by.Account(), AppUserID: by.AppUser(), IP: Clean(a.by.IP()), Action: a.action,
		ObjectKind: a.about.Kind, ObjectID: a.about.ID, ObjectName: Clean(a.about.Name), CompanyID: a.about.Company,
		Before: before, After: after,
	}, nil
}

func detailText(v any) (string, error) {
	if v == nil {
		return "", nil
	}
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	if err := e.Encode(v); err != nil {
		return "", err
	}
	return string(bytes.TrimRight(b.Bytes(), "\n")), nil
}

// orNull is NULL for 0.
func orNull(id int64) any {
	if id == 0 {
		return nil
	}
	return id
}

// mostWait is how long a refusal may take to be noted.
const mostWait = 5 * time.Second

// Refused notes, in a transaction of its own, that who was refused what (trust.md "Audit": every refusal of a right). It returns
// nothing: the refusal stands whether or not it could be noted, and a failure to note it is logged.
func (db *DB) Refused(ctx context.Context, who access.Actor, what string, err error) {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), mostWait) // the asker may be gone
	defer cancel()
	failed := db.write(ctx, who, func(tx *Tx) error {
		about := About{Kind: "right", Name: what, Partner: who.Partner(), Company: who.Company()}
		if who.Company() != 0 {
			var e error
			if about.Partner, _, e = Maybe[int64](ctx, tx, `SELECT c.partner_id FROM my_company c WHERE c.id = $1`, who.Company()); e != nil {
				return e
			}
		}
		tx.Audit("refused", about, map[string]string{"code": fail.CodeOf(err)})
		return nil
	})
	if failed != nil {
		db.log.ErrorContext(ctx, "a refusal could not be noted in the audit", "what", what, "actor", who.Name(), "error", failed)
	}
}
