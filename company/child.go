package company

import (
	"context"
	"slices"

	"kontor/access"
	"kontor/fail"
	"kontor/store"
)

// ChildManages reports whether the company is a child MSP's own and the asker its reseller: the child's Admins manage its users and
// count, the reseller pays and sees its counts (domain.md 2.2).
func (c Company) ChildManages(who access.Actor) bool {
	return c.Kind == MSP && who.Face() == "partner" && who.Home() != c.ID
}

// Managed refuses what only the child may change of its company: fail.Forbidden "child_manages".
func (c Company) Managed(who access.Actor) error {
	if c.ChildManages(who) {
		return fail.Forbidden("child_manages", c.Name+" has a Partner Portal of its own. Ask its Admins to change this.")
	}
	return nil
}

// ChildCount is what a child MSP's customers have of one product (domain.md 2.2).
type ChildCount struct {
	CompanyID          int64
	Product            string
	LicenseCount, Used int64
}

// Child is what a reseller sees of its msp company's own business: counts, not the people.
type Child struct {
	Customers int64
	Counts    []ChildCount
}

// ChildOf is what the customers of an msp company have, product by product.
func ChildOf(ctx context.Context, tx *store.Tx, company int64) (Child, error) {
	counts, err := store.All[ChildCount](ctx, tx, `SELECT k.company_id, p.name AS product, k.license_count, k.used
		  FROM my_child_license k JOIN product p ON p.id = k.product_id WHERE k.company_id = $1 ORDER BY p.id`, company)
	if err != nil {
		return Child{}, err
	}
	n, _, err := store.Maybe[int64](ctx, tx, `SELECT customers FROM my_child_customer WHERE company_id = $1`, company)
	return Child{Customers: n, Counts: counts}, err
}

// addChildren adds to the msp rows of a list what their customers have: the counts shown for an msp are its own plus its customers'.
func addChildren(ctx context.Context, tx *store.Tx, rows []Row) error {
	if !slices.ContainsFunc(rows, func(r Row) bool { return r.Kind == MSP }) {
		return nil
	}
	if tx.Who().Kind() == access.Staff { // of all the installation's MSPs only those on the page
		return addEachChild(ctx, tx, rows)
	}
	type sum struct{ CompanyID, LicenseCount, Used, Customers int64 }
	sums, err := store.All[sum](ctx, tx, `
		SELECT n.company_id, n.customers, COALESCE(sum(k.license_count), 0) AS license_count, COALESCE(sum(k.used), 0) AS used
		  FROM my_child_customer n LEFT JOIN my_child_license k ON k.company_id = n.company_id GROUP BY n.company_id, n.customers`)
	if err != nil {
		return err
	}
	for i := range rows {
		for _, s := range sums {
			if s.CompanyID == rows[i].ID && s.CompanyID != tx.Who().Home() { // to the child itself its home company is its own people only
				rows[i].LicenseCount += s.LicenseCount
				rows[i].Used += s.Used
				rows[i].Customers = s.Customers
			}
		}
	}
	return nil
}

// addEachChild is addChildren for the vendor's staff.
func addEachChild(ctx context.Context, tx *store.Tx, rows []Row) error {
	for i := range rows {
		if rows[i].Kind != MSP {
			continue
		}
		child, err := ChildOf(ctx, tx, rows[i].ID)
		if err != nil {
			return err
		}
		rows[i].Customers = child.Customers
		for _, n := range child.Counts {
			rows[i].LicenseCount += n.LicenseCount
			rows[i].Used += n.Used
		}
	}
	return nil
}
