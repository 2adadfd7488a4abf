package cache

import (
	"testing"

	"go.uber.org/goleak"
)

// TestMain holds that caches and work that was given up leave no goroutines.
func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }
