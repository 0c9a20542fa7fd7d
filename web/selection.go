package web

import (
	"context"
	"fmt"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"

	"kontor/access"
	"kontor/company"
	"kontor/fail"
	"kontor/setting"
	"kontor/store"
	"kontor/web/page"
	"kontor/web/ui"
)

// selection does something to the companies chosen in the list: it asks first and says of each what will happen, then does it, each as an
// act of its own (ui.md 6.2, 7). The filters of the list stand in the address: "all" are those that match them.
func (s *site) selection(w http.ResponseWriter, r *http.Request) error {
	list := listOf(r)
	ids, err := s.chosenIDs(r)
	if said, ok := fail.AsInvalid(err); ok {
		return s.doneWith(w, r, list, ui.Flash{Tone: "warn", Text: said.Fields[0].Message})
	}
	if err != nil {
		return err
	}
	act := r.PostFormValue("act")
	if act == "export" {
		return s.exportChosen(w, r, ids)
	}
	choices, err := store.Snapshot(r.Context(), s.db, who(r), func(tx *store.Tx) ([]company.Choice, error) {
		return company.CheckMany(r.Context(), tx, act, ids)
	})
	if err != nil {
		return err
	}
	p := asked(r, act, choices)
	p.Back = list
	if r.PostFormValue("confirmed") != "" {
		return s.doToChosen(w, r, p, act, choices)
	}
	return s.render(w, r, p)
}

// listOf is the list the companies were chosen in, with its filters.
func listOf(r *http.Request) string {
	path := inPortal(r, "/companies")
	if query := r.URL.Query().Encode(); query != "" {
		path += "?" + query
	}
	return path
}

// chosenIDs are the companies that were ticked, those of the page if its box was, or all that match. Fails with fail.Invalid at "ids".
func (s *site) chosenIDs(r *http.Request) ([]int64, error) {
	if r.PostFormValue("all") != "" {
		return s.matching(r)
	}
	var ids []int64
	for _, text := range append(slices.Clone(r.PostForm["id"]), strings.Split(r.PostFormValue("page"), ",")...) {
		if id := whole(text); id > 0 && !slices.Contains(ids, id) {
			ids = append(ids, id)
		}
	}
	switch {
	case len(ids) == 0:
		return nil, fail.Invalid(fail.At("ids", "Select at least one company, then choose what to do."))
	case len(ids) > company.MostCompanies:
		return nil, tooManyChosen()
	}
	return ids, nil
}

func tooManyChosen() error {
	return fail.Invalid(fail.At("ids", fmt.Sprintf("More than %d companies are selected. Filter the list and take a part at a time.", company.MostCompanies)))
}

func (s *site) matching(r *http.Request) (ids []int64, err error) {
	ctx := r.Context()
	err = s.db.Snapshot(ctx, who(r), func(tx *store.Tx) error {
		ids = nil
		q, _, err := filtered(ctx, tx, r)
		if err != nil {
			return err
		}
		return company.Export(ctx, tx, q, func(row company.Row) error {
			if ids = append(ids, row.ID); len(ids) > company.MostCompanies {
				return tooManyChosen()
			}
			return nil
		})
	})
	return ids, err
}

// filtered is what the address asks of the list.
func filtered(ctx context.Context, tx *store.Tx, r *http.Request) (company.Query, charging, error) {
	c, err := chargingOf(ctx, tx, who(r).Partnership())
	q := companyQuery(r.URL.Query())
	q.MonthStart = c.monthStart()
	return q, c, err
}

// exportChosen is the export of the list, of the chosen only.
func (s *site) exportChosen(w http.ResponseWriter, r *http.Request, ids []int64) error {
	ctx, me := r.Context(), who(r)
	rows := [][]string{exportHead}
	err := s.db.Snapshot(ctx, me, func(tx *store.Tx) error {
		rows = rows[:1]
		q, c, err := filtered(ctx, tx, r)
		if err != nil {
			return err
		}
		return company.Export(ctx, tx, q, func(row company.Row) error {
			if slices.Contains(ids, row.ID) {
				rows = append(rows, csvRow(row, c, me.Home()))
			}
			return nil
		})
	})
	if err != nil {
		return err
	}
	return s.sendCSV(w, r, "companies.csv", rows)
}

// actWords are the words of the acts: the question, its button, that while it works, what was done and what will be; %s is how many companies.
var actWords = map[string]struct{ question, button, busy, done, will string }{
	company.ToSuspend:      {"Suspend %s?", "Suspend %s", "Suspending…", "%s suspended.", "Will be suspended"},
	company.ToResume:       {"Resume %s?", "Resume %s", "Resuming…", "%s resumed.", "Will be resumed"},
	company.ToEndFreeMonth: {"End the free month of %s?", "Bill %s", "Changing…", "%s made billable this month.", "Will be billable this month"},
}

// asked is the question about the chosen.
func asked(r *http.Request, act string, choices []company.Choice) page.Selection {
	p := page.Selection{Act: act, Danger: act == company.ToSuspend}
	p.Form = ui.Form{Action: inPortal(r, "/selection")}
	if query := r.URL.Query().Encode(); query != "" {
		p.Action += "?" + query
	}
	words, used := actWords[act], 0
	for _, c := range choices {
		id := strconv.FormatInt(c.Company.ID, 10)
		line := page.Chosen{ID: id, Name: c.Company.Name, Href: inPortal(r, "/companies/%d", c.Company.ID), What: words.will}
		if c.Why != "" {
			line.Fate, line.What = ui.Badge{Text: "Left out"}, c.Why
		} else {
			line.Fate = ui.Badge{Tone: "info", Text: "Selected"}
			p.IDs = append(p.IDs, id)
			used += int(c.Used)
		}
		p.Chosen = append(p.Chosen, line)
	}
	many := ui.Plural(len(p.IDs), "company", "companies")
	p.Question, p.Button, p.Busy = fmt.Sprintf(words.question, many), fmt.Sprintf(words.button, many), words.busy
	switch act {
	case company.ToSuspend:
		p.Lines = []string{ui.Plural(used, "user", "users") + " can’t sign in from now on, and open sessions end at once.",
			"The companies are still billed. They can be resumed at any time."}
	case company.ToResume:
		p.Lines = []string{"Their users can sign in again from now on: " + ui.Number(used) + "."}
	case company.ToEndFreeMonth:
		p.Lines = []string{"They are billed for this month, as if they had not begun free. There is no way back."}
	}
	if left := len(choices) - len(p.IDs); left > 0 {
		p.Lines = append(p.Lines, ui.Plural(left, "company is", "companies are")+" left out.")
	}
	return p
}

// runFor is how long acts go on one after the other before the rest is left to the next time; a request may take 25 s.
const runFor = 15 * time.Second

// doToChosen does it to one after the other. Where all went well the list says so, else a page says what became of each.
func (s *site) doToChosen(w http.ResponseWriter, r *http.Request, p page.Selection, act string, choices []company.Choice) error {
	ctx := r.Context()
	budget, cancel := context.WithTimeout(ctx, runFor)
	defer cancel()
	done := 0
	for i, c := range choices {
		line := &p.Chosen[i]
		if c.Why != "" {
			continue
		}
		if line.Fate, line.What = (ui.Badge{Tone: "warn", Text: "Not reached"}), "Select it again."; budget.Err() != nil {
			continue
		}
		if err := s.admit(r, visitOf(r)); err != nil { // rights end at once, also in the middle
			return err
		}
		_, err := store.Write(ctx, s.db, who(r), func(tx *store.Tx) (company.Company, error) { return company.DoTo(ctx, tx, act, c.Company.ID) })
		if err == nil {
			done++
			line.Fate, line.What = ui.Badge{Tone: "ok", Text: "Done"}, ""
			continue
		}
		line.Fate, line.What = ui.Badge{Tone: "bad", Text: "Not done"}, "This could not be done this time. Try it again."
		if said, ok := fail.As(err); ok {
			line.What = said.Message
		} else {
			visitOf(r).reported = err
		}
	}
	were := "companies were"
	if done == 1 {
		were = "company was"
	}
	said := ui.Number(done) + " " + were + " " + strings.TrimPrefix(actWords[act].done, "%s ")
	if done == len(choices) {
		return s.done(w, r, p.Back, "%s", said)
	}
	p.Finished, p.Question, p.Lines = true, said, []string{ui.Plural(len(choices)-done, "company", "companies") + " stayed as before."}
	return s.render(w, r, p)
}

// choosable is what may be done to companies chosen in the list.
func choosable(me access.Actor, vendor setting.Vendor, view string, p page.Companies) page.Companies {
	p.MaySuspend = me.May(access.SuspendCompany) && !vendor.SuspendedFree && view != "deleted"
	p.MayEndFree = me.May(access.ChangeLicenses) && view != "deleted"
	return p
}
