package web

import (
	"net/http"
	"strconv"

	"kontor/company"
	"kontor/fail"
	"kontor/setting"
	"kontor/store"
	"kontor/web/page"
	"kontor/web/ui"
)

// userParts are what the forms about a company's users show.
type userParts struct {
	company company.Company
	subs    []company.Subscription
	user    company.AppUser
	vendor  setting.Vendor
}

// readUserParts reads them; without an id in the address there is no user yet.
func (s *site) readUserParts(r *http.Request) (userParts, error) {
	ctx := r.Context()
	return store.Snapshot(ctx, s.db, who(r), func(tx *store.Tx) (u userParts, err error) {
		if u.company, err = company.Get(ctx, tx, pathNumber(r, "company")); err != nil {
			return u, err
		}
		if r.PathValue("user") == "" { // of a child MSP's company a reseller meets no user, and adds none
			if err = u.company.Managed(who(r)); err != nil {
				return u, err
			}
		}
		if u.vendor, err = setting.Get(ctx, tx); err != nil {
			return u, err
		}
		if u.subs, err = company.Subscriptions(ctx, tx, u.company.ID); err != nil || r.PathValue("user") == "" {
			return u, err
		}
		u.user, err = company.GetUser(ctx, tx, u.company.ID, pathNumber(r, "user"))
		return u, err
	})
}

// newUser is the form "Add user" (domain.md 3.2, 3.3).
func (s *site) newUser(w http.ResponseWriter, r *http.Request) error { return s.userForm(w, r, nil) }

func (s *site) userForm(w http.ResponseWriter, r *http.Request, cause error) error {
	u, err := s.readUserParts(r)
	if err != nil {
		return err
	}
	path := inPortal(r, "/companies/%d", u.company.ID)
	p := page.AddUser{Company: u.company.Name, App: u.vendor.AppName, Valid: lasting(u.vendor.TemporaryPasswordHours), Cancel: path}
	for _, sub := range u.subs {
		p.Free += int(sub.Free())
		p.Count += int(sub.LicenseCount)
		p.Subscriptions = append(p.Subscriptions, ui.Option{Value: strconv.FormatInt(sub.ID, 10),
			Label: sub.Product + " (" + ui.Number(int(sub.Free())) + " free)"})
	}
	if u.company.Levels(who(r)) == nil && len(u.subs) > 0 {
		p.ChangeCount = path + "/subscriptions/" + p.Subscriptions[0].Value + "/license-count"
	}
	p.Form = ui.Form{Action: path + "/users"}
	if cause != nil {
		if p.Form, err = refused(r, p.Form, cause); err != nil {
			return err
		}
	} else {
		p.Form = p.With("role", company.User)
	}
	return s.render(w, r, p)
}

// addUser gives a person an account and a license; one mail goes out (domain.md 3.3).
func (s *site) addUser(w http.ResponseWriter, r *http.Request) error {
	ctx, id := r.Context(), pathNumber(r, "company")
	form := r.PostFormValue
	person := company.Person{FirstName: form("first_name"), LastName: form("last_name"), Email: form("email"), Role: form("role")}
	u, err := store.Write(ctx, s.db, who(r), func(tx *store.Tx) (company.AppUser, error) {
		return company.AddUser(ctx, tx, id, whole(form("subscription")), person)
	})
	if _, ok := fail.AsInvalid(err); ok {
		return s.userForm(w, r, err)
	}
	if err != nil {
		return err
	}
	return s.done(w, r, inPortal(r, "/companies/%d", id), "%s was added. The welcome mail to %s is on its way.", u.Name(), u.Email)
}

// removal asks before a user is removed for good (domain.md 2.7).
func (s *site) removal(w http.ResponseWriter, r *http.Request) error {
	u, err := s.readUserParts(r)
	if err != nil {
		return err
	}
	path := inPortal(r, "/companies/%d", u.company.ID)
	p := page.RemoveUser{Name: u.user.Name(), Email: u.user.Email, Company: u.company.Name, App: u.vendor.AppName, Cancel: path,
		Form: ui.Form{Action: path + "/users/" + strconv.FormatInt(u.user.ID, 10) + "/removal"}}
	for _, sub := range u.subs {
		if u.user.SubscriptionID != nil && sub.ID == *u.user.SubscriptionID {
			p.Count = int(sub.LicenseCount)
		}
	}
	return s.render(w, r, p)
}

// removeUser ends the person's account; the license becomes free (domain.md 2.5, 3.2).
func (s *site) removeUser(w http.ResponseWriter, r *http.Request) error {
	ctx, id := r.Context(), pathNumber(r, "company")
	u, err := store.Write(ctx, s.db, who(r), func(tx *store.Tx) (company.AppUser, error) {
		return company.RemoveUser(ctx, tx, id, pathNumber(r, "user"))
	})
	if err != nil {
		return err
	}
	return s.done(w, r, inPortal(r, "/companies/%d", id), "%s was removed. The license is free.", u.Name())
}

// sendWelcome mails a new temporary password (domain.md 3.3).
func (s *site) sendWelcome(w http.ResponseWriter, r *http.Request) error {
	ctx, id := r.Context(), pathNumber(r, "company")
	u, err := store.Write(ctx, s.db, who(r), func(tx *store.Tx) (company.AppUser, error) {
		return company.Resend(ctx, tx, id, pathNumber(r, "user"))
	})
	if err != nil {
		return err
	}
	return s.done(w, r, inPortal(r, "/companies/%d", id), "A new temporary password is on its way to %s. The one sent before no longer works.", u.Email)
}
