package web

import (
	"context"
	"net/http"

	"kontor/access"
	"kontor/account"
	"kontor/company"
	"kontor/fail"
	"kontor/onboard"
	"kontor/store"
	"kontor/web/page"
	"kontor/web/ui"
)

// editPartnerUser is the form that changes a partner user (domain.md 4.1, 4.7).
func (s *site) editPartnerUser(w http.ResponseWriter, r *http.Request) error {
	return s.editPartnerUserForm(w, r, nil)
}

func (s *site) editPartnerUserForm(w http.ResponseWriter, r *http.Request, cause error) error {
	t, err := s.readTeam(r, func(context.Context, *store.Tx, *team) error { return nil })
	if err != nil {
		return err
	}
	u := t.user
	p := page.PartnerUserForm{Name: u.Name(), Username: u.Username, State: accountStatus(u.State(t.now)), Own: u.ID == who(r).Account(), Follows: t.follows()}
	p.Form = ui.Form{Action: inPortal(r, "/account/users/%d/edit", u.ID)}.With("first_name", u.FirstName).With("last_name", u.LastName).
		With("email", u.Email).With("phone", u.Phone).With("role", string(u.Role))
	return s.memberForm(w, r, t, p, cause)
}

// follows are what a change of role brings, told beforehand (domain.md 4.1).
func (t team) follows() []string {
	lines := []string{"A new role acts at once, on open pages too."}
	if t.user.Role == access.Notifications {
		lines = append(lines, "With another role than Notifications an invitation goes out with a link to create a password.")
		if t.vendor.AppAccountRequired && t.user.AppUserID == nil {
			lines = append(lines, "The person then needs an account for the "+ui.App(t.vendor.AppName)+": without one yet, it is made with a second mail and takes a license of your own company.")
		}
		return lines
	}
	lines = append(lines, "As Notifications the person is signed out everywhere, the password ends and links stop working. The app account and its license stay.")
	if t.user.Role == access.PartnerAdmin {
		return append(lines, "As User or Marketing, Account is closed to the person. The last active Admin keeps the role.")
	}
	return append(lines, "As Admin the person sees and changes everything of "+t.partner.Name+".")
}

// savePartnerUser changes it.
func (s *site) savePartnerUser(w http.ResponseWriter, r *http.Request) error {
	ctx, form := r.Context(), r.PostFormValue
	d := account.Details{FirstName: form("first_name"), LastName: form("last_name"), Email: form("email"), Phone: form("phone"), Role: access.Role(form("role"))}
	a, err := store.Write(ctx, s.db, who(r), func(tx *store.Tx) (account.Account, error) {
		return onboard.ChangePartnerUser(ctx, tx, pathNumber(r, "account"), d)
	})
	if _, ok := fail.AsInvalid(err); ok {
		return s.editPartnerUserForm(w, r, err)
	}
	if err != nil {
		return err
	}
	if a.ID == who(r).Account() && !access.RoleMay(a.Role, access.ViewAccount) { // the list is closed to oneself now
		return s.done(w, r, inPortal(r, ""), "Your role is %s now.", roleTitle(a.Role))
	}
	return s.done(w, r, inPortal(r, "/account/users"), "%s was saved.", a.Name())
}

// passwordReset asks before an Admin ends somebody's password (domain.md 4.8).
func (s *site) passwordReset(w http.ResponseWriter, r *http.Request) error {
	var keys []account.Key
	t, err := s.readTeam(r, func(ctx context.Context, tx *store.Tx, t *team) (err error) {
		keys, err = account.KeysOf(ctx, tx, t.user.ID)
		return err
	})
	if err != nil {
		return err
	}
	if !resettable(t.user) {
		return fail.Conflict("not_accepted", t.user.Name()+" has no password to reset.")
	}
	name := t.user.Name()
	p := page.Confirm{Question: "Reset password of " + name + "?", About: "Users", Button: "Reset password", Busy: "Resetting…", Danger: true,
		Lines: []string{"The old password and all sessions end at once.",
			"A mail goes to " + t.user.Email + " with a link to choose a new password. It works once, for " + lasting(int64(account.ResetLife.Hours())) + ".",
			"The account of the " + ui.App(t.vendor.AppName) + " is another one and stays as it is."},
		Cancel: inPortal(r, "/account/users"), Form: ui.Form{Action: r.URL.Path}}
	if len(keys) > 0 {
		p.Lines = append(p.Lines, "API keys that "+name+" made go on working, as they belong to "+t.partner.Name+":")
		p.Facts, p.Box = t.keyFacts(keys), "Also revoke these API keys, because somebody else may know the password or the keys"
	}
	return s.render(w, r, p)
}

// keyFacts are somebody's API keys with their last use (domain.md 4.9).
func (t team) keyFacts(keys []account.Key) []ui.Fact {
	var facts []ui.Fact
	for _, k := range keys {
		used := "Not used yet"
		if k.LastUsedAt != nil {
			used = "Last used " + clock(*k.LastUsedAt, t.partner.TimeZone)
		}
		facts = append(facts, ui.Fact{Label: k.Name, Text: used})
	}
	return facts
}

func (s *site) endPartnerPassword(w http.ResponseWriter, r *http.Request) error {
	ctx, keys := r.Context(), r.PostFormValue("also") == "yes"
	a, err := store.Write(ctx, s.db, who(r), func(tx *store.Tx) (account.Account, error) {
		return account.EndPassword(ctx, tx, pathNumber(r, "account"), keys)
	})
	if err != nil {
		return err
	}
	if a.ID == who(r).Account() {
		s.forget(w, portalCookie)
		return s.done(w, r, "/sign-in", "Your password was reset, and you are signed out. The link to choose a new one is on its way to %s.", a.Email)
	}
	return s.done(w, r, inPortal(r, "/account/users"), "The password of %s was reset. The link to choose a new one is on its way to %s.", a.Name(), a.Email)
}

// memberRemoval asks before a partner user is removed for good (domain.md 4.9).
func (s *site) memberRemoval(w http.ResponseWriter, r *http.Request) error {
	return s.memberRemovalForm(w, r, nil)
}

func (s *site) memberRemovalForm(w http.ResponseWriter, r *http.Request, cause error) error {
	var p page.RemovePartnerUser
	var keys []account.Key
	t, err := s.readTeam(r, func(ctx context.Context, tx *store.Tx, t *team) (err error) {
		if keys, err = account.KeysOf(ctx, tx, t.user.ID); err != nil {
			return err
		}
		u, ok, err := onboard.AppAccount(ctx, tx, t.user)
		if err != nil || !ok {
			return err
		}
		at, err := company.Get(ctx, tx, u.CompanyID)
		p.AppAt = at.Name
		return err
	})
	if err != nil {
		return err
	}
	p.Keys = t.keyFacts(keys)
	p.Name, p.Email, p.Partner, p.App, p.You = t.user.Name(), t.user.Email, t.partner.Name, t.vendor.AppName, t.user.ID == who(r).Account()
	p.Cancel, p.Form = inPortal(r, "/account/users"), ui.Form{Action: inPortal(r, "/account/users/%d/removal", t.user.ID)}
	if cause != nil {
		if p.Form, err = refused(r, p.Form, cause); err != nil {
			return err
		}
	}
	return s.render(w, r, p)
}

// removeMember ends the account; the app account stays unless the box is ticked.
func (s *site) removeMember(w http.ResponseWriter, r *http.Request) error {
	ctx, app := r.Context(), r.PostFormValue("app") == "yes"
	a, err := store.Write(ctx, s.db, who(r), func(tx *store.Tx) (account.Account, error) {
		return onboard.RemovePartnerUser(ctx, tx, pathNumber(r, "account"), app)
	})
	if _, ok := fail.AsInvalid(err); ok {
		return s.memberRemovalForm(w, r, err)
	}
	if err != nil {
		return err
	}
	if a.ID == who(r).Account() {
		s.forget(w, portalCookie)
		return s.done(w, r, "/sign-in", "Your account was removed.")
	}
	rest := ""
	if app {
		rest = " The app account is removed, too, and its license is free."
	}
	return s.done(w, r, inPortal(r, "/account/users"), "%s was removed and can no longer sign in.%s", a.Name(), rest)
}
