package main

import (
	"crypto/tls"
	"fmt"
	"os"
	"path/filepath"
	"sync"
	"time"

	"golang.org/x/crypto/acme"
	"golang.org/x/crypto/acme/autocert"
)

// tlsConfig is how Kontor itself serves TLS; nil when it does not.
func (c config) tlsConfig() (*tls.Config, error) {
	switch {
	case c.TLSACME:
		authority := &autocert.Manager{
			Prompt:     autocert.AcceptTOS,
			HostPolicy: autocert.HostWhitelist(c.host()),
			Cache:      autocert.DirCache(filepath.Join(c.DataDir, "certificates")),
			Email:      c.ACMEEmail,
		}
		if c.ACMEDirectory != "" {
			authority.Client = &acme.Client{DirectoryURL: c.ACMEDirectory}
		}
		settings := authority.TLSConfig()
		settings.MinVersion = tls.VersionTLS12
		return settings, nil
	case c.TLSCert != "":
		pair := &certificate{cert: c.TLSCert, key: c.TLSKey, now: time.Now}
		if _, err := pair.get(nil); err != nil {
			return nil, err
		}
		return &tls.Config{MinVersion: tls.VersionTLS12, NextProtos: []string{"h2", "http/1.1"}, GetCertificate: pair.get}, nil
	}
	return nil, nil
}

// certificate is a pair of files, read again when they change, so that a renewed certificate needs no restart.
type certificate struct {
	cert, key string
	now       func() time.Time

	mu     sync.Mutex
	loaded *tls.Certificate
	stamp  time.Time // when the files last changed
	looked time.Time
}

const lookEvery = time.Minute

// get is tls.Config.GetCertificate. A pair that can't be read, say half renewed, leaves the loaded one in use.
func (c *certificate) get(*tls.ClientHelloInfo) (*tls.Certificate, error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	now := c.now()
	if c.loaded != nil && now.Sub(c.looked) < lookEvery {
		return c.loaded, nil
	}
	c.looked = now
	stamp, err := c.changed()
	if err == nil && c.loaded != nil && stamp.Equal(c.stamp) {
		return c.loaded, nil
	}
	pair, err := tls.LoadX509KeyPair(c.cert, c.key)
	if err == nil {
		c.loaded, c.stamp = &pair, stamp
	} else if c.loaded == nil {
		return nil, fmt.Errorf("the certificate can't be used: %w", err)
	}
	return c.loaded, nil
}

// changed is the later of the two files' times.
func (c *certificate) changed() (time.Time, error) {
	var last time.Time
	for _, path := range []string{c.cert, c.key} {
		info, err := os.Stat(path)
		if err != nil {
			return time.Time{}, err
		}
		if t := info.ModTime(); t.After(last) {
			last = t
		}
	}
	return last, nil
}
