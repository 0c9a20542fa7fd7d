package web

import (
	"context"
	"net/http"

	"kontor/access"
	"kontor/company"
	"kontor/fail"
	"kontor/store"
	"kontor/web/page"
	"kontor/web/ui"
)

// statusControls are the addresses of what may be done to the whole of the company: suspend, resume, delete, restore (domain.md 2.7). Each
// asks first and says what follows.
func (v companyView) statusControls(r *http.Request, h page.CompanyHead) page.CompanyHead {
	if v.company.Kind != company.Customer {
		return h
	}
	path, me, status := v.path(r), who(r), v.company.Status
	if me.May(access.SuspendCompany) && status == "active" && v.maySuspend(r) {
		h.Suspend = path + "/suspension"
	}
	if me.May(access.SuspendCompany) && status == "suspended" && v.maySuspend(r) {
		h.Resume = path + "/resumption"
	}
	if me.May(access.DeleteCompany) && status != "deleted" {
		h.Delete = path + "/deletion"
	}
	if me.May(access.DeleteCompany) && status == "deleted" {
		h.Restore = path + "/restoration"
	}
	switch status {
	case "suspended":
		h.Notice = "Its users can’t sign in. " + v.whileSuspended()
		if !v.maySuspend(r) {
			h.Notice += " To resume it, write to " + v.vendor.SupportEmail + "."
		}
	case "deleted":
		h.Notice = "Its users can’t sign in, and it is not billed. It can be restored for 30 days after it was deleted, then it is gone for good."
	}
	return h
}

// confirmStatus shows the question before a change of status that the present one allows.
func (s *site) confirmStatus(w http.ResponseWriter, r *http.Request, ask func(v companyView) (page.Confirm, bool)) error {
	v, err := s.readCompany(r, func(*store.Tx, *companyView) error { return nil })
	if err != nil {
		return err
	}
	p, fits := ask(v)
	if v.company.Kind != company.Customer || !fits {
		return fail.Conflict("not_possible", "This can’t be done to "+v.company.Name+" as it is now.")
	}
	p.About, p.Cancel = v.company.Name, v.path(r)
	if p.Form.Action == "" {
		p.Form.Action = r.URL.Path
	}
	return s.render(w, r, p)
}

// writeStatus does it and says so on the company's page.
func (s *site) writeStatus(w http.ResponseWriter, r *http.Request, text string, do func(context.Context, *store.Tx, int64) (company.Company, error)) error {
	ctx, id := r.Context(), pathNumber(r, "company")
	c, err := store.Write(ctx, s.db, who(r), func(tx *store.Tx) (company.Company, error) { return do(ctx, tx, id) })
	if err != nil {
		return err
	}
	return s.done(w, r, inPortal(r, "/companies/%d", id), text, c.Name)
}

func (s *site) suspension(w http.ResponseWriter, r *http.Request) error {
	return s.confirmStatus(w, r, func(v companyView) (page.Confirm, bool) {
		return page.Confirm{Question: "Suspend " + v.company.Name + "?", Button: "Suspend company", Busy: "Suspending…", Danger: true, Lines: []string{
			ui.Plural(v.used(), "user", "users") + " can’t sign in from now on, and open sessions end at once.",
			v.whileSuspended() + " It can be resumed at any time."}}, v.company.Status == "active" && v.maySuspend(r)
	})
}

// whileSuspended says whether a suspended company is billed: the vendor's setting (domain.md 2.7).
func (v companyView) whileSuspended() string {
	if v.vendor.SuspendedFree {
		return "The company is not billed meanwhile."
	}
	return "The company is still billed."
}

// maySuspend: where suspended companies are not billed, suspending and resuming are the vendor's acts (domain.md 2.7).
func (v companyView) maySuspend(r *http.Request) bool {
	return !v.vendor.SuspendedFree || who(r).Kind() == access.Staff
}

func (s *site) suspend(w http.ResponseWriter, r *http.Request) error {
	return s.writeStatus(w, r, "%s was suspended. It is still billed.", company.Suspend)
}

func (s *site) resumption(w http.ResponseWriter, r *http.Request) error {
	return s.confirmStatus(w, r, func(v companyView) (page.Confirm, bool) {
		return page.Confirm{Question: "Resume " + v.company.Name + "?", Button: "Resume company", Busy: "Resuming…",
			Lines: []string{"Its users can sign in again from now on."}}, v.company.Status == "suspended" && v.maySuspend(r)
	})
}

func (s *site) resume(w http.ResponseWriter, r *http.Request) error {
	return s.writeStatus(w, r, "%s was resumed. Its users can sign in again.", company.Resume)
}

func (s *site) deletion(w http.ResponseWriter, r *http.Request) error {
	return s.deletionForm(w, r, nil)
}

func (s *site) deletionForm(w http.ResponseWriter, r *http.Request, cause error) error {
	form := ui.Form{Action: r.URL.Path}
	if cause != nil {
		var err error
		if form, err = refused(r, form, cause); err != nil {
			return err
		}
	}
	return s.confirmStatus(w, r, func(v companyView) (page.Confirm, bool) {
		return page.Confirm{Form: form, Question: "Delete " + v.company.Name + "?", Button: "Delete company", Busy: "Deleting…", Danger: true,
			Typed: "Type " + v.company.Name + " to confirm", Lines: []string{
				ui.Plural(v.used(), "user", "users") + " can’t sign in from now on, open sessions end at once, and queued mails are taken back.",
				"It is not counted any more as " + v.month() + " ends. It can be restored for 30 days; the time between is billed then. Until then its users’ addresses stay reserved.",
				"After 30 days it is gone for good, but for its documents and activity."}}, v.company.Status != "deleted"
	})
}

func (s *site) deleteCompany(w http.ResponseWriter, r *http.Request) error {
	err := s.writeStatus(w, r, "%s was deleted. It can be restored for 30 days.", func(ctx context.Context, tx *store.Tx, id int64) (company.Company, error) {
		return company.Delete(ctx, tx, id, r.PostFormValue("name"))
	})
	if _, ok := fail.AsInvalid(err); ok {
		return s.deletionForm(w, r, err)
	}
	return err
}

func (s *site) restoration(w http.ResponseWriter, r *http.Request) error {
	return s.confirmStatus(w, r, func(v companyView) (page.Confirm, bool) {
		return page.Confirm{Question: "Restore " + v.company.Name + "?", Button: "Restore company", Busy: "Restoring…", Lines: []string{
			"The company and its users are what they were before it was deleted.",
			"It counts as if it had never been deleted: the time between is billed."}}, v.company.Status == "deleted"
	})
}

func (s *site) restore(w http.ResponseWriter, r *http.Request) error {
	return s.writeStatus(w, r, "%s was restored.", company.Restore)
}
