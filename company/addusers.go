package company

import (
	"context"
	"fmt"
	"slices"
	"strconv"
	"time"

	"kontor/access"
	"kontor/account"
	"kontor/fail"
	"kontor/setting"
	"kontor/store"
)

// MostUsers is how many app users one act adds; MostLists how many lists with addresses that are in use elsewhere a partner sends within an hour.
const (
	MostUsers = 200
	MostLists = 100
)

// Fates of a person on a list, or "" for one who will be added.
const (
	AlreadyHere = "already_here"         // a user of this company already
	Twice       = "twice"                // the address stands on the list before
	Taken       = "email_taken"          // an app user elsewhere has the address
	NoLicense   = "no_license_available" // more people than free licenses
	BadPerson   = "invalid"              // a field is wrong
)

// Fate is what AddUsers would do with one person, and where not, why: Fields are at first_name, last_name, email, role or subscription.
type Fate struct {
	Person Person
	Code   string
	Fields []fail.Field
}

// At is the message at a field; "" if there is none.
func (f Fate) At(field string) string {
	for _, at := range f.Fields {
		if at.Name == field {
			return at.Message
		}
	}
	return ""
}

// UsersPlan is what AddUsers would do, person by person, in the order asked.
type UsersPlan struct {
	Company      Company
	Subscription Subscription
	Fates        []Fate
}

// Adds is how many people would be added.
func (p UsersPlan) Adds() int {
	n := 0
	for _, f := range p.Fates {
		if f.Code == "" {
			n++
		}
	}
	return n
}

// Tells reports whether it says of somebody's address that it is in use elsewhere: such a list is counted (CountList).
func (p UsersPlan) Tells() bool {
	return slices.ContainsFunc(p.Fates, func(f Fate) bool { return f.Code == Taken })
}

// CheckUsers says what AddUsers would do with each person, and changes nothing (domain.md 3.2). Subscription 0 is the company's only one.
// Those who find no free license are the last of the list.
//
// Fails with fail.Invalid at "users" or "subscription", fail.NotFound, fail.Forbidden (of a child MSP's company "child_manages"), and
// fail.Conflict "company_deleted" or "partner_suspended".
func CheckUsers(ctx context.Context, tx *store.Tx, company, subscription int64, people []Person) (UsersPlan, error) {
	plan, err := forUsers(ctx, tx, company, subscription, len(people))
	if err != nil {
		return UsersPlan{}, err
	}
	v, err := setting.Get(ctx, tx)
	if err != nil {
		return UsersPlan{}, err
	}
	free, seen := plan.Subscription.Free(), map[string]bool{}
	for _, p := range people {
		f := Fate{Person: p.cleaned()}
		if err := f.judge(ctx, tx, plan.Company, v, seen); err != nil {
			return UsersPlan{}, err
		}
		if f.Code == "" {
			if free--; free < 0 {
				f.refuse(NoLicense, "subscription", "No license is free for this person.")
			}
		}
		plan.Fates = append(plan.Fates, f)
	}
	return plan, nil
}

// lists is the counter of a partner's lists of people.
func lists(who access.Actor) account.Guess {
	return account.Guess{Key: "people of partner " + strconv.FormatInt(who.Partner(), 10), Limit: MostLists, Per: time.Hour}
}

// CountList counts a list of people that tells of addresses (account.CountAsked), in a transaction of its own, as it has to last where the list
// is refused: after CheckUsers and before it is shown, and before AddUsers, which takes it back. Fails with fail.Conflict "too_many_checks" at "users" once MostLists were
// counted within an hour.
func CountList(ctx context.Context, tx *store.Tx) error {
	if err := tx.May(access.ManageAppUsers); err != nil {
		return err
	}
	return account.CountAsked(ctx, tx, lists(tx.Who()), "users",
		fmt.Sprintf("Your organization has sent %d lists with addresses in use elsewhere within an hour, which is the most. Try again in an hour, or add people one by one.", MostLists))
}

func tooMany() error {
	return fail.Invalid(fail.At("users", fmt.Sprintf("Add 1 to %d users at a time.", MostUsers)))
}

// forUsers is the company and subscription people are to be added to.
func forUsers(ctx context.Context, tx *store.Tx, company, subscription int64, people int) (UsersPlan, error) {
	if err := tx.May(access.ManageAppUsers); err != nil {
		return UsersPlan{}, err
	}
	if people < 1 {
		return UsersPlan{}, tooMany()
	}
	c, subscription, err := joined(ctx, tx, company, subscription)
	if err != nil {
		return UsersPlan{}, err
	}
	sub, err := GetSubscription(ctx, tx, c.ID, subscription)
	return UsersPlan{Company: c, Subscription: sub}, err
}

func (f *Fate) refuse(code, field, message string) {
	f.Code, f.Fields = code, append(f.Fields, fail.AtCode(field, code, message))
}

// judge looks at the address first: who is here already needs no name.
func (f *Fate) judge(ctx context.Context, tx *store.Tx, c Company, v setting.Vendor, seen map[string]bool) error {
	wrong := f.Person.problems()
	for _, w := range wrong {
		if w.Name == "email" {
			f.Code, f.Fields = BadPerson, wrong
			return nil
		}
	}
	key := store.Key(f.Person.Email)
	if seen[key] {
		f.refuse(Twice, "email", "This address stands on the list twice.")
		return nil
	}
	seen[key] = true
	code, message, err := addressFate(ctx, tx, c.ID, v, f.Person.Email)
	switch {
	case err != nil:
		return err
	case code != "":
		f.refuse(code, "email", message)
	case len(wrong) > 0:
		f.Code, f.Fields = BadPerson, wrong
	}
	return nil
}

// addressFate says why a company can't have an app user with an address, as far as the asker may be told.
func addressFate(ctx context.Context, tx *store.Tx, company int64, v setting.Vendor, email string) (code, message string, err error) {
	here, ok, err := store.Maybe[AppUser](ctx, tx, `SELECT `+userColumns+` FROM my_app_user WHERE company_id = $1 AND email_key = $2 AND status <> 'removed'`,
		company, store.Key(email))
	if err != nil || ok {
		return AlreadyHere, here.Name() + " is a user of this company already.", err
	}
	message, err = inUse(ctx, tx, v, email)
	if message != "" {
		code = Taken
	}
	return code, message, err
}

// AddressInUse says why no new app user can have an address, as far as the asker may be told; "" if one can. Needs ManageAppUsers.
func AddressInUse(ctx context.Context, tx *store.Tx, email string) (string, error) {
	if err := tx.May(access.ManageAppUsers); err != nil {
		return "", err
	}
	v, err := setting.Get(ctx, tx)
	if err != nil {
		return "", err
	}
	return inUse(ctx, tx, v, email)
}

func inUse(ctx context.Context, tx *store.Tx, v setting.Vendor, email string) (string, error) {
	err := freeAddress(ctx, tx, email)
	if said, ok := fail.AsInvalid(err); ok {
		return said.Message, nil
	}
	if err != nil {
		return "", err
	}
	hidden, err := store.One[int64](ctx, tx.As(access.System("onboarding")), `SELECT count(*) FROM my_app_user WHERE email_key = $1 AND status <> 'removed'`, store.Key(email))
	if err != nil || hidden == 0 {
		return "", err
	}
	return cannotBeUsed(v), nil
}

// cannotBeUsed is said of an address that somebody has whom the asker may not be told of.
func cannotBeUsed(v setting.Vendor) string {
	return fmt.Sprintf("This address can’t be used. Write to %s and send the company name and the address.", v.SupportEmail)
}

// AddUsers gives several people accounts at the company and licenses of the subscription, all or none, each with a welcome mail
// (domain.md 3.2, 3.3). Subscription 0 is the company's only one.
//
// Fails as CheckUsers; with fail.Invalid where people can't be added, at "users.N.email" and so on, N counted from 0 in the order asked; and
// with fail.Conflict "no_license_available" at "users.N.subscription" where licenses are all that is missing.
func AddUsers(ctx context.Context, tx *store.Tx, company, subscription int64, people []Person) ([]AppUser, error) {
	if len(people) > MostUsers {
		return nil, tooMany()
	}
	plan, err := CheckUsers(ctx, tx, company, subscription, people)
	if err != nil {
		return nil, err
	}
	if err := plan.refusal(); err != nil {
		return nil, err
	}
	made := make([]AppUser, len(plan.Fates))
	for i, f := range plan.Fates {
		if made[i], err = newUser(ctx, tx, plan.Company, f.Person, plan.Subscription.ID); err != nil {
			return nil, err
		}
	}
	return made, account.GiveBack(ctx, tx, lists(tx.Who()))
}

// refusal is why not all of them can be added, nil if they can.
func (p UsersPlan) refusal() error {
	var bad, short []fail.Field
	for i, f := range p.Fates {
		for _, at := range f.Fields {
			at.Name = fmt.Sprintf("users.%d.%s", i, at.Name)
			if f.Code == NoLicense {
				short = append(short, at)
			} else {
				bad = append(bad, at)
			}
		}
	}
	if len(bad) > 0 || len(short) == 0 {
		return fail.Invalid(append(bad, short...)...)
	}
	return fail.ConflictAt("no_license_available", short[0].Name, fmt.Sprintf("%d of %d licenses are free, and %d people are to be added. Add licenses first.",
		p.Subscription.Free(), p.Subscription.LicenseCount, len(p.Fates)))
}
