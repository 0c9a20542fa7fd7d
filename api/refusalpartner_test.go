package api_test

import (
	"fmt"
	"net/http"
	"time"

	"kontor/access"
	"kontor/account"
	"kontor/kontortest"
)

// domain.md 2.1, 2.2: a partner's life and terms.
func (s *scene) refusalsOfPartners() {
	terms := kontortest.JSON{"type": "msp", "billing_zone": "Europe/Copenhagen", "currency": "EUR", "price_list_id": s.prices(), "payment_terms": "invoice"}
	reseller := s.k.Partner(kontortest.Reseller, kontortest.InvoiceTerms)
	child := reseller.Child()
	at := path("/partners/%d", child.ID)
	s.refused(s.vendor, "child_has_one", "addPartnership", is("POST", at+"/partnerships", terms))
	s.refused(s.vendor, "currency_differs", "changePartnership", is("PATCH", path("%s/partnerships/%d", at, child.Partnership), kontortest.JSON{"currency": "USD"}))
	s.k.Exec(`UPDATE company SET status = 'purged' WHERE id = $1`, child.Home.ID) // which ends the child, too
	ends := kontortest.JSON{"name": reseller.Name, "reason": "The contract ended"}
	s.refused(s.vendor, "still_pays", "endPartner", is("POST", path("/partners/%d/end", reseller.ID), ends))

	p := s.other()
	at, ends["name"] = path("/partners/%d", p.ID), p.Name
	s.vendor.Post(at+"/end", ends).Want(s.t, http.StatusOK)
	s.refused(s.vendor, "partner_ended", "endPartner", is("POST", at+"/end", ends))
	s.refused(s.vendor, "partner_ended", "addPartnership", is("POST", at+"/partnerships", terms))
	s.refused(s.vendor, "partner_ended", "changePartnership", is("PATCH", path("%s/partnerships/%d", at, p.Partnership), kontortest.JSON{"legal_name": "Bluepeak"}))
}

// domain.md 2.2: whoever is to pay for a child passes the gate.
func (s *scene) refusalsOfWhoPays() {
	child := s.k.Partner(kontortest.Reseller, kontortest.InvoiceTerms).Child()
	child.Company("Hidden Harbor", 7)
	pay := is("PUT", path("/partners/%d/partnerships/%d/payer", child.ID, child.Partnership), kontortest.JSON{"bill_to_id": fmt.Sprint(child.Partnership), "reason": "Its own contract"})
	set := func(column string, value any, code string) {
		s.k.Exec(`UPDATE partnership SET `+column+` = $1 WHERE id = $2`, value, child.Partnership)
		s.refused(s.vendor, code, "setPayer", pay)
	}
	set("price_list_id", s.bare(), "no_price")
	set("payment_terms", "card", "payer_has_no_card")
	s.k.Exec(`UPDATE partner SET status = 'suspended' WHERE id = $1`, child.ID)
	s.refused(s.vendor, "partner_suspended", "setPayer", pay)
	s.k.Exec(`UPDATE partner SET status = 'ended' WHERE id = $1`, child.ID)
	s.refused(s.vendor, "partner_ended", "setPayer", pay)

	back := s.k.Partner(kontortest.Reseller, kontortest.InvoiceTerms)
	child = back.Child()
	s.k.Exec(`UPDATE partnership SET currency = 'USD', bill_to_id = NULL WHERE id = $1`, child.Partnership)
	s.refused(s.vendor, "currency_differs", "setPayer", is("PUT", path("/partners/%d/partnerships/%d/payer", child.ID, child.Partnership),
		kontortest.JSON{"bill_to_id": fmt.Sprint(back.Partnership), "reason": "Back again"}))
}

// domain.md 1, 3.4, 4.4: who is added to a partner.
func (s *scene) refusalsOfInvitations() {
	p := s.other()
	key := s.k.API(p.Admin)
	user := func(name string) func(id string) ask {
		return func(id string) ask {
			person := s.person(s.email())
			person["phone"] = kontortest.Phone
			if name != "" {
				person["username"] = name
			}
			switch id {
			case "addPartner":
				add := s.newPartner(s.email())
				add["admin"] = person
				return ask{"POST", "/partners", add, nil}
			case "addAccountUser":
				return ask{"POST", "/account/users", person, nil}
			}
			return ask{"POST", path("/partners/%d/users", p.ID), person, nil}
		}
	}
	s.refused(key, "username_taken", "addAccountUser", user(p.Admin.Username))
	s.refused(s.vendor, "username_taken", "addPartner invitePartnerUser", user(p.Admin.Username))
	silent := s.silent(p)
	s.k.Exec(`UPDATE subscription SET license_count = used WHERE company_id = $1`, p.Home.ID)
	s.refused(key, "no_license_available", "addAccountUser", user(""))
	s.refused(s.vendor, "no_license_available", "invitePartnerUser", user(""))
	role := kontortest.JSON{"role": "user"}
	s.refused(key, "no_license_available", "changeAccountUser", is("PATCH", path("/account/users/%d", silent), role))
	s.refused(s.vendor, "no_license_available", "changePartnerUser", is("PATCH", path("/partners/%d/users/%d", p.ID, silent), role))
	s.k.Exec(`UPDATE subscription SET license_count = 10 WHERE company_id = $1`, p.Home.ID)
	s.k.Exec(`UPDATE partner SET status = 'suspended' WHERE id = $1`, p.ID)
	s.refused(s.vendor, "partner_suspended", "invitePartnerUser", user(""))
}

// silent is a partner user with the role Notifications, who only gets mails.
func (s *scene) silent(p *kontortest.Partner) int64 {
	return s.k.Invited(s.k.Owner, account.Draft{Partner: p.ID, Partnerships: []int64{p.Partnership}, FirstName: "Nina", LastName: "Quiet", Email: s.email(),
		Role: access.Notifications}).Account
}

// domain.md 4.1, 4.3, 4.6–4.9: partner users, by the vendor and by the partner's own Admins.
func (s *scene) refusalsOfTeam() {
	silent, admin := s.silent(s.msp), s.msp.Admin.Account
	for _, door := range []struct {
		by                            *kontortest.Caller
		at                            string
		change, again, reset, removal string
	}{{s.partner, "/account/users", "changeAccountUser", "resendAccountInvitation", "resetAccountUserPassword", "removeAccountUser"},
		{s.vendor, path("/partners/%d/users", s.msp.ID), "changePartnerUser", "inviteAgain", "resetPartnerUserPassword", "removePartnerUser"}} {
		member, invited := s.msp.User(access.PartnerUser).Account, s.invitee()
		one := func(id int64, rest string) string { return path("%s/%d%s", door.at, id, rest) }
		s.refused(door.by, "email_taken", door.change, is("PATCH", one(member, ""), kontortest.JSON{"email": s.msp.Admin.Email}))
		s.refused(door.by, "does_not_sign_in", door.reset, is("POST", one(silent, "/password-reset"), nil))
		s.refused(door.by, "app_account_stays", door.removal, is("POST", one(silent, "/removal"), kontortest.JSON{"remove_app_account": true}))
		for range 5 {
			door.by.Post(one(member, "/password-reset"), nil)
			door.by.Post(one(invited, "/invitation"), nil)
		}
		s.refused(door.by, "too_many_mails", door.reset, is("POST", one(member, "/password-reset"), nil))
		s.refused(door.by, "too_many_mails", door.again, is("POST", one(invited, "/invitation"), nil))
		s.k.Exec(`UPDATE account SET status = 'suspended' WHERE id = $1`, member)
		s.refused(door.by, "not_active", door.reset, is("POST", one(member, "/password-reset"), nil))
	}
	s.refused(s.partner, "own_email", "changeAccountUser", is("PATCH", path("/account/users/%d", admin), kontortest.JSON{"email": s.email()}))
	release := is("POST", path("/partners/%d/users/%d/release", s.msp.ID, silent), kontortest.JSON{"reason": "Works elsewhere"})
	release("").by(s.vendor).Want(s.t, http.StatusNoContent)
	s.refused(s.vendor, "address_free", "releaseAddress", release)
}

// What is sold: a name again, and the last one.
func (s *scene) refusalsOfProducts() {
	name := kontortest.JSON{"name": "Twice", "price_list": "Standard", "currency": "EUR", "unit_price": 499}
	first := "/products/" + s.vendor.Post("/products", name).Want(s.t, http.StatusCreated).Text(s.t, "id")
	s.vendor.Post(first+"/retirement", nil).Want(s.t, http.StatusOK)
	second := "/products/" + s.vendor.Post("/products", name).Want(s.t, http.StatusCreated).Text(s.t, "id")
	s.refused(s.vendor, "name_taken", "activateProduct", is("POST", first+"/activation", nil))
	s.k.Exec(`UPDATE product SET archived_at = created_at WHERE name <> 'Twice'`)
	s.refused(s.vendor, "last_product", "retireProduct", is("POST", second+"/retirement", nil))
	s.k.Exec(`UPDATE product SET archived_at = NULL WHERE name IN ('Business', 'Business Plus', 'Education')`)
}

// domain.md 2.7: after 30 days there is no way back. The last of all, as the clock does not turn.
func (s *scene) refusalsOfTime() {
	s.k.Clock.Advance(31 * 24 * time.Hour)
	s.refused(s.partner, "restore_over", "restoreCompany", s.of(s.gone, 0))
}
