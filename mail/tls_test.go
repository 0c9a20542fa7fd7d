package mail_test

import (
	"context"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/pem"
	"errors"
	"math/big"
	"net"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/emersion/go-sasl"
	"github.com/emersion/go-smtp"

	"kontor/fail"
	"kontor/kontortest/postgres"
	product "kontor/mail"
	"kontor/setting"
	"kontor/store"
)

// certificate is for 127.0.0.1; its maker is trusted by this process only.
var certificate = sync.OnceValues(func() (tls.Certificate, []byte) {
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		panic(err)
	}
	c := &x509.Certificate{SerialNumber: big.NewInt(1), Subject: pkix.Name{CommonName: "mail"}, IPAddresses: []net.IP{net.IPv4(127, 0, 0, 1)},
		NotBefore: time.Now().Add(-time.Hour), NotAfter: time.Now().Add(time.Hour), IsCA: true, BasicConstraintsValid: true}
	der, err := x509.CreateCertificate(rand.Reader, c, c, &key.PublicKey, key)
	if err != nil {
		panic(err)
	}
	return tls.Certificate{Certificate: [][]byte{der}, PrivateKey: key}, pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: der})
})

func TestMain(m *testing.M) {
	dir, err := os.MkdirTemp("", "kontor-mail")
	if err != nil {
		panic(err)
	}
	_, roots := certificate()
	file := filepath.Join(dir, "roots.pem")
	if err := os.WriteFile(file, roots, 0o600); err != nil {
		panic(err)
	}
	os.Setenv("SSL_CERT_FILE", file)
	code := m.Run()
	postgres.Stop()
	os.RemoveAll(dir)
	os.Exit(code)
}

// login is a session that wants a password, and takes it over TLS only.
type login struct {
	*session
	passwords *[]string
	in        bool
}

func (l *login) AuthMechanisms() []string { return []string{sasl.Plain} }

func (l *login) Auth(string) (sasl.Server, error) {
	return sasl.NewPlainServer(func(_, user, password string) error {
		*l.passwords = append(*l.passwords, password)
		if user != "portal" || password != "right horse" {
			return errors.New("wrong password")
		}
		l.in = true
		return nil
	}), nil
}

func (l *login) Mail(from string, o *smtp.MailOptions) error {
	if !l.in {
		return smtp.ErrAuthRequired
	}
	return l.session.Mail(from, o)
}

// startSecure starts a server that wants STARTTLS and a password; passwords are those it was given.
func startSecure(t *testing.T) (s *server, passwords *[]string) {
	t.Helper()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	s, passwords = &server{addr: listener.Addr().String()}, &[]string{}
	srv := smtp.NewServer(smtp.BackendFunc(func(c *smtp.Conn) (smtp.Session, error) {
		return &login{session: &session{s: s, c: c}, passwords: passwords}, nil
	}))
	own, _ := certificate()
	srv.TLSConfig = &tls.Config{Certificates: []tls.Certificate{own}}
	srv.Domain, srv.ErrorLog = "mx.keyhaven.example", quiet{}
	ended := make(chan struct{})
	go func() { defer close(ended); srv.Serve(listener) }()
	t.Cleanup(func() { srv.Close(); listener.Close(); <-ended }) // Close may come before Serve knows the listener
	return s, passwords
}

func TestMailLeavesOverSTARTTLSWithAPassword(t *testing.T) {
	both(t, func(t *testing.T, p *post) {
		s, passwords := startSecure(t)
		m := settings(s.addr)
		m.Encryption, m.Username, m.Password = "starttls", "portal", "wrong horse"
		save := func() {
			t.Helper()
			p.write(t, owner, func(ctx context.Context, tx *store.Tx) error { return setting.SaveMail(ctx, tx, m) })
		}
		save()
		p.send(t, peter, product.ForgottenUsername{Username: "peter.lund"})
		if d := p.deliver(t); d != (product.Delivered{Postponed: 1}) {
			t.Fatalf("delivered %+v", d)
		}
		if r := p.rows(t)[0]; !strings.Contains(r.LastError, "refused the user name or password") || strings.Contains(r.LastError, "wrong horse") {
			t.Errorf("row: %+v", r)
		}
		m.Password = "right horse"
		save()
		p.wait(2 * time.Minute)
		if d := p.deliver(t); d != (product.Delivered{Sent: 1}) || len(s.all()) != 1 {
			t.Fatalf("delivered %+v: %s", d, p.rows(t)[0].LastError)
		}
		if got := strings.Join(*passwords, ", "); got != "wrong horse, right horse" {
			t.Errorf("passwords given: %s", got)
		}
	})
}

// A stored password is write-only: it must not be had by trying another server's name.
func TestStoredPasswordIsTriedOnItsOwnServerOnly(t *testing.T) {
	both(t, func(t *testing.T, p *post) {
		s, passwords := startSecure(t)
		m := settings(s.addr)
		m.Encryption, m.Username, m.Password = "starttls", "portal", "right horse"
		p.write(t, owner, func(ctx context.Context, tx *store.Tx) error { return setting.SaveMail(ctx, tx, m) })
		m.Password = ""
		if err := product.TryOut(t.Context(), p.DB, owner, m, peter); err != nil || len(s.all()) != 1 {
			t.Fatalf("with its own server: %v", err)
		}
		p.write(t, machine, func(ctx context.Context, tx *store.Tx) error {
			_, err := tx.Exec(ctx, `UPDATE mail_setting SET host = 'mail.keyhaven.example'`)
			return err
		})
		*passwords = nil
		if err := product.TryOut(t.Context(), p.DB, owner, m, peter); fail.KindOf(err) != fail.KindInvalid {
			t.Errorf("with another server: %v", err)
		}
		for _, given := range *passwords {
			if given != "" {
				t.Errorf("another server was given %q", given)
			}
		}
	})
}
