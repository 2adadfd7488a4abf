package bleveindex

import "syscall"

// giveUp takes the pages of a mapped file out of this process's memory. They stay in
// the system's cache, and come back when they are read.
func giveUp(mapped []byte) {
	if len(mapped) > 0 {
		_ = syscall.Madvise(mapped, syscall.MADV_DONTNEED) // or else they stay
	}
}
