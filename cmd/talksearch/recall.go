package main

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"io"
	"log/slog"
	"os"
	"sync"
)

// A keeper is an engine that finds again what it was loaded with, by a key.
type keeper interface {
	LoadKnown(ctx context.Context, key string) (note []byte, known bool)
	Remember(key string, note []byte) error
}

// recall serves what an earlier start made of the same files, if the engine has it
// still, without reading anything into them. The error is that of ctx.
func (l *library) recall(ctx context.Context) (found bool, err error) {
	k, ok := l.engine.(keeper)
	if !ok {
		return false, nil
	}
	fingerprint, err := l.set.Fingerprint(ctx)
	if ctx.Err() != nil {
		return false, context.Cause(ctx)
	}
	if err != nil || fingerprint == "" {
		return false, nil // reading the sources tells what is wrong with them
	}
	key, err := keyOf(fingerprint)
	if err != nil {
		slog.Debug("the program itself can't be read, and so not what it made of the same sources before", "error", err)
		return false, nil
	}
	memo, known := k.LoadKnown(ctx, key)
	if !known {
		return false, nil
	}
	list, err := l.engine.Conferences(ctx)
	if err == nil {
		err = l.set.Recall(memo)
	}
	if err != nil {
		slog.Warn("what was noted of the sources can't be used; they are read", "error", err)
		return false, nil
	}
	l.conferences, l.talks = len(list), 0
	for _, c := range list {
		l.talks += c.Talks
	}
	l.note(nil)
	return true, nil
}

// remember has recall find what is served now.
func (l *library) remember() {
	k, ok := l.engine.(keeper)
	if !ok {
		return
	}
	fingerprint, memo, err := l.set.Memo()
	if err == nil && fingerprint != "" {
		var key string
		if key, err = keyOf(fingerprint); err == nil {
			err = k.Remember(key, memo)
		}
	}
	if err != nil {
		slog.Warn("the next start will have to read all sources", "error", err)
	}
}

// keyOf returns the key of a fingerprint of sources: another program may make
// something else of them.
func keyOf(fingerprint string) (string, error) {
	program, err := programSum()
	if err != nil {
		return "", err
	}
	return program + " " + fingerprint, nil
}

// programSum returns the hash of this program's file.
var programSum = sync.OnceValues(func() (string, error) {
	f, err := os.Open("/proc/self/exe") // this one, also where another was installed in its place
	if err != nil {
		path, err := os.Executable()
		if err != nil {
			return "", fmt.Errorf("finding the program: %w", err)
		}
		if f, err = os.Open(path); err != nil {
			return "", fmt.Errorf("reading the program: %w", err)
		}
	}
	defer f.Close()
	h := sha256.New()
	if _, err := io.Copy(h, f); err != nil {
		return "", fmt.Errorf("reading the program: %w", err)
	}
	return hex.EncodeToString(h.Sum(nil)), nil
})
