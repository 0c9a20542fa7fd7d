package picture

import (
	"bytes"
	"image"
	"image/color"
	"image/jpeg"
	"image/png"
	"strings"
	"testing"

	"kontor/fail"
)

func square(side int) image.Image {
	m := image.NewNRGBA(image.Rect(0, 0, side, side))
	m.Set(0, 0, color.NRGBA{R: 200, A: 255})
	return m
}

func TestLogoIsEncodedAnewAndShrunk(t *testing.T) {
	var b bytes.Buffer
	if err := jpeg.Encode(&b, square(1000), nil); err != nil {
		t.Fatal(err)
	}
	b.WriteString("<script>trailing</script>")
	logo, err := ReadLogo(&b)
	if err != nil {
		t.Fatal(err)
	}
	if logo.Width != 512 || logo.Height != 512 {
		t.Errorf("%d × %d, want 512 × 512", logo.Width, logo.Height)
	}
	if bytes.Contains(logo.PNG, []byte("script")) {
		t.Error("what trailed the picture is still there")
	}
	if _, err := png.Decode(bytes.NewReader(logo.PNG)); err != nil {
		t.Error(err)
	}
}

// domain.md 2.6: "SVG is refused with a message that says which formats work".
func TestRefusedUploadsSayWhatWorks(t *testing.T) {
	var wide bytes.Buffer
	if err := png.Encode(&wide, image.NewNRGBA(image.Rect(0, 0, 4097, 1))); err != nil {
		t.Fatal(err)
	}
	var whole bytes.Buffer
	if err := png.Encode(&whole, square(64)); err != nil {
		t.Fatal(err)
	}
	for name, c := range map[string]struct{ data, want string }{
		"svg":      {`<svg xmlns="http://www.w3.org/2000/svg"/>`, "PNG, JPEG and WebP work"},
		"too wide": {wide.String(), "4096"},
		"too big":  {strings.Repeat("x", MaxBytes+1), "2 MB"},
		"cut":      {whole.String()[:80], "damaged"},
		"empty":    {"", "PNG, JPEG and WebP work"},
	} {
		_, err := ReadLogo(strings.NewReader(c.data))
		bad, ok := fail.AsInvalid(err)
		if !ok || bad.Fields[0].Name != "logo" || !strings.Contains(bad.Fields[0].Message, c.want) {
			t.Errorf("%s: %v", name, err)
		}
	}
}
