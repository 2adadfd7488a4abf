// Pages of searches take each other's place in the window: the server's page at an
// address is fetched, and its parts are put where the old ones are. The address is
// the whole state, so that Back works and a copied address shows the same.

import {say, hear} from "./say.js"

const main = document.querySelector("main")
const box = document.querySelector("#search input[name=q]")
const form = document.getElementById("search")

// How long an answer may take, in milliseconds, before that is shown, and told.
const slow = 300, verySlow = 3000

const listeners = []
let shown = location.pathname + location.search // the address of what is seen
let awaited = null                              // the AbortController of the answer that is awaited

// onShown has f called with the main part now and whenever it is another.
export function onShown(f) {
  listeners.push(f)
  f(main)
}

// isAwaited reports whether an answer is awaited.
export const isAwaited = () => awaited !== null

// shownAgain has the listeners called for what a script has put into the main part.
export function shownAgain() {
  for (const f of listeners) f(main)
}

// searching reports whether the page is a search, so that another can take its place.
export function searching() { return location.pathname === "/" && document.getElementById("results") !== null }

// fetchPage returns the document at an address. It fails where the server can't be
// reached.
export async function fetchPage(address, signal) {
  const answer = await fetch(address, {signal, headers: {Accept: "text/html"}})
  if (!answer.headers.get("Content-Type")?.startsWith("text/html")) throw new Error("no page at " + address)
  return {ok: answer.ok, page: new DOMParser().parseFromString(await answer.text(), "text/html")}
}

// show puts the search at an address in place of what is seen. Of several that are
// asked for, the last is shown, however long the others take. record says what
// becomes of the entry in the window's history: "push", "replace" or "keep". While
// the visitor is typing, the box is left alone and failures leave the old results.
// It resolves to whether the search is shown.
export async function show(address, {record = "push", typing = false} = {}) {
  awaited?.abort()
  const own = awaited = new AbortController()
  const signs = [
    setTimeout(() => document.documentElement.classList.add("waiting"), slow),
    setTimeout(() => say("Still waiting for the answer …"), verySlow),
  ]
  try {
    const {ok, page} = await fetchPage(address, own.signal)
    if (own !== awaited) return false
    if (!ok && typing) {
      say(page.querySelector("h1")?.textContent ?? "The search failed")
      return false
    }
    remember(address, record)
    exchange(page, typing)
    return true
  } catch (error) {
    if (own === awaited) say("The server can’t be reached.", {label: "Try again", run: () => show(address, {record, typing})})
    return false
  } finally {
    signs.forEach(clearTimeout)
    if (own === awaited) {
      awaited = null
      document.documentElement.classList.remove("waiting")
    }
  }
}

function remember(address, record) {
  const url = new URL(address, location.href)
  shown = url.pathname + url.search
  if (record === "keep") return
  if (record === "push" && shown !== location.pathname + location.search) {
    history.replaceState({...history.state, y: scrollY}, "")
    history.pushState(null, "", url)
  } else {
    history.replaceState(history.state, "", url)
  }
}

// exchange replaces the parts of the page by those of another.
function exchange(page, typing) {
  const focus = landmark(document.activeElement)
  const open = new Map([...main.querySelectorAll("details[id]")].map(d => [d.id, d.open]))
  const only = document.getElementById("only")?.checked
  main.replaceChildren(...page.querySelector("main").childNodes)
  for (const d of main.querySelectorAll("details[id]")) if (open.has(d.id)) d.open ||= open.get(d.id)
  if (only && document.getElementById("only")) document.getElementById("only").checked = true
  for (const old of form.querySelectorAll("input[type=hidden]")) old.remove()
  form.append(...page.querySelectorAll("#search input[type=hidden]"))
  if (!typing) box.value = page.querySelector("#search input[name=q]").value
  document.title = page.title
  document.getElementById("foot").replaceWith(page.getElementById("foot"))
  kept(page.documentElement.dataset.kept)
  shownAgain()
  if (focus && document.activeElement === document.body) find(focus)?.focus({preventScroll: true})
  hear([...main.querySelectorAll("h1, #notes p")].map(e => e.textContent.trim()).join(". "))
}

// landmark returns what an element of the main part is found by in the next one.
function landmark(e) {
  if (!main.contains(e)) return null
  return {id: e.id, name: e.name, value: e.value, href: e.getAttribute("href"), facet: e.closest("details")?.id, summary: e.tagName === "SUMMARY"}
}

// find returns the element that a landmark means, or else the heading: the focus is
// never lost.
function find({id, name, value, href, facet, summary}) {
  const box = facet && document.getElementById(facet)
  const same = id && document.getElementById(id)
    || name && [...main.querySelectorAll("input")].find(e => e.name === name && e.value === value)
    || href && [...main.querySelectorAll("a")].find(e => e.getAttribute("href") === href)
    || summary && box?.querySelector("summary")
  if (same) return same
  const h1 = main.querySelector("h1")
  h1.tabIndex = -1
  return h1
}

// kept tells that a page is not the server's of now but one that was kept.
export function kept(when) {
  if (when) say("No network. This was kept on " + new Date(when).toLocaleString() + ".")
}

// Links from one search to another.
document.addEventListener("click", async event => {
  const a = event.target.closest?.("a[href]")
  if (!a || event.defaultPrevented || event.button || event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return
  if (a.origin !== location.origin || a.pathname !== "/" || a.target || !searching()) return
  if (a.hash && a.search === location.search) return
  event.preventDefault()
  const paging = a.closest(".pager")
  if (!await show(a.href)) return
  if (a.hash) document.getElementById(a.hash.slice(1))?.scrollIntoView()
  if (paging) {
    const results = document.getElementById("results")
    results.tabIndex = -1
    results.focus({preventScroll: true})
    results.scrollIntoView()
  }
})

// Back and Forward. Going to a part of the same page is left to the browser.
addEventListener("popstate", async () => {
  if (location.pathname + location.search === shown) return
  const y = history.state?.y
  if (await show(location.href, {record: "keep"}) && y !== undefined) scrollTo(0, y)
})

kept(document.documentElement.dataset.kept)
