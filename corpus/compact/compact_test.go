package compact

import (
	"errors"
	"fmt"
	"reflect"
	"testing"
	"time"

	"talksearch/corpus"
)

// fill sets every field of v, whatever fields it has, so that one that is added and
// not written is noticed.
func fill(v reflect.Value, n *int) {
	*n++
	switch v.Kind() {
	case reflect.String:
		v.SetString(fmt.Sprint("text ", *n))
	case reflect.Int64:
		v.SetInt(int64(-*n))
	case reflect.Slice:
		v.Set(reflect.MakeSlice(v.Type(), 3, 3))
		for i := range v.Len() {
			fill(v.Index(i), n)
		}
	case reflect.Struct:
		if v.Type() == reflect.TypeFor[time.Time]() {
			v.Set(reflect.ValueOf(time.Date(2020, 5, 6, 7, *n, 9, 10, time.UTC)))
			return
		}
		for i := range v.NumField() {
			fill(v.Field(i), n)
		}
	default:
		panic("a field of kind " + v.Kind().String())
	}
}

// TestMalformed reads every beginning of a talk, and each with a byte changed.
func TestMalformed(t *testing.T) {
	var full corpus.Talk
	n := 0
	fill(reflect.ValueOf(&full).Elem(), &n)
	b := Append(nil, &full, time.UTC)
	if again, err := Talk(string(b), time.UTC); err != nil || !reflect.DeepEqual(again, &full) {
		t.Errorf("all of it: got %+v, %v", again, err)
	}
	for i := range b {
		if _, err := Talk(string(b[:i]), time.UTC); !errors.Is(err, ErrMalformed) {
			t.Errorf("%d of %d bytes: got %v", i, len(b), err)
		}
		changed := append([]byte(nil), b...)
		changed[i] = 0xff
		_, _ = Talk(string(changed), time.UTC) // must not panic
	}
}
