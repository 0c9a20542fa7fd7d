package kontortest

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"mime"
	"mime/multipart"
	"mime/quotedprintable"
	"net"
	"net/mail"
	"regexp"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/emersion/go-smtp"
)

// Mailbox receives every mail, by real SMTP on this machine.
type Mailbox struct {
	host string
	port int64

	mu      sync.Mutex
	mails   []Mail
	arrived chan struct{} // closed with the next mail
	refused map[string]*smtp.SMTPError
}

// Mail is one mail as it arrived.
type Mail struct {
	From, To  string // envelope addresses
	Subject   string
	MessageID string
	Text      string
	HTML      string
	Raw       []byte
}

// NewMailbox is a mail server of its own, for processes; a Kontor has one.
func NewMailbox(t testing.TB) *Mailbox {
	t.Helper()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	host, port, _ := net.SplitHostPort(listener.Addr().String())
	number, _ := strconv.ParseInt(port, 10, 64)
	box := &Mailbox{host: host, port: number, arrived: make(chan struct{}), refused: map[string]*smtp.SMTPError{}}
	server := smtp.NewServer(smtp.BackendFunc(func(*smtp.Conn) (smtp.Session, error) { return &delivery{box: box}, nil }))
	server.Domain = "mail.example.com"
	server.ReadTimeout, server.WriteTimeout = time.Minute, time.Minute
	ended := make(chan struct{})
	go func() {
		defer close(ended)
		if err := server.Serve(listener); err != nil && !errors.Is(err, smtp.ErrServerClosed) && !errors.Is(err, net.ErrClosed) {
			t.Errorf("mailbox: %v", err)
		}
	}()
	t.Cleanup(func() {
		_ = server.Close() // also closes the listener; its second closing is no fault
		<-ended
	})
	return box
}

// Refuse answers this recipient with code from now on: 550 bounces, 451 is tried again. Code 0 takes mail again.
func (b *Mailbox) Refuse(address string, code int) {
	b.mu.Lock()
	defer b.mu.Unlock()
	if code == 0 {
		delete(b.refused, strings.ToLower(address))
		return
	}
	b.refused[strings.ToLower(address)] = &smtp.SMTPError{Code: code, EnhancedCode: smtp.EnhancedCode{code / 100, 1, 1}, Message: "no such mailbox here"}
}

// All is every mail that arrived, in order.
func (b *Mailbox) All() []Mail {
	b.mu.Lock()
	defer b.mu.Unlock()
	return append([]Mail(nil), b.mails...)
}

// To is every mail that arrived for an address, in order.
func (b *Mailbox) To(address string) []Mail {
	var found []Mail
	for _, m := range b.All() {
		if strings.EqualFold(m.To, address) {
			found = append(found, m)
		}
	}
	return found
}

// Last is the newest mail for an address; the test fails without one.
func (b *Mailbox) Last(t testing.TB, address string) Mail {
	t.Helper()
	found := b.To(address)
	if len(found) == 0 {
		t.Fatalf("no mail arrived for %s; there are %s", address, b.list())
	}
	return found[len(found)-1]
}

// Wait gives the first mail for an address whose subject contains text, and waits for it up to a minute: for processes that deliver by
// themselves. A Kontor delivers when told, by DeliverMail.
func (b *Mailbox) Wait(t testing.TB, to, subject string) Mail {
	t.Helper()
	late := time.After(time.Minute)
	for {
		b.mu.Lock()
		arrived := b.arrived
		b.mu.Unlock()
		for _, m := range b.To(to) {
			if strings.Contains(m.Subject, subject) {
				return m
			}
		}
		select {
		case <-arrived:
		case <-late:
			t.Fatalf("no mail %q arrived for %s within a minute; there are %s", subject, to, b.list())
		}
	}
}

// Clear forgets what arrived.
func (b *Mailbox) Clear() {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.mails = nil
}

func (b *Mailbox) list() string {
	var lines []string
	for _, m := range b.All() {
		lines = append(lines, fmt.Sprintf("%q to %s", m.Subject, m.To))
	}
	return "[" + strings.Join(lines, ", ") + "]"
}

var address = regexp.MustCompile(`https?://[^\s<>"]+`)

// Link is the first address in the text whose path begins with prefix; the test fails without one.
func (m Mail) Link(t testing.TB, prefix string) string {
	t.Helper()
	link, ok := m.find(prefix)
	if !ok {
		t.Fatalf("no link to %s in:\n%s", prefix, m.Text)
	}
	return link
}

func (m Mail) find(prefix string) (string, bool) {
	for _, link := range address.FindAllString(m.Text, -1) {
		_, rest, _ := strings.Cut(link, "://")
		if i := strings.IndexByte(rest, '/'); i >= 0 && strings.HasPrefix(rest[i:], prefix) {
			return link, true
		}
	}
	return "", false
}

var temporary = regexp.MustCompile(`(?i)temporary password:?\s+([a-z2-9]{4}(?:-[a-z2-9]{4}){4})`)

// Password is the temporary password in the text; the test fails without one.
func (m Mail) Password(t testing.TB) string {
	t.Helper()
	password, ok := m.password()
	if !ok {
		t.Fatalf("no temporary password in:\n%s", m.Text)
	}
	return password
}

func (m Mail) password() (string, bool) {
	found := temporary.FindStringSubmatch(m.Text)
	if found == nil {
		return "", false
	}
	return found[1], true
}

// delivery is one SMTP session.
type delivery struct {
	box  *Mailbox
	from string
	to   []string
}

// Reset implements smtp.Session.
func (d *delivery) Reset() { d.from, d.to = "", nil }

// Logout implements smtp.Session.
func (d *delivery) Logout() error { return nil }

// Mail implements smtp.Session.
func (d *delivery) Mail(from string, _ *smtp.MailOptions) error { d.from = from; return nil }

// Rcpt implements smtp.Session.
func (d *delivery) Rcpt(to string, _ *smtp.RcptOptions) error {
	d.box.mu.Lock()
	defer d.box.mu.Unlock()
	if no := d.box.refused[strings.ToLower(to)]; no != nil {
		return no
	}
	d.to = append(d.to, to)
	return nil
}

// Data implements smtp.Session.
func (d *delivery) Data(r io.Reader) error {
	raw, err := io.ReadAll(r)
	if err != nil {
		return err
	}
	m, err := readMail(raw)
	if err != nil {
		return err
	}
	d.box.mu.Lock()
	defer d.box.mu.Unlock()
	for _, to := range d.to {
		m.From, m.To = d.from, to
		d.box.mails = append(d.box.mails, m)
	}
	close(d.box.arrived)
	d.box.arrived = make(chan struct{})
	return nil
}

func readMail(raw []byte) (Mail, error) {
	message, err := mail.ReadMessage(bytes.NewReader(raw))
	if err != nil {
		return Mail{}, err
	}
	subject, err := new(mime.WordDecoder).DecodeHeader(message.Header.Get("Subject"))
	if err != nil {
		return Mail{}, err
	}
	m := Mail{Subject: subject, MessageID: message.Header.Get("Message-ID"), Raw: raw}
	return m, m.readPart(message.Header.Get("Content-Type"), message.Header.Get("Content-Transfer-Encoding"), message.Body)
}

func (m *Mail) readPart(kind, encoding string, body io.Reader) error {
	media, parameters, err := mime.ParseMediaType(kind)
	if err != nil {
		return err
	}
	if strings.HasPrefix(media, "multipart/") {
		parts := multipart.NewReader(body, parameters["boundary"])
		for {
			part, err := parts.NextRawPart()
			if errors.Is(err, io.EOF) {
				return nil
			}
			if err != nil {
				return err
			}
			if err := m.readPart(part.Header.Get("Content-Type"), part.Header.Get("Content-Transfer-Encoding"), part); err != nil {
				return err
			}
		}
	}
	if strings.EqualFold(encoding, "quoted-printable") {
		body = quotedprintable.NewReader(body)
	}
	text, err := io.ReadAll(body)
	if err != nil {
		return err
	}
	switch media {
	case "text/plain":
		m.Text = string(text)
	case "text/html":
		m.HTML = string(text)
	}
	return nil
}
