// Keys for those who don't reach for the mouse. They do nothing while something is
// typed, and can be switched off, for those whose words are taken for keys.

import {fetchPage, onShown} from "./page.js"
import {settings} from "./store.js"
import {say, element} from "./say.js"
import {toggle} from "./stars.js"

const box = document.querySelector("#search input[name=q]")

document.addEventListener("keydown", event => {
  if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return
  const at = event.target
  if (at.isContentEditable || at.closest?.("input:not([type=checkbox]), textarea, select, dialog")) return
  const among = at.closest?.("main [data-talk]:not(article)")
  const run = {ArrowDown: among && (() => move(1)), ArrowUp: among && (() => move(-1))}[event.key] ?? (settings.get("keys") !== false && keys[event.key])
  if (!run) return
  event.preventDefault()
  run()
})

const keys = {
  "/": () => { box.focus({preventScroll: true}); box.select() },
  "j": () => move(1),
  "k": () => move(-1),
  "s": star,
  "?": help,
}

// talks returns the links to the talks that the page lists; of a timetable of which
// not all match, those that do.
function talks() {
  const all = [...document.querySelectorAll("main [data-talk]:not(article)")].filter(e => e.checkVisibility())
  const match = document.querySelector(".narrowed") ? all.filter(e => e.matches(".match")) : []
  return (match.length ? match : all).map(e => e.querySelector("h3 a") ?? e.querySelector("a"))
}

// move puts the focus on the next talk, or the one before.
function move(by) {
  const list = talks()
  const own = document.activeElement.closest("[data-talk]")
  const now = list.findIndex(a => a.closest("[data-talk]") === own)
  const next = list[now < 0 ? (by > 0 ? 0 : list.length - 1) : Math.min(Math.max(now + by, 0), list.length - 1)]
  next?.focus()
  next?.closest("[data-talk]").scrollIntoView({block: "nearest"})
}

// star stars the talk that has the focus, or that the page is of.
function star() {
  const talk = document.activeElement.closest("main [data-talk]") ?? document.querySelector("main article[data-talk]")
  talk ? toggle(talk) : say("Go to a talk with j and k to star it.")
}

// help shows the keys, which the page of help tells.
async function help() {
  try {
    const keys = (await fetchPage("/help")).page.getElementById("keys")
    const dialog = element("dialog", {"aria-labelledby": "keys-title", class: "keys"}, ...keys.childNodes)
    addSwitch(dialog)
    dialog.querySelector("h2").id = "keys-title"
    dialog.append(element("form", {method: "dialog", class: "actions"}, element("button", {class: "button"}, "Close"), " ", element("a", {href: "/help"}, "All help")))
    dialog.addEventListener("close", () => dialog.remove())
    dialog.addEventListener("click", event => { if (event.target === dialog) dialog.close() })
    document.body.append(dialog)
    dialog.showModal()
  } catch {
    location.assign("/help#keys")
  }
}

// addSwitch adds a box that switches the keys off.
function addSwitch(place) {
  const on = element("input", {type: "checkbox", autocomplete: "off"})
  on.checked = settings.get("keys") !== false
  on.addEventListener("change", () => settings.put("keys", on.checked ? undefined : false))
  place.append(element("p", {class: "switchkeys"}, element("label", {}, on, " Single keys are commands")))
}

onShown(main => {
  const place = main.querySelector("#keys")
  if (place && !place.querySelector(".switchkeys")) addSwitch(place)
})
