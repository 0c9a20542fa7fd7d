// Package company holds the customer companies: their data, licenses and people (domain.md 2, 3).
package company

import (
	"context"
	"time"

	"kontor/store"
)

// Kinds of company. Home is the partner's own and is never invoiced; an msp has a child partner (domain.md 2.2).
const (
	Customer = "customer"
	MSP      = "msp"
	Home     = "home"
)

// When a company's licenses are first billed (billing.md S1, S2).
const (
	BillableThisMonth   = "billable_this_month"
	FreeUntilEndOfMonth = "free_until_end_of_month"
)

// MaxTeamName is the length of a team name, in code points.
const MaxTeamName = 100

// Company is one company as those see it who may.
type Company struct {
	ID, PartnerID, PartnershipID                    int64
	Kind                                            string
	ChildPartnerID                                  *int64
	Name, Country, Street, PostalCode, City, Region string
	Phone, Website, VATNumber, Reference, TeamName  string
	LogoID, OwnerID                                 *int64
	Status                                          string // active, suspended, deleted, purged
	BillingStart                                    string
	CreatedAt                                       time.Time
}

const columns = `id, partner_id, partnership_id, kind, child_partner_id, name, country, street, postal_code, city, region, phone, website,
	vat_number, reference, team_name, logo_id, owner_id, status, billing_start, created_at`

// About names the company in the audit and in mails.
func (c Company) About() store.About {
	return store.About{Kind: "company", ID: c.ID, Partner: c.PartnerID, Company: c.ID, Name: c.Name}
}

// Subscription is a company's licenses of one product: how many there are and how many app users hold one.
type Subscription struct {
	ID, CompanyID, ProductID int64
	Product                  string
	LicenseCount, Used       int64
	CreatedAt                time.Time
}

// Free is the number of licenses nobody holds.
func (s Subscription) Free() int64 { return s.LicenseCount - s.Used }

// Subscriptions are a company's, oldest first.
func Subscriptions(ctx context.Context, tx *store.Tx, company int64) ([]Subscription, error) {
	return store.All[Subscription](ctx, tx, `
		SELECT s.id, s.company_id, s.product_id, p.name AS product, s.license_count, s.used, s.created_at
		  FROM my_subscription s JOIN product p ON p.id = s.product_id
		 WHERE s.company_id = $1 AND s.ended_at IS NULL ORDER BY s.id`, company)
}

// GetSubscription is one subscription of a company in scope.
func GetSubscription(ctx context.Context, tx *store.Tx, company, id int64) (Subscription, error) {
	return store.One[Subscription](ctx, tx, `
		SELECT s.id, s.company_id, s.product_id, p.name AS product, s.license_count, s.used, s.created_at
		  FROM my_subscription s JOIN product p ON p.id = s.product_id
		 WHERE s.id = $1 AND s.company_id = $2 AND s.ended_at IS NULL`, id, company)
}

// Logo is the company's team logo as PNG; fail.NotFound if it has none.
func Logo(ctx context.Context, tx *store.Tx, company int64) ([]byte, error) {
	return store.One[[]byte](ctx, tx, `SELECT i.png FROM my_company c JOIN my_image i ON i.id = c.logo_id WHERE c.id = $1`, company)
}
