package web

import (
	"maps"
	"reflect"
	"slices"
	"strconv"
	"strings"
	"unicode"

	"kontor/web/ui"
)

// deed is an act in words: title names it in the choice of the activity log, says tells it; %n is the name of what it was done to. What
// says is empty for is told by sentence, with what it was before and after.
type deed struct{ action, title, says string }

// deeds are all acts that the audit knows, those of one kind together.
var deeds = []deed{
	{"company.added", "Company added", ""},
	{"company.changed", "Company changed", ""},
	{"company.license_count_changed", "User license count changed", ""},
	{"company.level_changed", "Subscription level changed", ""},
	{"company.subscription_added", "Subscription added", ""},
	{"company.subscription_ended", "Subscription ended", ""},
	{"company.billing_start_ended", "Free month ended early", "Ended the free month early"},
	{"company.owner_changed", "Ownership handed over", ""},
	{"company.suspended", "Company suspended", "Suspended the company"},
	{"company.resumed", "Company resumed", "Resumed the company"},
	{"company.deleted", "Company deleted", "Deleted the company"},
	{"company.restored", "Company restored", "Restored the company"},
	{"company.purged", "Company removed for good", "Removed the company for good"},
	{"company.transferred", "Company transferred", "Transferred the company to its present partner"},
	{"company.transferred_away", "Company transferred to another partner", "Transferred %n to another partner"},
	{"app_user.added", "App user added", "Added %n as app user"},
	{"app_user.changed", "App user changed", ""},
	{"app_user.accepted", "App user chose a password", "Chose a password for the first time"},
	{"app_user.welcome_resent", "Welcome mail sent again", "Sent %n a new temporary password"},
	{"app_user.suspended", "App user suspended", "Suspended %n"},
	{"app_user.resumed", "App user resumed", "Resumed %n"},
	{"app_user.removed", "App user removed", "Removed %n"},
	{"app_user.signed_in", "App user signed in", "Signed in"},
	{"app_user.signed_out", "App user signed out", "Signed out"},
	{"app_user.password_changed", "App user changed the password", "Changed the own password"},
	{"app_user.password_forgotten", "App user forgot the password", "Asked for a link to choose a new password"},
	{"app_user.display_changed", "App user changed the display", "Changed theme, density or shortcuts"},
	{"account.invited", "User invited", "Invited %n"},
	{"account.invitation_resent", "Invitation sent again", "Sent %n the invitation again"},
	{"account.invitation_accepted", "Invitation accepted", "%n accepted the invitation"},
	{"account.added", "User added", "Added %n"},
	{"account.owner_set_up", "First Owner set up", "Set up %n as the first Owner"},
	{"account.changed", "User changed", ""},
	{"account.role_changed", "Role changed", "Changed the role of %n"},
	{"account.removed", "User removed", "Removed %n"},
	{"account.released", "Address released", "Released the email address of %n"},
	{"account.signed_in", "Signed in", "%n signed in"},
	{"account.signed_out", "Signed out", "%n signed out"},
	{"account.sessions_ended", "Sessions ended", "Ended sessions of %n"},
	{"account.password_changed", "Password changed", "%n changed the password"},
	{"account.password_forgotten", "Password forgotten", "A link to choose a new password was asked for %n"},
	{"account.password_reset", "Password reset", "%n chose a new password by a link"},
	{"account.password_ended", "Password ended by an Admin", "Reset the password of %n"},
	{"account.temporary_password_used", "Temporary password used", "%n signed in with a temporary password"},
	{"account.username_forgotten", "Username forgotten", "The username of %n was asked for"},
	{"account.display_changed", "Display changed", "Changed theme, density or shortcuts"},
	{"api_key.made", "API key made", "Made the API key %n"},
	{"api_key.revoked", "API key revoked", "Revoked the API key %n"},
	{"refused", "Refused", "Was refused: %n"},
	{"guess.limit_reached", "Too many attempts", "Too many attempts: %n"},
	{"view.started", "Viewing started", ""},
	{"view.ended", "Viewing ended", "Stopped viewing the Customer Portal"},
	{"partner.added", "Partner added", "Added the partner %n"},
	{"partner.changed", "Partner changed", ""},
	{"partner.suspended", "Partner suspended", "Suspended the partner %n"},
	{"partner.resumed", "Partner resumed", "Resumed the partner %n"},
	{"partner.ended", "Partner ended", "Ended the partner %n"},
	{"partnership.added", "Partnership added", "Added a partnership to %n"},
	{"partnership.changed", "Partnership changed", ""},
	{"partnership.legal_changed", "Legal data changed", ""},
	{"account.getting_started_hidden", "Getting started put away or shown again", ""},
	{"partnership.bill_to_changed", "Who pays for an MSP changed", "Changed who pays for %n"},
	{"partnership.bill_to_began", "Who pays for an MSP began to", "Began to bill %n to whom was chosen"},
	{"partnership.price_list_changed", "Price list of a partnership changed", "Changed the price list of %n"},
	{"product.added", "Product added", "Added the product %n"},
	{"product.changed", "Product changed", ""},
	{"product.retired", "Product retired", "Retired the product %n"},
	{"product.activated", "Product sold again", "Sells the product %n again"},
	{"price_list.added", "Price list added", "Added the price list %n"},
	{"price_list.price_added", "Price added", "Added a price to the price list %n"},
	{"settings.organization_changed", "Organization changed", ""},
	{"settings.legal_data_changed", "Legal data changed", ""},
	{"settings.policies_changed", "Policies changed", ""},
	{"settings.mail_tried", "Mail server tried", ""},
	{"settings.mail_changed", "Mail server changed", ""},
	{"settings.help_changed", "Help settings changed", ""},
	{"mail.bounced", "Mail bounced", "A mail to %n was refused by its server"},
}

// deedOf is the act in words, false for one that is not known.
func deedOf(action string) (deed, bool) {
	i := slices.IndexFunc(deeds, func(d deed) bool { return d.action == action })
	if i < 0 {
		return deed{}, false
	}
	return deeds[i], true
}

// sentence says what was done, with what it was before and after.
func sentence(action, kind, name string, was, is map[string]any) string {
	before, after := func(name string) string { return word(was[name]) }, func(name string) string { return word(is[name]) }
	switch action {
	case "company.added":
		return "Added the company with " + licenseWords(after("LicenseCount"))
	case "company.license_count_changed":
		return "Changed User license count of " + after("product") + " from " + before("license_count") + " to " + after("license_count")
	case "company.level_changed":
		return "Changed Subscription level from " + before("product") + " to " + after("product")
	case "company.subscription_added":
		return "Added " + after("product") + " with " + licenseWords(after("license_count"))
	case "company.subscription_ended":
		return "Ended the subscription to " + before("product")
	case "company.owner_changed":
		if after("owner") == "" { // of a child MSP, to its reseller
			return "Handed ownership over"
		}
		return "Handed ownership over from " + before("owner") + " to " + after("owner")
	case "view.started":
		return because(viewed("Viewed ", kind, name), after("reason"))
	case "view.ended":
		return viewed("Stopped viewing ", kind, name)
	}
	d, ok := deedOf(action)
	switch {
	case !ok:
		return action
	case d.says != "":
		return because(strings.ReplaceAll(d.says, "%n", name), after("reason"))
	}
	return changes(d.title, kind, name, was, is)
}

// because adds the reason that was given, if there is one.
func because(says, reason string) string {
	if reason == "" {
		return says
	}
	return says + ": “" + reason + "”"
}

// viewed is the portal that was looked at (domain.md 7).
func viewed(says, kind, name string) string {
	if kind == "account" {
		return says + "the portal as " + name
	}
	return says + "the Customer Portal"
}

// labels are the fields of a change in words, in the order they are told.
var labels = [][2]string{{"name", "Company name"}, {"team_name", "Team name"}, {"team_logo", "Team logo"}, {"logo", "Logo"}, {"street", "Street"}, {"postal_code", "Postal code"},
	{"city", "City"}, {"region", "Region"}, {"country", "Country"}, {"phone", "Phone"}, {"website", "Website"}, {"vat_number", "VAT number"},
	{"reference", "Your own reference"}, {"first_name", "First Name"}, {"last_name", "Last Name"}, {"username", "Username"}, {"email", "Email Address"}, {"role", "Role"}}

// changes says from what to what, the known fields first, in their order; the others by name.
func changes(title, kind, name string, was, is map[string]any) string {
	before, after := plainKeys(was), plainKeys(is)
	var told []string
	for _, l := range labels {
		if _, ok := after[l[0]]; ok {
			label := l[1]
			if l[0] == "name" && kind != "company" {
				label = "Name"
			}
			told = append(told, change(label, before[l[0]], after[l[0]], strings.HasSuffix(l[0], "logo"))...)
			delete(after, l[0])
		}
	}
	for _, key := range slices.Sorted(maps.Keys(after)) {
		label := strings.ReplaceAll(key, "_", " ")
		told = append(told, change(strings.ToUpper(label[:1])+label[1:], before[key], after[key], false)...)
	}
	says := "Changed"
	switch kind {
	case "company":
	case "vendor":
		says = title
	case "app_user":
		says = "Changed of " + name
	default:
		says += " " + name
	}
	switch {
	case len(told) > 0:
		return says + ": " + strings.Join(told, ", ")
	case says == "Changed":
		return "Changed " + name
	}
	return says
}

// change is what became of one field, nothing where it stayed.
func change(label string, before, after any, plain bool) []string {
	was, is := word(before), word(after)
	switch {
	case plain:
		return []string{label + " " + is}
	case reflect.DeepEqual(before, after), before == nil && is == "" && scalar(after):
		return nil
	case !scalar(before) || !scalar(after):
		return []string{label}
	case was == "":
		return []string{label + " “" + is + "”"}
	case is == "":
		return []string{label + " “" + was + "” removed"}
	}
	return []string{label + " “" + was + "” → “" + is + "”"}
}

func scalar(v any) bool {
	switch v.(type) {
	case map[string]any, []any:
		return false
	}
	return true
}

// plainKeys are the fields as the audit's columns would be called: some states are kept as the structs that they are in.
func plainKeys(m map[string]any) map[string]any {
	plain := make(map[string]any, len(m))
	for key, v := range m {
		plain[snake(key)] = v
	}
	return plain
}

// snake is LegalName as legal_name and VATNumber as vat_number.
func snake(key string) string {
	var b strings.Builder
	runes := []rune(key)
	for i, r := range runes {
		if unicode.IsUpper(r) && i > 0 && runes[i-1] != '_' && (unicode.IsLower(runes[i-1]) || i+1 < len(runes) && unicode.IsLower(runes[i+1])) {
			b.WriteByte('_')
		}
		b.WriteRune(unicode.ToLower(r))
	}
	return b.String()
}

// word is a value of the audit as text.
func word(v any) string {
	switch x := v.(type) {
	case string:
		return x
	case float64:
		return ui.Number(int(x))
	case bool:
		return strconv.FormatBool(x)
	}
	return ""
}

func licenseWords(count string) string {
	if count == "1" {
		return "1 license"
	}
	return count + " licenses"
}
