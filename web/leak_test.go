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
	"kontor/onboard"
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

// The check of a file says of each address whether somebody has it: a partner asks for so many files an hour, the vendor's staff for all.
func TestImportChecksSoManyFilesAnHour(t *testing.T) {
	kontortest.Both(t, func(t *testing.T, k *kontortest.Kontor) {
		msp, other := k.Partner(kontortest.MSP, kontortest.InvoiceTerms), k.Partner(kontortest.MSP, kontortest.InvoiceTerms)
		maya, second := k.Client(msp.Admin), k.Client(msp.User(access.PartnerAdmin))
		ask := url.Values{"kind": {"companies"}, "text": {"Company,Email,User license count\nx,y,1\n"}}
		for i := range onboard.MostChecks {
			at := []*kontortest.Client{maya, second}[i%2]
			at.Post(msp.Path("/companies/import"), ask).WantStatus(t, http.StatusOK)
		}
		for _, step := range []string{"", "run", "rest"} {
			ask.Set("step", step)
			for _, at := range []*kontortest.Client{maya, second} {
				at.Post(msp.Path("/companies/import"), ask).WantError(t, "file", "You have checked 30 files within an hour, which is the most. Try again in an hour; nothing was imported.")
			}
		}
		ask.Del("step")
		key := k.API(msp.Admin)
		for _, rest := range []string{"/check", ""} {
			key.Call(http.MethodPost, "/partnerships/"+idText(msp.Partnership)+"/import"+rest+"?kind=companies", []byte(ask.Get("text")), "Content-Type", "text/csv").
				WantCode(t, http.StatusConflict, "too_many_checks")
		}
		k.Client(other.Admin).Post(other.Path("/companies/import"), ask).WantStatus(t, http.StatusOK)
		staff := k.Client(k.Owner)
		for range onboard.MostChecks + 1 {
			staff.Post("/admin/partners/"+idText(msp.ID)+"/import", ask).WantStatus(t, http.StatusOK)
		}
		k.Clock.Advance(time.Hour)
		k.Client(msp.Admin).Post(msp.Path("/companies/import"), ask).WantStatus(t, http.StatusOK)
	})
}

// domain.md 2.8, 2.3: the audit keeps what was asked, not to which partnership, which is the old partner's after a transfer.
func TestAddedCompanyIsKeptAsItWasAsked(t *testing.T) {
	kontortest.Both(t, func(t *testing.T, k *kontortest.Kontor) {
		msp := k.Partner(kontortest.MSP, kontortest.InvoiceTerms)
		c := msp.Company("Cobalt Freight", 3)
		var after string
		if err := k.Raw().QueryRow(`SELECT after FROM audit_event WHERE action = 'company.added' AND object_id = ` + idText(c.ID)).Scan(&after); err != nil {
			t.Fatal(err)
		}
		for _, want := range []string{`"Name":"Cobalt Freight"`, `"LicenseCount":3`, `"Product":"Business"`} {
			if !strings.Contains(after, want) {
				t.Errorf("no %s in %s", want, after)
			}
		}
		for _, never := range []string{"Partnership", "Logo", "Since", `""`} {
			if strings.Contains(after, never) {
				t.Errorf("%s in %s", never, after)
			}
		}
		k.Client(msp.Admin).Get(c.Path("/activity")).WantText(t, "Added the company with 3 licenses")
	})
}

// A partner reads that the vendor's staff did something, and not from which network.
func TestPartnerReadsNoAddressOfTheVendorsStaff(t *testing.T) {
	kontortest.Both(t, func(t *testing.T, k *kontortest.Kontor) {
		msp := k.Partner(kontortest.MSP, kontortest.InvoiceTerms)
		c := msp.Company("Cobalt Freight", 3)
		k.Client(k.Owner).Post("/admin/companies/"+idText(c.ID)+"/suspension", nil).WantStatus(t, http.StatusOK)
		k.Exec(`UPDATE company SET status = 'active' WHERE id = $1`, c.ID)
		maya := k.Client(msp.Admin)
		for _, at := range []string{c.Path("/activity"), msp.Path("/account/activity?action=company.suspended")} {
			maya.Get(at).WantText(t, "Suspended the company", k.Owner.Name, "Vendor staff").WantNoText(t, "127.0.0.1")
		}
		if file := maya.Get(msp.Path("/account/activity/export.csv?action=company.suspended")).Body; strings.Contains(file, "127.0.0.1") || !strings.Contains(file, "vendor") {
			t.Errorf("the export: %s", file)
		}
		key := k.API(msp.Admin)
		for _, at := range []string{"/activity?action=company.suspended", "/companies/" + idText(c.ID) + "/activity"} {
			if got := string(key.Get(at).Want(t, http.StatusOK).Body); !strings.Contains(got, `"face":"vendor"`) || strings.Contains(got, "127.0.0.1") {
				t.Errorf("the API: %s", got)
			}
		}
		k.Client(k.Owner).Get("/admin/activity?action=company.suspended").WantText(t, "127.0.0.1").WantNoText(t, "Vendor staff")
	})
}

// domain.md 7: a view belongs to the session it was started in, at the Customer Portal too, and ends before anybody else signs in.
func TestAViewOfACustomerIsNothingWithoutItsSession(t *testing.T) {
	kontortest.Both(t, func(t *testing.T, k *kontortest.Kontor) {
		p := k.Partner(kontortest.MSP, kontortest.InvoiceTerms)
		c := p.Company("Cobalt Freight", 4)
		priya := k.AcceptWelcome(c.Owner)
		me := k.Client(p.Admin)
		started := me.Do("POST", c.Path("/view"), strings.NewReader("reason=x"), http.Header{"Content-Type": {"application/x-www-form-urlencoded"}})
		token := started.Header.Get("Set-Cookie")
		me.Get(c.PortalPath("")).WantText(t, "You are viewing")
		for _, session := range []string{"", "; kontor=" + strings.Repeat("a", 32)} {
			alone := k.Client(nil).Do("GET", c.PortalPath(""), nil, http.Header{"Cookie": {strings.SplitN(token, ";", 2)[0] + session}})
			if to := alone.Header.Get("Location"); alone.Status != http.StatusSeeOther || to != "/view/over" {
				t.Errorf("the token alone opens the portal: %d %s", alone.Status, to)
			}
		}

		other := k.ClientOf(me)
		other.Get("/c/sign-in").Submit(t, "Sign in", kontortest.Fields{"login": priya.Email, "password": kontortest.Password}).
			WantPath(t, c.PortalPath("")).WantNoText(t, "You are viewing").WantText(t, "Change your password")
		k.WantRows(t, "audit_event", 1, "action = 'view.ended'")
	})
}
