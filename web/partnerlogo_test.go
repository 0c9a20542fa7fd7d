package web_test

import (
	"bytes"
	"fmt"
	"image"
	"image/png"
	"math/rand/v2"
	"net/http"
	"testing"

	"kontor/access"
	"kontor/kontortest"
)

// domain.md 1: a partner has a logo, which its Admins and the vendor's staff change; who sees the partner sees it.
func TestPartnersLogoIsChangedByItsAdminsAndTheVendor(t *testing.T) {
	kontortest.Both(t, func(t *testing.T, k *kontortest.Kontor) {
		msp, other := k.Partner(kontortest.MSP, kontortest.InvoiceTerms), k.Partner(kontortest.MSP, kontortest.InvoiceTerms)
		maya, sam := k.Client(msp.Admin), k.Client(k.Owner)
		at, ofVendor := msp.Path("/account/logo"), fmt.Sprintf("/admin/partners/%d", msp.ID)
		maya.Get(at).WantStatus(t, http.StatusNotFound)
		form := maya.Get(msp.Path("/account/details/edit"))
		svg := kontortest.File{Name: "logo.png", Content: []byte(`<svg xmlns="http://www.w3.org/2000/svg"/>`)}
		form.SubmitWith(t, "Save", nil, map[string]kontortest.File{"logo": svg}).WantError(t, "logo", "PNG, JPEG and WebP work")
		form.SubmitWith(t, "Save", nil, map[string]kontortest.File{"logo": {Name: "logo.png", Content: aPNG(t)}}).WantText(t, "The details were saved.")
		for _, c := range []struct {
			who  *kontortest.Person
			path string
			want int
		}{{msp.Admin, at, 200}, {msp.User(access.PartnerUser), at, 200}, {k.Owner, ofVendor + "/logo", 200}, {other.Admin, at, 404}, {other.Admin, ofVendor + "/logo", 403}} {
			k.Client(c.who).Get(c.path).WantStatus(t, c.want)
		}
		k.Client(nil).Get(at).WantText(t, "Sign in")
		k.WantRows(t, "partner", 1, fmt.Sprintf("id = %d AND logo_hash <> ''", msp.ID))
		k.WantRows(t, "audit_event", 1, "action = 'partner.changed' AND after LIKE '%logo%'")
		maya.Get(msp.Path("/account/activity")).WantText(t, "Logo added")

		sam.Get(ofVendor+"/edit").Submit(t, "Save", kontortest.Fields{"no_logo": "yes"}).WantText(t, msp.Name+" was saved.")
		maya.Get(at).WantStatus(t, http.StatusNotFound)
		k.WantRows(t, "partner", 1, fmt.Sprintf("id = %d AND logo IS NULL AND logo_hash = ''", msp.ID))
		sam.Get(ofVendor+"/edit").SubmitWith(t, "Save", nil, map[string]kontortest.File{"logo": {Name: "logo.png", Content: aPNG(t)}}).WantText(t, msp.Name+" was saved.")
		sam.Get(ofVendor+"/logo").WantStatus(t, http.StatusOK)
		k.Client(k.Staff(access.Support)).Get(ofVendor+"/logo").WantStatus(t, http.StatusOK)
	})
}

// domain.md 2.6: 2 MB are taken by every form that takes a picture, not only what other forms may send.
func TestLargePictureIsTakenWhereverOneIsChosen(t *testing.T) {
	noise := image.NewGray(image.Rect(0, 0, 500, 500))
	dice := rand.New(rand.NewPCG(1, 2))
	for i := range noise.Pix {
		noise.Pix[i] = byte(dice.Uint32())
	}
	var large bytes.Buffer
	if err := png.Encode(&large, noise); err != nil || large.Len() < 200<<10 {
		t.Fatal(err, large.Len())
	}
	kontortest.Both(t, func(t *testing.T, k *kontortest.Kontor) {
		msp := k.Partner(kontortest.MSP, kontortest.InvoiceTerms)
		c := msp.Company("Cobalt Freight", 3)
		for _, at := range []struct {
			who         *kontortest.Person
			path, field string
		}{{msp.Admin, c.Path("/edit"), "team_logo"}, {msp.Admin, msp.Path("/account/details/edit"), "logo"}, {k.Owner, fmt.Sprintf("/admin/partners/%d/edit", msp.ID), "logo"},
			{k.Owner, "/admin/settings", "logo"}} {
			k.Client(at.who).Get(at.path).SubmitWith(t, "Save", nil, map[string]kontortest.File{at.field: {Name: "logo.png", Content: large.Bytes()}}).WantText(t, "saved")
		}
	})
}
