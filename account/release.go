package account

import (
	"context"
	"fmt"

	"kontor/access"
	"kontor/fail"
	"kontor/mail"
	"kontor/store"
)

// Release frees the address of a partner user's account, so that it can be registered anew: the account's email becomes
// released+<id>@invalid.invalid, its sessions, links, API keys and queued mails end at once, it can't sign in any more, and its history is kept
// (domain.md 4.6). Vendor staff are removed in Settings instead. Needs ReleaseAddress.
//
// Fails with fail.Invalid at "reason", fail.NotFound, fail.Forbidden, and fail.Conflict "address_free", "staff_account" or "last_admin".
func Release(ctx context.Context, tx *store.Tx, id int64, reason string) (Account, error) {
	if err := tx.May(access.ReleaseAddress); err != nil {
		return Account{}, err
	}
	a, err := Get(ctx, tx, id)
	if err != nil {
		return Account{}, err
	}
	if err := Releasable(ctx, tx, a); err != nil {
		return Account{}, err
	}
	if reason, err = Reason(reason); err != nil {
		return Account{}, err
	}
	before := a.Email
	a.Email, a.Status = fmt.Sprintf("released+%d@invalid.invalid", a.ID), Released
	if _, err := tx.Exec(ctx, `UPDATE my_account SET email = $1, email_key = $1, status = $2, password_hash = '', must_change_password = FALSE, bounced_at = NULL
		WHERE id = $3`, a.Email, a.Status, a.ID); err != nil {
		return Account{}, err
	}
	if err := endAccess(ctx, tx, a.ID); err != nil {
		return Account{}, err
	}
	about := a.about()
	about.Before = map[string]string{"email": before}
	tx.Audit("account.released", about, map[string]string{"email": a.Email, "reason": reason})
	return a, nil
}

// Releasable reports why the address of an account can't be released, nil if it can. Fails with fail.Conflict "address_free",
// "staff_account" or "last_admin".
func Releasable(ctx context.Context, tx *store.Tx, a Account) error {
	switch {
	case a.Status == Removed || a.Status == Released:
		return fail.Conflict("address_free", "The address of "+a.Name()+" is free already.")
	case a.Partner == 0:
		return fail.Conflict("staff_account", a.Name()+" is vendor staff, whose accounts are removed in Settings.")
	}
	return lastAdmin(ctx, tx, a)
}

// lastAdmin guards the last active Admin of a partner that has not ended (domain.md 4.3): fail.Conflict "last_admin".
func lastAdmin(ctx context.Context, tx *store.Tx, a Account) error {
	if a.Role != access.PartnerAdmin || a.Status != Active {
		return nil
	}
	others, err := store.One[int64](ctx, tx, `SELECT count(*) FROM my_account a WHERE a.partner_id = $1 AND a.id <> $2 AND a.role = 'admin' AND a.status = 'active'`, a.Partner, a.ID)
	if err != nil || others > 0 {
		return err
	}
	ended, err := store.One[bool](ctx, tx, `SELECT p.status = 'ended' FROM my_partner p WHERE p.id = $1`, a.Partner)
	if err == nil && !ended {
		err = fail.Conflict("last_admin", a.Name()+" is the last active Admin of the partner. Add another Admin first.")
	}
	return err
}

// endAccess ends sessions, links, API keys and queued mails of an account at once (trust.md "Who sees what").
func endAccess(ctx context.Context, tx *store.Tx, id int64) error {
	of := Subject{Account: id}
	if err := EndSessions(ctx, tx, of); err != nil {
		return err
	}
	if err := VoidLinks(ctx, tx, of); err != nil {
		return err
	}
	if err := endKeys(ctx, tx, id); err != nil {
		return err
	}
	return mail.Void(ctx, tx, mail.To{Account: id})
}

// endKeys revokes the API keys that an account made, in whichever of the partner's partnerships, each with its line in the audit.
func endKeys(ctx context.Context, tx *store.Tx, id int64) error {
	wide := tx.As(signer(tx.Who().IP()))
	all, err := KeysOf(ctx, wide, id)
	if err != nil {
		return err
	}
	a, err := Get(ctx, wide, id)
	if err != nil {
		return err
	}
	for _, k := range all {
		if _, err := wide.Exec(ctx, `UPDATE my_api_key SET revoked_at = $1 WHERE id = $2 AND revoked_at IS NULL`, tx.Now(), k.ID); err != nil {
			return err
		}
		tx.Audit("api_key.revoked", k.about(a.Partner), nil)
	}
	return nil
}
