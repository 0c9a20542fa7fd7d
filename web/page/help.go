package page

import (
	"strings"

	"kontor/web/ui"
)

// HelpAside is what stands beside every page of the help.
type HelpAside struct {
	Base        string // address of the help in this face, without a slash at its end
	Public      bool   // the reader is not signed in
	Collections []HelpCollection
	Ask         Ask
	Titles      []string // of all articles, as suggestions
}

// Ask is who answers what the help does not.
type Ask struct {
	Name  string // the vendor, or the customer's partner
	Email string
	URL   string // a support page; may be empty
}

// HelpCollection is a group of articles.
type HelpCollection struct {
	ID, Title string
	Articles  []HelpLink
}

// HelpLink leads to an article.
type HelpLink struct {
	Title, Href, Description string
	Answers                  string // "12 yes, 3 no"; for staff
}

// Help is the help's first page, and with Searched what a search found.
type Help struct {
	HelpAside
	Query    string
	Searched bool
	Found    string // "3 results for “private key”"
	Meant    string // the query as it was understood, if it was not taken as it is
	Hits     []HelpHit
}

// HelpHit is an article that was found.
type HelpHit struct {
	Title, Href, Collection, Changed string
	Snippet                          []HelpPiece
}

// HelpPiece is a part of a snippet; Mark is a word that was looked for.
type HelpPiece struct {
	Text string
	Mark bool
}

// HelpArticle is one article.
type HelpArticle struct {
	ui.Form // "Did this answer your question?"
	HelpAside
	Name, Collection, Description string
	Changed, ChangedDate          string // "21 Nov 2026", "2026-11-21"
	HTML                          string // made by the documentation's own renderer
	Contents                      []ui.Link
	Related                       []HelpLink
	Edit                          string // "Suggest an edit"; empty is not offered
	Notes                         []HelpNote
	Answers                       string // for staff
}

// HelpNote is what a reader missed; for staff.
type HelpNote struct {
	Helped     bool
	When, Text string
}

// HelpSetting is Settings > Help. Field: help_edit_url.
type HelpSetting struct {
	SettingsHead
	ui.Form
}

// Title implements ui.Page.
func (p Help) Title() string {
	if p.Searched {
		return "Search – Help"
	}
	return "Help"
}

// Layout implements ui.Page.
func (p HelpAside) Layout() ui.Layout {
	if p.Public {
		return ui.Guest
	}
	return ui.Portal
}

// Title implements ui.Page.
func (p HelpArticle) Title() string { return p.PageTitle(p.Name + " – Help") }

// Title implements ui.Page.
func (p HelpSetting) Title() string { return p.PageTitle("Help · Settings") }

// Layout implements ui.Page.
func (HelpSetting) Layout() ui.Layout { return ui.Portal }

func (p Help) lead() string {
	if p.Searched {
		return ""
	}
	return "Guides and answers."
}

// CollectionID is the id of a collection on the help's first page.
func CollectionID(title string) string {
	return "c-" + strings.ToLower(strings.ReplaceAll(title, " ", "-"))
}
