package synthetic

import "strings"

// functionWords are what English is held together by, the most frequent first.
// They take the first ranks of the vocabulary.
var functionWords = strings.Fields(`
the of and to a in is for that we on with this as are be it from will by can
an or how which our not have at has these but their they new also was more all
its such other been using use than some into when you there about what where
one between only if both talk present discuss while two may each through over
work many then time most used does do your so first up out them well would
without should because being different after however based during within`)

// terms are the real words, names and identifiers of the vocabulary, the most
// frequent first, one a line. They are here so that queries such as people type
// find something.
var terms = strings.Split(strings.TrimSpace(`
kernel
Linux
system
memory
performance
support
user space
device
driver
code
testing
network
process
hardware
open source
interface
application
developers
file system
security
scheduler
container
tracing
BPF
latency
virtual machine
architecture
real-time
eBPF
CPU
upstream
API
cloud
storage
patches
maintainers
debugging
allocation
page cache
scheduling
community
packet
throughput
Android
embedded
firmware
cgroup
x86
interrupt
boot
Rust
toolchain
LLVM
GCC
compiler
tools
regression
KVM
hypervisor
NUMA
io_uring
GPU
RISC-V
arm64
power management
namespaces
PREEMPT_RT
locking
RCU
live patching
deadline
workload
benchmark
database
block layer
SCHED_DEADLINE
syscalls
seccomp
perf
ftrace
XDP
device tree
IOMMU
PCIe
USB
DMA
thermal
suspend
energy
graphics
DRM
Wayland
container runtime
Kubernetes
orchestration
filesystem
XFS
Btrfs
ext4
ZFS
NVMe
RDMA
TCP
QUIC
IPv6
WireGuard
netfilter
nftables
sk_buff
napi
congestion control
fuzzing
syzkaller
KASAN
KUnit
kselftest
continuous integration
stable releases
backports
long term support
bisect
crash dump
kdump
kexec
core scheduling
hyper-threading
Spectre
mitigations
side channels
SCHED_IDLE
SCHED_FIFO
CONFIG_PREEMPT
sched_ext
load balancing
EEVDF
task placement
utilization clamping
cpufreq
cpuidle
schedutil
idle states
hrtimer
softirq
kthread
workqueue
tick
jitter
determinism
futex
rseq
membarrier
lockdep
lockless
spinlock
mutex
atomics
memory model
page tables
huge pages
transparent huge pages
folios
slab
SLUB
kmalloc
vmalloc
mmap
munmap
get_user_pages()
userfaultfd
swap
zram
zswap
reclaim
OOM killer
DAMON
CXL
persistent memory
compaction
fragmentation
page migration
memory tiering
KSM
balloon
virtio
vhost
VFIO
QEMU
live migration
confidential computing
SEV-SNP
TDX
attestation
TPM
secure boot
UEFI
ACPI
coreboot
U-Boot
bootloader
initramfs
systemd
udev
D-Bus
containerd
Docker
Podman
OCI
runc
CRIU
checkpoint restore
pidfd
clone3
openat2
ptrace
capabilities
SELinux
AppArmor
Landlock
LSM
audit
keyring
fscrypt
dm-verity
IMA
cryptography
AES
TLS
kTLS
post-quantum
certificates
supply chain
SBOM
reproducible builds
package manager
Debian
Fedora
Yocto
Buildroot
OpenEmbedded
cross compilation
static analysis
sparse
Coccinelle
smatch
clang
objtool
BTF
CO-RE
libbpf
bpftrace
BCC
uprobes
kprobes
tracepoints
LTTng
SystemTap
perf_event_open
flame graphs
profiling
observability
telemetry
OpenTelemetry
Prometheus
Grafana
metrics
logging
journald
printk
console
framebuffer
KMS
Vulkan
Mesa
GStreamer
PipeWire
ALSA
V4L2
media controller
camera
libcamera
codec
video decoding
Bluetooth
Wi-Fi
mac80211
ethtool
switchdev
DSA
VLAN
bonding
traffic control
qdisc
fq_codel
bufferbloat
BBR
MPTCP
SCTP
AF_XDP
AF_PACKET
DPDK
zero copy
MSG_ZEROCOPY
sendfile
splice
epoll
select
sockets
SO_REUSEPORT
anycast
BGP
DNS
DNSSEC
HTTP/3
gRPC
Envoy
service mesh
Cilium
load balancer
sharding
replication
consensus
Raft
PostgreSQL
SQLite
MariaDB
Redis
Kafka
object storage
Ceph
GlusterFS
NFS
SMB
FUSE
overlayfs
tmpfs
/proc/PID/maps
sysfs
debugfs
configfs
kernel/sched/fair.c
mm/page_alloc.c
fs/namei.c
ioctl
netlink
GPIO
I2C
SPI
pinctrl
regmap
clk
remoteproc
rpmsg
CAN
IIO
sensors
MIPI
Zephyr
FreeRTOS
OpenWrt
LoRaWAN
MQTT
WebAssembly
JavaScript
Python
C++
Go
Erlang
Haskell
OCaml
Java
GraalVM
garbage collection
just-in-time
machine learning
inference
TensorFlow
PyTorch
CUDA
ROCm
OpenCL
SYCL
quantization
accelerators
FPGA
OpenRISC
POWER9
s390x
LoongArch
SVE
AVX-512
SIMD
licensing
GPLv2
SPDX
governance
mentoring
onboarding
documentation
translations
accessibility
privacy
formal verification
TLA+
model checking
fault injection
chaos engineering
latency-nice
out-of-tree
CVE-2017-5754
`), "\n")

// Keywords are terms and, from the first of these before the second, pairs.
var (
	keywordAreas = strings.Split("kernel,memory,network,storage,security,scheduler,cloud,database,desktop,mobile,graphics,audio,toolchain,firmware,virtualization,container,web,hardware,distribution,community", ",")
	keywordHeads = strings.Split("testing,performance,debugging,tuning,hardening,automation,design,education,governance,packaging", ",")
)

var tracks = strings.Split(`Kernel
Networking
BPF
Scheduler
Real-Time
Memory Management
File Systems
Storage
Tracing and Observability
Testing and Fuzzing
Toolchains
Containers and Checkpoint/Restore
Virtualization
Cloud Infrastructure
Confidential Computing
Security
Cryptography
Power Management and Thermal
Android
Embedded
Internet of Things
RISC-V
Graphics
Audio and Video
Databases
Distributed Systems
Web
Python
Rust
Go
Compilers
Machine Learning
High Performance Computing
Hardware
Distributions
Desktop
Documentation and Translation
Community
Legal and Policy
Lightning Talks`, "\n")

// Conferences are called by one of each: 8 by 5 are 40 names.
var (
	conferenceSubjects = []string{"Kernel", "Open Source", "Systems", "Embedded", "Cloud", "Security", "Free Software", "Data"}
	conferenceForms    = []string{"Summit", "Conference", "Days", "Forum", "Meeting"}
)

// A city is where conferences are held and people work. Rules of these zones for
// the years in question are history, and thus the same in every database.
type city struct{ name, country, zone string }

var cities = []city{
	{"Lisbon", "Portugal", "Europe/Lisbon"}, {"Berlin", "Germany", "Europe/Berlin"}, {"Brussels", "Belgium", "Europe/Brussels"},
	{"Prague", "Czechia", "Europe/Prague"}, {"Dublin", "Ireland", "Europe/Dublin"}, {"Vancouver", "Canada", "America/Vancouver"},
	{"Seattle", "USA", "America/Los_Angeles"}, {"Boston", "USA", "America/New_York"}, {"Denver", "USA", "America/Denver"},
	{"Tokyo", "Japan", "Asia/Tokyo"}, {"Seoul", "South Korea", "Asia/Seoul"}, {"Singapore", "Singapore", "Asia/Singapore"},
	{"Bengaluru", "India", "Asia/Kolkata"}, {"Sydney", "Australia", "Australia/Sydney"}, {"Auckland", "New Zealand", "Pacific/Auckland"},
	{"Helsinki", "Finland", "Europe/Helsinki"}, {"Vienna", "Austria", "Europe/Vienna"}, {"Zürich", "Switzerland", "Europe/Zurich"},
	{"Nairobi", "Kenya", "Africa/Nairobi"}, {"Reykjavik", "Iceland", "Atlantic/Reykjavik"},
}

var affiliationForms = []string{"University of %", "% Labs", "% Systems", "% Institute of Technology", "% Software Foundation"}

var roomNames = []string{"Main Hall", "Auditorium", "Emerald", "Jade", "Opal", "Ruby", "Amber", "Coral", "Garden Room", "Terrace", "Library", "Studio"}

var firstNames = strings.Fields(`
Ada Adrian Aiko Alan Alejandro Alexei Alice Amara Amir Ana Andrea André Anita
Anna Anton Arjun Astrid Aya Barbara Beatriz Ben Bianca Björn Boris Brenda Carla
Carlos Cécile Chen Chiara Claire Clara Dalia Daniel David Deepa Diego Dmitri Dora
Elena Elif Emil Emma Erik Esther Eva Fatima Felix Fiona François Frank Frida
Gabriel Gita Giulia Grace Greta Gustavo Hana Hannah Hans Haruto Helena Henrik Hiroshi
Ines Ingrid Irina Isaac Ivan Jack Jakub James Jana Jean Jens João Johanna John José
Juan Julia Jun Kamal Karen Karin Katarina Keiko Kim Kirsten Klaus Lars Laura Lea Leila
Leon Li Lin Lucia Luis Lukas Magda Mai Marco Margaret María Mark Marta Martin Mateo
Matthias Mei Michael Miguel Mikael Mina Mohamed Nadia Naoko Nathalie Nikhil Nils Nina
Noor Olga Oliver Omar Oscar Paolo Patricia Paul Pavel Pedro Peter Petra Priya Rafael
Rajesh Ravi Renata René Ricardo Robert Rosa Ruth Sabine Sam Samira Sandra Sara Sergei
Sho Simon Sofia Søren Stefan Steven Sunita Susan Tariq Tatiana Thomas Tim Tomás Ursula
Valentina Vera Victor Viktor Wanda Wei William Xin Yan Yasmin Yuki Yusuf Zeynep Zoë`)

// surnameEndings are none that made-up words have, so that no query for a word
// finds people, and none ends in another, so that different names stay different.
var surnameEndings = []string{"sen", "nov", "rez", "ski", "lini", "berg", "quist", "mann", "wicz"}
