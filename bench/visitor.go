package bench

import (
	"context"
	"fmt"
	"strings"
	"time"

	"kontor/access"
	"kontor/account"
	"kontor/store"
)

// visitor is somebody who is signed in while a workload runs.
type visitor struct {
	PartnershipID, AccountID int64
	token                    string
	keys                     []string
}

// key is one of the visitor's API keys, another each time: one key may call only so often in a minute.
func (v visitor) key(i int) string { return v.keys[i%len(v.keys)] }

// cast is who is signed in on one database.
type cast struct {
	base   string    // where the server listens
	admins []visitor // of the largest partnerships
	users  []visitor // with a list, of the same
	staff  []visitor // the Owner
}

// topShare: the visitors are of the largest two in a hundred partnerships. These are the same sizes in the whole installation and in
// the tenth of it, and their lists fill a page also for Users with a list.
const topShare = 50

// The two kinds of visitor that are measured.
const (
	admins = `SELECT x.partnership_id, min(a.id) AS account_id FROM my_account a JOIN my_membership x ON x.account_id = a.id
		WHERE a.role = 'admin' AND x.partnership_id = $1 GROUP BY x.partnership_id`
	listed = `SELECT x.partnership_id, min(a.id) AS account_id FROM my_account a JOIN my_membership x ON x.account_id = a.id
		WHERE x.scope = 'listed' AND x.partnership_id = $1 GROUP BY x.partnership_id`
)

// signIn gives one visitor of a kind in each of the largest partnerships a session that is fresh, as nobody's is touched while it runs.
func signIn(ctx context.Context, db *store.DB, kind string) ([]visitor, error) {
	who := access.System("operator")
	return store.Write(ctx, db, who, func(tx *store.Tx) ([]visitor, error) {
		largest, err := store.All[int64](ctx, tx, `SELECT p.id FROM my_partnership p ORDER BY
			(SELECT count(*) FROM my_company c WHERE c.partnership_id = p.id) DESC, p.id LIMIT (SELECT (count(*) + $1 - 1) / $1 FROM my_partnership)`, topShare)
		if err != nil {
			return nil, err
		}
		var all []visitor
		for _, id := range largest {
			v, err := store.One[visitor](ctx, tx, kind, id)
			if err != nil {
				return nil, err
			}
			if v.token, err = account.StartSession(ctx, tx, account.Subject{Account: v.AccountID}, "127.0.0.1", "bench"); err != nil {
				return nil, err
			}
			if err := v.giveKeys(ctx, tx); err != nil {
				return nil, err
			}
			all = append(all, v)
		}
		return all, nil
	})
}

// keysOfVisitor is enough for every workload within a minute (the API lets each make 600 calls).
const keysOfVisitor = 25

// The API keys of a visitor. Those of a User with a list are of somebody who made them as an Admin and has become a User since.
const (
	partnerKey = `INSERT INTO api_key (partner_id, partnership_id, account_id, name, prefix, hash, scopes, created_at, last_used_at)
		SELECT p.partner_id, p.id, $2, 'Measured', $3, $4, 'companies:write users:write', $5, $6 FROM my_partnership p WHERE p.id = $1`
	staffKey = `INSERT INTO api_key (partner_id, partnership_id, account_id, name, prefix, hash, scopes, created_at, last_used_at)
		SELECT NULL, NULL, $2, 'Measured', $3, $4, 'companies:write vendor:read', $5, $6 FROM my_vendor v WHERE $1 = 0`
)

// giveKeys gives a visitor keys that are noted as used, so that no call notes it while it is measured: a key in use does once a minute.
func (v *visitor) giveKeys(ctx context.Context, tx *store.Tx) error {
	text := partnerKey
	if v.PartnershipID == 0 {
		text = staffKey
	}
	for range keysOfVisitor {
		secret := "kontor_" + store.NewSecret()
		if _, err := tx.Exec(ctx, text, v.PartnershipID, v.AccountID, secret[:13], store.HashSecret("api key", secret), tx.Now(), tx.Now().Add(24*time.Hour)); err != nil {
			return err
		}
		v.keys = append(v.keys, secret)
	}
	return nil
}

// signInStaff signs in the Owner.
func signInStaff(ctx context.Context, db *store.DB) (visitor, error) {
	return store.Write(ctx, db, access.System("operator"), func(tx *store.Tx) (v visitor, err error) {
		v = visitor{AccountID: 1}
		if v.token, err = account.StartSession(ctx, tx, account.Subject{Account: v.AccountID}, "127.0.0.1", "bench"); err != nil {
			return v, err
		}
		return v, v.giveKeys(ctx, tx)
	})
}

// signInAll signs in an Admin and a User with a list of each of the largest partnerships, and the Owner.
func signInAll(ctx context.Context, address string) (c cast, err error) {
	err = with(ctx, address, func(db *store.DB) error {
		if c.admins, err = signIn(ctx, db, admins); err != nil {
			return err
		}
		if c.users, err = signIn(ctx, db, listed); err != nil {
			return err
		}
		owner, err := signInStaff(ctx, db)
		c.staff = []visitor{owner}
		return err
	})
	return c, err
}

// runName is different for each run on one database.
func runName() string { return strings.ToLower(fmt.Sprintf("%x", time.Now().UnixNano())) }
