package kontortest

import (
	"sync"
	"time"
)

// Clock is the time Kontor goes by in a test. It stands still until it is moved.
type Clock struct {
	mu  sync.Mutex
	now time.Time
}

// Today is when every test begins: Saturday, 21 November 2026, 09:00 UTC.
var Today = time.Date(2026, time.November, 21, 9, 0, 0, 0, time.UTC)

// Now is the time by this clock.
func (c *Clock) Now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.now
}

// Set moves the clock to t, back or forth.
func (c *Clock) Set(t time.Time) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.now = t
}

// Advance moves the clock on by d.
func (c *Clock) Advance(d time.Duration) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.now = c.now.Add(d)
}
