package mail

import "time"

// Message is what a mail says. The types in this file are all there are; each has its wording in letter/<kind>.html and .txt.
type Message interface {
	// Kind names the message in the database, the API and the previews; it does not change.
	Kind() string
	fill(*letter)
}

// AppWelcome brings an app user the temporary password (domain.md 2.3, 3.3). It names the partner, so that it isn't taken for phishing.
// Without a TemporaryPassword the vendor's product has its own credentials and the mail only leads there.
type AppWelcome struct {
	PartnerName, CompanyName, TeamName string
	Email                              string
	TemporaryPassword                  string
	ExpiresAt                          time.Time // of the temporary password
	Zone                               string    // IANA name the expiry is told in
}

// PortalInvitation brings a portal user the username and the link to create a password (domain.md 4.4).
type PortalInvitation struct {
	PartnerName string // "" for the vendor's staff
	InvitedBy   string // may be empty
	Username    string
	Link        string
	ExpiresAt   time.Time
	Zone        string
}

// PasswordReset brings the link to choose a new password (domain.md 4.8).
type PasswordReset struct {
	Username  string // "" for app users
	Link      string
	ExpiresAt time.Time
	Zone      string
	App       bool   // an app user's
	EndedBy   string // who ended the present password; "": it was forgotten, and goes on working until the link is used
}

// PasswordTemporary brings a temporary password to who forgot theirs, where the vendor chose that over a link (domain.md 4.8).
type PasswordTemporary struct {
	Username          string
	TemporaryPassword string
	ExpiresAt         time.Time
	Zone              string
}

// ForgottenUsername brings the username that was asked for (domain.md 4.4).
type ForgottenUsername struct {
	Username string
}

// PasswordChanged tells that the password was changed (trust.md "Accounts").
type PasswordChanged struct {
	Username string // "" for app users
	App      bool
}

// AccessRevoked tells a person that the account was removed (domain.md 4.9); CompanyName is set for app users.
type AccessRevoked struct {
	PartnerName, CompanyName string
}

// AddressChanged tells an app user that the address of the account was changed (domain.md 3.3). The old address gets it without
// NewAddress, as it may have been a stranger's.
type AddressChanged struct {
	CompanyName string
	NewAddress  string
}

// PortalAddressChanged tells a portal user that the address of the account was changed (domain.md 4.7). The old address gets it without
// NewAddress and Username, as it may have been a stranger's.
type PortalAddressChanged struct {
	PartnerName string // the vendor's own name for its staff
	NewAddress  string
	Username    string
}

// Greeting is the mail by which the mail settings are tried.
type Greeting struct {
	SentBy string
}

// Kind implements Message.
func (AppWelcome) Kind() string { return "app_welcome" }

// Kind implements Message.
func (PortalInvitation) Kind() string { return "portal_invitation" }

// Kind implements Message.
func (PasswordReset) Kind() string { return "password_reset" }

// Kind implements Message.
func (PasswordTemporary) Kind() string { return "password_temporary" }

// Kind implements Message.
func (ForgottenUsername) Kind() string { return "forgotten_username" }

// Kind implements Message.
func (PasswordChanged) Kind() string { return "password_changed" }

// Kind implements Message.
func (AccessRevoked) Kind() string { return "access_revoked" }

// Kind implements Message.
func (AddressChanged) Kind() string { return "address_changed" }

// Kind implements Message.
func (PortalAddressChanged) Kind() string { return "portal_address_changed" }

// Kind implements Message.
func (Greeting) Kind() string { return "greeting" }

// titles are the kinds in words, for lists.
var titles = map[string]string{
	"app_welcome": "App welcome", "portal_invitation": "Portal invitation", "password_reset": "Password reset",
	"password_temporary": "Temporary password",
	"forgotten_username": "Forgotten username", "password_changed": "Password changed", "access_revoked": "Access revoked",
	"address_changed": "Address changed", "partner_status": "Partner suspended, resumed or ended",
	"portal_address_changed": "Address changed, portal",
	"greeting":               "Mail settings tried",
}

// Title is a kind in words: "App welcome".
func Title(kind string) string { return titles[kind] }

func (m AppWelcome) fill(l *letter) {
	l.fact("Email", m.Email)
	l.AppSignIn, l.AppDownload = l.vendor.AppSignInURL, l.vendor.AppDownloadURL
	if m.TemporaryPassword == "" {
		l.Button = button{"Open " + l.App, l.AppSignIn}
		return
	}
	l.typed("Temporary password", m.TemporaryPassword)
	l.until("Valid until", m.ExpiresAt, m.Zone)
	l.secret = true
	l.Button = button{"Sign in", l.url("/c/sign-in")}
}

func (m PortalInvitation) fill(l *letter) {
	l.typed("Username", m.Username)
	l.fact("Sign-in address", l.url("/sign-in"))
	l.until("Link works until", m.ExpiresAt, m.Zone)
	l.secret = true
	l.Button = button{"Create a password", m.Link}
}

func (m PasswordReset) fill(l *letter) {
	l.account(m.App, m.Username)
	l.until("Link works until", m.ExpiresAt, m.Zone)
	l.secret = true
	l.Button = button{"Choose a new password", m.Link}
}

func (m PasswordTemporary) fill(l *letter) {
	l.account(false, m.Username)
	l.typed("Temporary password", m.TemporaryPassword)
	l.until("Valid until", m.ExpiresAt, m.Zone)
	l.secret = true
	l.Button = button{"Sign in", l.url("/sign-in")}
}

func (m ForgottenUsername) fill(l *letter) {
	l.typed("Username", m.Username)
	l.Button = button{"Sign in", l.url("/sign-in")}
}

func (m PasswordChanged) fill(l *letter) {
	l.account(m.App, m.Username)
	l.Button = button{"Choose a new password", l.url("/forgot-password")}
	if m.App {
		l.Button.Link = l.url("/c/forgot-password")
	}
}

func (AccessRevoked) fill(*letter) {}

func (m AddressChanged) fill(l *letter) {
	if m.NewAddress == "" {
		return
	}
	l.account(true, "")
	l.Button = button{"Sign in", l.url("/c/sign-in")}
}

func (m PortalAddressChanged) fill(l *letter) {
	if m.NewAddress == "" {
		return
	}
	l.account(false, m.Username)
	l.Button = button{"Sign in", l.url("/sign-in")}
}

func (Greeting) fill(l *letter) {
	l.Button = button{"Open the Partner Portal", l.url("/sign-in")}
}
