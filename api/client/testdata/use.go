// A program that uses a client made from openapi.json. The test puts it beside the
// client and compares what it prints.
package main

import (
	"context"
	"fmt"
	"net/http"
	"os"
)

func main() {
	if err := use(context.Background(), os.Args[1]); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

func use(ctx context.Context, server string) error {
	c, err := NewClientWithResponses(server)
	if err != nil {
		return err
	}
	q, size, tracks, not := "bpf", 2, []string{"Microconferences"}, []string{"Keynote"}
	found, err := c.SearchWithResponse(ctx, &SearchParams{Q: &q, PerPage: &size, Track: &tracks, MinusTrack: &not, Facets: &Facets{"day", "track"}})
	if err != nil {
		return err
	}
	fmt.Println(found.StatusCode(), found.JSON200.Meta.Total, *found.JSON200.Meta.Page, len(found.JSON200.Facets), *found.JSON200.Links.Next)
	for _, h := range found.JSON200.Results {
		fmt.Println(h.Id, *h.Title, *h.Kind, h.Start.Format("2006-01-02 15:04 -0700"), h.Day, h.Room == nil, (*h.Speakers)[0].Name, h.Highlights.Title != nil)
	}
	fmt.Println(*found.Headers200.CacheControl, found.Headers200.ETag != nil)

	fields := HitFields{"title"}
	few, err := c.SearchWithResponse(ctx, &SearchParams{Q: &q, PerPage: &size, Fields: &fields})
	if err != nil {
		return err
	}
	fmt.Println(few.JSON200.Results[0].Id, few.JSON200.Results[0].Kind == nil)

	zero := 0
	bad, err := c.SearchWithResponse(ctx, &SearchParams{PerPage: &zero})
	if err != nil {
		return err
	}
	fmt.Println(bad.StatusCode(), bad.ApplicationproblemJSON400.Type, *bad.ApplicationproblemJSON400.Param)

	talk, err := c.TalkWithResponse(ctx, "lpc2019", "scheduler-mc")
	if err != nil {
		return err
	}
	fmt.Println(talk.JSON200.Title, *talk.JSON200.Minutes, talk.JSON200.Timezone, len(talk.JSON200.Topics), talk.JSON200.Url == nil, talk.JSON200.Change == nil)
	none, err := c.TalkWithResponse(ctx, "lpc2019", "nothing")
	if err != nil {
		return err
	}
	fmt.Println(none.StatusCode(), *none.ApplicationproblemJSON404.Detail)

	several, err := c.TalksWithResponse(ctx, &TalksParams{Id: Ids{"lpc2019/bpf-mc", "lpc2019/nothing"}})
	if err != nil {
		return err
	}
	fmt.Println(len(several.JSON200.Talks), several.JSON200.Missing)

	prefix := "gia"
	values, err := c.FacetValuesWithResponse(ctx, FacetValuesParamsNameSpeaker, &FacetValuesParams{Prefix: &prefix})
	if err != nil {
		return err
	}
	fmt.Println(values.JSON200.Values[0].Value, values.JSON200.Values[0].Count)

	person, err := c.PersonWithResponse(ctx, "Dhaval Giani", nil)
	if err != nil {
		return err
	}
	fmt.Println(person.JSON200.Name, person.JSON200.First, person.JSON200.Meta.Total, person.JSON200.Talks[0].Id)

	suggestions, err := c.SuggestWithResponse(ctx, &SuggestParams{Q: &prefix})
	if err != nil {
		return err
	}
	fmt.Println(suggestions.JSON200.Suggestions[0].Text, suggestions.JSON200.Suggestions[0].Kind)

	stats, err := c.StatsWithResponse(ctx)
	if err != nil {
		return err
	}
	fmt.Println(stats.JSON200.Talks, stats.JSON200.LastDay)

	conferences, err := c.ConferencesWithResponse(ctx)
	if err != nil {
		return err
	}
	fmt.Println(conferences.JSON200.Conferences[0].Id, conferences.JSON200.Conferences[0].Source.Name)

	calendar, err := c.SearchCalendarWithResponse(ctx, &SearchCalendarParams{Q: &q})
	if err != nil {
		return err
	}
	fmt.Println(calendar.StatusCode(), string(calendar.Body[:15]))

	same, err := c.StatsWithResponse(ctx, func(_ context.Context, r *http.Request) error {
		r.Header.Set("If-None-Match", *stats.Headers200.ETag)
		return nil
	})
	if err != nil {
		return err
	}
	fmt.Println(same.StatusCode())
	return nil
}
