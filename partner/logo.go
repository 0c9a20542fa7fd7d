package partner

import (
	"context"

	"kontor/picture"
	"kontor/store"
)

// NewLogo is what becomes of a partner's logo: a new picture, none, or (zero) the one it has (domain.md 1).
type NewLogo struct {
	Picture *picture.Logo
	Remove  bool
}

// Logo is a partner's logo as PNG, for who has the partner in scope; fail.NotFound if it has none.
func Logo(ctx context.Context, tx *store.Tx, id int64) ([]byte, error) {
	return store.One[[]byte](ctx, tx, `SELECT p.logo FROM my_partner p WHERE p.id = $1 AND p.logo_hash <> ''`, id)
}

// becomes writes what becomes of the logo and notes in after which it was.
func (l NewLogo) becomes(ctx context.Context, tx *store.Tx, p Partner, after map[string]string) (err error) {
	switch {
	case l.Picture != nil && l.Picture.Hash != p.LogoHash:
		after["logo"] = "replaced"
		if p.LogoHash == "" {
			after["logo"] = "added"
		}
		_, err = tx.Exec(ctx, `UPDATE my_partner SET logo = $1, logo_hash = $2 WHERE id = $3`, l.Picture.PNG, l.Picture.Hash, p.ID)
	case l.Picture == nil && l.Remove && p.LogoHash != "":
		after["logo"] = "removed"
		_, err = tx.Exec(ctx, `UPDATE my_partner SET logo = NULL, logo_hash = '' WHERE id = $1`, p.ID)
	}
	return err
}
