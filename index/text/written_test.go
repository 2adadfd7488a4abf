package text

import "testing"

func TestWritten(t *testing.T) {
	for _, c := range []struct{ word, text, want string }{
		{"scheddeadline", "On SCHED_DEADLINE.", "SCHED_DEADLINE"},
		{"sched", "On SCHED_DEADLINE.", "SCHED"},
		{"realtime", "Real-time, again", "Real-time"},
		{"bpf", "BPF for all", "BPF"},
		{"bpf", "BPF", "BPF"},
		{"for", "BPF FOR ALL", "for"},
		{"scheduler", "Scheduler news", "scheduler"},
		{"stephane", "Stéphane Graber", "stephane"},
		{"kernel", "nothing of it", "kernel"},
		{"", "a", ""},
	} {
		if got := Written(c.word, c.text); got != c.want {
			t.Errorf("%s in %q: got %q, want %q", c.word, c.text, got, c.want)
		}
	}
}
