package kontortest

import (
	"sync"
	"testing"
)

// Race runs do n times at once and gives what each returned, in the order of i. All wait at one gate, so that they meet.
func Race[T any](t testing.TB, n int, do func(i int) T) []T {
	t.Helper()
	results := make([]T, n)
	gate := make(chan struct{})
	var ready, done sync.WaitGroup
	for i := range n {
		ready.Add(1)
		done.Go(func() {
			ready.Done()
			<-gate
			results[i] = do(i)
		})
	}
	ready.Wait()
	close(gate)
	done.Wait()
	return results
}

// Succeeded counts the errors that are none.
func Succeeded(errs []error) int {
	n := 0
	for _, err := range errs {
		if err == nil {
			n++
		}
	}
	return n
}
