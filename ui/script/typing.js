// Search as you type. From the first key on the address is that of what is typed so
// far; in the window's history a search is one entry, however long it was typed.

import {show, searching, isAwaited} from "./page.js"

const form = document.getElementById("search")
const box = form.q

// pause is how long, in milliseconds, to wait for the next key while the answer to the
// one before is on its way: a key that stays down asks for no more than can be
// answered. Without one on its way nothing is waited for.
const pause = 40

let timer = 0
let typing = false // the entry in the history is that of what is being typed

// addressOf returns the address of the search that the form and its filters ask for.
export function addressOf({unfinished = false, q = box.value} = {}) {
  const parameters = new URLSearchParams(new FormData(form))
  parameters.delete("q")
  const text = q.trim()
  const all = new URLSearchParams(text ? {q: text} : {})
  for (const [name, value] of parameters) all.append(name, value)
  if (unfinished && text && !/\s$/.test(q)) all.set("typing", "true")
  return all.size ? "/?" + all : "/"
}

// isUnfinished reports whether the last word of the search that is shown may be the
// beginning of one.
export const isUnfinished = () => new URLSearchParams(location.search).get("typing") === "true"

box.addEventListener("input", event => {
  clearTimeout(timer)
  if (!searching() || event.isComposing) return
  timer = setTimeout(async () => {
    const record = typing ? "replace" : "push"
    if (await show(addressOf({unfinished: true}), {record, typing: true})) typing = true
  }, isAwaited() ? pause : 0)
})

// commit shows the search as it is typed, to its end.
export function commit(address = addressOf()) {
  clearTimeout(timer)
  if (!searching()) {
    location.assign(address)
    return
  }
  show(address, {record: typing ? "replace" : "push"})
  ended()
}

// ended has the next key begin another search.
export function ended() {
  clearTimeout(timer)
  typing = false
}

form.addEventListener("submit", event => {
  if (!searching()) return
  event.preventDefault()
  const filters = document.getElementById("facets")
  if (event.submitter?.closest("#facets")) { // the button of the filters of a phone
    filters.open = false
    document.getElementById("results").scrollIntoView()
  }
  commit()
  if (matchMedia("(pointer: coarse)").matches) box.blur() // puts the phone's keyboard away
})

// What takes the visitor elsewhere ends the typing.
addEventListener("popstate", ended)
document.addEventListener("click", event => { if (event.target.closest?.("main a, header a")) ended() })
