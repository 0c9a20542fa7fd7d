package account

import (
	"context"
	"time"

	"kontor/access"
	"kontor/fail"
	"kontor/store"
)

// ViewLife is how long somebody may look at the portal as somebody else before a reason must be given again (domain.md 7).
const ViewLife = 30 * time.Minute

// View is somebody looking at the portal as somebody else: as a partner user, or as a customer company's owner.
type View struct {
	ID              int64
	SessionID       int64 // the viewer's
	AccountID       int64 // the viewer
	Role            access.Role
	FaceID          *int64 // the viewer's partnership; nil: the vendor's staff
	ViewedAccountID *int64
	ViewedCompanyID *int64
	Reason          string
	StartedAt       time.Time
	UntilAt         time.Time
}

const viewColumns = `id, session_id, account_id, role, face_id, viewed_account_id, viewed_company_id, reason, started_at, until_at`

// viewHash is how the token of a view stands in the database; it is nothing as a session's.
func viewHash(token string) []byte { return store.HashSecret("view", token) }

// whyView refuses a reason that says nothing: Invalid at "reason".
func whyView(text string) (string, error) {
	text = store.Clean(text)
	switch n := len([]rune(text)); {
	case n == 0:
		return "", fail.Invalid(fail.At("reason", "Say why you need to look. It stands in the activity log."))
	case n > MaxReason:
		return "", fail.Invalid(fail.At("reason", "500 characters are the most."))
	}
	return text, nil
}

// StartView lets one of the vendor's staff look at the portal as a user of this partner, for ViewLife, from the session they are signed
// in with; a view that the session has ends. It is noted in both activity logs (domain.md 7). Fails with Invalid at "reason", NotFound,
// and Conflict "cannot_view" for who does not sign in.
func StartView(ctx context.Context, tx *store.Tx, session, partner, account int64, reason string) (token string, err error) {
	if err := tx.May(access.StartView); err != nil {
		return "", err
	}
	if tx.Who().Kind() != access.Staff {
		return "", fail.Forbidden("not_permitted", "Your role does not allow this.")
	}
	a, err := CanView(ctx, tx, partner, account)
	if err != nil {
		return "", err
	}
	return OpenView(ctx, tx, View{SessionID: session, ViewedAccountID: &a.ID, Reason: reason}, a.about())
}

// CanView is the user of a partner whom staff would look at the portal as. Fails with NotFound, and with Conflict "cannot_view" if there
// is nothing that this user would see.
func CanView(ctx context.Context, tx *store.Tx, partner, account int64) (Account, error) {
	a, err := byID(ctx, tx, account)
	if err != nil {
		return Account{}, err
	}
	if a.Partner == 0 || a.Partner != partner {
		return Account{}, fail.NotFound("The partner user")
	}
	if !a.signsIn() || a.MustChangePassword {
		return Account{}, fail.Conflict("cannot_view", a.Name()+" cannot sign in at this time, so there is nothing to view.")
	}
	return a.Account, nil
}

// OpenView begins a view of tx.Who() and notes it in the chain of what is viewed and in the viewer's own. Who calls it has checked that
// the viewer may. Fails with Invalid at "reason".
func OpenView(ctx context.Context, tx *store.Tx, v View, about store.About) (token string, err error) {
	if v.Reason, err = whyView(v.Reason); err != nil {
		return "", err
	}
	older, err := store.All[View](ctx, tx, `DELETE FROM view_session WHERE session_id = $1 RETURNING `+viewColumns, v.SessionID)
	if err != nil {
		return "", err
	}
	for _, o := range older {
		if err := o.over(ctx, tx); err != nil {
			return "", err
		}
	}
	who := tx.Who()
	token, v.UntilAt = store.NewSecret(), tx.Now().Add(ViewLife)
	if _, err = tx.Exec(ctx, `INSERT INTO view_session (token_hash, session_id, account_id, role, face_id, viewed_account_id, viewed_company_id,
			reason, started_at, until_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)`,
		viewHash(token), v.SessionID, who.Account(), who.Role(), store.Ref(who.Partnership()), v.ViewedAccountID, v.ViewedCompanyID, v.Reason, tx.Now(), v.UntilAt); err != nil {
		return "", err
	}
	onBothSides(tx, "view.started", about, who.Partner(), map[string]any{"reason": v.Reason, "until": v.UntilAt})
	return token, nil
}

// onBothSides notes something about a view with who is viewed and, where that is another log, with the viewer.
func onBothSides(tx *store.Tx, action string, about store.About, viewer int64, detail any) {
	tx.Audit(action, about, detail)
	if about.Partner != viewer {
		about.Partner, about.Company = viewer, 0
		tx.Audit(action, about, detail)
	}
}

// over notes the end of a view whose row is gone.
func (v View) over(ctx context.Context, tx *store.Tx) error {
	wide := tx.As(signer(""))
	type side struct {
		PartnerID int64
		Name      string
	}
	about := store.About{}
	var s side
	var err error
	if v.ViewedCompanyID != nil {
		s, err = store.One[side](ctx, wide, `SELECT partner_id, name FROM my_company WHERE id = $1`, *v.ViewedCompanyID)
		about = store.About{Kind: "company", ID: *v.ViewedCompanyID, Company: *v.ViewedCompanyID}
	} else {
		var a Account
		a, err = Get(ctx, wide, *v.ViewedAccountID)
		about, s = a.about(), side{a.Partner, a.Name()}
	}
	if err != nil {
		return err
	}
	about.Partner, about.Name = s.PartnerID, s.Name
	viewer, err := Get(ctx, wide, v.AccountID)
	if err != nil {
		return err
	}
	if viewer.Partner != 0 && viewer.Partner != about.Partner { // the company was transferred: its new partner has nothing to do with this
		about.Partner, about.Company = viewer.Partner, 0
	}
	onBothSides(tx, "view.ended", about, viewer.Partner, map[string]any{"viewer": viewer.Name(), "viewer_partner": viewer.Partner, "started": v.StartedAt})
	return nil
}

// Look is what a token of a view gives: who looks, and for a partner user's portal who is looked at. The zero Look is nobody.
type Look struct {
	View   View
	By     access.Actor // who looks
	Shown  Display      // how the viewer's own portal looks
	Viewed Visitor      // of a partner user's portal: its Actor may do nothing but look
}

// Looking says who looks with this token: nobody, without an error, once the time is over, the viewer's session or role is not what it
// was, or who is looked at may not sign in any more. It is asked on every request, so that each of these acts at once.
func Looking(ctx context.Context, db *store.DB, token string) (Look, error) {
	v, ok, err := findView(ctx, db, token)
	if err != nil || !ok || !db.Now().Before(v.UntilAt) {
		return Look{}, err
	}
	viewer, err := seen(ctx, db, visitBy, v.SessionID)
	if err != nil || !viewer.Session.Live(db.Now()) || viewer.Account.Role != v.Role {
		return Look{}, err
	}
	l := Look{View: v, By: viewer.StaffActor(), Shown: viewer.Display}
	if v.FaceID != nil {
		l.By = viewer.Actor(*v.FaceID)
	}
	if !l.By.May(access.StartView) {
		return Look{}, nil
	}
	viewer.Session.Touch(ctx, db)
	if v.ViewedAccountID == nil {
		return l, nil
	}
	if l.Viewed, err = seen(ctx, db, visitViewed, *v.ViewedAccountID); err != nil || !l.Viewed.SignedIn() || l.Viewed.MustChange || l.By.Kind() != access.Staff {
		return Look{}, err
	}
	l.Viewed.viewer = l.By
	return l, nil
}

func findView(ctx context.Context, db *store.DB, token string) (v View, ok bool, err error) {
	if token == "" {
		return v, false, nil
	}
	err = db.Read(ctx, signer(""), func(tx *store.Tx) (err error) {
		v, ok, err = store.Maybe[View](ctx, tx, `SELECT `+viewColumns+` FROM view_session WHERE token_hash = $1`, viewHash(token))
		return err
	})
	return v, ok, err
}

// StopView ends a view and notes it. A token that is no view's is no failure.
func StopView(ctx context.Context, db *store.DB, token, ip string) error {
	look, err := Looking(ctx, db, token)
	if err != nil {
		return err
	}
	who := signer("")
	if look.By != (access.Actor{}) {
		who = look.By
	}
	return db.Write(ctx, who.From(ip), func(tx *store.Tx) error {
		v, ok, err := store.Maybe[View](ctx, tx, `DELETE FROM view_session WHERE token_hash = $1 RETURNING `+viewColumns, viewHash(token))
		if err != nil || !ok {
			return err
		}
		return v.over(ctx, tx)
	})
}

// endViews notes the end of views whose time is over or whose viewer's session has ended; the timetable runs it with Sweep.
func endViews(ctx context.Context, tx *store.Tx) error {
	over, err := store.All[View](ctx, tx, `DELETE FROM view_session WHERE until_at <= $1 OR session_id NOT IN (SELECT s.id FROM session s)
		RETURNING `+viewColumns, tx.Now())
	if err != nil {
		return err
	}
	for _, v := range over {
		if err := v.over(ctx, tx); err != nil {
			return err
		}
	}
	return nil
}
