package main

import (
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/mail"
	"net/netip"
	"net/url"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"time"
)

// config is the installation's configuration, checked. Nothing in it has touched the disk but to read.
type config struct {
	Listen          string
	BaseURL         string // "" when it is to be made from the address listened on
	DataDir         string
	Database        string
	Key             []byte // nil when it stands in the data folder
	TLSCert         string
	TLSKey          string
	TLSACME         bool
	ACMEEmail       string
	ACMEDirectory   string
	TrustedProxies  []netip.Prefix
	LogJSON         bool
	LogLevel        slog.Level
	MaxInFlight     int
	MaxConnections  int
	ShutdownTimeout time.Duration
}

// badConfig is everything that is wrong with the configuration, at once.
type badConfig []string

func (b badConfig) Error() string {
	return "the configuration can't be used:\n  - " + strings.Join(b, "\n  - ")
}

// load resolves and checks the settings.
func (s settings) load() (config, error) {
	found, problems := s.resolve(os.Environ())
	c, more := parse(found)
	if problems = append(problems, more...); len(problems) > 0 {
		return config{}, badConfig(problems)
	}
	return c, nil
}

// parser turns texts into values and collects what is wrong.
type parser struct {
	found    map[string]value
	problems []string
}

func (p *parser) text(name string) string { return strings.TrimSpace(p.found[name].text) }

func (p *parser) bad(name, format string, args ...any) {
	from := p.found[name].from
	if from == "" {
		from = "preset"
	}
	p.problems = append(p.problems, fmt.Sprintf("%s (%s): ", name, from)+fmt.Sprintf(format, args...))
}

func parse(found map[string]value) (config, []string) {
	p := &parser{found: found}
	c := config{
		Listen: p.listen(), DataDir: p.text("data_dir"),
		TLSCert: p.file("tls_cert"), TLSKey: p.file("tls_key"),
		TLSACME: p.yes("tls_acme"), ACMEEmail: p.text("acme_email"), ACMEDirectory: p.text("acme_directory"),
		TrustedProxies: p.networks(),
		LogLevel:       p.level(), LogJSON: p.oneOf("log_format", "text", "json") == "json",
		MaxInFlight: p.number("max_in_flight", 1, 100_000), MaxConnections: p.number("max_connections", 1, 1_000_000),
		ShutdownTimeout: p.duration("shutdown_timeout", time.Second, 10*time.Minute),
	}
	if c.DataDir == "" {
		p.bad("data_dir", "a folder is needed.")
	}
	c.Database = p.database(c.DataDir)
	c.Key = p.key()
	p.certificates(c)
	c.BaseURL = p.baseURL(c)
	return c, p.problems
}

func (p *parser) listen() string {
	text := p.text("listen")
	_, port, err := net.SplitHostPort(text)
	if err != nil {
		p.bad("listen", "%q is not HOST:PORT, such as 127.0.0.1:8080.", text)
		return text
	}
	if n, err := strconv.Atoi(port); err != nil || n < 0 || n > 65535 {
		p.bad("listen", "%q is not a port; it must be a number from 0 to 65535.", port)
	}
	return text
}

func (p *parser) database(dir string) string {
	text := p.text("database")
	switch {
	case text == "":
		return "sqlite:" + filepath.Join(dir, "kontor.db")
	case strings.HasPrefix(text, "sqlite:") && len(text) > len("sqlite:"):
	case strings.HasPrefix(text, "postgres://"), strings.HasPrefix(text, "postgresql://"):
		if _, err := url.Parse(text); err != nil { // the error would repeat the password
			p.bad("database", "this is not a URL; special characters in the password must be written as %%XX.")
		}
	default:
		p.bad("database", "it must begin with sqlite: or postgres://.")
	}
	return text
}

func (p *parser) key() []byte {
	text := p.text("key")
	if text == "" {
		return nil
	}
	key, err := decodeKey(text)
	if err != nil {
		p.bad("key", "%s.", err)
	}
	return key
}

func (p *parser) certificates(c config) {
	if (c.TLSCert == "") != (c.TLSKey == "") {
		p.bad("tls_cert", "tls_cert and tls_key must be set together.")
	}
	if c.TLSACME && c.TLSCert != "" {
		p.bad("tls_acme", "certificates come either from files or by ACME; keep one of them.")
	}
	if c.TLSACME && !certifiable(p.text("base_url")) {
		p.bad("tls_acme", "base_url must be https:// and the public host name that the certificate is for.")
	}
	if c.ACMEEmail != "" {
		if _, err := mail.ParseAddress(c.ACMEEmail); err != nil {
			p.bad("acme_email", "%q is not an email address.", c.ACMEEmail)
		}
	}
	if c.ACMEDirectory != "" {
		if u, err := url.Parse(c.ACMEDirectory); err != nil || u.Scheme != "https" || u.Host == "" {
			p.bad("acme_directory", "it must be an https address.")
		}
	}
}

// baseURL checks trust.md: "a non-loopback http base URL is refused without an explicit flag". Cookies with the __Host- prefix
// need the whole host, so a path is refused too.
func (p *parser) baseURL(c config) string {
	text := strings.TrimSuffix(p.text("base_url"), "/")
	allowed := p.yes("allow_insecure_http")
	if text == "" {
		return ""
	}
	u, err := url.Parse(text)
	switch {
	case err != nil || u.Host == "" || u.Scheme != "http" && u.Scheme != "https":
		p.bad("base_url", "%q is not an address such as https://portal.example.com.", text)
	case u.Path != "" || u.RawQuery != "" || u.Fragment != "" || u.User != nil:
		p.bad("base_url", "only scheme, host and port: Kontor needs a host of its own, without a path.")
	case u.Scheme == "http" && c.tls():
		p.bad("base_url", "Kontor serves TLS, so the address people use must begin with https://.")
	case u.Scheme == "http" && !loopback(u.Hostname()) && !allowed:
		p.bad("base_url", "passwords would cross the network in clear. Use https (tls_cert, tls_acme or a proxy), or set allow_insecure_http.")
	}
	return text
}

// tls reports whether Kontor itself serves TLS.
func (c config) tls() bool { return c.TLSCert != "" || c.TLSACME }

// host is the host name of the base URL.
func (c config) host() string {
	u, err := url.Parse(c.BaseURL)
	if err != nil {
		return "" // the check has refused it
	}
	return u.Hostname()
}

// certifiable reports whether a certificate authority can vouch for the host of an address.
func certifiable(address string) bool {
	u, err := url.Parse(address)
	return err == nil && u.Scheme == "https" && strings.Contains(u.Hostname(), ".") && net.ParseIP(u.Hostname()) == nil
}

// address is what people use: the base URL, or one made from the address listened on.
func (c config) address(listening net.Addr) string {
	if c.BaseURL != "" {
		return c.BaseURL
	}
	scheme := "http"
	if c.tls() {
		scheme = "https"
	}
	_, port, _ := net.SplitHostPort(listening.String())
	return scheme + "://localhost:" + port
}

func loopback(host string) bool {
	if host == "localhost" || strings.HasSuffix(host, ".localhost") {
		return true
	}
	ip, err := netip.ParseAddr(host)
	return err == nil && ip.IsLoopback()
}

func (p *parser) file(name string) string {
	path := p.text(name)
	if path == "" {
		return ""
	}
	f, err := os.Open(path)
	if err != nil {
		p.bad(name, "%s can't be read (%s).", path, reason(err))
		return path
	}
	if err := f.Close(); err != nil {
		p.bad(name, "%s can't be read (%s).", path, reason(err))
	}
	return path
}

func (p *parser) yes(name string) bool {
	yes, err := strconv.ParseBool(p.text(name))
	if err != nil {
		p.bad(name, "it must be true or false.")
	}
	return yes
}

func (p *parser) list(name string) []string {
	var list []string
	for part := range strings.SplitSeq(p.text(name), ",") {
		if part = strings.TrimSpace(part); part != "" {
			list = append(list, part)
		}
	}
	return list
}

func (p *parser) networks() []netip.Prefix {
	var list []netip.Prefix
	for _, text := range p.list("trusted_proxies") {
		prefix, err := netip.ParsePrefix(text)
		if ip, bad := netip.ParseAddr(text); bad == nil {
			prefix, err = netip.PrefixFrom(ip, ip.BitLen()), nil
		}
		if err != nil {
			p.bad("trusted_proxies", "%q is neither an address nor a network such as 10.0.0.0/8.", text)
			continue
		}
		list = append(list, prefix)
	}
	return list
}

func (p *parser) oneOf(name string, words ...string) string {
	text := p.text(name)
	for _, word := range words {
		if text == word {
			return text
		}
	}
	p.bad(name, "%q is not one of %s.", text, strings.Join(words, ", "))
	return words[0]
}

func (p *parser) level() slog.Level {
	var level slog.Level
	text := p.text("log_level")
	if err := level.UnmarshalText([]byte(text)); err != nil {
		p.bad("log_level", "%q is not one of debug, info, warn, error.", text)
	}
	return level
}

func (p *parser) number(name string, low, high int) int {
	text := p.text(name)
	n, err := strconv.Atoi(text)
	if err != nil || n < low || n > high {
		p.bad(name, "%q is not a whole number from %d to %d.", text, low, high)
	}
	return n
}

func (p *parser) duration(name string, low, high time.Duration) time.Duration {
	text := p.text(name)
	d, err := time.ParseDuration(text)
	if err != nil {
		p.bad(name, "%q is not a time such as 20s or 1m30s.", text)
	} else if d < low || d > high {
		p.bad(name, "%s is not between %s and %s.", d, low, high)
	}
	return d
}

var errKey = errors.New("the key must be 64 hexadecimal digits (32 bytes)")
