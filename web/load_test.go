package web_test

import (
	"bufio"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"kontor/kontortest"
	"kontor/web"
)

// limited is the portal with few places.
func limited(t *testing.T, k *kontortest.Kontor, places int) *httptest.Server {
	server := httptest.NewServer(web.New(web.Options{DB: k.DB, BaseURL: k.Base, Log: slog.New(slog.DiscardHandler), MaxInFlight: places}))
	t.Cleanup(server.Close)
	return server
}

// begun is a POST that says how much it will send and asks whether it may; the first line of the answer is returned. "100 Continue"
// means that the server is reading.
func begun(t *testing.T, server *httptest.Server, path, kind, cookie string, length int) string {
	t.Helper()
	c, err := net.Dial("tcp", server.Listener.Addr().String())
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = c.Close() }) // the server may have closed it
	_, err = fmt.Fprintf(c, "POST %s HTTP/1.1\r\nHost: localhost\r\nCookie: %s\r\nContent-Type: %s\r\nContent-Length: %d\r\nExpect: 100-continue\r\n\r\n", path, cookie, kind, length)
	if err != nil {
		t.Fatal(err)
	}
	line, err := bufio.NewReader(c).ReadString('\n')
	if err != nil {
		t.Fatal(err)
	}
	return strings.TrimSpace(line)
}

// trust.md "Load": who sends a form slowly takes nobody's place.
func TestSlowSendersKeepNobodyOut(t *testing.T) {
	k := kontortest.OnSQLite(t)
	server := limited(t, k, 2)
	for range 8 {
		if got := begun(t, server, "/sign-in", asForm, "", 1000); got != "HTTP/1.1 100 Continue" {
			t.Fatalf("a form is answered with %q before it has arrived", got)
		}
	}
	kontortest.NewClient(t, server.URL).Get("/sign-in").WantStatus(t, http.StatusOK)
	if got := begun(t, server, "/sign-in", asForm, "", 1000); got != "HTTP/1.1 503 Service Unavailable" {
		t.Errorf("one slow sender more than can be kept is answered with %q", got)
	}
}

// trust.md "Load": memory stays bounded. Who may not send a picture is told so before the server reads it.
func TestStrangersSendNothingLarge(t *testing.T) {
	k := kontortest.OnSQLite(t)
	msp := k.Partner(kontortest.MSP, kontortest.InvoiceTerms)
	server := limited(t, k, 100)
	const kind = "multipart/form-data; boundary=b"
	for who, cookie := range map[string]string{"nobody": "", "a partner's Admin": "kontor=" + msp.Admin.Session()} {
		if got := begun(t, server, "/admin/setup/2", kind, cookie, 2<<20); strings.Contains(got, "100 Continue") {
			t.Errorf("%s may send a logo of the vendor", who)
		}
	}
	owner := "kontor=" + k.Owner.Session()
	for range 16 {
		if got := begun(t, server, "/admin/setup/2", kind, owner, 2<<20); got != "HTTP/1.1 100 Continue" {
			t.Fatalf("the Owner's picture is answered with %q", got)
		}
	}
	if got := begun(t, server, "/admin/setup/2", kind, owner, 2<<20); got != "HTTP/1.1 503 Service Unavailable" {
		t.Errorf("one picture more than can be kept is answered with %q", got)
	}
}
