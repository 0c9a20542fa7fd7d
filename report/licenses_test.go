package report_test

import (
	"context"
	"slices"
	"testing"
	"time"

	"kontor/company"
	"kontor/kontortest"
	"kontor/report"
	"kontor/store"
)

func TestMain(m *testing.M) { kontortest.Main(m) }

// counts are the last n months as who sees them, and must end with the number that its Home shows.
func counts(t *testing.T, k *kontortest.Kontor, who *kontortest.Person, n int) []int64 {
	t.Helper()
	ctx := context.Background()
	var all []int64
	err := k.DB.Snapshot(ctx, who.Actor(), func(tx *store.Tx) error {
		months, err := report.LicensesByMonth(ctx, tx, "Europe/Copenhagen")
		if err != nil {
			return err
		}
		for _, m := range months {
			all = append(all, m.Licenses)
		}
		if len(all) != report.Months {
			t.Fatalf("%d months", len(all))
		}
		numbers, err := company.Count(ctx, tx)
		if last := all[len(all)-1]; err == nil && who.Actor().Face() == "partner" && last != numbers.LicenseCount {
			t.Errorf("the last month has %d licenses, the number shown is %d", last, numbers.LicenseCount)
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return all[len(all)-n:]
}

func want(t *testing.T, what string, got []int64, want ...int64) {
	t.Helper()
	if !slices.Equal(got, want) {
		t.Errorf("%s: %v, want %v", what, got, want)
	}
}

// domain.md 2.2, 2.7, 2.8: each month counts what was in force at its end in the partner's zone; what the child's customers have is the
// reseller's too; a deleted company counts until it was, a restored one was never gone, and a transferred one goes with its past.
func TestLicensesByMonthAreThoseInForceAtItsEnd(t *testing.T) {
	kontortest.Both(t, func(t *testing.T, k *kontortest.Kontor) {
		ctx := context.Background()
		k.Clock.Set(time.Date(2026, 7, 10, 9, 0, 0, 0, time.UTC))
		reseller := k.Partner(kontortest.Reseller, kontortest.InvoiceTerms)
		child, other := reseller.Child(), k.Partner(kontortest.MSP, kontortest.InvoiceTerms)
		c := reseller.Company("Cobalt Freight", 10)
		own := counts(t, k, reseller.Admin, 1)[0] - 10 // the msp company's own
		child.Company("Orchard Farm", 5)
		want(t, "first month", counts(t, k, reseller.Admin, 2), 0, own+15)
		want(t, "the child's", counts(t, k, child.Admin, 2), 0, 5)
		want(t, "another's", counts(t, k, other.Admin, 2), 0, 0)

		k.Clock.Set(time.Date(2026, 7, 31, 22, 30, 0, 0, time.UTC)) // August in Copenhagen
		k.Write(reseller.Admin, func(tx *store.Tx) error {
			_, err := company.ChangeLicenses(ctx, tx, c.ID, c.Subscription, 20)
			return err
		})
		want(t, "August", counts(t, k, reseller.Admin, 3), 0, own+15, own+25)

		k.Clock.Set(time.Date(2026, 9, 15, 9, 0, 0, 0, time.UTC))
		k.Write(reseller.Admin, func(tx *store.Tx) error { _, err := company.Delete(ctx, tx, c.ID, c.Name); return err })
		k.Clock.Set(time.Date(2026, 10, 2, 9, 0, 0, 0, time.UTC))
		want(t, "deleted", counts(t, k, reseller.Admin, 4), own+15, own+25, own+5, own+5)
		k.Write(reseller.Admin, func(tx *store.Tx) error { _, err := company.Restore(ctx, tx, c.ID); return err })
		want(t, "restored", counts(t, k, reseller.Admin, 4), own+15, own+25, own+25, own+25)

		before := counts(t, k, k.Owner, 4)
		k.Write(k.Owner, func(tx *store.Tx) error {
			_, err := company.Move(ctx, tx, c.ID, company.Transfer{Partnership: other.Partnership, Reason: "Sold", Typed: c.Name})
			return err
		})
		want(t, "transferred away", counts(t, k, reseller.Admin, 4), own+5, own+5, own+5, own+5)
		want(t, "come", counts(t, k, other.Admin, 4), 0, 0, 0, 20)
		want(t, "the vendor's", counts(t, k, k.Owner, 4), before...)
	})
}
