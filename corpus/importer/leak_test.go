package importer

import (
	"testing"

	"go.uber.org/goleak"
)

// TestMain holds that sources that were read, failed or given up leave no goroutines.
func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }
