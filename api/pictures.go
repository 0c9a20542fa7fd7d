package api

import (
	"bytes"
	"context"

	"github.com/danielgtaylor/huma/v2"

	"kontor/door"
	"kontor/fail"
	"kontor/picture"
	"kontor/store"
)

// What operations that take a picture say of it.
const (
	pictureBytes = picture.MaxBytes + 1 // of the largest body
	pictureTypes = "image/png image/jpeg image/webp"
	aboutPicture = "PNG, JPEG or WebP, up to 2 MB and 4096 pixels a side; kept as PNG."
)

// sent is the input of an operation that takes a picture.
type sent[I any] interface {
	*I
	picture() []byte
}

// takesPicture serves an operation that stores a picture. It is decoded before the transaction: no verb takes so long inside one.
func takesPicture[I any, P sent[I]](keep func(context.Context, *store.Tx, P, picture.Logo) error) serving {
	return func(s *server, o *operation, h huma.API) {
		d := s.declare(o)
		d.MaxBodyBytes = pictureBytes + 1
		file := &huma.MediaType{Schema: &huma.Schema{Type: huma.TypeString, Format: "binary"}}
		d.RequestBody = &huma.RequestBody{Required: true, Content: map[string]*huma.MediaType{"image/png": file, "image/jpeg": file, "image/webp": file}}
		huma.Register(h, d, func(ctx context.Context, in *I) (*none, error) {
			var logo picture.Logo
			err := door.Decode(ctx, func() (err error) {
				logo, err = picture.ReadLogo(bytes.NewReader(P(in).picture()))
				return err
			})
			if bad, ok := fail.AsInvalid(err); ok {
				return nil, s.failure(ctx, refused("body", "invalid", bad.Fields[0].Message))
			}
			if err == nil {
				err = s.db.Write(ctx, callOf(ctx).who, func(tx *store.Tx) error { return keep(ctx, tx, P(in), logo) })
			}
			if err != nil {
				return nil, s.failure(ctx, err)
			}
			return &none{}, nil
		})
	}
}

type logoOut struct {
	ContentType string `header:"Content-Type"`
	ETag        string `header:"ETag"`
	Disposition string `header:"Content-Disposition"`
	Body        []byte `contentType:"image/png"`
}

func (o *logoOut) etag() string { return o.ETag }

func shownLogo(png []byte) *logoOut {
	return &logoOut{ContentType: "image/png", ETag: tag(png), Disposition: `attachment; filename="logo.png"`, Body: png}
}
