package onboard

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"

	"kontor/access"
	"kontor/company"
	"kontor/fail"
	"kontor/partner"
	"kontor/product"
	"kontor/setting"
	"kontor/store"
)

// What a file holds.
const (
	Companies = "companies"
	People    = "people"
)

// What becomes of a row: the check knows New, Present and Wrong; the run makes Done, Refused or Waiting of what was New.
const (
	New     = "new"     // will be added
	Present = "present" // there already: nothing happens
	Wrong   = "wrong"   // left out, for the reasons at its fields
	Done    = "done"    // was added
	Refused = "refused" // could not be added after all
	Waiting = "waiting" // not reached: import the file again
)

// Order asks for an import into a partnership. NoMails is for vendor staff (domain.md 2.9).
type Order struct {
	Partnership int64
	Kind        string // Companies, People
	File        []byte
	NoMails     bool
}

// Row is one row of a file and what becomes of it.
type Row struct {
	SheetRow
	Name    string // of the company
	Who     string // address of the primary contact, or of the person
	Level   string
	Count   int64 // licenses; 0 in files of people
	Fate    string
	Fields  []fail.Field // why not; Name is a column's key
	Hint    string       // a like-named company, or what was made of an empty cell
	draft   company.Draft
	company int64 // of a person
	sub     int64
	person  company.Person
}

// Plan is what an import would do: nothing has been changed yet.
type Plan struct {
	Order
	Sheet
	List   []Row
	Unused []string // heads of columns that mean nothing here
}

// Number is how many rows have this fate.
func (p Plan) Number(fate string) int {
	n := 0
	for _, r := range p.List {
		if r.Fate == fate {
			n++
		}
	}
	return n
}

// Digest is a mark of all that is said of the rows: if it is the same again, exactly what was shown will happen.
func (p Plan) Digest() string {
	sum := sha256.New()
	fmt.Fprintf(sum, "%d %s %v\n", p.Partnership, p.Kind, p.NoMails)
	for _, r := range p.List {
		fmt.Fprintf(sum, "%d %q %s %v\n", r.Line, r.Cells, r.Fate, r.Fields)
	}
	return hex.EncodeToString(sum.Sum(nil)[:16])
}

// Shown reports whether a check with this digest has shown the plan, and the import adds something. A digest can be worked out for what
// somebody guesses of the addresses: an import by it that adds nothing tells as much as a check, and counts as one (CountCheck).
func (p Plan) Shown(digest string) bool { return digest == p.Digest() && p.Number(New) > 0 }

// columnsOf is which columns a kind of file has.
func columnsOf(kind string) []column {
	if kind == People {
		return peopleColumns
	}
	return companyColumns
}

// Template are the heads of a file of this kind, to begin with.
func Template(kind string) []string {
	var heads []string
	for _, c := range columnsOf(kind) {
		if c.title != "" && c.key != "start" && c.key != "contact" {
			heads = append(heads, c.title)
		}
	}
	return heads
}

// ColumnTitle is how a column is called, by the key that messages name.
func ColumnTitle(kind, key string) string {
	for _, c := range columnsOf(kind) {
		if c.key == key && c.title != "" {
			return c.title
		}
	}
	return key
}

// CheckImport says row by row what an import would do, and changes nothing (domain.md 2.3, 3.2). A company that is there already, by the own
// reference or by name and primary contact, is told so: a file can be imported again after an import that stopped half way.
//
// Fails with fail.Invalid at "file" and "kind", fail.NotFound, fail.Forbidden ("not_permitted"; "mails_are_sent" and "backdating_not_allowed" for what
// is the vendor's), and as partner.CanTakeCompanies: "payment_method_required", "ask_payer", "partner_suspended".
func CheckImport(ctx context.Context, tx *store.Tx, o Order) (Plan, error) {
	if err := tx.May(access.ImportCompanies); err != nil {
		return Plan{}, err
	}
	adds, known := map[string]access.Capability{Companies: access.AddCompany, People: access.ManageAppUsers}[o.Kind]
	if !known {
		return Plan{}, fail.Invalid(fail.At("kind", "Choose Companies or App users."))
	}
	if err := tx.May(adds); err != nil { // an API key may have one of the two
		return Plan{}, err
	}
	if o.NoMails && tx.Who().Kind() != access.Staff {
		return Plan{}, fail.Forbidden("mails_are_sent", "Only the vendor can add people without their welcome mail.")
	}
	sheet, err := ReadSheet(o.File)
	if err != nil {
		return Plan{}, err
	}
	in, err := readIntake(ctx, tx, o)
	if err != nil {
		return Plan{}, err
	}
	p := Plan{Order: o, Sheet: sheet}
	in.at, p.Unused = sheet.columns(columnsOf(o.Kind))
	if err := in.enough(tx, o.Kind); err != nil {
		return Plan{}, err
	}
	for _, row := range sheet.Rows {
		r := Row{SheetRow: row}
		if o.Kind == People {
			in.readPerson(&r)
		} else if err := in.readCompany(ctx, tx, &r); err != nil {
			return Plan{}, err
		}
		p.List = append(p.List, r)
	}
	if o.Kind == People {
		err = in.judgePeople(ctx, tx, p.List)
	}
	return p, err
}

// intake is what rows are held against.
type intake struct {
	order     Order
	at        map[string]int
	directory directory
	products  []product.Product
	vendor    setting.Vendor
	home      partner.Partner
	reseller  bool
	payer     partner.Payer
	gate      map[int64]error // of products that have been asked for
	emails    map[string]int  // line of an address in this file
}

func readIntake(ctx context.Context, tx *store.Tx, o Order) (*intake, error) {
	in := &intake{order: o, gate: map[int64]error{}, emails: map[string]int{}}
	s, err := partner.GetPartnership(ctx, tx, o.Partnership)
	if err != nil {
		return nil, err
	}
	in.reseller = s.Type == partner.Reseller
	if in.home, err = partner.Get(ctx, tx, s.PartnerID); err != nil {
		return nil, err
	}
	if in.home.Status != "active" {
		return nil, partner.Suspended()
	}
	if in.payer, err = partner.PayerOf(ctx, tx, o.Partnership); err != nil {
		return nil, err
	}
	if err := in.payer.CanPay(); o.Kind != People && err != nil {
		return nil, err
	}
	if in.directory, err = readDirectory(ctx, tx, o.Partnership); err != nil {
		return nil, err
	}
	if in.products, err = product.List(ctx, tx); err != nil {
		return nil, err
	}
	in.vendor, err = setting.Get(ctx, tx)
	return in, err
}

// enough refuses a file in which the columns are missing that everything hangs on.
func (in *intake) enough(tx *store.Tx, kind string) error {
	need := map[string][]string{Companies: {"name", "email", "license_count"}, People: {"company", "email"}}[kind]
	for _, key := range need {
		if _, ok := in.at[key]; !ok && (key == "name" || kind == People) {
			return badFile("The file has no column “" + ColumnTitle(kind, key) + "”. The first line names the columns; the template has them all.")
		}
	}
	if _, ok := in.at["start"]; ok && tx.Who().Kind() != access.Staff {
		return fail.Forbidden("backdating_not_allowed", "Only the vendor can give an original start date. Contact its support, or take the column out.")
	}
	return nil
}

// ImportRow does what was planned for one New row, as one act (domain.md 2.3, 3.3). Fails as AddCompany or company.AddUser.
func ImportRow(ctx context.Context, tx *store.Tx, p Plan, r Row) error {
	if err := tx.May(access.ImportCompanies); err != nil {
		return err
	}
	if p.Kind == People {
		_, err := company.AddUser(ctx, tx, r.company, r.sub, r.person)
		return err
	}
	_, err := AddCompany(ctx, tx, r.draft)
	return err
}

func (r *Row) wrong(key, message string) {
	r.Fate = Wrong
	r.Fields = append(r.Fields, fail.At(key, message))
}
