package main

import (
	"fmt"
	"io"
	"net/http"
	"net/url"
	"os"
	"slices"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"
)

// benchQueries are 50 different searches such as people type, of all kinds.
var benchQueries = strings.Split(`bpf
scheduling
kernel
real-time
SCHED_IDLE
SCHED_DEADLINE
io_uring
RDMA
IOMMU
containers
tracing
testing
RISC-V
android
live patching
power management
thermal
memory
numa
databases
graber
rostedt
starovoitov
giani
bristot
rapoport
helgaas
toolchains llvm
virtual memory
hyper threads
core scheduling
"core scheduling"
"real time"
"out of tree"
linux -bpf
kernel -microconference
testing -android
title:mc
speaker:dhaval
track:refereed
topic:verifier
abstract:latency
kind:talk kernel
day:2019-09-10
the
nosuchword
linux kernel developers
PREEMPT_RT
checkpoint restore
open printing`, "\n")

// BenchmarkSearchHTTP measures searches over loopback, one after the other on one
// connection, with nothing kept: the whole way from the request to the answer's
// last byte.
func BenchmarkSearchHTTP(b *testing.B) {
	p := start(b, nil, "--cache-bytes", "0")
	var took []time.Duration
	ask := func(q string) {
		began := time.Now()
		res, err := http.Get(p.url + "/api/v1/search?q=" + url.QueryEscape(q))
		if err != nil {
			b.Fatal(err)
		}
		_, err = io.Copy(io.Discard, res.Body)
		res.Body.Close()
		if err != nil || res.StatusCode != http.StatusOK {
			b.Fatalf("%s: %d, %v", q, res.StatusCode, err)
		}
		took = append(took, time.Since(began))
	}
	for _, q := range benchQueries {
		ask(q)
	}
	took = took[:0]
	for i := 0; b.Loop(); i++ {
		ask(benchQueries[i%len(benchQueries)])
	}
	slices.Sort(took)
	b.ReportMetric(float64(took[len(took)/2].Microseconds()), "µs-p50")
	b.ReportMetric(float64(took[len(took)*99/100].Microseconds()), "µs-p99")
}

// BenchmarkStart measures from the process's start to its readiness, and what
// memory it holds at rest.
func BenchmarkStart(b *testing.B) {
	var ready []time.Duration
	var resident int
	for b.Loop() {
		p := start(b, nil)
		ready = append(ready, p.ready)
		resident = residentKB(b, p.cmd.Process.Pid)
		p.stop(b, syscall.SIGTERM)
	}
	slices.Sort(ready)
	b.ReportMetric(float64(ready[len(ready)/2].Milliseconds()), "ms-ready-p50")
	b.ReportMetric(float64(resident)/1024, "MB-RSS")
}

// residentKB reads a process's resident memory where the system tells it (Linux).
func residentKB(b *testing.B, pid int) int {
	status, err := os.ReadFile(fmt.Sprintf("/proc/%d/status", pid))
	if err != nil {
		return 0
	}
	for line := range strings.Lines(string(status)) {
		if f := strings.Fields(line); len(f) > 1 && f[0] == "VmRSS:" {
			n, err := strconv.Atoi(f[1])
			if err != nil {
				b.Fatal(err)
			}
			return n
		}
	}
	return 0
}
