package door

import (
	"bytes"
	"context"
	"io"
	"net/http"
	"time"
)

// Limits of one request (trust.md "Load").
const (
	MostInFlight = 256
	Patience     = 25 * time.Second // for the database; below the server's write time-out
	SmallBody    = 64 << 10
	RetryAfter   = 2 // what a shed request is told to wait, in seconds
	perPlace     = 4 // small bodies on their way for each request worked on
)

// Gate lets in so many requests at a time; the skins of one process share one.
type Gate struct {
	places, senders chan struct{}
}

// NewGate is a gate with so many places; 0 is MostInFlight.
func NewGate(most int) *Gate {
	if most <= 0 {
		most = MostInFlight
	}
	return &Gate{places: make(chan struct{}, most), senders: make(chan struct{}, perPlace*most)}
}

// Shed answers at most so many requests at a time; the others are told to come back before they cost anything. A small body takes its
// place when it has arrived, so that slow senders keep nobody out; large says which may be larger and are read by who is let in.
func (g *Gate) Shed(large func(*http.Request) bool, busy http.HandlerFunc, next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if !large(r) && !g.arrive(w, r) {
			w.Header().Set("Connection", "close")
			busy(w, r)
			return
		}
		select {
		case g.places <- struct{}{}:
			defer func() { <-g.places }()
			next.ServeHTTP(w, r)
		default:
			w.Header().Set("Connection", "close")
			busy(w, r)
		}
	})
}

// arrive reads a small body. False: too many are on their way already.
func (g *Gate) arrive(w http.ResponseWriter, r *http.Request) bool {
	if r.Body == nil || r.Body == http.NoBody {
		return true
	}
	select {
	case g.senders <- struct{}{}:
		defer func() { <-g.senders }()
	default:
		return false
	}
	r.Body = http.MaxBytesReader(w, r.Body, SmallBody)
	Peek(r)
	return true
}

// Peek reads a body and puts it back with the end it had, good or bad: what is wrong with it is met by who reads it again.
func Peek(r *http.Request) []byte {
	body, err := io.ReadAll(r.Body)
	if err == nil {
		err = io.EOF
	}
	r.Body = io.NopCloser(io.MultiReader(bytes.NewReader(body), ended{err}))
	return body
}

// ended is the end of a body.
type ended struct{ err error }

func (e ended) Read([]byte) (int, error) { return 0, e.err }

// decoding bounds how many pictures are unpacked at a time in this process: one may take 128 MB.
var decoding = make(chan struct{}, 2)

// Decode runs do, which unpacks a picture, when few others do. Fails with what do returns, and when the request ends before its turn.
func Decode(ctx context.Context, do func() error) error {
	select {
	case decoding <- struct{}{}:
		defer func() { <-decoding }()
		return do()
	case <-ctx.Done():
		return ctx.Err()
	}
}
