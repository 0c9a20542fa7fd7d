package web

import (
	"slices"

	"kontor/access"
)

// Face is the part of the portal a route belongs to: it decides which cookie is read.
type Face string

// The faces. Own is the portal account itself, whichever face one came from.
const (
	Public   Face = "public"
	Vendor   Face = "vendor"
	Partner  Face = "partner"
	Customer Face = "customer"
	Own      Face = "own"
)

// Route is one page or act: who may is the capability of the access table (domain.md 7), "" for public ones.
type Route struct {
	Pattern string
	Serve   handler
	May     access.Capability
	Face    Face
}

// Routes are all of them, in the order of the faces: who walks them, and the documentation, ask here.
func Routes() []Route { return (&site{}).routes() }

func (s *site) routes() []Route {
	return slices.Concat(
		s.publicRoutes(),
		s.vendorRoutes(),
		s.settingRoutes(),
		s.staffRoutes(),
		s.productRoutes(),
		s.healthRoutes(),
		s.activityRoutes(),
		s.partnerLifeRoutes(),
		s.vendorCompanyRoutes(),
		s.partnerRoutes(),
		s.companyRoutes(),
		s.manyRoutes(),
		s.accountRoutes(),
		s.profileRoutes(),
		s.customerRoutes(),
		s.keyRoutes(),
		s.viewRoutes(),
		s.helpRoutes(), s.displayRoutes(), s.findRoutes(), s.homeRoutes(), s.detailRoutes(), s.logoRoutes(),
	)
}

// publicRoutes are those before sign-in; those with {secret} are opened by a link in a mail.
func (s *site) publicRoutes() []Route {
	return []Route{
		{"GET /{$}", s.home, "", Public},
		{"GET /sign-in", s.signInForm, "", Public},
		{"POST /sign-in", s.signIn, "", Public},
		{"POST /sign-out", s.signOut, "", Public},
		{"GET /c/sign-in", s.appSignInForm, "", Public},
		{"POST /c/sign-in", s.appSignIn, "", Public},
		{"POST /c/sign-out", s.appSignOut, "", Public},
		{"GET /forgot-password", s.forgotPasswordForm, "", Public},
		{"POST /forgot-password", s.forgotPassword, "", Public},
		{"GET /forgot-username", s.forgotUsernameForm, "", Public},
		{"POST /forgot-username", s.forgotUsername, "", Public},
		{"GET /c/forgot-password", s.appForgotPasswordForm, "", Public},
		{"POST /c/forgot-password", s.appForgotPassword, "", Public},
		{"GET /invitation/{secret}", s.invitation, "", Public},
		{"POST /invitation/{secret}", s.acceptInvitation, "", Public},
		{"POST /invitation/{secret}/renewal", s.renewInvitation, "", Public},
		{"GET /reset/{secret}", s.reset, "", Public},
		{"POST /reset/{secret}", s.resetPassword, "", Public},
		{"GET /c/reset/{secret}", s.appReset, "", Public},
		{"POST /c/reset/{secret}", s.appResetPassword, "", Public},
		{"GET /setup/{secret}", s.setupOwnerForm, "", Public},
		{"POST /setup/{secret}", s.setupOwner, "", Public},
	}
}

func (s *site) vendorRoutes() []Route {
	return []Route{
		{"GET /admin", s.vendorHome, access.ViewVendor, Vendor},
		{"GET /admin/setup/{step}", s.setupForm, access.ManageSettings, Vendor},
		{"POST /admin/setup/{step}", s.setup, access.ManageSettings, Vendor},
		{"POST /admin/setup/{step}/skip", s.skipSetup, access.ManageSettings, Vendor},
		{"GET /admin/partners", s.partners, access.ViewVendor, Vendor},
		{"GET /admin/partners/new", s.newPartner, access.AddPartner, Vendor},
		{"POST /admin/partners", s.addPartner, access.AddPartner, Vendor},
		{"GET /admin/partners/{partner}", s.partnerPage, access.ViewVendor, Vendor},
		{"GET /admin/partners/{partner}/home-licenses", s.homeLicenses, access.ChangeLicenses, Vendor},
		{"POST /admin/partners/{partner}/home-licenses", s.changeHomeLicenses, access.ChangeLicenses, Vendor},
		{"POST /admin/partners/{partner}/users", s.addPartnerUser, access.InvitePartnerUser, Vendor},
		{"POST /admin/partners/{partner}/users/{account}/invitation", s.inviteAgain, access.InvitePartnerUser, Vendor},
		{"GET /admin/outbox", s.outbox, access.ViewMail, Vendor},
		{"GET /admin/outbox/{mail}", s.outboxMail, access.ViewMail, Vendor},
		{"GET /admin/mails", s.mailPreviews, access.ViewMail, Vendor},
		{"GET /admin/mails/{mail}", s.mailPreview, access.ViewMail, Vendor},
		{"GET /profile/password", s.ownPassword, access.ChangeOwnLogin, Own},
		{"POST /profile/password", s.changeOwnPassword, access.ChangeOwnLogin, Own},
	}
}

// partnerLifeRoutes are those about a partner after it was added, in the vendor's face.
func (s *site) partnerLifeRoutes() []Route {
	return []Route{
		{"GET /admin/partners/{partner}/users", s.partnerPeople, access.ViewVendor, Vendor},
		{"GET /admin/partners/{partner}/companies", s.partnerCompanies, access.ViewVendor, Vendor},
		{"GET /admin/partners/{partner}/partnerships", s.partnerships, access.ViewVendor, Vendor},
		{"GET /admin/partners/{partner}/partnerships/new", s.newPartnership, access.ChangePartner, Vendor},
		{"POST /admin/partners/{partner}/partnerships", s.addPartnership, access.ChangePartner, Vendor},
		{"GET /admin/partners/{partner}/partnerships/{partnership}/edit", s.editPartnership, access.ChangePartner, Vendor},
		{"POST /admin/partners/{partner}/partnerships/{partnership}/edit", s.savePartnership, access.ChangePartner, Vendor},
		{"GET /admin/partners/{partner}/partnerships/{partnership}/payer", s.payerForm, access.ChangePartner, Vendor},
		{"POST /admin/partners/{partner}/partnerships/{partnership}/payer", s.choosePayer, access.ChangePartner, Vendor},
		{"GET /admin/partners/{partner}/edit", s.editPartner, access.ChangePartner, Vendor},
		{"POST /admin/partners/{partner}/edit", s.savePartner, access.ChangePartner, Vendor},
		{"GET /admin/partners/{partner}/suspension", s.partnerSuspension, access.SuspendPartner, Vendor},
		{"POST /admin/partners/{partner}/suspension", s.suspendPartner, access.SuspendPartner, Vendor},
		{"GET /admin/partners/{partner}/resumption", s.partnerResumption, access.SuspendPartner, Vendor},
		{"POST /admin/partners/{partner}/resumption", s.resumePartner, access.SuspendPartner, Vendor},
		{"GET /admin/partners/{partner}/end", s.partnerEnding, access.SuspendPartner, Vendor},
		{"POST /admin/partners/{partner}/end", s.endPartner, access.SuspendPartner, Vendor},
		{"GET /admin/partners/{partner}/users/{account}/release", s.releasing, access.ReleaseAddress, Vendor},
		{"POST /admin/partners/{partner}/users/{account}/release", s.releaseAddress, access.ReleaseAddress, Vendor},
	}
}

func (s *site) partnerRoutes() []Route {
	return []Route{
		{"GET /p/{partnership}", s.partnerHome, access.ViewPortal, Partner},
		{"GET /p/{partnership}/companies", s.companies, access.ViewCompanies, Partner},
		{"GET /p/{partnership}/companies/new", s.newCompany, access.AddCompany, Partner},
		{"POST /p/{partnership}/companies", s.addCompany, access.AddCompany, Partner},
		{"GET /p/{partnership}/companies/export.csv", s.exportCompanies, access.ViewCompanies, Partner},
		{"GET /p/{partnership}/companies/like-named", s.likeNamed, access.AddCompany, Partner},
		{"GET /p/{partnership}/account/details", s.accountDetails, access.ViewAccount, Partner},
	}
}

// accountRoutes are the partner's own account: its people and its details.
func (s *site) accountRoutes() []Route {
	return []Route{
		{"GET /p/{partnership}/account/users", s.partnerUsers, access.ViewAccount, Partner},
		{"GET /p/{partnership}/account/users/new", s.newPartnerUser, access.InvitePartnerUser, Partner},
		{"POST /p/{partnership}/account/users", s.inviteToTeam, access.InvitePartnerUser, Partner},
		{"POST /p/{partnership}/account/users/{account}/invitation", s.resendInvitation, access.InvitePartnerUser, Partner},
		{"GET /p/{partnership}/account/users/{account}/edit", s.editPartnerUser, access.ManagePartnerUsers, Partner},
		{"POST /p/{partnership}/account/users/{account}/edit", s.savePartnerUser, access.ManagePartnerUsers, Partner},
		{"GET /p/{partnership}/account/users/{account}/password-reset", s.passwordReset, access.ManagePartnerUsers, Partner},
		{"POST /p/{partnership}/account/users/{account}/password-reset", s.endPartnerPassword, access.ManagePartnerUsers, Partner},
		{"GET /p/{partnership}/account/users/{account}/removal", s.memberRemoval, access.ManagePartnerUsers, Partner},
		{"POST /p/{partnership}/account/users/{account}/removal", s.removeMember, access.ManagePartnerUsers, Partner},
	}
}

// companyRoutes are those about one company in the partner's face.
func (s *site) companyRoutes() []Route {
	return []Route{
		{"GET /p/{partnership}/companies/{company}", s.company, access.ViewCompanies, Partner},
		{"GET /p/{partnership}/companies/{company}/logo", s.companyLogo, access.ViewCompanies, Partner},
		{"GET /p/{partnership}/companies/{company}/users", s.companyUsers, access.ViewCompanies, Partner},
		{"GET /p/{partnership}/companies/{company}/activity", s.companyActivity, access.ViewCompanies, Partner},
		{"GET /p/{partnership}/companies/{company}/edit", s.editCompany, access.EditCompany, Partner},
		{"POST /p/{partnership}/companies/{company}/edit", s.saveCompany, access.EditCompany, Partner},
		{"GET /p/{partnership}/companies/{company}/subscriptions/{subscription}/license-count", s.licenseCount, access.ChangeLicenses, Partner},
		{"POST /p/{partnership}/companies/{company}/subscriptions/{subscription}/license-count", s.changeLicenses, access.ChangeLicenses, Partner},
		{"GET /p/{partnership}/companies/{company}/subscription", s.companySubscription, access.ViewCompanies, Partner},
		{"GET /p/{partnership}/companies/{company}/suspension", s.suspension, access.SuspendCompany, Partner},
		{"POST /p/{partnership}/companies/{company}/suspension", s.suspend, access.SuspendCompany, Partner},
		{"GET /p/{partnership}/companies/{company}/resumption", s.resumption, access.SuspendCompany, Partner},
		{"POST /p/{partnership}/companies/{company}/resumption", s.resume, access.SuspendCompany, Partner},
		{"GET /p/{partnership}/companies/{company}/deletion", s.deletion, access.DeleteCompany, Partner},
		{"POST /p/{partnership}/companies/{company}/deletion", s.deleteCompany, access.DeleteCompany, Partner},
		{"GET /p/{partnership}/companies/{company}/restoration", s.restoration, access.DeleteCompany, Partner},
		{"POST /p/{partnership}/companies/{company}/restoration", s.restore, access.DeleteCompany, Partner},
		{"GET /p/{partnership}/companies/{company}/billing-start", s.billingStart, access.ChangeLicenses, Partner},
		{"POST /p/{partnership}/companies/{company}/billing-start", s.endFreeMonth, access.ChangeLicenses, Partner},
		{"GET /p/{partnership}/companies/{company}/subscriptions/{subscription}/level", s.levelForm, access.ChangeLicenses, Partner},
		{"POST /p/{partnership}/companies/{company}/subscriptions/{subscription}/level", s.changeLevel, access.ChangeLicenses, Partner},
		{"GET /p/{partnership}/companies/{company}/subscriptions/{subscription}/end", s.ending, access.ChangeLicenses, Partner},
		{"POST /p/{partnership}/companies/{company}/subscriptions/{subscription}/end", s.endSubscription, access.ChangeLicenses, Partner},
		{"GET /p/{partnership}/companies/{company}/subscriptions/new", s.newProduct, access.ChangeLicenses, Partner},
		{"POST /p/{partnership}/companies/{company}/subscriptions", s.addProduct, access.ChangeLicenses, Partner},
		{"GET /p/{partnership}/companies/{company}/users/new", s.newUser, access.ManageAppUsers, Partner},
		{"POST /p/{partnership}/companies/{company}/users", s.addUser, access.ManageAppUsers, Partner},
		{"GET /p/{partnership}/companies/{company}/users/{user}/removal", s.removal, access.ManageAppUsers, Partner},
		{"POST /p/{partnership}/companies/{company}/users/{user}/removal", s.removeUser, access.ManageAppUsers, Partner},
		{"GET /p/{partnership}/companies/{company}/users/{user}/edit", s.editUser, access.ManageAppUsers, Partner},
		{"POST /p/{partnership}/companies/{company}/users/{user}/edit", s.saveUser, access.ManageAppUsers, Partner},
		{"GET /p/{partnership}/companies/{company}/users/{user}/suspension", s.userSuspension, access.ManageAppUsers, Partner},
		{"POST /p/{partnership}/companies/{company}/users/{user}/suspension", s.suspendUser, access.ManageAppUsers, Partner},
		{"POST /p/{partnership}/companies/{company}/users/{user}/resumption", s.resumeUser, access.ManageAppUsers, Partner},
		{"GET /p/{partnership}/companies/{company}/users/{user}/ownership", s.ownership, access.HandOver, Partner},
		{"POST /p/{partnership}/companies/{company}/users/{user}/ownership", s.handOver, access.HandOver, Partner},
		{"POST /p/{partnership}/companies/{company}/users/{user}/welcome", s.sendWelcome, access.ManageAppUsers, Partner},
	}
}

// activityRoutes are the activity log: the vendor's, of one partner, and a partner's own.
func (s *site) activityRoutes() []Route {
	return []Route{
		{"GET /admin/activity", s.vendorActivity, access.ViewActivity, Vendor},
		{"GET /admin/activity/export.csv", s.exportActivity, access.ViewActivity, Vendor},
		{"GET /admin/partners/{partner}/activity", s.partnerActivity, access.ViewActivity, Vendor},
		{"GET /p/{partnership}/account/activity", s.ownActivity, access.ViewActivity, Partner},
		{"GET /p/{partnership}/account/activity/export.csv", s.exportActivity, access.ViewActivity, Partner},
	}
}

// manyRoutes are the acts on many companies or people at once.
func (s *site) manyRoutes() []Route {
	return []Route{
		{"GET /p/{partnership}/companies/{company}/users/several", s.newUsers, access.ManageAppUsers, Partner},
		{"POST /p/{partnership}/companies/{company}/users/several", s.addUsers, access.ManageAppUsers, Partner},
		{"POST /p/{partnership}/selection", s.selection, access.ViewCompanies, Partner},
		{"GET /p/{partnership}/companies/import", s.importForm, access.ImportCompanies, Partner},
		{"POST /p/{partnership}/companies/import", s.importFile, access.ImportCompanies, Partner},
		{"GET /p/{partnership}/companies/import/template.csv", s.importTemplate, access.ImportCompanies, Partner},
		{"GET /admin/partners/{partner}/import", s.importForm, access.ImportCompanies, Vendor},
		{"POST /admin/partners/{partner}/import", s.importFile, access.ImportCompanies, Vendor},
		{"GET /admin/partners/{partner}/import/template.csv", s.importTemplate, access.ImportCompanies, Vendor},
	}
}

// customerRoutes: the logo stands a level deeper than elsewhere, as the mux would not tell /c/{company}/logo from /c/reset/{secret}.
func (s *site) customerRoutes() []Route {
	return []Route{
		{"GET /c/{company}", s.customer, access.ViewCustomer, Customer},
		{"GET /c/{company}/team/logo", s.customerLogo, access.ViewCustomer, Customer},
		{"GET /c/password", s.customerPassword, access.ChangeOwnLogin, Customer},
		{"POST /c/password", s.changeCustomerPassword, access.ChangeOwnLogin, Customer},
	}
}
