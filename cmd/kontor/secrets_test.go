package main_test

import (
	"bytes"
	"encoding/base64"
	"encoding/hex"
	"fmt"
	"io/fs"
	"net/http"
	"os"
	"path"
	"path/filepath"
	"strings"
	"testing"
	"time"
	"unicode/utf16"

	"kontor/kontortest"
	"kontor/kontortest/count"
	"kontor/kontortest/postgres"
)

// trust.md "Secrets": once mail has left, no password and no link of it stands anywhere in clear: not in the database and what lies beside
// it, not in a log. Everything is used, too, as people would, with all that can be logged.
func TestSecretsStandNowhereInClear(t *testing.T) {
	t.Run("sqlite", func(t *testing.T) {
		count.Ran(t, "sqlite")
		p := kontortest.Serve(t, "--log-level", "debug")
		secrets := plant(t, p, sqliteOf(p.Dir))
		said := p.Output()
		p.Kill() // the write-ahead log stays as it is
		wantNowhere(t, secrets, said, p.Dir)
		p.Start()
		if err := p.Stop(); err != nil { // now it goes into the file
			t.Fatal(err)
		}
		wantNowhere(t, secrets, said+p.Output(), p.Dir)
	})
	t.Run("postgres", func(t *testing.T) {
		count.Ran(t, "postgres")
		server := postgres.Durable(t, "log_statement=all")
		p := kontortest.Serve(t, "--log-level", "debug", "--database", server.URL())
		secrets := plant(t, p, server.URL())
		p.Kill()
		server.Exec(`CHECKPOINT`)
		wantNowhere(t, secrets, p.Output()+server.Log(), p.Dir, server.Data())
	})
}

// planted are secrets by what they are, and a text that does stand in clear.
type planted struct {
	secrets map[string]string
	clear   string
}

// plant makes one secret of each kind, takes them from the mails that arrive, and uses them.
func plant(t *testing.T, p *kontortest.Process, url string) planted {
	t.Helper()
	const smtpPassword, first, second, chosen = "planted-smtp-4471", "planted-heron-93-barge", "planted-otter-51-canal", "planted-tulip-28-ferry"
	w := newWork(t, p)
	found := map[string]string{"password of the mail server": smtpPassword, "password after the welcome": first,
		"password after the reset": second, "portal password after the reset": chosen, "first portal password": kontortest.Password}
	found["invitation"] = path.Base(w.box.Wait(t, "maya@bluepeak.example", "invited").Link(t, "/invitation/"))
	maya, portal := w.signIn(t, p)
	w.add(t, maya, portal)
	const mina = "mina@cobalt1.example"
	temporary := w.box.Wait(t, mina, "Cobalt Freight").Password(t)
	found["temporary password"] = temporary

	stranger := kontortest.NewClient(t, p.Base)
	stranger.Get("/sign-in").Submit(t, "Sign in", kontortest.Fields{"login": mina, "password": temporary}).WantStatus(t, http.StatusUnprocessableEntity)
	app := kontortest.NewClient(t, p.Base)
	app.Get("/c/sign-in").Submit(t, "Sign in", kontortest.Fields{"login": mina, "password": temporary}).
		Submit(t, "Save and go on", kontortest.Fields{"password": first}).WantStatus(t, http.StatusOK)
	app = kontortest.NewClient(t, p.Base)
	app.Get("/c/forgot-password").Submit(t, "Send link", kontortest.Fields{"login": mina})
	link := w.box.Wait(t, mina, "password").Link(t, "/c/reset/")
	found["reset link of the app"] = path.Base(link)
	app.Get(link).Submit(t, "Save password", kontortest.Fields{"password": second}).WantStatus(t, http.StatusOK)

	stranger.Get("/forgot-password").Submit(t, "Send link", kontortest.Fields{"login": "maya@bluepeak.example"})
	link = w.box.Wait(t, "maya@bluepeak.example", "password").Link(t, "/reset/")
	found["reset link"] = path.Base(link)
	stranger.Get(link).Submit(t, "Save password", kontortest.Fields{"password": chosen}).WantStatus(t, http.StatusOK)
	signIn := strings.NewReader("login=maya%40bluepeak.example&password=" + chosen)
	answer := stranger.Do(http.MethodPost, "/sign-in", signIn, http.Header{"Content-Type": {"application/x-www-form-urlencoded"}})
	cookie, err := http.ParseSetCookie(answer.Header.Get("Set-Cookie"))
	if err != nil {
		t.Fatalf("no session: %v: %s", err, answer.Text())
	}
	found["session"] = cookie.Value

	awaitSent(t, url)
	sam := kontortest.NewClient(t, p.Base)
	sam.Get("/sign-in").Submit(t, "Sign in", kontortest.Fields{"login": "sam.keller", "password": kontortest.Password})
	sam.Get("/admin/setup/3").Submit(t, "Next: Product", kontortest.Fields{"encryption": "starttls", "username": "portal",
		"password": smtpPassword}).WantStatus(t, http.StatusOK)
	return planted{found, mina}
}

// awaitSent waits until every mail has been recorded as sent.
func awaitSent(t *testing.T, url string) {
	t.Helper()
	db := opened(t, url)
	defer func() { _ = db.Close() }() // it was read only
	for late := time.Now().Add(time.Minute); ; {
		queued := texts(t, db, `SELECT to_address FROM mail WHERE status = 'queued'`)
		if len(queued) == 0 {
			return
		}
		if time.Now().After(late) {
			t.Fatalf("still queued: %s", strings.Join(queued, ", "))
		}
		<-time.After(20 * time.Millisecond)
	}
}

// wantNowhere searches everything that was logged and every file of the folders for each secret, in every form.
func wantNowhere(t *testing.T, p planted, logged string, folders ...string) {
	t.Helper()
	places := map[string][]byte{"the log": []byte(logged)}
	for _, folder := range folders {
		err := filepath.WalkDir(folder, func(path string, e fs.DirEntry, err error) error {
			if err != nil || !e.Type().IsRegular() {
				return err
			}
			places[path], err = os.ReadFile(path)
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	seen, asked := 0, strings.Contains(logged, "/reset/{secret}")
	for place, text := range places {
		if bytes.Contains(text, []byte(p.clear)) {
			seen++
		}
		for what, secret := range p.secrets {
			for form, needle := range forms(secret) {
				if bytes.Contains(text, needle) {
					t.Errorf("%s (%s) stands in %s", what, form, place)
				}
			}
		}
	}
	if seen == 0 || !asked {
		t.Errorf("nothing is found where something is: %d places hold %s, the log names the reset: %v", seen, p.clear, asked)
	}
}

// forms are the ways in which a text may be written down.
func forms(text string) map[string][]byte {
	all := map[string][]byte{
		"plain": []byte(text), "without dashes": []byte(strings.ReplaceAll(text, "-", "")), "capitals": []byte(strings.ToUpper(text)),
		"in a URL": []byte(strings.ReplaceAll(text, "-", "%2D")), "in a url": []byte(strings.ReplaceAll(text, "-", "%2d")),
		"hexadecimal": []byte(hex.EncodeToString([]byte(text))), "HEXADECIMAL": []byte(strings.ToUpper(hex.EncodeToString([]byte(text)))),
	}
	var wide []byte
	for _, unit := range utf16.Encode([]rune(text)) {
		wide = append(wide, byte(unit), byte(unit>>8))
	}
	all["UTF-16"] = wide
	for shift := range 3 { // within a longer text the groups of three may begin anywhere
		for name, encoding := range map[string]*base64.Encoding{"base64": base64.RawStdEncoding, "base64url": base64.RawURLEncoding} {
			whole := encoding.EncodeToString(append(make([]byte, shift), text...))
			from, upTo := []int{0, 2, 3}[shift], len(whole)
			if (shift+len(text))%3 != 0 {
				upTo-- // the last letter also holds what follows
			}
			all[fmt.Sprintf("%s, shifted %d", name, shift)] = []byte(whole[from:upTo])
		}
	}
	return all
}

func TestEveryFormOfASecretIsFound(t *testing.T) {
	const secret = "tuba-plum-4471"
	for _, text := range []string{secret, "x" + secret + "y", "xy" + secret + "zz", "xyz" + secret, "wxyz" + secret + "a"} {
		for name, written := range map[string]string{"plain": text, "base64": base64.StdEncoding.EncodeToString([]byte(text)),
			"base64url": base64.URLEncoding.EncodeToString([]byte(text)), "hexadecimal": hex.EncodeToString([]byte(text)),
			"HEXADECIMAL": fmt.Sprintf("%X", text), "in a URL": strings.ReplaceAll(text, "-", "%2D")} {
			found := false
			for form, needle := range forms(secret) {
				if bytes.Contains([]byte(written), needle) && strings.HasPrefix(form, name) {
					found = true
				}
			}
			if !found {
				t.Errorf("%s is not found %s: %s", text, name, written)
			}
		}
	}
}
