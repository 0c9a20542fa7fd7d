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
	noPage["POST /profile/sessions/others/end"], noPage["POST /profile/sessions/{session}/end"] = "leads back to the profile", "leads back to the profile"
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
	k.Client(jonas)
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
		{"GET /profile", "profile", maya, "/profile", nil},
		{"GET /profile", "profile-staff", k.Owner, "/profile", nil},
		{"POST /profile", "profile-refused", jonas, "/profile", typed("Save", kontortest.Fields{"phone": "12"})},
		{"GET /profile/email", "profile-email", maya, "/profile/email", nil},
		{"POST /profile/email", "profile-email-refused", maya, "/profile/email",
			typed("Change email address", kontortest.Fields{"email": "maya.j@bluepeak.example", "current_password": "wrong"})},
	}
}
