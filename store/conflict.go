package store

import (
	"database/sql/driver"
	"errors"
	"net"
	"strings"

	"github.com/jackc/pgx/v5/pgconn"
	"modernc.org/sqlite"
	sqlite3 "modernc.org/sqlite/lib"

	"kontor/fail"
)

// conflict is what people are told when a constraint refuses a row.
type conflict struct {
	columns              string // as SQLite names a unique index: "table.column, table.column"; "" where it gives the name
	code, field, message string
}

// conflicts has every constraint that an act of a person can meet, by name. Verbs look first; this is for the race between two.
var conflicts = map[string]conflict{
	"uq_product_name":         {"product.name_key", "name_taken", "name", "There is already a product with this name."},
	"uq_price_list_name":      {"price_list.name_key", "name_taken", "name", "There is already a price list with this name."},
	"uq_partnership_main":     {"partnership.partner_id", "main_partnership_exists", "", "This partner already has a main partnership."},
	"uq_account_email":        {"account.email_key", "email_taken", "email", "This email address can’t be used."},
	"uq_account_username":     {"account.username_key", "username_taken", "username", "This username is taken."},
	"uq_membership":           {"membership.account_id, membership.partnership_id", "already_member", "", "This user already belongs to the partnership."},
	"uq_subscription_product": {"subscription.company_id, subscription.product_id", "already_subscribed", "product", "This company already has a subscription to this product."},
	"uq_app_user_email":       {"app_user.email_key", "email_taken", "email", "This email address can’t be used."},
	"uq_session_token":        {"session.token_hash", "token_taken", "", "Please try again."},
	"uq_view_token":           {"view_session.token_hash", "token_taken", "", "Please try again."},
	"uq_link_token":           {"link.token_hash", "token_taken", "", "Please try again."},
	"uq_api_key_hash":         {"api_key.hash", "token_taken", "", "Please try again."},
	"idempotency_pkey":        {"idempotency.key_id, idempotency.word", "same_request_runs", "", "The same request is being worked on. Please try again."},
	"uq_audit_seq":            {"audit_event.chain, audit_event.seq", "audit_out_of_step", "", "Please try again."},
	"ck_license_used":         {"", "no_license_available", "", "There is no free license for one more user."},
}

// known makes a failure that people can be told of what the database says; what it does not know stays as it is.
func known(err error) error {
	if err == nil {
		return nil
	}
	if _, ok := fail.As(err); ok {
		return err
	}
	if name := constraint(err); name != "" {
		if c, ok := conflicts[name]; ok {
			return fail.Because(c.failure(), err)
		}
		return err
	}
	if away(err) {
		return fail.Because(fail.Unavailable("database_unavailable", "The database does not answer. Please try again in a moment."), err)
	}
	return err
}

func (c conflict) failure() error {
	if c.field == "" {
		return fail.Conflict(c.code, c.message)
	}
	return fail.ConflictAt(c.code, c.field, c.message)
}

// constraint is the name of the constraint that refused, "" if none did.
func constraint(err error) string {
	if pg, ok := errors.AsType[*pgconn.PgError](err); ok {
		if strings.HasPrefix(pg.Code, "23") {
			return pg.ConstraintName
		}
		return ""
	}
	lite, ok := errors.AsType[*sqlite.Error](err)
	if !ok || lite.Code()&0xff != sqlite3.SQLITE_CONSTRAINT {
		return ""
	}
	_, what, _ := strings.Cut(lite.Error(), "constraint failed: ") // "constraint failed: UNIQUE constraint failed: account.email_key (2067)"
	if _, after, ok := strings.Cut(what, "constraint failed: "); ok {
		what = after
	}
	if end := strings.LastIndex(what, " ("); end >= 0 {
		what = what[:end]
	}
	if name, ok := strings.CutPrefix(what, "index '"); ok {
		return strings.TrimSuffix(name, "'")
	}
	for name, c := range conflicts {
		if c.columns != "" && c.columns == what {
			return name
		}
	}
	return what
}

// again reports whether the database itself asks for another try: a conflict between transactions, not a fault of the statement.
func again(err error) bool {
	if pg, ok := errors.AsType[*pgconn.PgError](err); ok {
		switch pg.Code {
		case "40001", "40P01":
			return true
		case "0A000": // a schema step ran between two uses of a statement
			return strings.Contains(pg.Message, "cached plan")
		}
		return false
	}
	lite, ok := errors.AsType[*sqlite.Error](err)
	return ok && (lite.Code()&0xff == sqlite3.SQLITE_BUSY || lite.Code()&0xff == sqlite3.SQLITE_LOCKED)
}

// away reports whether the database cannot be reached or has no room: nothing that the caller did.
func away(err error) bool {
	if pg, ok := errors.AsType[*pgconn.PgError](err); ok {
		return strings.HasPrefix(pg.Code, "08") || strings.HasPrefix(pg.Code, "53") || strings.HasPrefix(pg.Code, "57P") || strings.HasPrefix(pg.Code, "58")
	}
	if lite, ok := errors.AsType[*sqlite.Error](err); ok {
		switch lite.Code() & 0xff {
		case sqlite3.SQLITE_BUSY, sqlite3.SQLITE_FULL, sqlite3.SQLITE_IOERR, sqlite3.SQLITE_CANTOPEN, sqlite3.SQLITE_NOMEM:
			return true
		}
		return false
	}
	if _, ok := errors.AsType[*pgconn.ConnectError](err); ok {
		return true
	}
	if _, ok := errors.AsType[*net.OpError](err); ok {
		return true
	}
	return errors.Is(err, driver.ErrBadConn)
}
