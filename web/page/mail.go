package page

import "kontor/web/ui"

// MailRow is a line of the Outbox.
type MailRow struct {
	Href    string
	To      string // name, or the address
	When    string
	Subject string
	Kind    string   // "App welcome", "Portal invitation"
	Status  ui.Badge // queued, sent, bounced, voided; empty text shows none
	Current bool
}

// Mail is one mail, opened.
type Mail struct {
	Subject string
	To      string // name and address
	From    string
	When    string
	Status  ui.Badge
	HTML    string // the mail as sent; shown with the portal's own styles, as the CSP allows no others
	Text    string // its text version
	AsText  bool   // show the text version
	Other   string // address of the other version
	Hidden  string // set instead of HTML and Text: why the body is not shown (trust.md "Secrets")
}

// Outbox lists mails and shows one (ui.md "Mails"). It exists where mails are not sent, and is read-only.
type Outbox struct {
	Why   string // why mails stand here: "No mail server is set, so mails wait here."
	Mails []MailRow
	Open  *Mail // nil when none is chosen
	Pager ui.Pager
	List  string // address without a chosen mail
}

// MailPreviews shows every mail with sample data, for vendor staff.
type MailPreviews struct {
	Mails []MailRow // To and When are empty
	Open  *Mail
	List  string
}

// Title implements ui.Page.
func (p Outbox) Title() string {
	if p.Open != nil {
		return p.Open.Subject + " – Outbox"
	}
	return "Outbox"
}

// Layout implements ui.Page.
func (Outbox) Layout() ui.Layout { return ui.Portal }

// Title implements ui.Page.
func (p MailPreviews) Title() string {
	if p.Open != nil {
		return p.Open.Subject + " – Mail previews"
	}
	return "Mail previews"
}

// Layout implements ui.Page.
func (MailPreviews) Layout() ui.Layout { return ui.Portal }
