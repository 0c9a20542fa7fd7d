package docs

import (
	"slices"
	"strings"

	"kontor/access"
)

// words say what each capability allows, in the order of the table "Who may do what". A capability that has none is a fault that the
// package's own check finds.
var words = []struct {
	may  access.Capability
	text string
}{
	{access.ViewVendor, "See partners, companies and people"},
	{access.AddPartner, "Add partners"},
	{access.InvitePartnerUser, "Add partner users and send invitations again"},
	{access.ChangePartner, "Change a partner's data, contacts and partnerships"},
	{access.SuspendPartner, "Suspend, resume and end partners"},
	{access.ReleaseAddress, "Release the email address of a partner user"},
	{access.TransferCompany, "Transfer a company to another partnership"},
	{access.ManageSettings, "Change settings, products and prices"},
	{access.ManageLegal, "Change legal data"},
	{access.ManageStaff, "Invite staff, change their roles, remove them"},
	{access.ViewMail, "See the Outbox and the mail previews"},
	{access.ViewSealedMail, "Read the bodies of mails that wait in the Outbox"},
	{access.ViewPortal, "Open the partner portal"},
	{access.ViewCompanies, "See companies and their app users"},
	{access.AddCompany, "Add companies"},
	{access.ImportCompanies, "Import companies and app users from a CSV"},
	{access.EditCompany, "Edit contact data, Team name and Team logo"},
	{access.ChangeLicenses, "Change User license counts, subscription levels and products"},
	{access.ManageAppUsers, "Add, edit, suspend and remove app users"},
	{access.SuspendCompany, "Suspend and resume companies"},
	{access.DeleteCompany, "Delete and restore companies"},
	{access.HandOver, "Hand over the ownership of a company"},
	{access.StartView, "View the portal as somebody else, without changing anything"},
	{access.ViewActivity, "Read the activity log: who did what and when"},
	{access.ManageKeys, "Make and revoke API keys"},
	{access.EditAccount, "Change Account > Details"},
	{access.ManagePartnerUsers, "Edit and remove partner users, reset their passwords"},
	{access.ViewAccount, "See Account > Details"},
	{access.ViewCustomer, "Open the customer portal"},
	{access.ViewColleagues, "See the other users of the company"},
	{access.ViewHelp, "Read the help"},
	{access.AnswerHelp, "Say whether an article of the help answered"},
	{access.ChangeDisplay, "Choose theme, density and shortcuts for themselves"},
	{access.ChangeOwnLogin, "Change their own password"},
}

// rolesOf are the columns of the table of each face, with their titles.
var rolesOf = map[string][]struct {
	role  access.Role
	title string
}{
	"vendor":   {{access.Owner, "Owner"}, {access.PortalAdmin, "Portal Admin"}, {access.Support, "Support"}},
	"partner":  {{access.PartnerAdmin, "Admin"}, {access.PartnerUser, "User"}, {access.MarketingRole, "Marketing"}, {access.Notifications, "Notifications"}},
	"customer": {{access.Administrator, "Administrator"}, {access.AppUser, "User"}},
}

// withRights puts the tables in the place of {{rights vendor}}, {{rights partner}} and {{rights customer}}, and of {{scopes vendor}} and
// {{scopes partner}}: they come from the access tables themselves (domain.md 7), never by hand.
func withRights(body string) string {
	for face := range rolesOf {
		body = strings.ReplaceAll(body, "{{rights "+face+"}}", rights(face))
	}
	body = strings.ReplaceAll(body, "{{scopes vendor}}", scopes(access.Owner))
	return strings.ReplaceAll(body, "{{scopes partner}}", scopes(access.PartnerAdmin))
}

// scopes is the table of what somebody of this role can let an API key do, as Markdown.
func scopes(r access.Role) string {
	var b strings.Builder
	b.WriteString("| Scope | What it lets a key do |\n|---|---|\n")
	for _, g := range access.KeyGrants(r) {
		b.WriteString("| `" + string(g.Scope) + "` | " + g.Says + " |\n")
	}
	return b.String()
}

// rights is the table role × capability of a face, as Markdown. What none of its roles may is left out.
func rights(face string) string {
	var b strings.Builder
	b.WriteString("| They may |")
	for _, r := range rolesOf[face] {
		b.WriteString(" " + r.title + " |")
	}
	b.WriteString("\n|---|" + strings.Repeat("---|", len(rolesOf[face])) + "\n")
	for _, c := range capabilities() {
		row, any := "| "+wordsOf(c)+" |", false
		for _, r := range rolesOf[face] {
			cell := " – |"
			if access.RoleMay(r.role, c) {
				cell, any = " Yes |", true
			}
			row += cell
		}
		if any {
			b.WriteString(row + "\n")
		}
	}
	return b.String()
}

// capabilities are those of the table in the order of words; those without words come last.
func capabilities() []access.Capability {
	var all []access.Capability
	for _, w := range words {
		all = append(all, w.may)
	}
	for _, c := range access.Capabilities() {
		if !slices.Contains(all, c) {
			all = append(all, c)
		}
	}
	return all
}

func wordsOf(c access.Capability) string {
	for _, w := range words {
		if w.may == c {
			return w.text
		}
	}
	return strings.ReplaceAll(string(c), "_", " ")
}
