package web_test

import (
	"regexp"
	"testing"

	"kontor/kontortest"
	"kontor/kontortest/count"
	"kontor/kontortest/postgres"
)

// demoSecret is everybody's password there, as the command prints it.
var demoSecret = regexp.MustCompile(`Everybody's password: (\S+)`)

// Issue "Done when", in Chromium: "kontor demo" from the MSP Admin's new customer to the temporary password, and from the Reseller's new
// MSP to that MSP's own customer.
func TestDemoCanBeWalkedThrough(t *testing.T) {
	kontortest.Long(t)
	p := kontortest.Demo(t)
	found := demoSecret.FindStringSubmatch(p.Output())
	if found == nil {
		t.Fatalf("no password in:\n%s", p.Output())
	}
	signedIn := func(login string) *tab { return signIn(t, p.Base, "/sign-in", login, found[1]) }
	staff := signedIn("sam.keller").WantText("Demo data", "Partners")

	maya := signedIn("maya.jensen").WantText("Demo data", "Bluepeak IT").Click("Companies").WantText("Aldergrove Dental Group")
	maya.Shot("demo-companies")
	addInDrawer(maya, cobalt, "customer").WantText("Cobalt Freight was added. The welcome mail to nils@cobalt.example is on its way.")
	temporary := inOutbox(t, staff, "Nils Dahl", regexp.MustCompile(`Temporary password\s+(\S+)`))
	signIn(t, p.Base, "/sign-in", cobalt["email"], temporary).WantText("There is a problem", "not right")
	nils := signIn(t, p.Base, "/c/sign-in", cobalt["email"], temporary).WantText("Choose a new password")
	nils.Go("/").Go("/c/password").Fill("password", temporary).Click("Save and go on").WantText("There is a problem")
	nils.Fill("password", kontortest.Password).Click("Save and go on").WantText("Your password is set", "Cobalt Freight", "1 of 3", "Bluepeak IT")

	nora := with(cobalt, kontortest.Fields{"name": "Nimbus IT", "team_name": "Nimbus", "first_name": "Nora", "email": "nora@nimbus.example"})
	ray := signedIn("nils.vermeer").WantText("Cirrus Channel").Click("Companies")
	addInDrawer(ray, nora, "msp").WantText("Nimbus IT was added. Two mails to nora@nimbus.example are on their way", "has a Partner Portal of its own")
	inOutbox(t, staff, "Your Keyhaven account at Nimbus IT", regexp.MustCompile(`(Temporary password)`))
	link := inOutboxAsText(t, staff, "invited", regexp.MustCompile(`(https?://\S+/invitation/\S+)`))
	msp := kontortest.NewBrowser(t, p.Base).Go(link).WantText("Welcome, Nora").Fill("password", kontortest.Password).Click("Create password and sign in")
	msp.WantText("Nimbus IT", "Nora").Click("Companies").WantText("Your own company")
	addInDrawer(msp, with(cobalt, kontortest.Fields{"name": "Harbor Lane", "email": "pia@harbor.example"}), "").WantText("Harbor Lane was added.")
	for _, b := range []*tab{maya, ray, msp, nils} {
		b.WantNoComplaints()
	}
	ray.Click("Companies").Fill("q", "Harbor Lane").WantText("No companies match")
}

// signIn is somebody in a Chromium of their own, at the portal or at a company.
func signIn(t *testing.T, base, path, login, password string) *tab {
	t.Helper()
	return kontortest.NewBrowser(t, base).Go(path).Fill("login", login).Fill("password", password).Click("Sign in")
}

// addInDrawer adds a company from the list, in the drawer's three steps; kind "" where the form does not ask.
func addInDrawer(b *tab, f kontortest.Fields, kind string) *tab {
	b.Click("Add company").WantText("Next: Primary contact").Fill("name", f["name"]).Fill("team_name", f["team_name"]).Choose("country", "DK")
	if kind != "" && b.Eval(`() => !!document.querySelector('[name=account_type]')`) == true {
		b.Choose("account_type", kind)
	}
	b.Click("Next: Primary contact").Fill("first_name", f["first_name"]).Fill("last_name", f["last_name"]).Fill("email", f["email"])
	b.Click("Next: Subscription").Eval(`() => { const e = document.querySelector('[name=product]'); if (!e.value) e.value = e.options[1].value }`)
	return b.Choose("subscription_type", f["subscription_type"]).Fill("license_count", f["license_count"]).Click("Add company")
}

// inOutbox opens the mail whose line shows text, and takes from it what the pattern finds.
func inOutbox(t *testing.T, staff *tab, text string, what *regexp.Regexp) string {
	t.Helper()
	staff.Click("Outbox").Click(text)
	found := what.FindStringSubmatch(staff.Text())
	if found == nil {
		t.Fatalf("no %s in the mail: %s", what, staff.Text())
	}
	return found[1]
}

// inOutboxAsText is inOutbox with the mail's text version: the other shows links as buttons.
func inOutboxAsText(t *testing.T, staff *tab, text string, what *regexp.Regexp) string {
	t.Helper()
	staff.Click("Outbox").Click(text).Click("Text")
	found := what.FindStringSubmatch(staff.Text())
	if found == nil {
		t.Fatalf("no %s in the mail: %s", what, staff.Text())
	}
	return found[1]
}

// Issue "Done when", in Chromium: "kontor serve" from nothing to a customer, with mail leaving by SMTP.
func TestServeIsSetUpInABrowserFromNothing(t *testing.T) {
	kontortest.Long(t)
	t.Run("sqlite", func(t *testing.T) {
		count.Ran(t, "sqlite")
		fromNothing(t, kontortest.Serve(t), kontortest.NewMailbox(t))
	})
	t.Run("postgres", func(t *testing.T) {
		count.Ran(t, "postgres")
		fromNothing(t, kontortest.Serve(t, "--database", postgres.URL(t)), kontortest.NewMailbox(t))
	})
}

func fromNothing(t *testing.T, p *kontortest.Process, box *kontortest.Mailbox) {
	if p.SetupLink == "" {
		t.Fatalf("no setup link in:\n%s", p.Output())
	}
	sam, server := kontortest.NewBrowser(t, p.Base).Go(p.SetupLink), box.Setting()
	fill := func(b *tab, next string, fields kontortest.Fields) {
		for name, text := range fields {
			b.Fill(name, text)
		}
		b.Click(next)
	}
	fill(sam, "Next: Organization", kontortest.Fields{"first_name": "Sam", "last_name": "Keller", "email": "sam@keyhaven.example", "username": "sam.keller", "password": kontortest.Password})
	sam.WantText("Support email").Choose("zone", "Europe/Copenhagen").Choose("currency", "EUR")
	fill(sam, "Next: Email", kontortest.Fields{"name": "Keyhaven", "support_email": "help@keyhaven.example", "app_name": "Keyhaven"})
	sam.WantText("SMTP server").Choose("encryption", "none")
	fill(sam, "Send a trial message", kontortest.Fields{"host": server.Host, "port": idText(server.Port), "from": "portal@keyhaven.example"})
	sam.WantText("Sent to sam@keyhaven.example").Click("Next: Product").WantText("Price per user and month")
	box.Wait(t, "sam@keyhaven.example", "")
	fill(sam, "Finish", kontortest.Fields{"product": "Business", "price": "3.00", "price_list": "Standard"})
	sam.WantText("The setup is finished.").Click("Add partner").Choose("country", "DK").Choose("type", "msp").Choose("terms", "invoice")
	fill(sam, "Add partner", kontortest.Fields{"name": "Bluepeak IT", "first_name": "Maya", "last_name": "Jensen", "email": "maya@bluepeak.example", "phone": kontortest.Phone})
	sam.WantText("Bluepeak IT was added.", "maya@bluepeak.example").WantNoComplaints()

	maya := kontortest.NewBrowser(t, p.Base).Go(box.Wait(t, "maya@bluepeak.example", "invited").Link(t, "/invitation/"))
	maya.Fill("password", kontortest.Password).Click("Create password and sign in").WantText("Maya", "Getting started")
	addInDrawer(maya, cobalt, "").WantText("Cobalt Freight was added.").WantNoComplaints()
	temporary := box.Wait(t, cobalt["email"], "Cobalt").Password(t)
	signIn(t, p.Base, "/sign-in", cobalt["email"], temporary).WantText("There is a problem")
	nils := signIn(t, p.Base, "/c/sign-in", cobalt["email"], temporary).WantText("Choose a new password")
	nils.Fill("password", kontortest.Password).Click("Save and go on").WantText("Your password is set", "1 of 3").WantNoComplaints()
}
