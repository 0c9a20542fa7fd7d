package kontortest

import (
	"errors"
	"io"
	"net/http"
	"net/http/cookiejar"
	"net/url"
	"strings"
	"testing"
	"time"

	"golang.org/x/net/html"
)

// Client is a browser without JavaScript: it keeps cookies, follows redirects and sends forms to the real handler.
type Client struct {
	t    testing.TB
	base string
	http *http.Client
}

// NewClient is a stranger with an empty cookie jar, at an address such as that of a Process.
func NewClient(t testing.TB, base string) *Client {
	t.Helper()
	jar, err := cookiejar.New(nil)
	if err != nil {
		t.Fatal(err)
	}
	transport := &http.Transport{}
	t.Cleanup(transport.CloseIdleConnections)
	return &Client{t: t, base: base, http: &http.Client{
		Jar: jar, Transport: transport, Timeout: time.Minute, // a hang is a failure, not a wait
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
	}}
}

// Get opens an address, absolute or a path, and follows redirects.
func (c *Client) Get(path string) *Page {
	c.t.Helper()
	return c.follow(c.Do(http.MethodGet, path, nil, nil))
}

// Post sends a form and follows the redirect that answers it.
func (c *Client) Post(path string, values url.Values) *Page {
	c.t.Helper()
	header := http.Header{"Content-Type": {"application/x-www-form-urlencoded"}}
	return c.follow(c.Do(http.MethodPost, path, strings.NewReader(values.Encode()), header))
}

// Do sends one request and gives its answer as it is, redirects not followed.
func (c *Client) Do(method, path string, body io.Reader, header http.Header) *Page {
	c.t.Helper()
	p, err := c.Try(method, path, body, header)
	if err != nil {
		c.t.Fatalf("%s %s: %v", method, path, err)
	}
	return p
}

// Try is Do for races and crashes: the error is the caller's, and it may run in any goroutine.
func (c *Client) Try(method, path string, body io.Reader, header http.Header) (*Page, error) {
	if strings.HasPrefix(path, "/") {
		path = c.base + path
	}
	request, err := http.NewRequest(method, path, body)
	if err != nil {
		return nil, err
	}
	for name, values := range header {
		request.Header[name] = values
	}
	answer, err := c.http.Do(request)
	if err != nil {
		return nil, err
	}
	text, err := io.ReadAll(answer.Body)
	if err := errors.Join(err, answer.Body.Close()); err != nil {
		return nil, err
	}
	tree, err := html.Parse(strings.NewReader(string(text)))
	if err != nil {
		return nil, err
	}
	return &Page{Status: answer.StatusCode, Path: request.URL.RequestURI(), Header: answer.Header, Body: string(text), client: c, tree: tree}, nil
}

const mostRedirects = 10

func (c *Client) follow(p *Page) *Page {
	c.t.Helper()
	for range mostRedirects {
		to := p.Header.Get("Location")
		if to == "" || p.Status < 300 || p.Status > 399 {
			return p
		}
		p = c.Do(http.MethodGet, c.resolve(p.Path, to), nil, nil)
	}
	c.t.Fatalf("redirected in circles, last to %s", p.Path)
	return nil
}

// resolve makes an address in a page absolute, as seen from path.
func (c *Client) resolve(path, address string) string {
	c.t.Helper()
	here, err := url.Parse(c.base + path)
	if err != nil {
		c.t.Fatal(err)
	}
	to, err := here.Parse(address)
	if err != nil {
		c.t.Fatal(err)
	}
	return to.String()
}

// setCookie plants a cookie, for sessions that were not made by signing in.
func (c *Client) setCookie(name, value string) {
	c.t.Helper()
	at, err := url.Parse(c.base)
	if err != nil {
		c.t.Fatal(err)
	}
	c.http.Jar.SetCookies(at, []*http.Cookie{{Name: name, Value: value, Path: "/"}})
}
