package web_test

import (
	"fmt"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"testing"
	"time"

	"kontor/access"
	"kontor/company"
	"kontor/kontortest"
	"kontor/partner"
	"kontor/store"
)

// domain.md 2.3, 2.8: what the old partner wrote for itself, its reference, its reasons and the names of its people, is not told the new one.
func TestNewPartnerReadsNothingThatTheOldOneWroteForItself(t *testing.T) {
	kontortest.Both(t, func(t *testing.T, k *kontortest.Kontor) {
		old, next := k.Partner(kontortest.MSP, kontortest.InvoiceTerms), k.Partner(kontortest.MSP, kontortest.InvoiceTerms)
		user := old.User(access.PartnerUser)
		jonas := k.Client(user)
		added := k.API(old.Admin).Post("/companies", kontortest.JSON{"name": "Cobalt Freight", "country": "DK", "team_name": "Cobalt", "reference": "OURS-77",
			"owner": kontortest.JSON{"first_name": "Priya", "last_name": "Raman", "email": "priya@cobalt.example"}, "product_id": fmt.Sprint(k.Product("Business")),
			"subscription_type": "billable_this_month", "license_count": 5}).Want(t, http.StatusCreated)
		id := added.Text(t, "id")
		look := func(reason string) *kontortest.Page {
			return jonas.Get(old.Path("/companies/"+id+"/view")).Submit(t, "Start viewing", kontortest.Fields{"reason": reason})
		}
		look("They owe us for May")
		look("They still owe us") // ends the first
		own := string(k.API(old.Admin).Get("/companies/"+id+"/activity").Want(t, http.StatusOK).Body)
		k.Write(k.Owner, func(tx *store.Tx) error {
			to, err := strconv.ParseInt(id, 10, 64)
			if err != nil {
				return err
			}
			_, err = company.Move(t.Context(), tx, to, company.Transfer{Partnership: next.Partnership, Reason: "Changed its MSP", Typed: "Cobalt Freight"})
			return err
		})
		k.Clock.Advance(time.Hour)
		k.RunJobs() // the second is over
		events := k.API(next.Admin).Get("/companies/"+id+"/activity").Want(t, http.StatusOK)
		nora := k.Client(next.Admin).Get(next.Path("/companies/" + id + "/activity"))
		for _, word := range []string{"OURS-77", "owe us", user.Name} {
			if !strings.Contains(own, word) {
				t.Errorf("the old partner itself does not read %q", word)
			}
			if strings.Contains(string(events.Body), word) {
				t.Errorf("the new partner reads %q by the API", word)
			}
			nora.WantNoText(t, word)
		}
	})
}

// domain.md 2.2: a reseller does not meet the people of its MSP, and does not find its company by them.
func TestResellerDoesNotFindItsMSPByThePeopleItDoesNotMeet(t *testing.T) {
	kontortest.Both(t, func(t *testing.T, k *kontortest.Kontor) {
		reseller := k.Partner(kontortest.Reseller, kontortest.InvoiceTerms)
		child := reseller.Child()
		heir := child.Home.User(company.Administrator)
		k.AcceptWelcome(heir)
		k.Client(child.Admin).Get(child.Path(fmt.Sprintf("/companies/%d/users/%d/ownership", child.Home.ID, heir.AppUser))).Submit(t, "Hand over ownership", nil)
		cirrus := k.Client(reseller.Admin)
		cirrus.Get(reseller.Path("/companies?q="+url.QueryEscape(child.Name))).WantText(t, child.Name)
		for _, q := range []string{heir.Email, child.Staff.Email} {
			cirrus.Get(reseller.Path("/companies?q="+url.QueryEscape(q))).WantNoText(t, child.Name)
			cirrus.Get(reseller.Path("/find?q="+url.QueryEscape(q))).WantNoText(t, child.Name)
		}
	})
}

// trust.md "Who sees what": an address that is changed ends API keys at once, in whichever of the partner's partnerships they are.
func TestChangedAddressEndsTheKeysOfEveryPartnership(t *testing.T) {
	kontortest.Both(t, func(t *testing.T, k *kontortest.Kontor) {
		msp := k.Partner(kontortest.MSP, kontortest.InvoiceTerms)
		var second partner.Partnership
		k.Write(k.Owner, func(tx *store.Tx) error {
			main, err := partner.PartnershipOf(t.Context(), tx, msp.ID)
			if err != nil {
				return err
			}
			second, err = partner.AddPartnership(t.Context(), tx, msp.ID, main.Terms())
			return err
		})
		pia := msp.User(access.PartnerAdmin)
		made := k.Client(pia).Post(fmt.Sprintf("/p/%d/account/keys", second.ID), url.Values{"name": {"sync"}, "scopes": {"account:read"}, "expires": {"90"}})
		secret := secretKey.FindString(made.WantText(t, "Copy the key now.").Body)
		k.APIWith(secret).Get("/account").Want(t, http.StatusOK)
		k.Client(msp.Admin).Get(teamPath(msp, pia, "/edit")).Submit(t, "Save", kontortest.Fields{"email": "pia.new@lund.example"}).WantText(t, "pia.new@lund.example")
		k.APIWith(secret).Get("/account").Want(t, http.StatusUnauthorized)
		k.WantRows(t, "api_key", 0, "revoked_at IS NULL")
	})
}

// trust.md "Input and output": a file of few bytes does not become many in memory.
func TestImportRefusesAFileOfEndlessColumns(t *testing.T) {
	kontortest.Both(t, func(t *testing.T, k *kontortest.Kontor) {
		msp := k.Partner(kontortest.MSP, kontortest.InvoiceTerms)
		maya := k.Client(msp.Admin)
		file := "Company,Email,Licenses" + strings.Repeat(",", 30_000) + "\n" + strings.Repeat("x,y,1\n", 900)
		p := maya.Post(msp.Path("/companies/import"), url.Values{"kind": {"companies"}, "step": {"rest"}, "text": {file}})
		p.WantStatus(t, http.StatusUnprocessableEntity).WantError(t, "file", "columns")
	})
}
