package web_test

import (
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"kontor/access"
	"kontor/company"
	"kontor/kontortest"
	"kontor/onboard"
)

// domain.md 2.2, trust.md "Who sees what": whose name an Admin is not told in the log, the filter by name does not find either.
func TestActivityLogIsNotFilteredByNamesThatItDoesNotTell(t *testing.T) {
	kontortest.Both(t, func(t *testing.T, k *kontortest.Kontor) {
		reseller := k.Partner(kontortest.Reseller, kontortest.InvoiceTerms)
		child := reseller.Child()
		k.Client(child.Admin).Get(child.Path(fmt.Sprintf("/companies/%d/edit", child.Home.ID))).Submit(t, "Save", kontortest.Fields{"city": "Esbjerg"})
		changed := "/account/activity?action=company.changed&q="
		cirrus, key := k.Client(reseller.Admin), k.API(reseller.Admin)
		cirrus.Get(reseller.Path(changed)).WantText(t, child.Name).WantNoText(t, child.Admin.Name, "No events match")
		first := strings.ToLower(strings.Fields(child.Admin.Name)[0])
		cirrus.Get(reseller.Path(changed+url.QueryEscape(first))).WantText(t, "No events match")
		if found := key.Get("/activity?action=company.changed&who="+url.QueryEscape(first)).Want(t, http.StatusOK); strings.Contains(string(found.Body), child.Name) {
			t.Errorf("found by %q: %s", first, found.Body)
		}
		child.Company("Hidden Harbor", 1)
		k.Client(child.Admin).Get(child.Path("/account/activity?q="+url.QueryEscape(first))).WantText(t, "Hidden Harbor")
		k.Client(k.Owner).Get("/admin/activity?action=company.changed&q="+url.QueryEscape(first)).WantText(t, child.Name)
	})
}

// trust.md "Guessing": the digest of a check can be worked out for a guess, so an import by it that adds nothing is a check like others.
func TestAGuessedDigestIsACheckLikeOthers(t *testing.T) {
	kontortest.Both(t, func(t *testing.T, k *kontortest.Kontor) {
		msp, other := k.Partner(kontortest.MSP, kontortest.InvoiceTerms), k.Partner(kontortest.MSP, kontortest.InvoiceTerms)
		taken := other.Company("Cobalt Freight", 3).Owner.Email
		key, maya := k.API(msp.Admin), k.Client(msp.Admin)
		at := "/partnerships/" + idText(msp.Partnership) + "/import"
		file := "Company,Country,First Name,Last Name,Email Address,Subscription level,Subscription type,User license count\nGuess,DK,Otto,Ring," + taken + ",Business,Billable this month,3\n"
		ask := func(rest string) *kontortest.Reply {
			return key.Call(http.MethodPost, at+rest, []byte(file), "Content-Type", "text/csv")
		}
		digest := ask("/check?kind=companies").Want(t, http.StatusOK).Text(t, "digest")
		page := url.Values{"kind": {"companies"}, "text": {file}, "step": {"run"}, "digest": {digest}}
		for i := range onboard.MostChecks - 1 {
			switch i % 3 {
			case 0:
				ask("?kind=companies&check="+digest).Want(t, http.StatusOK)
			case 1:
				ask("?kind=companies&check=0000").WantCode(t, http.StatusConflict, "changed_since_check")
			case 2:
				maya.Post(msp.Path("/companies/import"), page).WantStatus(t, http.StatusOK)
			}
		}
		ask("?kind=companies&check="+digest).WantCode(t, http.StatusConflict, "too_many_checks")
		ask("?kind=companies&check=0000").WantCode(t, http.StatusConflict, "too_many_checks")
		maya.Post(msp.Path("/companies/import"), page).WantError(t, "file", "You have checked 30 files within an hour")
	})
}

// trust.md "Guessing": a list of people says of each address whether somebody has it, checked or refused; a partner asks for so many an hour.
func TestListsOfPeopleAreSoManyAnHour(t *testing.T) {
	kontortest.Both(t, func(t *testing.T, k *kontortest.Kontor) {
		msp, other := k.Partner(kontortest.MSP, kontortest.InvoiceTerms), k.Partner(kontortest.MSP, kontortest.InvoiceTerms)
		mine, theirs := msp.Company("Aldergrove Dental", 200), other.Company("Cobalt Freight", 3)
		key, maya := k.API(msp.Admin), k.Client(msp.User(access.PartnerUser))
		list := func(email string) kontortest.JSON {
			return kontortest.JSON{"users": []kontortest.JSON{{"first_name": "Ana", "last_name": "Ash", "email": email}}}
		}
		at := "/companies/" + idText(mine.ID) + "/users"
		page := url.Values{"addresses": {theirs.Owner.Email}}
		for i := range company.MostLists - 1 {
			switch i % 4 {
			case 0:
				key.Post(at+"/check", list(theirs.Owner.Email)).Want(t, http.StatusOK)
			case 1:
				key.Post(at+"/several", list(theirs.Owner.Email)).WantCode(t, http.StatusUnprocessableEntity, "invalid")
			case 2:
				maya.Post(mine.Path("/users/several"), page).WantText(t, "This address can’t be used.")
			case 3: // who is added is no guess
				key.Post(at+"/several", list(fmt.Sprintf("ana%d@a.example", i))).Want(t, http.StatusCreated)
				key.Post(at+"/check", list(theirs.Owner.Email)).Want(t, http.StatusOK)
			}
		}
		key.Post(at+"/check", list(theirs.Owner.Email)).Want(t, http.StatusOK)
		k.WantRows(t, "audit_event", 1, "action = 'guess.limit_reached' AND chain = "+idText(msp.ID))
		key.Post(at+"/check", list(theirs.Owner.Email)).WantCode(t, http.StatusConflict, "too_many_checks")
		key.Post(at+"/several", list(theirs.Owner.Email)).WantCode(t, http.StatusConflict, "too_many_checks")
		said := fmt.Sprintf("Your organization has sent %d lists with addresses in use elsewhere within an hour, which is the most.", company.MostLists)
		maya.Post(mine.Path("/users/several"), page).WantError(t, "addresses", said)
		page = url.Values{"step": {"check"}, "take": {"0"}, "email.0": {"new@a.example"}, "first_name.0": {"Ana"}, "last_name.0": {"Ash"}, "addresses": {"new@a.example"}}
		maya.Post(mine.Path("/users/several"), page).WantError(t, "addresses", said)
		k.Client(other.Admin).Post(theirs.Path("/users/several"), url.Values{"addresses": {"x@a.example"}}).WantStatus(t, http.StatusOK)
		staff := k.API(k.Owner)
		for range company.MostLists + 1 {
			staff.Post(at+"/check", list(theirs.Owner.Email)).Want(t, http.StatusOK)
		}
		k.Clock.Advance(time.Hour)
		k.Client(msp.Admin).Post(mine.Path("/users/several"), url.Values{"addresses": {theirs.Owner.Email}}).WantText(t, "This address can’t be used.")
	})
}

// trust.md "Audit", "Guessing": who tries a mail server connects this machine to any address: it stands in the audit, and is limited.
func TestMailServerIsTriedSoOftenAndNotInSilence(t *testing.T) {
	kontortest.Both(t, func(t *testing.T, k *kontortest.Kontor) {
		sam, key := k.Client(k.Owner), k.API(k.Owner)
		try := url.Values{"act": {"try"}, "host": {"127.0.0.1"}, "port": {"1"}, "encryption": {"none"}, "from": {"portal@keyhaven.example"}}
		sam.Post("/admin/settings/email", try).WantError(t, "host", "No connection to the mail server")
		k.WantRows(t, "audit_event", 1, "action = 'settings.mail_tried' AND object_name = '127.0.0.1' AND after LIKE '%\"port\":1%'")
		sam.Get("/admin/activity?action=settings.mail_tried").WantText(t, "Mail server tried")
		for range 19 {
			key.Post("/settings/mail/trial", nil).Want(t, http.StatusNoContent)
		}
		key.Post("/settings/mail/trial", nil).WantCode(t, http.StatusConflict, "too_many_attempts")
		sam.Post("/admin/settings/email", try).WantError(t, "host", "Too many attempts. Wait 15 minutes and try again.")
		k.WantRows(t, "audit_event", 20, "action = 'settings.mail_tried'")
		k.Clock.Advance(15 * time.Minute)
		k.Client(k.Owner).Post("/admin/settings/email", try).WantError(t, "host", "No connection to the mail server")
	})
}
