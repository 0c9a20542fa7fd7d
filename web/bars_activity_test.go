package web_test

import (
	"testing"

	"kontor/access"
	"kontor/company"
	"kontor/kontortest"
)

// activityStates are the activity log in its faces.
func activityStates(t *testing.T) (*kontortest.Kontor, []state) {
	k := kontortest.OnSQLite(t)
	msp := k.Partner(kontortest.MSP, kontortest.InvoiceTerms)
	c := msp.Company("Cobalt Freight", 12)
	c.User(company.User)
	k.Client(msp.Admin).Get(c.Path("/suspension")).Submit(t, "Suspend", nil)
	k.Client(msp.User(access.MarketingRole)).Get(c.Path(""))
	const all, one, own = "/admin/activity", "/admin/partners/{partner}/activity", "/p/{partnership}/account/activity"
	at, mine := "/admin/partners/"+idText(msp.ID)+"/activity", msp.Path("/account/activity")
	return k, []state{
		{"GET " + all, "activity", k.Owner, all, nil},
		{"GET " + all, "activity-none", k.Owner, all + "?q=nobody+at+all", nil},
		{"GET " + all, "activity-wrong", k.Owner, all + "?from=yesterday", nil},
		{"GET " + one, "partner-activity", k.Owner, at, nil},
		{"GET " + own, "own-activity", msp.Admin, mine, nil},
	}
}
