package account

import (
	"context"

	"kontor/access"
	"kontor/fail"
	"kontor/mail"
	"kontor/setting"
	"kontor/store"
)

// Details are what an Admin changes of a partner user (domain.md 4.7).
type Details struct {
	FirstName, LastName, Email, Phone string
	Role                              access.Role
	AppUser                           int64 // the app account that is linked if there was none; 0: none
}

// managed is a partner user whom the asker looks after. Who is gone is not found, nor is the vendor's own staff.
func managed(ctx context.Context, tx *store.Tx, id int64) (credentials, error) {
	if err := tx.May(access.ManagePartnerUsers); err != nil {
		return credentials{}, err
	}
	c, err := byID(ctx, tx, id)
	if err == nil && (c.Partner == 0 || c.gone()) {
		err = fail.NotFound("The user")
	}
	return c, err
}

// gone tells whether nobody meets the account any more but in the audit.
func (c credentials) gone() bool { return c.Status == Removed || c.Status == Released }

// lastAdmin is the guard of the last active Admin (domain.md 4.3), told at the field "role". lost is what is about to happen to the
// account: "removed". Writers come one after the other, so of two who try at once the second is refused.
func (c credentials) lastAdmin(ctx context.Context, tx *store.Tx, lost string) error {
	err := lastAdmin(ctx, tx, c.Account)
	if fail.CodeOf(err) == "last_admin" {
		err = fail.ConflictAt("last_admin", "role", c.Name()+" is the last active Admin of "+c.PartnerName+" and can’t be "+lost+". Make somebody else Admin first.")
	}
	return err
}

// Change gives a partner user another name, address, phone number or role (domain.md 4.1, 4.7). A changed address is told to both, ends
// sessions and links, and an invitation that is open goes out again. A role acts at once. Who becomes Notifications signs in by no road
// any more, and who was and no longer is gets an invitation.
//
// Fails with Invalid field by field, Forbidden, NotFound, Conflict "email_taken" (as Invite) or "own_email" at "email", and Conflict
// "last_admin" at "role". onboard.ChangePartnerUser looks after the app account that a role needs.
func Change(ctx context.Context, tx *store.Tx, id int64, d Details) (Account, error) {
	c, err := managed(ctx, tx, id)
	if err != nil {
		return Account{}, err
	}
	return c.change(ctx, tx, d)
}

func (c credentials) change(ctx context.Context, tx *store.Tx, d Details) (Account, error) {
	d.clean()
	bad, err := d.problems(ctx, tx, c.Account)
	if err != nil {
		return Account{}, err
	}
	if err := fail.Invalid(bad...); err != nil {
		return Account{}, err
	}
	before, after := d.changes(c.Account)
	if len(after) == 0 && d.AppUser == 0 {
		return c.Account, nil
	}
	if d.Role != c.Role {
		if err := c.lastAdmin(ctx, tx, "given another role"); err != nil {
			return Account{}, err
		}
	}
	moved := store.Key(d.Email) != store.Key(c.Email)
	if moved {
		if c.ID == tx.Who().Account() {
			return Account{}, fail.ConflictAt("own_email", "email", "Change your own email address in My profile, with your password.")
		}
		if err := addressFree(ctx, tx, d.Email); err != nil {
			return Account{}, err
		}
	}
	now, err := c.become(ctx, tx, d)
	if err != nil {
		return Account{}, err
	}
	about := now.about()
	about.Before = before
	tx.Audit("account.changed", about, after)
	return now.follow(ctx, tx, c, moved)
}

func (d *Details) clean() {
	for _, s := range []*string{&d.FirstName, &d.LastName, &d.Email, &d.Phone} {
		*s = store.Clean(*s)
	}
}

// problems holds the details against the rules of a draft. A phone number that stays as it is may be of an older rule.
func (d Details) problems(ctx context.Context, tx *store.Tx, was Account) ([]fail.Field, error) {
	brand, err := setting.Get(ctx, tx)
	if err != nil {
		return nil, err
	}
	all, err := (&Draft{Partner: was.Partner, FirstName: d.FirstName, LastName: d.LastName, Email: d.Email, Username: was.Username, Role: d.Role}).problems(ctx, tx)
	var bad []fail.Field
	for _, f := range all {
		if f.Name != "phone" {
			bad = append(bad, f)
		}
	}
	rule := brand.PhoneRule
	if was.Partner == 0 {
		rule = Optional
	}
	if d.Phone != was.Phone {
		bad = append(bad, fieldsOf(CheckPhone(rule, d.Phone))...)
	}
	return bad, err
}

// changes are the fields that differ, before and after.
func (d Details) changes(a Account) (before, after map[string]string) {
	before, after = map[string]string{}, map[string]string{}
	for _, f := range [][3]string{{"first_name", a.FirstName, d.FirstName}, {"last_name", a.LastName, d.LastName}, {"email", a.Email, d.Email},
		{"phone", a.Phone, d.Phone}, {"role", string(a.Role), string(d.Role)}} {
		if f[1] != f[2] {
			before[f[0]], after[f[0]] = f[1], f[2]
		}
	}
	return before, after
}

// become writes the details with the status that the role asks for: Notifications has nothing to accept, and no password. Who is suspended
// stays so.
func (c credentials) become(ctx context.Context, tx *store.Tx, d Details) (credentials, error) {
	status, hash := c.Status, c.PasswordHash
	switch silent, was := d.Role == access.Notifications, c.Role == access.Notifications; {
	case silent && !was:
		status, hash = Active, ""
	case was && !silent:
		status, hash = Invited, ""
	}
	if c.Status == Suspended {
		status = Suspended
	}
	n, err := tx.Exec(ctx, `UPDATE my_account SET email = $1, email_key = $2, first_name = $3, last_name = $4, phone = $5, role = $6, status = $7,
		password_hash = $8, temporary_hash = CASE WHEN $8 = '' OR email_key <> $2 THEN '' ELSE temporary_hash END, app_user_id = COALESCE(app_user_id, $9)
		WHERE id = $10`, d.Email, store.Key(d.Email), d.FirstName, d.LastName, d.Phone, d.Role, status, hash, store.Ref(d.AppUser), c.ID)
	if err == nil && n != 1 {
		err = fail.NotFound("The user")
	}
	if err != nil {
		return credentials{}, err
	}
	if d.Role == access.PartnerAdmin && status == Active {
		if err := hadAdmin(ctx, tx, c.Partner); err != nil {
			return credentials{}, err
		}
	}
	return byID(ctx, tx, c.ID)
}

// hadAdmin notes that the partner has an active Admin: from now on the last one is guarded (domain.md 4.3).
func hadAdmin(ctx context.Context, tx *store.Tx, partner int64) error {
	_, err := tx.Exec(ctx, `UPDATE my_partner SET had_active_admin = TRUE WHERE id = $1 AND NOT had_active_admin`, partner)
	return err
}

// follow is what follows from a change: what was bound to the old address or role ends, mails tell of the rest.
func (c credentials) follow(ctx context.Context, tx *store.Tx, was credentials, moved bool) (Account, error) {
	silent := c.Role == access.Notifications
	fresh := c.Status == Invited && (moved || was.Status != Invited)
	if moved || silent && was.Role != access.Notifications {
		if err := endAccess(ctx, tx, c.ID); err != nil {
			return Account{}, err
		}
		c.InvitedUntil = nil
	}
	if moved {
		if err := c.tellAddress(ctx, tx, was, !fresh); err != nil {
			return Account{}, err
		}
	}
	if !fresh {
		return c.Account, nil
	}
	_, until, err := c.invite(ctx, tx, "")
	c.InvitedUntil, c.BouncedAt = &until, nil
	return c.Account, err
}

// tellAddress tells the old address that it is no longer used, not which is: it may have been a stranger's. both tells the new one, too.
func (c credentials) tellAddress(ctx context.Context, tx *store.Tx, was credentials, both bool) error {
	brand, err := setting.Get(ctx, tx)
	if err != nil {
		return err
	}
	m := mail.PortalAddressChanged{PartnerName: c.PartnerName}
	if m.PartnerName == "" {
		m.PartnerName = brand.Name
	}
	if err := mail.Send(ctx, tx, was.to(), m); err != nil || !both {
		return err
	}
	m.NewAddress, m.Username = c.Email, c.Username
	return mail.Send(ctx, tx, c.to(), m)
}
