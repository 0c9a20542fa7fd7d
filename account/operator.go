package account

import (
	"context"

	"kontor/access"
	"kontor/fail"
	"kontor/store"
)

// AddStaff is `kontor user add`: it invites one of the vendor's staff and gives the address of the link, which the mail has too.
// Fails as Invite.
func AddStaff(ctx context.Context, db *store.DB, d Draft) (a Account, address string, err error) {
	d.Partner, d.Partnerships = 0, nil
	err = db.Write(ctx, access.System("operator"), func(tx *store.Tx) (err error) {
		a, address, err = invite(ctx, tx, d)
		return err
	})
	return a, address, err
}

// ListStaff is `kontor user list`: the vendor's people.
func ListStaff(ctx context.Context, db *store.DB) ([]Account, error) {
	return store.Read(ctx, db, access.System("operator"), func(tx *store.Tx) ([]Account, error) { return Staff(ctx, tx) })
}

// ResetPassword is `kontor user reset-password`: the password and all sessions of a portal user end at once; a mail has the link to
// choose a new one, whose address is given too (domain.md 4.8). Who was invited only gets a fresh invitation. Fails with NotFound, and
// Conflict "account_closed" for an account that may not be used.
func ResetPassword(ctx context.Context, db *store.DB, login string) (address string, err error) {
	return store.Write(ctx, db, access.System("operator"), func(tx *store.Tx) (string, error) {
		c, ok, err := byLogin(ctx, tx, login)
		if err != nil {
			return "", err
		}
		if !ok {
			return "", fail.NotFound("The user " + login)
		}
		if !c.open() {
			return "", fail.Conflict("account_closed", c.Name()+" may not sign in: "+c.Status+", partner "+c.PartnerStatus+", role "+string(c.Role)+".")
		}
		if c.Status == Invited {
			tx.Audit("account.invitation_resent", c.about(), nil)
			address, _, err := c.invite(ctx, tx, "")
			return address, err
		}
		return c.endPassword(ctx, tx, "the operator")
	})
}
