package main

import (
	"fmt"
	"io"
	"net/url"
	"os"
	"slices"
	"strconv"
	"strings"
)

// configCmd shows what Kontor would run with.
type configCmd struct {
	Check configCheck `cmd:"" help:"Say everything that is wrong with the configuration."`
	Print configPrint `cmd:"" help:"Print the configuration and where each value comes from; secrets are hidden."`
}

type configCheck struct {
	settings `embed:""`
}

// Run implements "kontor config check".
func (c *configCheck) Run(out io.Writer) error {
	if _, err := c.load(); err != nil {
		return err
	}
	_, err := fmt.Fprintln(out, "The configuration is good.")
	return err
}

type configPrint struct {
	settings `embed:""`
}

// Run implements "kontor config print": a TOML file with the source of each value beside it. A wrong value is printed too,
// so that it can be found.
func (c *configPrint) Run(out io.Writer) error {
	found, problems := c.resolve(os.Environ())
	for _, k := range keys() {
		v := found[k.name]
		from := v.from
		if from == "" {
			from = "preset"
		}
		if _, err := fmt.Fprintf(out, "%s = %s # %s\n", k.name, strconv.Quote(redact(k, v.text)), from); err != nil {
			return err
		}
	}
	if len(problems) > 0 {
		return badConfig(problems)
	}
	return nil
}

const hidden = "(hidden)"

func redact(k key, text string) string {
	switch {
	case text == "":
		return ""
	case k.secret == "all":
		return hidden
	case k.secret == "url":
		return redactURL(text)
	}
	return text
}

// plainOptions are the options of a PostgreSQL address that tell no secret.
var plainOptions = []string{"sslmode", "sslrootcert", "host", "port", "user", "dbname", "connect_timeout", "application_name", "search_path"}

// redactURL hides the password, wherever it stands; an address that is not understood word for word is hidden whole.
func redactURL(text string) string {
	if path, ok := strings.CutPrefix(text, "sqlite:"); ok && !strings.Contains(path, "?") {
		return text
	}
	u, err := url.Parse(text)
	if err != nil || u.Opaque != "" || strings.ContainsAny(u.Path, ";=") || u.Scheme != "postgres" && u.Scheme != "postgresql" {
		return hidden
	}
	options, err := url.ParseQuery(u.RawQuery)
	if err != nil {
		return hidden
	}
	for name := range options {
		if !slices.Contains(plainOptions, name) {
			return hidden
		}
	}
	return u.Redacted()
}
