package web_test

import (
	"testing"

	"kontor/access"
	"kontor/kontortest"
)

func init() {
	for _, act := range []string{"/invitation", "/password-reset"} {
		noPage["POST /p/{partnership}/account/users/{account}"+act] = "leads back to the users"
	}
}

const ofTeam = "/p/{partnership}/account/users"

// accountStates are Account and My profile.
func accountStates(t *testing.T) (*kontortest.Kontor, []state) {
	k := kontortest.OnSQLite(t)
	msp := k.Partner(kontortest.MSP, kontortest.InvoiceTerms)
	maya, jonas := msp.Admin, msp.User(access.PartnerUser)
	msp.User(access.MarketingRole)
	browser := k.Client(maya)
	browser.Get(msp.Path("/account/users/new")).Submit(t, "Add user", pia)
	quiet := kontortest.Fields{"first_name": "Accounts", "last_name": "Payable", "email": "invoices@bluepeak.example", "phone": kontortest.Phone, "role": "notifications"}
	browser.Get(msp.Path("/account/users/new")).Submit(t, "Add user", quiet)
	at := msp.Path("/account/users")
	return k, []state{
		{"GET " + ofTeam, "team", maya, at, nil},
		{"GET " + ofTeam + "/new", "team-new", maya, at + "/new", nil},
		{"POST " + ofTeam, "team-new-refused", maya, at + "/new", func(b *tab) {
			typed("Add user", kontortest.Fields{"first_name": "", "email": "pia@lund.example", "username": "A@b"})(b.AnyHow())
		}},
		{"GET " + ofTeam + "/{account}/edit", "team-edit", maya, teamPath(msp, jonas, "/edit"), nil},
		{"GET " + ofTeam + "/{account}/edit", "team-edit-own", maya, teamPath(msp, maya, "/edit"), nil},
		{"POST " + ofTeam + "/{account}/edit", "team-edit-refused", maya, teamPath(msp, jonas, "/edit"), typed("Save", kontortest.Fields{"email": maya.Email})},
		{"GET " + ofTeam + "/{account}/password-reset", "team-password-reset", maya, teamPath(msp, jonas, "/password-reset"), nil},
		{"GET " + ofTeam + "/{account}/removal", "team-removal", maya, teamPath(msp, jonas, "/removal"), nil},
		{"POST " + ofTeam + "/{account}/removal", "team-removal-refused", maya, teamPath(msp, maya, "/removal"), typed("Remove user", nil)},
	}
}
