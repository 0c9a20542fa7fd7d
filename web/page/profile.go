package page

import "kontor/web/ui"

// Profile is My profile: the own account of a partner user or of the vendor's staff. Fields: first_name, last_name, phone.
type Profile struct {
	ui.Form
	Facts     []ui.Fact
	PhoneHint string
	PhoneNeed bool
	Email     string // addresses
	Password  string
	Sessions  []OwnSession
	EndOthers string // address that ends all but the present session; empty: there are none
	Zone      string
}

// OwnSession is a browser that one is signed in with.
type OwnSession struct {
	Browser string
	From    string // network address
	Since   string
	Seen    string
	Present bool   // the one that asks
	End     string // address that ends it
}

// OwnEmail changes the own address (domain.md 4.7). Fields: email, current_password.
type OwnEmail struct {
	ui.Form
	Login  string
	Now    string
	Cancel string
}

// Title implements ui.Page.
func (p Profile) Title() string { return p.PageTitle("My profile") }

// Layout implements ui.Page.
func (Profile) Layout() ui.Layout { return ui.Portal }

// Title implements ui.Page.
func (p OwnEmail) Title() string { return p.PageTitle("Change your email address") }

// Layout implements ui.Page.
func (OwnEmail) Layout() ui.Layout { return ui.Portal }
