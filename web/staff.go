package web

import (
	"context"
	"net/http"
	"strconv"
	"time"

	"kontor/access"
	"kontor/account"
	"kontor/fail"
	"kontor/store"
	"kontor/web/page"
	"kontor/web/ui"
)

const staffPath = settingsPath + "/staff"

// staffRoutes are Settings > Staff (domain.md 7).
func (s *site) staffRoutes() []Route {
	return []Route{
		{"GET /admin/settings/staff", s.staff, access.ManageStaff, Vendor},
		{"GET /admin/settings/staff/new", s.newStaff, access.ManageStaff, Vendor},
		{"POST /admin/settings/staff", s.addStaff, access.ManageStaff, Vendor},
		{"POST /admin/settings/staff/{account}/invitation", s.inviteStaffAgain, access.ManageStaff, Vendor},
		{"GET /admin/settings/staff/{account}/edit", s.editStaff, access.ManageStaff, Vendor},
		{"POST /admin/settings/staff/{account}/edit", s.saveStaff, access.ManageStaff, Vendor},
		{"GET /admin/settings/staff/{account}/role", s.staffRole, access.ManageStaff, Vendor},
		{"POST /admin/settings/staff/{account}/role", s.changeStaffRole, access.ManageStaff, Vendor},
		{"GET /admin/settings/staff/{account}/removal", s.staffRemoval, access.ManageStaff, Vendor},
		{"POST /admin/settings/staff/{account}/removal", s.removeStaff, access.ManageStaff, Vendor},
	}
}

func (s *site) staff(w http.ResponseWriter, r *http.Request) error {
	set, err := s.settings(r.Context())
	if err != nil {
		return err
	}
	all, err := store.Read(r.Context(), s.db, who(r), func(tx *store.Tx) ([]account.Account, error) { return account.Staff(r.Context(), tx) })
	if err != nil {
		return err
	}
	owners := 0
	for _, a := range all {
		if a.Role == access.Owner && a.Status == account.Active {
			owners++
		}
	}
	p := page.Staff{SettingsHead: settingsHead(r, "/staff", "People at "+vendorName(&set)+" who run this portal. The last Owner can’t be removed."),
		Add: staffPath + "/new", Zone: set.BillingZone}
	for _, a := range all {
		at := staffPath + "/" + strconv.FormatInt(a.ID, 10)
		row := page.StaffRow{Name: a.Name(), Email: a.Email, Username: a.Username, Role: roleTitle(a.Role), You: a.ID == who(r).Account(),
			Status: accountStatus(a.State(s.db.Now())), Detail: staffSeen(a, s.db.Now(), set.BillingZone), Edit: at + "/edit", Change: at + "/role"}
		if a.Status == account.Invited {
			row.Resend = at + "/invitation"
		}
		if a.Role != access.Owner || a.Status != account.Active || owners > 1 {
			row.Remove = at + "/removal"
		}
		p.Rows = append(p.Rows, row)
	}
	return s.render(w, r, p)
}

// staffSeen is what stands beside the status: the last sign-in, or until when the link of the invitation works (domain.md 4.4).
func staffSeen(a account.Account, now time.Time, zone string) string {
	switch {
	case a.LastSignInAt != nil:
		return "Last sign-in " + clock(*a.LastSignInAt, zone)
	case a.State(now) == account.Invited:
		return "Link works until " + clock(*a.InvitedUntil, zone)
	}
	return "No sign-in yet"
}

func (s *site) newStaff(w http.ResponseWriter, r *http.Request) error {
	return s.staffForm(w, r, ui.Form{}.With("role", string(access.Support)))
}

func (s *site) staffForm(w http.ResponseWriter, r *http.Request, form ui.Form) error {
	set, err := s.settings(r.Context())
	if err != nil {
		return err
	}
	form.Action = staffPath
	return s.render(w, r, page.AddStaff{Form: form, Valid: lasting(set.InvitationHours), Cancel: staffPath})
}

// addStaff invites one of the vendor's own people.
func (s *site) addStaff(w http.ResponseWriter, r *http.Request) error {
	f := r.PostForm
	draft := account.Draft{FirstName: f.Get("first_name"), LastName: f.Get("last_name"), Email: f.Get("email"), Username: f.Get("username"), Role: access.Role(f.Get("role"))}
	made, err := store.Write(r.Context(), s.db, who(r), func(tx *store.Tx) (account.Account, error) { return account.Invite(r.Context(), tx, draft) })
	if form, err := refused(r, ui.Form{}, err, "phone", ""); err != nil {
		return err
	} else if form.Failed() {
		return s.staffForm(w, r, form)
	}
	return s.staffInvited(w, r, made)
}

func (s *site) staffInvited(w http.ResponseWriter, r *http.Request, a account.Account) error {
	text, err := s.invited(r, a)
	if err != nil {
		return err
	}
	return s.doneWith(w, r, staffPath, ui.Flash{Title: "Invitation sent.", Text: text})
}

// inviteStaffAgain sends a new invitation; the older link ends (domain.md 4.4).
func (s *site) inviteStaffAgain(w http.ResponseWriter, r *http.Request) error {
	ctx, id := r.Context(), pathNumber(r, "account")
	sent, err := store.Write(ctx, s.db, who(r), func(tx *store.Tx) (account.Account, error) {
		if _, err := account.StaffMember(ctx, tx, id); err != nil {
			return account.Account{}, err
		}
		return account.Resend(ctx, tx, id)
	})
	if err != nil {
		return err
	}
	return s.staffInvited(w, r, sent)
}

// colleague is one of the staff as the pages about one of them need it.
type colleague struct {
	account.Account
	last bool
	keys []account.Key
	zone string
}

func (s *site) readColleague(r *http.Request) (colleague, error) {
	ctx := r.Context()
	set, err := s.settings(ctx)
	if err != nil {
		return colleague{}, err
	}
	return store.Snapshot(ctx, s.db, who(r), func(tx *store.Tx) (c colleague, err error) {
		c.zone = set.BillingZone
		if c.Account, err = account.StaffMember(ctx, tx, pathNumber(r, "account")); err != nil {
			return c, err
		}
		if c.last, err = account.LastOwner(ctx, tx, c.Account); err != nil {
			return c, err
		}
		c.keys, err = account.Keys(ctx, tx)
		return c, err
	})
}

// editStaff is the form that changes name, address and phone number of one of the staff (domain.md 4.7).
func (s *site) editStaff(w http.ResponseWriter, r *http.Request) error {
	return s.editStaffForm(w, r, nil)
}

func (s *site) editStaffForm(w http.ResponseWriter, r *http.Request, cause error) error {
	c, err := s.readColleague(r)
	if err != nil {
		return err
	}
	form := ui.Form{}.With("first_name", c.FirstName).With("last_name", c.LastName).With("email", c.Email).With("phone", c.Phone)
	if cause != nil {
		if form, err = refused(r, form, cause); err != nil {
			return err
		}
	}
	form.Action = staffPath + "/" + strconv.FormatInt(c.ID, 10) + "/edit"
	return s.render(w, r, page.EditStaff{Form: form, Name: c.Name(), Username: c.Username, State: accountStatus(c.State(s.db.Now())),
		You: c.ID == who(r).Account(), Cancel: staffPath})
}

// saveStaff changes it.
func (s *site) saveStaff(w http.ResponseWriter, r *http.Request) error {
	ctx, form := r.Context(), r.PostFormValue
	d := account.Details{FirstName: form("first_name"), LastName: form("last_name"), Email: form("email"), Phone: form("phone")}
	a, err := store.Write(ctx, s.db, who(r), func(tx *store.Tx) (account.Account, error) {
		return account.ChangeStaff(ctx, tx, pathNumber(r, "account"), d)
	})
	if _, ok := fail.AsInvalid(err); ok {
		return s.editStaffForm(w, r, err)
	}
	if err != nil {
		return err
	}
	return s.done(w, r, staffPath, "%s was saved.", a.Name())
}

func (s *site) staffRole(w http.ResponseWriter, r *http.Request) error {
	return s.staffRoleForm(w, r, nil)
}

func (s *site) staffRoleForm(w http.ResponseWriter, r *http.Request, cause error) error {
	c, err := s.readColleague(r)
	if err != nil {
		return err
	}
	form := ui.Form{}.With("role", string(c.Role))
	if cause != nil {
		if form, err = refused(r, form, cause); err != nil {
			return err
		}
	}
	form.Action = staffPath + "/" + strconv.FormatInt(c.ID, 10) + "/role"
	return s.render(w, r, page.StaffRole{Form: form, Name: c.Name(), You: c.ID == who(r).Account(), Only: c.last, Cancel: staffPath})
}

func (s *site) changeStaffRole(w http.ResponseWriter, r *http.Request) error {
	err := s.writeStaff(w, r, "%s is %s now.", func(ctx context.Context, tx *store.Tx, id int64) (account.Account, error) {
		return account.ChangeStaffRole(ctx, tx, id, access.Role(r.PostFormValue("role")))
	})
	if _, ok := fail.AsInvalid(err); ok {
		return s.staffRoleForm(w, r, err)
	}
	return err
}

// staffRemoval asks first, and lists the person's API keys with their last use (domain.md 4.9).
func (s *site) staffRemoval(w http.ResponseWriter, r *http.Request) error {
	c, err := s.readColleague(r)
	if err != nil {
		return err
	}
	p := page.Confirm{Form: ui.Form{Action: r.URL.Path}, Question: "Remove " + c.Name() + "?", About: "Staff", Button: "Remove " + c.Name(), Busy: "Removing…",
		Danger: true, Cancel: staffPath, Lines: []string{
			c.Name() + ", " + c.Email + ", is signed out everywhere and can’t sign in any more. A mail tells about it.",
			"Open links, queued mails and API keys end at once. This is permanent; what was done stays in the activity log."}}
	if c.last {
		p.Lines = append([]string{c.Name() + " is the last active Owner and can’t be removed. Make somebody else Owner first."}, p.Lines...)
	}
	for _, k := range c.keys {
		if k.Account == c.ID && k.RevokedAt == nil {
			used := "not used yet"
			if k.LastUsedAt != nil {
				used = "last used " + moment(*k.LastUsedAt, c.zone)
			}
			p.Lines = append(p.Lines, "API key “"+k.Name+"”, "+used+", stops working.")
		}
	}
	return s.render(w, r, p)
}

func (s *site) removeStaff(w http.ResponseWriter, r *http.Request) error {
	return s.writeStaff(w, r, "%s was removed.", account.RemoveStaff)
}

// writeStaff does something to one of the staff and says so on the list; who is no Owner any more goes on where there is something to see.
func (s *site) writeStaff(w http.ResponseWriter, r *http.Request, text string, do func(context.Context, *store.Tx, int64) (account.Account, error)) error {
	ctx := r.Context()
	a, err := store.Write(ctx, s.db, who(r), func(tx *store.Tx) (account.Account, error) { return do(ctx, tx, pathNumber(r, "account")) })
	if err != nil {
		return err
	}
	to := staffPath
	if a.ID == who(r).Account() && a.Role != access.Owner {
		to = settingsPath
	}
	if a.Status == account.Removed {
		return s.done(w, r, to, text, a.Name())
	}
	return s.done(w, r, to, text, a.Name(), roleTitle(a.Role))
}
