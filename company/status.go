package company

import (
	"context"
	"time"

	"kontor/access"
	"kontor/fail"
	"kontor/mail"
	"kontor/setting"
	"kontor/store"
)

// RestorableFor is how long a deleted company can be restored (domain.md 2.7).
const RestorableFor = 30 * 24 * time.Hour

// forStatus is a company whose status may be changed: a customer. An msp company lives with its child partner, a home company with its
// partner, and both are the vendor's to end (domain.md 2.1).
func forStatus(ctx context.Context, tx *store.Tx, c access.Capability, id int64) (Company, error) {
	if err := tx.May(c); err != nil {
		return Company{}, err
	}
	of, err := Get(ctx, tx, id)
	if err == nil {
		err = of.aCustomer()
	}
	return of, err
}

func (c Company) aCustomer() error {
	if c.Kind == Customer {
		return nil
	}
	return fail.Conflict("not_a_customer", c.Name+" belongs to a partner and stays as long as the partner does.")
}

func (c Company) notActive() error {
	if c.Status == "active" {
		return nil
	}
	return fail.Conflict("not_active", c.Name+" is not active.")
}

func (c Company) notSuspended() error {
	if c.Status == "suspended" {
		return nil
	}
	return fail.Conflict("not_suspended", c.Name+" is not suspended.")
}

// setStatus writes status and fact, and ends sessions and queued mails of a company that is not active any more, at once.
func (c Company) setStatus(ctx context.Context, tx *store.Tx, status string, since time.Time, action string) (Company, error) {
	before := c.Status
	if err := one(tx.Exec(ctx, `UPDATE my_company SET status = $1 WHERE id = $2`, status, c.ID)); err != nil {
		return Company{}, err
	}
	if err := recordStatus(ctx, tx, c.ID, since, action); err != nil {
		return Company{}, err
	}
	if status != "active" {
		if _, err := tx.Exec(ctx, `DELETE FROM session WHERE app_user_id IN (SELECT id FROM my_app_user WHERE company_id = $1)`, c.ID); err != nil {
			return Company{}, err
		}
		if err := mail.VoidCompany(ctx, tx, c.ID); err != nil {
			return Company{}, err
		}
	}
	about := c.About()
	about.Before = map[string]string{"status": before}
	tx.Audit("company."+action, about, map[string]string{"status": status})
	tx.Emit("company."+action, c.ID, map[string]string{"status": status})
	c.Status = status
	return c, nil
}

// Suspend keeps a company's users out, from now on; it is still billed (domain.md 2.7, billing.md L1). Where the vendor does not bill
// suspended companies only its staff may.
// Fails with fail.NotFound, fail.Forbidden (also "vendor_suspends"), and fail.Conflict "not_active" or "not_a_customer".
func Suspend(ctx context.Context, tx *store.Tx, id int64) (Company, error) {
	c, err := forStatus(ctx, tx, access.SuspendCompany, id)
	if err != nil {
		return Company{}, err
	}
	if err := maySuspend(ctx, tx); err != nil {
		return Company{}, err
	}
	if err := c.notActive(); err != nil {
		return Company{}, err
	}
	return c.setStatus(ctx, tx, "suspended", tx.Now(), "suspended")
}

func maySuspend(ctx context.Context, tx *store.Tx) error {
	v, err := setting.Get(ctx, tx)
	if err != nil || !v.SuspendedFree || tx.Who().Partner() == 0 {
		return err
	}
	return fail.Forbidden("vendor_suspends", "Suspended companies are not billed, so "+v.Name+" suspends and resumes them. Write to "+v.SupportEmail+".")
}

// Resume lets the users of a suspended company in again. Where the vendor does not bill suspended companies, both are its acts
// (domain.md 2.7). Fails with fail.NotFound, fail.Forbidden (also "vendor_suspends"), and fail.Conflict "not_suspended" or "not_a_customer".
func Resume(ctx context.Context, tx *store.Tx, id int64) (Company, error) {
	c, err := forStatus(ctx, tx, access.SuspendCompany, id)
	if err != nil {
		return Company{}, err
	}
	if err := maySuspend(ctx, tx); err != nil {
		return Company{}, err
	}
	if err := c.notSuspended(); err != nil {
		return Company{}, err
	}
	return c.setStatus(ctx, tx, "active", tx.Now(), "resumed")
}

// Delete ends a company from now on; who does it types its name. It can be restored for 30 days, and its users' addresses stay reserved as
// long (domain.md 2.7, billing.md L2).
// Fails with fail.Invalid at "name", fail.NotFound, fail.Forbidden, and fail.Conflict "company_deleted" or "not_a_customer".
func Delete(ctx context.Context, tx *store.Tx, id int64, typed string) (Company, error) {
	c, err := forStatus(ctx, tx, access.DeleteCompany, id)
	if err != nil {
		return Company{}, err
	}
	if c.Status == "deleted" {
		return Company{}, fail.Conflict("company_deleted", c.Name+" is deleted already.")
	}
	if store.Key(typed) != store.Key(c.Name) {
		return Company{}, fail.Invalid(fail.At("name", "Type the name of the company: "+c.Name))
	}
	if err := one(tx.Exec(ctx, `UPDATE my_company SET deleted_at = $1 WHERE id = $2`, tx.Now(), c.ID)); err != nil {
		return Company{}, err
	}
	return c.setStatus(ctx, tx, "deleted", tx.Now(), "deleted")
}

// Restore annuls a deletion from its beginning: the company is what it was before, and the time between is billed (domain.md 2.7).
// Fails with fail.NotFound, fail.Forbidden, and fail.Conflict "not_deleted", "restore_over" or "not_a_customer".
func Restore(ctx context.Context, tx *store.Tx, id int64) (Company, error) {
	c, err := forStatus(ctx, tx, access.DeleteCompany, id)
	if err != nil {
		return Company{}, err
	}
	if c.Status != "deleted" {
		return Company{}, fail.Conflict("not_deleted", c.Name+" is not deleted.")
	}
	since, err := DeletedAt(ctx, tx, id)
	if err != nil {
		return Company{}, err
	}
	if !tx.Now().Before(since.Add(RestorableFor)) {
		return Company{}, fail.Conflict("restore_over", c.Name+" was deleted more than 30 days ago and can’t be restored.")
	}
	before, err := store.One[string](ctx, tx, `SELECT status FROM my_company_status_fact WHERE company_id = $1 AND status <> 'deleted'
		 ORDER BY effective_at DESC, id DESC LIMIT 1`, id)
	if err != nil {
		return Company{}, err
	}
	if err := one(tx.Exec(ctx, `UPDATE my_company SET deleted_at = NULL WHERE id = $1`, c.ID)); err != nil {
		return Company{}, err
	}
	return c.setStatus(ctx, tx, before, since, "restored")
}

// CloseHome deletes the home company of a partner that ends, which for a child MSP is its reseller's msp company: a part of
// onboard.EndPartner (domain.md 2.1). It is not restored. Needs SuspendPartner.
func CloseHome(ctx context.Context, tx *store.Tx, id int64) error {
	if err := tx.May(access.SuspendPartner); err != nil {
		return err
	}
	c, err := Get(ctx, tx, id)
	if err != nil || c.Status == "deleted" {
		return err
	}
	if err := one(tx.Exec(ctx, `UPDATE my_company SET deleted_at = $1 WHERE id = $2`, tx.Now(), c.ID)); err != nil {
		return err
	}
	_, err = c.setStatus(ctx, tx, "deleted", tx.Now(), "deleted")
	return err
}

// DeletedAt is when a deleted company in scope was deleted; fail.NotFound for one that is not.
func DeletedAt(ctx context.Context, tx *store.Tx, id int64) (time.Time, error) {
	return store.One[time.Time](ctx, tx, `SELECT deleted_at FROM my_company WHERE id = $1 AND deleted_at IS NOT NULL`, id)
}
