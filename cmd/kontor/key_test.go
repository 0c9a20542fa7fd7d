package main

import (
	"bytes"
	"testing"

	"kontor/kontortest"
)

// Two processes of a first start make one key, and neither fails (trust.md "migration by two processes").
func TestProcessesThatMakeTheKeyAtOnceGetTheSame(t *testing.T) {
	for range 50 {
		c := config{DataDir: t.TempDir() + "/data"}
		type made struct {
			key []byte
			err error
		}
		all := kontortest.Race(t, 8, func(int) made {
			key, err := c.secretKey()
			return made{key, err}
		})
		for _, m := range all {
			if m.err != nil {
				t.Fatal(m.err)
			}
			if !bytes.Equal(m.key, all[0].key) {
				t.Fatal("two keys")
			}
		}
	}
}
