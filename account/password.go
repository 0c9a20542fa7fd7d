package account

import (
	"context"
	"crypto/rand"
	"crypto/sha256"
	"crypto/subtle"
	"encoding/base64"
	"encoding/hex"
	"fmt"
	"runtime"
	"strings"
	"unicode/utf8"

	"golang.org/x/crypto/argon2"
	"golang.org/x/text/unicode/norm"

	"kontor/fail"
	"kontor/store"
)

// Argon is what one argon2id hash costs: memory in KiB, passes over it, and threads.
type Argon struct {
	Memory  uint32
	Time    uint32
	Threads uint8
}

// Cost is what new hashes cost (architecture.md "Libraries": 19 MiB, two passes, one thread). It is set before the first request or
// never; hashes made at another cost stay valid.
var Cost = Argon{Memory: 19 * 1024, Time: 2, Threads: 1}

// Lengths of a password in code points (trust.md "Accounts").
const (
	MinPassword = 12
	MaxPassword = 128
)

// slots bounds how many hashes are made at once: one core is left for everybody who is signed in already (performance.md W6).
var slots = make(chan struct{}, max(1, runtime.GOMAXPROCS(0)-1))

// CheckPassword tells whether plain may be chosen: 12–128 code points, any Unicode, not on the list of common passwords, and not the
// name of the product or of the person (trust.md "Accounts"). Fails with fail.Invalid at "password".
func CheckPassword(plain string, names ...string) error {
	n := utf8.RuneCountInString(norm.NFC.String(plain))
	switch {
	case !utf8.ValidString(plain):
		return refuse("The password holds characters that can’t be read. Type it again.")
	case n < MinPassword:
		return refuse(fmt.Sprintf("Use at least %d characters; this has %d.", MinPassword, n))
	case n > MaxPassword:
		return refuse(fmt.Sprintf("Use at most %d characters; this has %d.", MaxPassword, n))
	case common(plain):
		return refuse("This password is among the first that are guessed. Choose another one, such as a few words that do not belong together.")
	case named(plain, append(names, "kontor")):
		return refuse("The password is little more than a name that others know. Choose another one.")
	}
	return nil
}

func refuse(why string) error { return fail.Invalid(fail.At("password", why)) }

// HashPassword makes the argon2id hash of plain, in the usual text form. It waits until a core is free for it, so it is called outside
// transactions (architecture.md law 5). Fails with fail.Unavailable when ctx ends before.
func HashPassword(ctx context.Context, plain string) (string, error) {
	salt := make([]byte, 16)
	rand.Read(salt) // never fails
	sum, err := derive(ctx, plain, salt, Cost)
	if err != nil {
		return "", err
	}
	b64 := base64.RawStdEncoding
	return fmt.Sprintf("$argon2id$v=%d$m=%d,t=%d,p=%d$%s$%s", argon2.Version, Cost.Memory, Cost.Time, Cost.Threads,
		b64.EncodeToString(salt), b64.EncodeToString(sum)), nil
}

// VerifyPassword tells whether plain is the password that hash was made from. It takes the time of one argon2id hash whatever hash is,
// also for the quick form of temporary passwords and for "", which is nobody's: the time tells nothing about the account
// (trust.md "Guessing"). Fails with fail.Unavailable when ctx ends before.
func VerifyPassword(ctx context.Context, hash, plain string) (bool, error) {
	if rest, ok := strings.CutPrefix(hash, temporary); ok {
		salt, _, _ := strings.Cut(rest, "$")
		same := subtle.ConstantTimeCompare([]byte(hash), []byte(quick(salt, strings.TrimSpace(plain)))) == 1
		_, err := derive(ctx, plain, make([]byte, 16), Cost)
		return same && err == nil, err
	}
	c, salt, sum, ok := parse(hash)
	if !ok {
		_, err := derive(ctx, plain, make([]byte, 16), Cost)
		return false, err
	}
	got, err := derive(ctx, plain, salt, c)
	return err == nil && subtle.ConstantTimeCompare(got, sum) == 1, err
}

// derive waits for a slot and hashes. The same password typed on another keyboard comes composed differently, hence NFC.
func derive(ctx context.Context, plain string, salt []byte, c Argon) ([]byte, error) {
	select {
	case slots <- struct{}{}:
		defer func() { <-slots }()
	case <-ctx.Done():
		return nil, fail.Because(fail.Unavailable("busy", "Too many people sign in at this moment. Please try again."), ctx.Err())
	}
	return argon2.IDKey([]byte(norm.NFC.String(plain)), salt, c.Time, c.Memory, c.Threads, 32), nil
}

func parse(hash string) (c Argon, salt, sum []byte, ok bool) {
	p := strings.Split(hash, "$")
	if len(p) != 6 || p[1] != "argon2id" || p[2] != fmt.Sprintf("v=%d", argon2.Version) {
		return c, nil, nil, false
	}
	if _, err := fmt.Sscanf(p[3], "m=%d,t=%d,p=%d", &c.Memory, &c.Time, &c.Threads); err != nil || c.Time == 0 || c.Threads == 0 {
		return c, nil, nil, false
	}
	salt, err := base64.RawStdEncoding.DecodeString(p[4])
	if err != nil {
		return c, nil, nil, false
	}
	sum, err = base64.RawStdEncoding.DecodeString(p[5])
	return c, salt, sum, err == nil && len(sum) == 32
}

// Temporary is a temporary password (domain.md 3.3): Plain goes into the mail and nowhere else, Hash into the database.
type Temporary struct{ Plain, Hash string }

const temporary = "sha256$"

// letters are those that are not taken for one another when read aloud or copied by hand.
const letters = "abcdefghjkmnpqrstuvwxyz23456789"

// NewTemporary makes a temporary password of 99 random bits. Nobody can try so many, so one salted SHA-256 protects it as well as
// argon2id would, and making one is quick enough to stand inside a transaction.
func NewTemporary() Temporary {
	var plain strings.Builder
	for n := 0; n < 20; {
		b := make([]byte, 32)
		rand.Read(b) // never fails
		for _, c := range b {
			if c &= 31; int(c) < len(letters) && n < 20 {
				if n > 0 && n%4 == 0 {
					plain.WriteByte('-')
				}
				plain.WriteByte(letters[c])
				n++
			}
		}
	}
	return Temporary{Plain: plain.String(), Hash: quick(store.NewSecret(), plain.String())}
}

func quick(salt, plain string) string {
	sum := sha256.Sum256([]byte("kontor temporary password\x00" + salt + "\x00" + plain))
	return temporary + salt + "$" + hex.EncodeToString(sum[:])
}
