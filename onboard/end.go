package onboard

import (
	"context"

	"kontor/company"
	"kontor/partner"
	"kontor/store"
)

// EndPartner ends a partner for good and closes its home company with it: the app accounts of its own people end, and their addresses become
// free after 30 days, as those of every deleted company (domain.md 2.1, 2.7). Fails as partner.End.
func EndPartner(ctx context.Context, tx *store.Tx, id int64, typed, reason string) (partner.Partner, error) {
	p, err := partner.End(ctx, tx, id, typed, reason)
	if err != nil || p.HomeCompanyID == nil {
		return p, err
	}
	return p, company.CloseHome(ctx, tx, *p.HomeCompanyID)
}
