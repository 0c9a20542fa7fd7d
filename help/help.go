// Package help keeps whether the articles of the documentation answer what their readers ask (ui.md "Help").
package help

import (
	"context"
	"strconv"
	"time"
	"unicode/utf8"

	"kontor/access"
	"kontor/docs"
	"kontor/fail"
	"kontor/store"
)

// Draft is an answer to "Did this answer your question?".
type Draft struct {
	Article string // its name
	Helped  string // "yes" or "no"
	Note    string // what is missing; optional, at most MostNote characters
}

// MostNote is how many characters a note may have.
const MostNote = 1000

// Answer keeps one answer of the person who asks; a later one to the same article takes its place. Articles that this person may not read
// are NotFound. Fails with fail.Invalid, fail.NotFound and fail.Forbidden.
func Answer(ctx context.Context, tx *store.Tx, d Draft) error {
	if err := tx.May(access.AnswerHelp); err != nil {
		return err
	}
	if _, ok := docs.Find(Reader(tx.Who()), d.Article); !ok {
		return fail.NotFound("The article")
	}
	d.Note = store.Clean(d.Note)
	var bad []fail.Field
	if d.Helped != "yes" && d.Helped != "no" {
		bad = append(bad, fail.At("helped", "Say yes or no."))
	}
	if utf8.RuneCountInString(d.Note) > MostNote {
		bad = append(bad, fail.At("note", "Shorten this to "+strconv.Itoa(MostNote)+" characters."))
	}
	if err := fail.Invalid(bad...); err != nil {
		return err
	}
	_, err := tx.Exec(ctx, `INSERT INTO help_answer (article, answered_by, helped, note, answered_at) VALUES ($1, $2, $3, $4, $5)
		ON CONFLICT (article, answered_by) DO UPDATE SET helped = excluded.helped, note = excluded.note, answered_at = excluded.answered_at`,
		d.Article, person(tx.Who()), d.Helped == "yes", d.Note, tx.Now())
	return err
}

// person is the key that keeps one person from counting twice.
func person(who access.Actor) string {
	if id := who.AppUser(); id != 0 && who.Account() == 0 {
		return "app_user:" + strconv.FormatInt(id, 10)
	}
	return "account:" + strconv.FormatInt(who.Account(), 10)
}

// Reader is which articles are written for this actor; who is not signed in reads as a partner does.
func Reader(who access.Actor) docs.Reader {
	switch who.Kind() {
	case access.Staff:
		return docs.Staff
	case access.CompanyAdmin, access.CompanyUser:
		return docs.Customer
	}
	return docs.Partner
}

// Count is how often an article helped, and how often not.
type Count struct {
	Article string
	Yes, No int64
}

// Counts are those of every article that somebody answered. Needs ViewVendor: they are for those who write the documentation.
func Counts(ctx context.Context, tx *store.Tx) ([]Count, error) {
	if err := tx.May(access.ViewVendor); err != nil {
		return nil, err
	}
	return store.All[Count](ctx, tx, `SELECT article, SUM(CASE WHEN helped THEN 1 ELSE 0 END) AS yes, SUM(CASE WHEN helped THEN 0 ELSE 1 END) AS no
		FROM help_answer GROUP BY article ORDER BY article`)
}

// Note is what a reader missed.
type Note struct {
	Helped     bool
	Note       string
	AnsweredAt time.Time
}

// Notes are the latest 20 of an article. Needs ViewVendor.
func Notes(ctx context.Context, tx *store.Tx, article string) ([]Note, error) {
	if err := tx.May(access.ViewVendor); err != nil {
		return nil, err
	}
	return store.All[Note](ctx, tx, `SELECT helped, note, answered_at FROM help_answer WHERE article = $1 AND note <> ''
		ORDER BY answered_at DESC, answered_by LIMIT 20`, article)
}
