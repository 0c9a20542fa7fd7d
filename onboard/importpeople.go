package onboard

import (
	"context"
	"slices"
	"strconv"
	"strings"

	"kontor/company"
	"kontor/fail"
	"kontor/store"
)

// peopleColumns are the fields of domain.md 3.3.
var peopleColumns = []column{
	{"company", "Company", []string{"company name", "company id", "company reference", "own reference"}},
	{"contact", "Name", []string{"full name"}},
	{"first_name", "First Name", nil},
	{"last_name", "Last Name", nil},
	{"email", "Email Address", []string{"email"}},
	{"role", "Role", nil},
	{"product", "Subscription level", []string{"level"}},
}

// readPerson reads a row about an app user; what becomes of it is judged together with the others of the company.
func (in *intake) readPerson(r *Row) {
	cell := func(key string) string { return r.cell(in.at, key) }
	r.person = company.Person{FirstName: cell("first_name"), LastName: cell("last_name"), Email: cell("email"), Quiet: in.order.NoMails,
		Role: map[string]string{"": company.User, "user": company.User, "administrator": company.Administrator, "admin": company.Administrator}[plain(cell("role"))]}
	if whole := cell("contact"); whole != "" && r.person.FirstName+r.person.LastName == "" {
		r.person.FirstName, r.person.LastName, _ = strings.Cut(whole, " ")
	}
	r.Name, r.Who, r.Level, r.Fate = cell("company"), r.person.Email, cell("product"), New
	if r.person.Role == "" {
		r.wrong("role", "Write User or Administrator.")
	}
	switch meant := in.directory.meant(r.Name); {
	case r.Name == "":
		r.wrong("company", "Name the company.")
	case len(meant) == 0:
		r.wrong("company", "No company is called “"+r.Name+"”, nor has it as id or own reference.")
	case len(meant) > 1:
		r.wrong("company", strconv.Itoa(len(meant))+" companies are called “"+r.Name+"”. Use the own reference or the id.")
	default:
		r.company, r.Name = meant[0].ID, meant[0].Name
	}
	key := store.Key(r.person.Email)
	if line, twice := in.emails[key]; twice {
		r.wrong("email", "Line "+strconv.Itoa(line)+" has the same address.")
	} else if key != "" {
		in.emails[key] = r.Line
	}
}

// judgePeople holds the rows of each company and level against its licenses and users.
func (in *intake) judgePeople(ctx context.Context, tx *store.Tx, rows []Row) error {
	subs := map[int64][]company.Subscription{}
	groups := map[int64][]int{}
	var order []int64
	for i := range rows {
		r := &rows[i]
		if r.Fate != New {
			continue
		}
		if _, read := subs[r.company]; !read {
			all, err := company.Subscriptions(ctx, tx, r.company)
			if err != nil {
				return err
			}
			subs[r.company] = all
		}
		if r.sub = held(r, subs[r.company]); r.sub == 0 {
			continue
		}
		if groups[r.sub] == nil {
			order = append(order, r.sub)
		}
		groups[r.sub] = append(groups[r.sub], i)
	}
	for _, sub := range order {
		if err := judgeGroup(ctx, tx, rows, sub, groups[sub]); err != nil {
			return err
		}
	}
	return nil
}

// held is the subscription that a row names.
func held(r *Row, subs []company.Subscription) int64 {
	if r.Level == "" && len(subs) == 1 {
		r.Level = subs[0].Product
		return subs[0].ID
	}
	i := slices.IndexFunc(subs, func(s company.Subscription) bool { return store.Key(s.Product) == store.Key(r.Level) })
	if i >= 0 {
		return subs[i].ID
	}
	var names []string
	for _, s := range subs {
		names = append(names, s.Product)
	}
	r.wrong("product", r.Name+" has "+strings.Join(names, " and ")+". Name one of them.")
	return 0
}

func judgeGroup(ctx context.Context, tx *store.Tx, rows []Row, sub int64, group []int) error {
	var people []company.Person
	for _, i := range group {
		people = append(people, rows[i].person)
	}
	of := rows[group[0]].company
	plan, err := company.CheckUsers(ctx, tx, of, sub, people)
	if said, ok := fail.As(err); ok { // the whole company takes nobody
		for _, i := range group {
			rows[i].wrong("company", said.Message)
		}
		return nil
	}
	if err != nil {
		return err
	}
	for n, i := range group {
		f, r := plan.Fates[n], &rows[i]
		switch {
		case f.Code == company.AlreadyHere:
			r.Fate, r.Hint = Present, f.Fields[0].Message
		case f.Code != "":
			r.Fate = Wrong
			for _, at := range f.Fields {
				if at.Name == "subscription" {
					at.Name = "product"
				}
				r.Fields = append(r.Fields, at)
			}
		}
	}
	return nil
}
