package api

import (
	"context"
	"net/http"
	"time"

	"kontor/access"
	"kontor/company"
	"kontor/store"
)

// AppUser is a user of a company.
type AppUser struct {
	ID             ID         `json:"id"`
	Subscription   *ID        `json:"subscription_id,omitempty" doc:"Whose license the user holds."`
	FirstName      string     `json:"first_name" example:"Sofia"`
	LastName       string     `json:"last_name" example:"Marin"`
	Email          string     `json:"email" example:"sofia@aldergrove.example"`
	Role           string     `json:"role" enum:"administrator,user"`
	Status         string     `json:"status" enum:"waiting,invited,active,suspended"`
	TemporaryUntil *time.Time `json:"temporary_until,omitempty" doc:"Until when the temporary password works, while it is one."`
	BouncedAt      *time.Time `json:"bounced_at,omitempty" doc:"When the welcome mail came back."`
	LastSignInAt   *time.Time `json:"last_sign_in_at,omitempty"`
	CreatedAt      time.Time  `json:"created_at"`
}

func shownUser(u company.AppUser) AppUser {
	return AppUser{ID: idOf(u.ID), Subscription: maybeID(u.SubscriptionID), FirstName: u.FirstName, LastName: u.LastName, Email: u.Email, Role: u.Role, Status: u.Status,
		TemporaryUntil: u.TemporaryUntil, BouncedAt: u.BouncedAt, LastSignInAt: u.LastSignInAt, CreatedAt: u.CreatedAt}
}

func (s *server) users() noun {
	gone := "company_deleted"
	const users, user = " /companies/{company}/users", " /companies/{company}/users/{user}"
	return noun{"Users", "The people of a company, who use the app. Of an MSP that is not its own, a reseller meets none.", []operation{
		{id: "listUsers", route: "GET" + users, may: access.ViewCompanies, summary: "List a company's users", about: "By name.", serve: reads(listUsers)},
		{id: "addUser", route: "POST" + users, may: access.ManageAppUsers, summary: "Add a user", about: "A temporary password goes out by mail.", body: jsonType, status: http.StatusCreated,
			codes: []string{"no_license_available", "email_taken", "partner_suspended", gone, "child_manages"}, fields: map[string]string{"subscription": "subscription_id"}, serve: acts(addUser)},
		{id: "checkUsers", route: "POST" + users + "/check", may: access.ManageAppUsers, summary: "Check several users", about: "Says what addUsers would do with each, and changes nothing. A partner can send 100 lists with addresses that are in use elsewhere within an hour, here and in the portal.",
			body: jsonType, codes: severalCodes[1:], fields: severalFields, serve: checkUsers},
		{id: "addUsers", route: "POST" + users + "/several", may: access.ManageAppUsers, summary: "Add several users", about: "All or none, each with a welcome mail. Errors are at users.0.email and so on.",
			body: jsonType, status: http.StatusCreated, codes: severalCodes, fields: severalFields, serve: addUsers},
		{id: "getUser", route: "GET" + user, may: access.ViewCompanies, summary: "Get a user", serve: reads(getUser)},
		{id: "changeUser", route: "PATCH" + user, may: access.ManageAppUsers, summary: "Change a user's name, address or role", about: "What is not sent stays. A changed address is told to both.",
			body: jsonType, match: true, codes: []string{"email_taken", "owner_stays", "last_administrator", gone}, serve: acts(changeUser)},
		{id: "suspendUser", route: "POST" + user + "/suspension", may: access.ManageAppUsers, summary: "Suspend a user", about: "The license stays held.",
			codes: []string{"owner_stays", "last_administrator", "not_active", gone}, serve: acts(userAct(company.SuspendUser))},
		{id: "resumeUser", route: "POST" + user + "/resumption", may: access.ManageAppUsers, summary: "Resume a user", codes: []string{"not_suspended", gone}, serve: acts(userAct(company.ResumeUser))},
		{id: "removeUser", route: "POST" + user + "/removal", may: access.ManageAppUsers, summary: "Remove a user", about: "For good: it frees the license and the address.", status: http.StatusNoContent,
			codes: []string{"owner_stays", "last_administrator", gone}, serve: acts(removeUser)},
		{id: "sendWelcome", route: "POST" + user + "/welcome", may: access.ManageAppUsers, summary: "Send the welcome mail again", about: "With a new temporary password; the older one ends.",
			codes: []string{"already_signed_in", "too_many_mails", gone}, serve: acts(userAct(company.Resend))},
		{id: "handOver", route: "POST" + user + "/ownership", may: access.HandOver, summary: "Hand ownership over to a user", codes: []string{"already_owner", "not_active", gone}, serve: acts(userAct(company.HandOver))},
	}}
}

func listUsers(ctx context.Context, tx *store.Tx, in *partIn) (*listOut[AppUser], error) {
	after, err := cursorOf(in.Cursor)
	if err != nil {
		return nil, err
	}
	c, err := company.Get(ctx, tx, number(in.Company))
	if err != nil {
		return nil, err
	}
	p, err := company.Users(ctx, tx, c.ID, after, in.Limit)
	if err != nil {
		return nil, err
	}
	var list []AppUser
	for _, u := range p.Users {
		list = append(list, shownUser(u))
	}
	return listed("/companies/"+in.Company+"/users", in.asked(), list, p.Next), nil
}

// NewUser is a user to be added.
type NewUser struct {
	FirstName    string `json:"first_name" minLength:"1" maxLength:"100" example:"Sofia"`
	LastName     string `json:"last_name" minLength:"1" maxLength:"100" example:"Marin"`
	Email        string `json:"email" minLength:"3" maxLength:"254" example:"sofia@aldergrove.example"`
	Role         string `json:"role,omitempty" enum:"administrator,user" default:"user"`
	Subscription ID     `json:"subscription_id,omitempty" doc:"Whose license; needed where the company has several."`
}

type newUserIn struct {
	Company string `path:"company" example:"42"`
	Body    NewUser
}

func addUser(ctx context.Context, tx *store.Tx, in *newUserIn) (*madeOut[AppUser], error) {
	b := in.Body
	u, err := company.AddUser(ctx, tx, number(in.Company), b.Subscription.number(), company.Person{FirstName: b.FirstName, LastName: b.LastName, Email: b.Email, Role: b.Role})
	return made("/companies/"+in.Company+"/users/"+string(idOf(u.ID)), shownUser(u)), err
}

type userIn struct {
	Company string `path:"company" example:"42"`
	User    string `path:"user" example:"77"`
}

func getUser(ctx context.Context, tx *store.Tx, in *userIn) (*oneOut[AppUser], error) {
	u, err := company.GetUser(ctx, tx, number(in.Company), number(in.User))
	return one(shownUser(u)), err
}

// UserChange is what of a user is to be changed; what is absent stays.
type UserChange struct {
	FirstName *string `json:"first_name,omitempty" minLength:"1" maxLength:"100" example:"Sofia"`
	LastName  *string `json:"last_name,omitempty" minLength:"1" maxLength:"100" example:"Marin"`
	Email     *string `json:"email,omitempty" minLength:"3" maxLength:"254" example:"sofia@aldergrove.example"`
	Role      *string `json:"role,omitempty" enum:"administrator,user"`
}

type changeUserIn struct {
	Company string `path:"company" example:"42"`
	User    string `path:"user" example:"77"`
	Body    UserChange
}

func changeUser(ctx context.Context, tx *store.Tx, in *changeUserIn) (*oneOut[AppUser], error) {
	u, err := company.GetUser(ctx, tx, number(in.Company), number(in.User))
	if err != nil {
		return nil, err
	}
	if err := matches(ctx, shownUser(u)); err != nil {
		return nil, err
	}
	p := company.Person{FirstName: u.FirstName, LastName: u.LastName, Email: u.Email, Role: u.Role}
	for _, c := range []struct{ to, from *string }{{&p.FirstName, in.Body.FirstName}, {&p.LastName, in.Body.LastName}, {&p.Email, in.Body.Email}, {&p.Role, in.Body.Role}} {
		if c.from != nil {
			*c.to = *c.from
		}
	}
	u, err = company.ChangeUser(ctx, tx, u.CompanyID, u.ID, p)
	return one(shownUser(u)), err
}

// userAct is an act on a user that needs nothing but the ids.
func userAct(do func(context.Context, *store.Tx, int64, int64) (company.AppUser, error)) verb[userIn, oneOut[AppUser]] {
	return func(ctx context.Context, tx *store.Tx, in *userIn) (*oneOut[AppUser], error) {
		u, err := do(ctx, tx, number(in.Company), number(in.User))
		return one(shownUser(u)), err
	}
}

func removeUser(ctx context.Context, tx *store.Tx, in *userIn) (*none, error) {
	_, err := company.RemoveUser(ctx, tx, number(in.Company), number(in.User))
	return &none{}, err
}
