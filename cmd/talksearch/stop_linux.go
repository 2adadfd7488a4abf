package main

import (
	"log/slog"
	"net"
	"syscall"

	"golang.org/x/net/bpf"
	"golang.org/x/sys/unix"
)

// turnAway has the kernel drop packets that would open a connection (TCP's SYN flag,
// RFC 9293, 3.1), while connections that it has opened for us are still accepted.
// Clients send them again after a second, and are refused if the socket is closed by
// then.
func turnAway(listener net.Listener) {
	const flags, syn = 13, 0x02 // the byte of a segment, the bit in it
	program, err := bpf.Assemble([]bpf.Instruction{
		bpf.LoadAbsolute{Off: flags, Size: 1},
		bpf.JumpIf{Cond: bpf.JumpBitsSet, Val: syn, SkipFalse: 1},
		bpf.RetConstant{Val: 0},
		bpf.RetConstant{Val: 1 << 18}, // more bytes than a packet has
	})
	if err == nil {
		filter := make([]unix.SockFilter, len(program))
		for i, op := range program {
			filter[i] = unix.SockFilter{Code: op.Op, Jt: op.Jt, Jf: op.Jf, K: op.K}
		}
		err = control(listener, func(fd int) error {
			return unix.SetsockoptSockFprog(fd, unix.SOL_SOCKET, unix.SO_ATTACH_FILTER, &unix.SockFprog{Len: uint16(len(filter)), Filter: &filter[0]})
		})
	}
	if err != nil { // then some that come just now are broken off
		slog.Debug("new connections can't be turned away while old ones are accepted", "error", err)
	}
}

// control does something with a listener's socket.
func control(listener net.Listener, do func(fd int) error) error {
	socket, ok := listener.(syscall.Conn)
	if !ok {
		return unix.ENOTSOCK
	}
	raw, err := socket.SyscallConn()
	if err != nil {
		return err
	}
	var failed error
	if err := raw.Control(func(fd uintptr) { failed = do(int(fd)) }); err != nil {
		return err
	}
	return failed
}
