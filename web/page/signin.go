package page

import "kontor/web/ui"

// SignIn is either of the two sign-in pages (ui.md 6.2, 1): /sign-in for partner users and staff, /c/sign-in for app
// users. They look alike, name their portal and link to each other.
// Fields: login (username or email; email for app users), password, next (where to go afterwards).
type SignIn struct {
	ui.Form
	Customer       bool   // the page of the Customer Portal
	Vendor         string // Keyhaven
	App            string // name of the vendor's app
	Next           string // address asked for before sign-in, may be empty
	Other          string // address of the other sign-in page
	ForgotPassword string
	ForgotUsername string // portal only
	Notice         string // why one is here, such as "You are signed out."; may be empty
}

// ForgotPassword asks for the address (or username, in the Partner Portal) that a link is mailed to (domain.md 4.8).
// Fields: login.
type ForgotPassword struct {
	ui.Form
	Customer bool
	SignIn   string
	Other    string // the other portal's "Forgot password"
}

// ForgotUsername asks for the address the username is mailed to (domain.md 4.4); Partner Portal only.
// Fields: email.
type ForgotUsername struct {
	ui.Form
	SignIn string
}

// Answered is the uniform answer of both: it says the same for known and unknown addresses.
type Answered struct {
	Customer bool
	Username bool   // the username was asked for, not a password
	Login    string // what was typed
	Valid    string // how long the link works, such as "1 hour"
	SignIn   string
	Again    string // back to the form
}

// CreatePassword is opened by the link of an invitation or a reset mail; opening it does not use the link up.
// Fields: password.
type CreatePassword struct {
	ui.Form
	Reset     bool   // a forgotten password, not an invitation
	Customer  bool   // an app user's: signs in by email, no username
	FirstName string // invitation only
	InvitedBy string // person who invited, invitation only, may be empty
	Portal    string // partner or vendor whose portal opens, "Bluepeak IT"
	Username  string // empty for app users
	Email     string
	Until     string // until when the link works, with zone
	App       string
}

// LinkExpired offers a new link without support (domain.md 4.4). Nothing is typed: the old link names the address.
type LinkExpired struct {
	ui.Form         // posted to send a new link; Action empty: no new link can be sent
	Customer bool   // Customer Portal
	Reset    bool   // it was a reset link
	Used     bool   // used or replaced by a newer one, not expired
	Until    string // until when it worked, with zone; empty when not known
	Masked   string // p•••r@bluepeak.example
	SignIn   string
	Forgot   string // "Forgot password" of this portal
}

// FirstPassword replaces the temporary password at the first sign-in (domain.md 3.3).
// Fields: password.
type FirstPassword struct {
	ui.Form
	Customer bool
	Email    string
	Username string // portal only
	Company  string // Aldergrove Dental Group
	Partner  string // who looks after it
	SignOut  string
}

// OwnAccount shows who one is and changes the own password, in any face (domain.md 4.7: the current one is needed).
// Fields: current_password, password.
type OwnAccount struct {
	ui.Form
	Name     string
	Login    string // what the password manager stores: username or email
	Facts    []ui.Fact
	Sessions string // what happens elsewhere, such as "Your other sessions end."
}

func portal(customer bool) string {
	if customer {
		return "Customer Portal"
	}
	return "Partner Portal"
}

// Title implements ui.Page.
func (p SignIn) Title() string { return p.PageTitle("Sign in to the " + portal(p.Customer)) }

// Title implements ui.Page.
func (p ForgotPassword) Title() string { return p.PageTitle("Forgot password") }

// Title implements ui.Page.
func (p ForgotUsername) Title() string { return p.PageTitle("Forgot username") }

// Title implements ui.Page.
func (Answered) Title() string { return "Look in your mail" }

// Title implements ui.Page.
func (p CreatePassword) Title() string {
	if p.Reset {
		return p.PageTitle("Choose a new password")
	}
	return p.PageTitle("Create password")
}

// Title implements ui.Page.
func (p LinkExpired) Title() string { return p.PageTitle(p.heading()) }

func (p LinkExpired) heading() string {
	if p.Used {
		return "This link can’t be used any more"
	}
	return "This link has expired"
}

// Title implements ui.Page.
func (p FirstPassword) Title() string { return p.PageTitle("Choose a new password") }

// Title implements ui.Page.
func (p OwnAccount) Title() string { return p.PageTitle("Your account") }

// Layout implements ui.Page.
func (SignIn) Layout() ui.Layout { return ui.Narrow }

// Layout implements ui.Page.
func (ForgotPassword) Layout() ui.Layout { return ui.Narrow }

// Layout implements ui.Page.
func (ForgotUsername) Layout() ui.Layout { return ui.Narrow }

// Layout implements ui.Page.
func (Answered) Layout() ui.Layout { return ui.Narrow }

// Layout implements ui.Page.
func (CreatePassword) Layout() ui.Layout { return ui.Narrow }

// Layout implements ui.Page.
func (LinkExpired) Layout() ui.Layout { return ui.Narrow }

// Layout implements ui.Page.
func (FirstPassword) Layout() ui.Layout { return ui.Narrow }

// Layout implements ui.Page.
func (OwnAccount) Layout() ui.Layout { return ui.Portal }
