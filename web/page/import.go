package page

import (
	"kontor/web/ui"
)

// ImportStart takes the file (ui.md 6.2, 7). It is sent as multipart. Fields: kind (companies, people), file, no_mails (vendor staff).
type ImportStart struct {
	ui.Form
	Back      ui.Link
	For       string // the partner, in the vendor's face
	Staff     bool
	Rows      int // the most
	Companies string
	People    string // addresses of the templates
	Help      string // address of the article that explains the columns
}

// ImportRow is a row of the file and what becomes of it.
type ImportRow struct {
	Line  int
	Name  string
	Who   string
	Level string
	Count string // "" in files of people
	Fate  ui.Badge
	What  string   // what happens
	Wrong []string // why not, a column each
}

// Import says row by row what would happen, or once Finished what did. Fields: kind, text, no_mails, digest, step (run, rest).
type Import struct {
	ui.Form
	Back     ui.Link
	Finished bool
	People   bool // a file of app users
	Lead     string
	Kind     string
	Text     string // the file
	Rest     string // the file again, or of the finished the rows that were not imported; "" leaves the download out
	NoMails  bool
	Digest   string
	Unused   string // heads of columns that were not read
	New      int
	Present  int
	Bad      int
	Left     int // not reached
	Licenses int
	Rows     []ImportRow
	Again    string // address that takes another file
}

// Title implements ui.Page.
func (p ImportStart) Title() string { return p.PageTitle("Import CSV") }

// Layout implements ui.Page.
func (ImportStart) Layout() ui.Layout { return ui.Portal }

// Title implements ui.Page.
func (p Import) Title() string { return p.PageTitle(p.heading()) }

// Layout implements ui.Page.
func (Import) Layout() ui.Layout { return ui.Portal }

func (p Import) heading() string {
	if p.People {
		return "Import app users"
	}
	return "Import companies"
}

// mails says what goes out.
func (p Import) mails() string {
	switch {
	case p.NoMails:
		return "No mails go out. They can be sent later, one by one, with “Send again”."
	case p.People:
		return ui.Plural(p.New, "welcome mail goes", "welcome mails go") + " out, one to each new user."
	}
	return ui.Plural(p.New, "welcome mail goes", "welcome mails go") + " out, one to each new primary contact."
}

func (p Import) unit(n int) string {
	if p.People {
		return ui.Plural(n, "app user", "app users")
	}
	return ui.Plural(n, "company", "companies")
}

// outcome is said of a run.
func (p Import) outcome() string {
	said := p.unit(p.New) + " added."
	if p.Present > 0 {
		said += " " + ui.Plural(p.Present, "row was", "rows were") + " there already."
	}
	if p.Bad > 0 {
		said += " " + ui.Plural(p.Bad, "row was", "rows were") + " not imported."
	}
	return said
}
