package api

import (
	"context"
	"net/http"

	"kontor/access"
	"kontor/account"
	"kontor/fail"
	"kontor/onboard"
	"kontor/store"
)

// The conflicts of acts on partner users.
var (
	userInvites = []string{"email_taken", "username_taken", "no_license_available", "partner_suspended"}
	userResends = []string{"already_accepted", "too_many_mails"}
	userChanges = []string{"email_taken", "last_admin", "no_license_available"}
	userResets  = []string{"not_accepted", "does_not_sign_in", "not_active", "too_many_mails"}
	userLeaves  = []string{"last_admin", "app_account_stays"}
)

var removalFields = map[string]string{"app": "remove_app_account"}

// people are the operations on a partner's users, by the vendor.
func (s *server) people() []operation {
	const all, one, vendor = " /partners/{partner}/users", " /partners/{partner}/users/{account}", "vendor"
	return []operation{
		{id: "listPartnerUsers", route: "GET" + all, may: access.ViewVendor, face: vendor, summary: "List a partner's users", serve: reads(listPartnerUsers)},
		{id: "invitePartnerUser", route: "POST" + all, may: access.InvitePartnerUser, face: vendor, summary: "Add a partner user", about: "An invitation goes out by mail.", body: jsonType,
			status: http.StatusCreated, codes: userInvites, fields: map[string]string{"partnership": "partnership_id"}, serve: acts(invitePartnerUser)},
		{id: "getPartnerUser", route: "GET" + one, may: access.ViewVendor, face: vendor, summary: "Get a partner user", serve: reads(getPartnerUser)},
		{id: "changePartnerUser", route: "PATCH" + one, may: access.ManagePartnerUsers, face: vendor, summary: "Change a partner user's name, address, phone number or role",
			about: "What is not sent stays. A role acts at once. A changed address is told to both, and ends sessions and links.", body: jsonType, match: true, codes: userChanges, serve: acts(changePartnerUser)},
		{id: "inviteAgain", route: "POST" + one + "/invitation", may: access.InvitePartnerUser, face: vendor, summary: "Send an invitation again", about: "The older link ends.", codes: userResends, serve: acts(inviteAgain)},
		{id: "resetPartnerUserPassword", route: "POST" + one + "/password-reset", may: access.ManagePartnerUsers, face: vendor, summary: "Reset a partner user's password",
			about: "The old password and all sessions end at once. A link to choose a new one goes out by mail. API keys that the person made go on working.", codes: userResets, serve: acts(resetPartnerUser)},
		{id: "removePartnerUser", route: "POST" + one + "/removal", may: access.ManagePartnerUsers, face: vendor, summary: "Remove a partner user", about: "For good: sessions, keys and links end at once.",
			body: jsonType, status: http.StatusNoContent, codes: userLeaves, fields: removalFields, serve: acts(removePartnerUser)},
		{id: "releaseAddress", route: "POST" + one + "/release", may: access.ReleaseAddress, face: vendor, summary: "Release a partner user's address",
			about: "It can be registered anew. The account can't sign in any more; its history is kept.", body: jsonType, status: http.StatusNoContent, codes: []string{"last_admin", "address_free"}, serve: acts(releaseAddress)},
	}
}

// team are the same on the partner's own users.
func (s *server) team() []operation {
	const all, one, own = " /account/users", " /account/users/{account}", "partner"
	return []operation{
		{id: "listAccountUsers", route: "GET" + all, may: access.ViewAccount, face: own, summary: "List the account's users", about: "By name.", serve: reads(listTeam)},
		{id: "addAccountUser", route: "POST" + all, may: access.InvitePartnerUser, face: own, summary: "Add a user to the account", about: "An invitation goes out by mail.", body: jsonType,
			status: http.StatusCreated, codes: userInvites[:3], fields: map[string]string{"partnership": "partnership_id"}, serve: acts(addTeam)},
		{id: "getAccountUser", route: "GET" + one, may: access.ViewAccount, face: own, summary: "Get a user of the account", serve: reads(getTeam)},
		{id: "changeAccountUser", route: "PATCH" + one, may: access.ManagePartnerUsers, face: own, summary: "Change a user's name, address, phone number or role",
			about: "What is not sent stays. A role acts at once. A changed address is told to both, and ends sessions and links.", body: jsonType, match: true, codes: append([]string{"own_email"}, userChanges...), serve: acts(changeTeam)},
		{id: "resendAccountInvitation", route: "POST" + one + "/invitation", may: access.InvitePartnerUser, face: own, summary: "Send a user's invitation again", about: "The older link ends.", codes: userResends, serve: acts(inviteTeamAgain)},
		{id: "resetAccountUserPassword", route: "POST" + one + "/password-reset", may: access.ManagePartnerUsers, face: own, summary: "Reset a user's password",
			about: "The old password and all sessions end at once. A link to choose a new one goes out by mail. API keys that the person made go on working.", codes: userResets, serve: acts(resetTeam)},
		{id: "removeAccountUser", route: "POST" + one + "/removal", may: access.ManagePartnerUsers, face: own, summary: "Remove a user of the account", about: "For good: sessions, keys and links end at once.",
			body: jsonType, status: http.StatusNoContent, codes: userLeaves, fields: removalFields, serve: acts(removeTeam)},
	}
}

// teamIn is one of the partner's own users; memberOf finds the same as the vendor does.
type teamIn struct {
	Account string `path:"account" example:"12"`
}

// memberOf is a user of this partner who is neither removed nor released.
func memberOf(ctx context.Context, tx *store.Tx, partner int64, id string) (account.Account, error) {
	a, err := account.Get(ctx, tx, number(id))
	if err == nil && (partner == 0 || a.Partner != partner || a.Status == account.Removed || a.Status == account.Released) {
		err = fail.NotFound("The user")
	}
	return a, err
}

func getPartnerUser(ctx context.Context, tx *store.Tx, in *partnerUserIn) (*oneOut[PartnerUser], error) {
	a, err := memberOf(ctx, tx, number(in.Partner), in.Account)
	return one(shownPartnerUser(tx, a)), err
}

func getTeam(ctx context.Context, tx *store.Tx, in *teamIn) (*oneOut[PartnerUser], error) {
	a, err := memberOf(ctx, tx, tx.Who().Partner(), in.Account)
	return one(shownPartnerUser(tx, a)), err
}

func listTeam(ctx context.Context, tx *store.Tx, _ *struct{}) (*itemsOut[PartnerUser], error) {
	return usersOf(ctx, tx, tx.Who().Partner())
}

func usersOf(ctx context.Context, tx *store.Tx, partner int64) (*itemsOut[PartnerUser], error) {
	all, err := account.OfPartner(ctx, tx, partner)
	out := &itemsOut[PartnerUser]{Body: List[PartnerUser]{Items: []PartnerUser{}}}
	for _, a := range all {
		out.Body.Items = append(out.Body.Items, shownPartnerUser(tx, a))
	}
	return out, err
}

type newTeamIn struct{ Body NewPartnerUser }

func addTeam(ctx context.Context, tx *store.Tx, in *newTeamIn) (*madeOut[PartnerUser], error) {
	a, err := onboard.AddPartnerUser(ctx, tx, in.Body.draft(tx.Who().Partner()))
	return made("/account/users/"+string(idOf(a.ID)), shownPartnerUser(tx, a)), err
}

// PartnerUserChange is what of a partner user is to be changed; what is absent stays.
type PartnerUserChange struct {
	FirstName *string `json:"first_name,omitempty" minLength:"1" maxLength:"100" example:"Maya"`
	LastName  *string `json:"last_name,omitempty" minLength:"1" maxLength:"100" example:"Jensen"`
	Email     *string `json:"email,omitempty" minLength:"3" maxLength:"254" example:"maya@bluepeak.example"`
	Phone     *string `json:"phone,omitempty" maxLength:"40" example:"+45 32 10 55 501"`
	Role      *string `json:"role,omitempty" enum:"admin,user,marketing,notifications"`
}

type changePartnerUserIn struct {
	Partner string `path:"partner" example:"7"`
	Account string `path:"account" example:"12"`
	Body    PartnerUserChange
}

func changePartnerUser(ctx context.Context, tx *store.Tx, in *changePartnerUserIn) (*oneOut[PartnerUser], error) {
	return changeMember(ctx, tx, number(in.Partner), in.Account, in.Body)
}

type changeTeamIn struct {
	Account string `path:"account" example:"12"`
	Body    PartnerUserChange
}

func changeTeam(ctx context.Context, tx *store.Tx, in *changeTeamIn) (*oneOut[PartnerUser], error) {
	return changeMember(ctx, tx, tx.Who().Partner(), in.Account, in.Body)
}

func changeMember(ctx context.Context, tx *store.Tx, partner int64, id string, change PartnerUserChange) (*oneOut[PartnerUser], error) {
	a, err := memberOf(ctx, tx, partner, id)
	if err != nil {
		return nil, err
	}
	if err := matches(ctx, shownPartnerUser(tx, a)); err != nil {
		return nil, err
	}
	d := account.Details{FirstName: a.FirstName, LastName: a.LastName, Email: a.Email, Phone: a.Phone, Role: a.Role}
	replace(&d.FirstName, change.FirstName)
	replace(&d.LastName, change.LastName)
	replace(&d.Email, change.Email)
	replace(&d.Phone, change.Phone)
	if change.Role != nil {
		d.Role = access.Role(*change.Role)
	}
	a, err = onboard.ChangePartnerUser(ctx, tx, a.ID, d)
	return one(shownPartnerUser(tx, a)), err
}

func inviteTeamAgain(ctx context.Context, tx *store.Tx, in *teamIn) (*oneOut[PartnerUser], error) {
	a, err := memberOf(ctx, tx, tx.Who().Partner(), in.Account)
	if err != nil {
		return nil, err
	}
	a, err = account.Resend(ctx, tx, a.ID)
	return one(shownPartnerUser(tx, a)), err
}

func resetPartnerUser(ctx context.Context, tx *store.Tx, in *partnerUserIn) (*oneOut[PartnerUser], error) {
	return resetMember(ctx, tx, number(in.Partner), in.Account)
}

func resetTeam(ctx context.Context, tx *store.Tx, in *teamIn) (*oneOut[PartnerUser], error) {
	return resetMember(ctx, tx, tx.Who().Partner(), in.Account)
}

func resetMember(ctx context.Context, tx *store.Tx, partner int64, id string) (*oneOut[PartnerUser], error) {
	a, err := memberOf(ctx, tx, partner, id)
	if err != nil {
		return nil, err
	}
	a, err = account.EndPassword(ctx, tx, a.ID, false)
	return one(shownPartnerUser(tx, a)), err
}

// PartnerUserRemoval says what goes with a partner user.
type PartnerUserRemoval struct {
	RemoveApp bool `json:"remove_app_account,omitempty" doc:"Whether the person's app account is removed, too, which frees its license."`
}

type removePartnerUserIn struct {
	Partner string `path:"partner" example:"7"`
	Account string `path:"account" example:"12"`
	Body    PartnerUserRemoval
}

func removePartnerUser(ctx context.Context, tx *store.Tx, in *removePartnerUserIn) (*none, error) {
	return removeMember(ctx, tx, number(in.Partner), in.Account, in.Body.RemoveApp)
}

type removeTeamIn struct {
	Account string `path:"account" example:"12"`
	Body    PartnerUserRemoval
}

func removeTeam(ctx context.Context, tx *store.Tx, in *removeTeamIn) (*none, error) {
	return removeMember(ctx, tx, tx.Who().Partner(), in.Account, in.Body.RemoveApp)
}

func removeMember(ctx context.Context, tx *store.Tx, partner int64, id string, app bool) (*none, error) {
	a, err := memberOf(ctx, tx, partner, id)
	if err == nil {
		_, err = onboard.RemovePartnerUser(ctx, tx, a.ID, app)
	}
	return &none{}, err
}

type releaseIn struct {
	Partner string `path:"partner" example:"7"`
	Account string `path:"account" example:"12"`
	Body    struct {
		Reason string `json:"reason" minLength:"1" maxLength:"500" doc:"Kept in the activity log." example:"Now works for another partner"`
	} `nameHint:"Release"`
}

func releaseAddress(ctx context.Context, tx *store.Tx, in *releaseIn) (*none, error) {
	a, err := account.Get(ctx, tx, number(in.Account))
	if err == nil && a.Partner != number(in.Partner) {
		err = fail.NotFound("The user")
	}
	if err == nil {
		_, err = account.Release(ctx, tx, a.ID, in.Body.Reason)
	}
	return &none{}, err
}
