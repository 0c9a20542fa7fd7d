package account

import (
	"context"

	"kontor/access"
	"kontor/fail"
	"kontor/mail"
	"kontor/store"
)

// Remove ends a partner user's account for good: sessions, API keys, links and queued mails end at once, the address is free, and a mail says that
// access was revoked. The audit keeps who it was (domain.md 4.9). onboard.RemovePartnerUser can take the app account along.
//
// Fails with Forbidden, NotFound, and Conflict "last_admin" for the last active Admin (domain.md 4.3).
func Remove(ctx context.Context, tx *store.Tx, id int64) (Account, error) {
	c, err := managed(ctx, tx, id)
	if err != nil {
		return Account{}, err
	}
	if err := c.lastAdmin(ctx, tx, "removed"); err != nil {
		return Account{}, err
	}
	if _, err := tx.Exec(ctx, `UPDATE my_account SET status = 'removed', password_hash = '', temporary_hash = '', temporary_until = NULL WHERE id = $1`, id); err != nil {
		return Account{}, err
	}
	if err := endAccess(ctx, tx, c.ID); err != nil {
		return Account{}, err
	}
	tx.Audit("account.removed", c.about(), map[string]any{"email": c.Email, "username": c.Username, "role": c.Role})
	c.Account.Status = Removed
	return c.Account, mail.Send(ctx, tx, c.to(), mail.AccessRevoked{PartnerName: c.PartnerName})
}

// EndPassword is "Reset password" by an Admin: the old password and all sessions end at once, and a mail with a link to choose a new one
// goes to the registered address (domain.md 4.8). The API keys that the person made belong to the partnership and go on working
// (trust.md "Accounts"), unless keys asks to end them, too: a password may have been forgotten, or stolen.
//
// Fails with Forbidden, NotFound, Conflict "not_accepted" for who has an open invitation, "does_not_sign_in" for Notifications, and
// "too_many_mails" beyond five an hour.
func EndPassword(ctx context.Context, tx *store.Tx, id int64, keys bool) (Account, error) {
	c, err := managed(ctx, tx, id)
	if err != nil {
		return Account{}, err
	}
	switch {
	case c.Role == access.Notifications:
		return Account{}, fail.Conflict("does_not_sign_in", c.Name()+" only gets mails and has no password.")
	case c.Status == Invited:
		return Account{}, fail.Conflict("not_accepted", c.Name()+" has no password yet. Send the invitation again instead.")
	case c.Status != Active:
		return Account{}, fail.Conflict("not_active", c.Name()+" is not active.")
	}
	if n, err := MailGuess(c.Email).Count(ctx, tx); err != nil {
		return Account{}, err
	} else if n == 0 {
		return Account{}, TooManyMails(c.Email)
	}
	if keys {
		if err := endKeys(ctx, tx, c.ID); err != nil {
			return Account{}, err
		}
	}
	_, err = c.endPassword(ctx, tx, tx.Who().Name())
	return c.Account, err
}

// endPassword ends password, sessions and links, and mails a link to choose a new one, whose address it gives. by is who did it.
func (c credentials) endPassword(ctx context.Context, tx *store.Tx, by string) (address string, err error) {
	if _, err := tx.Exec(ctx, `UPDATE my_account SET password_hash = '', temporary_hash = '', temporary_until = NULL WHERE id = $1`, c.ID); err != nil {
		return "", err
	}
	if err := EndSessions(ctx, tx, Subject{Account: c.ID}); err != nil {
		return "", err
	}
	if err := VoidLinks(ctx, tx, Subject{Account: c.ID}); err != nil {
		return "", err
	}
	tx.Audit("account.password_ended", c.about(), nil)
	return c.mailReset(ctx, tx, by)
}
