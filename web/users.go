package web

import (
	"context"
	"fmt"
	"net/http"
	"strconv"
	"time"

	"kontor/access"
	"kontor/account"
	"kontor/fail"
	"kontor/onboard"
	"kontor/partner"
	"kontor/setting"
	"kontor/store"
	"kontor/web/page"
	"kontor/web/ui"
)

// team is what the pages of Account > Users are made of.
type team struct {
	now     time.Time
	partner partner.Partner
	vendor  setting.Vendor
	users   []account.Account
	user    account.Account // the one in the address, if there is one
}

func (s *site) readTeam(r *http.Request, more func(ctx context.Context, tx *store.Tx, t *team) error) (team, error) {
	ctx, me := r.Context(), who(r)
	return store.Snapshot(ctx, s.db, me, func(tx *store.Tx) (t team, err error) {
		t.now = tx.Now()
		if t.partner, err = partner.Get(ctx, tx, me.Partner()); err != nil {
			return t, err
		}
		if t.vendor, err = setting.Get(ctx, tx); err != nil {
			return t, err
		}
		if r.PathValue("account") != "" {
			if t.user, err = readMember(ctx, tx, pathNumber(r, "account")); err != nil {
				return t, err
			}
		}
		return t, more(ctx, tx, &t)
	})
}

// readMember is a user of the partner; who is removed or released is not found.
func readMember(ctx context.Context, tx *store.Tx, id int64) (account.Account, error) {
	a, err := account.Get(ctx, tx, id)
	if err == nil && (a.Status == account.Removed || a.Status == account.Released) {
		err = fail.NotFound("The user")
	}
	return a, err
}

// partnerUsers is Account > Users (ui.md 6.2, 18).
func (s *site) partnerUsers(w http.ResponseWriter, r *http.Request) error {
	t, err := s.readTeam(r, func(ctx context.Context, tx *store.Tx, t *team) (err error) {
		t.users, err = account.OfPartner(ctx, tx, t.partner.ID)
		return err
	})
	if err != nil {
		return err
	}
	p := page.PartnerUsers{Partner: t.partner.Name, Zone: t.partner.TimeZone}
	if who(r).May(access.InvitePartnerUser) {
		p.Add = inPortal(r, "/account/users/new")
	}
	for _, u := range t.users {
		p.Users = append(p.Users, t.member(r, u))
	}
	return s.render(w, r, p)
}

func (t team) member(r *http.Request, u account.Account) page.TeamMember {
	at := inPortal(r, "/account/users/") + strconv.FormatInt(u.ID, 10)
	m := page.TeamMember{You: u.ID == who(r).Account()}
	m.Name, m.Email, m.Username, m.Role = u.Name(), u.Email, u.Username, roleTitle(u.Role)
	m.Status, m.Detail = accountStatus(u.State(t.now)), signedIn(u, t.now, t.partner.TimeZone)
	if u.Status == account.Invited && who(r).May(access.InvitePartnerUser) {
		m.Resend = at + "/invitation"
	}
	if who(r).May(access.ManagePartnerUsers) {
		m.Edit, m.Remove = at+"/edit", at+"/removal"
		if resettable(u) {
			m.Reset = at + "/password-reset"
		}
	}
	return m
}

// resettable tells whether there is a password that an Admin can end (domain.md 4.8).
func resettable(u account.Account) bool {
	return u.Status == account.Active && u.Role != access.Notifications
}

// newPartnerUser is the form "Add user" (domain.md 3.4, 4.4).
func (s *site) newPartnerUser(w http.ResponseWriter, r *http.Request) error {
	return s.newPartnerUserForm(w, r, nil)
}

func (s *site) newPartnerUserForm(w http.ResponseWriter, r *http.Request, cause error) error {
	var p page.PartnerUserForm
	t, err := s.readTeam(r, func(ctx context.Context, tx *store.Tx, t *team) error {
		home, free, err := onboard.FreeAtHome(ctx, tx, t.partner.ID)
		p.Home, p.Free, p.HomeHref = home.Name, int(free), inPortal(r, "/companies/%d/users", home.ID)
		return err
	})
	if err != nil {
		return err
	}
	p.Apps, p.Valid = t.vendor.AppAccountRequired, lasting(t.vendor.InvitationHours)
	p.Partnerships = ownPartnerships(r)
	p.Form = ui.Form{Action: inPortal(r, "/account/users")}.With("role", string(access.PartnerUser))
	return s.memberForm(w, r, t, p, cause)
}

// memberForm adds what adding and changing have in common.
func (s *site) memberForm(w http.ResponseWriter, r *http.Request, t team, p page.PartnerUserForm, cause error) (err error) {
	p.Partner, p.App, p.Cancel = t.partner.Name, t.vendor.AppName, inPortal(r, "/account/users")
	p.PhoneHint, p.PhoneNeed = account.PhoneHint(t.vendor.PhoneRule), t.vendor.PhoneRule != account.Optional
	p.Roles = []ui.Option{
		{Value: string(access.PartnerAdmin), Label: "Admin", Hint: "Everything of " + t.partner.Name + "."},
		{Value: string(access.PartnerUser), Label: "User", Hint: "Companies and their app users."},
		{Value: string(access.MarketingRole), Label: "Marketing", Hint: "No customer data of any kind."},
		{Value: string(access.Notifications), Label: "Notifications", Hint: "Gets mail only. No sign-in."},
	}
	if cause != nil {
		if p.Form, err = refused(r, ui.Form{Action: p.Action}, cause); err != nil {
			return err
		}
	}
	return s.render(w, r, p)
}

// ownPartnerships are the partner's, where there are several: an Admin has all of them as faces.
func ownPartnerships(r *http.Request) []ui.Option {
	faces := visitOf(r).portal.Faces
	if len(faces) < 2 {
		return nil
	}
	var all []ui.Option
	for i, f := range faces {
		label := typeName(f.Type) + " " + strconv.Itoa(i+1)
		if i == 0 {
			label = typeName(f.Type) + ", main"
		}
		all = append(all, ui.Option{Value: strconv.FormatInt(f.Partnership, 10), Label: label})
	}
	return all
}

// inviteToTeam is "Add user": one or two mails go out (domain.md 3.4).
func (s *site) inviteToTeam(w http.ResponseWriter, r *http.Request) error {
	ctx, me, form := r.Context(), who(r), r.PostFormValue
	d := account.Draft{Partner: me.Partner(), FirstName: form("first_name"), LastName: form("last_name"), Email: form("email"), Phone: form("phone"),
		Username: form("username"), Role: access.Role(form("role"))}
	if id := whole(form("partnership")); id != 0 {
		d.Partnerships = []int64{id}
	}
	a, err := store.Write(ctx, s.db, me, func(tx *store.Tx) (account.Account, error) { return onboard.AddPartnerUser(ctx, tx, d) })
	if _, ok := fail.AsInvalid(err); ok {
		return s.newPartnerUserForm(w, r, err)
	}
	if err != nil {
		return err
	}
	return s.inviteSent(w, r, a)
}

// inviteSent says on the list to whom an invitation went and until when its link works (domain.md 4.5).
func (s *site) inviteSent(w http.ResponseWriter, r *http.Request, a account.Account) error {
	list := inPortal(r, "/account/users")
	if a.InvitedUntil == nil {
		return s.done(w, r, list, "%s was added, gets mail at %s and does not sign in.", a.Name(), a.Email)
	}
	t, err := s.readTeam(r, func(context.Context, *store.Tx, *team) error { return nil })
	if err != nil {
		return err
	}
	return s.doneWith(w, r, list, ui.Flash{Title: "Invitation sent.", Text: fmt.Sprintf("It is on its way to %s at %s, with the username %s. Its link works until %s.",
		a.Name(), a.Email, a.Username, moment(*a.InvitedUntil, t.partner.TimeZone))})
}

// resendInvitation voids the older link (domain.md 4.4).
func (s *site) resendInvitation(w http.ResponseWriter, r *http.Request) error {
	ctx := r.Context()
	a, err := store.Write(ctx, s.db, who(r), func(tx *store.Tx) (account.Account, error) {
		return account.Resend(ctx, tx, pathNumber(r, "account"))
	})
	if err != nil {
		return s.notSent(w, r, inPortal(r, "/account/users"), err)
	}
	return s.inviteSent(w, r, a)
}
