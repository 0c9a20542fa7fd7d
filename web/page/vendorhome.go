package page

import "kontor/web/ui"

// VendorHome is the vendor's first page (ui.md 6.2, 3).
type VendorHome struct {
	Months        ui.Chart // the license count of the last twelve months
	Heading, Lead string
	Add           string // address of "Add partner"; empty leaves it out
	Stats         []ui.Fact
	Needs         []Need
	New           []ui.Fact // name, address, and type with day
	All           string    // address of all partners
	Checks        []Check
	Health        string // address
	Events        []Event
	Activity      string // address of all of it
	Zone          string // of the times
}

// Need is something that waits for a person.
type Need struct {
	Icon, Tone, Text, Detail string
	Button, Href             string
}

// Check is one line of how the installation is doing, with its light: ok, warn or bad.
type Check struct {
	Name, Tone, Word, Text string
}

// Health is the page of how the installation is doing (ui.md 6.2, 27).
type Health struct {
	Checks  []Check
	Facts   []ui.Fact
	Jobs    []JobRow
	Zone    string
	Verify  string // posted to
	Audit   *Check // what the verification found, if it was asked for
	Details []string
}

// JobRow is a line of the timetable.
type JobRow struct {
	Name, Last, Next string
	Status           ui.Badge
}

// Title implements ui.Page.
func (VendorHome) Title() string { return "Home" }

// Layout implements ui.Page.
func (VendorHome) Layout() ui.Layout { return ui.Portal }

// Title implements ui.Page.
func (Health) Title() string { return "System health" }

// Layout implements ui.Page.
func (Health) Layout() ui.Layout { return ui.Portal }
