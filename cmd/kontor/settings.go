package main

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"reflect"
	"sort"
	"strings"

	"github.com/BurntSushi/toml"
)

// settings are the flags of every command that opens an installation. The same names, in other spelling, are the keys of the
// TOML file (base_url) and the environment (KONTOR_BASE_URL, or KONTOR_BASE_URL_FILE for a file that holds the value).
// A flag wins over the environment, that over the file, that over the preset.
type settings struct {
	Config string `help:"TOML file with settings." env:"KONTOR_CONFIG" placeholder:"FILE"`

	Listen          *string `name:"listen" preset:"127.0.0.1:8080" placeholder:"HOST:PORT" help:"Address to listen on."`
	BaseURL         *string `name:"base-url" placeholder:"URL" help:"Address people use; every link is built from it. Preset: made from the listen address."`
	DataDir         *string `name:"data-dir" preset:"data" placeholder:"DIR" help:"Folder for the database, the secret key and certificates."`
	Database        *string `name:"database" placeholder:"URL" secret:"url" help:"sqlite:PATH or postgres://… Preset: kontor.db in the data folder."`
	Key             *string `name:"key" placeholder:"HEX" secret:"all" help:"Secret key, 64 hexadecimal digits; seals passwords and queued mail. Preset: secret.key in the data folder, made at the first start."`
	TLSCert         *string `name:"tls-cert" path:"" placeholder:"FILE" help:"Certificate chain, PEM; read again when it changes."`
	TLSKey          *string `name:"tls-key" path:"" placeholder:"FILE" help:"Key of the certificate, PEM."`
	TLSACME         *bool   `name:"tls-acme" preset:"false" help:"Get the certificate for the base URL by ACME (TLS-ALPN: port 443 of that name must reach Kontor)."`
	ACMEEmail       *string `name:"acme-email" placeholder:"ADDRESS" help:"Contact for the certificate authority."`
	ACMEDirectory   *string `name:"acme-directory" placeholder:"URL" help:"Another certificate authority than Let's Encrypt."`
	TrustedProxies  *string `name:"trusted-proxies" placeholder:"NET,…" help:"Networks of reverse proxies whose X-Forwarded-For is believed, such as 10.0.0.0/8."`
	AllowHTTP       *bool   `name:"allow-insecure-http" preset:"false" help:"Accept an http base URL on another host than this one. Passwords then cross the network in clear."`
	LogFormat       *string `name:"log-format" preset:"text" placeholder:"text|json" help:"How log lines look."`
	LogLevel        *string `name:"log-level" preset:"info" placeholder:"LEVEL" help:"debug, info, warn or error."`
	MaxInFlight     *string `name:"max-in-flight" preset:"256" placeholder:"N" help:"Requests worked on at once; more are told to come back (503)."`
	MaxConnections  *string `name:"max-connections" preset:"4096" placeholder:"N" help:"Connections open at once; more wait."`
	ShutdownTimeout *string `name:"shutdown-timeout" preset:"20s" placeholder:"TIME" help:"How long requests and jobs may take to end at shutdown."`
}

// value is one setting as text, with where it was found; from is "" for a preset.
type value struct {
	text, from string
}

// key is what is known of one setting from its tags.
type key struct {
	name   string // as in the TOML file: base_url
	env    string // KONTOR_BASE_URL
	preset string
	secret string // "all" hides the value, "url" the password in it
	path   bool   // the value is itself a file's name: KONTOR_X_FILE means the same as KONTOR_X
}

// flag is the setting's spelling on the command line.
func (k key) flag() string { return "--" + strings.ReplaceAll(k.name, "_", "-") }

// keys lists every setting in the order of the struct.
func keys() []key {
	var list []key
	for field := range fields() {
		list = append(list, keyOf(field))
	}
	return list
}

func keyOf(field reflect.StructField) key {
	name := strings.ReplaceAll(field.Tag.Get("name"), "-", "_")
	_, path := field.Tag.Lookup("path")
	return key{
		name: name, env: "KONTOR_" + strings.ToUpper(name),
		preset: field.Tag.Get("preset"), secret: field.Tag.Get("secret"), path: path,
	}
}

// fields are the struct fields that are settings: all but Config.
func fields() func(yield func(reflect.StructField) bool) {
	return func(yield func(reflect.StructField) bool) {
		t := reflect.TypeFor[settings]()
		for i := range t.NumField() {
			if f := t.Field(i); f.Tag.Get("name") != "" && !yield(f) {
				return
			}
		}
	}
}

// resolve finds each setting's value. The second result lists everything that is wrong with the sources themselves.
func (s settings) resolve(environ []string) (map[string]value, []string) {
	file, problems := readFile(s.Config)
	env := split(environ)
	found := map[string]value{}
	for field := range fields() {
		k := keyOf(field)
		v, problem := s.find(field, k, env, file)
		if problem != "" {
			problems = append(problems, problem)
		}
		found[k.name] = v
	}
	return found, append(problems, strangers(env)...)
}

func (s settings) find(field reflect.StructField, k key, env map[string]string, file map[string]value) (value, string) {
	if given := reflect.ValueOf(s).FieldByIndex(field.Index); !given.IsNil() {
		return value{fmt.Sprint(given.Elem().Interface()), "flag " + k.flag()}, ""
	}
	text, direct := env[k.env]
	path, byFile := env[k.env+"_FILE"]
	switch {
	case direct && byFile:
		return value{}, fmt.Sprintf("%s and %s_FILE are both set; keep one of them.", k.env, k.env)
	case direct:
		return value{text, k.env}, ""
	case byFile && k.path:
		return value{path, k.env + "_FILE"}, ""
	case byFile:
		read, err := os.ReadFile(path)
		if err != nil {
			return value{}, fmt.Sprintf("%s_FILE: %s can't be read (%s).", k.env, path, reason(err))
		}
		return value{strings.TrimRight(string(read), "\r\n"), k.env + "_FILE"}, ""
	}
	if v, ok := file[k.name]; ok {
		return v, ""
	}
	return value{k.preset, ""}, ""
}

// readFile reads the TOML file; nested tables are joined by "_", lists by ",".
func readFile(path string) (map[string]value, []string) {
	found := map[string]value{}
	if path == "" {
		return found, nil
	}
	tree := map[string]any{}
	if _, err := toml.DecodeFile(path, &tree); err != nil {
		var parse toml.ParseError
		if errors.As(err, &parse) {
			return found, []string{fmt.Sprintf("%s, line %d: %s.", path, parse.Position.Line, parse.Message)}
		}
		return found, []string{fmt.Sprintf("%s can't be read (%s).", path, reason(err))}
	}
	flatten(tree, "", path, found)
	var problems []string
	known := map[string]bool{}
	for _, k := range keys() {
		known[k.name] = true
	}
	for name := range found {
		if !known[name] {
			problems = append(problems, fmt.Sprintf("%s: there is no setting %q%s.", path, name, suggestion(name)))
		}
	}
	sort.Strings(problems)
	return found, problems
}

func flatten(tree map[string]any, prefix, path string, into map[string]value) {
	for name, v := range tree {
		switch v := v.(type) {
		case map[string]any:
			flatten(v, prefix+name+"_", path, into)
		case []any:
			parts := make([]string, len(v))
			for i, part := range v {
				parts[i] = fmt.Sprint(part)
			}
			into[prefix+name] = value{strings.Join(parts, ","), path}
		default:
			into[prefix+name] = value{fmt.Sprint(v), path}
		}
	}
}

// strangers refuses an environment variable that looks like a misspelled setting. Others that begin with KONTOR_ are left
// alone: orchestrators set such names for a service called kontor (KONTOR_PORT, KONTOR_SERVICE_HOST).
func strangers(env map[string]string) []string {
	known := map[string]bool{"KONTOR_CONFIG": true}
	for _, k := range keys() {
		known[k.env], known[k.env+"_FILE"] = true, true
	}
	var problems []string
	for name := range env {
		if !strings.HasPrefix(name, "KONTOR_") || known[name] {
			continue
		}
		lower := strings.ToLower(strings.TrimPrefix(name, "KONTOR_"))
		if near, distance := nearest(lower); distance <= 2 && len(lower) > 4 {
			problems = append(problems, fmt.Sprintf("Environment: there is no setting %s. Did you mean KONTOR_%s?", name, strings.ToUpper(near)))
		}
	}
	sort.Strings(problems)
	return problems
}

func suggestion(name string) string {
	if near, distance := nearest(name); distance <= max(3, len(name)/2) {
		return fmt.Sprintf(". Did you mean %q?", near)
	}
	return ""
}

// nearest gives the known setting with the fewest edits to name.
func nearest(name string) (string, int) {
	best, distance := "", len(name)+100
	for _, k := range keys() {
		if d := edits(name, k.name); d < distance {
			best, distance = k.name, d
		}
	}
	return best, distance
}

// edits is the Levenshtein distance.
func edits(a, b string) int {
	row := make([]int, len(b)+1)
	for j := range row {
		row[j] = j
	}
	for i := range len(a) {
		before := row[0]
		row[0] = i + 1
		for j := range len(b) {
			cost := 1
			if a[i] == b[j] {
				cost = 0
			}
			before, row[j+1] = row[j+1], min(row[j+1]+1, row[j]+1, before+cost)
		}
	}
	return row[len(b)]
}

func split(environ []string) map[string]string {
	env := make(map[string]string, len(environ))
	for _, line := range environ {
		if name, text, ok := strings.Cut(line, "="); ok {
			env[name] = text
		}
	}
	return env
}

// reason is an error without the path that the sentence around it names already.
func reason(err error) string {
	var path *fs.PathError
	if errors.As(err, &path) {
		return path.Err.Error()
	}
	return err.Error()
}
