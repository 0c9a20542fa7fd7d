package setting

import (
	"context"
	"strings"

	"kontor/access"
	"kontor/fail"
	"kontor/store"
)

// MailSetting is how mail leaves. Password is write-only: it is filled for actors that send mail, and for nobody else.
type MailSetting struct {
	Host        string
	Port        int64
	Encryption  string // starttls, tls, none
	Username    string
	Password    string `json:"-"`
	HasPassword bool
	FromAddress string
	FromName    string
}

type mailRow struct {
	Host, Encryption, Username, FromAddress, FromName string
	Port                                              int64
	Password                                          []byte
}

// Mail reads the mail settings; Host "" means that mail stays in the Outbox. Needs ManageSettings, ViewMail or SendMail.
func Mail(ctx context.Context, tx *store.Tx) (MailSetting, error) {
	if err := tx.May(access.ManageSettings); err != nil && !tx.Who().May(access.SendMail) && !tx.Who().May(access.ViewMail) {
		return MailSetting{}, err
	}
	r, err := store.One[mailRow](ctx, tx, `SELECT host, port, encryption, username, password, from_address, from_name FROM mail_setting`)
	if err != nil {
		return MailSetting{}, err
	}
	m := MailSetting{Host: r.Host, Port: r.Port, Encryption: r.Encryption, Username: r.Username, HasPassword: len(r.Password) > 0,
		FromAddress: r.FromAddress, FromName: r.FromName}
	if m.HasPassword && tx.Who().May(access.SendMail) {
		plain, err := tx.Unseal(r.Password)
		if err != nil {
			return MailSetting{}, err
		}
		m.Password = string(plain)
	}
	return m, nil
}

// SaveMail changes the mail settings; an empty Password keeps the stored one if host and user name stay the same, so that a
// password is never sent to another server than it was typed for. Fails with fail.Invalid and fail.Forbidden.
func SaveMail(ctx context.Context, tx *store.Tx, m MailSetting) error {
	if err := tx.May(access.ManageSettings); err != nil {
		return err
	}
	m, err := m.Checked()
	if err != nil {
		return err
	}
	before, err := Mail(ctx, tx)
	if err != nil {
		return err
	}
	if _, err := tx.Exec(ctx, `UPDATE mail_setting SET host = $1, port = $2, encryption = $3, username = $4, from_address = $5, from_name = $6`,
		m.Host, m.Port, m.Encryption, m.Username, m.FromAddress, m.FromName); err != nil {
		return err
	}
	switch {
	case m.Password != "":
		_, err = tx.Exec(ctx, `UPDATE mail_setting SET password = $1`, tx.Seal([]byte(m.Password)))
	case m.Host != before.Host || m.Username != before.Username:
		_, err = tx.Exec(ctx, `UPDATE mail_setting SET password = NULL`)
	}
	if err != nil {
		return err
	}
	tx.Audit("settings.mail_changed", store.About{Kind: "vendor", ID: 1, Name: m.Host, Before: before}, m)
	return nil
}

// Checked is the setting cleaned, or what is wrong with it.
func (m MailSetting) Checked() (MailSetting, error) {
	for _, s := range []*string{&m.Host, &m.Encryption, &m.Username, &m.FromAddress, &m.FromName} {
		*s = store.Clean(*s)
	}
	var bad []fail.Field
	if m.Host == "" || len(m.Host) > 253 || strings.ContainsAny(m.Host, "/: @") {
		bad = append(bad, fail.At("host", "Enter the name of your mail server, without a port, such as mail.example.com."))
	}
	if m.Port < 1 || m.Port > 65535 {
		bad = append(bad, fail.At("port", "Enter a port from 1 to 65535; 587 is usual."))
	}
	switch m.Encryption {
	case "starttls", "tls", "none":
	default:
		bad = append(bad, fail.At("encryption", "Choose how the connection is encrypted."))
	}
	if m.Encryption == "none" && (m.Username != "" || m.Password != "") {
		bad = append(bad, fail.At("encryption", "A password is never sent without encryption. Choose STARTTLS or TLS."))
	}
	if !isAddress(m.FromAddress) {
		bad = append(bad, fail.At("from_address", "Enter the address your mails come from."))
	}
	return m, fail.Invalid(bad...)
}
