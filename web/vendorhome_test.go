package web_test

import (
	"net/http"
	"testing"
	"time"

	"kontor/access"
	"kontor/account"
	"kontor/kontortest"
	"kontor/store"
)

// ui.md 6.2, 3: Home says what needs a person, how much there is, and how the system is doing; no money.
func TestVendorHomeSaysWhatNeedsAPerson(t *testing.T) {
	kontortest.Both(t, func(t *testing.T, k *kontortest.Kontor) {
		msp := k.Partner(kontortest.MSP, kontortest.InvoiceTerms)
		msp.Company("Cobalt Freight", 64)
		k.DeliverMail()
		sam := k.Client(k.Owner)
		sam.Get("/admin").WantPath(t, "/admin").WantText(t, "Nothing needs you.", msp.Name, "1 in use", "64", "Licenses by month", "Show as table", "Maya Jensen · Added the company with 64 licenses, Cobalt Freight").WantLink(t, "All activity", "/admin/activity")
		k.Invited(k.Owner, account.Draft{Partner: msp.ID, FirstName: "Peter", LastName: "Lund", Email: "peter@bluepeak.example", Role: access.PartnerUser})
		k.DeliverMail()
		sam.Get("/admin").WantText(t, "Nothing needs you.")
		k.Clock.Advance(8 * 24 * time.Hour)
		k.Exec(`UPDATE account SET status = 'suspended' WHERE id = $1`, msp.Admin.Account)
		k.Exec(`UPDATE mail_setting SET host = ''`)
		sam = k.Client(k.Owner)
		sam.Get("/admin").WantText(t, "Invitation expired: Peter Lund", "No Admin: "+msp.Name, "No mail server is set").WantNoText(t, "Nothing needs you.", "€")
		k.Client(k.Owner).Get("/admin/partners").WantLink(t, "Home", "/admin")
	})
}

// ui.md 6.2, 27: the disk of an SQLite database is watched, in the portal and the API; that of a PostgreSQL server is the server's.
func TestSystemHealthWatchesTheDiskOfTheDatabase(t *testing.T) {
	kontortest.Both(t, func(t *testing.T, k *kontortest.Kontor) {
		sam, key := k.Client(k.Owner), k.API(k.Owner)
		for _, c := range []struct {
			free, total     int64
			page, word, api string
		}{
			{40e9, 100e9, "40.0 GB of 100.0 GB free", "Fine", "fine"}, {1e9, 10e9, "1.0 GB of 10.0 GB free", "Fine", "fine"},
			{9.9e9, 100e9, "9.9 GB of 100.0 GB free", "Look", "low"}, {0.9e9, 2e9, "0.9 GB of 2.0 GB free", "Look", "low"},
			{1.9e9, 100e9, "Make room: soon nothing can be saved", "Failed", "full"}, {199e6, 1e9, "Make room", "Failed", "full"},
		} {
			k.Disk = store.Disk{Free: c.free, Total: c.total}
			page, disk := sam.Get("/admin/health").WantStatus(t, http.StatusOK), key.Get("/health").Want(t, http.StatusOK).Value(t, "disk")
			if k.DB.Dialect() == store.Postgres {
				page.WantNoText(t, "GB free")
				if disk != nil {
					t.Errorf("a disk: %v", disk)
				}
				continue
			}
			page.WantText(t, c.page, c.word)
			if d, _ := disk.(map[string]any); d["state"] != c.api || d["free_bytes"] != float64(c.free) || d["total_bytes"] != float64(c.total) {
				t.Errorf("%d of %d: %v", c.free, c.total, disk)
			}
		}
	})
}

// ui.md 6.2, 27: jobs, mail queue, version; the audit is verified on request.
func TestSystemHealthSaysHowItIsDoing(t *testing.T) {
	kontortest.Both(t, func(t *testing.T, k *kontortest.Kontor) {
		k.Partner(kontortest.MSP, kontortest.InvoiceTerms)
		k.DeliverMail()
		luis := k.Client(k.Staff(access.Support))
		luis.Get("/admin/health").WantText(t, "Mail queue", "Empty", "Schema", "No periodic job has run yet.")
		now := k.Clock.Now()
		k.Exec(`INSERT INTO timetable (name, last_run_at, next_run_at) VALUES ('mail retry', $1, $2)`, now.Add(-time.Hour), now.Add(-10*time.Minute))
		luis.Get("/admin/health").WantText(t, "Send waiting mails again", "Late", "1 job is late")
		luis.Get("/admin/health").Submit(t, "Verify the audit", nil).WantStatus(t, http.StatusOK).WantText(t, "are whole")
		if k.DB.Dialect() == "sqlite" {
			k.Exec(`DROP TRIGGER audit_event_no_update`)
		} else {
			k.Exec(`ALTER TABLE audit_event DISABLE TRIGGER audit_event_frozen`)
		}
		k.Exec(`UPDATE audit_event SET actor = 'Nobody' WHERE id = 2`)
		luis.Get("/admin/health").Submit(t, "Verify the audit", nil).WantText(t, "not whole")
	})
}
