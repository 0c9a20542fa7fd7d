package api

import (
	"context"
	"net/http"
	"strconv"
	"time"

	"kontor/access"
	"kontor/account"
	"kontor/fail"
	"kontor/onboard"
	"kontor/partner"
	"kontor/store"
)

// Partner is an organization that sells, with its main partnership.
type Partner struct {
	ID           ID        `json:"id"`
	Partnership  ID        `json:"partnership_id"`
	Parent       *ID       `json:"parent_id,omitempty" doc:"The reseller of a child MSP."`
	HomeCompany  *ID       `json:"home_company_id,omitempty"`
	Name         string    `json:"name" example:"Bluepeak IT"`
	Type         string    `json:"type" enum:"msp,reseller"`
	Status       string    `json:"status" enum:"active,suspended,ended"`
	Country      string    `json:"country" example:"DK"`
	TimeZone     string    `json:"time_zone" example:"Europe/Copenhagen"`
	BillingZone  string    `json:"billing_zone" example:"Europe/Copenhagen"`
	Currency     string    `json:"currency" example:"EUR"`
	PaymentTerms string    `json:"payment_terms" enum:"card,invoice"`
	CreatedAt    time.Time `json:"created_at"`

	SupportEmail string          `json:"support_email" doc:"Where its customers ask." example:"support@bluepeak.example"`
	Contacts     PartnerContacts `json:"contacts"`
}

// PartnerRow is a line of the list of partners.
type PartnerRow struct {
	ID        ID     `json:"id"`
	Name      string `json:"name" example:"Bluepeak IT"`
	Type      string `json:"type" enum:"msp,reseller"`
	Status    string `json:"status" enum:"active,suspended,ended"`
	Invited   bool   `json:"invited" doc:"Nobody has accepted yet."`
	Reseller  string `json:"reseller" doc:"Of a child MSP, else empty." example:""`
	Companies int64  `json:"companies" doc:"Customers and MSPs." example:"84"`
	Licenses  int64  `json:"licenses" example:"1918"`
}

// PartnerUser is somebody of a partner who signs in to the portal.
type PartnerUser struct {
	ID           ID         `json:"id"`
	FirstName    string     `json:"first_name" example:"Maya"`
	LastName     string     `json:"last_name" example:"Jensen"`
	Email        string     `json:"email" example:"maya@bluepeak.example"`
	Phone        string     `json:"phone" example:"+45 32 10 55 501"`
	Username     string     `json:"username" example:"maya.jensen"`
	Role         string     `json:"role" enum:"admin,user,marketing,notifications"`
	State        string     `json:"state" enum:"invited,expired,bounced,active,suspended"`
	InvitedUntil *time.Time `json:"invited_until,omitempty" doc:"Until when the link of the invitation works."`
	LastSignInAt *time.Time `json:"last_sign_in_at,omitempty"`
}

func shownPartnerUser(tx *store.Tx, a account.Account) PartnerUser {
	return PartnerUser{ID: idOf(a.ID), FirstName: a.FirstName, LastName: a.LastName, Email: a.Email, Phone: a.Phone, Username: a.Username, Role: string(a.Role), State: a.State(tx.Now()),
		InvitedUntil: a.InvitedUntil, LastSignInAt: a.LastSignInAt}
}

func (s *server) partners() noun {
	return noun{"Partners", "The vendor's partners, their terms and their users.", append([]operation{
		{id: "listPartners", route: "GET /partners", may: access.ViewVendor, face: "vendor", summary: "List partners", about: "By name.", serve: reads(listPartners)},
		{id: "addPartner", route: "POST /partners", may: access.AddPartner, face: "vendor", summary: "Add a partner", about: "With its home company and its first Admin, who is invited.", body: jsonType,
			status: http.StatusCreated, codes: userInvites[:2], fields: partnerFields, serve: acts(addPartner)},
		{id: "getPartner", route: "GET /partners/{partner}", may: access.ViewVendor, face: "vendor", summary: "Get a partner", serve: reads(getPartner)},
	}, append(s.life(), s.people()...)...)}
}

type partnersIn struct {
	Limit  int    `query:"limit" minimum:"1" maximum:"200" default:"50" doc:"How many at a time."`
	Cursor string `query:"cursor" maxLength:"2000" doc:"next of the part before."`
	Text   string `query:"q" maxLength:"200" doc:"Part of a name." example:"blue"`
	View   string `query:"view" enum:"active,invited,suspended,ended"`
	Type   string `query:"type" enum:"msp,reseller"`
}

type partnerIn struct {
	Partner string `path:"partner" example:"7"`
}

func getPartner(ctx context.Context, tx *store.Tx, in *partnerIn) (*oneOut[Partner], error) {
	p, err := shownPartner(ctx, tx, number(in.Partner))
	return one(p), err
}

func shownPartner(ctx context.Context, tx *store.Tx, id int64) (Partner, error) {
	p, err := partner.Get(ctx, tx, id)
	if err != nil {
		return Partner{}, err
	}
	s, err := partner.PartnershipOf(ctx, tx, id)
	if err != nil {
		return Partner{}, err
	}
	contacts, err := partner.Contacts(ctx, tx, id)
	return Partner{ID: idOf(p.ID), Partnership: idOf(s.ID), Parent: maybeID(p.ParentID), HomeCompany: maybeID(p.HomeCompanyID), Name: p.Name, Type: s.Type, Status: p.Status,
		Country: p.Country, TimeZone: p.TimeZone, BillingZone: s.BillingZone, Currency: s.Currency, PaymentTerms: s.PaymentTerms, CreatedAt: p.CreatedAt,
		SupportEmail: p.SupportEmail, Contacts: shownContacts(contacts)}, err
}

// NewPartner is a partner to be added.
type NewPartner struct {
	Name         string         `json:"name" minLength:"1" maxLength:"200" example:"Bluepeak IT"`
	Type         string         `json:"type" enum:"msp,reseller" example:"msp"`
	Country      string         `json:"country" minLength:"2" maxLength:"2" example:"DK"`
	TimeZone     string         `json:"time_zone" maxLength:"100" doc:"IANA." example:"Europe/Copenhagen"`
	BillingZone  string         `json:"billing_zone" maxLength:"100" doc:"IANA; months end there." example:"Europe/Copenhagen"`
	Currency     string         `json:"currency" minLength:"3" maxLength:"3" example:"EUR"`
	PriceList    ID             `json:"price_list_id"`
	PaymentTerms string         `json:"payment_terms" enum:"card,invoice" example:"invoice"`
	HomeProduct  ID             `json:"home_product_id" doc:"The level of its home company, which is free of charge."`
	HomeCount    int64          `json:"home_license_count,omitempty" minimum:"1" maximum:"1000000" default:"5"`
	Admin        NewPartnerUser `json:"admin" doc:"The first Admin; role is admin."`
}

// NewPartnerUser is a partner user to be invited.
type NewPartnerUser struct {
	FirstName string `json:"first_name" minLength:"1" maxLength:"100" example:"Maya"`
	LastName  string `json:"last_name" minLength:"1" maxLength:"100" example:"Jensen"`
	Email     string `json:"email" minLength:"3" maxLength:"254" example:"maya@bluepeak.example"`
	Phone     string `json:"phone,omitempty" maxLength:"40" doc:"By the vendor's rule for phone numbers." example:"+45 32 10 55 501"`
	Username  string `json:"username,omitempty" maxLength:"32" doc:"Proposed where it is absent." example:"maya.jensen"`
	Role      string `json:"role,omitempty" enum:"admin,user,marketing,notifications" default:"user"`

	Partnership ID `json:"partnership_id,omitempty" doc:"Of the partner's, which a User gets; absent: the main one."`
}

var partnerFields = map[string]string{"price_list": "price_list_id", "product": "home_product_id", "license_count": "home_license_count", "first_name": "admin.first_name",
	"last_name": "admin.last_name", "email": "admin.email", "phone": "admin.phone", "username": "admin.username"}

func (n NewPartnerUser) draft(partner int64) account.Draft {
	d := account.Draft{Partner: partner, FirstName: n.FirstName, LastName: n.LastName, Email: n.Email, Phone: n.Phone, Username: n.Username, Role: access.Role(n.Role)}
	if n.Partnership != "" {
		d.Partnerships = []int64{n.Partnership.number()}
	}
	return d
}

type newPartnerIn struct{ Body NewPartner }

func addPartner(ctx context.Context, tx *store.Tx, in *newPartnerIn) (*madeOut[Partner], error) {
	n := in.Body
	m, err := onboard.AddPartner(ctx, tx, onboard.PartnerDraft{
		Draft: partner.Draft{Name: n.Name, Country: n.Country, TimeZone: n.TimeZone, Type: n.Type, BillingZone: n.BillingZone, Currency: n.Currency,
			PriceList: n.PriceList.number(), PaymentTerms: n.PaymentTerms},
		Product: n.HomeProduct.number(), LicenseCount: n.HomeCount, Admin: n.Admin.draft(0)})
	if err != nil {
		return nil, err
	}
	p, err := shownPartner(ctx, tx, m.Partner.ID)
	return made("/partners/"+string(p.ID), p), err
}

func listPartners(ctx context.Context, tx *store.Tx, in *partnersIn) (*listOut[PartnerRow], error) {
	after, err := cursorOf(in.Cursor)
	if err != nil {
		return nil, err
	}
	p, err := partner.List(ctx, tx, partner.Query{Text: store.Clean(in.Text), View: in.View, Type: in.Type, After: after, Limit: in.Limit})
	if err != nil {
		return nil, err
	}
	var rows []PartnerRow
	for _, r := range p.Rows {
		rows = append(rows, PartnerRow{ID: idOf(r.ID), Name: r.Name, Type: r.Type, Status: r.Status, Invited: r.Invited, Reseller: r.Parent, Companies: r.Companies, Licenses: r.Licenses})
	}
	return listed("/partners", asked("limit", strconv.Itoa(in.Limit), "q", in.Text, "view", in.View, "type", in.Type), rows, p.Next), nil
}

func listPartnerUsers(ctx context.Context, tx *store.Tx, in *partnerIn) (*itemsOut[PartnerUser], error) {
	p, err := partner.Get(ctx, tx, number(in.Partner))
	if err != nil {
		return nil, err
	}
	return usersOf(ctx, tx, p.ID)
}

type newPartnerUserIn struct {
	Partner string `path:"partner" example:"7"`
	Body    NewPartnerUser
}

func invitePartnerUser(ctx context.Context, tx *store.Tx, in *newPartnerUserIn) (*madeOut[PartnerUser], error) {
	p, err := partner.Get(ctx, tx, number(in.Partner))
	if err != nil {
		return nil, err
	}
	a, err := onboard.AddPartnerUser(ctx, tx, in.Body.draft(p.ID))
	return made("/partners/"+in.Partner+"/users/"+string(idOf(a.ID)), shownPartnerUser(tx, a)), err
}

type partnerUserIn struct {
	Partner string `path:"partner" example:"7"`
	Account string `path:"account" example:"12"`
}

func inviteAgain(ctx context.Context, tx *store.Tx, in *partnerUserIn) (*oneOut[PartnerUser], error) {
	a, err := account.Get(ctx, tx, number(in.Account))
	if err != nil {
		return nil, err
	}
	if partner := number(in.Partner); partner == 0 || a.Partner != partner {
		return nil, fail.NotFound("The user")
	}
	a, err = account.Resend(ctx, tx, a.ID)
	return one(shownPartnerUser(tx, a)), err
}
