package account

import (
	"context"
	"time"

	"kontor/access"
	"kontor/fail"
	"kontor/store"
)

// KeyVisit is a request by API key. The zero KeyVisit is nobody.
type KeyVisit struct {
	Key   int64
	Actor access.Actor // the maker's, as narrow as the key's scopes
}

// keySight is one row of VisitByKey: the key, and its maker with the key's partnership beside.
type keySight struct {
	sight
	KeyID      int64
	Label      string
	Prefix     string
	Words      string
	KeyPartner *int64
	ExpiresAt  *time.Time
	LastUsedAt *time.Time
}

const keyVisit = `SELECT k.id AS key_id, k.name AS label, k.prefix, k.scopes AS words, k.partnership_id AS key_partner, k.expires_at, k.last_used_at,
	a.id, COALESCE(a.partner_id, 0) AS partner_ref, a.first_name, a.last_name, a.role, a.status,
	p.name AS partner_name, p.status AS partner_status, p.home_company_id, h.partnership_id AS home_partnership,
	f.id AS partnership_id, f.type, m.id AS membership_id, m.scope
	FROM my_api_key k
	JOIN my_account a ON a.id = k.account_id
	LEFT JOIN my_partner p ON p.id = a.partner_id
	LEFT JOIN my_company h ON h.id = p.home_company_id
	LEFT JOIN my_partnership f ON f.id = k.partnership_id AND f.partner_id = p.id
	LEFT JOIN my_membership m ON m.account_id = a.id AND m.partnership_id = f.id
	WHERE k.hash = $1 AND k.revoked_at IS NULL`

// VisitByKey says for whom an API key asks: nobody, without an error, if it does not exist, was revoked or has expired, or if the person
// who made it may not sign in any more or has lost the partnership. It reads everything in one statement on every request, so that what
// happens to the key or its maker acts at once (trust.md "Who sees what").
func VisitByKey(ctx context.Context, db *store.DB, secret, ip string) (KeyVisit, error) {
	if secret == "" {
		return KeyVisit{}, nil
	}
	rows, err := store.Read(ctx, db, signer(""), func(tx *store.Tx) ([]keySight, error) {
		return store.All[keySight](ctx, tx, keyVisit, keyHash(secret))
	})
	if err != nil || len(rows) == 0 {
		return KeyVisit{}, err
	}
	r := rows[0]
	if r.ExpiresAt != nil && !db.Now().Before(*r.ExpiresAt) || r.Status != Active || r.PartnerStatus != nil && *r.PartnerStatus != Active {
		return KeyVisit{}, nil
	}
	who := access.Actor{}
	if r.KeyPartner == nil && r.Partner == 0 {
		who = access.AsStaff(r.ID, r.Role, r.Name())
	} else if f, ok := r.face(); ok && r.KeyPartner != nil {
		who = access.AsPartnerUser(f.member)
	}
	if who == (access.Actor{}) {
		return KeyVisit{}, nil
	}
	r.touch(ctx, db, ip)
	k := Key{Name: r.Label, Prefix: r.Prefix, Words: r.Words}
	return KeyVisit{Key: r.KeyID, Actor: who.ByKey(k.label(), k.Scopes()).From(ip)}, nil
}

// touch notes that the key is in use, at most once a minute, in a write of its own. A call is not refused because that failed.
func (r keySight) touch(ctx context.Context, db *store.DB, ip string) {
	if r.LastUsedAt != nil && db.Now().Sub(*r.LastUsedAt) < time.Minute {
		return
	}
	_ = db.Write(ctx, signer(""), func(tx *store.Tx) error {
		_, err := tx.Exec(ctx, `UPDATE my_api_key SET last_used_at = $1, last_used_ip = $2 WHERE id = $3 AND (last_used_at IS NULL OR last_used_at < $1)`,
			tx.Now(), short(ip, 50), r.KeyID)
		return err
	})
}

// AddKey is `kontor key add`: the operator makes an API key for a portal user, who must be allowed to make it. Partnership 0 is the user's
// main one; vendor staff have none. Fails as MakeKey, and with fail.NotFound where there is no such user or partnership of theirs.
func AddKey(ctx context.Context, db *store.DB, login string, partnership int64, d KeyDraft) (k Key, secret string, err error) {
	err = db.Write(ctx, access.System("operator"), func(tx *store.Tx) (err error) {
		c, ok, err := byLogin(ctx, tx, login)
		if err != nil {
			return err
		}
		if !ok || !c.signsIn() {
			return fail.NotFound("An active user " + login)
		}
		if !access.RoleMay(c.Role, access.ManageKeys) {
			return fail.Forbidden("not_permitted", c.Name()+" is "+string(c.Role)+", whose keys would be worth nothing. Owners, Portal Admins and partner Admins have API keys.")
		}
		of := keyOwner{account: c.ID, partner: c.Partner, role: c.Role}
		if c.Partner != 0 {
			of.partnership, err = store.One[int64](ctx, tx, `SELECT id FROM my_partnership WHERE partner_id = $1 AND (id = $2 OR $2 = 0 AND is_main)`, c.Partner, partnership)
		} else if partnership != 0 {
			err = fail.NotFound("That partnership of " + c.Name())
		}
		if err != nil {
			return err
		}
		k, secret, err = makeKey(ctx, tx, of, d)
		return err
	})
	return k, secret, err
}

// ListKeys is `kontor key list`: all API keys of the installation that are not revoked, the newest first.
func ListKeys(ctx context.Context, db *store.DB) ([]Key, error) {
	return store.Read(ctx, db, access.System("operator"), func(tx *store.Tx) ([]Key, error) {
		return store.All[Key](ctx, tx, keys+` WHERE k.revoked_at IS NULL ORDER BY k.id DESC`)
	})
}

// EndKey is `kontor key revoke`: it ends any API key. Fails with fail.NotFound and as RevokeKey.
func EndKey(ctx context.Context, db *store.DB, id int64) (Key, error) {
	return store.Write(ctx, db, access.System("operator"), func(tx *store.Tx) (Key, error) {
		k, err := keyByID(ctx, tx, id)
		if err != nil {
			return Key{}, err
		}
		maker, err := Get(ctx, tx, k.Account)
		if err != nil {
			return Key{}, err
		}
		return k.revoke(ctx, tx, maker.Partner)
	})
}
