package web

import (
	"fmt"
	"net/http"
	"strconv"

	"kontor/company"
	"kontor/fail"
	"kontor/store"
	"kontor/web/page"
	"kontor/web/ui"
)

// newUsers is the first step of "Add several users" (domain.md 3.2, 3.3).
func (s *site) newUsers(w http.ResponseWriter, r *http.Request) error {
	return s.addressesForm(w, r, nil)
}

// addUsers takes all the steps: each form brings along what the steps before asked for, so that nothing is kept in between.
func (s *site) addUsers(w http.ResponseWriter, r *http.Request) error {
	step, back := r.PostFormValue("step"), r.PostFormValue("back") != ""
	switch {
	case step == "names" && back:
		return s.addressesForm(w, r, nil)
	case step == "names":
		return s.checkPeople(w, r, typedPeople(r), 3, nil)
	case step == "check" && back:
		return s.checkPeople(w, r, typedPeople(r), 2, nil)
	case step == "check":
		return s.addTaken(w, r)
	}
	people, unread := company.ReadPeople(r.PostFormValue("addresses"))
	switch {
	case len(unread) > 0:
		return s.addressesForm(w, r, fail.Invalid(fail.At("users", "“"+clipped(unread[0])+"” is no email address. Correct it or take it out.")))
	case len(people) == 0:
		return s.addressesForm(w, r, fail.Invalid(fail.At("users", "Enter at least one email address.")))
	case len(people) > company.MostUsers:
		return s.addressesForm(w, r, fail.Invalid(fail.At("users", fmt.Sprintf("Add 1 to %d users at a time.", company.MostUsers))))
	}
	return s.checkPeople(w, r, people, 2, nil)
}

// clipped keeps a message short.
func clipped(text string) string {
	if r := []rune(text); len(r) > 60 {
		return string(r[:60]) + "…"
	}
	return text
}

// typedPeople are those of the second step's form.
func typedPeople(r *http.Request) []company.Person {
	var people []company.Person
	for n := range company.MostUsers {
		at := "." + strconv.Itoa(n)
		if !r.PostForm.Has("email" + at) {
			break
		}
		people = append(people, company.Person{FirstName: r.PostFormValue("first_name" + at), LastName: r.PostFormValue("last_name" + at),
			Email: r.PostFormValue("email" + at), Role: company.User})
	}
	return people
}

// addressesForm is the first step, filled in again where it was refused or come back to.
func (s *site) addressesForm(w http.ResponseWriter, r *http.Request, cause error) error {
	u, err := s.readUserParts(r)
	if err != nil {
		return err
	}
	p := u.several(r, 1)
	for _, sub := range u.subs {
		p.Free += int(sub.Free())
		p.Count += int(sub.LicenseCount)
	}
	if p.Form, err = refused(r, p.Again(r, "", nil), cause, "users", "addresses"); err != nil {
		return err
	}
	return s.render(w, r, p)
}

// several is what the three pages have in common.
func (u userParts) several(r *http.Request, at int) page.AddUsers {
	path := inPortal(r, "/companies/%d", u.company.ID)
	p := page.AddUsers{At: at, Company: u.company.Name, App: u.vendor.AppName, Valid: lasting(u.vendor.TemporaryPasswordHours), Most: company.MostUsers,
		Cancel: path + "/users"}
	p.Form = ui.Form{Action: path + "/users/several"}
	for _, sub := range u.subs {
		p.Subscriptions = append(p.Subscriptions, ui.Option{Value: strconv.FormatInt(sub.ID, 10),
			Label: sub.Product + " (" + ui.Number(int(sub.Free())) + " free)"})
	}
	return p
}

// checkPeople shows the second or third step: who is left out and why, and in the third what will happen to each. Where a name is wrong the
// second step comes back; problem is what is said on top.
func (s *site) checkPeople(w http.ResponseWriter, r *http.Request, people []company.Person, at int, problem error) error {
	ctx := r.Context()
	u, err := s.readUserParts(r)
	if err != nil {
		return err
	}
	plan, err := store.Snapshot(ctx, s.db, who(r), func(tx *store.Tx) (company.UsersPlan, error) {
		return company.CheckUsers(ctx, tx, u.company.ID, whole(r.PostFormValue("subscription")), people)
	})
	if err == nil && plan.Tells() {
		err = s.countList(r)
	}
	if _, ok := fail.AsInvalid(err); ok || fail.CodeOf(err) == "too_many_checks" {
		return s.addressesForm(w, r, err)
	}
	if err != nil {
		return err
	}
	unnamed := false
	for _, f := range plan.Fates {
		unnamed = unnamed || f.Code == company.BadPerson && f.At("email") == ""
	}
	asked := at == 3 // a name is asked for before it can be missing
	if unnamed {
		at = 2
	}
	p := u.several(r, at)
	if u.company.Levels(who(r)) == nil {
		p.ChangeCount = inPortal(r, "/companies/%d/subscriptions/%d/license-count", u.company.ID, plan.Subscription.ID)
	}
	p.Free, p.Count, p.Adds = int(plan.Subscription.Free()), int(plan.Subscription.LicenseCount), plan.Adds()
	p.Values = map[string][]string{"addresses": {r.PostFormValue("addresses")}, "subscription": {r.PostFormValue("subscription")}}
	if said, ok := fail.As(problem); ok {
		p.Error = said.Message
	}
	return s.render(w, r, listPeople(p, plan, asked))
}

// listPeople puts the people into the page, with what is wrong with their names where they were asked for.
func listPeople(p page.AddUsers, plan company.UsersPlan, asked bool) page.AddUsers {
	kept := 0
	for _, f := range plan.Fates {
		u := page.NewUser{First: f.Person.FirstName, Last: f.Person.LastName, Email: f.Person.Email, Fate: fateBadge(f.Code)}
		if p.At == 3 && f.Code != "" {
			u.Out = f.Fields[0].Message
		} else if p.At == 2 {
			u.Out = f.At("email")
		}
		p.People = append(p.People, u)
		if p.At == 3 || u.Out != "" {
			continue
		}
		for field, text := range map[string]string{"first_name": u.First, "last_name": u.Last} {
			p.Values[p.In(field, kept)] = []string{text}
			if said := f.At(field); asked && said != "" {
				p.Form = p.Wrong(p.In(field, kept), said)
			}
		}
		kept++
	}
	return p
}

func fateBadge(code string) ui.Badge {
	switch code {
	case "":
		return ui.Badge{Tone: "ok", Text: "New"}
	case company.AlreadyHere:
		return ui.Badge{Text: "Already here"}
	case company.Twice:
		return ui.Badge{Text: "Twice"}
	case company.Taken:
		return ui.Badge{Tone: "bad", Text: "In use elsewhere"}
	case company.NoLicense:
		return ui.Badge{Tone: "warn", Text: "No license free"}
	}
	return ui.Badge{Tone: "bad", Text: "Error"}
}

func (s *site) countList(r *http.Request) error {
	return s.db.Write(r.Context(), who(r), func(tx *store.Tx) error { return company.CountList(r.Context(), tx) })
}

// addTaken adds those whom the check said would be added, all or none. Where that no longer holds the check comes back.
func (s *site) addTaken(w http.ResponseWriter, r *http.Request) error {
	ctx, id, people := r.Context(), pathNumber(r, "company"), typedPeople(r)
	var taken []company.Person
	for n, p := range people {
		for _, chosen := range r.PostForm["take"] {
			if chosen == strconv.Itoa(n) {
				taken = append(taken, p)
				break
			}
		}
	}
	if err := s.countList(r); err != nil {
		return s.addressesForm(w, r, err)
	}
	made, err := store.Write(ctx, s.db, who(r), func(tx *store.Tx) ([]company.AppUser, error) {
		return company.AddUsers(ctx, tx, id, whole(r.PostFormValue("subscription")), taken)
	})
	if _, ok := fail.AsInvalid(err); ok && len(taken) > 0 {
		return s.checkPeople(w, r, people, 3, fail.Conflict("changed_meanwhile", "Nobody was added: something changed since the check. This is what would happen now."))
	}
	if err != nil {
		return err
	}
	text := fmt.Sprintf("%d users were added. Their welcome mails are on their way.", len(made))
	if len(made) == 1 {
		text = made[0].Name() + " was added. The welcome mail to " + made[0].Email + " is on its way."
	}
	return s.done(w, r, inPortal(r, "/companies/%d/users", id), "%s", text)
}
