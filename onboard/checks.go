package onboard

import (
	"context"
	"fmt"
	"strconv"
	"time"

	"kontor/access"
	"kontor/account"
	"kontor/fail"
	"kontor/store"
)

// MostChecks is how many files a partner has checked within an hour.
const MostChecks = 30

// CountCheck counts a file whose check is about to be shown: it says of each address whether somebody has it, which nobody shall ask for
// whole lists of strangers (trust.md "Guessing"). Vendor staff see all addresses, and are not counted. Fails with fail.Conflict
// "too_many_checks" at "file" once MostChecks files were checked within an hour.
func CountCheck(ctx context.Context, tx *store.Tx) error {
	if err := tx.May(access.ImportCompanies); err != nil || tx.Who().Kind() == access.Staff {
		return err
	}
	g := account.Guess{Key: "import of partner " + strconv.FormatInt(tx.Who().Partner(), 10), Limit: MostChecks, Per: time.Hour}
	n, err := g.Count(ctx, tx)
	if err == nil && n == 0 {
		err = fail.ConflictAt("too_many_checks", "file", fmt.Sprintf("You have checked %d files within an hour, which is the most. Try again in an hour; nothing was imported.", MostChecks))
	}
	return err
}
