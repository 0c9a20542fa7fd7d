package report_test

import (
	"context"
	"slices"
	"testing"
	"time"

	"kontor/access"
	"kontor/company"
	"kontor/kontortest"
	"kontor/report"
	"kontor/store"
)

// recount does what the timetable does, and says whether there was anything to count.
func recount(t *testing.T, k *kontortest.Kontor) bool {
	t.Helper()
	ctx, who := context.Background(), access.System("timetable")
	all, err := store.Snapshot(ctx, k.DB, who, func(tx *store.Tx) ([]report.CountedMonth, error) { return report.CountMonths(ctx, tx) })
	if err == nil && len(all) > 0 {
		err = k.DB.Write(ctx, who, func(tx *store.Tx) error { return report.KeepMonths(ctx, tx, all) })
	}
	if err != nil {
		t.Fatal(err)
	}
	return len(all) > 0
}

// performance.md "Growth": staff's months that are over are counted once, and again when what was in force in them changes; they are what
// going through all facts gives (domain.md 2.7).
func TestMonthsThatAreOverAreCountedOnceForStaff(t *testing.T) {
	kontortest.Both(t, func(t *testing.T, k *kontortest.Kontor) {
		ctx := context.Background()
		k.Clock.Set(time.Date(2026, 7, 10, 9, 0, 0, 0, time.UTC))
		msp := k.Partner(kontortest.MSP, kontortest.InvoiceTerms)
		c, lost := msp.Company("Cobalt Freight", 10), msp.Company("Orchard Farm", 5)
		k.Clock.Set(time.Date(2026, 8, 20, 9, 0, 0, 0, time.UTC))
		k.Write(msp.Admin, func(tx *store.Tx) error {
			if _, err := company.ChangeLicenses(ctx, tx, c.ID, c.Subscription, 20); err != nil {
				return err
			}
			_, err := company.Delete(ctx, tx, lost.ID, lost.Name)
			return err
		})
		k.Clock.Set(time.Date(2026, 9, 15, 9, 0, 0, 0, time.UTC))
		want(t, "before anything is counted", counts(t, k, k.Owner, 4), 0, 15, 20, 20)
		if !recount(t, k) {
			t.Error("nothing was counted")
		}
		want(t, "counted", counts(t, k, k.Owner, 4), 0, 15, 20, 20)
		if recount(t, k) {
			t.Error("what has not changed was counted again")
		}
		k.Clock.Set(time.Date(2026, 9, 16, 9, 0, 0, 0, time.UTC))
		k.Write(msp.Admin, func(tx *store.Tx) error {
			_, err := company.ChangeLicenses(ctx, tx, c.ID, c.Subscription, 30)
			return err
		})
		if recount(t, k) {
			t.Error("what is in force from now on changes nothing that is over")
		}
		want(t, "now", counts(t, k, k.Owner, 4), 0, 15, 20, 30)
		k.Write(msp.Admin, func(tx *store.Tx) error { _, err := company.Restore(ctx, tx, lost.ID); return err })
		want(t, "not counted yet", counts(t, k, k.Owner, 4), 0, 15, 20, 35)
		if !recount(t, k) {
			t.Error("a company that was never gone was not counted again")
		}
		want(t, "restored", counts(t, k, k.Owner, 4), 0, 15, 25, 35)
		k.Clock.Set(time.Date(2026, 10, 2, 9, 0, 0, 0, time.UTC))
		live := counts(t, k, k.Owner, 5)
		want(t, "another month is over", live, 0, 15, 25, 35, 35)
		if !recount(t, k) || !slices.Equal(live, counts(t, k, k.Owner, 5)) {
			t.Errorf("%v, and %v when all are gone through", counts(t, k, k.Owner, 5), live)
		}
	})
}
