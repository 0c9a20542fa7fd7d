package mail

import (
	"context"
	"errors"
	"fmt"
	netmail "net/mail"
	"strings"
	"time"

	gomail "github.com/wneessen/go-mail"
	"github.com/wneessen/go-mail/smtp"

	"kontor/setting"
	"kontor/store"
)

// patience is how long the mail server may take for a connection, and for one mail.
const patience = 30 * time.Second

// envelope is one mail on its way.
type envelope struct {
	MessageID, ToName, ToAddress, Subject string
	Date                                  time.Time
	Content
}

// refusal is why a mail did not leave.
type refusal struct {
	field  string // of the mail settings, where one is to blame
	server bool   // no mail would leave: connection, TLS, sign-in, sender
	final  bool   // the mail server will never take this mail
	reason string // for people, without secrets
}

func (r *refusal) Error() string { return r.reason }

// outgoing is the connection to the operator's mail server (its address may be private, trust.md "Input and output"), opened with
// the first mail and kept for the batch.
type outgoing struct {
	setting.MailSetting
	client *gomail.Client
	open   *smtp.Client
}

// send hands one mail to the mail server. Every error is a *refusal; one without server and final may or may not have arrived, and is
// sent again with the same Message-ID. What is under way is not broken off when ctx ends: patience bounds it.
func (o *outgoing) send(ctx context.Context, e envelope) error {
	m, err := o.message(e)
	if err != nil {
		return err
	}
	if err := o.connect(context.WithoutCancel(ctx)); err != nil {
		return err
	}
	err = o.client.SendWithSMTPClient(o.open, m)
	if err == nil || m.IsDelivered() {
		if err != nil {
			o.close()
		}
		return nil
	}
	why := told(err)
	if why.server || !why.final {
		o.close() // whatever state it is in
	}
	return why
}

func (o *outgoing) connect(ctx context.Context) error {
	if o.open != nil {
		return nil
	}
	options := []gomail.Option{gomail.WithPort(int(o.Port)), gomail.WithTimeout(patience)}
	switch o.Encryption {
	case "tls":
		options = append(options, gomail.WithSSL())
	case "starttls":
		options = append(options, gomail.WithTLSPolicy(gomail.TLSMandatory))
	default:
		options = append(options, gomail.WithTLSPolicy(gomail.NoTLS))
	}
	if o.Username != "" {
		options = append(options, gomail.WithSMTPAuth(gomail.SMTPAuthAutoDiscover), gomail.WithUsername(o.Username), gomail.WithPassword(o.Password))
	}
	client, err := gomail.NewClient(o.Host, options...)
	if err != nil {
		return &refusal{field: "host", server: true, reason: "The mail settings can’t be used: " + brief(err)}
	}
	open, err := client.DialToSMTPClientWithContext(ctx)
	if err != nil {
		return unconnected(err)
	}
	o.client, o.open = client, open
	return nil
}

func (o *outgoing) close() {
	if o.open == nil {
		return
	}
	_ = o.client.CloseWithSMTPClient(o.open) // says QUIT; nothing depends on the answer
	o.open = nil
}

func (o *outgoing) message(e envelope) (*gomail.Msg, error) {
	m := gomail.NewMsg()
	if err := m.From(mailbox(o.FromName, o.FromAddress)); err != nil {
		return nil, &refusal{field: "from_address", server: true, reason: "The address your mails come from is not valid."}
	}
	if err := m.AddTo(mailbox(e.ToName, e.ToAddress)); err != nil {
		return nil, &refusal{final: true, reason: "The address is not valid."}
	}
	m.Subject(store.Clean(e.Subject))
	m.SetMessageIDWithValue(e.MessageID)
	m.SetDateWithValue(e.Date)
	m.SetGenHeader("Auto-Submitted", "auto-generated")
	m.SetUserAgent("Kontor")
	m.SetBodyString(gomail.TypeTextPlain, e.Text)
	m.AddAlternativeString(gomail.TypeTextHTML, e.HTML)
	return m, nil
}

// mailbox is a name and an address as a header has them; quotes in the name are the name's own.
func mailbox(name, address string) string {
	return (&netmail.Address{Name: store.Clean(name), Address: address}).String()
}

// unconnected tells which of the settings is to blame, as far as the error shows it.
func unconnected(err error) *refusal {
	r := &refusal{server: true}
	switch text := err.Error(); {
	case strings.Contains(text, "AUTH"):
		r.field, r.reason = "password", "The mail server refused the user name or password: "+brief(err)
	case strings.Contains(text, "STARTTLS"), strings.Contains(text, "tls:"), strings.Contains(text, "x509:"):
		r.field, r.reason = "encryption", "No encrypted connection to the mail server: "+brief(err)
	default:
		r.field, r.reason = "host", "No connection to the mail server: "+brief(err)
	}
	return r
}

// told is the mail server's answer as what follows from it. Only an answer to this mail's recipient or text is final; a lost connection
// leaves open whether the mail arrived.
func told(err error) *refusal {
	var sent *gomail.SendError
	if !errors.As(err, &sent) {
		return &refusal{reason: "The mail server broke off: " + brief(err)}
	}
	code := sent.ErrorCode()
	switch r := (&refusal{reason: fmt.Sprintf("The mail server refused: %s", brief(err))}); {
	case code == 0:
		return &refusal{reason: "The mail server broke off: " + brief(err)}
	case sent.Reason == gomail.ErrSMTPMailFrom:
		r.server, r.field = true, "from_address"
		return r
	case code == 421, code == 530, code == 535, code == 538: // closing; wants a sign-in
		r.server, r.field = true, "username"
		return r
	default:
		r.final = code >= 500
		r.field = "to"
		return r
	}
}

// brief is an error for a list: one line, without the addresses and ids that go-mail appends.
func brief(err error) string {
	text, _, _ := strings.Cut(err.Error(), ", affected ")
	runes := []rune(store.Clean(text))
	return string(runes[:min(len(runes), 300)])
}
