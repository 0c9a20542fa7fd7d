package main

import (
	"sync"
	"time"
)

// demoClock is set while the past is made and then runs with the real one.
type demoClock struct {
	mu  sync.Mutex
	at  time.Time
	now func() time.Time // nil while the past is made
}

// Now is the time the portal goes by.
func (c *demoClock) Now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.now != nil {
		return c.now()
	}
	return c.at
}

// move goes to a moment of the past, never back.
func (c *demoClock) move(to time.Time) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if to.After(c.at) {
		c.at = to
	}
}

// live ends the past.
func (c *demoClock) live(now func() time.Time) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.now = now
}
