package bench

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"mime/multipart"
	"net/http"
	"slices"
	"sync"
	"sync/atomic"
	"time"
)

// connections is how many clients ask at the same time (performance.md "Bounds").
const connections = 8

// ask makes the i-th request of a workload.
type ask func(i int) (*http.Request, error)

// load is what a workload was asked for and came to.
type load struct {
	requests  int
	bytes     int64 // of all answers' bodies
	took      time.Duration
	latencies []time.Duration // ascending
}

func (l load) percentile(p int) time.Duration {
	if len(l.latencies) == 0 {
		return 0
	}
	return l.latencies[min(len(l.latencies)-1, len(l.latencies)*p/100)]
}

// send asks so many times over so many connections, each of which waits for its answer before it asks again. Any answer but want fails.
func send(ctx context.Context, requests, want int, make ask) (load, error) {
	ctx, cancel := context.WithTimeout(ctx, 5*time.Minute)
	defer cancel()
	client := &http.Client{
		Transport:     &http.Transport{MaxIdleConnsPerHost: connections, DisableCompression: true},
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
	}
	defer client.CloseIdleConnections()
	var next, bytes atomic.Int64
	var mu sync.Mutex
	var failed error
	l := load{requests: requests}
	began := time.Now()
	var all sync.WaitGroup
	for range connections {
		all.Go(func() {
			var mine []time.Duration
			for i := next.Add(1) - 1; i < int64(requests); i = next.Add(1) - 1 {
				took, n, err := one(ctx, client, make, int(i), want)
				if err != nil {
					mu.Lock()
					defer mu.Unlock()
					failed = err
					next.Add(int64(requests)) // the others stop
					return
				}
				bytes.Add(n)
				mine = append(mine, took)
			}
			mu.Lock()
			defer mu.Unlock()
			l.latencies = append(l.latencies, mine...)
		})
	}
	all.Wait()
	l.took, l.bytes = time.Since(began), bytes.Load()
	slices.Sort(l.latencies)
	return l, failed
}

func one(ctx context.Context, client *http.Client, make ask, i, want int) (time.Duration, int64, error) {
	r, err := make(i)
	if err != nil {
		return 0, 0, err
	}
	began := time.Now()
	a, err := client.Do(r.WithContext(ctx))
	if err != nil {
		return 0, 0, err
	}
	defer a.Body.Close()
	if a.StatusCode != want {
		text, _ := io.ReadAll(io.LimitReader(a.Body, 500)) // only for the message
		return 0, 0, fmt.Errorf("bench: %s %s: %s: %s", r.Method, r.URL.Path, a.Status, text)
	}
	n, err := io.Copy(io.Discard, a.Body) // to its end, so that the connection can be used again
	return time.Since(began), n, err
}

// askList is W1: the list, as each of the visitors in turn. A browser takes compressed pages.
func askList(base string, as []visitor, coding string) ask {
	return func(i int) (*http.Request, error) {
		v := as[i%len(as)]
		r, err := http.NewRequest(http.MethodGet, fmt.Sprintf("http://%s/p/%d/companies", base, v.PartnershipID), nil)
		if err != nil {
			return nil, err
		}
		if coding != "" {
			r.Header.Set("Accept-Encoding", coding)
		}
		r.AddCookie(&http.Cookie{Name: "kontor", Value: v.token})
		return r, nil
	}
}

// askNew is W3: a new company each time; run keeps the addresses of its people apart from those of other runs.
func askNew(base string, as []visitor, run string) ask {
	return func(i int) (*http.Request, error) {
		v := as[i%len(as)]
		var body bytes.Buffer
		form := multipart.NewWriter(&body)
		for _, f := range [][2]string{
			{"name", fmt.Sprintf("Measured Company %s %d", run, i)}, {"country", "DE"}, {"street", "Musterstraße 1"}, {"postal_code", "10115"},
			{"city", "Berlin"}, {"region", ""}, {"phone", "+49 30 1234567"}, {"website", "www.example.com"}, {"vat_number", ""}, {"reference", "K-4711"},
			{"team_name", "Measured"}, {"first_name", "Ada"}, {"last_name", "Adler"}, {"email", fmt.Sprintf("%08x.%s@measured.example", uint32(i)*2654435761, run)},
			{"contact_phone", ""}, {"product", "1"}, {"subscription_type", "billable_this_month"}, {"license_count", "5"}, {"account_type", "customer"},
		} {
			if err := form.WriteField(f[0], f[1]); err != nil {
				return nil, err
			}
		}
		if err := form.Close(); err != nil {
			return nil, err
		}
		r, err := http.NewRequest(http.MethodPost, fmt.Sprintf("http://%s/p/%d/companies", base, v.PartnershipID), &body)
		if err != nil {
			return nil, err
		}
		r.Header.Set("Content-Type", form.FormDataContentType())
		r.AddCookie(&http.Cookie{Name: "kontor", Value: v.token})
		return r, nil
	}
}
