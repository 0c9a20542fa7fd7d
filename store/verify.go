package store

import (
	"bytes"
	"context"
	"fmt"
	"time"

	"kontor/access"
)

// AuditState is what VerifyAudit found.
type AuditState struct {
	Chains, Events int
	Broken         []string // one sentence for each chain that is not whole
}

// kept is a row of audit_event as it is read back.
type kept struct {
	Chain, Seq           int64
	At                   time.Time
	Face, Actor          string
	AccountID, AppUserID int64
	IP, Action           string
	ObjectKind           string
	ObjectID             int64
	ObjectName           string
	CompanyID            int64
	Before, After        string
	PrevHash, Hash       []byte
}

func (k kept) entry() entry {
	return entry{
		Chain: k.Chain, Seq: k.Seq, At: k.At.Format(entryTime), Face: k.Face, Actor: k.Actor, AccountID: k.AccountID, AppUserID: k.AppUserID,
		IP: k.IP, Action: k.Action, ObjectKind: k.ObjectKind, ObjectID: k.ObjectID, ObjectName: k.ObjectName, CompanyID: k.CompanyID,
		Before: k.Before, After: k.After,
	}
}

// VerifyAudit walks every hash chain from its first event to its head and says which do not hold: an event changed, taken out, put in,
// or cut off at the end. Memory does not grow with the number of events.
func VerifyAudit(ctx context.Context, db *DB) (AuditState, error) {
	var state AuditState
	err := db.Snapshot(ctx, access.Actor{}, func(tx *Tx) error {
		state = AuditState{}
		heads, err := All[struct {
			Chain int64
			head
		}](ctx, tx, `SELECT chain, seq, hash FROM audit_head ORDER BY chain`)
		if err != nil {
			return err
		}
		left := map[int64]head{}
		for _, h := range heads {
			left[h.Chain] = h.head
		}
		state.Chains = len(left)
		return walk(ctx, tx, &state, left)
	})
	return state, err
}

const walkedChain = `SELECT chain, seq, at, face, actor, COALESCE(account_id, 0) AS account_id, COALESCE(app_user_id, 0) AS app_user_id, ip,
	action, object_kind, object_id, object_name, COALESCE(company_id, 0) AS company_id, before, after, prev_hash, hash
	FROM audit_event ORDER BY chain, seq`

func walk(ctx context.Context, tx *Tx, state *AuditState, heads map[int64]head) error {
	var chain int64
	var end head
	bad := false
	finish := func() {
		h, ok := heads[chain]
		if !bad && (!ok || h.Seq != end.Seq || !bytes.Equal(h.Hash, end.Hash)) {
			state.Broken = append(state.Broken, fmt.Sprintf("chain %d: its last event, %d, is not its head", chain, end.Seq))
		}
		delete(heads, chain)
	}
	first := true
	err := each(ctx, tx, walkedChain, nil, func(k kept) error {
		if first || k.Chain != chain {
			if !first {
				finish()
			}
			first, chain, end, bad = false, k.Chain, head{}, false
		}
		state.Events++
		if bad {
			return nil
		}
		hash, err := k.entry().hash(end.Hash)
		if err != nil {
			return err
		}
		if k.Seq != end.Seq+1 || !bytes.Equal(k.PrevHash, end.Hash) || !bytes.Equal(k.Hash, hash) {
			bad = true
			state.Broken = append(state.Broken, fmt.Sprintf("chain %d: event %d does not follow from %d", k.Chain, k.Seq, end.Seq))
			return nil
		}
		end = head{k.Seq, k.Hash}
		return nil
	})
	if err != nil {
		return err
	}
	if !first {
		finish()
	}
	for c := range heads {
		state.Broken = append(state.Broken, fmt.Sprintf("chain %d: has a head and no events", c))
	}
	return nil
}
