package api

import (
	"context"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"kontor/account"
	"kontor/fail"
	"kontor/mail"
	"kontor/overview"
	"kontor/picture"
	"kontor/setting"
	"kontor/store"
)

func organizationLogo(ctx context.Context, tx *store.Tx, _ *struct{}) (*logoOut, error) {
	png, err := setting.Logo(ctx, tx)
	if err == nil && len(png) == 0 {
		err = fail.NotFound("The logo")
	}
	return shownLogo(png), err
}

type organizationLogoIn struct {
	RawBody []byte `contentType:"image/png"`
}

func (in *organizationLogoIn) picture() []byte { return in.RawBody }

func putOrganizationLogo(ctx context.Context, tx *store.Tx, _ *organizationLogoIn, logo picture.Logo) error {
	o, err := organization(ctx, tx)
	if err != nil {
		return err
	}
	return setting.SaveOrganization(ctx, tx, o.setting(), &logo)
}

func removeOrganizationLogo(ctx context.Context, tx *store.Tx, _ *struct{}) (*none, error) {
	o, err := organization(ctx, tx)
	if err != nil {
		return nil, err
	}
	without := o.setting()
	without.NoLogo = true
	return &none{}, setting.SaveOrganization(ctx, tx, without, nil)
}

// MailServer is how mail leaves, without the password.
type MailServer struct {
	Host        string `json:"host" doc:"Empty: none is set, mail stays in the Outbox." example:"mail.example.com"`
	Port        int64  `json:"port" example:"587"`
	Encryption  string `json:"encryption" enum:"starttls,tls,none"`
	Username    string `json:"username" example:"kontor"`
	HasPassword bool   `json:"has_password"`
	FromAddress string `json:"from_address" example:"portal@northwind.example"`
	FromName    string `json:"from_name" example:"Northwind Mail"`
}

func getMailServer(ctx context.Context, tx *store.Tx, _ *struct{}) (*oneOut[MailServer], error) {
	m, err := setting.Mail(ctx, tx)
	return one(MailServer{Host: m.Host, Port: m.Port, Encryption: m.Encryption, Username: m.Username, HasPassword: m.HasPassword, FromAddress: m.FromAddress, FromName: m.FromName}), err
}

// tryMailServer talks to the mail server, which no transaction waits for. The address is the maker's own: a key sends mail to nobody else.
func tryMailServer(s *server, o *operation, h huma.API) {
	type to struct {
		server setting.MailSetting
		maker  account.Account
	}
	huma.Register(h, s.declare(o), func(ctx context.Context, in *struct{}) (*none, error) {
		return kept(ctx, s, o, in, func() (*none, error) {
			who := callOf(ctx).who
			t, err := store.Snapshot(ctx, s.db, who, func(tx *store.Tx) (t to, err error) {
				if t.server, err = setting.Mail(ctx, tx); err == nil {
					t.maker, err = account.Get(ctx, tx, who.Account())
				}
				return t, err
			})
			if err != nil {
				return nil, err
			}
			if err := account.AllowTrial(ctx, s.db, t.maker, callOf(ctx).ip, ""); err != nil {
				return nil, err
			}
			return &none{}, mail.TryOut(ctx, s.db, who, t.server, mail.To{Name: t.maker.Name(), Address: t.maker.Email, Account: t.maker.ID})
		})
	})
}

// Health is how the installation is doing.
type Health struct {
	Version  string      `json:"version" example:"1.0.0"`
	Database string      `json:"database" enum:"sqlite,postgres"`
	Mail     MailHealth  `json:"mail"`
	Jobs     []JobHealth `json:"jobs" doc:"Periodic jobs, by name."`
	Waiting  int64       `json:"work_waiting" doc:"Queued work that is due."`
	Failed   int64       `json:"work_failed" doc:"Queued work that was tried in vain."`
	Disk     *DiskHealth `json:"disk,omitempty" doc:"That holds the database; absent where that is another server's."`
}

// DiskHealth is the room for the database.
type DiskHealth struct {
	Free  int64  `json:"free_bytes" example:"42949672960"`
	Total int64  `json:"total_bytes" example:"107374182400"`
	State string `json:"state" enum:"fine,low,full" doc:"Low: below a tenth or 1 GB; full: below 2 % or 200 MB."`
}

// MailHealth is how mail is doing.
type MailHealth struct {
	ServerSet bool       `json:"server_set" doc:"Without a mail server mail stays in the Outbox."`
	Waiting   int64      `json:"waiting"`
	Failing   int64      `json:"failing" doc:"Of those that wait: tried in vain."`
	Bounced   int64      `json:"bounced" doc:"In the last seven days."`
	Oldest    *time.Time `json:"oldest,omitempty" doc:"Since when the oldest waits."`
	LastSent  *time.Time `json:"last_sent_at,omitempty"`
}

// JobHealth is one periodic job.
type JobHealth struct {
	Name string     `json:"name" example:"mail"`
	Last *time.Time `json:"last_run_at,omitempty"`
	Next time.Time  `json:"next_run_at"`
	Late bool       `json:"late" doc:"By more than five minutes."`
}

func (s *server) getHealth(ctx context.Context, tx *store.Tx, _ *struct{}) (*oneOut[Health], error) {
	l, err := overview.Look(ctx, tx)
	if err != nil {
		return nil, err
	}
	h := Health{Version: s.opt.Version, Database: s.db.Dialect(), Jobs: []JobHealth{}, Waiting: l.Waiting, Failed: l.Failed, Mail: MailHealth{ServerSet: l.MailServer != "",
		Waiting: l.Mail.Waiting, Failing: l.Mail.Failing, Bounced: l.Mail.Bounced, Oldest: l.Mail.Oldest, LastSent: l.Mail.LastSent}}
	for _, j := range l.Jobs {
		h.Jobs = append(h.Jobs, JobHealth{Name: j.Name, Last: j.LastRunAt, Next: j.NextRunAt, Late: j.Late})
	}
	if l.Disk != nil {
		h.Disk = &DiskHealth{Free: l.Disk.Free, Total: l.Disk.Total, State: l.Disk.State}
	}
	return one(h), nil
}
