package web_test

import (
	"bytes"
	"image"
	"image/png"
	"net/http"
	"net/url"
	"testing"

	"kontor/access"
	"kontor/company"
	"kontor/kontortest"
	"kontor/store"
)

// domain.md 2.3, 2.6: contact data, Team name and logo can be changed, and the activity says from what to what.
func TestCompanyIsEditedAndItsActivitySaysFromWhatToWhat(t *testing.T) {
	kontortest.Both(t, func(t *testing.T, k *kontortest.Kontor) {
		msp := k.Partner(kontortest.MSP, kontortest.InvoiceTerms)
		c := msp.Company("Cobalt Freight", 3)
		maya := k.Client(msp.Admin)
		form := maya.Get(c.Path("")).Follow(t, "Edit")
		typed := kontortest.Fields{"name": "Cobalt Sea Freight", "city": "Esbjerg", "website": "cobalt.example", "team_name": "Cobalt"}
		form.Submit(t, "Save", with(typed, kontortest.Fields{"name": "", "website": "not an address"})).WantStatus(t, http.StatusUnprocessableEntity).
			WantError(t, "name", "Enter the company name").WantError(t, "website", "Enter a web address")
		form.SubmitWith(t, "Save", typed, map[string]kontortest.File{"team_logo": {Name: "logo.png", Content: aPNG(t)}}).WantPath(t, c.Path("")).
			WantText(t, "Cobalt Sea Freight was saved.", "Esbjerg", "https://cobalt.example")
		maya.Get(c.Path("/logo")).WantStatus(t, http.StatusOK)
		maya.Get(c.Path("/activity")).WantText(t, msp.Admin.Name, "Company name “Cobalt Freight” → “Cobalt Sea Freight”", "City “Esbjerg”",
			"Team logo added", "Added the company with 3 licenses")
		maya.Get(msp.Path("/companies?q=sea+freight")).WantText(t, "1 company matches")
		maya.Get(msp.Path("/companies?q="+url.QueryEscape(c.Owner.Email))).WantText(t, "1 company matches")

		events := func() { k.WantRows(t, "audit_event", 1, "action = 'company.changed' AND company_id = "+idText(c.ID)) }
		events()
		maya.Get(c.Path("/edit")).Submit(t, "Save", nil)
		events() // what stays the same leaves no trace
		maya.Get(c.Path("/edit")).Submit(t, "Save", kontortest.Fields{"remove_logo": "yes"})
		maya.Get(c.Path("/logo")).WantStatus(t, http.StatusNotFound)
		k.WantRows(t, "image", 0, "company_id = "+idText(c.ID))
		k.WantRows(t, "event", 2, "kind = 'company.changed' AND company_id = "+idText(c.ID))
	})
}

// domain.md 4.1: Users edit companies in scope.
func TestListedUserEditsOnlyWhatIsOnTheList(t *testing.T) {
	kontortest.Both(t, func(t *testing.T, k *kontortest.Kontor) {
		msp := k.Partner(kontortest.MSP, kontortest.InvoiceTerms)
		mine, hidden := msp.Company("Cobalt Freight", 3), msp.Company("Aldergrove Dental", 7)
		user := msp.User(access.PartnerUser)
		msp.Assign(user, mine)
		jonas := k.Client(user)
		jonas.Get(mine.Path("/edit")).Submit(t, "Save", kontortest.Fields{"reference": "C-1"}).WantText(t, "Cobalt Freight was saved.")
		jonas.Get(hidden.Path("/edit")).WantStatus(t, http.StatusNotFound)
		jonas.Get(hidden.Path("/activity")).WantStatus(t, http.StatusNotFound)
		jonas.Get(hidden.Path("/users")).WantStatus(t, http.StatusNotFound)
		jonas.Post(hidden.Path("/edit"), url.Values{"name": {"Mine"}, "team_name": {"Mine"}, "country": {"DK"}}).WantStatus(t, http.StatusNotFound)
		k.WantRows(t, "company", 1, "name = 'Aldergrove Dental'")
	})
}

// domain.md 2.2: "the child's Admins manage its users and count; the reseller pays and sees its counts", and meets none of its people.
func TestChildManagesItsCompanyAndTheResellerSeesItsCounts(t *testing.T) {
	kontortest.Both(t, func(t *testing.T, k *kontortest.Kontor) {
		reseller := k.Partner(kontortest.Reseller, kontortest.InvoiceTerms)
		child := reseller.Child()
		own := child.Path("/companies/" + idText(child.Home.ID))
		count := "/subscriptions/" + idText(child.Home.Subscription) + "/license-count"
		k.Client(child.Admin).Get(own+count).Submit(t, "Change count", kontortest.Fields{"license_count": "17"}).WantText(t, "is now 17.")
		k.Write(child.Admin, func(tx *store.Tx) error {
			_, err := company.AddUser(t.Context(), tx, child.Home.ID, child.Home.Subscription,
				company.Person{FirstName: "Greta", LastName: "Holm", Email: "greta@child.example", Role: company.User})
			return err
		})

		ray, seen := k.Client(reseller.Admin), reseller.Path("/companies/"+idText(child.Home.ID))
		people := []string{"Greta", "greta@child.example", child.Admin.Email, child.Admin.Name}
		ray.Get(seen).WantText(t, "of 17 in use").WantNoText(t, append(people, "Change User license count")...)
		ray.Get(seen+"/users").WantText(t, "Its Admins look after its users").WantNoText(t, people...)
		ray.Get(seen+"/activity").WantText(t, child.Home.Name+" Changed User license count of Business", "to 17").WantNoText(t, people...)
		ray.Get(seen+count).WantStatus(t, http.StatusForbidden)
		ray.Post(seen+count, url.Values{"license_count": {"2000"}}).WantStatus(t, http.StatusForbidden).WantText(t, "Ask its Admins")
		k.WantRows(t, "subscription", 1, "license_count = 17 AND company_id = "+idText(child.Home.ID))
		k.Client(child.Admin).Get(own+"/activity").WantText(t, "Added Greta Holm as app user", child.Admin.Name, "Your reseller")
	})
}

func TestActivityIsReadInPartsNewestFirst(t *testing.T) {
	kontortest.Both(t, func(t *testing.T, k *kontortest.Kontor) {
		msp := k.Partner(kontortest.MSP, kontortest.InvoiceTerms)
		c := msp.Company("Cobalt Freight", 3)
		k.Write(msp.Admin, func(tx *store.Tx) error {
			for i := range perPage + 5 {
				if _, err := company.ChangeLicenses(t.Context(), tx, c.ID, c.Subscription, int64(100+i)); err != nil {
					return err
				}
			}
			return nil
		})
		first := k.Client(msp.Admin).Get(c.Path("/activity")).WantText(t, "to 154", "50 events on this page").WantNoText(t, "Added the company")
		first.Follow(t, "Next").WantText(t, "Added the company with 3 licenses").WantNoText(t, "to 154")
		k.Client(msp.Admin).Get(c.Path("/activity?after=nonsense")).WantStatus(t, http.StatusOK).WantText(t, "to 154")
	})
}

// aPNG is a small picture.
func aPNG(t *testing.T) []byte {
	t.Helper()
	var picture bytes.Buffer
	if err := png.Encode(&picture, image.NewNRGBA(image.Rect(0, 0, 64, 64))); err != nil {
		t.Fatal(err)
	}
	return picture.Bytes()
}
