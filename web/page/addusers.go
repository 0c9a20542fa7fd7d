package page

import (
	"strconv"

	"kontor/web/ui"
)

// AddUsers adds many app users at once, in three steps that each come as a page: addresses, names, check (ui.md 6.2; domain.md 3.2). Fields:
// step ("", names, check), addresses, subscription; email.N, first_name.N, last_name.N from the second step on; take (N, of those who are
// added) in the third; back leads to the step before.
type AddUsers struct {
	ui.Form
	At            int // step, counted from 1
	Company       string
	App           string
	Valid         string // how long the temporary password works
	Free, Count   int    // licenses of the subscription; of all together in the first step
	Most          int    // people at a time
	Subscriptions []ui.Option
	ChangeCount   string // address of "Change User license count"; empty for who may not
	People        []NewUser
	Adds          int
	Cancel        string
}

// NewUser is one person on the list.
type NewUser struct {
	First, Last, Email string
	Out                string   // why this one is left out, "" if not
	Fate               ui.Badge // third step
}

// Title implements ui.Page.
func (p AddUsers) Title() string { return p.PageTitle("Add several users") }

// Layout implements ui.Page.
func (AddUsers) Layout() ui.Layout { return ui.Portal }

// In is the name of a person's field in the form.
func (AddUsers) In(field string, n int) string { return field + "." + strconv.Itoa(n) }

// kept are the people who are not left out; left are the others.
func (p AddUsers) kept() (kept, left []NewUser) {
	for _, u := range p.People {
		if u.Out == "" {
			kept = append(kept, u)
		} else {
			left = append(left, u)
		}
	}
	return kept, left
}

func (p AddUsers) order() []string {
	var order []string
	for n := range p.People {
		order = append(order, p.In("first_name", n), p.In("last_name", n))
	}
	return order
}

// field leaves the label to the head of the column, where there is one.
func (p AddUsers) field(name, label string, n int) ui.Field {
	return ui.Field{Name: p.In(name, n), Label: label, Autocomplete: "off", Length: 100}
}

func (p AddUsers) short() int { return max(0, len(p.People)-p.Free) }
