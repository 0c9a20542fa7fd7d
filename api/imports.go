package api

import (
	"context"
	"errors"

	"github.com/danielgtaylor/huma/v2"

	"kontor/access"
	"kontor/account"
	"kontor/fail"
	"kontor/onboard"
	"kontor/partner"
	"kontor/store"
)

// csvType is the body of an import.
const csvType = "text/csv"

// Import is what a file would do, or did.
type Import struct {
	Encoding  string      `json:"encoding" doc:"As which the file was read." example:"UTF-8"`
	Separator string      `json:"separator" enum:"comma,semicolon,tab"`
	Unused    []string    `json:"unused_columns" doc:"Heads of columns that mean nothing here."`
	Digest    string      `json:"digest" doc:"A mark of all that is said here, for the parameter check." example:"5f0c2f1e9b2d4e5f6071829304a5b6c7"`
	Rows      []ImportRow `json:"rows" doc:"In the order of the file; empty lines are left out."`
}

// ImportRow is one row and what becomes of it.
type ImportRow struct {
	Line         int            `json:"line" doc:"In the file, counted from 1." example:"2"`
	Fate         string         `json:"fate" enum:"new,present,wrong,done,refused,waiting" doc:"Of a check: new, present (already there, nothing happens) or wrong (left out). Of an import also: done (added), refused (could not be added after all), waiting (not reached: send the file again)."`
	Company      string         `json:"company" example:"Aldergrove Dental Group"`
	Email        string         `json:"email" doc:"Of the primary contact, or of the person." example:"priya@aldergrove.example"`
	Level        string         `json:"level" doc:"The subscription level." example:"Business"`
	LicenseCount int64          `json:"license_count" doc:"0 in files of people." example:"10"`
	Hint         string         `json:"hint,omitempty" example:"A similar name exists: Aldergrove Dental."`
	Errors       []ProblemField `json:"errors,omitempty" nullable:"false" doc:"Why it is left out: field is the column."`
}

// imports are the operations that stand beside companies in the table.
func (s *server) imports() []operation {
	codes := []string{"mails_are_sent", "backdating_not_allowed", "partner_suspended", "payment_method_required", "ask_payer", "too_many_checks"}
	file := map[string]string{"file": "body"}
	return []operation{
		{id: "checkImport", route: "POST /partnerships/{partnership}/import/check", may: access.ImportCompanies, summary: "Check a file of companies or users",
			about: "Says row by row what importFile would do, and changes nothing. " + aboutFile, body: csvType, codes: codes, fields: file, serve: checkImport},
		{id: "importFile", route: "POST /partnerships/{partnership}/import", may: access.ImportCompanies, summary: "Import a file of companies or users", body: csvType,
			about: "Each row is an act of its own: those that are wrong are left out, those that are there already stay as they are, so a file can be sent again. " +
				"Companies need the scope companies:write, people users:write. " + aboutFile, codes: append(codes, "changed_since_check"), fields: file, serve: importFile},
	}
}

const aboutFile = "The body is the CSV file as it is, up to 1 MB and 1,000 rows, as the page Import CSV takes it: its first line names the columns. A partner has 30 files checked within an hour, here and in the portal; an import with the digest of its check that adds something is not counted."

// ImportFile is a file on its way into a partnership.
type ImportFile struct {
	Partnership string `path:"partnership" example:"7"`
	Kind        string `query:"kind" enum:"companies,people" required:"true" doc:"What the file holds: companies, or people who use the app."`
	NoMails     bool   `query:"no_mails" doc:"No welcome mails go out; for keys of the vendor."`
	RawBody     []byte `contentType:"text/csv"`
}

func (in *ImportFile) order() onboard.Order {
	return onboard.Order{Partnership: number(in.Partnership), Kind: in.Kind, File: in.RawBody, NoMails: in.NoMails}
}

func (s *server) takesFile(o *operation) huma.Operation {
	d := s.declare(o)
	d.MaxBodyBytes = onboard.MostBytes + 1
	d.RequestBody = &huma.RequestBody{Required: true, Content: map[string]*huma.MediaType{csvType: {Schema: &huma.Schema{Type: huma.TypeString}}}}
	return d
}

// checkImport reads from one instant; what it writes is that a file was checked, and the answer for an Idempotency-Key.
func checkImport(s *server, o *operation, h huma.API) {
	huma.Register(h, s.takesFile(o), func(ctx context.Context, in *ImportFile) (*importOut, error) {
		return kept(ctx, s, o, in, func() (*importOut, error) {
			plan, err := s.plan(ctx, in.order())
			if err == nil {
				err = s.db.Write(ctx, callOf(ctx).who, func(tx *store.Tx) error { return onboard.CountCheck(ctx, tx) })
			}
			return &importOut{shownImport(plan)}, err
		})
	})
}

type importRunIn struct {
	ImportFile
	Check string `query:"check" maxLength:"32" doc:"The digest of a check: nothing is imported if it would not do exactly what the check said."`
}

type importOut struct{ Body Import }

func importFile(s *server, o *operation, h huma.API) {
	huma.Register(h, s.takesFile(o), func(ctx context.Context, in *importRunIn) (*importOut, error) {
		return kept(ctx, s, o, in, func() (*importOut, error) { return s.importNow(ctx, in) })
	})
}

// importNow does what a check says, a row an act.
func (s *server) importNow(ctx context.Context, in *importRunIn) (*importOut, error) {
	plan, err := s.plan(ctx, in.order())
	if err != nil {
		return nil, err
	}
	c := callOf(ctx)
	if !plan.Shown(in.Check) {
		if err := s.db.Write(ctx, c.who, func(tx *store.Tx) error { return onboard.CountCheck(ctx, tx) }); err != nil {
			return nil, err
		}
	}
	if in.Check != "" && in.Check != plan.Digest() {
		return nil, fail.Conflict("changed_since_check", "Nothing was imported: something changed since the check. Check the file again.")
	}
	still := func() error {
		v, err := account.VisitByKey(ctx, s.db, secretOf(headerOf(ctx, "Authorization")), c.ip)
		if err == nil && v.Actor == (access.Actor{}) {
			err = unauthorized()
		}
		if err != nil {
			return err
		}
		c.who = v.Actor
		return c.op.permit(c.who)
	}
	faults, err := plan.Run(ctx, still, func(row onboard.Row) error {
		return s.db.Write(ctx, c.who, func(tx *store.Tx) error { return onboard.ImportRow(ctx, tx, plan, row) })
	})
	c.reported = errors.Join(faults...)
	return &importOut{shownImport(plan)}, err
}

func (s *server) plan(ctx context.Context, o onboard.Order) (onboard.Plan, error) {
	return store.Snapshot(ctx, s.db, callOf(ctx).who, func(tx *store.Tx) (onboard.Plan, error) {
		if _, err := partner.GetPartnership(ctx, tx, o.Partnership); err != nil {
			return onboard.Plan{}, err
		}
		return onboard.CheckImport(ctx, tx, o)
	})
}

func shownImport(p onboard.Plan) Import {
	i := Import{Encoding: p.Encoding, Separator: p.Separator, Unused: append([]string{}, p.Unused...), Digest: p.Digest(), Rows: []ImportRow{}}
	for _, r := range p.List {
		row := ImportRow{Line: r.Line, Fate: r.Fate, Company: r.Name, Email: r.Who, Level: r.Level, LicenseCount: r.Count, Hint: r.Hint}
		for _, f := range r.Fields {
			row.Errors = append(row.Errors, ProblemField{Field: f.Name, Code: f.Code, Message: f.Message})
		}
		i.Rows = append(i.Rows, row)
	}
	return i
}
