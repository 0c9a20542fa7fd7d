package web

import (
	"net/http"
	"strconv"
	"strings"
	"time"

	"kontor/access"
	"kontor/account"
	"kontor/fail"
	"kontor/partner"
	"kontor/setting"
	"kontor/store"
	"kontor/web/page"
	"kontor/web/ui"
)

// keyRoutes are the API keys of the vendor and of a partnership: the same handlers in both faces.
func (s *site) keyRoutes() []Route {
	var all []Route
	for _, at := range []struct {
		path string
		face Face
	}{{"/admin/settings/keys", Vendor}, {"/p/{partnership}/account/keys", Partner}} {
		all = append(all,
			Route{"GET " + at.path, s.keys, access.ManageKeys, at.face},
			Route{"POST " + at.path, s.makeKey, access.ManageKeys, at.face},
			Route{"GET " + at.path + "/new", s.newKey, access.ManageKeys, at.face},
			Route{"GET " + at.path + "/{key}/revocation", s.revocation, access.ManageKeys, at.face},
			Route{"POST " + at.path + "/{key}/revocation", s.revokeKey, access.ManageKeys, at.face})
	}
	return all
}

// keysPath is the list's address in the face of the request.
func keysPath(r *http.Request) string {
	if visitOf(r).route.Face == Vendor {
		return "/admin/settings/keys"
	}
	return inPortal(r, "/account/keys")
}

// keyList is what the list of API keys is made of.
type keyList struct {
	now  time.Time
	of   string
	zone string
	keys []account.Key
}

func (s *site) keys(w http.ResponseWriter, r *http.Request) error {
	ctx, me := r.Context(), who(r)
	l, err := store.Snapshot(ctx, s.db, me, func(tx *store.Tx) (l keyList, err error) {
		l.now = tx.Now()
		if l.keys, err = account.Keys(ctx, tx); err != nil {
			return l, err
		}
		if me.Partner() != 0 {
			p, err := partner.Get(ctx, tx, me.Partner())
			l.of, l.zone = p.Name, p.TimeZone
			return l, err
		}
		v, err := setting.Get(ctx, tx)
		l.of, l.zone = v.Name, v.BillingZone
		return l, err
	})
	if err != nil {
		return err
	}
	p := page.Keys{Of: l.of, Zone: l.zone, Add: keysPath(r) + "/new", Docs: s.docs()}
	if me.Partner() == 0 {
		p.Tabs = settingsHead(r, "/keys", "").Tabs
	} else {
		p.Over = []ui.Link{{Text: "Account"}}
	}
	for _, k := range l.keys {
		p.Rows = append(p.Rows, l.row(k, keysPath(r)))
	}
	return s.render(w, r, p)
}

// docs is the address of the API's documentation, "" where no API is served.
func (s *site) docs() string {
	return s.opt.APIDocs
}

func (l keyList) row(k account.Key, path string) page.KeyRow {
	row := page.KeyRow{Name: k.Name, Begins: k.Prefix, Maker: "by " + k.Maker, Scopes: strings.Join(strings.Fields(k.Words), ", "), Made: clock(k.CreatedAt, l.zone),
		Expires: "Never", Used: "Not yet"}
	if k.ExpiresAt != nil {
		row.Expires = clock(*k.ExpiresAt, l.zone)
	}
	if k.LastUsedAt != nil {
		row.Used = clock(*k.LastUsedAt, l.zone)
	}
	switch k.State(l.now) {
	case "active":
		row.Status = ui.Badge{Tone: "ok", Text: "Active"}
	case "expired":
		row.Status = ui.Badge{Tone: "warn", Text: "Expired"}
	case "idle":
		row.Status = ui.Badge{Tone: "warn", Text: "Its maker can’t sign in"}
	default:
		row.Status = ui.Badge{Text: "Revoked"}
	}
	if k.RevokedAt == nil {
		row.Revoke = path + "/" + strconv.FormatInt(k.ID, 10) + "/revocation"
	}
	return row
}

// keyTerms are for how many days a key can be made.
var keyTerms = []ui.Option{{Value: "30", Label: "30 days"}, {Value: "90", Label: "90 days"}, {Value: "365", Label: "1 year"}, {Value: "0", Label: "Until it is revoked"}}

func (s *site) newKey(w http.ResponseWriter, r *http.Request) error {
	return s.render(w, r, keyForm(r, ui.Form{Action: keysPath(r)}.With("expires", "90")))
}

func keyForm(r *http.Request, form ui.Form) page.NewKey {
	p := page.NewKey{Form: form, Terms: keyTerms, Cancel: keysPath(r), List: keysPath(r)}
	for _, g := range access.KeyGrants(who(r).Role()) {
		p.Scopes = append(p.Scopes, ui.Option{Value: string(g.Scope), Label: string(g.Scope), Hint: g.Says})
	}
	return p
}

// makeKey answers with the secret itself: it stands in no cookie and no address, and the answer is not stored.
func (s *site) makeKey(w http.ResponseWriter, r *http.Request) error {
	ctx := r.Context()
	d, err := keyDraft(r, s.db.Now())
	var secret string
	var k account.Key
	if err == nil {
		err = s.db.Write(ctx, who(r), func(tx *store.Tx) (err error) {
			k, secret, err = account.MakeKey(ctx, tx, d)
			return err
		})
	}
	if err != nil {
		form, err := refused(r, ui.Form{Action: keysPath(r)}, err, "expires_at", "expires")
		if err != nil {
			return err
		}
		return s.render(w, r, keyForm(r, form))
	}
	p := page.MadeKey{Name: k.Name, Secret: secret, Expires: "It works until it is revoked.", List: keysPath(r), Docs: s.docs()}
	if k.ExpiresAt != nil {
		p.Expires = "It works until " + moment(*k.ExpiresAt, "UTC") + "."
	}
	w.Header().Set("Referrer-Policy", "no-referrer")
	return s.render(w, r, p)
}

func keyDraft(r *http.Request, now time.Time) (account.KeyDraft, error) {
	d := account.KeyDraft{Name: r.PostFormValue("name")}
	for _, word := range r.PostForm["scopes"] {
		d.Scopes = append(d.Scopes, access.KeyScope(word))
	}
	switch days := r.PostFormValue("expires"); days {
	case "0":
	case "30", "90", "365":
		until := now.Add(time.Duration(whole(days)) * 24 * time.Hour)
		d.ExpiresAt = &until
	default:
		return d, fail.Invalid(fail.At("expires", "Choose how long the key works."))
	}
	return d, nil
}

func (s *site) revocation(w http.ResponseWriter, r *http.Request) error {
	ctx := r.Context()
	k, err := store.Read(ctx, s.db, who(r), func(tx *store.Tx) (account.Key, error) { return account.GetKey(ctx, tx, pathNumber(r, "key")) })
	if err != nil {
		return err
	}
	return s.render(w, r, page.Confirm{Form: ui.Form{Action: r.URL.Path}, Question: "Revoke " + k.Name + "?", About: "API keys", Cancel: keysPath(r),
		Button: "Revoke API key", Busy: "Revoking…", Danger: true, Lines: []string{
			"The key " + k.Prefix + "… ends at once and for good: programs that use it are refused from now on.", "What it did stays in the activity log."}})
}

func (s *site) revokeKey(w http.ResponseWriter, r *http.Request) error {
	ctx := r.Context()
	k, err := store.Write(ctx, s.db, who(r), func(tx *store.Tx) (account.Key, error) { return account.RevokeKey(ctx, tx, pathNumber(r, "key")) })
	if err != nil {
		return err
	}
	return s.done(w, r, keysPath(r), "The API key %s was revoked.", k.Name)
}
