// Package picture turns what people upload as a logo into a picture of our own making (domain.md 2.6, trust.md "Uploads").
package picture

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"image"
	_ "image/jpeg" // decoded, never written
	"image/png"
	"io"

	"golang.org/x/image/draw"
	_ "golang.org/x/image/webp" // decoded, never written

	"kontor/fail"
)

// Limits of an upload (domain.md 2.6), and the longest side that is kept, in pixels.
const (
	MaxBytes = 2 << 20
	MaxSide  = 4096
	keptSide = 512
)

// Logo is a picture as we encoded it: PNG, at most 512 pixels a side, without anything else the upload held.
type Logo struct {
	PNG           []byte
	Hash          string // SHA-256 of PNG, hex
	Width, Height int    // pixels
}

// ReadLogo decodes a PNG, JPEG or WebP and encodes it anew. The upload's size and side are checked before it is decoded.
// Fails with fail.Invalid at "logo".
func ReadLogo(r io.Reader) (Logo, error) {
	raw, err := io.ReadAll(io.LimitReader(r, MaxBytes+1))
	if err != nil {
		return Logo{}, err
	}
	if len(raw) > MaxBytes {
		return Logo{}, refuse("The picture is larger than 2 MB. Choose a smaller one.")
	}
	head, kind, err := image.DecodeConfig(bytes.NewReader(raw))
	if err != nil {
		return Logo{}, refuse("This file is no picture that can be used here. PNG, JPEG and WebP work; SVG does not.")
	}
	if head.Width < 1 || head.Height < 1 || head.Width > MaxSide || head.Height > MaxSide {
		return Logo{}, refuse("The picture is larger than 4096 pixels a side. Choose a smaller one.")
	}
	whole, _, err := image.Decode(bytes.NewReader(raw))
	if err != nil {
		return Logo{}, refuse("This " + kind + " file is damaged. Save it again and choose it once more.")
	}
	return encode(shrink(whole))
}

func refuse(message string) error { return fail.Invalid(fail.At("logo", message)) }

func shrink(m image.Image) image.Image {
	w, h := m.Bounds().Dx(), m.Bounds().Dy()
	if long := max(w, h); long > keptSide {
		w, h = max(1, w*keptSide/long), max(1, h*keptSide/long)
	}
	small := image.NewNRGBA(image.Rect(0, 0, w, h))
	draw.CatmullRom.Scale(small, small.Bounds(), m, m.Bounds(), draw.Src, nil)
	return small
}

func encode(m image.Image) (Logo, error) {
	var b bytes.Buffer
	if err := png.Encode(&b, m); err != nil {
		return Logo{}, errors.Join(errors.New("picture: cannot encode"), err)
	}
	sum := sha256.Sum256(b.Bytes())
	return Logo{PNG: b.Bytes(), Hash: hex.EncodeToString(sum[:]), Width: m.Bounds().Dx(), Height: m.Bounds().Dy()}, nil
}
