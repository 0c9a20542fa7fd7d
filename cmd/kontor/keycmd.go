package main

import (
	"context"
	"fmt"
	"io"
	"strings"
	"text/tabwriter"
	"time"

	"kontor/access"
	"kontor/account"
	"kontor/store"
)

// keyCmd is for the operator: API keys, also while nobody can sign in.
type keyCmd struct {
	Add    keyAdd    `cmd:"" help:"Make an API key for a portal user; prints the secret, once."`
	List   keyList   `cmd:"" help:"List the API keys that are not revoked."`
	Revoke keyRevoke `cmd:"" help:"End an API key at once and for good."`
}

type keyAdd struct {
	settings    `embed:""`
	User        string   `arg:"" help:"Username or email address of the Owner, Portal Admin or partner Admin whose rights the key has."`
	Name        string   `required:"" help:"What the key is for; it stands in the activity log."`
	Scopes      []string `required:"" help:"What it may do, such as companies:read,companies:write."`
	Partnership int64    `help:"Partnership of a partner Admin. Preset: the main one."`
	Days        int      `default:"90" help:"Days until it expires; 0: never."`
}

// Run implements "kontor key add".
func (c *keyAdd) Run(out io.Writer) error {
	return c.withDB(func(ctx context.Context, db *store.DB) error {
		d := account.KeyDraft{Name: c.Name}
		for _, s := range c.Scopes {
			d.Scopes = append(d.Scopes, access.KeyScope(s))
		}
		if c.Days != 0 {
			until := db.Now().UTC().AddDate(0, 0, c.Days)
			d.ExpiresAt = &until
		}
		k, secret, err := account.AddKey(ctx, db, c.User, c.Partnership, d)
		if err != nil {
			return err
		}
		_, err = fmt.Fprintf(out, "API key %d, %s, of %s. The secret is shown this once:\n  %s\n", k.ID, k.Name, k.Maker, secret)
		return err
	})
}

type keyList struct {
	settings `embed:""`
}

// Run implements "kontor key list".
func (c *keyList) Run(out io.Writer) error {
	return c.withDB(func(ctx context.Context, db *store.DB) error {
		all, err := account.ListKeys(ctx, db)
		if err != nil {
			return err
		}
		table := tabwriter.NewWriter(out, 0, 0, 2, ' ', 0)
		fmt.Fprintln(table, "ID\tNAME\tKEY\tPARTNERSHIP\tMADE BY\tSCOPES\tSTATE\tLAST USED")
		for _, k := range all {
			last, of := "never", "the vendor"
			if k.LastUsedAt != nil {
				last = k.LastUsedAt.UTC().Format(time.DateTime + " UTC")
			}
			if k.Partnership != 0 {
				of = fmt.Sprint(k.Partnership)
			}
			fmt.Fprintf(table, "%d\t%s\t%s…\t%s\t%s\t%s\t%s\t%s\n", k.ID, k.Name, k.Prefix, of, k.Maker, strings.ReplaceAll(k.Words, " ", ","), k.State(db.Now()), last)
		}
		return table.Flush()
	})
}

type keyRevoke struct {
	settings `embed:""`
	ID       int64 `arg:"" help:"Number of the key, as the list has it."`
}

// Run implements "kontor key revoke".
func (c *keyRevoke) Run(out io.Writer) error {
	return c.withDB(func(ctx context.Context, db *store.DB) error {
		k, err := account.EndKey(ctx, db, c.ID)
		if err != nil {
			return err
		}
		_, err = fmt.Fprintf(out, "API key %d, %s, of %s has ended.\n", k.ID, k.Name, k.Maker)
		return err
	})
}
