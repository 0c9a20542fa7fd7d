package account

import (
	"context"

	"kontor/access"
	"kontor/fail"
	"kontor/mail"
	"kontor/store"
)

// StaffMember is one of the vendor's own people. Fails with fail.Forbidden, fail.NotFound for partner users, and fail.Conflict
// "account_closed" for who was removed.
func StaffMember(ctx context.Context, tx *store.Tx, id int64) (Account, error) {
	c, err := staffMember(ctx, tx, id)
	return c.Account, err
}

func staffMember(ctx context.Context, tx *store.Tx, id int64) (credentials, error) {
	if err := tx.May(access.ManageStaff); err != nil {
		return credentials{}, err
	}
	c, err := byID(ctx, tx, id)
	switch {
	case err != nil:
	case c.Partner != 0:
		err = fail.NotFound("The user")
	case c.Status == Removed:
		err = fail.Conflict("account_closed", c.Name()+" was removed.")
	}
	return c, err
}

// LastOwner reports whether this is the last active Owner, who can't be removed or given another role (domain.md 7).
func LastOwner(ctx context.Context, tx *store.Tx, a Account) (bool, error) {
	if a.Partner != 0 || a.Role != access.Owner || a.Status != Active {
		return false, nil
	}
	others, err := store.One[int64](ctx, tx, `SELECT count(*) FROM my_account a
		WHERE a.partner_id IS NULL AND a.role = 'owner' AND a.status = 'active' AND a.id <> $1`, a.ID)
	return err == nil && others == 0, err
}

// keepOwner refuses what would leave the installation without an active Owner, by any road and in any race: two Owners who remove each
// other at once are one transaction after the other.
func keepOwner(ctx context.Context, tx *store.Tx, a Account) error {
	last, err := LastOwner(ctx, tx, a)
	if err == nil && last {
		err = fail.ConflictAt("last_owner", "role", a.Name()+" is the last active Owner. Make somebody else Owner first.")
	}
	return err
}

// ChangeStaffRole gives one of the vendor's staff another role, which holds from the next request on, API keys included (domain.md 7).
// Fails with fail.Invalid at "role", fail.NotFound, fail.Forbidden, and fail.Conflict "last_owner" at "role" or "account_closed".
func ChangeStaffRole(ctx context.Context, tx *store.Tx, id int64, role access.Role) (Account, error) {
	c, err := staffMember(ctx, tx, id)
	if err != nil {
		return Account{}, err
	}
	if !staffRole(role) {
		return Account{}, fail.Invalid(fail.At("role", "Choose a role."))
	}
	if role == c.Role {
		return c.Account, nil
	}
	if err := keepOwner(ctx, tx, c.Account); err != nil {
		return Account{}, err
	}
	if _, err := tx.Exec(ctx, `UPDATE my_account SET role = $1 WHERE id = $2`, role, id); err != nil {
		return Account{}, err
	}
	about := c.about()
	about.Before = map[string]access.Role{"role": c.Role}
	tx.Audit("account.role_changed", about, map[string]access.Role{"role": role})
	c.Role = role
	return c.Account, nil
}

// ChangeStaff gives one of the vendor's staff another name, address or phone number; the role of d is not looked at (ChangeStaffRole). A
// changed address is told to both, ends sessions, links and API keys, and an invitation that is open goes out again (domain.md 4.7, 7).
// Fails with fail.Invalid field by field, fail.NotFound, fail.Forbidden, and fail.Conflict "email_taken" or "own_email" at "email", or
// "account_closed".
func ChangeStaff(ctx context.Context, tx *store.Tx, id int64, d Details) (Account, error) {
	c, err := staffMember(ctx, tx, id)
	if err != nil {
		return Account{}, err
	}
	d.Role, d.AppUser = c.Role, 0
	return c.change(ctx, tx, d)
}

// RemoveStaff ends the account of one of the vendor's staff for good: sessions, API keys, links and queued mails end at once, the address
// is free, and a mail tells the person (domain.md 4.9, 7). Fails with fail.NotFound, fail.Forbidden, and fail.Conflict "last_owner" at
// "role" or "account_closed".
func RemoveStaff(ctx context.Context, tx *store.Tx, id int64) (Account, error) {
	c, err := staffMember(ctx, tx, id)
	if err != nil {
		return Account{}, err
	}
	if err := keepOwner(ctx, tx, c.Account); err != nil {
		return Account{}, err
	}
	if _, err := tx.Exec(ctx, `UPDATE my_account SET status = 'removed', password_hash = '', must_change_password = FALSE, temporary_hash = '',
		temporary_until = NULL, bounced_at = NULL WHERE id = $1`, id); err != nil {
		return Account{}, err
	}
	if err := endAccess(ctx, tx, id); err != nil {
		return Account{}, err
	}
	about := c.about()
	about.Before = map[string]any{"email": c.Email, "username": c.Username, "role": c.Role, "status": c.Status}
	tx.Audit("account.removed", about, nil)
	c.Status = Removed
	return c.Account, mail.Send(ctx, tx, c.to(), mail.AccessRevoked{})
}
