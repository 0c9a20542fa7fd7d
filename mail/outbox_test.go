package mail_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/emersion/go-smtp"

	"kontor/access"
	"kontor/fail"
	product "kontor/mail"
	"kontor/setting"
	"kontor/store"
)

var (
	portalAdmin = access.AsStaff(2, access.PortalAdmin, "Pia")
	support     = access.AsStaff(3, access.Support, "Sven")
	partner     = access.AsPartnerUser(access.Member{Account: 4, Partner: 1, Partnership: 1, Membership: 1, Role: access.PartnerAdmin})
)

func read(t *testing.T, p *post, who access.Actor, id int64, open bool) string {
	t.Helper()
	_, err := store.Read(t.Context(), p.DB, who, func(tx *store.Tx) (product.Content, error) { return product.Body(t.Context(), tx, id, open) })
	if fail.KindOf(err) == fail.Internal && err != nil {
		t.Fatal(err)
	}
	return fail.CodeOf(err)
}

// trust.md "Secrets": bodies with a password or link are shown in a throw-away installation, and without SMTP only to the Owner.
func TestWhoMayReadAMailWithASecret(t *testing.T) {
	both(t, func(t *testing.T, p *post) {
		p.send(t, sofia, welcome(p, "tuba-plum-4471-fern"))
		p.send(t, peter, product.ForgottenUsername{Username: "peter.lund"})
		rows := p.rows(t)
		secret, plain := rows[1].ID, rows[0].ID
		check := func(when string, who access.Actor, id int64, open bool, want string) {
			t.Helper()
			if got := read(t, p, who, id, open); got != want {
				t.Errorf("%s: %s reads %d: %q, want %q", when, who.Name(), id, got, want)
			}
		}
		check("without SMTP", owner, secret, false, "")
		check("without SMTP", portalAdmin, secret, false, "mail_sealed")
		check("without SMTP", support, secret, false, "mail_sealed")
		check("without SMTP", support, plain, false, "")
		check("open", support, secret, true, "")
		check("without SMTP", partner, plain, true, "not_permitted")
		check("without SMTP", access.Actor{}, plain, true, "not_permitted")
		check("unknown", owner, 99, false, "not_found")

		withServer(t, p)
		check("with SMTP", owner, secret, false, "mail_sealed")
		p.deliver(t)
		check("sent", owner, plain, false, "mail_blanked")
		check("sent, open", owner, secret, true, "mail_blanked")
	})
}

func TestOutboxIsPagedAndSearched(t *testing.T) {
	both(t, func(t *testing.T, p *post) {
		for i := range 5 {
			p.send(t, product.To{Name: fmt.Sprintf("Person %d", i), Address: fmt.Sprintf("P_%d@bluepeak.example", i)}, product.ForgottenUsername{Username: "u"})
		}
		list := func(f product.Filter) (got string) {
			t.Helper()
			rows, err := store.Read(t.Context(), p.DB, support, func(tx *store.Tx) ([]product.Row, error) { return product.List(t.Context(), tx, f) })
			if err != nil {
				t.Fatal(err)
			}
			for _, r := range rows {
				got += r.ToAddress[2:3]
			}
			return got
		}
		for _, c := range []struct {
			f    product.Filter
			want string
		}{
			{product.Filter{}, "43210"}, {product.Filter{Limit: 2}, "43"}, {product.Filter{Limit: 2, Before: p.rows(t)[1].ID}, "21"},
			{product.Filter{Query: "p_3@"}, "3"}, {product.Filter{Query: "PERSON 2"}, "2"}, {product.Filter{Query: "%"}, ""}, {product.Filter{Query: "username"}, "43210"},
			{product.Filter{Status: "sent"}, ""}, {product.Filter{Status: "queued", Query: "person 1"}, "1"},
		} {
			if got := list(c.f); got != c.want {
				t.Errorf("%+v gives %q, want %q", c.f, got, c.want)
			}
		}
		if _, err := store.Read(t.Context(), p.DB, partner, func(tx *store.Tx) ([]product.Row, error) {
			return product.List(t.Context(), tx, product.Filter{})
		}); fail.KindOf(err) != fail.KindForbidden {
			t.Errorf("a partner lists the Outbox: %v", err)
		}
	})
}

func TestTryingTheSettingsSendsAtOnceAndTellsWhatIsWrong(t *testing.T) {
	both(t, func(t *testing.T, p *post) {
		s := startServer(t)
		s.set(func() {
			s.rcpt = func(a string) error {
				if strings.HasPrefix(a, "nobody") {
					return &smtp.SMTPError{Code: 550, Message: "no such user"}
				}
				return nil
			}
			s.from = func(a string) error {
				if strings.HasPrefix(a, "other") {
					return &smtp.SMTPError{Code: 553, Message: "not your address"}
				}
				return nil
			}
		})
		try := func(who access.Actor, to string, change func(*setting.MailSetting)) (field, message string) {
			t.Helper()
			m := settings(s.addr)
			change(&m)
			err := product.TryOut(t.Context(), p.DB, who, m, product.To{Address: to})
			if e, ok := fail.AsInvalid(err); ok {
				return e.Fields[0].Name, e.Fields[0].Message
			}
			return fail.CodeOf(err), ""
		}
		same := func(*setting.MailSetting) {}
		if field, why := try(owner, "olga@keyhaven.example", same); field != "" {
			t.Fatalf("%s: %s", field, why)
		}
		if got := s.all(); len(got) != 1 || got[0].to != "olga@keyhaven.example" || !strings.Contains(got[0].raw, "Olga Brandt sent") || len(p.rows(t)) != 0 {
			t.Errorf("arrived: %+v", got)
		}
		for _, c := range []struct {
			to     string
			change func(*setting.MailSetting)
			field  string
			says   string
		}{
			{"nobody@keyhaven.example", same, "to", "no such user"},
			{"", same, "to", "Enter the address"},
			{"olga@keyhaven.example", func(m *setting.MailSetting) { m.FromAddress = "other@x.example" }, "from_address", "not your address"},
			{"olga@keyhaven.example", func(m *setting.MailSetting) { m.Port = 1 }, "host", "No connection"},
			{"olga@keyhaven.example", func(m *setting.MailSetting) { m.Encryption = "starttls" }, "encryption", "STARTTLS"},
			{"olga@keyhaven.example", func(m *setting.MailSetting) { m.Host = "" }, "host", "Enter the name"},
		} {
			if field, why := try(owner, c.to, c.change); field != c.field || !strings.Contains(why, c.says) {
				t.Errorf("to %q: at %q: %s, want at %q: …%s…", c.to, field, why, c.field, c.says)
			}
		}
		if field, _ := try(support, "olga@keyhaven.example", same); field != "not_permitted" || len(s.all()) != 1 {
			t.Errorf("Support may try the settings: %q", field)
		}
	})
}

func TestBouncedAppUserIsMarked(t *testing.T) {
	both(t, func(t *testing.T, p *post) {
		at := p.now().Format("2006-01-02 15:04:05+00:00")
		for _, row := range []string{
			`INSERT INTO price_list (id, name, name_key, created_at) ` + always(p) + ` VALUES (1, 'L', 'l', '` + at + `')`,
			`INSERT INTO partner (id, name, name_key, country, time_zone, created_at) ` + always(p) + ` VALUES (1, 'P', 'p', 'DK', 'UTC', '` + at + `')`,
			`INSERT INTO partnership (id, partner_id, type, billing_zone, currency, price_list_id, payment_terms, created_at) ` + always(p) + ` VALUES (1, 1, 'msp', 'UTC', 'EUR', 1, 'invoice', '` + at + `')`,
			`INSERT INTO company (id, partner_id, partnership_id, kind, name, name_key, search_key, country, team_name, billing_start, created_at) ` + always(p) + ` VALUES (1, 1, 1, 'customer', 'C', 'c', 'c', 'DK', 'C', 'billable_this_month', '` + at + `')`,
			`INSERT INTO app_user (id, partner_id, partnership_id, company_id, email, email_key, first_name, last_name, name_key, role, status, created_at) ` + always(p) + ` VALUES (1, 1, 1, 1, 's', 's', 'S', 'M', 's', 'administrator', 'invited', '` + at + `')`,
		} {
			p.raw(t, row)
		}
		s := withServer(t, p)
		s.set(func() {
			s.data = func(*smtp.Conn, int) error { return &smtp.SMTPError{Code: 554, Message: "looks like spam"} }
		})
		to := sofia
		to.AppUser = 1
		p.send(t, to, welcome(p, "tuba-plum-4471-fern"))
		if d := p.deliver(t); d != (product.Delivered{Bounced: 1}) {
			t.Fatalf("delivered %+v", d)
		}
		marked, err := store.Read(t.Context(), p.DB, machine, func(tx *store.Tx) (*time.Time, error) {
			return store.One[*time.Time](t.Context(), tx, `SELECT bounced_at FROM my_app_user WHERE id = $1`, 1)
		})
		if err != nil || marked == nil || !marked.Equal(p.now()) {
			t.Errorf("bounced_at %v, error %v", marked, err)
		}
		acts, err := store.Read(t.Context(), p.DB, machine, func(tx *store.Tx) (int64, error) {
			return store.One[int64](t.Context(), tx, `SELECT COUNT(*) FROM audit_event WHERE action = 'mail.bounced' AND actor = 'mail'`)
		})
		if err != nil || acts != 1 {
			t.Errorf("%d audit events, error %v", acts, err)
		}
	})
}

// always lets PostgreSQL take an id that the test chose.
func always(p *post) string {
	if p.Dialect() == store.Postgres {
		return "OVERRIDING SYSTEM VALUE"
	}
	return ""
}
