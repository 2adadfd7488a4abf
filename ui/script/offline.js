// What was seen can be read without network: the service worker keeps it.

import {say, element} from "./say.js"

if ("serviceWorker" in navigator) {
  // After the page, which comes first. The next version of the worker takes over as
  // soon as it is there: pages are the server's as long as there is a network.
  const register = () => navigator.serviceWorker.register("/worker.js", {updateViaCache: "none"}).catch(() => {})
  document.readyState === "complete" ? register() : addEventListener("load", register)
}

addEventListener("offline", () => say("No network: what you saw and what you starred can still be read."))
addEventListener("online", () => say("The network is back."))

// most is how many kept pages of a kind are listed.
const most = 30

// In place of a page that can't be had: what can be.
const place = document.getElementById("offline")
if (place) {
  document.addEventListener("DOMContentLoaded", list)
  if (document.readyState !== "loading") list()
}

async function list() {
  const seen = new Map()
  for (const name of await caches.keys()) {
    const cache = await caches.open(name)
    for (const request of (await cache.keys()).slice(-most)) {
      const url = new URL(request.url)
      if (url.pathname !== "/" && !url.pathname.startsWith("/talks/")) continue
      const title = (await (await cache.match(request)).text()).match(/<title>([^<]*?)(?: · talksearch)?<\/title>/)?.[1]
      if (title) seen.set(url.pathname + url.search, new DOMParser().parseFromString(title, "text/html").body.textContent)
    }
  }
  if (place.querySelector("ul") || !seen.size) return
  const items = [...seen].reverse().map(([href, title]) => element("li", {}, element("a", {href, dir: "auto"}, title)))
  place.append(element("h2", {}, "Kept on this device"), element("ul", {class: "short"}, ...items))
}

