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
		if d.AppUser, err = appAccount(ctx, tx, d, v); err != nil {
			return account.Account{}, err
		}
	}
	return account.Invite(ctx, tx, d)
}

// appAccount is the app user of the draft's address: the one it has, or a new one in the partner's home company. The system actor looks,
// as the address may be in use where the asker sees nothing; the asker is told only of the home company.
func appAccount(ctx context.Context, asker *store.Tx, d account.Draft, v setting.Vendor) (int64, error) {
	tx := asker.As(access.System("onboarding"))
	id, found, err := store.Maybe[int64](ctx, tx, `SELECT id FROM my_app_user WHERE email_key = $1 AND status <> 'removed'`, store.Key(d.Email))
	if err != nil || found {
		return id, err
	}
	home, err := homeOf(ctx, tx, d.Partner)
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
	return 0, full(asker.Who(), home, v)
}

// homeOf is the company that holds the app accounts of the partner's own people.
func homeOf(ctx context.Context, tx *store.Tx, id int64) (company.Company, error) {
	p, err := partner.Get(ctx, tx, id)
	if err != nil {
		return company.Company{}, err
	}
	if p.HomeCompanyID == nil {
		return company.Company{}, fmt.Errorf("onboard: partner %d has no home company", p.ID)
	}
	return company.Get(ctx, tx, *p.HomeCompanyID)
}

// full says what to do about a home company without a free license: who may adds licenses, others ask (domain.md 2.1, 2.2).
func full(who access.Actor, home company.Company, v setting.Vendor) error {
	todo := "Add licenses to it first."
	if home.Levels(who) != nil {
		todo = "Remove one of its users first, or ask " + v.Name + " for more licenses"
		if v.SupportEmail != "" {
			todo += ": " + v.SupportEmail
		}
		todo += "."
	}
	return fail.ConflictAt("no_license_available", "email", fmt.Sprintf("%s has no free license for this person's app account. %s", home.Name, todo))
}

// FreeAtHome is how many app accounts can still be made for the partner's own people (domain.md 3.4), and the home company that has them.
// Needs InvitePartnerUser.
func FreeAtHome(ctx context.Context, tx *store.Tx, partner int64) (company.Company, int64, error) {
	if err := account.MayInvite(tx, partner); err != nil {
		return company.Company{}, 0, err
	}
	system := tx.As(access.System("onboarding"))
	home, err := homeOf(ctx, system, partner)
	if err != nil {
		return company.Company{}, 0, err
	}
	subs, err := company.Subscriptions(ctx, system, home.ID)
	var free int64
	for _, s := range subs {
		free += s.Free()
	}
	return home, free, err
}

// ChangePartnerUser is account.Change, with the app account that a role needs: who signs in from now on and has none is linked to the one
// of the address, or gets one in the home company (domain.md 3.4, 4.1).
//
// Fails as account.Change, and with fail.Conflict "no_license_available" at "role" before anything is written.
func ChangePartnerUser(ctx context.Context, tx *store.Tx, id int64, d account.Details) (account.Account, error) {
	if err := tx.May(access.ManagePartnerUsers); err != nil {
		return account.Account{}, err
	}
	a, err := account.Get(ctx, tx, id)
	if err != nil {
		return a, err
	}
	v, err := setting.Get(ctx, tx)
	if err != nil {
		return a, err
	}
	if v.AppAccountRequired && a.Partner != 0 && a.AppUserID == nil && a.Role == access.Notifications && d.Role != access.Notifications {
		d.AppUser, err = appAccount(ctx, tx, account.Draft{Partner: a.Partner, FirstName: d.FirstName, LastName: d.LastName, Email: d.Email, Role: d.Role}, v)
		if f, ok := fail.As(err); ok && f.Code == "no_license_available" {
			err = fail.ConflictAt(f.Code, "role", f.Message)
		}
		if err != nil {
			return a, err
		}
	}
	return account.Change(ctx, tx, id, d)
}

// RemovePartnerUser is account.Remove; with app the person's app account is removed, too, which frees its license (domain.md 4.9).
//
// Fails as account.Remove, and with fail.Conflict "app_account_stays" at "app" where the asker may not remove the app account.
func RemovePartnerUser(ctx context.Context, tx *store.Tx, id int64, app bool) (account.Account, error) {
	a, err := account.Remove(ctx, tx, id)
	if err != nil || !app {
		return a, err
	}
	u, ok, err := AppAccount(ctx, tx, a)
	if err != nil {
		return a, err
	}
	if !ok {
		return a, fail.ConflictAt("app_account_stays", "app", "There is no app account of "+a.Name()+" that you can remove.")
	}
	_, err = company.RemoveUser(ctx, tx, u.CompanyID, u.ID)
	if f, ok := fail.As(err); ok && f.Kind == fail.KindConflict {
		err = fail.Because(fail.ConflictAt("app_account_stays", "app", f.Message), err)
	}
	return a, err
}

// AppAccount is the app account of a portal user, where it is in the asker's scope; false if there is none.
func AppAccount(ctx context.Context, tx *store.Tx, a account.Account) (company.AppUser, bool, error) {
	if a.AppUserID == nil {
		return company.AppUser{}, false, nil
	}
	at, found, err := store.Maybe[int64](ctx, tx, `SELECT company_id FROM my_app_user WHERE id = $1 AND status <> 'removed'`, *a.AppUserID)
	if err != nil || !found {
		return company.AppUser{}, false, err
	}
	u, err := company.GetUser(ctx, tx, at, *a.AppUserID)
	return u, err == nil, err
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
