package overview

import (
	"context"
	"time"

	"kontor/access"
	"kontor/account"
	"kontor/store"
)

// CompanyNeed is a company some of whose people can't get in without a person's help.
type CompanyNeed struct {
	ID                        int64
	Name                      string
	Bounced, Expired, Waiting int64 // mails that came back; temporary passwords that ran out; people without a license
}

// PartnerHome is what a partner's first page says of who needs a person, in the asker's scope (ui.md 6.2, 6).
type PartnerHome struct {
	Invitations []account.Account // of partner users, bounced or expired, for who manages them; the first five
	Companies   []CompanyNeed     // the first five by name
	More        bool              // there are further ones
	Users       int64             // partner users that have or get a sign-in, for who manages them
	Invited     int64             // app users who have not signed in yet
	Trials      int64             // companies that are free until the end of the month
	Newcomers   int64             // companies added this month
}

// OfPartner reads it. monthStart is the first instant of the payer's month (billing.md T1). Needs ViewCompanies. A reseller meets none of a
// child MSP's people (domain.md 2.2).
func OfPartner(ctx context.Context, tx *store.Tx, monthStart time.Time) (h PartnerHome, err error) {
	if err = tx.May(access.ViewCompanies); err != nil {
		return h, err
	}
	if tx.Who().May(access.ManagePartnerUsers) {
		if err = h.team(ctx, tx); err != nil {
			return h, err
		}
	}
	const open = `u.status = 'invited' AND (u.bounced_at IS NOT NULL OR u.temporary_until <= $1)`
	if h.Companies, err = store.All[CompanyNeed](ctx, tx, `SELECT c.id, c.name,
		sum(CASE WHEN u.status = 'invited' AND u.bounced_at IS NOT NULL THEN 1 ELSE 0 END) AS bounced,
		sum(CASE WHEN u.status = 'invited' AND u.bounced_at IS NULL THEN 1 ELSE 0 END) AS expired,
		sum(CASE WHEN u.status = 'waiting' THEN 1 ELSE 0 END) AS waiting
		  FROM my_app_user u JOIN my_company c ON c.id = u.company_id AND c.status = 'active'
		 WHERE u.status = 'waiting' OR `+open+` GROUP BY c.id, c.name, c.name_key ORDER BY c.name_key, c.id LIMIT $2`, tx.Now(), shown+1); err != nil {
		return h, err
	}
	if h.More = len(h.Companies) > shown; h.More {
		h.Companies = h.Companies[:shown]
	}
	if h.Invited, err = store.One[int64](ctx, tx, `SELECT count(*) FROM my_app_user u JOIN my_company c ON c.id = u.company_id AND c.status = 'active'
		WHERE u.status = 'invited'`); err != nil {
		return h, err
	}
	type month struct{ Newcomers, Trials int64 }
	m, err := store.One[month](ctx, tx, `SELECT count(*) AS newcomers, count(CASE WHEN c.billing_start = 'free_until_end_of_month' THEN 1 END) AS trials
		FROM my_company c WHERE c.created_at >= $1 AND c.kind <> 'home' AND c.id <> $2 AND c.status IN ('active', 'suspended')`, monthStart, tx.Who().Home())
	h.Newcomers, h.Trials = m.Newcomers, m.Trials
	return h, err
}

// team looks at the partner's own users.
func (h *PartnerHome) team(ctx context.Context, tx *store.Tx) error {
	all, err := account.OfPartner(ctx, tx, tx.Who().Partner())
	if err != nil {
		return err
	}
	for _, a := range all {
		if a.Role == access.Notifications {
			continue
		}
		h.Users++
		if s := a.State(tx.Now()); (s == "bounced" || s == "expired") && len(h.Invitations) < shown {
			h.Invitations = append(h.Invitations, a)
		}
	}
	return nil
}
