package ui

import (
	"crypto/sha256"
	"embed"
	"encoding/hex"
	"fmt"
	"io/fs"
	"maps"
	"mime"
	"net/http"
	"path"
	"slices"
	"strconv"

	"github.com/labstack/echo/v4"
)

//go:embed templates static style script
var files embed.FS

// styles are the files that the style sheet is made of, in their order.
var styles = []string{"base", "head", "facets", "hits", "strip", "timetable", "article", "script", "touch", "print"}

// assets are the static files by the name they are served under, which changes
// with their content, so that browsers may keep them for ever.
var assets, assetNames = loadAssets()

type asset struct {
	body        []byte
	contentType string
}

func loadAssets() (map[string]asset, map[string]string) {
	bodies, names := map[string]asset{}, map[string]string{}
	add := func(file string, body []byte) {
		sum := sha256.Sum256(body)
		ext := path.Ext(file)
		name := file[:len(file)-len(ext)] + "." + hex.EncodeToString(sum[:5]) + ext
		bodies[name] = asset{body, contentType(ext)}
		names[file] = name
	}
	var sheet []byte
	for _, name := range styles {
		sheet = append(sheet, read("style/"+name+".css")...)
	}
	add("style.css", sheet)
	entries, err := fs.ReadDir(files, "static")
	if err != nil {
		panic(fmt.Sprintf("embedded files: %v", err)) // they are part of the program
	}
	for _, e := range entries {
		add(e.Name(), read("static/"+e.Name()))
	}
	return bodies, names
}

// workerName is the script that is served at an address of its own, with what it is
// to keep from the start; see worker.
const workerName = "worker.js"

// modules are the page's scripts by name. They import each other by name, so that
// they stand in a folder whose name changes with any of them.
var modules, modulesVersion = loadModules()

func loadModules() (map[string]asset, string) {
	entries, err := fs.ReadDir(files, "script")
	if err != nil {
		panic(fmt.Sprintf("embedded files: %v", err)) // they are part of the program
	}
	list := map[string]asset{}
	sum := sha256.New()
	for _, e := range entries {
		body := read("script/" + e.Name())
		sum.Write(body)
		if e.Name() != workerName {
			list[e.Name()] = asset{body, contentType(".js")}
		}
	}
	return list, hex.EncodeToString(sum.Sum(nil)[:5])
}

// contentType returns the type of files by their extension. Those of which systems
// know none, or an old one, are told here.
func contentType(ext string) string {
	switch ext {
	case ".js":
		return "text/javascript; charset=utf-8"
	case ".webmanifest":
		return "application/manifest+json"
	}
	return mime.TypeByExtension(ext)
}

func read(name string) []byte {
	b, err := files.ReadFile(name)
	if err != nil {
		panic(fmt.Sprintf("embedded files: %v", err)) // they are part of the program
	}
	return b
}

// staticPath returns the address of a static file.
func staticPath(name string) (string, error) {
	if assetNames[name] == "" {
		return "", fmt.Errorf("no static file %q", name)
	}
	return "/static/" + assetNames[name], nil
}

// Icon returns the address of the site's icon.
func Icon() string { return "/static/" + assetNames["icon.svg"] }

// modulePath returns the address of a script.
func modulePath(name string) (string, error) {
	if _, ok := modules[name]; !ok {
		return "", fmt.Errorf("no script %q", name)
	}
	return "/static/" + modulesVersion + "/" + name, nil
}

// moduleNames returns the names of all scripts, in order.
func moduleNames() []string { return slices.Sorted(maps.Keys(modules)) }

func static(c echo.Context) error { return assets[c.Param("name")].send(c) }

func module(c echo.Context) error {
	if c.Param("version") != modulesVersion {
		return echo.ErrNotFound
	}
	return modules[c.Param("name")].send(c)
}

// send answers with a file that never changes; the zero asset is none.
func (a asset) send(c echo.Context) error {
	if a.body == nil {
		return echo.ErrNotFound
	}
	c.Response().Header().Set(echo.HeaderCacheControl, "public, max-age=31536000, immutable")
	c.Response().Header().Set(echo.HeaderContentLength, strconv.Itoa(len(a.body)))
	return c.Blob(http.StatusOK, a.contentType, a.body)
}
