package web_test

import (
	"fmt"
	"net/http"
	"net/url"
	"os"
	"path"
	"strings"
	"testing"

	"kontor/company"
	"kontor/kontortest"
)

// Races of trust.md "Nothing lost": 50 requests at once through the front door, one round in a test, 20 under KONTOR_SOAK=1. An honest
// 409, 422 or 503 is an answer; a 500, a second winner or a half act is not.

const racers = 50

func rounds() int {
	if os.Getenv("KONTOR_SOAK") == "1" {
		return 20
	}
	return 1
}

// spellings are twelve ways to type one address (domain.md 1: compared after NFKC and case folding).
var spellings = []string{"fiona.kassel@office%d.example", "FIONA.KASSEL@OFFICE%d.EXAMPLE", "Fiona.Kassel@Office%d.Example", "ﬁona.kassel@office%d.example",
	"fiona.\u212aassel@office%d.example", "fiona.ka\u00dfel@office%d.example", "fiona.ka\u1e9eel@office%d.example", "ｆｉｏｎａ.kassel@office%d.example",
	"fiona.kassel@oﬃce%d.example", "  fiona.kassel@office%d.example ", "\u00a0fiona.kassel@office%d.example", "fIoNa.KaSsEl@oFfIcE%d.eXaMpLe"}

// race sends 50 forms at once and gives how often each status was answered.
func race(t *testing.T, c *kontortest.Client, form func(i int) (path string, values url.Values)) map[int]int {
	t.Helper()
	type answer struct {
		status int
		err    error
	}
	header := http.Header{"Content-Type": {"application/x-www-form-urlencoded"}}
	seen := map[int]int{}
	for _, a := range kontortest.Race(t, racers, func(i int) answer {
		to, values := form(i)
		p, err := c.Try(http.MethodPost, to, strings.NewReader(values.Encode()), header)
		if err != nil {
			return answer{err: err}
		}
		if p.Header.Get("Location") == to { // led back to a link that is used up
			return answer{status: http.StatusGone}
		}
		return answer{status: p.Status}
	}) {
		if a.err != nil || a.status == http.StatusInternalServerError {
			t.Errorf("status %d, %v", a.status, a.err)
		}
		seen[a.status]++
	}
	return seen
}

func wantWhole(t *testing.T, k *kontortest.Kontor) {
	t.Helper()
	wrong, err := kontortest.Whole(t.Context(), k.DB)
	if err != nil || len(wrong) > 0 {
		t.Errorf("%v, %v", wrong, err)
	}
}

func TestRaceOfOneAddressInTwelveSpellingsMakesOneUserOfEachKind(t *testing.T) {
	kontortest.Both(t, func(t *testing.T, k *kontortest.Kontor) {
		msp := k.Partner(kontortest.MSP, kontortest.InvoiceTerms)
		c := msp.Company("Aldergrove Dental Group", 1000)
		maya, sam := k.Client(msp.Admin), k.Client(k.Owner)
		sam.Post("/admin/partners/"+idText(msp.ID)+"/home-licenses", url.Values{"license_count": {"100"}})
		for n := range rounds() {
			seen := race(t, maya, func(i int) (string, url.Values) {
				return c.Path("/users"), url.Values{"first_name": {"Fiona"}, "last_name": {"Kassel"}, "email": {fmt.Sprintf(spellings[i%12], n)}, "role": {"user"}}
			})
			if seen[http.StatusSeeOther] > 1 {
				t.Errorf("app users: %v", seen)
			}
			k.WantRows(t, "app_user", min(1, seen[http.StatusSeeOther]), fmt.Sprintf("first_name = 'Fiona' AND email_key LIKE '%%office%d.example'", n))

			seen = race(t, sam, func(i int) (string, url.Values) {
				return "/admin/partners/" + idText(msp.ID) + "/users", url.Values{"first_name": {"Fiona"}, "last_name": {"Kassel"}, "phone": {kontortest.Phone},
					"role": {"user"}, "email": {fmt.Sprintf(spellings[i%12], n)}}
			})
			if seen[http.StatusSeeOther] > 1 {
				t.Errorf("partner users: %v", seen)
			}
			k.WantRows(t, "account", min(1, seen[http.StatusSeeOther]), fmt.Sprintf("first_name = 'Fiona' AND email_key LIKE '%%office%d.example'", n))
		}
		wantWhole(t, k)
	})
}

// domain.md 3.2: "User N+1 is refused".
func TestRaceForTheLastLicensesNeverGivesMoreThanThereAre(t *testing.T) {
	kontortest.Both(t, func(t *testing.T, k *kontortest.Kontor) {
		msp := k.Partner(kontortest.MSP, kontortest.InvoiceTerms)
		maya := k.Client(msp.Admin)
		for n := range rounds() {
			c := msp.Company(fmt.Sprintf("Aldergrove %d", n), 4) // the owner holds one
			seen := race(t, maya, func(i int) (string, url.Values) {
				return c.Path("/users"), url.Values{"first_name": {"Sofia"}, "last_name": {"Marin"}, "email": {fmt.Sprintf("sofia%d@aldergrove%d.example", i, n)}, "role": {"user"}}
			})
			if seen[http.StatusSeeOther] > 3 || seen[http.StatusSeeOther] == 0 {
				t.Errorf("%v", seen)
			}
			k.WantRows(t, "app_user", 1+seen[http.StatusSeeOther], "company_id = "+idText(c.ID))
			k.WantRows(t, "subscription", 1, fmt.Sprintf("company_id = %d AND used = %d", c.ID, 1+seen[http.StatusSeeOther]))
		}
		wantWhole(t, k)
	})
}

func TestRaceForAnInvitationIsWonOnce(t *testing.T) {
	kontortest.Both(t, func(t *testing.T, k *kontortest.Kontor) {
		msp := k.Partner(kontortest.MSP, kontortest.InvoiceTerms)
		sam, stranger := k.Client(k.Owner), k.Client(nil)
		sam.Post("/admin/partners/"+idText(msp.ID)+"/home-licenses", url.Values{"license_count": {"100"}})
		for n := range rounds() {
			email := fmt.Sprintf("peter%d@bluepeak.example", n)
			sam.Post("/admin/partners/"+idText(msp.ID)+"/users", url.Values{"first_name": {"Peter"}, "last_name": {"Lund"}, "phone": {kontortest.Phone}, "role": {"user"}, "email": {email}})
			k.DeliverMail()
			link := "/invitation/" + path.Base(k.Mailbox.Last(t, email).Link(t, "/invitation/"))
			seen := race(t, stranger, func(i int) (string, url.Values) {
				return link, url.Values{"password": {fmt.Sprintf("plum-tram-orbit-%d", 1000+i)}}
			})
			if seen[http.StatusSeeOther] != 1 {
				t.Errorf("%v", seen)
			}
			k.WantRows(t, "link", 1, "used_at IS NOT NULL AND purpose = 'invitation' AND email_key = '"+email+"'")
		}
		k.WantRows(t, "audit_event", rounds(), "action = 'account.invitation_accepted' AND object_name = 'Peter Lund'")
		wantWhole(t, k)
	})
}

// domain.md 2.5: "Exactly one owner per company, always an administrator … A company keeps at least one administrator."
func TestRaceToRemoveAdministratorsLeavesAnOwnerWhoIsOne(t *testing.T) {
	kontortest.Both(t, func(t *testing.T, k *kontortest.Kontor) {
		msp := k.Partner(kontortest.MSP, kontortest.InvoiceTerms)
		maya := k.Client(msp.Admin)
		for n := range rounds() {
			c := msp.Company(fmt.Sprintf("Aldergrove %d", n), 10)
			people := []*kontortest.Person{c.Owner, c.User(company.Administrator), c.User(company.Administrator)}
			race(t, maya, func(i int) (string, url.Values) {
				p := people[i%3]
				if i%2 == 0 {
					return c.Path("/users/" + idText(p.AppUser) + "/ownership"), url.Values{}
				}
				return c.Path("/users/" + idText(p.AppUser) + "/removal"), url.Values{}
			})
			k.WantRows(t, "company", 1, fmt.Sprintf("id = %d AND EXISTS (SELECT 1 FROM app_user u WHERE u.id = company.owner_id AND u.company_id = company.id "+
				"AND u.role = 'administrator' AND u.status IN ('invited', 'active'))", c.ID))
		}
		wantWhole(t, k)
	})
}
