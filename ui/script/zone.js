// Times are those of the clock on the wall of their conference; on demand, those of
// the visitor's own.

import {onShown} from "./page.js"
import {settings, onChange} from "./store.js"
import {dayText, clockText} from "./times.js"
import {element} from "./say.js"

const zone = Intl.DateTimeFormat().resolvedOptions().timeZone
const originals = new WeakMap() // what the server wrote, by element

onShown(apply)
onChange(key => { if (key === "settings") apply(document.querySelector("main")) })

function apply(main) {
  const times = [...main.querySelectorAll("time[datetime*=T]")]
  const mine = settings.get("zone") === "mine"
  for (const t of times) mine ? convert(t) : restore(t)
  const differ = times.some(t => -new Date(t.dateTime).getTimezoneOffset() !== offset(t.dateTime))
  for (const place of main.querySelectorAll(".zone")) {
    place.querySelector("button")?.remove()
    if (!originals.has(place)) originals.set(place, place.textContent)
    place.textContent = mine && differ ? originals.get(place).replace(place.dataset.zone, zone) : originals.get(place)
    if (differ) place.append(" ", toggle(mine))
  }
}

function toggle(mine) {
  const button = element("button", {type: "button", class: "link"}, mine ? "use theirs" : "use mine")
  button.title = mine ? "Show times as at the conference" : "Show times of " + zone
  button.addEventListener("click", () => {
    settings.put("zone", mine ? undefined : "mine")
    document.querySelector(".zone button")?.focus()
  })
  return button
}

// offset returns the minutes by which a time's clock is ahead of UTC.
function offset(time) {
  const [, sign, h, m] = time.match(/([+-])(\d\d):(\d\d)$/) ?? [, "+", 0, 0]
  return (sign + 1) * (60 * h + +m)
}

function convert(t) {
  if (!originals.has(t)) originals.set(t, t.cloneNode(true))
  const original = originals.get(t)
  const start = new Date(t.dateTime), end = t.dataset.end && new Date(t.dataset.end)
  const span = t.querySelector(".span"), day = t.querySelector(".date")
  if (span) span.textContent = clockText(start) + (end ? "–" + clockText(end) : "")
  if (day) day.textContent = dayText(start, {year: /\d{4}/.test(original.querySelector(".date").textContent)})
  t.querySelector("abbr")?.remove()
  const shift = day ? 0 : daysBetween(t.dateTime, start)
  if (shift) t.append(" ", element("abbr", {title: "On the day " + (shift > 0 ? "after" : "before")}, (shift > 0 ? "+" : "−") + Math.abs(shift)))
}

// daysBetween returns how many days the visitor's calendar is ahead of the conference's.
function daysBetween(time, start) {
  const here = Date.UTC(start.getFullYear(), start.getMonth(), start.getDate())
  return Math.round((here - Date.parse(time.slice(0, 10) + "T00:00Z")) / 86400000)
}

function restore(t) {
  const original = originals.get(t)
  if (original) t.replaceChildren(...original.cloneNode(true).childNodes)
}
