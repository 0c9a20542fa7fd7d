package kontortest

import (
	"context"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"sync"
	"testing"
)

// Download is an answer that is read slowly. Nothing lies between the server and its reader: what was not read yet has not been sent.
type Download struct {
	*http.Response
	rest io.Reader
}

// Download asks for an address with the session of a client, and reads none of the answer's body.
func (k *Kontor) Download(c *Client, path string) *Download {
	k.t.Helper()
	line := &line{calls: make(chan net.Conn), hungUp: make(chan struct{})}
	server := &httptest.Server{Listener: line, Config: &http.Server{Handler: k.Server().Config.Handler}}
	server.Start()
	transport := &http.Transport{DialContext: line.dial}
	k.t.Cleanup(func() {
		transport.CloseIdleConnections()
		server.Close()
	})
	request, err := http.NewRequestWithContext(k.t.Context(), http.MethodGet, k.Base+path, nil)
	k.must(err)
	for _, cookie := range c.http.Jar.Cookies(request.URL) {
		request.AddCookie(cookie)
	}
	answer, err := transport.RoundTrip(request)
	k.must(err)
	k.t.Cleanup(func() { _ = answer.Body.Close() }) // it may be broken off
	return &Download{Response: answer, rest: answer.Body}
}

// Next reads so many bytes more.
func (d *Download) Next(t testing.TB, n int) {
	t.Helper()
	if _, err := io.CopyN(io.Discard, d.rest, int64(n)); err != nil {
		t.Fatalf("the download broke off: %v", err)
	}
}

// Rest reads what still comes: how much, and the error if it is broken off.
func (d *Download) Rest() (int64, error) { return io.Copy(io.Discard, d.rest) }

// line is a listener in memory, without the buffers of a network.
type line struct {
	calls  chan net.Conn
	once   sync.Once
	hungUp chan struct{}
}

func (l *line) dial(ctx context.Context, _, _ string) (net.Conn, error) {
	here, there := net.Pipe()
	select {
	case l.calls <- there:
		return here, nil
	case <-ctx.Done():
		return nil, ctx.Err()
	case <-l.hungUp:
		return nil, net.ErrClosed
	}
}

// Accept implements net.Listener.
func (l *line) Accept() (net.Conn, error) {
	select {
	case c := <-l.calls:
		return c, nil
	case <-l.hungUp:
		return nil, net.ErrClosed
	}
}

// Close implements net.Listener.
func (l *line) Close() error {
	l.once.Do(func() { close(l.hungUp) })
	return nil
}

// Addr implements net.Listener.
func (l *line) Addr() net.Addr { return &net.TCPAddr{IP: net.IPv4(127, 0, 0, 1)} }
