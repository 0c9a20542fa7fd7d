package api

import (
	"context"
	"net/http"
	"net/url"
	"strconv"
	"time"

	"kontor/access"
	"kontor/company"
	"kontor/store"
)

// Subscription is a company's licenses of one product.
type Subscription struct {
	ID           ID        `json:"id"`
	Product      ID        `json:"product_id"`
	ProductName  string    `json:"product_name" example:"Business"`
	LicenseCount int64     `json:"license_count" doc:"How many users can have accounts; billed whether used or not." example:"10"`
	Used         int64     `json:"used" doc:"Licenses that somebody holds." example:"7"`
	CreatedAt    time.Time `json:"created_at"`
}

func shownSubscription(s company.Subscription) Subscription {
	return Subscription{ID: idOf(s.ID), Product: idOf(s.ProductID), ProductName: s.Product, LicenseCount: s.LicenseCount, Used: s.Used, CreatedAt: s.CreatedAt}
}

func (s *server) subscriptions() noun {
	plan := []string{"company_deleted", "child_manages", "vendor_decides"}
	gate := append([]string{"already_subscribed", "no_price", "partner_suspended", "payment_method_required", "ask_payer"}, plan...)
	product := map[string]string{"product": "product_id"}
	return noun{"Subscriptions", "What a company is subscribed to: level and user license count.", []operation{
		{id: "listSubscriptions", route: "GET /companies/{company}/subscriptions", may: access.ViewCompanies, summary: "List a company's subscriptions", serve: reads(listSubscriptions)},
		{id: "addSubscription", route: "POST /companies/{company}/subscriptions", may: access.ChangeLicenses, summary: "Add another product", body: jsonType,
			status: http.StatusCreated, codes: gate, fields: product, serve: acts(addSubscription)},
		{id: "getSubscription", route: "GET /companies/{company}/subscriptions/{subscription}", may: access.ViewCompanies, summary: "Get a subscription", serve: reads(getSubscription)},
		{id: "setLicenseCount", route: "PUT /companies/{company}/subscriptions/{subscription}/license-count", may: access.ChangeLicenses, summary: "Set the user license count",
			about: "From now on. A count below the users in place is refused.", body: jsonType, match: true, codes: append([]string{"count_below_used"}, plan...), serve: acts(setLicenseCount)},
		{id: "setLevel", route: "PUT /companies/{company}/subscriptions/{subscription}/level", may: access.ChangeLicenses, summary: "Change the subscription level",
			about: "The app users move along.", body: jsonType, match: true, codes: append([]string{"same_level"}, gate...), fields: product, serve: acts(setLevel)},
		{id: "endSubscription", route: "POST /companies/{company}/subscriptions/{subscription}/end", may: access.ChangeLicenses, summary: "End a subscription",
			about: "Not the last one, and not while somebody holds a license of it.", status: http.StatusNoContent, codes: append([]string{"last_subscription", "licenses_held"}, plan...), serve: acts(endSubscription)},
		{id: "endFreeMonth", route: "POST /companies/{company}/billing-start", may: access.ChangeLicenses, summary: "End the free month early", about: "There is no way back.",
			codes: append([]string{"already_billable"}, plan...), serve: acts(companyAct(company.EndFreeMonth))},
		{id: "listLicenseHistory", route: "GET /companies/{company}/license-history", may: access.ViewCompanies, summary: "List how a company's licenses changed", about: "Newest first.", serve: reads(licenseHistory)},
	}}
}

func (in *partIn) asked() url.Values { return asked("limit", strconv.Itoa(in.Limit)) }

type itemsOut[T any] struct{ Body List[T] }

func listSubscriptions(ctx context.Context, tx *store.Tx, in *companyIn) (*itemsOut[Subscription], error) {
	c, err := company.Get(ctx, tx, number(in.Company))
	if err != nil {
		return nil, err
	}
	all, err := company.Subscriptions(ctx, tx, c.ID)
	out := &itemsOut[Subscription]{Body: List[Subscription]{Items: []Subscription{}}}
	for _, s := range all {
		out.Body.Items = append(out.Body.Items, shownSubscription(s))
	}
	return out, err
}

type subscriptionIn struct {
	Company      string `path:"company" example:"42"`
	Subscription string `path:"subscription" example:"51"`
}

func getSubscription(ctx context.Context, tx *store.Tx, in *subscriptionIn) (*oneOut[Subscription], error) {
	s, err := company.GetSubscription(ctx, tx, number(in.Company), number(in.Subscription))
	return one(shownSubscription(s)), err
}

// NewSubscription is licenses of a further product.
type NewSubscription struct {
	Product      ID    `json:"product_id"`
	LicenseCount int64 `json:"license_count" minimum:"1" maximum:"1000000" example:"10"`
}

type newSubscriptionIn struct {
	Company string `path:"company" example:"42"`
	Body    NewSubscription
}

func addSubscription(ctx context.Context, tx *store.Tx, in *newSubscriptionIn) (*madeOut[Subscription], error) {
	s, err := company.Subscribe(ctx, tx, number(in.Company), in.Body.Product.number(), in.Body.LicenseCount)
	return made("/companies/"+in.Company+"/subscriptions/"+string(idOf(s.ID)), shownSubscription(s)), err
}

type licenseCountIn struct {
	Company      string `path:"company" example:"42"`
	Subscription string `path:"subscription" example:"51"`
	Body         struct {
		LicenseCount int64 `json:"license_count" minimum:"1" maximum:"1000000" example:"12"`
	} `nameHint:"LicenseCount"`
}

func setLicenseCount(ctx context.Context, tx *store.Tx, in *licenseCountIn) (*oneOut[Subscription], error) {
	if err := sameSubscription(ctx, tx, in.Company, in.Subscription); err != nil {
		return nil, err
	}
	s, err := company.ChangeLicenses(ctx, tx, number(in.Company), number(in.Subscription), in.Body.LicenseCount)
	return one(shownSubscription(s)), err
}

type levelIn struct {
	Company      string `path:"company" example:"42"`
	Subscription string `path:"subscription" example:"51"`
	Body         struct {
		Product ID `json:"product_id"`
	} `nameHint:"Level"`
}

func setLevel(ctx context.Context, tx *store.Tx, in *levelIn) (*oneOut[Subscription], error) {
	if err := sameSubscription(ctx, tx, in.Company, in.Subscription); err != nil {
		return nil, err
	}
	s, err := company.ChangeLevel(ctx, tx, number(in.Company), number(in.Subscription), in.Body.Product.number())
	return one(shownSubscription(s)), err
}

// sameSubscription is matches for a subscription.
func sameSubscription(ctx context.Context, tx *store.Tx, of, id string) error {
	s, err := company.GetSubscription(ctx, tx, number(of), number(id))
	if err != nil {
		return err
	}
	return matches(ctx, shownSubscription(s))
}

func endSubscription(ctx context.Context, tx *store.Tx, in *subscriptionIn) (*none, error) {
	_, err := company.EndSubscription(ctx, tx, number(in.Company), number(in.Subscription))
	return &none{}, err
}
