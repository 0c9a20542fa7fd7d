package main

import (
	"context"
	"fmt"
	"io"
	"text/tabwriter"
	"time"

	"kontor/access"
	"kontor/account"
	"kontor/store"
)

// userCmd is for the operator: what must work while nobody can sign in.
type userCmd struct {
	Add           userAdd   `cmd:"" help:"Invite one of the vendor's staff; prints the link that creates the password."`
	List          userList  `cmd:"" help:"List the vendor's staff."`
	ResetPassword userReset `cmd:"" help:"End a portal user's password and sessions; prints the link that sets a new one."`
}

type userAdd struct {
	settings  `embed:""`
	Email     string `arg:"" help:"Email address."`
	FirstName string `required:"" help:"First name."`
	LastName  string `required:"" help:"Last name."`
	Username  string `help:"Username. Preset: first.last."`
	Role      string `default:"owner" enum:"owner,portal_admin,support" help:"owner, portal_admin or support."`
}

// Run implements "kontor user add".
func (c *userAdd) Run(out io.Writer) error {
	return c.withDB(func(ctx context.Context, db *store.DB) error {
		a, link, err := account.AddStaff(ctx, db, account.Draft{FirstName: c.FirstName, LastName: c.LastName, Email: c.Email,
			Username: c.Username, Role: access.Role(c.Role)})
		if err != nil {
			return err
		}
		_, err = fmt.Fprintf(out, "%s was invited as %s, username %s. The mail is queued; the link to create a password is also:\n  %s\n",
			a.Email, a.Role, a.Username, link)
		return err
	})
}

type userList struct {
	settings `embed:""`
}

// Run implements "kontor user list".
func (c *userList) Run(out io.Writer) error {
	return c.withDB(func(ctx context.Context, db *store.DB) error {
		staff, err := account.ListStaff(ctx, db)
		if err != nil {
			return err
		}
		table := tabwriter.NewWriter(out, 0, 0, 2, ' ', 0)
		fmt.Fprintln(table, "USERNAME\tNAME\tEMAIL\tROLE\tSTATUS\tLAST SIGN-IN")
		for _, a := range staff {
			last := "never"
			if a.LastSignInAt != nil {
				last = a.LastSignInAt.UTC().Format(time.DateTime + " UTC")
			}
			fmt.Fprintf(table, "%s\t%s\t%s\t%s\t%s\t%s\n", a.Username, a.Name(), a.Email, a.Role, a.State(db.Now()), last)
		}
		return table.Flush()
	})
}

type userReset struct {
	settings `embed:""`
	Login    string `arg:"" help:"Username or email address."`
}

// Run implements "kontor user reset-password".
func (c *userReset) Run(out io.Writer) error {
	return c.withDB(func(ctx context.Context, db *store.DB) error {
		link, err := account.ResetPassword(ctx, db, c.Login)
		if err != nil {
			return err
		}
		_, err = fmt.Fprintf(out, "The old password and all sessions of %s have ended. The mail is queued; the link to choose a new one is also:\n  %s\n", c.Login, link)
		return err
	})
}
