package api

import (
	"context"
	"net/http"
	"net/url"
	"strconv"
	"time"

	"kontor/access"
	"kontor/company"
	"kontor/onboard"
	"kontor/partner"
	"kontor/setting"
	"kontor/store"
)

// Company is a customer company, an MSP or a home company.
type Company struct {
	ID               ID        `json:"id"`
	Partnership      *ID       `json:"partnership_id,omitempty" doc:"Whose it is; for keys of the vendor."`
	AccountType      string    `json:"account_type" enum:"customer,msp,home"`
	Name             string    `json:"name" example:"Aldergrove Dental Group"`
	Country          string    `json:"country" doc:"ISO 3166-1 alpha-2." example:"DK"`
	Street           string    `json:"street" example:"Havnegade 12"`
	PostalCode       string    `json:"postal_code" example:"1058"`
	City             string    `json:"city" example:"Copenhagen"`
	Region           string    `json:"region" example:""`
	Phone            string    `json:"phone" example:"+45 32 10 55 501"`
	Website          string    `json:"website" example:"https://aldergrove.example"`
	VATNumber        string    `json:"vat_number" example:"DK12345678"`
	Reference        string    `json:"reference" doc:"The partner's own." example:"A-1017"`
	TeamName         string    `json:"team_name" doc:"Users see it in the app." example:"Aldergrove"`
	HasLogo          bool      `json:"has_logo"`
	Owner            *ID       `json:"owner_id,omitempty" doc:"The app user who owns the company; absent where the caller does not meet its people."`
	Status           string    `json:"status" enum:"active,suspended,deleted"`
	SubscriptionType string    `json:"subscription_type" enum:"billable_this_month,free_until_end_of_month" doc:"How its billing began."`
	CreatedAt        time.Time `json:"created_at"`
}

func shownCompany(who access.Actor, c company.Company) Company {
	s := Company{ID: idOf(c.ID), AccountType: c.Kind, Name: c.Name, Country: c.Country, Street: c.Street, PostalCode: c.PostalCode, City: c.City, Region: c.Region,
		Phone: c.Phone, Website: c.Website, VATNumber: c.VATNumber, Reference: c.Reference, TeamName: c.TeamName, HasLogo: c.LogoID != nil, Status: c.Status,
		SubscriptionType: c.BillingStart, CreatedAt: c.CreatedAt}
	if !c.ChildManages(who) { // a reseller meets none of its MSP's people (domain.md 2.2)
		s.Owner = maybeID(c.OwnerID)
	}
	if who.Kind() == access.Staff {
		s.Partnership = maybeID(&c.PartnershipID)
	}
	return s
}

// CompanyRow is a line of the list of companies.
type CompanyRow struct {
	ID               ID        `json:"id"`
	AccountType      string    `json:"account_type" enum:"customer,msp,home"`
	Name             string    `json:"name" example:"Aldergrove Dental Group"`
	Status           string    `json:"status" enum:"active,suspended,deleted"`
	SubscriptionType string    `json:"subscription_type" enum:"billable_this_month,free_until_end_of_month"`
	Contact          string    `json:"contact" doc:"The owner's name; empty where the caller does not meet its people." example:"Priya Raman"`
	Product          string    `json:"product" doc:"The subscription level that comes first by name." example:"Business"`
	LicenseCount     int64     `json:"license_count" doc:"Over all subscriptions; of an MSP with its customers'." example:"10"`
	Used             int64     `json:"used" doc:"Licenses that somebody holds." example:"7"`
	Customers        int64     `json:"customers" doc:"Of an MSP." example:"0"`
	HasLogo          bool      `json:"has_logo"`
	CreatedAt        time.Time `json:"created_at"`
}

var companyAdds = []string{"email_taken", "no_price", "payment_method_required", "ask_payer"}

func (s *server) companies() noun {
	return noun{"Companies", "Customers, MSPs, and the partner's own company.", append([]operation{
		{id: "listCompanies", route: "GET /companies", may: access.ViewCompanies, summary: "List companies", about: "Deleted ones only with view=deleted.", serve: looks(listCompanies)},
		{id: "addCompany", route: "POST /companies", may: access.AddCompany, face: "partner", summary: "Add a company", body: jsonType, status: http.StatusCreated, codes: companyAdds,
			about: "Its primary contact becomes owner and gets a welcome mail. With account_type msp a reseller adds an MSP.", fields: companyFields, serve: acts(addOwnCompany)},
		{id: "addCompanyTo", route: "POST /partnerships/{partnership}/companies", may: access.AddCompany, summary: "Add a company to a partnership", body: jsonType,
			status: http.StatusCreated, codes: append([]string{"partner_suspended"}, companyAdds...), fields: companyFields, serve: acts(addCompanyTo)},
		{id: "getCompany", route: "GET /companies/{company}", may: access.ViewCompanies, summary: "Get a company", serve: reads(getCompany)},
		{id: "changeCompany", route: "PATCH /companies/{company}", may: access.EditCompany, summary: "Change a company", body: jsonType, match: true,
			about: "What is not sent stays.", codes: []string{"company_deleted"}, serve: acts(changeCompany)},
		{id: "listCompanyActivity", route: "GET /companies/{company}/activity", may: access.ViewCompanies, summary: "List a company's activity", about: "Newest first.", serve: reads(companyActivity)},
		{id: "getCompanyLogo", route: "GET /companies/{company}/logo", may: access.ViewCompanies, summary: "Get the Team logo", about: "As PNG.", answer: "image/png", serve: reads(companyLogo)},
		{id: "putCompanyLogo", route: "PUT /companies/{company}/logo", may: access.EditCompany, summary: "Set the Team logo", body: pictureTypes,
			about: aboutPicture, status: http.StatusNoContent, codes: []string{"company_deleted"}, serve: takesPicture(putLogo)},
		{id: "removeCompanyLogo", route: "DELETE /companies/{company}/logo", may: access.EditCompany, summary: "Remove the Team logo", status: http.StatusNoContent,
			codes: []string{"company_deleted"}, serve: acts(removeLogo)},
		{id: "suspendCompany", route: "POST /companies/{company}/suspension", may: access.SuspendCompany, summary: "Suspend a company",
			about: "Its users can't sign in from now on; it is still billed.", codes: []string{"not_active", "not_a_customer", "vendor_suspends"}, serve: acts(companyAct(company.Suspend))},
		{id: "resumeCompany", route: "POST /companies/{company}/resumption", may: access.SuspendCompany, summary: "Resume a company",
			codes: []string{"not_suspended", "not_a_customer", "vendor_suspends"}, serve: acts(companyAct(company.Resume))},
		{id: "deleteCompany", route: "POST /companies/{company}/deletion", may: access.DeleteCompany, summary: "Delete a company", body: jsonType,
			about: "It can be restored for 30 days, and its users' addresses stay reserved as long.", codes: []string{"company_deleted", "not_a_customer"}, serve: acts(deleteCompany)},
		{id: "restoreCompany", route: "POST /companies/{company}/restoration", may: access.DeleteCompany, summary: "Restore a deleted company",
			about: "The deletion is annulled from its beginning: the time between is billed.", codes: []string{"not_deleted", "restore_over", "not_a_customer"}, serve: acts(companyAct(company.Restore))},
	}, s.imports()...)}
}

type companyIn struct {
	Company string `path:"company" example:"42"`
}

type companiesIn struct {
	Limit       int    `query:"limit" minimum:"1" maximum:"200" default:"50" doc:"How many at a time."`
	Cursor      string `query:"cursor" maxLength:"2000" doc:"next of the part before."`
	Text        string `query:"q" maxLength:"200" doc:"Part of a name, contact or email." example:"aldergrove"`
	View        string `query:"view" enum:"trials,nearly-full,suspended,deleted" doc:"A saved view."`
	AccountType string `query:"account_type" enum:"customer,msp,home"`
	Product     ID     `query:"product_id" doc:"Has a subscription to it."`
	Billing     string `query:"subscription_type" enum:"billable_this_month,free_until_end_of_month" doc:"In force at the moment."`
	Sort        string `query:"sort" enum:"name,-name,created,-created,count,-count" default:"name"`
	Partnership ID     `query:"partnership_id" doc:"Of one partnership; for keys of the vendor."`
}

func listCompanies(ctx context.Context, tx *store.Tx, in *companiesIn) (*listOut[CompanyRow], error) {
	after, err := cursorOf(in.Cursor)
	if err != nil {
		return nil, err
	}
	q := company.Query{Text: store.Clean(in.Text), Product: in.Product.number(), Kind: in.AccountType, Billing: in.Billing, Sort: in.Sort, After: after, Limit: in.Limit,
		Partnership: in.Partnership.number()}
	switch in.View {
	case "trials":
		q.Billing = company.FreeUntilEndOfMonth
	case "nearly-full":
		q.Full = company.NearlyFull
	case "suspended", "deleted":
		q.Status = in.View
	}
	if q.Billing != "" {
		if q.MonthStart, err = monthStart(ctx, tx); err != nil {
			return nil, err
		}
	}
	p, err := company.List(ctx, tx, q)
	if err != nil {
		return nil, err
	}
	rows := make([]CompanyRow, 0, len(p.Rows))
	for _, r := range p.Rows {
		rows = append(rows, CompanyRow{ID: idOf(r.ID), AccountType: r.Kind, Name: r.Name, Status: r.Status, SubscriptionType: r.BillingStart, Contact: r.Contact, Product: r.Product,
			LicenseCount: r.LicenseCount, Used: r.Used, Customers: r.Customers, HasLogo: r.HasLogo, CreatedAt: r.CreatedAt})
	}
	return listed("/companies", asked("limit", strconv.Itoa(in.Limit), "q", in.Text, "view", in.View, "account_type", in.AccountType, "product_id", string(in.Product),
		"subscription_type", in.Billing, "sort", in.Sort, "partnership_id", string(in.Partnership)), rows, p.Next), nil
}

// asked are the parameters of a list that were sent.
func asked(pairs ...string) url.Values {
	v := url.Values{}
	for i := 0; i < len(pairs); i += 2 {
		if pairs[i+1] != "" {
			v.Set(pairs[i], pairs[i+1])
		}
	}
	return v
}

// monthStart is when the payer's current month began; the vendor's own zone counts where all partners are asked about.
func monthStart(ctx context.Context, tx *store.Tx) (time.Time, error) {
	if own := tx.Who().Partnership(); own != 0 {
		p, err := partner.PayerOf(ctx, tx, own)
		return p.MonthStart(tx.Now()), err
	}
	v, err := setting.Get(ctx, tx)
	return partner.Payer{BillingZone: v.BillingZone}.MonthStart(tx.Now()), err
}

// NewCompany is a company to be added.
type NewCompany struct {
	Name             string `json:"name" minLength:"1" maxLength:"200" example:"Aldergrove Dental Group"`
	Country          string `json:"country" minLength:"2" maxLength:"2" doc:"ISO 3166-1 alpha-2." example:"DK"`
	TeamName         string `json:"team_name" minLength:"1" maxLength:"100" doc:"Users see it in the app." example:"Aldergrove"`
	AccountType      string `json:"account_type,omitempty" enum:"customer,msp" default:"customer"`
	Street           string `json:"street,omitempty" maxLength:"200" example:"Havnegade 12"`
	PostalCode       string `json:"postal_code,omitempty" maxLength:"200" example:"1058"`
	City             string `json:"city,omitempty" maxLength:"200" example:"Copenhagen"`
	Region           string `json:"region,omitempty" maxLength:"200"`
	Phone            string `json:"phone,omitempty" maxLength:"200" example:"+45 32 10 55 501"`
	Website          string `json:"website,omitempty" maxLength:"300" example:"https://aldergrove.example"`
	VATNumber        string `json:"vat_number,omitempty" maxLength:"200" example:"DK12345678"`
	Reference        string `json:"reference,omitempty" maxLength:"200" doc:"Your own." example:"A-1017"`
	Owner            Person `json:"owner" doc:"The primary contact."`
	Product          ID     `json:"product_id"`
	SubscriptionType string `json:"subscription_type" enum:"billable_this_month,free_until_end_of_month" example:"billable_this_month"`
	LicenseCount     int64  `json:"license_count" minimum:"1" maximum:"1000000" example:"10"`
}

// Person is who a new user is.
type Person struct {
	FirstName string `json:"first_name" minLength:"1" maxLength:"100" example:"Priya"`
	LastName  string `json:"last_name" minLength:"1" maxLength:"100" example:"Raman"`
	Email     string `json:"email" minLength:"3" maxLength:"254" example:"priya@aldergrove.example"`
}

// companyFields: where a verb's fields stand in the request.
var companyFields = map[string]string{"first_name": "owner.first_name", "last_name": "owner.last_name", "email": "owner.email", "product": "product_id"}

func (n NewCompany) draft(partnership int64) company.Draft {
	return company.Draft{Partnership: partnership, Kind: n.AccountType, Name: n.Name, Country: n.Country, Street: n.Street, PostalCode: n.PostalCode, City: n.City, Region: n.Region,
		Phone: n.Phone, Website: n.Website, VATNumber: n.VATNumber, Reference: n.Reference, TeamName: n.TeamName,
		Owner: company.Person{FirstName: n.Owner.FirstName, LastName: n.Owner.LastName, Email: n.Owner.Email}, Product: n.Product.number(), BillingStart: n.SubscriptionType,
		LicenseCount: n.LicenseCount}
}

type newCompanyIn struct {
	Body NewCompany
}

func addOwnCompany(ctx context.Context, tx *store.Tx, in *newCompanyIn) (*madeOut[Company], error) {
	return addCompany(ctx, tx, in.Body.draft(tx.Who().Partnership()))
}

type newCompanyToIn struct {
	Partnership string `path:"partnership" example:"7"`
	Body        NewCompany
}

func addCompanyTo(ctx context.Context, tx *store.Tx, in *newCompanyToIn) (*madeOut[Company], error) {
	p, err := partner.GetPartnership(ctx, tx, number(in.Partnership))
	if err != nil {
		return nil, err
	}
	return addCompany(ctx, tx, in.Body.draft(p.ID))
}

func addCompany(ctx context.Context, tx *store.Tx, d company.Draft) (*madeOut[Company], error) {
	c, err := onboard.AddCompany(ctx, tx, d)
	if err == nil {
		c, err = company.Get(ctx, tx, c.ID)
	}
	if err != nil {
		return nil, err
	}
	return made("/companies/"+string(idOf(c.ID)), shownCompany(tx.Who(), c)), nil
}

func getCompany(ctx context.Context, tx *store.Tx, in *companyIn) (*oneOut[Company], error) {
	c, err := company.Get(ctx, tx, number(in.Company))
	return one(shownCompany(tx.Who(), c)), err
}

// companyAct is an act on a company that needs nothing but its id.
func companyAct(do func(context.Context, *store.Tx, int64) (company.Company, error)) verb[companyIn, oneOut[Company]] {
	return func(ctx context.Context, tx *store.Tx, in *companyIn) (*oneOut[Company], error) {
		c, err := do(ctx, tx, number(in.Company))
		return one(shownCompany(tx.Who(), c)), err
	}
}

type deletionIn struct {
	Company string `path:"company" example:"42"`
	Body    struct {
		Name string `json:"name" minLength:"1" maxLength:"200" doc:"The company's name, so that nothing is deleted by mistake." example:"Aldergrove Dental Group"`
	} `nameHint:"Deletion"`
}

func deleteCompany(ctx context.Context, tx *store.Tx, in *deletionIn) (*oneOut[Company], error) {
	c, err := company.Delete(ctx, tx, number(in.Company), in.Body.Name)
	return one(shownCompany(tx.Who(), c)), err
}
