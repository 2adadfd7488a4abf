package ui

import (
	"crypto/sha256"
	"embed"
	"encoding/hex"
	"fmt"
	"io/fs"
	"mime"
	"net/http"
	"path"
	"strconv"

	"github.com/labstack/echo/v4"
)

//go:embed templates static style
var files embed.FS

// styles are the files that the style sheet is made of, in their order.
var styles = []string{"base", "head", "facets", "hits", "strip", "timetable", "article", "print"}

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
		bodies[name] = asset{body, mime.TypeByExtension(ext)}
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

func static(c echo.Context) error {
	a, ok := assets[c.Param("name")]
	if !ok {
		return echo.ErrNotFound
	}
	c.Response().Header().Set(echo.HeaderCacheControl, "public, max-age=31536000, immutable")
	c.Response().Header().Set(echo.HeaderContentLength, strconv.Itoa(len(a.body)))
	return c.Blob(http.StatusOK, a.contentType, a.body)
}
