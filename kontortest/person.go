package kontortest

import (
	"path"

	"kontor/access"
	"kontor/account"
	"kontor/company"
	"kontor/store"
)

// Person is somebody who can sign in, or could: staff, a partner user, or an app user.
type Person struct {
	Name, Email, Username string
	Role                  access.Role
	Account               int64 // at the portal, else 0
	AppUser               int64 // of a company, else 0; a partner user's app account is another Person
	Partnership           int64 // the face a partner user is in
	Company               int64 // an app user's

	k *Kontor
}

// app reports whether the person signs in at /c/sign-in.
func (p *Person) app() bool { return p.AppUser != 0 }

// Session is the token of a new session, made without a password.
func (p *Person) Session() string {
	p.k.t.Helper()
	token, err := store.Write(p.k.t.Context(), p.k.DB, access.System("sign-in"), func(tx *store.Tx) (string, error) {
		of := account.Subject{Account: p.Account}
		if p.app() {
			of = account.Subject{AppUser: p.AppUser}
		}
		return account.StartSession(p.k.t.Context(), tx, of, "127.0.0.1", "kontortest")
	})
	p.k.must(err)
	return token
}

// Actor is the person as a session makes them.
func (p *Person) Actor() access.Actor {
	p.k.t.Helper()
	token := p.Session()
	if p.app() {
		visitor, err := company.Visit(p.k.t.Context(), p.k.DB, token)
		p.k.must(err)
		return visitor.Actor(p.Company)
	}
	visitor, err := account.Visit(p.k.t.Context(), p.k.DB, token)
	p.k.must(err)
	if p.Partnership == 0 {
		return visitor.StaffActor()
	}
	return visitor.Actor(p.Partnership)
}

// Names of the session cookies on http and loopback; on https they begin with __Host-.
const (
	portalCookie = "kontor"
	appCookie    = "kontor-app"
)

func (p *Person) cookie() (name, value string) {
	if p.app() {
		return appCookie, p.Session()
	}
	return portalCookie, p.Session()
}

// Client is a signed-in client without JavaScript; nil is a stranger.
func (k *Kontor) Client(who *Person) *Client {
	k.t.Helper()
	c := NewClient(k.t, k.Server().URL)
	if who != nil {
		c.setCookie(who.cookie())
	}
	return c
}

// Browser is a signed-in Chromium; nil is a stranger. Without Chromium the test is skipped, and fails with KONTOR_TEST_ALL=1.
func (k *Kontor) Browser(who *Person) *Tab {
	k.t.Helper()
	tab := newTab(k.t, k.Server().URL)
	if who != nil {
		tab.setCookie(who.cookie())
	}
	return tab
}

// Staff is a further member of the vendor's staff, who has accepted.
func (k *Kontor) Staff(role access.Role) *Person {
	k.t.Helper()
	first := map[access.Role]string{access.Owner: "Olga", access.PortalAdmin: "Nadia", access.Support: "Luis"}[role]
	return k.Accepted(k.Owner, account.Draft{FirstName: first, LastName: k.unique("Staff"), Role: role})
}

// Accepted invites somebody by the verb, and accepts by the link in the mail that arrives.
func (k *Kontor) Accepted(by *Person, d account.Draft) *Person {
	k.t.Helper()
	return k.AcceptInvitation(k.Invited(by, d))
}

// Invited invites somebody by the verb; what the draft leaves open is filled in.
func (k *Kontor) Invited(by *Person, d account.Draft) *Person {
	k.t.Helper()
	if d.Email == "" {
		d.Email = plainName(k.unique(d.FirstName)) + "@keyhaven.example"
	}
	if d.Phone == "" {
		d.Phone = Phone
	}
	var made account.Account
	k.Write(by, func(tx *store.Tx) (err error) {
		made, err = account.Invite(k.t.Context(), tx, d)
		return err
	})
	p := &Person{k: k, Name: made.Name(), Email: made.Email, Username: made.Username, Role: made.Role, Account: made.ID}
	if len(d.Partnerships) > 0 {
		p.Partnership = d.Partnerships[0]
	}
	return p
}

// Phone has eleven digits, as the default rule wants it (domain.md 4.5).
const Phone = "+45 32 10 55 501"

// AcceptInvitation delivers the mail and creates the password by its link.
func (k *Kontor) AcceptInvitation(p *Person) *Person {
	k.t.Helper()
	k.DeliverMail()
	for _, m := range k.Mailbox.To(p.Email) {
		if link, ok := m.find("/invitation/"); ok {
			k.must(account.SetPassword(k.t.Context(), k.DB, account.Invitation, path.Base(link), Password, "127.0.0.1"))
			return p
		}
	}
	k.t.Fatalf("no invitation arrived for %s", p.Email)
	return nil
}

// AcceptWelcome delivers the mail, signs in with its temporary password and changes it.
func (k *Kontor) AcceptWelcome(p *Person) *Person {
	k.t.Helper()
	k.DeliverMail()
	for _, m := range k.Mailbox.To(p.Email) {
		temporary, ok := m.password()
		if !ok {
			continue
		}
		token, _, err := company.SignIn(k.t.Context(), k.DB, account.Attempt{Login: p.Email, Password: temporary, IP: "127.0.0.1"})
		k.must(err)
		visitor, err := company.Visit(k.t.Context(), k.DB, token)
		k.must(err)
		_, err = company.ChangePassword(k.t.Context(), k.DB, visitor, account.NewPassword{Password: Password, IP: "127.0.0.1"})
		k.must(err)
		return p
	}
	k.t.Fatalf("no temporary password arrived for %s", p.Email)
	return nil
}
