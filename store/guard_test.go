package store

import (
	"fmt"
	"strings"
	"testing"

	"kontor/access"
)

type statement struct{ name, text string }

// nasty must not run as written, whoever asks.
var nasty = []statement{
	{"bare read", `SELECT * FROM company`},
	{"upper case", `SELECT * FROM COMPANY`},
	{"comment before the name", `SELECT * FROM /* my_company */ company`},
	{"line comment", "SELECT * FROM --\n company"},
	{"quoted name", `SELECT * FROM "company"`},
	{"bracketed name (SQLite)", `SELECT * FROM [company]`},
	{"name in backticks (SQLite)", "SELECT * FROM `company`"},
	{"string as a name (SQLite)", `SELECT * FROM 'company'`},
	{"string as a name, upper case", `SELECT * FROM 'COMPANY'`},
	{"unicode-escaped name (PG)", `SELECT * FROM U&"c\006fmpany"`},
	{"schema", `SELECT * FROM public.company`},
	{"schema before my_", `SELECT * FROM main.my_company`},
	{"schema, with my_ elsewhere", `SELECT 1 FROM my_company m, main.company c WHERE company.id = 1`},
	{"comma join", `SELECT * FROM my_partnership p, company c WHERE c.partnership_id = p.id`},
	{"alias called my_company", `SELECT * FROM company my_company`},
	{"alias called my_company on a free table", `SELECT * FROM session my_company`},
	{"CTE shadows my_company", `WITH my_company AS (SELECT * FROM company) SELECT * FROM my_company`},
	{"CTE shadows my_company from a free table", `WITH my_company AS (SELECT * FROM session) SELECT * FROM my_company`},
	{"second CTE shadows", `WITH x AS (SELECT 1), my_company AS (SELECT 1 AS id) SELECT * FROM my_company`},
	{"second CTE with columns shadows", `WITH x AS (SELECT 1), my_company (id) AS (SELECT 1) SELECT * FROM my_company`},
	{"nested CTE shadows", `SELECT * FROM (WITH my_company AS (SELECT * FROM company) SELECT * FROM my_company) x`},
	{"derived table shadows", `SELECT my_company.id FROM (SELECT 1 AS id) AS my_company`},
	{"union", `SELECT id FROM my_company UNION ALL SELECT id FROM company`},
	{"TABLE company (PG)", `TABLE company`},
	{"TABLE my_company inside (PG)", `SELECT * FROM (TABLE my_company) x`},
	{"ONLY (PG)", `SELECT * FROM ONLY my_company`},
	{"view over a tenant table", `SELECT * FROM payer`},
	{"my_ of a table that has no scope", `SELECT * FROM my_session`},
	{"update by id only, EXISTS elsewhere", `UPDATE company SET status = $1 WHERE EXISTS (SELECT 1 FROM my_company WHERE id = $2)`},
	{"update, OR at the end", `UPDATE company SET status = $1 WHERE id IN (SELECT id FROM my_company WHERE id = $2) OR 1 = 1`},
	{"update … from", `UPDATE company SET status = $1 FROM my_company m WHERE m.partnership_id = company.partnership_id`},
	{"update with an alias", `UPDATE my_company c SET status = $1`},
	{"update OR REPLACE (SQLite)", `UPDATE OR REPLACE my_company SET status = $1`},
	{"bracket closes the condition's own", `UPDATE my_company SET status = $1 WHERE id = $2) OR (1 = 1`},
	{"bracket closes the condition's own in a delete", `DELETE FROM my_company WHERE (id = $1)) OR ((1 = 1)`},
	{"brackets left open", `SELECT * FROM my_company WHERE (id = $1`},
	{"ids change", `UPDATE my_company SET id = $1 WHERE id = $2`},
	{"row assigned as a whole", `UPDATE my_company SET (partnership_id, status) = ($1, $2)`},
	{"row assigned as a whole, second", `UPDATE my_company SET status = $1, (partnership_id, name) = ($2, $3)`},
	{"delete using my_", `DELETE FROM company WHERE name IN (SELECT name FROM my_company)`},
	{"delete with an alias", `DELETE FROM my_company c WHERE c.id = $1`},
	{"delete … using (PG)", `DELETE FROM my_company USING session WHERE session.id = my_company.id`},
	{"delete in a CTE (PG)", `WITH d AS (DELETE FROM company RETURNING id) SELECT * FROM my_company`},
	{"delete of my_ in a CTE (PG)", `WITH d AS (DELETE FROM my_company RETURNING id) SELECT * FROM d`},
	{"update of my_ in a CTE (PG)", `WITH d AS (UPDATE my_company SET status = $1 RETURNING id) SELECT * FROM d`},
	{"insert in a CTE (PG)", `WITH d AS (INSERT INTO company (name) VALUES ($1) RETURNING id) SELECT * FROM d`},
	{"merge (PG)", `MERGE INTO company c USING my_company m ON true WHEN MATCHED THEN DELETE`},
	{"select into (PG)", `SELECT * INTO loot FROM my_company`},
	{"create table as", `CREATE TABLE loot AS SELECT * FROM my_company`},
	{"copy (PG)", `COPY my_company TO STDOUT`},
	{"attach (SQLite)", `ATTACH 'x.db' AS x`},
	{"pragma (SQLite)", `PRAGMA query_only = 0`},
	{"explain", `EXPLAIN SELECT * FROM my_company`},
	{"schema table (SQLite)", `SELECT sql FROM sqlite_master`},
	{"page of the file (SQLite)", `SELECT * FROM pragma_table_info($1)`},
	{"catalog (PG)", `SELECT * FROM pg_stat_activity`},
	{"text run as SQL (PG)", `SELECT query_to_xml($1, true, true, $2)`},
	{"file of the server (PG)", `SELECT pg_read_file($1)`},
	{"settings of the session (PG)", `SELECT set_config($1, $2, false)`},
	{"two statements", `SELECT 1 FROM my_company; DELETE FROM company`},
	{"escape string hides the name (PG)", `SELECT E'\' FROM my_company WHERE '' = ' , id FROM company`},
	{"dollar quote", `SELECT $a$ my_ $a$ FROM company`},
	{"dollar quote without a tag", `SELECT $$ my_ $$ FROM my_company`},
	{"string without end", `SELECT 'a FROM my_company`},
	{"cast by colons", `SELECT id::text FROM my_company`},
	{"question mark (SQLite)", `SELECT * FROM my_company WHERE id = ?`},
	{"named argument (SQLite)", `SELECT * FROM my_company WHERE id = :id`},
	{"argument of the condition", `SELECT * FROM my_company WHERE id = $0`},
	{"letters of another alphabet", `SELECT * FROM my_cоmpany`},
	{"nothing", ` `},
}

// nastyInsert must not run either.
var nastyInsert = []statement{
	{"values", `INSERT INTO company (id, partnership_id) VALUES ($1, $2)`},
	{"default values", `INSERT INTO company DEFAULT VALUES`},
	{"select nothing of mine", `INSERT INTO company (partnership_id) SELECT $1`},
	{"mine only in the WHERE", `INSERT INTO company (partner_id) SELECT s.id FROM session s WHERE EXISTS (SELECT 1 FROM my_partner)`},
	{"owner from an argument", `INSERT INTO company (partner_id, partnership_id, name) SELECT p.partner_id, $1, $2 FROM my_partnership p`},
	{"partner from an argument", `INSERT INTO company (partner_id, partnership_id, name) SELECT $1, p.id, $2 FROM my_partnership p`},
	{"company from an argument", `INSERT INTO app_user (partner_id, partnership_id, company_id) SELECT p.partner_id, p.id, $1 FROM my_partnership p`},
	{"owner from an expression", `INSERT INTO company (partner_id, partnership_id) SELECT p.partner_id + $1, p.id FROM my_partnership p`},
	{"owner from a cast", `INSERT INTO company (partner_id, partnership_id) SELECT CAST($1 AS BIGINT), p.id FROM my_partnership p`},
	{"owner from a number", `INSERT INTO company (partner_id, partnership_id) SELECT 7, p.id FROM my_partnership p`},
	{"owner from a subselect", `INSERT INTO company (partner_id, partnership_id) SELECT (SELECT MAX(account_id) FROM session), p.id FROM my_partnership p`},
	{"owner without alias", `INSERT INTO company (partner_id, partnership_id) SELECT partner_id, id FROM my_partnership`},
	{"owner from a free table", `INSERT INTO company (partner_id, partnership_id) SELECT m.partner_id, p.id FROM my_partnership p, mail m`},
	{"owner from a derived table", `INSERT INTO company (partner_id, partnership_id) SELECT x.partner_id, p.id FROM my_partnership p, (SELECT $1 AS partner_id) x`},
	{"alias from inside a subselect", `INSERT INTO company (partner_id, partnership_id) SELECT q.partner_id, p.id FROM my_partnership p, mail q WHERE EXISTS (SELECT 1 FROM my_partner q)`},
	{"another table's id", `INSERT INTO company (partner_id, partnership_id) SELECT p.id, p.id FROM my_partnership p`},
	{"another column", `INSERT INTO company (partner_id, partnership_id) SELECT p.bill_to_id, p.id FROM my_partnership p`},
	{"positions swapped", `INSERT INTO company (partnership_id, partner_id) SELECT p.partner_id, p.id FROM my_partnership p`},
	{"the comma hidden in brackets", `INSERT INTO company (name, partner_id) SELECT COALESCE($1, p.partner_id), $2 FROM my_partnership p`},
	{"fewer values than columns", `INSERT INTO company (partner_id, partnership_id, name) SELECT p.partner_id, p.id FROM my_partnership p`},
	{"perhaps no partner", `INSERT INTO account (partner_id, email) SELECT p.id, $1 FROM my_vendor v LEFT JOIN my_partner p ON p.id = $2`},
	{"perhaps no partner, outer", `INSERT INTO account (partner_id, email) SELECT p.id, $1 FROM my_vendor v LEFT OUTER JOIN my_partner p ON p.id = $2`},
	{"perhaps no partner, from the right", `INSERT INTO account (partner_id, email) SELECT p.id, $1 FROM my_partner p RIGHT JOIN my_vendor v ON p.id = $2`},
	{"distinct before the owner", `INSERT INTO company (partner_id, partnership_id) SELECT DISTINCT p.partner_id, p.id FROM my_partnership p`},
	{"union behind", `INSERT INTO company (partner_id, partnership_id) SELECT p.partner_id, p.id FROM my_partnership p UNION SELECT $1, $2`},
	{"values behind", `INSERT INTO company (partner_id, partnership_id) SELECT p.partner_id, p.id FROM my_partnership p UNION VALUES ($1, $2)`},
	{"do update", `INSERT INTO company (id) SELECT p.id FROM my_partnership p WHERE p.id = $1 ON CONFLICT (id) DO UPDATE SET name = $2`},
	{"or replace (SQLite)", `INSERT OR REPLACE INTO company (partner_id) SELECT p.id FROM my_partner p`},
	{"or replace into a free table (SQLite)", `INSERT OR REPLACE INTO session (id) VALUES ($1)`},
	{"replace (SQLite)", `REPLACE INTO company (partner_id) SELECT p.id FROM my_partner p`},
	{"no column list", `INSERT INTO company SELECT * FROM my_company`},
	{"alias before the columns", `INSERT INTO company AS c (partner_id) SELECT p.id FROM my_partner p`},
	{"into my_", `INSERT INTO my_company (partner_id) SELECT p.id FROM my_partner p`},
	{"overriding (PG)", `INSERT INTO company (partner_id) OVERRIDING SYSTEM VALUE SELECT p.id FROM my_partner p`},
	{"a CTE first", `INSERT INTO company (partner_id) WITH p AS (SELECT $1 AS partner_id) SELECT p.partner_id FROM p, my_partner`},
	{"select in brackets", `INSERT INTO company (partner_id) (SELECT p.id FROM my_partner p)`},
	{"schema", `INSERT INTO public.company (partner_id) SELECT p.id FROM my_partner p`},
	{"quoted column", `INSERT INTO company ("partner_id") SELECT p.id FROM my_partner p`},
}

// good must run for everybody.
var good = []statement{
	{"plain", `SELECT c.id FROM my_company c WHERE c.id = $1`},
	{"join without alias", `SELECT my_company.id, u.id FROM my_company JOIN my_app_user u ON u.company_id = my_company.id`},
	{"left join", `SELECT c.id, u.id FROM my_company AS c LEFT JOIN my_app_user AS u ON u.company_id = c.id`},
	{"own CTE", `WITH x AS (SELECT id FROM my_company) SELECT * FROM x`},
	{"union of mine", `SELECT id FROM my_company UNION ALL SELECT company_id FROM my_app_user`},
	{"exists", `SELECT id FROM my_company c WHERE EXISTS (SELECT 1 FROM my_app_user u WHERE u.company_id = c.id AND u.email_key = $1)`},
	{"word in a string", `SELECT 'the company, isn''t it' FROM my_company`},
	{"my_ in a string", `SELECT 'my_company' FROM my_company`},
	{"column names that contain it", `SELECT company_id FROM my_app_user`},
	{"aggregate", `SELECT COUNT(*), COALESCE(SUM(s.used), 0) FROM my_subscription s WHERE s.ended_at IS NULL GROUP BY s.company_id HAVING COUNT(*) > 0`},
	{"window", `SELECT c.id, ROW_NUMBER() OVER (PARTITION BY c.partnership_id ORDER BY c.name_key, c.id) AS n FROM my_company c LIMIT 5`},
	{"keyset", `SELECT c.id FROM my_company c WHERE (c.name_key, c.id) > ($1, $2) ORDER BY c.name_key, c.id LIMIT 50`},
	{"like", `SELECT c.id FROM my_company c WHERE c.search_key LIKE $1 ESCAPE '!'`},
	{"distinct from", `SELECT c.id FROM my_company c WHERE c.owner_id IS NOT DISTINCT FROM c.logo_id`},
	{"free table", `SELECT id FROM session WHERE token_hash = $1`},
	{"update", `UPDATE my_company SET status = 'active' WHERE id = $1 OR name = $2 RETURNING id`},
	{"update without where", `UPDATE my_company SET status = 'active'`},
	{"update without where, returning", `UPDATE my_company SET status = 'active' RETURNING id, name`},
	{"update … from", `UPDATE my_company SET team_name = u.first_name FROM my_app_user u WHERE u.company_id = my_company.id`},
	{"delete", `DELETE FROM my_assignment WHERE company_id = $1`},
	{"delete everything mine", `DELETE FROM my_assignment`},
	{"insert", `INSERT INTO company (partner_id, partnership_id, kind, name, name_key, search_key, country, team_name, billing_start, created_at)
		SELECT p.partner_id, p.id, 'customer', $1, $1, $1, 'DE', $1, 'billable_this_month', $3 FROM my_partnership p WHERE p.id = $2 RETURNING id`},
	{"insert without alias", `INSERT INTO image (partner_id, partnership_id, company_id, hash, width, height, png)
		SELECT my_company.partner_id, my_company.partnership_id, my_company.id, $1, 1, 1, '' FROM my_company WHERE my_company.id = $2 RETURNING id`},
	{"insert, nothing on conflict", `INSERT INTO assignment (membership_id, company_id, partner_id, partnership_id)
		SELECT m.id, c.id, m.partner_id, m.partnership_id FROM my_membership m JOIN my_company c ON c.partnership_id = m.partnership_id
		WHERE m.id = $1 ON CONFLICT (membership_id, company_id) DO NOTHING`},
	{"insert into a free table", `INSERT INTO guess (key, window_start, count) VALUES ($1, $3, 1) ON CONFLICT (key) DO UPDATE SET count = guess.count + $2`},
}

func kinds() []access.Kind {
	var all []access.Kind
	for k := range access.Kinds {
		all = append(all, k)
	}
	return all
}

func TestNastyStatementsAreRefusedForEveryKind(t *testing.T) {
	for _, k := range kinds() {
		for _, n := range append(nasty, nastyInsert...) {
			if text, _, err := Rewritten(n.text, k, arguments(n.text)); err == nil {
				t.Errorf("%s, %v: may run as %s", n.name, k, text)
			}
		}
	}
	t.Logf("%d statements × %d kinds", len(nasty)+len(nastyInsert), access.Kinds)
}

func TestGoodStatementsRunForEveryKindOnBothDatabases(t *testing.T) {
	both(t, func(t *testing.T, db *DB) {
		for _, k := range kinds() {
			for _, g := range good {
				n := arguments(g.text)
				text, values, err := Rewritten(g.text, k, n)
				if err != nil {
					t.Errorf("%s, %v: %v", g.name, k, err)
					continue
				}
				if err := explain(t, db, text, n+len(values)); err != nil {
					t.Errorf("%s, %v: %v in %s", g.name, k, err, text)
				}
			}
		}
	})
}

// arguments is the highest $n of a statement.
func arguments(text string) int {
	n := 0
	for strings.Contains(text, fmt.Sprint("$", n+1)) {
		n++
	}
	return n
}

// explain lets the database read a statement with so many arguments.
func explain(t *testing.T, db *DB, text string, n int) error {
	t.Helper()
	if db.dialect == Postgres {
		_, err := db.w.ExecContext(t.Context(), "PREPARE looked AS "+text)
		if err == nil {
			_, err = db.w.ExecContext(t.Context(), "DEALLOCATE looked")
		}
		return err
	}
	args := make([]any, n)
	r, err := db.w.QueryContext(t.Context(), "EXPLAIN "+text, args...)
	if err != nil {
		return err
	}
	return r.Close()
}

func TestArgumentsMustBeGivenAndUsed(t *testing.T) {
	for n := range 4 {
		_, _, err := Rewritten(`SELECT id FROM my_company WHERE id = $2 OR id = $1`, access.Admin, n)
		if (n == 2) != (err == nil) {
			t.Errorf("%d arguments: %v", n, err)
		}
	}
}

func TestRowsMoveToAnotherOwnerOnlyForStaffAndMachines(t *testing.T) {
	for _, k := range kinds() {
		for _, column := range []string{"partner_id", "partnership_id", "company_id"} {
			_, _, err := Rewritten(`UPDATE my_app_user SET status = $1, `+column+` = $2 WHERE id = $3`, k, 3)
			if insider := k == access.Staff || k == access.Machine; insider != (err == nil) {
				t.Errorf("%v, %s: %v", k, column, err)
			}
		}
	}
}

func TestRowsWithoutAPartnerAreAddedOnlyByStaffAndMachines(t *testing.T) {
	for _, k := range kinds() {
		_, _, err := Rewritten(`INSERT INTO account (partner_id, email) SELECT NULL, $1 FROM my_vendor v`, k, 1)
		if insider := k == access.Staff || k == access.Machine; insider != (err == nil) {
			t.Errorf("%v: %v", k, err)
		}
	}
}

func TestConditionIsBracketedAwayFromTheDevelopers(t *testing.T) {
	text, values, err := Rewritten(`UPDATE my_company SET status = $1 WHERE id = $2 OR 1 = 1 RETURNING id`, access.Admin, 2)
	if err != nil {
		t.Fatal(err)
	}
	const want = `UPDATE company AS my_company SET status = $1 WHERE (my_company.partnership_id = $3) AND ( id = $2 OR 1 = 1 ) RETURNING id`
	if strings.Join(strings.Fields(text), " ") != want || len(values) != 1 || values[0] != "partnership" {
		t.Fatalf("%s %v", text, values)
	}
}
