package web_test

import (
	"net/http"
	"net/url"
	"os"
	"strings"
	"testing"
	"time"

	"golang.org/x/text/encoding/charmap"
	"golang.org/x/text/encoding/unicode"

	"kontor/access"
	"kontor/kontortest"
)

// chosen is a file in the form of the import.
func chosen(content []byte) map[string]kontortest.File {
	return map[string]kontortest.File{"file": {Name: "customers.csv", Content: content}}
}

func fixture(t *testing.T, name string) []byte {
	t.Helper()
	content, err := os.ReadFile("testdata/" + name)
	if err != nil {
		t.Fatal(err)
	}
	return content
}

// checked is the dry run of a file.
func checked(t *testing.T, at *kontortest.Page, kind, content string) *kontortest.Page {
	t.Helper()
	return at.SubmitWith(t, "Check file", kontortest.Fields{"kind": kind}, chosen([]byte(content)))
}

// ui.md 6.2, 7: "Import CSV with dry-run table"; domain.md 2.3: each row makes company, primary contact, subscription, audit and one mail.
func TestCompaniesAreImportedAfterADryRunThatSaysWhatHappensToEachRow(t *testing.T) {
	kontortest.Both(t, func(t *testing.T, k *kontortest.Kontor) {
		msp := k.Partner(kontortest.MSP, kontortest.InvoiceTerms)
		msp.Company("Fenwick Accountancy", 2)
		maya := k.Client(msp.Admin)
		check := maya.Get(msp.Path("/companies")).Follow(t, "Import CSV").SubmitWith(t, "Check file", nil, chosen(fixture(t, "companies.csv")))
		check.WantText(t, "6 rows, UTF-8, separated by semicolons. Nothing has been changed yet.", "3 rows have errors and would be left out",
			"import the 3 rows that are fine", "26 licenses", "3 welcome mails go out", "Columns that are not read Comment", "A similar name exists: Fenwick Accountancy.",
			"Column “Subscription level”: No level is called “Busines”. Use Business, Business Plus or Education.",
			"Column “Country”: No country is called “Atlantis”. Write its English name or its two letters", "Column “Email Address”: Enter an email address", "Column “Last Name”: ", "Column “User license count”: Enter a user license count",
			"Column “Subscription type”: Write “Billable this month”", "Column “Email Address”: Line 2 has the same address.")
		k.WantRows(t, "company", 1, "kind = 'customer'")
		check.Submit(t, "Import 3 rows", nil).WantText(t, "3 companies added. 3 rows were not imported.", "Was added.").Follow(t, "Companies").
			WantText(t, "Quarry Lane Dental", "Sable Studio", "Fenwick Accounting")
		k.WantRows(t, "company", 4, "kind = 'customer'")
		k.WantRows(t, "company", 1, "name = 'Quarry Lane Dental' AND country = 'DK' AND reference = 'Q-1' AND team_name = name AND owner_id IS NOT NULL")
		k.WantRows(t, "company", 1, "name = 'Sable Studio' AND billing_start = 'free_until_end_of_month'")
		k.WantRows(t, "license_fact", 1, "license_count = 12")
		k.WantRows(t, "audit_event", 4, "action = 'company.added' AND company_id IN (SELECT id FROM company WHERE kind = 'customer')")
		k.DeliverMail()
		k.Mailbox.Last(t, "nils@quarry.example").Password(t)
	})
}

// An import that stopped half way goes on with the same file: what is there is recognized by the own reference, or by name and contact.
func TestImportingTheSameFileAgainAddsOnlyWhatIsMissing(t *testing.T) {
	kontortest.Both(t, func(t *testing.T, k *kontortest.Kontor) {
		msp := k.Partner(kontortest.MSP, kontortest.InvoiceTerms)
		maya := k.Client(msp.Admin)
		start := maya.Get(msp.Path("/companies/import"))
		const head = "Company,Country,Own reference,Primary contact,Email,Subscription level,Subscription type,User license count\n"
		const one = "Quarry Lane,DK,Q-1,Nils Berg,nils@quarry.example,Business,Billable this month,2\n"
		const two = "Sable Studio,DK,,Ana de Ash,ana@sable.example,Business,Billable this month,2\n"
		stale := checked(t, start, "companies", head+one+two)
		checked(t, start, "companies", head+one+two).Submit(t, "Import 2 rows", nil).WantText(t, "2 companies added. The welcome mails are on their way.")
		k.WantRows(t, "app_user", 1, "first_name = 'Ana' AND last_name = 'de Ash'")
		stale.Submit(t, "Import 2 rows", nil).WantStatus(t, http.StatusUnprocessableEntity).WantText(t, "Nothing was imported: something changed since the check.")
		again := checked(t, start, "companies", head+strings.Replace(one, "Quarry Lane", "Quarry Lane Dental", 1)+two+strings.NewReplacer("Sable", "Cobalt", "ana@sable", "ana@cobalt").Replace(two))
		again.WantText(t, "Quarry Lane is there already. Nothing happens.", "Sable Studio is there already.").Submit(t, "Import 1 row", nil).
			WantText(t, "1 company added. 2 rows were there already.")
		k.WantRows(t, "company", 3, "kind = 'customer'")

		exported := maya.Get(msp.Path("/companies/export.csv")).WantStatus(t, http.StatusOK).Body
		checked(t, start, "companies", exported).WantText(t, "Cobalt Studio is there already.", "Columns that are not read In use, Status, Added")
	})
}

// What spreadsheets write: byte order marks, UTF-16, Windows-1252, tabs and "sep=;".
func TestImportReadsWhatSpreadsheetsWrite(t *testing.T) {
	k := kontortest.OnSQLite(t)
	msp := k.Partner(kontortest.MSP, kontortest.InvoiceTerms)
	start := k.Client(msp.Admin).Get(msp.Path("/companies/import"))
	const file = "COMPANY NAME\tcountry\tFirst Name\tLast Name\te-mail address\tLevel\tBilling\tLicenses\r\n\"Møller\tSøn\"\tDK\tÅse\tBerg\ta@b.example\tBusiness\tBillable\t3\r\n"
	utf16, err := unicode.UTF16(unicode.LittleEndian, unicode.UseBOM).NewEncoder().Bytes([]byte(file))
	if err != nil {
		t.Fatal(err)
	}
	windows, err := charmap.Windows1252.NewEncoder().Bytes([]byte(file))
	if err != nil {
		t.Fatal(err)
	}
	for encoding, content := range map[string][]byte{"UTF-8": []byte("\uFEFF" + file), "UTF-16": utf16, "Windows-1252": windows} {
		start.SubmitWith(t, "Check file", nil, chosen(content)).WantText(t, "1 row, "+encoding+", separated by tabs.", "Møller", "Import 1 row")
	}
	for content, said := range map[string]string{
		"":                  "Choose a CSV file.",
		"Company,Email\n":   "The file has no rows.",
		"a\x00b":            "This is no CSV file.",
		"Firm,Email\nx,y\n": "The file has no column “Company”.",
		"Company\n\"open\n": "can’t be read: a quotation mark",
		"Company\n" + strings.Repeat("x\n", 1001):       "more than 1000 rows",
		"Company\n" + strings.Repeat("x", 1<<20) + "\n": "The file is too large",
	} {
		start.SubmitWith(t, "Check file", nil, chosen([]byte(content))).WantStatus(t, http.StatusUnprocessableEntity).WantError(t, "file", said)
	}
	checked(t, start, "companies", "sep=;\nCompany;Email\n'=cmd();x\n").WantText(t, "=cmd()").WantNoText(t, "'=cmd()")
}

// trust.md "Input and output": the rows given back hold no formulas; each says what is wrong with it.
func TestRowsThatWereNotImportedComeBackAsAFile(t *testing.T) {
	k := kontortest.OnSQLite(t)
	msp := k.Partner(kontortest.MSP, kontortest.InvoiceTerms)
	check := checked(t, k.Client(msp.Admin).Get(msp.Path("/companies/import")), "companies", string(fixture(t, "companies.csv"))+"=1+1;DK;;A;B;x;Business;free;1;\n")
	if file := check.Submit(t, "Download result as CSV", nil); !strings.Contains(file.Body, "Quarry Lane Dental") || !strings.Contains(file.Body, ",New,Will be added.") {
		t.Errorf("the result: %s", file.Body)
	}
	rest := check.Submit(t, "Import 3 rows", nil).Submit(t, "Download rows not imported", nil)
	if got := rest.Header.Get("Content-Disposition"); !strings.HasPrefix(got, "attachment") {
		t.Errorf("it comes as %q", got)
	}
	if strings.Contains(rest.Body, "Quarry Lane Dental,Denmark") || !strings.Contains(rest.Body, "'=1+1") || !strings.Contains(rest.Body, "No level is called “Busines”") {
		t.Errorf("the rest: %s", rest.Body)
	}
}

// domain.md 2.9, billing.md K3: a past start and no mails are the vendor's.
func TestOriginalStartAndNoMailsAreForVendorStaffOnly(t *testing.T) {
	kontortest.Both(t, func(t *testing.T, k *kontortest.Kontor) {
		msp := k.Partner(kontortest.MSP, kontortest.InvoiceTerms)
		const file = "Company,Country,First Name,Last Name,Email,Subscription level,Subscription type,User license count,Original start date\n" +
			"Quarry Lane,DK,Nils,Berg,nils@quarry.example,Business,Billable this month,2,2024-03-01\n"
		maya, owner := k.Client(msp.Admin), k.Client(k.Owner)
		start := maya.Get(msp.Path("/companies/import")).WantNoText(t, "no_mails")
		checked(t, start, "companies", file).WantStatus(t, http.StatusForbidden).WantText(t, "Only the vendor can give an original start date.")
		maya.Post(msp.Path("/companies/import"), url.Values{"kind": {"companies"}, "no_mails": {"yes"}, "text": {"Company\nx\n"}}).WantStatus(t, http.StatusForbidden)

		vendor := owner.Get("/admin/partners/"+idText(msp.ID)).Follow(t, "Import CSV")
		future := strings.Replace(file, "2024-03-01", k.Clock.Now().Add(72*time.Hour).Format(time.DateOnly), 1)
		checked(t, vendor, "companies", future).WantText(t, "Enter a start date that is not in the future.")
		done := vendor.SubmitWith(t, "Check file", kontortest.Fields{"no_mails": "yes"}, chosen([]byte(file))).WantText(t, "No mails go out.").Submit(t, "Import 1 row", nil)
		done.WantText(t, "1 company added. No mails went out.")
		k.WantRows(t, "mail", 0, "to_address = 'nils@quarry.example'")
		k.WantRows(t, "app_user", 1, "email = 'nils@quarry.example' AND status = 'invited' AND temporary_until IS NULL")
		for _, fact := range []string{"license_fact", "billing_start_fact", "company_status_fact", "holder_fact"} {
			var effective, recorded time.Time
			if err := k.Raw().QueryRow("SELECT effective_at, recorded_at FROM "+fact+" WHERE company_id = (SELECT id FROM company WHERE name = 'Quarry Lane')").Scan(&effective, &recorded); err != nil {
				t.Fatal(err)
			}
			if got := effective.UTC().Format(time.RFC3339); got != "2024-02-29T23:00:00Z" || recorded.Before(effective.AddDate(1, 0, 0)) {
				t.Errorf("%s is in force since %s, recorded %s", fact, got, recorded)
			}
		}
		list := maya.Get(msp.Path("/companies")).WantText(t, "Quarry Lane")
		list.Follow(t, "Quarry Lane").WantText(t, "Billed since March 2024").Submit(t, "Send again", nil).WantText(t, "A new temporary password is on its way")
		k.DeliverMail()
		k.Mailbox.Last(t, "nils@quarry.example").Password(t)
	})
}

// domain.md 2.4: "No payment method, no customers", by file too; 4.1: Users do not import.
func TestImportHoldsThePaymentGateAndTheRole(t *testing.T) {
	kontortest.Both(t, func(t *testing.T, k *kontortest.Kontor) {
		poor := k.Partner(kontortest.MSP, kontortest.CardTerms)
		start := k.Client(poor.Admin).Get(poor.Path("/companies/import"))
		checked(t, start, "companies", string(fixture(t, "companies.csv"))).WantStatus(t, http.StatusForbidden).WantText(t, "Add a payment method first")
		reseller := k.Partner(kontortest.Reseller, kontortest.CardTerms)
		jonas := k.Client(poor.User(access.PartnerUser))
		jonas.Get(poor.Path("/companies")).WantNoText(t, "Import CSV")
		jonas.Get(poor.Path("/companies/import")).WantStatus(t, http.StatusForbidden)
		jonas.Get(reseller.Path("/companies/import")).WantStatus(t, http.StatusNotFound)
		k.WantRows(t, "company", 0, "kind = 'customer'")
	})
}

// domain.md 2.2: a reseller's file may hold MSPs.
func TestResellerImportsAnMSP(t *testing.T) {
	kontortest.Both(t, func(t *testing.T, k *kontortest.Kontor) {
		reseller, msp := k.Partner(kontortest.Reseller, kontortest.InvoiceTerms), k.Partner(kontortest.MSP, kontortest.InvoiceTerms)
		const file = "Company,Account type,Country,First Name,Last Name,Email,Subscription level,Subscription type,User license count\n" +
			"Orchard,MSP,DK,Olga,Orr,olga@orchard.example,Business,Billable this month,5\n"
		checked(t, k.Client(msp.Admin).Get(msp.Path("/companies/import")), "companies", file).WantText(t, "only resellers add MSPs")
		checked(t, k.Client(reseller.Admin).Get(reseller.Path("/companies/import")), "companies", file).Submit(t, "Import 1 row", nil).WantText(t, "1 company added.")
		k.WantRows(t, "partner", 1, "name = 'Orchard' AND parent_id = "+idText(reseller.ID))
		k.WantRows(t, "account", 1, "email = 'olga@orchard.example'")
	})
}

// domain.md 3.2, 3.3: app users by file; company by name, id or own reference.
func TestAppUsersAreImported(t *testing.T) {
	kontortest.Both(t, func(t *testing.T, k *kontortest.Kontor) {
		msp, other := k.Partner(kontortest.MSP, kontortest.InvoiceTerms), k.Partner(kontortest.MSP, kontortest.InvoiceTerms)
		a, b := msp.Company("Aldergrove Dental", 3), msp.Company("Cobalt Freight", 5)
		theirs := other.Company("Zephyr Labs", 9)
		start := k.Client(msp.Admin).Get(msp.Path("/companies/import"))
		file := "Company,Email,First Name,Last Name,Role,Subscription level\n" +
			"Aldergrove Dental,ruth@a.example,Ruth,Alder,Administrator,\n" +
			idText(b.ID) + ",ben@a.example,Ben,Foley,,Business\n" +
			"Aldergrove Dental," + a.Owner.Email + ",Priya,Raman,,\n" +
			"Aldergrove Dental,cy@a.example,Cy,Holm,boss,\n" +
			"Nowhere,dan@a.example,Dan,Holm,,\n" +
			"Zephyr Labs,eve@a.example,Eve,Holm,,\n" +
			idText(theirs.ID) + ",eve2@a.example,Eve,Holm,,\n" +
			"Cobalt Freight,fay@a.example,Fay,,,\n" +
			"Cobalt Freight,gus@a.example,Gus,Holm,,Education\n" +
			"Cobalt Freight," + theirs.Owner.Email + ",Ida,Holm,,\n" +
			"Aldergrove Dental,joe@a.example,Joe,Holm,,\n" +
			"Aldergrove Dental,kim@a.example,Kim,Holm,,\n"
		check := checked(t, start, "people", file).WantText(t, "8 rows have errors", "Priya Raman is a user of this company already.", "Write User or Administrator.",
			"No company is called “Nowhere”", "No company is called “Zephyr Labs”", "Column “Last Name”", "Cobalt Freight has Business.",
			"This address can’t be used.", "No license is free for this person.", "3 welcome mails go out, one to each new user.")
		check.Submit(t, "Import 3 rows", nil).WantText(t, "3 app users added. 1 row was there already. 8 rows were not imported.")
		k.WantRows(t, "app_user", 3, "company_id = "+idText(a.ID))
		k.WantRows(t, "app_user", 1, "email = 'ruth@a.example' AND role = 'administrator'")
		k.WantRows(t, "app_user", 1, "email = 'ben@a.example' AND role = 'user' AND company_id = "+idText(b.ID))
	})
}

// A row that fails after all takes no other with it, and is told.
func TestARowThatFailsAfterAllTakesNoOtherWithIt(t *testing.T) {
	kontortest.Both(t, func(t *testing.T, k *kontortest.Kontor) {
		reseller := k.Partner(kontortest.Reseller, kontortest.InvoiceTerms)
		const head = "Company,Account type,Country,First Name,Last Name,Email,Subscription level,Subscription type,User license count\n"
		file := head + "Orchard,MSP,DK,Olga,Orr," + k.Owner.Email + ",Business,Billable this month,5\nQuarry,Customer,DK,Nils,Berg,nils@q.example,Business,Billable,5\n"
		done := checked(t, k.Client(reseller.Admin).Get(reseller.Path("/companies/import")), "companies", file).Submit(t, "Import 2 rows", nil)
		done.WantText(t, "1 company added. 1 row was not imported.", "Not imported Column “Email Address”: This address can’t be used.")
		k.WantRows(t, "company", 0, "name = 'Orchard'")
		k.WantRows(t, "company", 1, "name = 'Quarry'")
	})
}
