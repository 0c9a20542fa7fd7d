package main

import (
	"context"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/pem"
	"io"
	"log/slog"
	"math/big"
	"net/http"
	"os"
	"path/filepath"
	"testing"
	"time"
)

// tried is a configuration for one server on a free port.
func tried(t *testing.T, c config) (*server, string) {
	t.Helper()
	c.Listen, c.MaxConnections = "127.0.0.1:0", 10
	s, err := listen(c, slog.New(slog.DiscardHandler))
	if err != nil {
		t.Fatal(err)
	}
	return s, s.listener.Addr().String()
}

// trust.md: "Shutdown drains requests and jobs."
func TestShutdownLetsRequestsUnderWayEnd(t *testing.T) {
	s, address := tried(t, config{})
	ctx, stop := context.WithCancel(t.Context())
	begun, release := make(chan struct{}), make(chan struct{})
	handler := http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		close(begun)
		<-release
		_, _ = io.WriteString(w, "whole") // the client checks what arrived
	})
	ended := make(chan error, 1)
	go func() { ended <- s.run(ctx, handler, time.Minute) }()
	answer := make(chan string, 1)
	go func() {
		got, err := http.Get("http://" + address)
		if err != nil {
			answer <- err.Error()
			return
		}
		text, _ := io.ReadAll(got.Body)
		_ = got.Body.Close()
		answer <- string(text)
	}()

	<-begun
	stop()
	close(release)

	if got := <-answer; got != "whole" {
		t.Errorf("the request under way got %q", got)
	}
	if err := <-ended; err != nil {
		t.Errorf("run ended with %v", err)
	}
	if _, err := http.Get("http://" + address); err == nil {
		t.Error("a request after the shutdown is answered")
	}
}

func TestShutdownDoesNotWaitForever(t *testing.T) {
	s, address := tried(t, config{})
	ctx, stop := context.WithCancel(t.Context())
	begun, release := make(chan struct{}), make(chan struct{})
	t.Cleanup(func() { close(release) })
	ended := make(chan error, 1)
	go func() {
		ended <- s.run(ctx, http.HandlerFunc(func(http.ResponseWriter, *http.Request) { close(begun); <-release }), time.Millisecond)
	}()
	go func() {
		if answer, err := http.Get("http://" + address); err == nil {
			_ = answer.Body.Close()
		}
	}()
	<-begun
	stop()
	if err := <-ended; err == nil {
		t.Error("a request cut off is not told")
	}
}

// pair writes a certificate for localhost with this serial number.
func pair(t *testing.T, dir string, serial int64) (cert, key string) {
	t.Helper()
	private, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	template := &x509.Certificate{SerialNumber: big.NewInt(serial), Subject: pkix.Name{CommonName: "localhost"}, DNSNames: []string{"localhost"},
		NotBefore: time.Now().Add(-time.Hour), NotAfter: time.Now().Add(time.Hour)}
	der, err := x509.CreateCertificate(rand.Reader, template, template, private.Public(), private)
	if err != nil {
		t.Fatal(err)
	}
	bytes, err := x509.MarshalPKCS8PrivateKey(private)
	if err != nil {
		t.Fatal(err)
	}
	cert, key = filepath.Join(dir, "cert.pem"), filepath.Join(dir, "key.pem")
	for path, block := range map[string]*pem.Block{cert: {Type: "CERTIFICATE", Bytes: der}, key: {Type: "PRIVATE KEY", Bytes: bytes}} {
		if err := os.WriteFile(path, pem.EncodeToMemory(block), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	return cert, key
}

func serial(t *testing.T, c *certificate) int64 {
	t.Helper()
	got, err := c.get(nil)
	if err != nil {
		t.Fatal(err)
	}
	leaf, err := x509.ParseCertificate(got.Certificate[0])
	if err != nil {
		t.Fatal(err)
	}
	return leaf.SerialNumber.Int64()
}

func TestRenewedCertificateIsTakenWithoutARestart(t *testing.T) {
	dir, now := t.TempDir(), time.Now()
	cert, key := pair(t, dir, 1)
	c := &certificate{cert: cert, key: key, now: func() time.Time { return now }}
	if got := serial(t, c); got != 1 {
		t.Fatalf("certificate %d", got)
	}
	pair(t, dir, 2)
	later := time.Now().Add(time.Hour)
	if err := os.Chtimes(cert, later, later); err != nil { // file times may be coarse
		t.Fatal(err)
	}
	if got := serial(t, c); got != 1 {
		t.Errorf("the files are looked at on each handshake: certificate %d", got)
	}
	now = now.Add(lookEvery)
	if got := serial(t, c); got != 2 {
		t.Errorf("after a minute certificate %d is in use", got)
	}
	if err := os.WriteFile(key, []byte("half renewed"), 0o600); err != nil {
		t.Fatal(err)
	}
	now = now.Add(lookEvery)
	if got := serial(t, c); got != 2 {
		t.Errorf("beside a broken key certificate %d is in use", got)
	}
}

func TestCertificateFilesServeTLS(t *testing.T) {
	cert, key := pair(t, t.TempDir(), 7)
	s, address := tried(t, config{TLSCert: cert, TLSKey: key})
	ctx, stop := context.WithCancel(t.Context())
	ended := make(chan error, 1)
	go func() {
		ended <- s.run(ctx, http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) { _, _ = io.WriteString(w, r.Proto) }), time.Minute)
	}()
	client := &http.Client{Transport: &http.Transport{ForceAttemptHTTP2: true, TLSClientConfig: &tls.Config{InsecureSkipVerify: true}}}
	answer, err := client.Get("https://" + address)
	if err != nil {
		t.Fatal(err)
	}
	text, _ := io.ReadAll(answer.Body)
	_ = answer.Body.Close()
	if string(text) != "HTTP/2.0" || answer.TLS.PeerCertificates[0].SerialNumber.Int64() != 7 {
		t.Errorf("%s with certificate %v", text, answer.TLS.PeerCertificates[0].SerialNumber)
	}
	stop()
	if err := <-ended; err != nil {
		t.Error(err)
	}
}
