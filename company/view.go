package company

import (
	"context"

	"kontor/access"
	"kontor/account"
	"kontor/fail"
	"kontor/store"
)

// StartView lets staff, a partner's Admin or User look at the portal of a company in scope as its owner sees it, for account.ViewLife,
// from the session they are signed in with (domain.md 7). It is noted in the activity log of the company and in the viewer's own. Fails
// with Invalid at "reason", NotFound, and as CanView.
func StartView(ctx context.Context, tx *store.Tx, session, company int64, reason string) (token string, err error) {
	c, _, err := CanView(ctx, tx, company)
	if err != nil {
		return "", err
	}
	return account.OpenView(ctx, tx, account.View{SessionID: session, ViewedCompanyID: &c.ID, Reason: reason}, c.About())
}

// CanView is the company whose portal would be looked at and the owner through whose eyes. Fails with NotFound; with Forbidden
// "child_manages" where the asker does not meet the company's people (domain.md 2.2), and with Conflict "cannot_view" if nobody of the
// company can sign in. Needs access.StartView.
func CanView(ctx context.Context, tx *store.Tx, company int64) (Company, AppUser, error) {
	if err := tx.May(access.StartView); err != nil {
		return Company{}, AppUser{}, err
	}
	c, err := Get(ctx, tx, company)
	if err != nil {
		return Company{}, AppUser{}, err
	}
	if c.ChildManages(tx.Who()) {
		return Company{}, AppUser{}, fail.Forbidden("child_manages", c.Name+" has a Partner Portal of its own. Its Admins look after its users.")
	}
	owner, ok, err := eyes(ctx, tx, c.ID)
	if err == nil && !ok {
		err = fail.Conflict("cannot_view", "Nobody of "+c.Name+" can sign in at this time, so there is nothing to view.")
	}
	return c, owner, err
}

// eyes is the owner of an active company in the asker's scope; false if the company or its owner cannot use the portal.
func eyes(ctx context.Context, tx *store.Tx, company int64) (AppUser, bool, error) {
	type met struct{ ID int64 }
	m, ok, err := store.Maybe[met](ctx, tx, `SELECT u.id FROM my_company c JOIN my_app_user u ON u.id = c.owner_id
		WHERE c.id = $1 AND c.status = 'active' AND u.status IN ('invited', 'active')`, company)
	if err != nil || !ok {
		return AppUser{}, false, err
	}
	u, err := GetUser(ctx, tx, company, m.ID)
	return u, err == nil, err
}

// Looking says as whom the holder of a view's token looks at a company's portal: nobody, without an error, if the view has ended or the
// company is no longer in the viewer's scope. Asked on every request, as account.Looking.
func Looking(ctx context.Context, db *store.DB, token string) (Visitor, account.Look, error) {
	look, err := account.Looking(ctx, db, token)
	if err != nil || look.View.ViewedCompanyID == nil {
		return Visitor{}, account.Look{}, err
	}
	var l login
	var ok bool
	if err := db.Read(ctx, look.By, func(tx *store.Tx) error {
		u, met, err := eyes(ctx, tx, *look.View.ViewedCompanyID)
		if err != nil || !met {
			return err
		}
		ok = true
		l, err = byID(ctx, tx.As(signer("")), u.ID)
		return err
	}); err != nil || !ok {
		return Visitor{}, account.Look{}, err
	}
	return Visitor{AppUser: l.AppUser, CompanyName: l.CompanyName, TeamName: l.TeamName, LogoID: l.LogoID, PartnerName: l.PartnerName, Display: look.Shown, viewer: look.By}, look, nil
}
