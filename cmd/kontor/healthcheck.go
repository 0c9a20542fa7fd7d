package main

import (
	"context"
	"crypto/tls"
	"fmt"
	"io"
	"net"
	"net/http"
	"time"
)

// healthcheckCmd asks /readyz of the Kontor that the same configuration runs.
type healthcheckCmd struct {
	settings `embed:""`
	Timeout  time.Duration `default:"5s" help:"How long to wait for the answer."`
}

// Run implements "kontor healthcheck": it fails unless the server answers that it is ready.
func (c *healthcheckCmd) Run(out io.Writer) error {
	cfg, err := c.load()
	if err != nil {
		return err
	}
	ctx, cancel := context.WithTimeout(context.Background(), c.Timeout)
	defer cancel()
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, cfg.readyAddress(), nil)
	if err != nil {
		return err
	}
	transport := &http.Transport{DisableKeepAlives: true}
	if cfg.tls() {
		// The question goes to this machine's own port, not to the name in the certificate, and carries nothing secret.
		transport.TLSClientConfig = &tls.Config{InsecureSkipVerify: true, ServerName: cfg.host()}
	}
	answer, err := (&http.Client{Transport: transport}).Do(request)
	if err != nil {
		return fmt.Errorf("not ready: %w", err)
	}
	defer func() { _ = answer.Body.Close() }()
	if answer.StatusCode != http.StatusOK {
		said, _ := io.ReadAll(io.LimitReader(answer.Body, 500)) // what it says is an extra; the status has decided
		return fmt.Errorf("not ready: %s %s", answer.Status, said)
	}
	_, err = fmt.Fprintln(out, "ready")
	return err
}

// readyAddress is /readyz on this machine, at the port listened on.
func (c config) readyAddress() string {
	host, port, _ := net.SplitHostPort(c.Listen)
	if ip := net.ParseIP(host); host == "" || ip != nil && ip.IsUnspecified() {
		host = "localhost"
	}
	scheme := "http"
	if c.tls() {
		scheme = "https"
	}
	return scheme + "://" + net.JoinHostPort(host, port) + "/readyz"
}
