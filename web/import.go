package web

import (
	"bytes"
	"encoding/csv"
	"errors"
	"io"
	"net/http"
	"strings"

	"kontor/access"
	"kontor/fail"
	"kontor/onboard"
	"kontor/partner"
	"kontor/store"
	"kontor/web/page"
	"kontor/web/ui"
)

// intake is where an import goes: the partnership of this face, or for vendor staff the partner's.
type intake struct {
	partnership int64
	path        string
	back        ui.Link
	name        string // the partner, in the vendor's face
}

// intakeOf reads it from the address.
func (s *site) intakeOf(r *http.Request) (intake, error) {
	if me := who(r); me.Partnership() != 0 {
		return intake{partnership: me.Partnership(), path: inPortal(r, "/companies/import"), back: ui.Link{Text: "Companies", Href: inPortal(r, "/companies")}}, nil
	}
	id := pathNumber(r, "partner")
	return store.Snapshot(r.Context(), s.db, who(r), func(tx *store.Tx) (intake, error) {
		p, err := partner.Get(r.Context(), tx, id)
		if err != nil {
			return intake{}, err
		}
		of, err := partner.PartnershipOf(r.Context(), tx, id)
		return intake{partnership: of.ID, path: vendorPartnerPath(id) + "/import", back: ui.Link{Text: p.Name, Href: vendorPartnerPath(id)}, name: p.Name}, err
	})
}

// importForm takes the file (ui.md 6.2, 7).
func (s *site) importForm(w http.ResponseWriter, r *http.Request) error {
	at, err := s.intakeOf(r)
	if err != nil {
		return err
	}
	return s.importStart(w, r, at, nil)
}

func (s *site) importStart(w http.ResponseWriter, r *http.Request, at intake, cause error) error {
	p := page.ImportStart{Back: at.back, For: at.name, Staff: who(r).Kind() == access.Staff, Rows: onboard.MostRows,
		Companies: at.path + "/template.csv?kind=" + onboard.Companies, People: at.path + "/template.csv?kind=" + onboard.People,
		Help: helpBase(visitOf(r), visitOf(r).route.Face) + "/import"}
	p.Form = ui.Form{Action: at.path}.With("kind", onboard.Companies)
	if cause != nil {
		var err error
		if p.Form, err = refused(r, p.Form, cause); err != nil {
			return err
		}
	}
	return s.render(w, r, p)
}

// importTemplate is a file with the heads of all columns.
func (s *site) importTemplate(w http.ResponseWriter, r *http.Request) error {
	if _, err := s.intakeOf(r); err != nil {
		return err
	}
	kind := r.URL.Query().Get("kind")
	if kind != onboard.People {
		kind = onboard.Companies
	}
	return s.sendCSV(w, r, kind+"-template.csv", [][]string{onboard.Template(kind)})
}

// sendCSV answers with a file. Its cells are made harmless for spreadsheets (trust.md "Input and output").
func (s *site) sendCSV(w http.ResponseWriter, r *http.Request, name string, rows [][]string) error {
	var file bytes.Buffer
	out := csv.NewWriter(&file)
	for _, cells := range rows {
		safe := make([]string, len(cells))
		for i, c := range cells {
			safe[i] = onboard.Harmless(c)
		}
		_ = out.Write(safe) // a buffer does not fail
	}
	out.Flush()
	return s.sendFile(w, r, name, file.Bytes())
}

// importFile takes all steps: the file is checked, what was shown is done, or the rows that were not imported are given back. The file
// travels along, so that nothing is kept in between.
func (s *site) importFile(w http.ResponseWriter, r *http.Request) error {
	at, err := s.intakeOf(r)
	if err != nil {
		return err
	}
	o, err := order(r, at)
	if err != nil {
		return s.importStart(w, r, at, err)
	}
	plan, err := store.Snapshot(r.Context(), s.db, who(r), func(tx *store.Tx) (onboard.Plan, error) { return onboard.CheckImport(r.Context(), tx, o) })
	if _, ok := fail.AsInvalid(err); ok {
		return s.importStart(w, r, at, err)
	}
	if code := fail.CodeOf(err); at.name == "" && (code == "payment_method_required" || code == "ask_payer") {
		return s.refuseCompany(w, r, err)
	}
	if err != nil {
		return err
	}
	step := r.PostFormValue("step")
	digest := r.PostFormValue("digest")
	if step == "run" && plan.Shown(digest) { // it says nothing new
		return s.importRun(w, r, at, plan)
	}
	if err := s.db.Write(r.Context(), who(r), func(tx *store.Tx) error { return onboard.CountCheck(r.Context(), tx) }); err != nil {
		return s.importStart(w, r, at, err)
	}
	if step == "rest" {
		return s.importRest(w, r, plan)
	}
	p := shownImport(at, plan)
	if step == "run" && digest != plan.Digest() {
		p.Error = "Nothing was imported: something changed since the check. This is what would happen now."
	}
	return s.render(w, r, p)
}

// order is the file as it was chosen, or as a page brought it along.
func order(r *http.Request, at intake) (onboard.Order, error) {
	o := onboard.Order{Partnership: at.partnership, Kind: r.PostFormValue("kind"), NoMails: r.PostFormValue("no_mails") != "", File: []byte(r.PostFormValue("text"))}
	if len(o.File) > 0 {
		return o, nil
	}
	file, head, err := r.FormFile("file")
	if errors.Is(err, http.ErrMissingFile) || errors.Is(err, http.ErrNotMultipart) || err == nil && head.Size == 0 {
		return o, fail.Invalid(fail.At("file", "Choose a CSV file."))
	}
	if err != nil {
		return o, errUnreadable
	}
	defer file.Close()
	o.File, err = io.ReadAll(io.LimitReader(file, onboard.MostBytes+1))
	return o, err
}

// importRun does what was shown, a row an act.
func (s *site) importRun(w http.ResponseWriter, r *http.Request, at intake, plan onboard.Plan) error {
	faults, err := plan.Run(r.Context(), func() error { return s.admit(r, visitOf(r)) }, func(row onboard.Row) error {
		return s.db.Write(r.Context(), who(r), func(tx *store.Tx) error { return onboard.ImportRow(r.Context(), tx, plan, row) })
	})
	if err != nil {
		return err
	}
	visitOf(r).reported = errors.Join(faults...)
	p := shownImport(at, plan)
	p.Finished = true
	return s.render(w, r, p)
}

// importRest gives rows back as a file, each with what is said of it.
func (s *site) importRest(w http.ResponseWriter, r *http.Request, plan onboard.Plan) error {
	rows := [][]string{append(append([]string{}, plan.Header...), "Result", "What happens")}
	for _, row := range plan.List {
		shown := shownRow(plan.Kind, row)
		cells := append([]string{}, row.Cells...)
		for len(cells) < len(plan.Header) {
			cells = append(cells, "")
		}
		rows = append(rows, append(cells[:len(plan.Header)], shown.Fate.Text, strings.TrimSpace(shown.What+" "+strings.Join(shown.Wrong, " "))))
	}
	return s.sendCSV(w, r, "import-result.csv", rows)
}
