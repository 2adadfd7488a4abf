package ui

import (
	"bytes"
	"fmt"
	"net/http"

	"github.com/goccy/go-json"
	"github.com/labstack/echo/v4"
)

// webManifest says how the page is installed as an application
// (https://www.w3.org/TR/appmanifest/).
type webManifest struct {
	ID         string         `json:"id"`
	Name       string         `json:"name"`
	ShortName  string         `json:"short_name"`
	About      string         `json:"description"`
	Start      string         `json:"start_url"`
	Scope      string         `json:"scope"`
	Display    string         `json:"display"`
	Background string         `json:"background_color"`
	Theme      string         `json:"theme_color"`
	Icons      []manifestIcon `json:"icons"`
	Shortcuts  []manifestLink `json:"shortcuts"`
}

type manifestIcon struct {
	Source  string `json:"src"`
	Sizes   string `json:"sizes"`
	Type    string `json:"type"`
	Purpose string `json:"purpose"`
}

type manifestLink struct {
	Name string `json:"name"`
	URL  string `json:"url"`
}

// manifest answers with the web manifest.
func manifest(c echo.Context) error {
	m := webManifest{
		ID: "/", Name: "talksearch", ShortName: "talksearch", About: "Search for conference talks", Start: "/", Scope: "/",
		Display: "standalone", Background: "#fcfbf9", Theme: "#0f766e",
		Shortcuts: []manifestLink{{"My schedule", "/schedule"}, {"Timetable", "/?view=timetable"}},
	}
	for _, icon := range []struct{ file, sizes, kind, purpose string }{
		{"icon.svg", "any", "image/svg+xml", "any"},
		{"icon-192.png", "192x192", "image/png", "any"},
		{"icon-512.png", "512x512", "image/png", "any"},
		{"icon-maskable.png", "512x512", "image/png", "maskable"}, // its corners are filled
	} {
		path, err := staticPath(icon.file)
		if err != nil {
			return err
		}
		m.Icons = append(m.Icons, manifestIcon{path, icon.sizes, icon.kind, icon.purpose})
	}
	body, err := json.MarshalWithOption(m, json.DisableHTMLEscape())
	if err != nil {
		return fmt.Errorf("web manifest: %w", err)
	}
	return c.Blob(http.StatusOK, contentType(".webmanifest"), body)
}

// worker answers with the service worker. Its address stays the same, so that
// browsers find its next version; what it keeps from the start is written before it,
// so that it changes with that.
func worker(c echo.Context) error {
	shell := []string{"/offline", "/schedule", "/manifest.webmanifest"}
	for _, name := range []string{"style.css", "icon.svg", "icon-192.png"} {
		path, err := staticPath(name)
		if err != nil {
			return err
		}
		shell = append(shell, path)
	}
	for _, name := range moduleNames() {
		path, err := modulePath(name)
		if err != nil {
			return err
		}
		shell = append(shell, path)
	}
	list, err := json.Marshal(shell)
	if err != nil {
		return fmt.Errorf("service worker: %w", err)
	}
	var b bytes.Buffer
	fmt.Fprintf(&b, "const shell = %s\n", list)
	b.Write(read("script/" + workerName))
	return c.Blob(http.StatusOK, contentType(".js"), b.Bytes())
}

// offline is shown in place of a page that can't be had.
func (u *UI) offline(c echo.Context) error {
	return u.render(c, http.StatusOK, "offline.html", page{Title: "No network · talksearch"})
}
