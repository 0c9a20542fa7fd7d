package mail

import (
	"context"

	"kontor/store"
)

// VoidPartner takes back what waits for the users of a partner: suspended or ended, nothing queued earlier reaches them (domain.md 2.1).
// Mails to their app accounts, which go on, are not among them.
func VoidPartner(ctx context.Context, tx *store.Tx, partner int64) error {
	_, err := tx.Exec(ctx, `UPDATE mail SET status = 'voided', sealed = NULL
		WHERE status = 'queued' AND account_id IN (SELECT a.id FROM my_account a WHERE a.partner_id = $1)`, partner)
	return err
}

// PartnerStatus tells the Admins of a partner that it was suspended, resumed or ended (domain.md 2.1).
type PartnerStatus struct {
	PartnerName string
	Status      string // active, suspended, ended
}

// Kind implements Message.
func (PartnerStatus) Kind() string { return "partner_status" }

func (m PartnerStatus) fill(l *letter) {
	if m.Status == "active" {
		l.Button = button{"Sign in", l.url("/sign-in")}
	}
}
