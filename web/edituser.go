package web

import (
	"context"
	"net/http"
	"strconv"

	"kontor/access"
	"kontor/company"
	"kontor/fail"
	"kontor/store"
	"kontor/web/page"
	"kontor/web/ui"
)

// userPath is the address of a user of the company in the request.
func userPath(r *http.Request, u userParts) string {
	return inPortal(r, "/companies/%d/users/", u.company.ID) + strconv.FormatInt(u.user.ID, 10)
}

// editUser is the form that changes name, address and role of an app user (domain.md 3.3).
func (s *site) editUser(w http.ResponseWriter, r *http.Request) error {
	return s.editUserForm(w, r, nil)
}

func (s *site) editUserForm(w http.ResponseWriter, r *http.Request, cause error) error {
	u, err := s.readUserParts(r)
	if err != nil {
		return err
	}
	owner := u.company.OwnerID != nil && *u.company.OwnerID == u.user.ID
	at := userPath(r, u)
	p := page.EditUser{Name: u.user.Name(), Company: u.company.Name, App: u.vendor.AppName, Owner: owner, Invited: u.user.Status == "invited",
		Cancel: inPortal(r, "/companies/%d/users", u.company.ID)}
	working := u.user.Status == "active" || u.user.Status == "invited"
	if !owner && working {
		p.Suspend = at + "/suspension"
	}
	if !owner && working && who(r).May(access.HandOver) {
		p.HandOver = at + "/ownership"
	}
	p.Form = ui.Form{Action: at + "/edit"}
	if cause != nil {
		if p.Form, err = refused(r, p.Form, cause); err != nil {
			return err
		}
		return s.render(w, r, p)
	}
	p.Form = p.With("first_name", u.user.FirstName).With("last_name", u.user.LastName).With("email", u.user.Email).With("role", u.user.Role)
	return s.render(w, r, p)
}

// saveUser changes it; a changed address is told to both (domain.md 3.3).
func (s *site) saveUser(w http.ResponseWriter, r *http.Request) error {
	ctx, id, form := r.Context(), pathNumber(r, "company"), r.PostFormValue
	person := company.Person{FirstName: form("first_name"), LastName: form("last_name"), Email: form("email"), Role: form("role")}
	u, err := store.Write(ctx, s.db, who(r), func(tx *store.Tx) (company.AppUser, error) {
		return company.ChangeUser(ctx, tx, id, pathNumber(r, "user"), person)
	})
	if _, ok := fail.AsInvalid(err); ok {
		return s.editUserForm(w, r, err)
	}
	if err != nil {
		return err
	}
	return s.done(w, r, inPortal(r, "/companies/%d/users", id), "%s was saved.", u.Name())
}

// confirmUser shows a question about a user.
func (s *site) confirmUser(w http.ResponseWriter, r *http.Request, ask func(u userParts) page.Confirm) error {
	u, err := s.readUserParts(r)
	if err != nil {
		return err
	}
	p := ask(u)
	p.About, p.Cancel, p.Form = u.company.Name, inPortal(r, "/companies/%d/users", u.company.ID), ui.Form{Action: r.URL.Path}
	return s.render(w, r, p)
}

// writeUser does something to a user and says so on the list of users.
func (s *site) writeUser(w http.ResponseWriter, r *http.Request, text string, do func(context.Context, *store.Tx, int64, int64) (company.AppUser, error)) error {
	ctx, id := r.Context(), pathNumber(r, "company")
	u, err := store.Write(ctx, s.db, who(r), func(tx *store.Tx) (company.AppUser, error) { return do(ctx, tx, id, pathNumber(r, "user")) })
	if err != nil {
		return err
	}
	return s.done(w, r, inPortal(r, "/companies/%d/users", id), text, u.Name())
}

func (s *site) userSuspension(w http.ResponseWriter, r *http.Request) error {
	return s.confirmUser(w, r, func(u userParts) page.Confirm {
		return page.Confirm{Question: "Suspend " + u.user.Name() + "?", Button: "Suspend " + u.user.Name(), Busy: "Suspending…", Danger: true, Lines: []string{
			u.user.Name() + ", " + u.user.Email + ", can’t sign in from now on, and open sessions end at once.",
			"The license stays held and is billed. The user can be resumed at any time."}}
	})
}

func (s *site) suspendUser(w http.ResponseWriter, r *http.Request) error {
	return s.writeUser(w, r, "%s was suspended. The license stays held.", company.SuspendUser)
}

func (s *site) resumeUser(w http.ResponseWriter, r *http.Request) error {
	return s.writeUser(w, r, "%s was resumed and can sign in again.", company.ResumeUser)
}

func (s *site) ownership(w http.ResponseWriter, r *http.Request) error {
	return s.confirmUser(w, r, func(u userParts) page.Confirm {
		return page.Confirm{Question: "Hand ownership over to " + u.user.Name() + "?", Button: "Hand over ownership", Busy: "Handing over…", Lines: []string{
			u.user.Name() + ", " + u.user.Email + ", becomes owner, administrator and primary contact of " + u.company.Name + ".",
			"The owner until now stays administrator."}}
	})
}

func (s *site) handOver(w http.ResponseWriter, r *http.Request) error {
	return s.writeUser(w, r, "%s is the owner now.", company.HandOver)
}
