package walk_test

import (
	"testing"

	"kontor/kontortest"
)

func TestMain(m *testing.M) { kontortest.Main(m) }
