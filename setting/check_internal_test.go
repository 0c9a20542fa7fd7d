package setting

import (
	"testing"

	"kontor/fail"
)

// trust.md "Input and output": what stands in the header of every mail is one address.
func TestSupportAndSenderAreOneAddress(t *testing.T) {
	for address, good := range map[string]bool{"help@keyhaven.example": true, "hjælp@keyhaven.example": true, "": false, "help": false,
		"a@b.example  Bcc: x@y.example": false, "a@b.example,c@d.example": false, "Help <help@keyhaven.example>": false, "a b@c@d": false} {
		o := Organization{Name: "Keyhaven", AppName: "Vault", Color: "#1d5fd6", SupportEmail: address, BillingZone: "UTC", Currency: "EUR"}
		if err := o.check(); (err == nil) != good {
			t.Errorf("support at %q: %v", address, err)
		}
		_, err := MailSetting{Host: "mail.example", Port: 587, Encryption: "starttls", FromAddress: address}.Checked()
		if (err == nil) != good || err != nil && fail.KindOf(err) != fail.KindInvalid {
			t.Errorf("from %q: %v", address, err)
		}
	}
}

// Months begin where the vendor says, not where the machine stands.
func TestBillingZoneIsNamed(t *testing.T) {
	for zone, good := range map[string]bool{"UTC": true, "Europe/Copenhagen": true, "Local": false, "": false, "../../etc/passwd": false, "Mars/Base": false} {
		o := Organization{Name: "Keyhaven", AppName: "Vault", Color: "#1d5fd6", SupportEmail: "a@b.example", BillingZone: zone, Currency: "EUR"}
		if err := o.check(); (err == nil) != good {
			t.Errorf("%q: %v", zone, err)
		}
	}
}
