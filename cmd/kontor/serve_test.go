package main_test

import (
	"context"
	"fmt"
	"io"
	"net"
	"net/http"
	"strings"
	"testing"

	"kontor/kontortest"
	"kontor/kontortest/count"
	"kontor/kontortest/postgres"
)

func TestMain(m *testing.M) { kontortest.Main(m) }

// served runs a test against the real binary, started from nothing, on both databases.
func served(t *testing.T, do func(t *testing.T, p *kontortest.Process)) {
	t.Helper()
	t.Run("sqlite", func(t *testing.T) {
		count.Ran(t, "sqlite")
		do(t, kontortest.Serve(t))
	})
	t.Run("postgres", func(t *testing.T) {
		count.Ran(t, "postgres")
		do(t, kontortest.Serve(t, "--database", postgres.URL(t)))
	})
}

// setUp goes through the wizard, with mail leaving to the mailbox.
func setUp(t *testing.T, p *kontortest.Process, box *kontortest.Mailbox) *kontortest.Client {
	t.Helper()
	sam := kontortest.NewClient(t, p.Base)
	mail := box.Setting()
	sam.Get(p.SetupLink).
		Submit(t, "Next: Organization", kontortest.Fields{"first_name": "Sam", "last_name": "Keller", "email": "sam@keyhaven.example",
			"username": "sam.keller", "password": kontortest.Password}).
		Submit(t, "Next: Email", kontortest.Fields{"name": "Keyhaven", "support_email": "support@keyhaven.example", "app_name": "Keyhaven",
			"app_sign_in_url": "https://app.keyhaven.example"}).
		Submit(t, "Next: Product", kontortest.Fields{"host": mail.Host, "port": fmt.Sprint(mail.Port), "encryption": mail.Encryption, "from": mail.FromAddress}).
		Submit(t, "Finish", kontortest.Fields{"product": "Business", "price": "3.00", "price_list": "Standard", "currency": "EUR"}).
		WantPath(t, "/admin")
	return sam
}

// addPartner adds a partner that pays by invoice, and opens the link its first Admin gets.
func addPartner(t *testing.T, p *kontortest.Process, sam *kontortest.Client, box *kontortest.Mailbox) *kontortest.Client {
	t.Helper()
	sam.Get("/admin/partners/new").Submit(t, "Add partner", kontortest.Fields{"name": "Bluepeak IT", "type": "msp", "country": "DK",
		"currency": "EUR", "terms": "invoice", "first_name": "Maya", "last_name": "Jensen", "email": "maya@bluepeak.example",
		"phone": kontortest.Phone}).WantStatus(t, http.StatusOK)
	maya := kontortest.NewClient(t, p.Base)
	maya.Get(box.Wait(t, "maya@bluepeak.example", "invited").Link(t, "/invitation/")).
		Submit(t, "Create password and sign in", kontortest.Fields{"password": kontortest.Password}).
		WantStatus(t, http.StatusOK).WantText(t, "Bluepeak IT")
	return maya
}

func TestFromNothingToACustomerWhoHasSignedIn(t *testing.T) {
	served(t, func(t *testing.T, p *kontortest.Process) {
		box := kontortest.NewMailbox(t)
		sam := setUp(t, p, box)
		maya := addPartner(t, p, sam, box)

		form := maya.Get("/").Follow(t, "Companies").Follow(t, "Add company")
		form.Submit(t, "Add company", kontortest.Fields{"product": form.Option(t, "product", "Business"),
			"name": "Cobalt Freight", "country": "DK", "team_name": "Cobalt", "first_name": "Mina", "last_name": "Sørensen",
			"email": "mina@cobaltfreight.example", "subscription_type": "billable_this_month", "license_count": "12"}).
			WantStatus(t, http.StatusOK).WantText(t, "Cobalt Freight")

		temporary := box.Wait(t, "mina@cobaltfreight.example", "Cobalt Freight").Password(t)
		login := kontortest.Fields{"login": "mina@cobaltfreight.example", "password": temporary}
		kontortest.NewClient(t, p.Base).Get("/sign-in").Submit(t, "Sign in", login).
			WantStatus(t, http.StatusUnprocessableEntity) // it opens the customer's portal only
		kontortest.NewClient(t, p.Base).Get("/c/sign-in").Submit(t, "Sign in", login).
			Submit(t, "Save and go on", kontortest.Fields{"password": kontortest.Password}).
			WantStatus(t, http.StatusOK).WantText(t, "Cobalt Freight", "1 of 12")
	})
}

func TestSetupLinkIsPrintedOnlyWhileNobodyOwnsTheInstallation(t *testing.T) {
	served(t, func(t *testing.T, p *kontortest.Process) {
		first := p.SetupLink
		if first == "" {
			t.Fatalf("no setup link in:\n%s", p.Output())
		}
		p.Kill()
		p.Start()
		if p.SetupLink == "" || strings.HasSuffix(p.SetupLink, first[strings.LastIndexByte(first, '/'):]) {
			t.Errorf("the second start prints the link %q after %q", p.SetupLink, first)
		}
		setUp(t, p, kontortest.NewMailbox(t))
		if err := p.Stop(); err != nil {
			t.Errorf("stopping: %v\n%s", err, p.Output())
		}
		p.Start()
		if strings.Contains(p.Output(), "/setup/") {
			t.Errorf("a setup link is printed although there is an Owner:\n%s", p.Output())
		}
		kontortest.NewClient(t, p.Base).Get("/sign-in").
			Submit(t, "Sign in", kontortest.Fields{"login": "sam.keller", "password": kontortest.Password}).WantStatus(t, http.StatusOK)
	})
}

func TestOperatorAddsListsAndResetsStaff(t *testing.T) {
	served(t, func(t *testing.T, p *kontortest.Process) {
		said, err := p.Command("user", "add", "nadia@keyhaven.example", "--first-name", "Nadia", "--last-name", "Okoye")
		if err != nil || !strings.Contains(said, "/invitation/") {
			t.Fatalf("user add: %v\n%s", err, said)
		}
		said, err = p.Command("user", "list")
		if err != nil || !strings.Contains(said, "nadia.okoye") || !strings.Contains(said, "invited") {
			t.Errorf("user list: %v\n%s", err, said)
		}
		said, err = p.Command("user", "reset-password", "nadia.okoye")
		if err != nil || !strings.Contains(said, "/invitation/") { // never accepted: a fresh invitation
			t.Errorf("user reset-password: %v\n%s", err, said)
		}
		if said, err = p.Command("user", "reset-password", "nobody"); err == nil {
			t.Errorf("resetting nobody's password succeeds:\n%s", said)
		}
	})
}

func TestMigrationAndReadinessAreTold(t *testing.T) {
	served(t, func(t *testing.T, p *kontortest.Process) {
		said, err := p.Command("migrate", "status")
		if err != nil || !strings.Contains(said, "0001_ground.sql") || strings.Contains(said, "to do") {
			t.Errorf("migrate status: %v\n%s", err, said)
		}
		_, port, _ := net.SplitHostPort(strings.TrimPrefix(p.Base, "http://"))
		if said, err = p.Command("healthcheck", "--listen", "127.0.0.1:"+port); err != nil || !strings.Contains(said, "ready") {
			t.Errorf("healthcheck: %v\n%s", err, said)
		}
		p.Kill()
		if said, err = kontortest.Command("healthcheck", "--listen", "127.0.0.1:"+port); err == nil {
			t.Errorf("healthcheck of a killed server succeeds: %s", said)
		}
	})
}

func TestConfigurationIsRefusedBeforeAnythingIsTouched(t *testing.T) {
	dir := t.TempDir()
	said, err := kontortest.Command("serve", "--data-dir", dir+"/data", "--base-url", "http://portal.example.com", "--log-level", "loud")
	if err == nil || !strings.Contains(said, "base_url") || !strings.Contains(said, "log_level") {
		t.Errorf("serve: %v\n%s", err, said)
	}
	if said, err = kontortest.Command("config", "check", "--data-dir", dir); err != nil {
		t.Errorf("config check: %v\n%s", err, said)
	}
}

func TestTakenPortIsSaid(t *testing.T) {
	taken, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer taken.Close()
	said, err := kontortest.Command("serve", "--data-dir", t.TempDir()+"/data", "--listen", taken.Addr().String())
	if err == nil || !strings.Contains(said, "can't listen on") {
		t.Errorf("serve on a taken port: %v\n%s", err, said)
	}
}

func TestProcessStopsInOrder(t *testing.T) {
	served(t, func(t *testing.T, p *kontortest.Process) {
		if err := p.Stop(); err != nil {
			t.Fatalf("SIGTERM ends it with %v:\n%s", err, p.Output())
		}
		request, err := http.NewRequestWithContext(context.Background(), http.MethodGet, p.Base+"/livez", nil)
		if err != nil {
			t.Fatal(err)
		}
		if answer, err := http.DefaultClient.Do(request); err == nil {
			said, _ := io.ReadAll(answer.Body)
			_ = answer.Body.Close()
			t.Errorf("it still answers: %s", said)
		}
	})
}
