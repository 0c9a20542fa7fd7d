// Package report asks read-only questions across the nouns below it, each in the asker's scope.
package report

import (
	"context"
	"strings"

	"kontor/access"
	"kontor/store"
)

// Kinds of what a search finds.
const (
	Partner = "partner"
	Company = "company"
	AppUser = "app_user"
	Account = "account" // a partner user
)

// Found is something that a search found.
type Found struct {
	Kind       string
	ID         int64
	PartnerID  int64 // whose it is
	CompanyID  int64 // an app user's
	Name       string
	Sub        string // address or owner, to tell like names apart
	Status     string
	CompanyTag string // kind of a company: customer, msp, home
}

// question is one kind of thing that can be asked for: how it is found by the index of trigrams, and by looking at each row in scope.
type question struct {
	kind        string
	index, rows string // the condition stands for @
}

var questions = []question{
	{Partner, "", `SELECT p.id, p.id AS partner_id, p.name, p.support_email AS sub, p.status FROM my_partner p
		WHERE p.name_key LIKE $1 ESCAPE '!' ORDER BY p.name_key, p.id LIMIT $2`},
	{Company, `SELECT c.id, c.partner_id, c.name, COALESCE(p.name, '') AS sub, c.status, c.kind AS company_tag FROM my_company c
		LEFT JOIN my_partner p ON p.id = c.partner_id
		WHERE c.id IN (SELECT f.id FROM my_company_find f WHERE @) AND c.status <> 'purged' ORDER BY c.name_key, c.id LIMIT $2`,
		`SELECT c.id, c.partner_id, c.name, COALESCE(u.first_name || ' ' || u.last_name, '') AS sub, c.status, c.kind AS company_tag FROM my_company c
		LEFT JOIN my_app_user u ON u.id = c.owner_id
		WHERE c.search_key LIKE $1 ESCAPE '!' AND c.status <> 'purged' ORDER BY c.name_key, c.id LIMIT $2`},
	{Account, `SELECT a.id, a.partner_id, a.first_name || ' ' || a.last_name AS name, a.email AS sub, a.status FROM my_account a
		WHERE a.id IN (SELECT f.id FROM my_account_find f WHERE @) AND a.partner_id IS NOT NULL AND a.status NOT IN ('removed', 'released')
		ORDER BY a.first_name, a.last_name, a.id LIMIT $2`,
		`SELECT a.id, a.partner_id, a.first_name || ' ' || a.last_name AS name, a.email AS sub, a.status FROM my_account a
		WHERE (a.email_key LIKE $1 ESCAPE '!' OR a.username_key LIKE $1 ESCAPE '!' OR lower(a.first_name || ' ' || a.last_name) LIKE $1 ESCAPE '!')
		AND a.partner_id IS NOT NULL AND a.status NOT IN ('removed', 'released') ORDER BY a.first_name, a.last_name, a.id LIMIT $2`},
	{AppUser, `SELECT u.id, u.partner_id, u.company_id, u.first_name || ' ' || u.last_name AS name, u.email AS sub, u.status FROM my_app_user u
		WHERE u.id IN (SELECT f.id FROM my_app_user_find f WHERE @) AND u.status <> 'removed' ORDER BY u.name_key, u.id LIMIT $2`,
		`SELECT u.id, u.partner_id, u.company_id, u.first_name || ' ' || u.last_name AS name, u.email AS sub, u.status FROM my_app_user u
		WHERE (u.name_key LIKE $1 ESCAPE '!' OR u.email_key LIKE $1 ESCAPE '!') AND u.status <> 'removed' ORDER BY u.name_key, u.id LIMIT $2`},
}

// asks are the kinds that an asker may look for: vendor staff everything, who sees companies those in scope and their people, Marketing
// nothing (domain.md 4.1, 4.2).
func asks(who access.Actor) []string {
	switch {
	case who.May(access.ViewVendor):
		return []string{Partner, Company, Account, AppUser}
	case who.May(access.ViewCompanies):
		return []string{Company, AppUser}
	}
	return nil
}

// Search finds partners, companies and people in the asker's scope by any part of name, address, username or reference, up to limit of each
// kind, by kind and name. A text without anything in it finds nothing. One or two letters are looked for row by row.
func Search(ctx context.Context, tx *store.Tx, text string, limit int) ([]Found, error) {
	var all []Found
	if store.Key(text) == "" {
		return nil, nil
	}
	for _, kind := range asks(tx.Who()) {
		for _, q := range questions {
			if q.kind != kind {
				continue
			}
			found, err := q.ask(ctx, tx, text, limit)
			if err != nil {
				return nil, err
			}
			all = append(all, found...)
		}
	}
	return all, nil
}

func (q question) ask(ctx context.Context, tx *store.Tx, text string, limit int) ([]Found, error) {
	statement, arg := q.rows, store.Like(text)
	if cond, found, ok := tx.Finds(text); ok && q.index != "" && tx.Who().Kind() == access.Staff {
		statement, arg = strings.Replace(q.index, "@", strings.ReplaceAll(cond, "$", "$1"), 1), found
	}
	rows, err := store.All[Found](ctx, tx, statement, arg, limit)
	for i := range rows {
		rows[i].Kind = q.kind
	}
	return rows, err
}
