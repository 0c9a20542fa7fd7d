package web

import (
	"context"
	"net/http"
	"net/url"
	"strconv"

	"kontor/fail"
	"kontor/mail"
	"kontor/setting"
	"kontor/store"
	"kontor/web/page"
	"kontor/web/ui"
)

// outbox lists the mails, the newest first (ui.md "Mails").
func (s *site) outbox(w http.ResponseWriter, r *http.Request) error { return s.showOutbox(w, r, 0) }

// outboxMail is the list with one mail opened.
func (s *site) outboxMail(w http.ResponseWriter, r *http.Request) error {
	id := pathNumber(r, "mail")
	if id == 0 {
		return fail.NotFound("The mail")
	}
	return s.showOutbox(w, r, id)
}

// posted is what the Outbox is made of.
type posted struct {
	set    setting.Vendor
	server setting.MailSetting
	rows   []mail.Row
	more   bool
	open   mail.Row
	body   mail.Content
	hidden string // why the body is not shown
}

const mailsPerPage = 15

func (s *site) showOutbox(w http.ResponseWriter, r *http.Request, id int64) error {
	before := whole(r.URL.Query().Get("before"))
	p, err := store.Snapshot(r.Context(), s.db, who(r), func(tx *store.Tx) (posted, error) { return readOutbox(r.Context(), tx, before, id, s.opt.OpenOutbox) })
	if err != nil {
		return err
	}
	const list = "/admin/outbox"
	out := page.Outbox{Why: p.why(), List: list}
	keep := ""
	if before > 0 {
		keep = "?before=" + strconv.FormatInt(before, 10)
	}
	for _, row := range p.rows {
		to := row.ToName
		if to == "" {
			to = row.ToAddress
		}
		out.Mails = append(out.Mails, page.MailRow{Href: list + "/" + strconv.FormatInt(row.ID, 10) + keep, To: to, When: clock(row.CreatedAt, p.set.BillingZone),
			Subject: row.Subject, Kind: mail.Title(row.Kind), Status: mailStatus(row), Current: row.ID == id})
	}
	if p.more {
		out.Pager.Next = list + "?before=" + strconv.FormatInt(p.rows[len(p.rows)-1].ID, 10)
	}
	if len(p.rows) > 0 && (p.more || before > 0) {
		out.Pager.Shown = ui.Plural(len(p.rows), "mail", "mails")
	}
	if id != 0 {
		out.Open = p.opened(r.URL)
	}
	return s.render(w, r, out)
}

func readOutbox(ctx context.Context, tx *store.Tx, before, id int64, open bool) (p posted, err error) {
	if p.set, err = setting.Get(ctx, tx); err != nil {
		return p, err
	}
	if p.server, err = setting.Mail(ctx, tx); err != nil {
		return p, err
	}
	if p.rows, err = mail.List(ctx, tx, mail.Filter{Before: before, Limit: mailsPerPage + 1}); err != nil {
		return p, err
	}
	if p.more = len(p.rows) > mailsPerPage; p.more {
		p.rows = p.rows[:mailsPerPage]
	}
	if id == 0 {
		return p, nil
	}
	if p.open, err = mail.Get(ctx, tx, id); err != nil {
		return p, err
	}
	p.body, err = mail.Body(ctx, tx, id, open)
	if f, ok := fail.As(err); ok && (f.Kind == fail.KindForbidden || f.Kind == fail.KindConflict) {
		p.hidden, err = f.Message, nil
	}
	return p, err
}

func (p posted) why() string {
	if p.server.Host == "" {
		return "No mail server is set, so mails wait here. Times in " + p.set.BillingZone + "."
	}
	return "Mails leave through " + p.server.Host + ". Times in " + p.set.BillingZone + "."
}

// opened is the mail that was chosen, as HTML or, with ?as=text, its text version.
func (p posted) opened(at *url.URL) *page.Mail {
	m := &page.Mail{Subject: p.open.Subject, To: p.open.ToName + " <" + p.open.ToAddress + ">", From: p.server.FromAddress,
		When: clock(p.open.CreatedAt, p.set.BillingZone), Status: mailStatus(p.open), HTML: p.body.HTML, Text: p.body.Text, Hidden: p.hidden}
	if m.From == "" {
		m.From = vendorName(&p.set)
	}
	m.AsText, m.Other = otherVersion(at)
	return m
}

// otherVersion says which of the two versions is asked for, and gives the address of the other.
func otherVersion(at *url.URL) (asText bool, other string) {
	q := at.Query()
	asText = q.Get("as") == "text"
	if asText {
		q.Del("as")
	} else {
		q.Set("as", "text")
	}
	if len(q) == 0 {
		return asText, at.Path
	}
	return asText, at.Path + "?" + q.Encode()
}

// mailStatus in the words of domain.md 1.
func mailStatus(m mail.Row) ui.Badge {
	switch m.Status {
	case "sent":
		return ui.Badge{Tone: "ok", Text: "Sent"}
	case "bounced":
		return ui.Badge{Tone: "bad", Text: "Bounced"}
	case "voided":
		return ui.Badge{Text: "Voided"}
	}
	if m.LastError != "" {
		return ui.Badge{Tone: "warn", Text: "Queued, tried"}
	}
	return ui.Badge{Tone: "info", Text: "Queued"}
}

// mailPreviews shows every mail with invented names.
func (s *site) mailPreviews(w http.ResponseWriter, r *http.Request) error {
	return s.showPreviews(w, r, 0)
}

// mailPreview opens one of them by its place in the list.
func (s *site) mailPreview(w http.ResponseWriter, r *http.Request) error {
	n := pathNumber(r, "mail")
	if n == 0 {
		return fail.NotFound("The mail")
	}
	return s.showPreviews(w, r, int(min(n, 1000)))
}

func (s *site) showPreviews(w http.ResponseWriter, r *http.Request, n int) error {
	samples, err := store.Read(r.Context(), s.db, who(r), func(tx *store.Tx) ([]mail.Sample, error) { return mail.Samples(r.Context(), tx) })
	if err != nil {
		return err
	}
	if n > len(samples) {
		return fail.NotFound("The mail")
	}
	const list = "/admin/mails"
	p := page.MailPreviews{List: list}
	for i, m := range samples {
		p.Mails = append(p.Mails, page.MailRow{Href: list + "/" + strconv.Itoa(i+1), Subject: m.Subject, Kind: m.Title, Current: i+1 == n})
	}
	if n > 0 {
		m := samples[n-1]
		p.Open = &page.Mail{Subject: m.Subject, HTML: m.HTML, Text: m.Text}
		p.Open.AsText, p.Open.Other = otherVersion(r.URL)
	}
	return s.render(w, r, p)
}
