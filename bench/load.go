package bench

import (
	"context"
	"fmt"
	"io"
	"net/http"
	"slices"
	"strings"
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

// send asks so many times over so many connections, each of which waits for its answer before it asks again. Any answer but the wanted fails.
func send(ctx context.Context, requests int, make ask) (load, error) {
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
				took, n, err := one(ctx, client, make, int(i))
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

func one(ctx context.Context, client *http.Client, make ask, i int) (time.Duration, int64, error) {
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
	if a.StatusCode != wanted(r) {
		text, _ := io.ReadAll(io.LimitReader(a.Body, 500)) // only for the message
		return 0, 0, fmt.Errorf("bench: %s %s: %s: %s", r.Method, r.URL.Path, a.Status, text)
	}
	n, err := io.Copy(io.Discard, a.Body) // to its end, so that the connection can be used again
	return time.Since(began), n, err
}

// wanted is the answer of whoever did what it was asked for.
func wanted(r *http.Request) int {
	switch {
	case r.Method == http.MethodGet:
		return http.StatusOK
	case strings.HasPrefix(r.URL.Path, apiRoot):
		return http.StatusCreated
	}
	return http.StatusSeeOther
}
