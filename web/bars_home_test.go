package web_test

import (
	"testing"
	"time"

	"kontor/kontortest"
)

func init() { noPage["POST /p/{partnership}/getting-started"] = "leads back to Home" }

// homeStates are a partner's Home that has something to say.
func homeStates(t *testing.T) (*kontortest.Kontor, []state) {
	k := kontortest.OnSQLite(t)
	msp := k.Partner(kontortest.MSP, kontortest.InvoiceTerms)
	for i, month := range []time.Month{1, 3, 6, 9} {
		k.Clock.Set(time.Date(2027, month, 5, 9, 0, 0, 0, time.UTC))
		msp.Company([]string{"Cobalt Freight", "Aldergrove Dental Group", "Ember & Oak Interiors", "Quarry & Sons"}[i], int64(40+i*25))
	}
	k.Client(msp.Admin).Get(msp.Path("/account/users/new")).Submit(t, "Add user", pia)
	k.Clock.Advance(9 * 24 * time.Hour)
	return k, []state{
		{"GET /p/{partnership}", "home-needs", msp.Admin, msp.Path(""), nil},
		{"GET /p/{partnership}", "home-table", msp.Admin, msp.Path(""), func(b *tab) { b.Click("Show as table").WantText("September 2027") }},
		{"GET " + ofDetails, "details-edit", msp.Admin, msp.Path("/account/details/edit"), nil},
		{"POST " + ofDetails, "details-edit-refused", msp.Admin, msp.Path("/account/details/edit"), typed("Save", kontortest.Fields{"sales_email": "a@b.example"})},
	}
}

const ofDetails = "/p/{partnership}/account/details/edit"
