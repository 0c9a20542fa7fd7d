package mail

import (
	"context"
	"errors"

	"kontor/access"
	"kontor/fail"
	"kontor/setting"
	"kontor/store"
)

// TryOut sends a Greeting at once with settings that need not be saved yet. An empty password means the stored one, if host and user
// name are those it was stored for (setting.SaveMail has the same rule). Needs ManageSettings.
//
// Fails with fail.Invalid at the setting that is to blame, in the mail server's own words; at "to" if the address was refused.
func TryOut(ctx context.Context, db *store.DB, who access.Actor, s setting.MailSetting, to To) error {
	s, err := s.Checked()
	if err != nil {
		return err
	}
	to.Name, to.Address = store.Clean(to.Name), store.Clean(to.Address)
	if to.Address == "" {
		return fail.Invalid(fail.At("to", "Enter the address the mail is sent to."))
	}
	e, err := store.Write(ctx, db, who, func(tx *store.Tx) (envelope, error) {
		if err := tx.May(access.ManageSettings); err != nil {
			return envelope{}, err
		}
		if s.Password == "" {
			if s.Password, err = keptPassword(ctx, tx, s); err != nil {
				return envelope{}, err
			}
		}
		tx.Audit("settings.mail_tried", store.About{Kind: "vendor", ID: 1, Name: s.Host}, map[string]any{"host": s.Host, "port": s.Port, "encryption": s.Encryption})
		return greeting(ctx, tx, to)
	})
	if err != nil {
		return err
	}
	out := &outgoing{MailSetting: s}
	defer out.close()
	err = out.send(ctx, e)
	if why, ok := errors.AsType[*refusal](err); ok {
		field := why.field
		if field == "" {
			field = "host"
		}
		return fail.Invalid(fail.At(field, why.reason))
	}
	return err
}

func greeting(ctx context.Context, tx *store.Tx, to To) (envelope, error) {
	vendor, err := setting.Get(ctx, tx)
	if err != nil {
		return envelope{}, err
	}
	l, err := write(vendor, tx.URL, tx.Now(), to, Greeting{SentBy: tx.Who().Name()})
	if err != nil {
		return envelope{}, err
	}
	c, err := l.content()
	return envelope{MessageID: messageID(tx.URL("/")), ToName: to.Name, ToAddress: to.Address, Subject: l.Subject, Date: tx.Now(), Content: c}, err
}

// keptPassword is the stored one if it was stored for this very server and user name, else "".
func keptPassword(ctx context.Context, tx *store.Tx, s setting.MailSetting) (string, error) {
	sealed, ok, err := store.Maybe[[]byte](ctx, tx, `SELECT password FROM mail_setting WHERE host = $1 AND username = $2 AND password IS NOT NULL`, s.Host, s.Username)
	if err != nil || !ok {
		return "", err
	}
	plain, err := tx.Unseal(sealed)
	return string(plain), err
}
