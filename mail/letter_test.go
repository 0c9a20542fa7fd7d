package mail_test

import (
	"context"
	"io"
	"mime"
	"mime/multipart"
	"mime/quotedprintable"
	"net/mail"
	"slices"
	"strings"
	"testing"
	"time"

	"kontor/access"
	product "kontor/mail"
	"kontor/store"
)

var owner = access.AsStaff(1, access.Owner, "Olga Brandt")

func body(t *testing.T, p *post, id int64) product.Content {
	t.Helper()
	c, err := store.Read(t.Context(), p.DB, owner, func(tx *store.Tx) (product.Content, error) { return product.Body(t.Context(), tx, id, false) })
	if err != nil {
		t.Fatal(err)
	}
	return c
}

// newest is the text of the mail queued last.
func newest(t *testing.T, p *post) product.Content { t.Helper(); return body(t, p, p.rows(t)[0].ID) }

func wantAll(t *testing.T, where, text string, parts ...string) {
	t.Helper()
	flat := strings.Join(strings.Fields(text), " ")
	for _, part := range parts {
		if !strings.Contains(flat, part) {
			t.Errorf("%s lacks %q:\n%s", where, part, text)
		}
	}
}

// domain.md 2.3, 3.3: temporary password, its expiry, sign-in address and download links, naming the partner.
func TestAppWelcomeSaysAllThatItMust(t *testing.T) {
	both(t, func(t *testing.T, p *post) {
		p.send(t, sofia, welcome(p, "tuba-plum-4471-fern"))
		c := newest(t, p)
		must := []string{"Hello Sofia Marino", "Bluepeak IT", "Aldergrove Dental Group", sofia.Address, "tuba-plum-4471-fern",
			"22 Nov 2026 10:40 (Europe/Copenhagen)", "https://portal.keyhaven.example/c/sign-in", "https://keyhaven.example/download",
			"You get this because Bluepeak IT added this address", "help@keyhaven.example"}
		wantAll(t, "text", c.Text, must...)
		wantAll(t, "HTML", c.HTML, must...)
		wantAll(t, "page", c.Page, must...)
		if s := p.rows(t)[0].Subject; s != "Your Keyhaven Vault account at Aldergrove Dental Group" || strings.Contains(s, "tuba") {
			t.Errorf("subject %q", s)
		}
	})
}

// domain.md 4.4: username and link, naming the expiry with date, time and zone.
func TestInvitationSaysAllThatItMust(t *testing.T) {
	both(t, func(t *testing.T, p *post) {
		const link = "https://portal.keyhaven.example/invitation/7qk2m9"
		p.send(t, peter, product.PortalInvitation{PartnerName: "Bluepeak IT", InvitedBy: "Maya Jensen", Username: "peter.lund", Link: link,
			ExpiresAt: p.now().Add(7 * 24 * time.Hour), Zone: "America/New_York"})
		c := newest(t, p)
		for where, text := range map[string]string{"text": c.Text, "HTML": c.HTML} {
			wantAll(t, where, text, "Maya Jensen invited you", "Bluepeak IT", "peter.lund", link, "26 Nov 2026 04:40 (America/New_York)", "You get this because Maya Jensen")
		}
		if n := strings.Count(c.HTML, `href="`); n != 1 {
			t.Errorf("%d links in the HTML, want the one button", n)
		}
	})
}

func TestProductCredentialsSendNoPassword(t *testing.T) {
	both(t, func(t *testing.T, p *post) {
		p.send(t, sofia, welcome(p, ""))
		c := newest(t, p)
		if strings.Contains(c.Text, "password") || !strings.Contains(c.Text, "Open Keyhaven Vault:\nhttps://app.keyhaven.example\n") {
			t.Errorf("text:\n%s", c.Text)
		}
	})
}

func TestEverySampleIsWhole(t *testing.T) {
	both(t, func(t *testing.T, p *post) {
		all, err := store.Read(t.Context(), p.DB, owner, func(tx *store.Tx) ([]product.Sample, error) { return product.Samples(t.Context(), tx) })
		if err != nil || len(all) < 7 {
			t.Fatalf("%d samples, error %v", len(all), err)
		}
		kinds := map[string]bool{}
		for _, s := range all {
			if kinds[s.Kind] || s.Subject == "" || s.Title == "" {
				t.Errorf("sample %q: subject %q, title %q", s.Kind, s.Subject, s.Title)
			}
			kinds[s.Kind] = true
			wantAll(t, s.Kind+" text", s.Text, "You get this because", "Keyhaven")
			wantAll(t, s.Kind+" HTML", s.HTML, "You get this because", "Keyhaven", `<html lang="en">`, "<title>")
			for where, text := range map[string]string{"text": s.Text, "HTML": s.HTML, "page": s.Page} {
				for _, wrong := range []string{"{{", "<no value>", "ZgotmplZ", "%!", "\n\n\n", " ."} {
					if strings.Contains(text, wrong) {
						t.Errorf("%s %s holds %q:\n%s", s.Kind, where, wrong, text)
					}
				}
			}
			if strings.Contains(s.Page, "style") || strings.Contains(s.Page, "<h1") {
				t.Errorf("%s: the page's version has styles or a first heading of its own:\n%s", s.Kind, s.Page)
			}
			closed := []string{"access_revoked", "access_revoked_app", "address_changed_old", "portal_address_changed_old", "partner_suspended", "partner_ended"} // there is nothing to open any more
			if n := strings.Count(s.Page, `class="btn"`); n > 1 || n == 0 && !slices.Contains(closed, s.Kind) {
				t.Errorf("%s has %d buttons", s.Kind, n)
			}
			for line := range strings.Lines(s.Text) {
				if len([]rune(line)) > 80 && strings.Contains(strings.TrimSpace(line), " ") {
					t.Errorf("%s: a long line: %s", s.Kind, line)
				}
			}
		}
	})
}

func TestNamesCannotInjectMarkupOrHeaders(t *testing.T) {
	both(t, func(t *testing.T, p *post) {
		s := withServer(t, p)
		m := welcome(p, "tuba-plum-4471-fern")
		m.CompanyName = "<script>x</script>\r\nBcc: all@evil.example\r\n\r\nHello"
		m.PartnerName = `"><img src=x>` + "\u2028\x00Ω"
		to := sofia
		to.Name = "Sofia\r\nX-Evil: yes <sofia@evil.example>, all@evil.example"
		p.send(t, to, m)
		if d := p.deliver(t); d.Sent != 1 {
			t.Fatalf("delivered %+v, %s", d, p.rows(t)[0].LastError)
		}
		a := s.all()[0]
		for _, name := range []string{"Bcc", "X-Evil", "Cc"} {
			if v := a.mail.Header.Get(name); v != "" {
				t.Errorf("header %s: %s", name, v)
			}
		}
		people, err := a.mail.Header.AddressList("To")
		if err != nil || len(people) != 1 || people[0].Address != sofia.Address || a.to != sofia.Address {
			t.Errorf("To: %v, error %v", people, err)
		}
		subject, err := new(mime.WordDecoder).DecodeHeader(a.mail.Header.Get("Subject"))
		if err != nil || subject != "Your Keyhaven Vault account at <script>x</script>  Bcc: all@evil.example    Hello" {
			t.Errorf("subject %q, error %v", subject, err)
		}
		text, html := parts(t, a.mail)
		if strings.Contains(html, "<script") || strings.Contains(html, "<img") || !strings.Contains(html, "&lt;script&gt;") {
			t.Errorf("HTML:\n%s", html)
		}
		if !strings.Contains(text, `"><img src=x> Ω`) {
			t.Errorf("text:\n%s", text)
		}
	})
}

// parts gives text and HTML as a reader sees them.
func parts(t *testing.T, m *mail.Message) (text, html string) {
	t.Helper()
	kind, params, err := mime.ParseMediaType(m.Header.Get("Content-Type"))
	if err != nil || kind != "multipart/alternative" {
		t.Fatalf("type %q, error %v", kind, err)
	}
	r := multipart.NewReader(m.Body, params["boundary"])
	for _, into := range []*string{&text, &html} {
		part, err := r.NextRawPart()
		if err != nil {
			t.Fatal(err)
		}
		b, err := io.ReadAll(quotedprintable.NewReader(part))
		if err != nil {
			t.Fatal(err)
		}
		*into = string(b)
	}
	return text, html
}

// domain.md 4.4: "Sending again voids the older link".
func TestSendingAgainVoidsTheOlderMail(t *testing.T) {
	both(t, func(t *testing.T, p *post) {
		s := withServer(t, p)
		to := peter
		to.Account = p.account(t)
		invitation := func(secret string) product.PortalInvitation {
			return product.PortalInvitation{Username: "peter.lund", Link: "https://portal.keyhaven.example/invitation/" + secret, ExpiresAt: p.now().Add(time.Hour)}
		}
		p.send(t, to, invitation("older"))
		p.send(t, to, product.PasswordChanged{Username: "peter.lund"})
		p.send(t, to, invitation("newer"))
		p.deliver(t)
		if rows := p.rows(t); rows[2].Status != "voided" || rows[1].Status != "sent" || rows[0].Status != "sent" {
			t.Errorf("rows: %+v", rows)
		}
		if got := s.all(); len(got) != 2 || strings.Contains(got[0].raw+got[1].raw, "older") {
			t.Errorf("%d arrived", len(got))
		}
		wantBlank(t, p)
	})
}

// domain.md 4.9: removing ends queued mails at once, and mails that access was revoked.
func TestVoidTakesBackWhatWaits(t *testing.T) {
	both(t, func(t *testing.T, p *post) {
		s := withServer(t, p)
		to := peter
		to.Account = p.account(t)
		p.send(t, to, product.ForgottenUsername{Username: "peter.lund"})
		p.send(t, peter, product.Greeting{})
		p.write(t, machine, func(ctx context.Context, tx *store.Tx) error {
			if err := product.Void(ctx, tx, to); err != nil {
				return err
			}
			return product.Send(ctx, tx, to, product.AccessRevoked{PartnerName: "Bluepeak IT"})
		})
		if d := p.deliver(t); d != (product.Delivered{Sent: 2}) {
			t.Errorf("delivered %+v", d)
		}
		for _, a := range s.all() {
			if strings.Contains(a.mail.Header.Get("Subject"), "username") {
				t.Error("the voided mail was sent")
			}
		}
		wantBlank(t, p)
	})
}
