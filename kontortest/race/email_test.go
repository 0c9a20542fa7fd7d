package race_test

import (
	"net/url"
	"testing"

	"kontor/access"
	"kontor/kontortest"
	"kontor/store"
)

// domain.md 1: app_user.email is unique over all companies, however it is spelled.
func TestSameEmailAtOnceMakesOneAppUser(t *testing.T) {
	kontortest.Both(t, func(t *testing.T, k *kontortest.Kontor) {
		a, b := k.Partner(kontortest.MSP, kontortest.InvoiceTerms), k.Partner(kontortest.MSP, kontortest.InvoiceTerms)
		companies := []*kontortest.Company{a.Company("Aldergrove Dental", 5000), a.Company("Ember Interiors", 5000), b.Company("Brightwater Legal", 5000)}
		clients := map[*kontortest.Partner]*kontortest.Client{a: k.Client(a.Admin), b: k.Client(b.Admin)}
		for round := range rounds() {
			spelled := spellings(t, round)
			before := count(t, k, `SELECT count(*) FROM company`)
			var asks []ask
			for i := range askers {
				email := spelled[i%len(spelled)]
				c := companies[i%len(companies)]
				if i%4 == 3 { // as the primary contact of a new company
					form := k.CompanyForm("Rowan Architects", "billable_this_month")
					form.Set("email", email)
					asks = append(asks, ask{clients[c.Partner], c.Partner.Path("/companies"), form})
					continue
				}
				asks = append(asks, ask{clients[c.Partner], c.Path("/users"), url.Values{"first_name": {"René"}, "last_name": {"Finn"}, "email": {email},
					"role": {"user"}, "subscription": {text(c.Subscription)}}})
			}
			answers := allAtOnce(t, asks)
			key := store.Key(spelled[0])
			if n := count(t, k, `SELECT count(*) FROM app_user WHERE email_key = $1 AND status <> 'removed'`, key); n != 1 || done(answers) != 1 {
				t.Fatalf("round %d: %d app users have the address, %d were told so", round, n, done(answers))
			}
			made := 0
			for i, s := range answers {
				if i%4 == 3 && s.status == 303 {
					made++
				}
			}
			if n := count(t, k, `SELECT count(*) FROM company`) - before; n != made {
				t.Fatalf("round %d: %d companies were made, %d were told so", round, n, made)
			}
			wholeCompanies(t, k)
		}
	})
}

// wholeCompanies: no refused act left half of it.
func wholeCompanies(t *testing.T, k *kontortest.Kontor) {
	t.Helper()
	if n := count(t, k, `SELECT count(*) FROM company c WHERE c.owner_id IS NULL OR NOT EXISTS (SELECT 1 FROM subscription s WHERE s.company_id = c.id)
		OR NOT EXISTS (SELECT 1 FROM license_fact f WHERE f.company_id = c.id) OR NOT EXISTS (SELECT 1 FROM holder_fact h WHERE h.company_id = c.id)`); n != 0 {
		t.Errorf("%d companies are not whole", n)
	}
	licensesHold(t, k)
}

// licensesHold: never more users than licenses, and used is the number of those who hold one.
func licensesHold(t *testing.T, k *kontortest.Kontor) {
	t.Helper()
	if n := count(t, k, `SELECT count(*) FROM subscription s WHERE s.used > s.license_count
		OR s.used <> (SELECT count(*) FROM app_user u WHERE u.subscription_id = s.id AND u.status IN ('invited', 'active', 'suspended'))`); n != 0 {
		t.Errorf("%d subscriptions have more users than licenses, or count them wrongly", n)
	}
}

// domain.md 4.6: one email, one account, over all partners and the staff.
func TestSameEmailAtOnceMakesOneAccount(t *testing.T) {
	kontortest.Both(t, func(t *testing.T, k *kontortest.Kontor) {
		partners := []*kontortest.Partner{k.Partner(kontortest.MSP, kontortest.InvoiceTerms), k.Partner(kontortest.MSP, kontortest.InvoiceTerms),
			k.Partner(kontortest.Reseller, kontortest.InvoiceTerms)}
		reseller := partners[2]
		k.Exec(`UPDATE subscription SET license_count = 5000`)
		staff := []*kontortest.Client{k.Client(k.Owner), k.Client(k.Staff(access.PortalAdmin)), k.Client(k.Staff(access.Support))}
		admin := k.Client(reseller.Admin)
		for round := range rounds() {
			spelled := spellings(t, round)
			before := count(t, k, `SELECT count(*) FROM partner`)
			var asks []ask
			for i := range askers {
				email := spelled[i%len(spelled)]
				if i%5 == 4 { // as the primary contact of a new MSP, who becomes its Admin
					form := k.CompanyForm("Orchard IT", "billable_this_month")
					form.Set("email", email)
					form.Set("account_type", "msp")
					asks = append(asks, ask{admin, reseller.Path("/companies"), form})
					continue
				}
				asks = append(asks, ask{staff[i%len(staff)], "/admin/partners/" + text(partners[i%len(partners)].ID) + "/users", url.Values{"first_name": {"René"},
					"last_name": {"Finn"}, "email": {email}, "phone": {kontortest.Phone}, "role": {"user"}}})
			}
			answers := allAtOnce(t, asks)
			key := store.Key(spelled[0])
			accounts := count(t, k, `SELECT count(*) FROM account WHERE email_key = $1 AND status NOT IN ('removed', 'released')`, key)
			apps := count(t, k, `SELECT count(*) FROM app_user WHERE email_key = $1 AND status <> 'removed'`, key)
			linked := count(t, k, `SELECT count(*) FROM account a JOIN app_user u ON u.id = a.app_user_id WHERE a.email_key = $1 AND u.email_key = $1`, key)
			if accounts != 1 || apps != 1 || linked != 1 || done(answers) != 1 {
				t.Fatalf("round %d: %d accounts, %d app users, %d linked; %d were told so", round, accounts, apps, linked, done(answers))
			}
			msps := 0
			for i, s := range answers {
				if i%5 == 4 && s.status == 303 {
					msps++
				}
			}
			if n := count(t, k, `SELECT count(*) FROM partner`) - before; n != msps {
				t.Fatalf("round %d: %d partners were made, %d were told so", round, n, msps)
			}
			if n := count(t, k, `SELECT count(*) FROM partner p WHERE NOT EXISTS (SELECT 1 FROM account a JOIN membership m ON m.account_id = a.id WHERE a.partner_id = p.id)`); n != 0 {
				t.Errorf("round %d: %d partners have nobody", round, n)
			}
			licensesHold(t, k)
		}
	})
}
