package mail_test

import (
	"database/sql"
	"io/fs"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	_ "github.com/jackc/pgx/v5/stdlib" // to ask for the files of the database

	product "kontor/mail"
)

// trust.md "Secrets": sealed while it waits, blanked after, and in no file of the database in clear at any time.
func TestSecretsStandInNoDatabaseFile(t *testing.T) {
	both(t, func(t *testing.T, p *post) {
		const password, link = "planted-temporary-9917", "https://portal.keyhaven.example/reset/plantedlink5521"
		withServer(t, p)
		look := func(when string) {
			text := databaseFiles(t, p.url)
			if !strings.Contains(text, sofia.Address) {
				t.Errorf("%s: the files hold no address: the wrong files are looked at", when)
			}
			for _, secret := range []string{password, "plantedlink5521"} {
				if strings.Contains(text, secret) {
					t.Errorf("%s: %s stands in a file of the database", when, secret)
				}
			}
		}
		p.send(t, sofia, welcome(p, password))
		p.send(t, peter, product.PasswordReset{Link: link, ExpiresAt: p.now().Add(time.Hour)})
		look("queued")
		if d := p.deliver(t); d.Sent != 2 {
			t.Fatalf("delivered %+v", d)
		}
		look("sent")
	})
}

// databaseFiles is what stands in the files of a database, its log included.
func databaseFiles(t *testing.T, address string) string {
	t.Helper()
	var all strings.Builder
	add := func(path string) {
		b, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		all.Write(b)
	}
	if path, ok := strings.CutPrefix(address, "sqlite:"); ok {
		files, err := filepath.Glob(path + "*")
		if err != nil || len(files) < 2 {
			t.Fatalf("files %v, error %v", files, err)
		}
		for _, f := range files {
			add(f)
		}
		return all.String()
	}
	for _, dir := range postgresFolders(t, address) {
		err := filepath.WalkDir(dir, func(path string, d fs.DirEntry, err error) error {
			if err == nil && d.Type().IsRegular() {
				add(path)
			}
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	return all.String()
}

// postgresFolders are the folders of the database and of the log, after everything was written to them.
func postgresFolders(t *testing.T, address string) []string {
	t.Helper()
	db, err := sql.Open("pgx", address)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = db.Close() }()
	if _, err := db.ExecContext(t.Context(), `CHECKPOINT`); err != nil {
		t.Fatal(err)
	}
	var oid string
	if err := db.QueryRowContext(t.Context(), `SELECT CAST(oid AS TEXT) FROM pg_database WHERE datname = current_database()`).Scan(&oid); err != nil {
		t.Fatal(err)
	}
	u, err := url.Parse(address)
	if err != nil {
		t.Fatal(err)
	}
	data := filepath.Join(u.Query().Get("host"), "data") // the server's socket stands beside its data
	return []string{filepath.Join(data, "base", oid), filepath.Join(data, "pg_wal")}
}
