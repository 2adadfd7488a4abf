package synthetic

import (
	"math/bits"
	"math/rand/v2"
)

// A random draws numbers. All is done in integers: what floating-point
// functions return differs in its last bit from one kind of machine to another.
type random struct{ *rand.PCG }

func newRandom(seed, stream uint64) random { return random{rand.NewPCG(seed, stream)} }

// below returns a number from 0 to n-1.
func (r random) below(n int) int {
	high, _ := bits.Mul64(r.Uint64(), uint64(n))
	return int(high)
}

// between returns a number from low to high, both included.
func (r random) between(low, high int) int { return low + r.below(high-low+1) }

// oneIn reports true once in n times.
func (r random) oneIn(n int) bool { return r.below(n) == 0 }

// A choice draws indexes by weight, each in the same time (Walker's alias
// method): every slot is shared by an index, up to a limit, and another.
type choice []slot

type slot struct{ limit, other uint32 }

// newChoice returns the choice by the weights, at least one. Their sum times
// their number must be less than 2^64.
func newChoice(weights []uint64) choice {
	n := uint64(len(weights))
	var total uint64
	for _, w := range weights {
		total += w
	}
	c := make(choice, n)
	left := make([]uint64, n) // of a weight, in units in which a slot holds total
	var small, large []uint32
	for i, w := range weights {
		left[i] = w * n
		if left[i] < total {
			small = append(small, uint32(i))
		} else {
			large = append(large, uint32(i))
		}
	}
	for len(small) > 0 && len(large) > 0 {
		s, l := small[len(small)-1], large[len(large)-1]
		small = small[:len(small)-1]
		high, low := left[s]>>32, left[s]<<32
		limit, _ := bits.Div64(high, low, total)
		c[s] = slot{uint32(limit), l}
		if left[l] -= total - left[s]; left[l] < total {
			large = large[:len(large)-1]
			small = append(small, l)
		}
	}
	for _, i := range append(small, large...) {
		c[i] = slot{0, i}
	}
	return c
}

// draw returns an index.
func (c choice) draw(r random) int {
	x := r.Uint64()
	i := (x >> 32) * uint64(len(c)) >> 32
	if s := c[i]; uint32(x) >= s.limit {
		return int(s.other)
	}
	return int(i)
}

// zipf returns the choice of n things of which the one at rank r, from 0, comes
// up in proportion to 1/(r+shift): the larger the shift, the less the first stand
// out (Zipf and Mandelbrot).
func zipf(n, shift int) choice {
	weights := make([]uint64, n)
	for r := range weights {
		weights[r] = unit / uint64(r+shift)
	}
	return newChoice(weights)
}

// unit is the scale of weights: fine enough for the rarest of millions, and
// small enough that their sum times their number fits.
const unit = 1 << 38
