package kontortest

import (
	"context"
	"fmt"
	"strings"

	"kontor/access"
	"kontor/store"
)

// wholes name, by what is wrong with them, the rows that no act leaves behind: each statement finds nothing in a sound database.
var wholes = []struct{ wrong, ask string }{
	{"no owner", `SELECT c.name FROM my_company c WHERE c.kind <> 'home'
		AND NOT EXISTS (SELECT 1 FROM my_app_user u WHERE u.id = c.owner_id AND u.company_id = c.id AND u.role = 'administrator')`},
	{"no subscription", `SELECT c.name FROM my_company c WHERE NOT EXISTS (SELECT 1 FROM my_subscription s WHERE s.company_id = c.id)`},
	{"no license fact", `SELECT c.name FROM my_company c JOIN my_subscription s ON s.company_id = c.id
		WHERE NOT EXISTS (SELECT 1 FROM my_license_fact f WHERE f.subscription_id = s.id)`},
	{"a license count that is not the last fact's", `SELECT c.name FROM my_company c JOIN my_subscription s ON s.company_id = c.id WHERE s.license_count <>
		(SELECT f.license_count FROM my_license_fact f WHERE f.subscription_id = s.id ORDER BY f.effective_at DESC, f.id DESC LIMIT 1)`},
	{"a number of licenses in use that is not its users'", `SELECT c.name FROM my_company c JOIN my_subscription s ON s.company_id = c.id WHERE s.used <>
		(SELECT count(*) FROM my_app_user u WHERE u.subscription_id = s.id AND u.status NOT IN ('removed', 'waiting'))`},
	{"no billing start fact", `SELECT c.name FROM my_company c WHERE NOT EXISTS (SELECT 1 FROM my_billing_start_fact f WHERE f.company_id = c.id)`},
	{"no status fact", `SELECT c.name FROM my_company c WHERE NOT EXISTS (SELECT 1 FROM my_company_status_fact f WHERE f.company_id = c.id)`},
	{"no holder fact", `SELECT c.name FROM my_company c WHERE NOT EXISTS (SELECT 1 FROM my_holder_fact f WHERE f.company_id = c.id)`},
	{"no event", `SELECT c.name FROM my_company c WHERE NOT EXISTS (SELECT 1 FROM event e WHERE e.company_id = c.id AND e.kind = 'company.added')`},
	{"no audit event", `SELECT c.name FROM my_company c
		WHERE NOT EXISTS (SELECT 1 FROM audit_event e WHERE e.object_id = c.id AND e.action = 'company.added')`},
	{"no partner behind it", `SELECT c.name FROM my_company c WHERE c.kind = 'msp'
		AND NOT EXISTS (SELECT 1 FROM my_partner p WHERE p.id = c.child_partner_id AND p.home_company_id = c.id)`},
	{"no home company", `SELECT p.name FROM my_partner p
		WHERE NOT EXISTS (SELECT 1 FROM my_company c WHERE c.id = p.home_company_id AND (c.partner_id = p.id OR c.child_partner_id = p.id))`},
	{"no main partnership", `SELECT p.name FROM my_partner p WHERE NOT EXISTS (SELECT 1 FROM my_partnership q WHERE q.partner_id = p.id AND q.is_main)`},
	{"no partnership to work in", `SELECT a.email FROM my_account a WHERE a.partner_id IS NOT NULL
		AND NOT EXISTS (SELECT 1 FROM my_membership m WHERE m.account_id = a.id)`},
	{"no welcome mail", `SELECT u.email FROM my_app_user u WHERE NOT EXISTS (SELECT 1 FROM mail m WHERE m.app_user_id = u.id AND m.kind = 'app_welcome')`},
	{"no invitation", `SELECT a.email FROM my_account a WHERE a.role <> 'owner'
		AND NOT EXISTS (SELECT 1 FROM mail m WHERE m.account_id = a.id AND m.kind = 'portal_invitation')`},
	{"a mail to send and nothing in it", `SELECT m.to_address FROM mail m WHERE m.status = 'queued' AND m.sealed IS NULL`},
	{"a mail that is over and still holds its text", `SELECT m.to_address FROM mail m WHERE m.status <> 'queued' AND m.sealed IS NOT NULL`},
}

// Whole looks for half acts and says what it found, one sentence each: a company without owner, subscription, facts or mail, a count that
// is not its facts', a hash chain that does not hold. A sound database gives none, whatever happened to its processes.
func Whole(ctx context.Context, db *store.DB) ([]string, error) {
	var wrong []string
	err := db.Snapshot(ctx, access.System("operator"), func(tx *store.Tx) error {
		wrong = nil
		for _, w := range wholes {
			names, err := store.All[string](ctx, tx, w.ask)
			if err != nil {
				return fmt.Errorf("%s: %w", w.wrong, err)
			}
			if len(names) > 0 {
				wrong = append(wrong, fmt.Sprintf("%d with %s: %s", len(names), w.wrong, clip(strings.Join(names, ", "))))
			}
		}
		return nil
	})
	if err != nil {
		return nil, err
	}
	state, err := store.VerifyAudit(ctx, db)
	if err != nil {
		return nil, err
	}
	return append(wrong, state.Broken...), nil
}
