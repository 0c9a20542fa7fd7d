package account

import (
	"context"
	"encoding/base64"
	"net/netip"
	"slices"
	"strconv"
	"strings"
	"time"

	"kontor/access"
	"kontor/fail"
	"kontor/store"
)

// Space is one of the two name spaces of people who sign in; each looks only in its own (domain.md 1).
type Space string

// Portal is partner users and vendor staff, App is app users.
const (
	Portal Space = "portal"
	App    Space = "app"
)

// Guess is one counter: at most Limit tries of Key within Per, then none until Per is over (trust.md "Guessing"). It is kept in the
// database, so it holds over all processes.
type Guess struct {
	Key   string
	Limit int64
	Per   time.Duration
	Quiet bool // another counter tells the audit
}

// SignInGuesses are the counters of one try to sign in as subject (any text that names the account) from a network: tight for the two
// together, so that somebody elsewhere doesn't lock the owner out, wide for each alone.
func SignInGuesses(space Space, subject, ip string) []Guess {
	s := string(space) + " sign-in "
	return []Guess{
		{Key: s + "account " + subject + " network " + network(ip), Limit: 10, Per: 15 * time.Minute},
		{Key: s + "account " + subject, Limit: 100, Per: 15 * time.Minute},
		{Key: s + "network " + network(ip), Limit: 200, Per: 15 * time.Minute},
	}
}

// MailGuess is the counter of mails that strangers may have sent to one address.
func MailGuess(email string) Guess {
	return Guess{Key: "mail " + store.Key(email), Limit: 5, Per: time.Hour}
}

// AskGuess is the counter of such mails asked for from one network.
func AskGuess(ip string) Guess {
	return Guess{Key: "ask network " + network(ip), Limit: 60, Per: 15 * time.Minute}
}

// AllowTrial counts a mail by which somebody tries the mail server, which goes to the person itself: a key or session that was lost floods no
// mailbox and looks no network through. Fails as AllowGuess, after 20 in 15 minutes.
func AllowTrial(ctx context.Context, db *store.DB, a Account, ip, field string) error {
	return AllowGuess(ctx, db, ip, field, a.about(), Guess{Key: "mail trial " + strconv.FormatInt(a.ID, 10), Limit: 20, Per: 15 * time.Minute})
}

// AllowGuess counts a try, in a transaction of its own, before anything is evaluated. about names the account in the audit, which
// tells once a period that a limit is reached. A try that is refused is not counted and not evaluated. Fails with Conflict
// "too_many_attempts" at field.
func AllowGuess(ctx context.Context, db *store.DB, ip, field string, about store.About, guesses ...Guess) error {
	return db.Write(ctx, signer(ip), func(tx *store.Tx) error {
		guesses = slices.SortedFunc(slices.Values(guesses), func(a, b Guess) int { return strings.Compare(a.key(), b.key()) })
		for _, g := range guesses {
			n, err := g.Count(ctx, tx)
			if err != nil {
				return err
			}
			if n == 0 {
				return tooMany("too_many_attempts", field, "Too many attempts. Wait 15 minutes and try again.")
			}
			if n == g.Limit && !g.Quiet {
				tx.Audit("guess.limit_reached", about, map[string]any{"limit": g.Limit, "network": network(ip)})
			}
		}
		return nil
	})
}

// Count counts one more and gives the number of this period, or 0 if the limit was reached before.
func (g Guess) Count(ctx context.Context, tx *store.Tx) (int64, error) {
	n, _, err := store.Maybe[int64](ctx, tx, `INSERT INTO guess (key, window_start, count) VALUES ($1, $2, 1)
		ON CONFLICT (key) DO UPDATE SET
			count = CASE WHEN guess.window_start <= $3 THEN 1 ELSE guess.count + 1 END,
			window_start = CASE WHEN guess.window_start <= $3 THEN excluded.window_start ELSE guess.window_start END
		WHERE guess.window_start <= $3 OR guess.count < $4
		RETURNING count`, g.key(), tx.Now(), tx.Now().Add(-g.Per), g.Limit)
	return n, err
}

// CountAsked counts one more of what a partner may ask so many times: what says of addresses whether somebody has them, which nobody shall ask
// of whole lists of strangers (trust.md "Guessing"). The audit tells when the limit is reached. Vendor staff see all addresses
// and are not counted. Fails with Conflict "too_many_checks" at field, with message.
func CountAsked(ctx context.Context, tx *store.Tx, g Guess, field, message string) error {
	me := tx.Who()
	if me.Kind() == access.Staff {
		return nil
	}
	n, err := g.Count(ctx, tx)
	switch {
	case err != nil:
		return err
	case n == 0:
		return fail.ConflictAt("too_many_checks", field, message)
	case n == g.Limit:
		tx.Audit("guess.limit_reached", store.About{Kind: "partner", ID: me.Partner(), Partner: me.Partner(), Name: me.Name()}, map[string]any{"limit": g.Limit, "network": network(me.IP())})
	}
	return nil
}

// GiveBack takes back tries that were right: they were no guesses.
func GiveBack(ctx context.Context, tx *store.Tx, guesses ...Guess) error {
	for _, g := range guesses {
		if _, err := tx.Exec(ctx, `UPDATE guess SET count = count - 1 WHERE key = $1 AND count > 0`, g.key()); err != nil {
			return err
		}
	}
	return nil
}

// Forgive forgets the tries against an account from a network, when its owner has proven by mail to be the owner.
func Forgive(ctx context.Context, tx *store.Tx, space Space, subject, ip string) error {
	for _, g := range SignInGuesses(space, subject, ip)[:2] {
		if _, err := tx.Exec(ctx, `DELETE FROM guess WHERE key = $1`, g.key()); err != nil {
			return err
		}
	}
	return nil
}

// key hides what was typed: people type passwords into the wrong field.
func (g Guess) key() string {
	return base64.RawURLEncoding.EncodeToString(store.HashSecret("guess", g.Key))
}

// network is what one attacker has at least: an IPv4 address, or the 64 bits of IPv6 that every connection gets.
func network(ip string) string {
	a, err := netip.ParseAddr(ip)
	if err != nil {
		return ip
	}
	if a = a.Unmap(); a.Is6() {
		if p, err := a.WithZone("").Prefix(64); err == nil {
			return p.String()
		}
	}
	return a.String()
}
