package web

import (
	"bytes"
	"encoding/csv"
	"net/http"
	"strconv"

	"kontor/company"
	"kontor/onboard"
	"kontor/store"
)

// exportHead are the columns of the export.
var exportHead = []string{"Company", "Account type", "Primary contact", "Subscription level", "User license count", "In use", "Subscription type", "Status", "Added"}

// exportCompanies is the Companies list as a file: the same filters, the same scope, all pages of it.
func (s *site) exportCompanies(w http.ResponseWriter, r *http.Request) error {
	ctx, me := r.Context(), who(r)
	var file bytes.Buffer
	out := csv.NewWriter(&file)
	_ = out.Write(exportHead)
	err := s.db.Snapshot(ctx, me, func(tx *store.Tx) error {
		c, err := chargingOf(ctx, tx, me.Partnership())
		if err != nil {
			return err
		}
		q := companyQuery(r.URL.Query())
		q.MonthStart = c.monthStart()
		return company.Export(ctx, tx, q, func(row company.Row) error { return out.Write(csvRow(row, c, me.Home())) })
	})
	if err != nil {
		return err
	}
	out.Flush()
	return s.sendFile(w, r, "companies.csv", file.Bytes())
}

// csvRow holds no formulas (trust.md "Input and output").
func csvRow(c company.Row, at charging, home int64) []string {
	cells := []string{c.Name, kindName(c.Kind, c.ID == home), c.Contact, c.Product, strconv.FormatInt(c.LicenseCount, 10), strconv.FormatInt(c.Used, 10),
		billingBadge(c.Kind, c.BillingStart, c.CreatedAt, at.monthStart()).Text, companyStatus(c.Status).Text, c.CreatedAt.UTC().Format("2006-01-02T15:04:05Z")}
	for i := range cells {
		cells[i] = onboard.Harmless(cells[i])
	}
	return cells
}
