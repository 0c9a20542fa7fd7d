package mail

import (
	"context"
	"encoding/json"
	"fmt"
	"math"
	"strings"
	"time"

	"kontor/access"
	"kontor/fail"
	"kontor/setting"
	"kontor/store"
)

// Row is a mail without its text.
type Row struct {
	ID                               int64
	Kind, ToName, ToAddress, Subject string
	PartnerID, CompanyID             *int64
	Secret                           bool   // carries a password or link
	Status                           string // queued, sent, bounced, voided
	Attempts                         int64
	LastError                        string // why it bounced or waits
	CreatedAt, NextAttemptAt         time.Time
	SentAt, ExpiresAt                *time.Time
}

const rowColumns = `id, kind, to_name, to_address, subject, partner_id, company_id, secret, status, attempts, last_error, created_at, next_attempt_at, sent_at, expires_at`

// Filter chooses rows. Before is the id of the last row of the page before, 0 for the first page; Limit 0 is 50, at most 200.
type Filter struct {
	Status string // "" is all
	Query  string // in address, name or subject
	Before int64
	Limit  int
}

// List gives mails, the newest first. Needs ViewMail.
func List(ctx context.Context, tx *store.Tx, f Filter) ([]Row, error) {
	if err := tx.May(access.ViewMail); err != nil {
		return nil, err
	}
	if f.Before <= 0 {
		f.Before = math.MaxInt64
	}
	if f.Limit <= 0 {
		f.Limit = 50
	}
	return store.All[Row](ctx, tx, `SELECT `+rowColumns+` FROM mail
		 WHERE id < $1 AND ($2 = '' OR status = $2)
		   AND ($3 = '' OR LOWER(to_address) LIKE $3 ESCAPE '!' OR LOWER(to_name) LIKE $3 ESCAPE '!' OR LOWER(subject) LIKE $3 ESCAPE '!')
		 ORDER BY id DESC LIMIT $4`, f.Before, f.Status, pattern(f.Query), min(f.Limit, 200))
}

// Get gives one mail. Needs ViewMail; fails with fail.NotFound.
func Get(ctx context.Context, tx *store.Tx, id int64) (Row, error) {
	if err := tx.May(access.ViewMail); err != nil {
		return Row{}, err
	}
	r, ok, err := store.Maybe[Row](ctx, tx, `SELECT `+rowColumns+` FROM mail WHERE id = $1`, id)
	if err == nil && !ok {
		err = fail.NotFound("The mail")
	}
	return r, err
}

// Body gives the text of a queued mail (trust.md "Secrets"). One that carries a password or link is shown if open, which the operator
// says at the start for a throw-away installation, and else only to those with ViewSealedMail while no mail server is set.
//
// Fails with fail.NotFound, fail.Forbidden "mail_sealed" and fail.Conflict "mail_blanked"; their messages say why it is not shown.
func Body(ctx context.Context, tx *store.Tx, id int64, open bool) (Content, error) {
	r, err := Get(ctx, tx, id)
	if err != nil {
		return Content{}, err
	}
	if r.Secret && !open {
		if err := maySee(ctx, tx); err != nil {
			return Content{}, err
		}
	}
	sealed, ok, err := store.Maybe[[]byte](ctx, tx, `SELECT sealed FROM mail WHERE id = $1 AND sealed IS NOT NULL`, id)
	if err != nil {
		return Content{}, err
	}
	if !ok {
		return Content{}, fail.Conflict("mail_blanked", "The text of a mail is deleted once it was delivered, bounced or voided.")
	}
	plain, err := tx.Unseal(sealed)
	if err != nil {
		return Content{}, err
	}
	var c Content
	if err := json.Unmarshal(plain, &c); err != nil {
		return Content{}, fmt.Errorf("mail: %w", err)
	}
	return c, nil
}

func maySee(ctx context.Context, tx *store.Tx) error {
	if !tx.Who().May(access.ViewSealedMail) {
		return fail.Forbidden("mail_sealed", "This mail carries a password or link. Only the Owner may read it, while no mail server is set.")
	}
	s, err := setting.Mail(ctx, tx)
	if err != nil {
		return err
	}
	if s.Host != "" {
		return fail.Forbidden("mail_sealed", "This mail carries a password or link. It goes to its recipient only.")
	}
	return nil
}

var likeSigns = strings.NewReplacer("!", "!!", "%", "!%", "_", "!_")

// pattern finds text anywhere; "" is no search.
func pattern(query string) string {
	query = strings.ToLower(store.Clean(query))
	if query == "" {
		return ""
	}
	return "%" + likeSigns.Replace(query) + "%"
}
