package account

import (
	"context"

	"kontor/access"
	"kontor/fail"
	"kontor/store"
)

// SetupLink is the address where the first Owner is set up, "" once there is an Owner. Each call makes a new one, which works once and
// for 15 minutes; the older ones end.
func SetupLink(ctx context.Context, db *store.DB) (address string, err error) {
	return store.Write(ctx, db, access.System("setup"), func(tx *store.Tx) (string, error) {
		if owned, err := owned(ctx, tx); err != nil || owned {
			return "", err
		}
		secret, _, err := NewLink(ctx, tx, Setup, Subject{}, "", setupLife)
		return tx.URL("/setup/" + secret), err
	})
}

// owned tells whether there is an Owner; one who is invited counts, as the invitation can be renewed.
func owned(ctx context.Context, tx *store.Tx) (bool, error) {
	n, err := store.One[int64](ctx, tx, `SELECT count(*) FROM my_account WHERE role = 'owner' AND status NOT IN ('removed', 'released')`)
	return n > 0, err
}

// Owned tells whether there is an Owner, so that setup is over.
func Owned(ctx context.Context, db *store.DB) (bool, error) {
	return store.Read(ctx, db, signer(""), func(tx *store.Tx) (bool, error) { return owned(ctx, tx) })
}

// OpenSetup looks at a setup link and uses nothing up. Fails with NotFound, and Conflict "link_used" or "link_expired".
func OpenSetup(ctx context.Context, db *store.DB, secret string) (Link, error) {
	return store.Read(ctx, db, signer(""), func(tx *store.Tx) (Link, error) {
		l, err := FindLink(ctx, tx, Portal, Setup, secret)
		if err != nil {
			return Link{}, err
		}
		return l, l.Works("")
	})
}

// OwnerDraft is the first Owner, as the first step of the setup wizard asks for it.
type OwnerDraft struct{ FirstName, LastName, Email, Username, Password string }

// SetUpOwner makes the first Owner, uses the setup link up and signs the Owner in. Fails with Invalid field by field, and as OpenSetup.
func SetUpOwner(ctx context.Context, db *store.DB, secret string, d OwnerDraft, ip string) (token string, err error) {
	if _, err := OpenSetup(ctx, db, secret); err != nil {
		return "", err
	}
	draft := Draft{FirstName: d.FirstName, LastName: d.LastName, Email: d.Email, Username: d.Username, Role: access.Owner}
	if err := draft.withPassword(ctx, db, d.Password); err != nil {
		return "", err
	}
	hash, err := HashPassword(ctx, d.Password)
	if err != nil {
		return "", err
	}
	return store.Write(ctx, db, access.System("setup").From(ip), func(tx *store.Tx) (string, error) {
		l, err := FindLink(ctx, tx, Portal, Setup, secret)
		if err != nil {
			return "", err
		}
		if err := l.Use(ctx, tx); err != nil {
			return "", err
		}
		if owned, err := owned(ctx, tx); err != nil {
			return "", err
		} else if owned {
			return "", Link{Used: true}.Works("")
		}
		c, err := draft.add(ctx, tx, Active, hash)
		if err != nil {
			return "", err
		}
		tx.Audit("account.owner_set_up", c.about(), map[string]any{"email": c.Email, "username": c.Username})
		return StartSession(ctx, tx, Subject{Account: c.ID}, ip, "")
	})
}

// withPassword checks draft and password together, so that the form shows all that is wrong at once.
func (d Draft) withPassword(ctx context.Context, db *store.DB, password string) error {
	var bad []fail.Field
	err := db.Read(ctx, access.System("setup"), func(tx *store.Tx) error {
		err := d.ready(ctx, tx)
		bad = fieldsOf(err)
		if len(bad) > 0 {
			return nil
		}
		return err
	})
	if err != nil {
		return err
	}
	return fail.Invalid(append(bad, fieldsOf(CheckPassword(password, d.FirstName, d.LastName, d.Username, d.Email))...)...)
}
