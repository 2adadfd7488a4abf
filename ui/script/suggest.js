// Suggestions under the search box: a combobox with a list
// (https://www.w3.org/WAI/ARIA/apg/patterns/combobox/).

import {addressOf, commit} from "./typing.js"
import {element} from "./say.js"

const form = document.getElementById("search")
const box = form.q
const most = matchMedia("(max-height: 50rem), (max-width: 44rem)").matches ? 6 : 9
const pause = 60 // milliseconds between keys

// kinds names what suggestions stand for; words need no name.
const kinds = {person: "person", keyword: "keyword", track: "track", title: "talk"}

const list = element("ul", {id: "suggestions", class: "suggestions", role: "listbox", "aria-label": "Suggestions", hidden: ""})
form.append(list)
for (const [name, value] of [["role", "combobox"], ["aria-autocomplete", "list"], ["aria-expanded", "false"], ["aria-controls", "suggestions"], ["aria-haspopup", "listbox"]])
  box.setAttribute(name, value)

let suggestions = []
let active = -1
let timer = 0
let awaited = null

async function ask() {
  awaited?.abort()
  const own = awaited = new AbortController()
  const parameters = new URLSearchParams({q: box.value, size: most})
  for (const [name, value] of new FormData(form)) if (/^-?(conference|year|day|track|speaker|keyword|kind|room)$/.test(name)) parameters.append(name, value)
  try {
    const answer = await fetch("/api/v1/suggest?" + parameters, {signal: own.signal})
    if (!answer.ok || own !== awaited || document.activeElement !== box) return
    suggestions = (await answer.json()).suggestions
    if (own === awaited) render()
  } catch {
    close() // suggestions are a help; without the network there is none
  }
}

function render() {
  active = -1
  box.removeAttribute("aria-activedescendant")
  list.replaceChildren(...suggestions.map((s, i) => {
    const text = element("span", {class: "text", dir: "auto"})
    text.append(...marked(s.highlight))
    const option = element("li", {role: "option", id: "suggestion-" + i, "aria-selected": "false"}, text)
    if (kinds[s.kind]) option.append(element("span", {class: "kind"}, " " + kinds[s.kind]))
    if (s.kind !== "title") option.append(element("span", {class: "count"}, " " + s.count))
    return option
  }))
  const any = suggestions.length > 0
  list.hidden = !any
  box.setAttribute("aria-expanded", any)
}

// marked returns the text and marks of an answer's HTML, and nothing else of it.
function marked(html) {
  const body = new DOMParser().parseFromString(html, "text/html").body
  return [...body.childNodes].map(n => n.nodeName === "MARK" ? element("mark", {}, n.textContent) : n.textContent)
}

export function close() {
  clearTimeout(timer)
  awaited?.abort()
  awaited = null
  suggestions = []
  render()
}

function move(to) {
  list.children[active]?.setAttribute("aria-selected", "false")
  active = to
  const option = list.children[active]
  if (!option) {
    box.removeAttribute("aria-activedescendant")
    return
  }
  option.setAttribute("aria-selected", "true")
  option.scrollIntoView({block: "nearest"})
  box.setAttribute("aria-activedescendant", option.id)
}

// choose goes to the talk that a suggestion stands for, sets its filter, or takes its
// words.
function choose(s) {
  close()
  if (s.talk) {
    location.assign(s.links.page)
    return
  }
  const rest = s.filter && before(s)
  if (rest === null || !s.filter) {
    box.value = s.query
    commit()
    return
  }
  box.value = rest
  const address = new URL(addressOf(), location.href)
  if (!address.searchParams.getAll(s.filter.name).includes(s.filter.value)) address.searchParams.append(s.filter.name, s.filter.value)
  commit(address.pathname + address.search)
}

// before returns the part of the query before what a suggestion completes; null where
// that is part of something that a filter can't stand for, as in -speaker:ros.
function before(s) {
  for (const end of [s.text, '"' + s.text + '"'])
    if (s.query.endsWith(end)) {
      const rest = s.query.slice(0, -end.length)
      return rest === "" || /\s$/.test(rest) && !/\b(OR|NOT)\s+$/.test(rest) ? rest.trim() : null
    }
  return null
}

box.addEventListener("input", event => {
  clearTimeout(timer)
  if (event.isComposing) return
  if (box.value.trim() === "") close()
  else timer = setTimeout(ask, pause)
})

box.addEventListener("keydown", event => {
  if (event.isComposing || event.ctrlKey || event.metaKey || event.altKey && event.key !== "ArrowDown" && event.key !== "ArrowUp") return
  const n = suggestions.length
  switch (event.key) {
    case "ArrowDown":
      n ? move(active + 1 >= n ? -1 : active + 1) : ask()
      break
    case "ArrowUp":
      if (!n) return
      move(active < 0 ? n - 1 : active - 1)
      break
    case "Enter":
      if (active < 0) { close(); return } // the form is sent
      choose(suggestions[active])
      break
    case "Escape":
      if (!n) return // the browser empties the box
      close()
      break
    case "Tab":
      close()
      return
    default:
      return
  }
  event.preventDefault()
})

// A press leaves the focus in the box; what is chosen is what it ends on.
list.addEventListener("pointerdown", event => event.preventDefault())
list.addEventListener("click", event => {
  const option = event.target.closest("[role=option]")
  if (option) choose(suggestions[[...list.children].indexOf(option)])
})
box.addEventListener("blur", close)
form.addEventListener("submit", close)
