package onboard

import (
	"context"
	"fmt"
	"strconv"
	"time"

	"kontor/access"
	"kontor/account"
	"kontor/store"
)

// MostChecks is how many files a partner has checked within an hour.
const MostChecks = 30

// CountCheck counts a file whose check is about to be shown (account.CountAsked). Fails with fail.Conflict "too_many_checks" at "file" once
// MostChecks files were checked within an hour.
func CountCheck(ctx context.Context, tx *store.Tx) error {
	if err := tx.May(access.ImportCompanies); err != nil {
		return err
	}
	g := account.Guess{Key: "import of partner " + strconv.FormatInt(tx.Who().Partner(), 10), Limit: MostChecks, Per: time.Hour}
	return account.CountAsked(ctx, tx, g, "file", fmt.Sprintf("You have checked %d files within an hour, which is the most. Try again in an hour; nothing was imported.", MostChecks))
}
