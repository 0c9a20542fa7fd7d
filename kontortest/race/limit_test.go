package race_test

import (
	"fmt"
	"net/url"
	"path"
	"strings"
	"testing"

	"kontor/access"
	"kontor/account"
	"kontor/company"
	"kontor/fail"
	"kontor/kontortest"
)

// domain.md 3.2: user N+1 is refused, and a count below the users in place too, whoever comes first.
func TestUsersAddedAtOnceNeverExceedTheCount(t *testing.T) {
	kontortest.Both(t, func(t *testing.T, k *kontortest.Kontor) {
		msp := k.Partner(kontortest.MSP, kontortest.InvoiceTerms)
		clients := []*kontortest.Client{k.Client(msp.Admin), k.Client(msp.User(access.PartnerUser)), k.Client(msp.User(access.PartnerAdmin))}
		for round := range rounds() {
			full := msp.Company("Aldergrove Dental", 10)
			var asks []ask
			for i := range askers {
				asks = append(asks, ask{clients[i%3], full.Path("/users"), url.Values{"first_name": {"Una"}, "last_name": {"Marin"}, "role": {"user"},
					"email": {fmt.Sprintf("una%d.%d@marin.example", round, i)}}})
			}
			answers := allAtOnce(t, asks)
			if n := count(t, k, `SELECT used FROM subscription WHERE id = $1`, full.Subscription); n != 1+done(answers) || n > 10 {
				t.Fatalf("round %d: %d of 10 licenses are in use, %d users were told they have one, beside the owner", round, n, done(answers))
			}
			licensesHold(t, k)

			// The same while the count goes down and up.
			moving := msp.Company("Ember Interiors", 10)
			asks = asks[:0]
			for i := range askers {
				if i%5 == 0 {
					asks = append(asks, ask{clients[i%3], moving.Path("/subscriptions/" + text(moving.Subscription) + "/license-count"),
						url.Values{"license_count": {fmt.Sprint(3 + i%7)}}})
					continue
				}
				asks = append(asks, ask{clients[i%3], moving.Path("/users"), url.Values{"first_name": {"Una"}, "last_name": {"Marin"}, "role": {"user"},
					"email": {fmt.Sprintf("ulf%d.%d@marin.example", round, i)}}})
			}
			allAtOnce(t, asks)
			licensesHold(t, k)
			last := count(t, k, `SELECT license_count FROM license_fact WHERE subscription_id = $1 ORDER BY id DESC LIMIT 1`, moving.Subscription)
			if n := count(t, k, `SELECT license_count FROM subscription WHERE id = $1`, moving.Subscription); n != last {
				t.Errorf("round %d: the count is %d, the last fact says %d", round, n, last)
			}
		}
	})
}

// domain.md 4.4: the link is single use; of many passwords chosen at once one is the account's.
func TestInvitationAcceptedAtOnceTakesOnePassword(t *testing.T) {
	kontortest.Both(t, func(t *testing.T, k *kontortest.Kontor) {
		msp := k.Partner(kontortest.MSP, kontortest.InvoiceTerms)
		for round := range rounds() {
			guest := k.Invited(k.Owner, account.Draft{Partner: msp.ID, Partnerships: []int64{msp.Partnership}, FirstName: "Ivo", LastName: fmt.Sprintf("Guest%d", round),
				Email: fmt.Sprintf("ivo%d@guests.example", round), Role: access.PartnerUser})
			k.DeliverMail()
			link := "/invitation/" + path.Base(k.Mailbox.Last(t, guest.Email).Link(t, "/invitation/"))
			var asks []ask
			for i := range askers {
				asks = append(asks, ask{k.Client(nil), link, url.Values{"password": {fmt.Sprintf("plum-tram-orbit-%d", 1000+i)}}})
			}
			answers := allAtOnce(t, asks)
			k.Exec(`DELETE FROM guess`)
			works := 0
			for i, s := range answers {
				won := s.status == 303 && !strings.HasPrefix(s.where, "/invitation/")
				_, _, err := account.SignIn(t.Context(), k.DB, account.Attempt{Login: guest.Username, Password: asks[i].form.Get("password"), IP: fmt.Sprintf("127.0.1.%d", i)})
				if err != nil && fail.KindOf(err) != fail.KindInvalid {
					t.Fatal(err)
				}
				if err == nil {
					works++
				}
				if (err == nil) != won {
					t.Errorf("round %d: answer %d said %d %s, the password works: %t", round, i, s.status, s.where, err == nil)
				}
				k.Exec(`DELETE FROM guess`)
			}
			if works != 1 {
				t.Fatalf("round %d: %d passwords work", round, works)
			}
		}
	})
}

// domain.md 2.5: a company keeps at least one administrator, and its owner; whatever is tried to whom at once.
func TestAdministratorsRemovedAtOnceLeaveOne(t *testing.T) {
	kontortest.Both(t, func(t *testing.T, k *kontortest.Kontor) {
		msp := k.Partner(kontortest.MSP, kontortest.InvoiceTerms)
		clients := []*kontortest.Client{k.Client(msp.Admin), k.Client(msp.User(access.PartnerUser)), k.Client(msp.User(access.PartnerAdmin))}
		for round := range rounds() {
			for _, administrators := range []int{2, 5} {
				c := msp.Company("Aldergrove Dental", 10)
				var asks []ask
				var people []*kontortest.Person
				for range administrators {
					people = append(people, c.User(company.Administrator))
				}
				k.Exec(`UPDATE app_user SET status = 'suspended' WHERE id = $1`, c.Owner.AppUser) // does not count (domain.md 2.5)
				for i := range askers {
					p := people[i%administrators]
					at := c.Path("/users/" + text(p.AppUser))
					switch i / administrators % 3 {
					case 0:
						asks = append(asks, ask{clients[i%3], at + "/removal", nil})
					case 1:
						asks = append(asks, ask{clients[i%3], at + "/suspension", nil})
					case 2:
						asks = append(asks, ask{clients[i%3], at + "/edit", url.Values{"first_name": {"Sofia"}, "last_name": {"Marin"}, "email": {p.Email}, "role": {"user"}}})
					}
				}
				answers := allAtOnce(t, asks)
				left := count(t, k, `SELECT count(*) FROM app_user WHERE company_id = $1 AND role = 'administrator' AND status IN ('invited', 'active')`, c.ID)
				if left < 1 {
					t.Fatalf("round %d: no administrator is left of %d", round, administrators)
				}
				if done(answers) == 0 {
					t.Errorf("round %d: nothing was done to %d administrators", round, administrators)
				}
				licensesHold(t, k)
			}
		}
	})
}
