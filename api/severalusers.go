package api

import (
	"context"

	"kontor/company"
	"kontor/store"
)

var (
	severalCodes  = []string{"no_license_available", "partner_suspended", "company_deleted", "child_manages"}
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

// checkUsers changes nothing.
func checkUsers(ctx context.Context, tx *store.Tx, in *severalUsersIn) (*itemsOut[UserFate], error) {
	plan, err := company.CheckUsers(ctx, tx, number(in.Company), in.Body.Subscription.number(), in.people())
	out := &itemsOut[UserFate]{Body: List[UserFate]{Items: []UserFate{}}}
	for _, f := range plan.Fates {
		fate := UserFate{FirstName: f.Person.FirstName, LastName: f.Person.LastName, Email: f.Person.Email, Role: f.Person.Role, WillAdd: f.Code == "", Code: f.Code}
		for _, at := range f.Fields {
			fate.Errors = append(fate.Errors, ProblemField{Field: at.Name, Code: at.Code, Message: at.Message})
		}
		out.Body.Items = append(out.Body.Items, fate)
	}
	return out, err
}

func addUsers(ctx context.Context, tx *store.Tx, in *severalUsersIn) (*itemsOut[AppUser], error) {
	all, err := company.AddUsers(ctx, tx, number(in.Company), in.Body.Subscription.number(), in.people())
	out := &itemsOut[AppUser]{Body: List[AppUser]{Items: []AppUser{}}}
	for _, u := range all {
		out.Body.Items = append(out.Body.Items, shownUser(u))
	}
	return out, err
}
