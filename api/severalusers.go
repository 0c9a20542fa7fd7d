package api

import (
	"context"
	"errors"

	"github.com/danielgtaylor/huma/v2"

	"kontor/company"
	"kontor/store"
)

var (
	severalCodes  = []string{"no_license_available", "partner_suspended", "company_deleted", "child_manages", "too_many_checks"}
	severalFields = map[string]string{"subscription": "subscription_id"}
)

// SeveralUsers are people to be added at once, all or none.
type SeveralUsers struct {
	Users        []SeveralUser `json:"users" minItems:"1" maxItems:"200"`
	Subscription ID            `json:"subscription_id,omitempty" doc:"Whose licenses; needed where the company has several."`
}

// SeveralUser is one of them. What is wrong with somebody is told person by person.
type SeveralUser struct {
	FirstName string `json:"first_name" maxLength:"200" example:"Sofia"`
	LastName  string `json:"last_name" maxLength:"200" example:"Marin"`
	Email     string `json:"email" maxLength:"300" example:"sofia@aldergrove.example"`
	Role      string `json:"role,omitempty" enum:"administrator,user" default:"user"`
}

// UserFate is what adding would do with one person.
type UserFate struct {
	FirstName string         `json:"first_name" example:"Sofia"`
	LastName  string         `json:"last_name" example:"Marin"`
	Email     string         `json:"email" example:"sofia@aldergrove.example"`
	Role      string         `json:"role" example:"user"`
	WillAdd   bool           `json:"will_add"`
	Code      string         `json:"code,omitempty" doc:"Why not: already_here, twice, email_taken, no_license_available or invalid." example:"already_here"`
	Errors    []ProblemField `json:"errors,omitempty" nullable:"false" doc:"What is wrong where."`
}

type severalUsersIn struct {
	Company string `path:"company" example:"42"`
	Body    SeveralUsers
}

func (in *severalUsersIn) people() []company.Person {
	var all []company.Person
	for _, u := range in.Body.Users {
		all = append(all, company.Person{FirstName: u.FirstName, LastName: u.LastName, Email: u.Email, Role: u.Role})
	}
	return all
}

// checkUsers changes nothing; only a list that tells of addresses in use is counted, before that is said.
func checkUsers(s *server, o *operation, h huma.API) {
	huma.Register(h, s.declare(o), func(ctx context.Context, in *severalUsersIn) (*itemsOut[UserFate], error) {
		return kept(ctx, s, o, in, func() (*itemsOut[UserFate], error) {
			plan, err := store.Snapshot(ctx, s.db, callOf(ctx).who, func(tx *store.Tx) (company.UsersPlan, error) {
				return company.CheckUsers(ctx, tx, number(in.Company), in.Body.Subscription.number(), in.people())
			})
			if err == nil && plan.Tells() {
				err = s.countList(ctx)
			}
			return fates(plan), err
		})
	})
}

// addUsers is counted before: who is refused is told why, and may ask again by its Idempotency-Key.
func addUsers(s *server, o *operation, h huma.API) {
	huma.Register(h, s.declare(o), func(ctx context.Context, in *severalUsersIn) (*itemsOut[AppUser], error) {
		out, err := earlier[severalUsersIn, itemsOut[AppUser]](ctx, s, o, in)
		if errors.Is(err, errFirst) {
			if err = s.countList(ctx); err == nil {
				out, err = once(ctx, s, o, in, addSeveral)
			}
		}
		if err != nil {
			return nil, s.failure(ctx, err)
		}
		return out, nil
	})
}

func (s *server) countList(ctx context.Context) error {
	return s.db.Write(ctx, callOf(ctx).who, func(tx *store.Tx) error { return company.CountList(ctx, tx) })
}

func fates(plan company.UsersPlan) *itemsOut[UserFate] {
	out := &itemsOut[UserFate]{Body: List[UserFate]{Items: []UserFate{}}}
	for _, f := range plan.Fates {
		fate := UserFate{FirstName: f.Person.FirstName, LastName: f.Person.LastName, Email: f.Person.Email, Role: f.Person.Role, WillAdd: f.Code == "", Code: f.Code}
		for _, at := range f.Fields {
			fate.Errors = append(fate.Errors, ProblemField{Field: at.Name, Code: at.Code, Message: at.Message})
		}
		out.Body.Items = append(out.Body.Items, fate)
	}
	return out
}

func addSeveral(ctx context.Context, tx *store.Tx, in *severalUsersIn) (*itemsOut[AppUser], error) {
	all, err := company.AddUsers(ctx, tx, number(in.Company), in.Body.Subscription.number(), in.people())
	out := &itemsOut[AppUser]{Body: List[AppUser]{Items: []AppUser{}}}
	for _, u := range all {
		out.Body.Items = append(out.Body.Items, shownUser(u))
	}
	return out, err
}
