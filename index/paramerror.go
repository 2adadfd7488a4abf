package index

import "net/url"

// BadParam returns what is wrong with a parameter that a caller of ParseRequest reads
// itself. The detail begins with the parameter and its value, shortened: "page=x ".
func BadParam(name, value, suggestion, format string, args ...any) ParamError {
	var p paramParser
	p.bad(name, value, suggestion, format, args...)
	return p.errors[0]
}

// UnknownParam returns the error for a parameter that is not among those known.
func UnknownParam(name, value string, known []string) ParamError {
	p := paramParser{values: url.Values{name: {value}}}
	p.unknown(name, known)
	return p.errors[0]
}
