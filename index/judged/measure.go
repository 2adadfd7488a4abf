package judged

import (
	"cmp"
	"fmt"
	"math"
	"slices"
	"strings"
	"text/tabwriter"
)

// Figures say how good an answer is, each from 0 to 1. Where a talk counts as
// relevant or not, it is from grade 1. Formulas: Manning, Raghavan, Schütze,
// Introduction to Information Retrieval, 2008, chapter 8; the gains of nDCG are
// those of Burges et al., Learning to Rank using Gradient Descent, 2005.
type Figures struct {
	NDCG   float64 // normalised discounted cumulative gain of the first 10, with the gain 2^grade-1
	AP     float64 // average precision; its mean over queries is MAP
	P10    float64 // precision: relevant talks among the first 10, by 10
	RR     float64 // reciprocal rank of the first strong talk among the first 10
	R20    float64 // recall: how much of what is relevant is among the first 20
	S3     float64 // success: 1 when there is a strong talk among the first 3
	SetF1  float64 // harmonic mean of precision and recall of all that was found; where Exact
	Exact  bool    // the query asks for a set, so that what is found beyond it is wrong
	number int     // of queries, in a mean
}

// exact are the groups of queries that ask for a set.
var exact = []string{"phrase", "exclusion", "filter"}

// measure compares the ids that were found, without repetition and best first,
// with the grades.
func measure(q Query, ids []string, strong int) Figures {
	f := Figures{Exact: slices.Contains(exact, q.Group), number: 1}
	var grades []int
	relevant := 0
	for _, g := range q.Grade {
		grades = append(grades, g)
		if g > 0 {
			relevant++
		}
	}
	slices.SortFunc(grades, func(a, b int) int { return cmp.Compare(b, a) })
	found := make([]int, len(ids))
	hits := 0
	for i, id := range ids {
		found[i] = q.Grade[id]
		if found[i] > 0 {
			hits++
			f.AP += float64(hits) / float64(i+1)
			if i < 10 {
				f.P10 += 1.0 / 10
			}
			if i < 20 {
				f.R20 += 1 / float64(relevant)
			}
		}
		if found[i] >= strong && i < 10 && f.RR == 0 {
			f.RR = 1 / float64(i+1)
			if i < 3 {
				f.S3 = 1
			}
		}
	}
	if relevant > 0 {
		f.AP /= float64(relevant)
		f.NDCG = gain(found) / gain(grades)
	}
	if f.Exact {
		f.SetF1 = 2 * float64(hits) / float64(len(ids)+relevant)
	}
	return f
}

// gain returns the discounted cumulative gain of the first ten grades.
func gain(grades []int) float64 {
	sum := 0.0
	for i, g := range grades[:min(10, len(grades))] {
		sum += (math.Exp2(float64(g)) - 1) / math.Log2(float64(i+2))
	}
	return sum
}

// Outcomes are what a searcher found for the queries of a set, in their order.
type Outcomes []Outcome

// Mean returns the means over all queries of a group, "" for those of all.
// SetF1 is the mean over the queries for which it is told.
func (o Outcomes) Mean(group string) Figures {
	var sum Figures
	sets := 0
	for _, x := range o {
		if group != "" && x.Group != group {
			continue
		}
		sum.number++
		sum.NDCG += x.NDCG
		sum.AP += x.AP
		sum.P10 += x.P10
		sum.RR += x.RR
		sum.R20 += x.R20
		sum.S3 += x.S3
		if x.Exact {
			sets++
			sum.SetF1 += x.SetF1
		}
	}
	for _, v := range []*float64{&sum.NDCG, &sum.AP, &sum.P10, &sum.RR, &sum.R20, &sum.S3} {
		*v /= float64(max(1, sum.number))
	}
	sum.SetF1 /= float64(max(1, sets))
	sum.Exact = sets > 0
	return sum
}

// Table returns the means as a table: of all queries, then of each group.
func (o Outcomes) Table() string {
	var b strings.Builder
	w := tabwriter.NewWriter(&b, 0, 0, 2, ' ', tabwriter.AlignRight)
	fmt.Fprintln(w, "group\tn\tnDCG@10\tMAP\tP@10\tMRR@10\tR@20\tS@3\tsetF1\t")
	groups := []string{""}
	for _, x := range o {
		if !slices.Contains(groups, x.Group) {
			groups = append(groups, x.Group)
		}
	}
	for _, group := range groups {
		f := o.Mean(group)
		set := "-"
		if f.Exact {
			set = fmt.Sprintf("%.4f", f.SetF1)
		}
		fmt.Fprintf(w, "%s\t%d\t%.4f\t%.4f\t%.4f\t%.4f\t%.4f\t%.4f\t%s\t\n", cmp.Or(group, "all"), f.number, f.NDCG, f.AP, f.P10, f.RR, f.R20, f.S3, set)
	}
	w.Flush() // into memory: never fails
	return b.String()
}

// PerQuery returns a line for each query: its id, nDCG@10, text, and the first
// five talks, each with its grade.
func (o Outcomes) PerQuery() string {
	var b strings.Builder
	w := tabwriter.NewWriter(&b, 0, 0, 2, ' ', 0)
	for _, x := range o {
		var first []string
		for _, id := range x.IDs[:min(5, len(x.IDs))] {
			first = append(first, fmt.Sprintf("%s:%d", id, x.Grade[id]))
		}
		text := []rune(x.Text)
		fmt.Fprintf(w, "%s\t%.3f\t%s\t%s\t%s\n", x.ID, x.NDCG, x.Group, string(text[:min(70, len(text))]), strings.Join(first, " "))
	}
	w.Flush() // into memory: never fails
	return b.String()
}
