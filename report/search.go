// Package report asks read-only questions across the nouns below it, each in the asker's scope.
package report

import (
	"context"
	"fmt"
	"slices"
	"strconv"
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
	SortKey    string // its place in the order of its kind
}

// question is one kind of thing that can be asked for: how it is found by the index of trigrams, and by looking at each row in scope.
type question struct {
	kind        string
	index, rows source
	key, id     string // the order of what is found
}

// source is where a text is looked for. The condition of the index stands for @.
type source struct{ columns, from, where string }

const (
	peopleOf = `a.id, a.partner_id, a.first_name || ' ' || a.last_name AS name, a.email AS sub, a.status`
	usersOf  = `u.id, u.partner_id, u.company_id, u.first_name || ' ' || u.last_name AS name, u.email AS sub, u.status`
	here     = ` AND a.partner_id IS NOT NULL AND a.status NOT IN ('removed', 'released')`
)

var questions = []question{
	{Partner, source{}, source{`p.id, p.id AS partner_id, p.name, p.support_email AS sub, p.status`, `my_partner p`, `p.name_key LIKE $1 ESCAPE '!'`}, `p.name_key`, `p.id`},
	{Company, source{`c.id, c.partner_id, c.name, COALESCE(p.name, '') AS sub, c.status, c.kind AS company_tag`, `my_company c LEFT JOIN my_partner p ON p.id = c.partner_id`,
		`c.id IN (SELECT f.id FROM my_company_find f WHERE @) AND c.status <> 'purged'`},
		source{`c.id, c.partner_id, c.name, COALESCE(u.first_name || ' ' || u.last_name, '') AS sub, c.status, c.kind AS company_tag`,
			`my_company c LEFT JOIN my_app_user u ON u.id = c.owner_id`, `c.search_key LIKE $1 ESCAPE '!' AND c.status <> 'purged'`}, `c.name_key`, `c.id`},
	{Account, source{peopleOf, `my_account a`, `a.id IN (SELECT f.id FROM my_account_find f WHERE @)` + here},
		source{peopleOf, `my_account a`, `(a.email_key LIKE $1 ESCAPE '!' OR a.username_key LIKE $1 ESCAPE '!'
			OR lower(a.first_name || ' ' || a.last_name) LIKE $1 ESCAPE '!')` + here}, `a.first_name || ' ' || a.last_name`, `a.id`},
	{AppUser, source{usersOf, `my_app_user u`, `u.id IN (SELECT f.id FROM my_app_user_find f WHERE @) AND u.status <> 'removed'`},
		source{usersOf, `my_app_user u`, `(u.name_key LIKE $1 ESCAPE '!' OR u.email_key LIKE $1 ESCAPE '!') AND u.status <> 'removed'`}, `u.name_key`, `u.id`},
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
	for _, kind := range asks(tx.Who()) {
		p, err := SearchKind(ctx, tx, Sought{Kind: kind, Text: text, Limit: limit})
		if err != nil {
			return nil, err
		}
		all = append(all, p.Rows...)
	}
	return all, nil
}

// Sought is what is looked for: things of one kind. After and Before are Cursors of what was found: what follows the one, or ends before the
// other.
type Sought struct {
	Kind, Text    string
	After, Before string
	Limit         int
}

// FoundPage is a part of what was found, by name. Next and Prev are "" where it ends.
type FoundPage struct {
	Rows       []Found
	Next, Prev string
}

// Cursor names this thing in the order of its kind.
func (f Found) Cursor() string { return strconv.FormatInt(f.ID, 10) + "." + f.SortKey }

// SearchKind is Search for one kind, to its end. A kind that the asker may not look for has nothing.
func SearchKind(ctx context.Context, tx *store.Tx, s Sought) (FoundPage, error) {
	at := slices.IndexFunc(questions, func(q question) bool { return q.kind == s.Kind })
	if at < 0 || store.Key(s.Text) == "" || !slices.Contains(asks(tx.Who()), s.Kind) {
		return FoundPage{}, nil
	}
	from, back := s.After, s.Before != ""
	if back {
		from = s.Before
	}
	found, err := questions[at].ask(ctx, tx, s.Text, from, back, s.Limit+1)
	if err != nil {
		return FoundPage{}, err
	}
	found, before, after := store.Part(found, s.Limit, from != "", back)
	p := FoundPage{Rows: found}
	if after {
		p.Next = found[len(found)-1].Cursor()
	}
	if before {
		p.Prev = found[0].Cursor()
	}
	return p, nil
}

// limitStep keeps the limits few: they stand in the statement's text, as SQLite plans one with an argument there anew each time it runs.
const limitStep = 10

func (q question) ask(ctx context.Context, tx *store.Tx, text, from string, back bool, limit int) ([]Found, error) {
	in, args := q.rows, []any{store.Like(text)}
	if cond, found, ok := tx.Finds(text); ok && q.index.from != "" && tx.Who().Kind() == access.Staff {
		in, args[0] = q.index, found
		in.where = strings.Replace(in.where, "@", strings.ReplaceAll(cond, "$", "$1"), 1)
	}
	order, than := "", ">"
	if back {
		order, than = " DESC", "<"
	}
	statement := `SELECT ` + in.columns + `, ` + q.key + ` AS sort_key FROM ` + in.from + ` WHERE ` + in.where
	if from != "" {
		text, key, _ := strings.Cut(from, ".")
		id, err := strconv.ParseInt(text, 10, 64)
		if err != nil {
			id, key = 0, ""
		}
		args = append(args, key, id)
		statement += fmt.Sprintf(` AND (%s %s $2 OR %s = $2 AND %s %s $3)`, q.key, than, q.key, q.id, than)
	}
	most := (limit + limitStep - 1) / limitStep * limitStep
	rows, err := store.All[Found](ctx, tx, statement+` ORDER BY `+q.key+order+`, `+q.id+order+` LIMIT `+strconv.Itoa(most), args...)
	rows = rows[:min(len(rows), limit)]
	for i := range rows {
		rows[i].Kind = q.kind
	}
	return rows, err
}
