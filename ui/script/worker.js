// The service worker keeps what was seen, for when there is no network: never does it
// answer a page from what is kept while the server can be reached. Before this text
// the server writes the list shell, of what is kept from the start.

// The caches and how many answers each holds at most; the oldest make place. A kept
// page needs the style sheet of its time, so that files are not dropped with a new
// version. Names change with what is in the caches.
const limits = {"files-1": 90, "searches-1": 30, "talks-1": 200, "pages-1": 40, "shell-1": 40}

// starred holds the pages of starred talks. The page itself adds and removes them.
const starred = "starred"

self.addEventListener("install", event => {
  event.waitUntil(install())
  self.skipWaiting()
})

async function install() {
  const files = await caches.open("files-1"), pages = await caches.open("shell-1")
  const missing = []
  for (const path of shell) if (path.startsWith("/static/") && !await files.match(path)) missing.push(path)
  await files.addAll(missing)
  await pages.addAll(shell.filter(path => !path.startsWith("/static/")))
}

self.addEventListener("activate", event => event.waitUntil(activate()))

async function activate() {
  for (const name of await caches.keys()) if (!(name in limits) && name !== starred) await caches.delete(name)
  await self.registration.navigationPreload?.enable() // pages are asked for while the worker starts
  await self.clients.claim()
}

self.addEventListener("fetch", event => {
  const {request} = event
  const url = new URL(request.url)
  if (request.method !== "GET" || url.origin !== location.origin) return
  if (url.pathname.startsWith("/static/")) event.respondWith(file(event))
  else if (placeOf(url)) event.respondWith(page(event, url))
})

// placeOf returns the cache that an address's page is kept in; none for what is no page.
function placeOf({pathname}) {
  if (pathname === "/") return "searches-1"
  if (pathname.startsWith("/talks/")) return pathname.endsWith(".ics") ? undefined : "talks-1"
  if (/^\/(people|conferences|schedule|help|offline)(\/|$)/.test(pathname)) return "pages-1"
}

// file answers with a file whose name tells its content: what is kept is right.
async function file(event) {
  const kept = await caches.match(event.request)
  if (kept) return kept
  const answer = await fetch(event.request)
  if (answer.ok) event.waitUntil(keep("files-1", event.request.url, answer.clone()))
  return answer
}

// page answers from the server, or else with what is kept.
async function page(event, url) {
  url.hash = ""
  url.searchParams.sort() // in whatever order, it is the same search
  try {
    const answer = await event.preloadResponse || await fetch(event.request)
    if (answer.ok && answer.headers.get("Content-Type")?.startsWith("text/html")) event.waitUntil(keepPage(url, answer.clone()))
    return answer
  } catch (error) {
    const kept = await find(url, event.request.mode === "navigate")
    if (kept) return dated(kept)
    if (event.request.mode !== "navigate") throw error
    const instead = await caches.match("/offline", {ignoreVary: true})
    return instead ? new Response(await instead.text(), {status: 503, headers: instead.headers}) : Response.error()
  }
}

let typed = null // the address of the search that was being typed last

async function keepPage(url, answer) {
  const name = placeOf(url)
  if (name === "searches-1") {
    // Of a search that is typed the last state is kept.
    const q = url.searchParams.get("q") ?? "", before = typed?.searchParams.get("q") ?? ""
    if (typed && typed.href !== url.href && (q.startsWith(before) || before.startsWith(q))) await (await caches.open(name)).delete(typed.href)
    typed = url.searchParams.has("typing") ? url : null
  }
  const favourites = await caches.open(starred)
  if (await favourites.match(url.href, {ignoreVary: true})) await favourites.put(url.href, answer.clone())
  await keep(name, url.href, answer)
}

// keep keeps an answer as the newest of a cache.
async function keep(name, address, answer) {
  const cache = await caches.open(name)
  await cache.delete(address, {ignoreVary: true})
  await cache.put(address, answer)
  const keys = await cache.keys()
  for (const old of keys.slice(0, Math.max(0, keys.length - limits[name]))) await cache.delete(old)
}

// find returns what is kept of an address. For a script that asks for a schedule it is
// the last one, whatever talks that has.
async function find(url, navigation) {
  const kept = await caches.match(url.href, {ignoreVary: true})
  if (kept || navigation || url.pathname !== "/schedule") return kept
  const cache = await caches.open("pages-1")
  const last = (await cache.keys()).findLast(request => new URL(request.url).pathname === "/schedule" && new URL(request.url).search)
  return last && cache.match(last)
}

// dated returns a kept page that tells when it was the server's.
async function dated(answer) {
  const text = await answer.text()
  const when = new Date(answer.headers.get("Date") ?? Date.now()).toISOString()
  return new Response(text.replace("<html ", `<html data-kept="${when}" `), {status: 200, headers: {"Content-Type": "text/html; charset=utf-8", "Content-Security-Policy": answer.headers.get("Content-Security-Policy")}})
}
