package limit

import (
	"fmt"
	"os"
	"runtime"
	"testing"

	"go.uber.org/goleak"
)

// TestMain holds that limiters that are no longer used leave no goroutines. What
// forgets addresses notices once a second that its limiter is gone.
func TestMain(m *testing.M) {
	code := m.Run()
	var err error
	for range 10 {
		runtime.GC()
		if err = goleak.Find(); err == nil {
			break
		}
	}
	if err != nil && code == 0 {
		fmt.Fprintln(os.Stderr, err)
		code = 1
	}
	os.Exit(code)
}
