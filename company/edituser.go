package company

import (
	"context"

	"kontor/access"
	"kontor/fail"
	"kontor/mail"
	"kontor/store"
)

// forUser is a user of a company whose people the asker manages.
func forUser(ctx context.Context, tx *store.Tx, c access.Capability, company, id int64) (Company, AppUser, error) {
	if err := tx.May(c); err != nil {
		return Company{}, AppUser{}, err
	}
	of, err := open(ctx, tx, company)
	if err != nil {
		return Company{}, AppUser{}, err
	}
	u, err := GetUser(ctx, tx, company, id)
	return of, u, err
}

// needed refuses what would leave the company without its owner or without an administrator (domain.md 2.5). lost says what is about to
// happen to the user: "suspended".
func needed(ctx context.Context, tx *store.Tx, c Company, u AppUser, lost string) error {
	if c.OwnerID != nil && *c.OwnerID == u.ID {
		return fail.ConflictAt("owner_stays", "role", u.Name()+" is the owner of "+c.Name+" and can’t be "+lost+". Hand over ownership first.")
	}
	if u.Role != Administrator {
		return nil
	}
	others, err := store.One[int64](ctx, tx, `SELECT count(*) FROM my_app_user
		WHERE company_id = $1 AND id <> $2 AND role = $3 AND status IN ('invited', 'active')`, c.ID, u.ID, Administrator)
	if err == nil && others == 0 {
		err = fail.ConflictAt("last_administrator", "role", u.Name()+" is the last administrator of "+c.Name+". Make somebody else administrator first.")
	}
	return err
}

// ChangeUser gives an app user another name, address or role. A changed address is told to both, ends the sessions, and an invited user's
// mail goes out again (domain.md 2.5, 3.3).
//
// Fails with fail.Invalid, fail.NotFound, fail.Forbidden, and fail.Conflict "email_taken" at "email", "owner_stays" or
// "last_administrator" at "role".
func ChangeUser(ctx context.Context, tx *store.Tx, company, id int64, p Person) (AppUser, error) {
	c, u, err := forUser(ctx, tx, access.ManageAppUsers, company, id)
	if err != nil {
		return AppUser{}, err
	}
	p = p.cleaned()
	if err := fail.Invalid(p.problems()...); err != nil {
		return AppUser{}, err
	}
	before, after := p.changes(u)
	if len(after) == 0 {
		return u, nil
	}
	if u.Role != p.Role && p.Role != Administrator {
		if err := needed(ctx, tx, c, u, "made a User"); err != nil {
			return AppUser{}, err
		}
	}
	moved := store.Key(u.Email) != store.Key(p.Email)
	if moved {
		if err := freeAddress(ctx, tx, p.Email); err != nil {
			return AppUser{}, err
		}
	}
	changed, err := store.One[AppUser](ctx, tx, `UPDATE my_app_user SET email = $1, email_key = $2, first_name = $3, last_name = $4, name_key = $5,
		role = $6 WHERE id = $7 RETURNING `+userColumns, p.Email, store.Key(p.Email), p.FirstName, p.LastName, store.Key(p.FirstName+" "+p.LastName), p.Role, id)
	if err != nil {
		return AppUser{}, err
	}
	if c.OwnerID != nil && *c.OwnerID == id { // the list finds the company by its owner
		if err := c.owned(ctx, tx, changed); err != nil {
			return AppUser{}, err
		}
	}
	about := changed.About()
	about.Before = before
	tx.Audit("app_user.changed", about, after)
	tx.Emit("app_user.changed", c.ID, map[string]any{"app_user": id, "email": p.Email, "first_name": p.FirstName, "last_name": p.LastName, "role": p.Role})
	if !moved {
		return changed, nil
	}
	return changed, moveAddress(ctx, tx, c, u, changed)
}

// changes are the fields that differ, before and after.
func (p Person) changes(u AppUser) (before, after map[string]string) {
	before, after = map[string]string{}, map[string]string{}
	for _, f := range [][3]string{{"first_name", u.FirstName, p.FirstName}, {"last_name", u.LastName, p.LastName}, {"email", u.Email, p.Email}, {"role", u.Role, p.Role}} {
		if f[1] != f[2] {
			before[f[0]], after[f[0]] = f[1], f[2]
		}
	}
	return before, after
}

// moveAddress ends what was bound to the old address, and tells both. The old one is not told the new one: it may have been a stranger's.
func moveAddress(ctx context.Context, tx *store.Tx, c Company, old, now AppUser) error {
	if err := endAccess(ctx, tx, now.ID); err != nil {
		return err
	}
	m := mail.AddressChanged{CompanyName: c.Name}
	if err := mail.Send(ctx, tx, mail.To{Name: old.Name(), Address: old.Email, Partner: old.PartnerID, Company: c.ID, AppUser: old.ID}, m); err != nil {
		return err
	}
	if now.Status == "invited" {
		_, err := welcomeAgain(ctx, tx, c, now)
		return err
	}
	m.NewAddress = now.Email
	return mail.Send(ctx, tx, mail.To{Name: now.Name(), Address: now.Email, Partner: now.PartnerID, Company: c.ID, AppUser: now.ID}, m)
}

// SuspendUser keeps an app user out from now on: sessions, links and queued mails end at once, the license stays held (domain.md 3.2).
// Fails with fail.NotFound, fail.Forbidden, and fail.Conflict "owner_stays", "last_administrator" or "not_active".
func SuspendUser(ctx context.Context, tx *store.Tx, company, id int64) (AppUser, error) {
	c, u, err := forUser(ctx, tx, access.ManageAppUsers, company, id)
	if err != nil {
		return AppUser{}, err
	}
	if u.Status != "active" && u.Status != "invited" {
		return AppUser{}, fail.Conflict("not_active", u.Name()+" is not active.")
	}
	if err := needed(ctx, tx, c, u, "suspended"); err != nil {
		return AppUser{}, err
	}
	if err := endAccess(ctx, tx, id); err != nil {
		return AppUser{}, err
	}
	return u.become(ctx, tx, "suspended", "app_user.suspended")
}

// ResumeUser lets a suspended app user in again; who never signed in is invited as before. Fails with fail.NotFound, fail.Forbidden, and
// fail.Conflict "not_suspended".
func ResumeUser(ctx context.Context, tx *store.Tx, company, id int64) (AppUser, error) {
	_, u, err := forUser(ctx, tx, access.ManageAppUsers, company, id)
	if err != nil {
		return AppUser{}, err
	}
	if u.Status != "suspended" {
		return AppUser{}, fail.Conflict("not_suspended", u.Name()+" is not suspended.")
	}
	if u.AcceptedAt == nil {
		return u.become(ctx, tx, "invited", "app_user.resumed")
	}
	return u.become(ctx, tx, "active", "app_user.resumed")
}

func (u AppUser) become(ctx context.Context, tx *store.Tx, status, action string) (AppUser, error) {
	about := u.About()
	about.Before = map[string]string{"status": u.Status}
	if err := one(tx.Exec(ctx, `UPDATE my_app_user SET status = $1 WHERE id = $2`, status, u.ID)); err != nil {
		return AppUser{}, err
	}
	tx.Audit(action, about, map[string]string{"status": status})
	tx.Emit(action, u.CompanyID, map[string]any{"app_user": u.ID})
	u.Status = status
	return u, nil
}

// HandOver makes another app user the company's owner and administrator; the one before stays administrator (domain.md 2.5).
// Fails with fail.NotFound, fail.Forbidden, and fail.Conflict "already_owner" or "not_active" for one who is suspended.
func HandOver(ctx context.Context, tx *store.Tx, company, id int64) (AppUser, error) {
	c, u, err := forUser(ctx, tx, access.HandOver, company, id)
	if err != nil {
		return AppUser{}, err
	}
	if c.OwnerID != nil && *c.OwnerID == id {
		return AppUser{}, fail.Conflict("already_owner", u.Name()+" is the owner already.")
	}
	if u.Status != "active" && u.Status != "invited" {
		return AppUser{}, fail.Conflict("not_active", u.Name()+" is not active and can’t own the company.")
	}
	about := c.About()
	if c.OwnerID != nil {
		old, err := GetUser(ctx, tx, company, *c.OwnerID)
		if err != nil {
			return AppUser{}, err
		}
		about.Before = map[string]string{"owner": old.Name()}
	}
	if err := one(tx.Exec(ctx, `UPDATE my_app_user SET role = $1 WHERE id = $2`, Administrator, id)); err != nil {
		return AppUser{}, err
	}
	u.Role = Administrator
	if err := c.owned(ctx, tx, u); err != nil {
		return AppUser{}, err
	}
	tx.Audit("company.owner_changed", about, map[string]string{"owner": u.Name()})
	tx.Emit("company.owner_changed", c.ID, map[string]any{"app_user": id})
	return u, nil
}

// owned writes who owns the company, by whom the list finds it too.
func (c Company) owned(ctx context.Context, tx *store.Tx, u AppUser) error {
	return one(tx.Exec(ctx, `UPDATE my_company SET owner_id = $1, search_key = $2 WHERE id = $3`, u.ID,
		c.searchKey(u), c.ID))
}

// searchKey is what a company is found by: name, reference and owner. An MSP's is not found by its owner, whom its reseller does not meet
// (domain.md 2.2).
func (c Company) searchKey(owner AppUser) string {
	if c.Kind == MSP {
		return store.Key(c.Name + " " + c.Reference)
	}
	return store.Key(c.Name + " " + c.Reference + " " + owner.FirstName + " " + owner.LastName + " " + owner.Email)
}
