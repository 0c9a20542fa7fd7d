// Package ui holds the components every page is built from: the frame, forms, tables, messages. It knows no
// domain type and no database; all it shows is handed to it as text and numbers.
package ui

import "github.com/a-h/templ"

// Layout says which surroundings a page is shown in.
type Layout int

// The surroundings of ui.md 6.1 and 6.2.
const (
	Portal Layout = iota // sidebar, top bar, content
	Narrow               // one card in the middle: sign-in, passwords, failures
	Wide                 // one wide card in the middle: the first-run setup
	Guest                // top bar and content, for readers who are not signed in: the help
)

// Page is what a handler hands to the renderer: a typed component with its props (architecture.md law 8).
// The renderer adds navigation, person and flash and calls Document.
type Page interface {
	// Title stands in the browser's tab; it begins with "Error: " when the page shows a refused form.
	Title() string
	Layout() Layout
	Body() templ.Component
}

// Footed is a Page that says something below its card (Narrow and Wide only).
type Footed interface {
	Foot() templ.Component
}

// Brand is how the vendor presents itself (domain.md 1, vendor).
type Brand struct {
	Name   string // the vendor's name; "Kontor" before setup
	Logo   string // address of the logo image; empty shows the key glyph
	Theme  string // address of the style sheet in the vendor's color, with a version so that it can be cached for long; empty: the portal's own
	Portal string // "Partner Portal", "Customer Portal", "Admin", "Setup"; may be empty
	Home   string // where the brand mark leads; empty is no link
}

// Face is one entry of the switcher: a portal this person can open (ui.md 6.1).
type Face struct {
	Name    string // Bluepeak IT
	Kind    string // MSP, Reseller, Vendor, Customer
	Href    string
	Logo    string // image address, may be empty
	Current bool
}

// NavItem is one line of the sidebar. Items with the same Group stand under one heading; the empty group comes first.
type NavItem struct {
	Group   string
	Icon    string // id in icons.svg
	Label   string
	Href    string
	Count   string // formatted, empty shows none
	Current bool
	Key     string // letter that leads there after g, may be empty
}

// Shortcut is a line of the list of keys.
type Shortcut struct {
	Keys []string // pressed together or one after the other
	Text string
}

// Person is who is signed in.
type Person struct {
	Name    string
	Role    string // Admin, Owner, Administrator …
	Account string // address of the own account page; empty leaves the entry out
	Display string // address of the own theme, density and shortcuts; empty leaves the entries out
	Theme   string // the present one: light, dark or system
	SignOut string // address that a sign-out is posted to
}

// Flash is the result of the form sent before, shown at the top of the content until closed or the next page.
type Flash struct {
	Tone  string // ok (also when empty), warn, bad, info
	Title string // bold first sentence, may be empty
	Text  string
}

// FrameProps is all that surrounds a page.
type FrameProps struct {
	Brand   Brand
	Faces   []Face
	Nav     []NavItem
	Person  Person
	Look    Look
	Find    string     // address of the command palette; empty: none
	Keys    []Shortcut // empty: no list of them
	Viewing *Viewing   // somebody looks at the portal as somebody else
	Banner  string     // a line above everything, such as the mark of data that is not real
	Flash   *Flash
	Version string // product version at the foot of the sidebar
	Help    string // address of the article about this page; empty shows no "?"
	SignIn  string // address of the sign-in page, on pages of Layout Guest
	// Secret marks a page whose own address carries a token: no referrer leaves it (trust.md "Accounts").
	Secret bool
}

// Look is how a person has the portal (ui.md 6.3).
type Look struct {
	Theme   string // light or dark; else the system's
	Density string // compact; else comfortable
	NoKeys  bool   // shortcuts of a single key are switched off
}

func (l Look) attributes() templ.Attributes {
	a := templ.Attributes{}
	if l.Theme == "light" || l.Theme == "dark" {
		a["data-theme"] = l.Theme
	}
	if l.Density == "compact" {
		a["data-density"] = "compact"
	}
	if l.NoKeys {
		a["data-keys"] = "off"
	}
	return a
}

// Viewing is the line above every page that is seen through somebody else's eyes (ui.md 6.2, 26).
type Viewing struct {
	As    string // whose
	Until string // a time of day, with its zone
	Stop  string // address that ends it is posted to
}

// Link is a name that leads somewhere; without Href it is only the name.
type Link struct{ Text, Href string }

// Badge is a status: always a word beside its dot, never color alone (ui.md 6.3).
type Badge struct {
	Tone string // ok, warn, bad, info, plain (no dot), or empty for gray
	Text string
}

// Fact is one line of a definition list.
type Fact struct {
	Label string
	Text  string
	Href  string // makes the text a link
	Hint  string // muted addition
}

// Option is one entry of a select or a choice.
type Option struct {
	Value string
	Label string
	Hint  string // shown in choices only
}

// Sort is a sortable column head.
type Sort struct {
	Href string // address that sorts by this column, or turns the order round
	Dir  string // "ascending", "descending", or empty when the list is sorted by something else
}

// Pager leads through a list by keys; an empty address means there is nothing that way.
type Pager struct {
	Shown    string // "1–8 of 84" or "84 companies"
	Previous string
	Next     string
}

// Tab leads to one of the pages about the same thing.
type Tab struct {
	Text    string
	Href    string
	Count   string // formatted, empty shows none
	Current bool
}
