package main

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/alecthomas/kong"
)

// parsed is what a command line leaves in the settings.
func parsed(t *testing.T, args ...string) settings {
	t.Helper()
	var s settings
	parser, err := kong.New(&s, kong.Exit(func(int) { t.Fatal("the command line was refused") }))
	if err != nil {
		t.Fatal(err)
	}
	if _, err := parser.Parse(args); err != nil {
		t.Fatal(err)
	}
	return s
}

func write(t *testing.T, name, text string) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), name)
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

func wantProblem(t *testing.T, problems []string, part string) {
	t.Helper()
	for _, problem := range problems {
		if strings.Contains(problem, part) {
			return
		}
	}
	t.Errorf("no problem says %q; there are: %q", part, problems)
}

func TestFlagBeatsEnvironmentBeatsFileBeatsPreset(t *testing.T) {
	file := write(t, "kontor.toml", "listen = \"127.0.0.1:1\"\ndata_dir = \"from-file\"\nlog_level = \"warn\"\n")
	env := []string{"KONTOR_LISTEN=127.0.0.1:2", "KONTOR_DATA_DIR=from-env"}

	found, problems := parsed(t, "--config", file, "--listen", "127.0.0.1:3").resolve(env)

	if len(problems) > 0 {
		t.Fatal(problems)
	}
	for name, want := range map[string]value{
		"listen": {"127.0.0.1:3", "flag --listen"}, "data_dir": {"from-env", "KONTOR_DATA_DIR"},
		"log_level": {"warn", file}, "log_format": {"text", ""},
	} {
		if found[name] != want {
			t.Errorf("%s is %q, want %q", name, found[name], want)
		}
	}
}

func TestSecretComesFromTheFileThatTheEnvironmentNames(t *testing.T) {
	key := strings.Repeat("ab", 32)
	found, problems := parsed(t).resolve([]string{"KONTOR_KEY_FILE=" + write(t, "key", key+"\n")})
	if len(problems) > 0 || found["key"].text != key {
		t.Errorf("key is %q, problems %q", found["key"].text, problems)
	}

	found, _ = parsed(t).resolve([]string{"KONTOR_TLS_KEY_FILE=/etc/key.pem"}) // a setting that is a file's name in any case
	if found["tls_key"].text != "/etc/key.pem" {
		t.Errorf("tls_key is %q", found["tls_key"].text)
	}

	_, problems = parsed(t).resolve([]string{"KONTOR_KEY=1", "KONTOR_KEY_FILE=/nowhere"})
	wantProblem(t, problems, "KONTOR_KEY and KONTOR_KEY_FILE are both set")
	_, problems = parsed(t).resolve([]string{"KONTOR_KEY_FILE=/nowhere/at/all"})
	wantProblem(t, problems, "/nowhere/at/all can't be read")
}

func TestUnknownNamesAreRefusedWithTheNearestKnownOne(t *testing.T) {
	file := write(t, "kontor.toml", "base_ulr = \"x\"\n[tls]\ncret = \"y\"\n")
	_, problems := parsed(t, "--config", file).resolve([]string{"KONTOR_LISTNE=:1", "KONTOR_PORT=tcp://10.0.0.1", "KONTOR_SERVICE_HOST=10.0.0.1"})

	wantProblem(t, problems, `"base_ulr". Did you mean "base_url"?`)
	wantProblem(t, problems, `"tls_cret". Did you mean "tls_cert"?`)
	wantProblem(t, problems, "Did you mean KONTOR_LISTEN?")
	if len(problems) != 3 { // what an orchestrator sets is left alone
		t.Errorf("%d problems: %q", len(problems), problems)
	}
}

func TestEverythingWrongIsSaidAtOnce(t *testing.T) {
	found, _ := parsed(t,
		"--listen", "nonsense", "--base-url", "http://portal.example.com", "--database", "mysql://x", "--key", "abc",
		"--tls-cert", "/nowhere.pem", "--trusted-proxies", "10.0.0.0/8,weird", "--log-level", "loud", "--max-in-flight", "0",
		"--shutdown-timeout", "soon", "--tls-acme").resolve(nil)
	_, problems := parse(found)

	for _, part := range []string{"listen (flag", "base_url (flag", "database (flag", "key (flag", "tls_cert (flag",
		"trusted_proxies (flag", "log_level (flag", "max_in_flight (flag", "shutdown_timeout (flag", "tls_acme (flag"} {
		wantProblem(t, problems, part)
	}
}

// trust.md: "a non-loopback http base URL is refused without an explicit flag".
func TestPlainHTTPIsRefusedButOnThisMachine(t *testing.T) {
	for _, c := range []struct {
		args []string
		good bool
	}{
		{[]string{"--base-url", "http://localhost:8080"}, true},
		{[]string{"--base-url", "http://127.0.0.1"}, true},
		{[]string{"--base-url", "http://[::1]:80/"}, true},
		{[]string{"--base-url", "https://portal.example.com"}, true},
		{[]string{"--base-url", "http://portal.example.com"}, false},
		{[]string{"--base-url", "http://127.0.0.1.example.com"}, false},
		{[]string{"--base-url", "http://192.168.1.4"}, false},
		{[]string{"--base-url", "http://portal.example.com", "--allow-insecure-http"}, true},
		{[]string{"--base-url", "https://portal.example.com/portal"}, false},
		{[]string{"--base-url", "portal.example.com"}, false},
		{[]string{"--base-url", "http://portal.example.com", "--tls-acme"}, false},
		{[]string{"--base-url", "https://portal.example.com", "--tls-acme"}, true},
		{[]string{"--base-url", "https://10.0.0.1", "--tls-acme"}, false},
	} {
		found, _ := parsed(t, c.args...).resolve(nil)
		if _, problems := parse(found); (len(problems) == 0) != c.good {
			t.Errorf("%q: problems %q, good should be %v", c.args, problems, c.good)
		}
	}
}

func TestAddressIsMadeFromWhatIsListenedOn(t *testing.T) {
	for _, c := range []struct {
		args []string
		want string
	}{
		{nil, "http://localhost:8080"},
		{[]string{"--listen", "127.0.0.1:9000"}, "http://localhost:9000"},
		{[]string{"--listen", ":443", "--tls-acme", "--base-url", "https://portal.example.com"}, "https://portal.example.com"},
		{[]string{"--base-url", "https://portal.example.com/"}, "https://portal.example.com"},
	} {
		found, _ := parsed(t, c.args...).resolve(nil)
		cfg, problems := parse(found)
		if got := cfg.address(listenAddress(cfg.Listen)); got != c.want || len(problems) > 0 {
			t.Errorf("%q gives %q, want %q (problems %q)", c.args, got, c.want, problems)
		}
	}
}

func TestPrintHidesSecretsAndNamesTheirSource(t *testing.T) {
	key := strings.Repeat("5e", 32)
	t.Setenv("KONTOR_KEY", key)
	t.Setenv("KONTOR_DATABASE", "postgres://kontor:hunter2secret@db/kontor")
	var out bytes.Buffer

	if err := (&configPrint{}).Run(&out); err != nil {
		t.Fatal(err)
	}

	text := out.String()
	if strings.Contains(text, key) || strings.Contains(text, "hunter2secret") {
		t.Errorf("a secret is printed:\n%s", text)
	}
	for _, want := range []string{`key = "(hidden)" # KONTOR_KEY`, "@db/kontor", `listen = "127.0.0.1:8080" # preset`} {
		if !strings.Contains(text, want) {
			t.Errorf("%q is missing in\n%s", want, text)
		}
	}
}

func TestAddressesAreHiddenUnlessEveryWordOfThemIsPlain(t *testing.T) {
	for text, want := range map[string]string{
		"sqlite:/var/lib/kontor/kontor.db":                       "sqlite:/var/lib/kontor/kontor.db",
		"postgres://kontor@db/kontor?sslmode=verify-full":        "postgres://kontor@db/kontor?sslmode=verify-full",
		"postgres://kontor:hunter2@db/kontor":                    "postgres://kontor:xxxxx@db/kontor",
		"postgres://kontor:hunter2@db/kontor?sslpassword=hunter": hidden,
		"postgres://db/kontor?password=hunter2":                  hidden,
		"postgres://db/kontor?PASSWORD=hunter2":                  hidden,
		"postgres://db/kontor;password=hunter2":                  hidden,
		"postgres:kontor:hunter2@db/kontor":                      hidden,
		"host=db user=kontor password=hunter2":                   hidden,
		"sqlite:kontor.db?_auth_pass=hunter2":                    hidden,
		"mysql://kontor:hunter2@db/kontor":                       hidden,
		"kontor:hunter2@db":                                      hidden,
	} {
		if got := redactURL(text); got != want {
			t.Errorf("%s is printed as %s, want %s", text, got, want)
		}
	}
}

func TestKeyIsMadeOnceForItsOwnerOnly(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "data")
	c := config{DataDir: dir, Database: "sqlite:" + filepath.Join(dir, "kontor.db")}

	first, err := c.secretKey()
	if err != nil {
		t.Fatal(err)
	}
	again, err := c.secretKey()
	if err != nil || !bytes.Equal(first, again) || len(first) != keyBytes {
		t.Errorf("the second start has another key (%v)", err)
	}
	info, err := os.Stat(filepath.Join(dir, "secret.key"))
	if err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("secret.key has mode %v (%v)", info.Mode(), err)
	}
}

func TestLostKeyBesideADatabaseIsNotReplaced(t *testing.T) {
	dir := t.TempDir()
	c := config{DataDir: dir, Database: "sqlite:" + filepath.Join(dir, "kontor.db")}
	if err := os.WriteFile(filepath.Join(dir, "kontor.db"), nil, 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := c.secretKey(); err == nil || !strings.Contains(err.Error(), "secret.key is missing") {
		t.Errorf("got %v", err)
	}
}
