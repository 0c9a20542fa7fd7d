// Package client calls the REST API of a Kontor from Go. What is in operations.gen.go is made from the OpenAPI document by "make generate":
// one method for each operation, by its stable id.
//
//	c, err := client.New("https://partners.example.com", os.Getenv("KONTOR_API_KEY"))
//	list, err := c.ListCompaniesWithResponse(ctx, &client.ListCompaniesParams{})
//	for _, company := range list.JSON200.Items { … }
//
// Every answer that is no success comes back as *Error, with the code that does not change.
package client

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"
)

// Client calls the API with one key. It may be used by many goroutines at once.
type Client struct{ *ClientWithResponses }

// patience is how long one call may take; a shorter one is set by its context.
const patience = time.Minute

// New is a client of the portal at this address, such as https://partners.example.com, with an API key.
func New(portal, key string) (*Client, error) {
	at, err := url.Parse(portal)
	if err != nil || at.Host == "" || at.Scheme != "https" && at.Scheme != "http" {
		return nil, errors.New("client: the portal's address is like https://partners.example.com")
	}
	if key == "" || strings.ContainsAny(key, " \r\n\t") {
		return nil, errors.New("client: an API key is one word, such as kontor_k3v5m2x7q4ab…")
	}
	stay := func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse } // the key goes nowhere else
	calls, err := NewClientWithResponses(strings.TrimRight(portal, "/")+"/api/v1",
		WithHTTPClient(&caller{key: key, http: &http.Client{Timeout: patience, CheckRedirect: stay}}))
	if err != nil {
		return nil, err
	}
	return &Client{calls}, nil
}

// Error is an answer that is no success: a problem document (RFC 9457). Its Code says which, for programs; Detail says it to people.
type Error struct {
	Problem
	Header http.Header // of the answer
}

// Error implements error.
func (e *Error) Error() string {
	text := fmt.Sprintf("%d %s: %s", e.Status, e.Code, e.Detail)
	if e.Errors != nil {
		for _, f := range *e.Errors {
			text += " " + f.Field + ": " + f.Message
		}
	}
	return text
}

// RetryAfter is how long to wait before the next try, 0 if the answer does not say.
func (e *Error) RetryAfter() time.Duration {
	seconds, err := strconv.Atoi(e.Header.Get("Retry-After"))
	if err != nil || seconds < 0 {
		return 0
	}
	return time.Duration(seconds) * time.Second
}

// caller sends each request with the key and makes errors of what is no success.
type caller struct {
	key  string
	http *http.Client
}

// mostProblem bounds what is read of a problem document, in bytes.
const mostProblem = 1 << 20

// Do implements HttpRequestDoer.
func (c *caller) Do(r *http.Request) (*http.Response, error) {
	r.Header.Set("Authorization", "Bearer "+c.key)
	answer, err := c.http.Do(r)
	if err != nil || answer.StatusCode >= 200 && answer.StatusCode < 300 || answer.StatusCode == http.StatusNotModified { // with If-None-Match there is nothing new
		return answer, err
	}
	defer func() { _ = answer.Body.Close() }() // read, or of no use any more
	e := &Error{Header: answer.Header}
	text, err := io.ReadAll(io.LimitReader(answer.Body, mostProblem))
	if err != nil || json.Unmarshal(text, &e.Problem) != nil || e.Code == "" { // a proxy's, perhaps
		e.Problem = Problem{Type: "about:blank", Title: http.StatusText(answer.StatusCode), Code: "no_problem_document",
			Detail: "The answer is not one of Kontor's. Is the portal at this address?"}
	}
	e.Status = int64(answer.StatusCode)
	return nil, e
}
