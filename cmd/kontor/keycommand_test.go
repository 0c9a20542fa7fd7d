package main_test

import (
	"net/http"
	"regexp"
	"strings"
	"testing"

	"kontor/kontortest"
)

// asked is what the API of a running server answers to a key.
func asked(t *testing.T, p *kontortest.Process, key, path string) int {
	t.Helper()
	r, err := http.NewRequest(http.MethodGet, p.Base+"/api/v1"+path, nil)
	if err != nil {
		t.Fatal(err)
	}
	r.Header.Set("Authorization", "Bearer "+key)
	answer, err := http.DefaultClient.Do(r)
	if err != nil {
		t.Fatal(err)
	}
	_ = answer.Body.Close()
	return answer.StatusCode
}

// Issue 3, item 4; trust.md "Accounts": the operator makes, lists and ends API keys by command line, for partner Admins and vendor staff. The
// secret is shown once; what is wrong is told and makes no key.
func TestOperatorMakesListsAndRevokesKeys(t *testing.T) {
	served(t, func(t *testing.T, p *kontortest.Process) {
		box := kontortest.NewMailbox(t)
		addPartner(t, p, setUp(t, p, box), box)
		secret := regexp.MustCompile(`kontor_[a-z0-9]+`)
		made := func(args ...string) string {
			t.Helper()
			said, err := p.Command(append([]string{"key", "add"}, args...)...)
			if err != nil || len(secret.FindAllString(said, -1)) != 1 {
				t.Fatalf("key add %v: %v\n%s", args, err, said)
			}
			return secret.FindString(said)
		}
		maya := made("maya@bluepeak.example", "--name", "Sync", "--scopes", "companies:read,account:read")
		sam := made("sam.keller", "--name", "Night run", "--scopes", "vendor:read", "--days", "0")
		for path, want := range map[string][2]int{"/companies": {200, 403}, "/account": {200, 403}, "/partners": {403, 200}, "/account/users": {200, 403}} {
			if got := [2]int{asked(t, p, maya, path), asked(t, p, sam, path)}; got != want {
				t.Errorf("%s: %v, want %v", path, got, want)
			}
		}
		refusedKeys(t, p, secret)
		list := func() string {
			t.Helper()
			said, err := p.Command("key", "list")
			if err != nil {
				t.Fatalf("key list: %v\n%s", err, said)
			}
			return said
		}
		all := list()
		for _, want := range []string{"Sync", "Maya Jensen", "account:read,companies:read", "Night run", "Sam Keller", "the vendor"} {
			if !strings.Contains(all, want) {
				t.Errorf("%s is not in the list:\n%s", want, all)
			}
		}
		if strings.Contains(all, maya) || strings.Contains(all, sam) || strings.Count(all, "\n") != 3 {
			t.Errorf("a secret, or another key than the two, is in the list:\n%s", all)
		}
		said, err := p.Command("key", "revoke", "1")
		if err != nil || !strings.Contains(said, "Sync") {
			t.Errorf("key revoke: %v\n%s", err, said)
		}
		if got := [2]int{asked(t, p, maya, "/companies"), asked(t, p, sam, "/partners")}; got != [2]int{401, 200} {
			t.Errorf("after the first was revoked: %v", got)
		}
		if all := list(); strings.Contains(all, "Sync") {
			t.Errorf("a revoked key is in the list:\n%s", all)
		}
		for _, id := range []string{"1", "999", "x", "-1"} {
			if out, err := p.Command("key", "revoke", id); err == nil {
				t.Errorf("key revoke %s succeeds:\n%s", id, out)
			}
		}
	})
}

// refusedKeys asks for keys that are not made, and looks at what is said.
func refusedKeys(t *testing.T, p *kontortest.Process, secret *regexp.Regexp) {
	t.Helper()
	for said, args := range map[string][]string{
		"nobody":            {"nobody", "--name", "x", "--scopes", "companies:read"},
		"scope":             {"maya@bluepeak.example", "--name", "x", "--scopes", "vendor:read"},
		"--scope":           {"maya@bluepeak.example", "--name", "x"},
		"name":              {"maya@bluepeak.example", "--name", "", "--scopes", "companies:read"},
		"expire":            {"maya@bluepeak.example", "--name", "x", "--scopes", "companies:read", "--days", "-1"},
		"partner":           {"maya@bluepeak.example", "--name", "x", "--scopes", "companies:read", "--partnership", "999"},
		"within five years": {"maya@bluepeak.example", "--name", "x", "--scopes", "companies:read", "--days", "213504"}, // as nanoseconds it wraps round,
	} {
		if out, err := p.Command(append([]string{"key", "add"}, args...)...); err == nil || secret.MatchString(out) || !strings.Contains(strings.ToLower(out), said) {
			t.Errorf("key add %v: %v\n%s", args, err, out)
		}
	}
}
