package api

import (
	"context"
	"net/http"

	"kontor/access"
	"kontor/onboard"
	"kontor/partner"
	"kontor/store"
)

// PartnerContacts are whom to ask at a partner, at most one of each kind.
type PartnerContacts struct {
	Sales     *PartnerContact `json:"sales,omitempty"`
	Success   *PartnerContact `json:"success,omitempty"`
	Finance   *PartnerContact `json:"finance,omitempty"`
	Technical *PartnerContact `json:"technical,omitempty"`
}

// PartnerContact is whom to ask.
type PartnerContact struct {
	Name  string `json:"name" maxLength:"200" example:"Nora Lind"`
	Email string `json:"email,omitempty" maxLength:"254" example:"nora@bluepeak.example"`
	Phone string `json:"phone,omitempty" maxLength:"40" example:"+45 32 10 55 502"`
}

// of is the place of a kind's contact.
func (c *PartnerContacts) of(kind string) **PartnerContact {
	switch kind {
	case "sales":
		return &c.Sales
	case "success":
		return &c.Success
	case "finance":
		return &c.Finance
	}
	return &c.Technical
}

func shownContacts(all []partner.Contact) (shown PartnerContacts) {
	for _, c := range all {
		*shown.of(c.Kind) = &PartnerContact{Name: c.Name, Email: c.Email, Phone: c.Phone}
	}
	return shown
}

// with are the contacts after those that were sent, if any, took their places.
func (c PartnerContacts) with(sent *PartnerContacts) (all []partner.Contact) {
	for _, kind := range partner.ContactKinds {
		now := *c.of(kind)
		if sent != nil && *sent.of(kind) != nil {
			now = *sent.of(kind)
		}
		if now != nil {
			all = append(all, partner.Contact{Kind: kind, Name: now.Name, Email: now.Email, Phone: now.Phone})
		}
	}
	return all
}

// contactFields: where the fields of contacts stand in the request.
var contactFields = func() map[string]string {
	all := map[string]string{}
	for _, kind := range partner.ContactKinds {
		for _, field := range []string{"name", "email", "phone"} {
			all[kind+"_"+field] = "contacts." + kind + "." + field
		}
	}
	return all
}()

// life are the operations about a partner after it was added.
func (s *server) life() []operation {
	const at = " /partners/{partner}"
	return []operation{
		{id: "changePartner", route: "PATCH" + at, may: access.ChangePartner, face: "vendor", summary: "Change a partner", about: "What is not sent stays. A contact that is sent takes the place of the one of its kind; one without anything in it takes it away.",
			body: jsonType, match: true, codes: []string{"partner_ended"}, fields: contactFields, serve: acts(changePartner)},
		{id: "getPartnerLogo", route: "GET" + at + "/logo", may: access.ViewVendor, face: "vendor", summary: "Get a partner's logo", about: "As PNG; 404 where there is none.",
			answer: "image/png", serve: reads(partnerLogo)},
		{id: "putPartnerLogo", route: "PUT" + at + "/logo", may: access.ChangePartner, face: "vendor", summary: "Set a partner's logo", body: pictureTypes, about: aboutPicture,
			status: http.StatusNoContent, codes: []string{"partner_ended"}, serve: takesPicture(putPartnerLogo)},
		{id: "removePartnerLogo", route: "DELETE" + at + "/logo", may: access.ChangePartner, face: "vendor", summary: "Remove a partner's logo", status: http.StatusNoContent,
			codes: []string{"partner_ended"}, serve: acts(removePartnerLogo)},
		{id: "suspendPartner", route: "POST" + at + "/suspension", may: access.SuspendPartner, face: "vendor", summary: "Suspend a partner", about: "Its users are kept out at once and nothing new can be added. Its customers go on, and billing goes on.",
			body: jsonType, codes: []string{"not_active"}, serve: acts(suspendPartner)},
		{id: "resumePartner", route: "POST" + at + "/resumption", may: access.SuspendPartner, face: "vendor", summary: "Resume a partner", about: "Invitations that were open are sent again by hand.",
			codes: []string{"not_suspended"}, serve: acts(resumePartner)},
		{id: "endPartner", route: "POST" + at + "/end", may: access.SuspendPartner, face: "vendor", summary: "End a partner", about: "For good, after its last company is gone or transferred. Its home company is closed with it.",
			body: jsonType, codes: []string{"companies_left", "still_pays", "partner_ended"}, serve: acts(endPartner)},
		{id: "listPartnerships", route: "GET" + at + "/partnerships", may: access.ViewVendor, face: "vendor", summary: "List a partner's partnerships", about: "The main one first.", serve: reads(listPartnerships)},
		{id: "addPartnership", route: "POST" + at + "/partnerships", may: access.ChangePartner, face: "vendor", summary: "Add a further partnership", about: "It pays for itself.", body: jsonType,
			status: http.StatusCreated, codes: []string{"partner_suspended", "child_has_one", "partner_ended"}, fields: termFields, serve: acts(addPartnership)},
		{id: "changePartnership", route: "PATCH" + at + "/partnerships/{partnership}", may: access.ChangePartner, face: "vendor", summary: "Change a partnership's terms",
			about: "What is not sent stays. Type, zone, currency and price list are fixed with its first company; for another price list then see choosePriceList.",
			body:  jsonType, match: true, codes: []string{"terms_fixed", "currency_differs", "partner_ended"}, fields: termFields, serve: acts(changePartnership)},
		{id: "getPayer", route: "GET" + at + "/partnerships/{partnership}/payer", may: access.ViewVendor, face: "vendor", summary: "Who pays for a reseller's MSP", codes: []string{"pays_itself"}, serve: reads(getPayer)},
		{id: "setPayer", route: "PUT" + at + "/partnerships/{partnership}/payer", may: access.ChangePartner, face: "vendor", summary: "Choose who pays for a reseller's MSP",
			about: "Its reseller or itself, from the next month on; the present month stays whose it is. Choosing who pays now takes back a choice that did not begin yet.", body: jsonType,
			codes: []string{"pays_itself", "currency_differs", "payer_has_no_card", "partner_suspended", "no_price", "partner_ended"}, fields: map[string]string{"payer": "bill_to_id"}, serve: acts(setPayer)},
		{id: "choosePriceList", route: "PUT /partnerships/{partnership}/price-list", may: access.ChangePartner, face: "vendor", summary: "Give a partnership another price list",
			about: "It must price what the partnership uses. Months that are over are not touched.", body: jsonType, codes: []string{"no_price"}, fields: termFields, serve: acts(choosePriceList)},
	}
}

// PartnerChange is what of a partner is to be changed; what is absent stays.
type PartnerChange struct {
	Name         *string          `json:"name,omitempty" minLength:"1" maxLength:"200" example:"Bluepeak IT"`
	Country      *string          `json:"country,omitempty" minLength:"2" maxLength:"2" example:"DK"`
	TimeZone     *string          `json:"time_zone,omitempty" maxLength:"100" example:"Europe/Copenhagen"`
	SupportEmail *string          `json:"support_email,omitempty" maxLength:"254" example:"support@bluepeak.example"`
	Contacts     *PartnerContacts `json:"contacts,omitempty"`
}

type changePartnerIn struct {
	Partner string `path:"partner" example:"7"`
	Body    PartnerChange
}

func changePartner(ctx context.Context, tx *store.Tx, in *changePartnerIn) (*oneOut[Partner], error) {
	p, err := partner.Get(ctx, tx, number(in.Partner))
	if err != nil {
		return nil, err
	}
	shown, err := shownPartner(ctx, tx, p.ID)
	if err != nil {
		return nil, err
	}
	if err := matches(ctx, shown); err != nil {
		return nil, err
	}
	d := partner.Details{Name: p.Name, Country: p.Country, TimeZone: p.TimeZone, SupportEmail: p.SupportEmail}
	replace(&d.Name, in.Body.Name)
	replace(&d.Country, in.Body.Country)
	replace(&d.TimeZone, in.Body.TimeZone)
	replace(&d.SupportEmail, in.Body.SupportEmail)
	d.Contacts = shown.Contacts.with(in.Body.Contacts)
	if _, err = partner.Change(ctx, tx, p.ID, d); err != nil {
		return nil, err
	}
	shown, err = shownPartner(ctx, tx, p.ID)
	return one(shown), err
}

// replace puts what was sent in the place of what was.
func replace[T any](to, from *T) {
	if from != nil {
		*to = *from
	}
}

type reasonIn struct {
	Partner string `path:"partner" example:"7"`
	Body    struct {
		Reason string `json:"reason" minLength:"1" maxLength:"500" doc:"Kept in the activity log." example:"Invoices of three months are open"`
	} `nameHint:"Reason"`
}

func suspendPartner(ctx context.Context, tx *store.Tx, in *reasonIn) (*oneOut[Partner], error) {
	p, err := partner.Suspend(ctx, tx, number(in.Partner), in.Body.Reason)
	return partnerNow(ctx, tx, p, err)
}

func resumePartner(ctx context.Context, tx *store.Tx, in *partnerIn) (*oneOut[Partner], error) {
	p, err := partner.Resume(ctx, tx, number(in.Partner))
	return partnerNow(ctx, tx, p, err)
}

type endPartnerIn struct {
	Partner string `path:"partner" example:"7"`
	Body    struct {
		Name   string `json:"name" minLength:"1" maxLength:"200" doc:"The partner's name, so that nobody is ended by mistake." example:"Bluepeak IT"`
		Reason string `json:"reason" minLength:"1" maxLength:"500" doc:"Kept in the activity log." example:"The contract ended"`
	} `nameHint:"PartnerEnd"`
}

func endPartner(ctx context.Context, tx *store.Tx, in *endPartnerIn) (*oneOut[Partner], error) {
	p, err := onboard.EndPartner(ctx, tx, number(in.Partner), in.Body.Name, in.Body.Reason)
	return partnerNow(ctx, tx, p, err)
}

// partnerNow shows a partner after an act.
func partnerNow(ctx context.Context, tx *store.Tx, p partner.Partner, err error) (*oneOut[Partner], error) {
	if err != nil {
		return nil, err
	}
	shown, err := shownPartner(ctx, tx, p.ID)
	return one(shown), err
}
