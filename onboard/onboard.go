// Package onboard holds the acts that span nouns, one transaction each: a partner with its home company and first Admin, a reseller's
// child MSP, a partner user with an app account (domain.md 2.2, 3.4).
package onboard

import (
	"context"
	"fmt"

	"kontor/access"
	"kontor/account"
	"kontor/company"
	"kontor/fail"
	"kontor/partner"
	"kontor/setting"
	"kontor/store"
)

// PartnerDraft is "Add partner": the organization, its terms, its home company and its first Admin.
type PartnerDraft struct {
	partner.Draft
	Product      int64 // of the home company
	LicenseCount int64 // of the home company; 5 unless the vendor chooses otherwise
	Admin        account.Draft
}

// Made is what an act made.
type Made struct {
	Partner     partner.Partner
	Partnership partner.Partnership
	Company     company.Company // the home company; for AddMSP the msp company
	Admin       account.Account
}

// AddPartner makes a partner with its home company and first Admin; two mails go out, one if the vendor does not require app accounts
// (domain.md 2.1, 3.4). Fails as partner.Add, company.AddHome and AddPartnerUser.
func AddPartner(ctx context.Context, tx *store.Tx, d PartnerDraft) (Made, error) {
	p, s, err := partner.Add(ctx, tx, d.Draft)
	if err != nil {
		return Made{}, err
	}
	home, err := company.AddHome(ctx, tx, company.Draft{Partnership: s.ID, Name: p.Name, TeamName: teamName(p.Name), Country: p.Country,
		Product: d.Product, LicenseCount: d.LicenseCount})
	if err != nil {
		return Made{}, err
	}
	if err := partner.SetHome(ctx, tx, p.ID, home.Company.ID); err != nil {
		return Made{}, err
	}
	p.HomeCompanyID = &home.Company.ID
	d.Admin.Partner, d.Admin.Partnerships, d.Admin.Role = p.ID, []int64{s.ID}, access.PartnerAdmin
	a, err := AddPartnerUser(ctx, tx, d.Admin)
	return Made{Partner: p, Partnership: s, Company: home.Company, Admin: a}, err
}

// teamName is a partner's name as the team name of its home company, which is shorter.
func teamName(partner string) string {
	if r := []rune(partner); len(r) > company.MaxTeamName {
		return string(r[:company.MaxTeamName])
	}
	return partner
}

// AddPartnerUser invites a partner user. Everybody who can sign in also needs an app account: if the address has none in any company,
// one is made in the partner's home company and a second mail goes out; if it has one, the two are linked (domain.md 3.4).
//
// Fails with fail.Conflict "no_license_available" before anything is written if the home company is full, and as account.Invite.
func AddPartnerUser(ctx context.Context, tx *store.Tx, d account.Draft) (account.Account, error) {
	if err := account.MayInvite(tx, d.Partner); err != nil { // before the system actor looks at what the asker may not see
		return account.Account{}, err
	}
	v, err := setting.Get(ctx, tx)
	if err != nil {
		return account.Account{}, err
	}
	if v.AppAccountRequired && d.Role != access.Notifications {
		if d.AppUser, err = appAccount(ctx, tx.As(access.System("onboarding")), d); err != nil {
			return account.Account{}, err
		}
	}
	return account.Invite(ctx, tx, d)
}

// appAccount is the app user of the draft's address: the one it has, or a new one in the partner's home company.
func appAccount(ctx context.Context, tx *store.Tx, d account.Draft) (int64, error) {
	id, found, err := store.Maybe[int64](ctx, tx, `SELECT id FROM my_app_user WHERE email_key = $1 AND status <> 'removed'`, store.Key(d.Email))
	if err != nil || found {
		return id, err
	}
	p, err := partner.Get(ctx, tx, d.Partner)
	if err != nil {
		return 0, err
	}
	if p.HomeCompanyID == nil {
		return 0, fmt.Errorf("onboard: partner %d has no home company", p.ID)
	}
	home, err := company.Get(ctx, tx, *p.HomeCompanyID)
	if err != nil {
		return 0, err
	}
	subs, err := company.Subscriptions(ctx, tx, home.ID)
	if err != nil {
		return 0, err
	}
	for _, s := range subs {
		if s.Free() > 0 {
			return addStaffUser(ctx, tx, home, s.ID, d)
		}
	}
	return 0, fail.ConflictAt("no_license_available", "email", fmt.Sprintf("%s has no free license for this person's app account. Add licenses to it first.", home.Name))
}

// addStaffUser: the first of the partner's own staff owns the home company and administers it (domain.md 2.5).
func addStaffUser(ctx context.Context, tx *store.Tx, home company.Company, subscription int64, d account.Draft) (int64, error) {
	p := company.Person{FirstName: d.FirstName, LastName: d.LastName, Email: d.Email, Role: company.User}
	if home.OwnerID == nil || d.Role == access.PartnerAdmin {
		p.Role = company.Administrator
	}
	u, err := company.AddUser(ctx, tx, home.ID, subscription, p)
	if err != nil || home.OwnerID != nil {
		return u.ID, err
	}
	return u.ID, company.SetOwner(ctx, tx, home, u)
}
