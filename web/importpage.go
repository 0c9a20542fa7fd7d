package web

import (
	"bytes"
	"encoding/csv"
	"strings"

	"kontor/onboard"
	"kontor/web/page"
	"kontor/web/ui"
)

// shownImport is the plan as a page, before or after it was run.
func shownImport(at intake, plan onboard.Plan) page.Import {
	p := page.Import{Form: ui.Form{Action: at.path}, Back: at.back, Kind: plan.Kind, People: plan.Kind == onboard.People, NoMails: plan.NoMails,
		Text: plan.Text, Digest: plan.Digest(), Unused: strings.Join(plan.Unused, ", "), Again: at.path}
	p.New = plan.Number(onboard.New) + plan.Number(onboard.Done)
	p.Present, p.Left = plan.Number(onboard.Present), plan.Number(onboard.Waiting)
	p.Bad = plan.Number(onboard.Wrong) + plan.Number(onboard.Refused)
	p.Lead = ui.Plural(len(plan.List), "row", "rows") + ", " + plan.Encoding + ", separated by " + plan.Separator + "s."
	ran := plan.Number(onboard.Done)+plan.Number(onboard.Refused)+p.Left > 0
	if !ran {
		p.Lead += " Nothing has been changed yet."
	}
	var rest [][]string
	for _, row := range plan.List {
		p.Rows = append(p.Rows, shownRow(plan.Kind, row))
		if row.Fate == onboard.New || row.Fate == onboard.Done {
			p.Licenses += int(row.Count)
		}
		if !ran || row.Fate == onboard.Wrong || row.Fate == onboard.Refused || row.Fate == onboard.Waiting {
			rest = append(rest, row.Cells)
		}
	}
	if len(rest) > 0 {
		p.Rest = asCSV(append([][]string{plan.Header}, rest...))
	}
	return p
}

func asCSV(rows [][]string) string {
	var text bytes.Buffer
	out := csv.NewWriter(&text)
	_ = out.WriteAll(rows) // a buffer does not fail
	return text.String()
}

// shownRow puts what becomes of a row into words.
func shownRow(kind string, row onboard.Row) page.ImportRow {
	r := page.ImportRow{Line: row.Line, Name: row.Name, Who: row.Who, Level: row.Level, What: row.Hint}
	if row.Count > 0 {
		r.Count = ui.Number(int(row.Count))
	}
	switch row.Fate {
	case onboard.New:
		r.Fate = ui.Badge{Tone: "ok", Text: "New"}
		if r.What = "Will be added."; row.Hint != "" {
			r.Fate.Tone, r.What = "warn", "Will be added. "+row.Hint
		}
	case onboard.Present:
		r.Fate = ui.Badge{Text: "Already there"}
	case onboard.Done:
		r.Fate, r.What = ui.Badge{Tone: "ok", Text: "Added"}, "Was added."
	case onboard.Waiting:
		r.Fate, r.What = ui.Badge{Tone: "warn", Text: "Not reached"}, "Import the file again."
	case onboard.Refused:
		r.Fate, r.What = ui.Badge{Tone: "bad", Text: "Not imported"}, ""
	default:
		r.Fate, r.What = ui.Badge{Tone: "bad", Text: "Error"}, ""
	}
	for _, f := range row.Fields {
		said := f.Message
		if f.Name != "" {
			said = "Column “" + onboard.ColumnTitle(kind, f.Name) + "”: " + said
		}
		r.Wrong = append(r.Wrong, said)
	}
	return r
}
