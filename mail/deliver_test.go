package mail_test

import (
	"fmt"
	"net"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/emersion/go-smtp"

	"kontor/access"
	product "kontor/mail"
	"kontor/store"
)

func TestQueuedMailIsDeliveredOnceAndBlanked(t *testing.T) {
	both(t, func(t *testing.T, p *post) {
		s := withServer(t, p)
		p.send(t, sofia, welcome(p, "tuba-plum-4471-fern"))

		if d := p.deliver(t); d != (product.Delivered{Sent: 1}) {
			t.Fatalf("delivered %+v", d)
		}
		if d := p.deliver(t); d != (product.Delivered{}) {
			t.Fatalf("delivered again: %+v", d)
		}
		got := s.all()
		if len(got) != 1 || got[0].from != "portal@keyhaven.example" || got[0].to != sofia.Address {
			t.Fatalf("arrived: %+v", got)
		}
		if r := p.rows(t)[0]; r.Status != "sent" || r.SentAt == nil || !r.SentAt.Equal(p.now()) {
			t.Errorf("row: %+v", r)
		}
		wantBlank(t, p)
	})
}

// trust.md "Input and output": names may hold anything. They arrive as they are, and add neither headers nor recipients.
func TestNamesOfAnyKindArriveAndAddNoHeader(t *testing.T) {
	both(t, func(t *testing.T, p *post) {
		s := withServer(t, p)
		names := []string{`Ann "Nan" O'Hara`, `x" <evil@x.example>, "y`, `A\`, "Zoë Ødegård, PhD", "<b>Bo</b>", "Al\r\nBcc: evil@x.example", "a (b",
			"evil@x.example", "=?utf-8?q?x?="}
		for _, name := range names {
			p.send(t, product.To{Name: name, Address: "ann@b.example"}, product.ForgottenUsername{Username: "ann"})
		}
		if d := p.deliver(t); d != (product.Delivered{Sent: len(names)}) {
			t.Fatalf("delivered %+v", d)
		}
		for i, got := range s.all() {
			to, err := got.mail.Header.AddressList("To")
			want := store.Clean(names[i])
			if err != nil || len(to) != 1 || to[0].Name != want || to[0].Address != "ann@b.example" || got.to != "ann@b.example" || got.mail.Header.Get("Bcc") != "" {
				t.Errorf("%q arrived as %q to %s (%v)", want, got.mail.Header.Get("To"), got.to, err)
			}
		}
	})
}

func TestMailOfARolledBackActIsNotSent(t *testing.T) {
	both(t, func(t *testing.T, p *post) {
		withServer(t, p)
		wrong := fmt.Errorf("the act fails")
		err := p.Write(t.Context(), machine, func(tx *store.Tx) error {
			if err := product.Send(t.Context(), tx, peter, product.ForgottenUsername{Username: "peter.lund"}); err != nil {
				return err
			}
			return wrong
		})
		if err != wrong || len(p.rows(t)) != 0 || p.deliver(t) != (product.Delivered{}) {
			t.Errorf("error %v, rows %+v", err, p.rows(t))
		}
	})
}

func TestTemporaryRefusalIsTriedAgainLater(t *testing.T) {
	both(t, func(t *testing.T, p *post) {
		s := withServer(t, p)
		s.set(func() { s.rcpt = func(string) error { return &smtp.SMTPError{Code: 451, Message: "busy, come back"} } })
		p.send(t, peter, product.ForgottenUsername{Username: "peter.lund"})

		if d := p.deliver(t); d != (product.Delivered{Postponed: 1}) {
			t.Fatalf("delivered %+v", d)
		}
		r := p.rows(t)[0]
		if r.Status != "queued" || r.Attempts != 1 || !strings.Contains(r.LastError, "451") {
			t.Errorf("row: %+v", r)
		}
		if wait := r.NextAttemptAt.Sub(p.now()); wait < 48*time.Second || wait > 72*time.Second {
			t.Errorf("next try after %v", wait)
		}
		s.set(func() { s.rcpt = nil })
		if d := p.deliver(t); d != (product.Delivered{}) {
			t.Fatalf("tried before its time: %+v", d)
		}
		p.wait(2 * time.Minute)
		if d := p.deliver(t); d != (product.Delivered{Sent: 1}) {
			t.Fatalf("delivered %+v", d)
		}
	})
}

func TestRefusedRecipientBouncesAndMarksTheAccount(t *testing.T) {
	both(t, func(t *testing.T, p *post) {
		s := withServer(t, p)
		s.set(func() {
			s.rcpt = func(a string) error {
				if a == peter.Address {
					return &smtp.SMTPError{Code: 550, EnhancedCode: smtp.EnhancedCode{5, 1, 1}, Message: "no such user"}
				}
				return nil
			}
		})
		to := peter
		to.Account = p.account(t)
		p.send(t, to, product.PasswordReset{Link: "https://portal.keyhaven.example/reset/abc", Username: "peter.lund", ExpiresAt: p.now().Add(time.Hour)})
		p.send(t, sofia, product.PasswordChanged{App: true})

		if d := p.deliver(t); d != (product.Delivered{Sent: 1, Bounced: 1}) {
			t.Fatalf("delivered %+v", d)
		}
		if r := p.rows(t)[1]; r.Status != "bounced" || !strings.Contains(r.LastError, "no such user") {
			t.Errorf("row: %+v", r)
		}
		if at := bouncedAt(t, p, to.Account); at == nil || !at.Equal(p.now()) {
			t.Errorf("bounced_at: %v", at)
		}
		wantBlank(t, p)
		if s.dial != 1 {
			t.Errorf("%d connections for one batch", s.dial)
		}

		s.set(func() { s.rcpt = nil })
		p.send(t, to, product.ForgottenUsername{Username: "peter.lund"})
		p.deliver(t)
		if at := bouncedAt(t, p, to.Account); at != nil {
			t.Errorf("still marked after mail got through: %v", at)
		}
	})
}

func TestConnectionCutAfterDataIsSentAgainWithTheSameMessageID(t *testing.T) {
	both(t, func(t *testing.T, p *post) {
		s := withServer(t, p)
		s.set(func() {
			s.data = func(c *smtp.Conn, n int) error {
				if n == 1 {
					c.Conn().Close()
				}
				return nil
			}
		})
		p.send(t, peter, product.ForgottenUsername{Username: "peter.lund"})
		p.send(t, sofia, product.PasswordChanged{App: true})

		if d := p.deliver(t); d != (product.Delivered{Sent: 1, Postponed: 1}) {
			t.Fatalf("delivered %+v", d)
		}
		p.wait(2 * time.Minute)
		if d := p.deliver(t); d != (product.Delivered{Sent: 1}) {
			t.Fatalf("delivered %+v", d)
		}
		got := s.all()
		if len(got) != 3 || got[0].to != got[2].to {
			t.Fatalf("%d mails arrived", len(got))
		}
		one, two := got[0].mail.Header.Get("Message-ID"), got[2].mail.Header.Get("Message-ID")
		if one == "" || one != two || one == got[1].mail.Header.Get("Message-ID") || !strings.HasSuffix(one, "@portal.keyhaven.example>") {
			t.Errorf("Message-IDs %q and %q", one, two)
		}
	})
}

func TestParallelDeliverersSendEachMailOnce(t *testing.T) {
	both(t, func(t *testing.T, p *post) {
		s := withServer(t, p)
		const mails = 30
		for i := range mails {
			p.send(t, product.To{Address: fmt.Sprintf("u%d@bluepeak.example", i)}, product.ForgottenUsername{Username: "u"})
		}
		var wg sync.WaitGroup
		var mu sync.Mutex
		sent := 0
		for _, db := range []*store.DB{p.DB, p.open(t), p.DB, p.open(t)} { // two handles stand for two processes
			wg.Go(func() {
				d, err := product.Deliver(t.Context(), db, machine)
				if err != nil {
					t.Error(err)
				}
				mu.Lock()
				defer mu.Unlock()
				sent += d.Sent
			})
		}
		wg.Wait()
		seen := map[string]bool{}
		for _, a := range s.all() {
			if seen[a.to] {
				t.Errorf("%s got it twice", a.to)
			}
			seen[a.to] = true
		}
		if len(seen) != mails || sent != mails {
			t.Errorf("%d arrived, %d counted, want %d", len(seen), sent, mails)
		}
	})
}

func TestDeadMailServerIsAskedOncePerRun(t *testing.T) {
	both(t, func(t *testing.T, p *post) {
		listener, err := net.Listen("tcp", "127.0.0.1:0")
		if err != nil {
			t.Fatal(err)
		}
		asked := make(chan struct{}, 100)
		go func() {
			for {
				c, err := listener.Accept()
				if err != nil {
					return
				}
				c.Close()
				asked <- struct{}{}
			}
		}()
		defer listener.Close()
		p.use(t, listener.Addr().String())
		for range 5 {
			p.send(t, peter, product.ForgottenUsername{Username: "peter.lund"})
		}
		if d := p.deliver(t); d != (product.Delivered{Postponed: 5}) {
			t.Fatalf("delivered %+v", d)
		}
		for _, r := range p.rows(t) {
			if r.Status != "queued" || r.Attempts != 1 || !strings.Contains(r.LastError, "No connection") || !r.NextAttemptAt.After(p.now()) {
				t.Errorf("row: %+v", r)
			}
		}
		if len(asked) != 1 {
			t.Errorf("asked %d times", len(asked))
		}
	})
}

func TestMailIsGivenUpAfterAboutThreeDays(t *testing.T) {
	both(t, func(t *testing.T, p *post) {
		s := withServer(t, p)
		s.set(func() { s.rcpt = func(string) error { return &smtp.SMTPError{Code: 452, Message: "mailbox full"} } })
		to := peter
		to.Account = p.account(t)
		p.send(t, to, product.ForgottenUsername{Username: "peter.lund"})
		began := p.now()
		for p.rows(t)[0].Status == "queued" {
			if p.now().Sub(began) > 5*24*time.Hour {
				t.Fatal("still tried after five days")
			}
			p.deliver(t)
			if r := p.rows(t)[0]; r.Status == "queued" {
				if wait := r.NextAttemptAt.Sub(p.now()); wait <= 0 || wait > 5*time.Hour {
					t.Fatalf("waits %v after try %d", wait, r.Attempts)
				}
				p.wait(r.NextAttemptAt.Sub(p.now()))
			}
		}
		if took := p.now().Sub(began); took < 2*24*time.Hour || p.rows(t)[0].Status != "bounced" || bouncedAt(t, p, to.Account) == nil {
			t.Errorf("given up after %v: %+v", took, p.rows(t)[0])
		}
	})
}

func TestWithoutMailServerMailsWait(t *testing.T) {
	both(t, func(t *testing.T, p *post) {
		p.send(t, sofia, welcome(p, "tuba-plum-4471-fern"))
		if d := p.deliver(t); d != (product.Delivered{}) || p.rows(t)[0].Attempts != 0 {
			t.Errorf("delivered %+v", d)
		}
	})
}

func TestExpiredSecretIsNeverSent(t *testing.T) {
	both(t, func(t *testing.T, p *post) {
		p.send(t, sofia, welcome(p, "tuba-plum-4471-fern"))
		p.wait(73 * time.Hour)
		s := withServer(t, p)
		if d := p.deliver(t); d != (product.Delivered{Voided: 1}) || len(s.all()) != 0 {
			t.Errorf("delivered %+v", d)
		}
		wantBlank(t, p)
	})
}

func TestExpiredSecretIsBlankedWithoutMailServer(t *testing.T) {
	both(t, func(t *testing.T, p *post) {
		p.send(t, sofia, welcome(p, "tuba-plum-4471-fern"))
		for _, step := range []struct {
			wait time.Duration
			want int64
		}{{71 * time.Hour, 0}, {time.Hour, 1}, {time.Hour, 0}} {
			p.wait(step.wait)
			n, err := store.Write(t.Context(), p.DB, machine, func(tx *store.Tx) (int64, error) { return product.Expire(t.Context(), tx) })
			if err != nil || n != step.want {
				t.Errorf("expired %d, want %d, error %v", n, step.want, err)
			}
		}
		wantBlank(t, p)
	})
}

func TestOnlyTheMailMachineDelivers(t *testing.T) {
	both(t, func(t *testing.T, p *post) {
		if _, err := product.Deliver(t.Context(), p.DB, access.AsStaff(1, access.Owner, "Olga")); err == nil {
			t.Error("an Owner may deliver")
		}
	})
}

func wantBlank(t *testing.T, p *post) {
	t.Helper()
	n, err := store.Read(t.Context(), p.DB, machine, func(tx *store.Tx) (int64, error) {
		return store.One[int64](t.Context(), tx, `SELECT COUNT(*) FROM mail WHERE sealed IS NOT NULL AND status <> 'queued'`)
	})
	if err != nil || n != 0 {
		t.Errorf("%d mails are not blank, error %v", n, err)
	}
}
