package web_test

import (
	"net/http"
	"path"
	"strings"
	"testing"
	"time"

	"kontor/access"
	"kontor/account"
	"kontor/kontortest"
)

// Issue "Done when": kontor serve from nothing: setup link, wizard, partner paying by invoice.
func TestSetupLinkLeadsThroughTheWizardToTheFirstPartner(t *testing.T) {
	kontortest.BothBare(t, func(t *testing.T, k *kontortest.Kontor) {
		link, err := account.SetupLink(t.Context(), k.DB)
		if err != nil {
			t.Fatal(err)
		}
		sam := kontortest.NewClient(t, k.Server().URL)
		sam.Get("/setup/unknown").WantStatus(t, http.StatusGone).WantText(t, "can’t be used")
		first := sam.Get(pathOf(t, link))
		bad := first.Submit(t, "Next: Organization", kontortest.Fields{"first_name": "Sam", "last_name": "Keller", "email": "sam", "username": "sam", "password": "short"})
		bad.WantStatus(t, http.StatusUnprocessableEntity).WantError(t, "email", "email address").WantError(t, "password", "12 characters").WantNoText(t, `value="short"`)
		two := bad.Submit(t, "Next: Organization", kontortest.Fields{"email": "sam@keyhaven.example", "password": kontortest.Password}).WantPath(t, "/admin/setup/2")
		kontortest.NewClient(t, k.Server().URL).Get(pathOf(t, link)).WantStatus(t, http.StatusGone).WantLink(t, "Sign in", "/sign-in")

		two.WantNoText(t, "Skip for now")
		sam.Get("/").WantPath(t, "/admin/setup/2")
		sam.Post("/admin/setup/2/skip", nil).WantStatus(t, http.StatusNotFound)
		two = two.Submit(t, "Next: Email", kontortest.Fields{"name": "Keyhaven"}).WantStatus(t, http.StatusUnprocessableEntity).WantError(t, "app_name", "app")
		three := two.Submit(t, "Next: Email", kontortest.Fields{"support_email": "help@keyhaven.example", "app_name": "Vault", "zone": "Europe/Copenhagen", "currency": "EUR"}).
			WantPath(t, "/admin/setup/3")
		server := k.Mailbox.Setting()
		host := kontortest.Fields{"host": server.Host, "port": idText(server.Port), "encryption": "none", "from": "portal@keyhaven.example"}
		three = three.Submit(t, "Send a trial message", host).WantText(t, "The mail server took the message.", "sam@keyhaven.example")
		k.Mailbox.Last(t, "sam@keyhaven.example")
		three.Submit(t, "Send a trial message", kontortest.Fields{"host": "127.0.0.1", "port": "1"}).WantStatus(t, http.StatusUnprocessableEntity).WantError(t, "host", "No connection")
		four := three.Submit(t, "Next: Product", nil).WantPath(t, "/admin/setup/4")
		four.Submit(t, "Finish", kontortest.Fields{"product": "Business", "price": "3.005"}).WantError(t, "price", "3.50")
		four.Submit(t, "Finish", kontortest.Fields{"product": "Business", "price": "3.00"}).WantPath(t, "/admin").WantText(t, "The setup is finished.")
		sam.Get("/").WantPath(t, "/admin")

		form := sam.Get("/admin/partners").Follow(t, "Add partner")
		form.Submit(t, "Add partner", bluepeak).WantText(t, "Bluepeak IT was added.", "maya@bluepeak.example", "Link works until", "Invoice")
		k.DeliverMail()
		k.Mailbox.Last(t, "maya@bluepeak.example")
	})
}

var bluepeak = kontortest.Fields{"name": "Bluepeak IT", "country": "DK", "type": "msp", "terms": "invoice", "first_name": "Maya", "last_name": "Jensen",
	"email": "maya@bluepeak.example", "phone": kontortest.Phone}

func TestSetupCanBeSkippedButForTheOrganization(t *testing.T) {
	kontortest.BothBare(t, func(t *testing.T, k *kontortest.Kontor) {
		link, err := account.SetupLink(t.Context(), k.DB)
		if err != nil {
			t.Fatal(err)
		}
		sam := kontortest.NewClient(t, k.Server().URL)
		two := sam.Get(pathOf(t, link)).Submit(t, "Next: Organization", kontortest.Fields{"first_name": "Sam", "last_name": "Keller",
			"email": "sam@keyhaven.example", "username": "sam", "password": kontortest.Password})
		three := two.Submit(t, "Next: Email", kontortest.Fields{"name": "Keyhaven", "support_email": "help@keyhaven.example", "app_name": "Vault"})
		three.Submit(t, "Skip for now", nil).WantPath(t, "/admin/setup/4").Submit(t, "Skip for now", nil).WantPath(t, "/admin")
		sam.Get("/admin/partners/new").WantPath(t, "/admin/setup/4").WantText(t, "A partner needs a product")
		sam.Get("/admin/outbox").WantText(t, "No mail server is set")
		home := sam.Get("/admin").WantText(t, "No mail server is set", "No active partners yet", "No licenses yet.").Follow(t, "Add partner").WantPath(t, "/admin/setup/4")
		home.Submit(t, "Finish", kontortest.Fields{"product": "Business", "price": "3.00"}).WantPath(t, "/admin")
		sam.Get("/admin/partners/new").Submit(t, "Add partner", bluepeak).WantText(t, "No mail server is set: the invitation to Maya Jensen at maya@bluepeak.example waits in the Outbox.")
		sam.Get("/admin").WantNoText(t, "No active partners yet")
	})
}

// domain.md 4.5, 4.6.
func TestAddPartnerUserSaysToWhomAndUntilWhen(t *testing.T) {
	kontortest.Both(t, func(t *testing.T, k *kontortest.Kontor) {
		msp, other := k.Partner(kontortest.MSP, kontortest.InvoiceTerms), k.Partner(kontortest.MSP, kontortest.InvoiceTerms)
		me := k.Client(k.Owner)
		at := "/admin/partners/" + idText(msp.ID)
		jonas := kontortest.Fields{"first_name": "Jonas", "last_name": "Berg", "email": "jonas@bluepeak.example", "phone": "12 34", "role": "user"}
		bad := me.Get(at).Submit(t, "Submit", jonas).WantStatus(t, http.StatusUnprocessableEntity).WantError(t, "phone", "exactly 11 digits")
		if got := bad.Value(t, "email"); got != "jonas@bluepeak.example" {
			t.Errorf("the form came back with %q", got)
		}
		k.Mailbox.Clear()
		sent := bad.Submit(t, "Submit", kontortest.Fields{"phone": kontortest.Phone})
		sent.WantPath(t, at).WantText(t, "Invitation sent.", "Jonas Berg at jonas@bluepeak.example", "Its link works until 28 Nov 2026", "jonas.berg")
		k.DeliverMail()
		link := k.Mailbox.To("jonas@bluepeak.example")
		if len(link) != 2 {
			t.Fatalf("%d mails, want the invitation and the app's welcome", len(link))
		}

		taken := me.Get("/admin/partners/"+idText(other.ID)).Submit(t, "Submit", with(jonas, kontortest.Fields{"email": "JONAS@Bluepeak.example", "phone": kontortest.Phone}))
		taken.WantStatus(t, http.StatusUnprocessableEntity).WantError(t, "email", "belongs to another user").WantText(t, "jonas.berg", "User, invited", "Partner "+msp.Name)
		me.Post("/admin/partners/"+idText(other.ID)+"/users/"+idText(msp.Admin.Account)+"/invitation", nil).WantStatus(t, http.StatusNotFound)
		me.Get(at).Submit(t, "Resend", nil).WantText(t, "Invitation sent.", "Jonas Berg")
	})
}

// domain.md 7: Support reads, invites and resends.
func TestSupportOpensAPartnerAndInvites(t *testing.T) {
	kontortest.Both(t, func(t *testing.T, k *kontortest.Kontor) {
		msp := k.Partner(kontortest.MSP, kontortest.InvoiceTerms)
		me, at := k.Client(k.Staff(access.Support)), "/admin/partners/"+idText(msp.ID)
		me.Get(at).WantStatus(t, http.StatusOK).WantText(t, msp.Name, "Price list").
			Submit(t, "Submit", kontortest.Fields{"first_name": "Jonas", "last_name": "Berg", "email": "not an address", "phone": kontortest.Phone, "role": "user"}).
			WantStatus(t, http.StatusUnprocessableEntity).
			Submit(t, "Submit", kontortest.Fields{"email": "jonas@bluepeak.example"}).WantPath(t, at).WantText(t, "Invitation sent.")
		me.Get("/admin/partners/new").WantStatus(t, http.StatusForbidden)
	})
}

// domain.md 4.4: opening the link doesn't use it up, it works once, and an expired one offers a new one without support.
func TestInvitationLinkIsOpenedUsedAndRenewed(t *testing.T) {
	kontortest.Both(t, func(t *testing.T, k *kontortest.Kontor) {
		msp := k.Partner(kontortest.MSP, kontortest.InvoiceTerms)
		lena := k.Invited(k.Owner, account.Draft{Partner: msp.ID, FirstName: "Lena", LastName: "Vik", Email: "lena@bluepeak.example", Role: access.PartnerUser})
		k.DeliverMail()
		link := pathOf(t, k.Mailbox.Last(t, lena.Email).Link(t, "/invitation/"))
		k.Clock.Advance(8 * 24 * time.Hour)
		expired := k.Client(nil).Get(link).WantStatus(t, http.StatusGone).WantText(t, "has expired", "l•••a@bluepeak.example")
		k.Mailbox.Clear()
		expired.Submit(t, "Send a new link", nil).WantPath(t, "/sign-in").WantText(t, "a new link is on its way")
		k.DeliverMail()
		fresh := pathOf(t, k.Mailbox.Last(t, lena.Email).Link(t, "/invitation/"))
		k.Client(nil).Get(link).WantText(t, "can’t be used any more")

		scanner := k.Client(nil)
		scanner.Do(http.MethodHead, fresh, nil, nil).WantStatus(t, http.StatusOK)
		scanner.Get(fresh)
		form := k.Client(nil).Get(fresh).WantStatus(t, http.StatusOK).WantText(t, "Welcome, Lena", msp.Name)
		form = form.Submit(t, "Create password and sign in", kontortest.Fields{"password": "lena"}).WantStatus(t, http.StatusUnprocessableEntity).WantError(t, "password", "12 characters")
		form.Submit(t, "Create password and sign in", kontortest.Fields{"password": kontortest.Password}).WantPath(t, msp.Path("")).WantText(t, "lena.vik")
		k.Client(nil).Post(fresh, map[string][]string{"password": {kontortest.Password + "2"}}).WantStatus(t, http.StatusGone)
	})
}

// domain.md 4.8: nothing ends until the link is used; then all sessions end. Known and unknown are answered alike.
func TestForgottenPasswordIsResetByLink(t *testing.T) {
	kontortest.Both(t, func(t *testing.T, k *kontortest.Kontor) {
		msp := k.Partner(kontortest.MSP, kontortest.InvoiceTerms)
		signedIn := k.Client(msp.Admin)
		k.Mailbox.Clear()
		known := k.Client(nil).Get("/forgot-password").Submit(t, "Send link", kontortest.Fields{"login": msp.Admin.Email})
		unknown := k.Client(nil).Get("/forgot-password").Submit(t, "Send link", kontortest.Fields{"login": "nobody@bluepeak.example"})
		if strings.ReplaceAll(known.Body, msp.Admin.Email, "x") != strings.ReplaceAll(unknown.Body, "nobody@bluepeak.example", "x") {
			t.Error("known and unknown are told apart")
		}
		k.DeliverMail()
		link := pathOf(t, k.Mailbox.Last(t, msp.Admin.Email).Link(t, "/reset/"))
		signedIn.Get(msp.Path("")).WantStatus(t, http.StatusOK)
		form := k.Client(nil).Get(link).WantText(t, "Choose a new password")
		form.Submit(t, "Save password", kontortest.Fields{"password": "another-tram-orbit-42"}).WantPath(t, "/sign-in").WantText(t, "Your new password is saved")
		signedIn.Get(msp.Path("")).WantText(t, "Sign in to go on.")
		k.Client(nil).Get("/reset/"+path.Base(link)).WantStatus(t, http.StatusGone)
		k.Client(nil).Get("/sign-in").Submit(t, "Sign in", kontortest.Fields{"login": msp.Admin.Username, "password": kontortest.Password}).WantStatus(t, http.StatusUnprocessableEntity)
		k.Client(nil).Get(msp.Path("/companies?q=x")).Submit(t, "Sign in", kontortest.Fields{"login": msp.Admin.Username, "password": "another-tram-orbit-42"}).
			WantPath(t, msp.Path("/companies?q=x"))
	})
}

// trust.md "Secrets": with a mail server set nobody reads a mail that carries a password or link.
func TestOutboxHidesSealedMails(t *testing.T) {
	kontortest.Both(t, func(t *testing.T, k *kontortest.Kontor) {
		msp := k.Partner(kontortest.MSP, kontortest.InvoiceTerms)
		luis := k.Staff(access.Support)
		k.Invited(k.Owner, account.Draft{Partner: msp.ID, FirstName: "Lena", LastName: "Vik", Email: "lena@bluepeak.example", Role: access.PartnerUser})
		open := func(who *kontortest.Person) *kontortest.Page {
			return k.Client(who).Get("/admin/outbox").Follow(t, "Lena Vik")
		}
		open(k.Owner).WantText(t, "It goes to its recipient only.").WantNoText(t, "/invitation/")
		k.Exec(`UPDATE mail_setting SET host = ''`)
		open(luis).WantText(t, "Only the Owner may read it").WantNoText(t, "/invitation/")
		open(k.Owner).WantText(t, "Create a password")
		k.Client(k.Owner).Get("/admin/mails").Follow(t, "App welcome").WantText(t, "Sofia Marino")
	})
}

func TestPartnersListFiltersAndPages(t *testing.T) {
	kontortest.Both(t, func(t *testing.T, k *kontortest.Kontor) {
		msp, reseller := k.Partner(kontortest.MSP, kontortest.InvoiceTerms), k.Partner(kontortest.Reseller, kontortest.InvoiceTerms)
		child := reseller.Child()
		me := k.Client(k.Owner)
		me.Get("/admin/partners").WantText(t, msp.Name, reseller.Name, child.Name)
		me.Get("/admin/partners?type=reseller").WantText(t, reseller.Name).WantNoText(t, msp.Name)
		me.Get("/admin/partners?q="+strings.ToUpper(msp.Name[:5])).WantText(t, msp.Name).WantNoText(t, ">"+reseller.Name+"<")
		me.Get("/admin/partners").WantText(t, "All 3Active 3Invited 0Suspended 0Ended 0").Follow(t, "Suspended").WantText(t, "No partners match")
		me.Get("/admin/partners").Follow(t, reseller.Name).WantText(t, "Its MSPs", child.Name)
		down := me.Get("/admin/partners?sort=-name").Text()
		if strings.Index(down, reseller.Name) > strings.Index(down, msp.Name) {
			t.Error("Cirrus stands after Bluepeak where names go down")
		}
	})
}

// ui.md 6.2, 4: the views are tabs that say how many they hold, and each holds exactly its own.
func TestViewsOfPartnersAreTabsWithTheirCounts(t *testing.T) {
	kontortest.Both(t, func(t *testing.T, k *kontortest.Kontor) {
		names := map[string]string{"invited": "Foxglove Systems"}
		k.Way(k.Owner, true).AddPartner(names["invited"], kontortest.MSP, "fox@foxglove.example", 0).Done(t)
		active, out, over := k.Partner(kontortest.MSP, kontortest.InvoiceTerms), k.Partner(kontortest.MSP, kontortest.InvoiceTerms), k.Partner(kontortest.Reseller, kontortest.InvoiceTerms)
		staff := k.Way(k.Owner, true)
		staff.SuspendPartner(out).Done(t)
		staff.EndPartner(over, over.Name).Done(t)
		names["active"], names["suspended"], names["ended"] = active.Name, out.Name, over.Name
		me := k.Client(k.Staff(access.Support))
		me.Get("/admin/partners").WantText(t, "All 4Active 1Invited 1Suspended 1Ended 1", active.Name, out.Name, over.Name)
		api := k.API(k.Owner)
		for view, name := range names {
			p := me.Get("/admin/partners?view=" + view)
			if rows := strings.Count(p.Body, `data-label="Status"`); rows != 1 {
				t.Errorf("%s holds %d rows, want 1", view, rows)
			}
			p.WantText(t, name, "All 4Active 1Invited 1Suspended 1Ended 1")
			if got := string(api.Get("/partners?view="+view).Want(t, http.StatusOK).Body); !strings.Contains(got, name) || strings.Count(got, `"status"`) != 1 {
				t.Errorf("API, %s: %s", view, got)
			}
		}
		me.Get("/admin/partners?view=ended&q=zzz").WantText(t, "No partners match").Follow(t, "Active").WantText(t, active.Name)
	})
}
