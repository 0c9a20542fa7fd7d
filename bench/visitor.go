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
			all = append(all, v)
		}
		return all, nil
	})
}

// signInBoth signs in an Admin and a User with a list of each of the largest partnerships.
func signInBoth(ctx context.Context, address string) (whole, some []visitor, err error) {
	err = with(ctx, address, func(db *store.DB) error {
		if whole, err = signIn(ctx, db, admins); err != nil {
			return err
		}
		some, err = signIn(ctx, db, listed)
		return err
	})
	return whole, some, err
}

// runName is different for each run on one database.
func runName() string { return strings.ToLower(fmt.Sprintf("%x", time.Now().UnixNano())) }
