package company

import (
	"context"
	"fmt"

	"kontor/access"
	"kontor/fail"
	"kontor/store"
)

// What can be done to several companies, each by its own verb and as an act of its own.
const (
	ToSuspend      = "suspend"        // Suspend
	ToResume       = "resume"         // Resume
	ToEndFreeMonth = "end_free_month" // EndFreeMonth
)

// MostCompanies is how many companies are chosen at a time.
const MostCompanies = 1000

// Choice is one of several companies: Why is the reason it is left out, "" if it is not.
type Choice struct {
	Company Company
	Used    int64 // licenses in use
	Why     string
}

// CheckMany says of each company in scope what DoTo would do; what is out of scope is not in the answer, in which the order is that of ids.
//
// Fails with fail.Invalid at "act" or "ids", and with fail.Forbidden where the asker may not do it to any.
func CheckMany(ctx context.Context, tx *store.Tx, act string, ids []int64) ([]Choice, error) {
	needs := map[string]access.Capability{ToSuspend: access.SuspendCompany, ToResume: access.SuspendCompany, ToEndFreeMonth: access.ChangeLicenses}[act]
	if needs == "" {
		return nil, fail.Invalid(fail.At("act", "Choose what to do."))
	}
	if err := tx.May(needs); err != nil {
		return nil, err
	}
	if len(ids) == 0 || len(ids) > MostCompanies {
		return nil, fail.Invalid(fail.At("ids", fmt.Sprintf("Choose 1 to %d companies.", MostCompanies)))
	}
	if act == ToSuspend || act == ToResume {
		if err := maySuspend(ctx, tx); err != nil {
			return nil, err
		}
	}
	var all []Choice
	for _, id := range ids {
		c, err := Get(ctx, tx, id)
		if fail.KindOf(err) == fail.KindNotFound {
			continue
		}
		if err != nil {
			return nil, err
		}
		line := Choice{Company: c}
		if line.Why, err = c.refusal(ctx, tx, act); err != nil {
			return nil, err
		}
		if line.Used, err = store.One[int64](ctx, tx, `SELECT CAST(COALESCE(sum(s.used), 0) AS BIGINT) FROM my_subscription s
			 WHERE s.company_id = $1 AND s.ended_at IS NULL`, id); err != nil {
			return nil, err
		}
		all = append(all, line)
	}
	return all, nil
}

// refusal is why the act would be refused to this company.
func (c Company) refusal(ctx context.Context, tx *store.Tx, act string) (string, error) {
	checks := map[string][]func() error{
		ToSuspend: {c.aCustomer, c.notActive},
		ToResume:  {c.aCustomer, c.notSuspended},
		ToEndFreeMonth: {c.notDeleted, func() error { return c.levels(tx.Who()) },
			func() error { return c.inFreeMonth(ctx, tx) }},
	}[act]
	for _, check := range checks {
		err := check()
		if said, ok := fail.As(err); ok {
			return said.Message, nil
		}
		if err != nil {
			return "", err
		}
	}
	return "", nil
}

// DoTo does an act of CheckMany to one company. Fails as the act's verb, and with fail.Invalid at "act".
func DoTo(ctx context.Context, tx *store.Tx, act string, id int64) (Company, error) {
	switch act {
	case ToSuspend:
		return Suspend(ctx, tx, id)
	case ToResume:
		return Resume(ctx, tx, id)
	case ToEndFreeMonth:
		return EndFreeMonth(ctx, tx, id)
	}
	return Company{}, fail.Invalid(fail.At("act", "Choose what to do."))
}
