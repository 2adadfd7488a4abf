// The visitor's own schedule: the server shows the talks whose ids the browser keeps,
// and what has changed since is told. A schedule that somebody shared can be added.

import {fetchPage, shownAgain, kept} from "./page.js"
import {stars, onChange} from "./store.js"
import {wallText} from "./times.js"
import {say, hear, element} from "./say.js"

const own = location.pathname === "/schedule" && new URLSearchParams(location.search).getAll("talk").length === 0
const shared = location.pathname === "/schedule" && !own

const addressOf = ids => "/schedule?" + new URLSearchParams(ids.map(id => ["talk", id]))

const empty = document.getElementById("schedule") // what is shown without stars
let latest = 0

// update shows the stars as they are now.
async function update() {
  const turn = ++latest
  const place = document.getElementById("schedule")
  const ids = stars.ids()
  if (ids.length === 0) {
    place.replaceWith(empty)
    return
  }
  const address = addressOf(ids)
  try {
    const {ok, page} = await fetchPage(address)
    if (turn !== latest) return
    const next = page.getElementById("schedule")
    if (!ok || !next) throw new Error(page.querySelector("h1")?.textContent)
    place.replaceWith(next)
    withoutRemoved(next)
    missing(next)
    changes(next)
    next.querySelector(".actions").append(" ", shareButton(address))
    kept(page.documentElement.dataset.kept)
  } catch {
    if (turn !== latest) return
    const next = element("div", {id: "schedule"}, element("p", {class: "changed"}, "The server can’t be reached. These are your stars as they were."), plain(ids))
    place.replaceWith(next)
  }
  shownAgain()
  hear(document.querySelector("#schedule p").textContent)
}

// withoutRemoved takes from a schedule that was kept what is no longer starred.
function withoutRemoved(place) {
  for (const li of place.querySelectorAll("[data-talk]")) if (!stars.has(li.dataset.talk)) li.remove()
}

// missing adds to a schedule that was kept what is starred since.
function missing(place) {
  const listed = new Set([...place.querySelectorAll("[data-talk], [data-gone]")].map(e => e.dataset.talk ?? e.dataset.gone))
  const ids = stars.ids().filter(id => !listed.has(id))
  if (ids.length) place.append(element("section", {}, element("h2", {}, "Also starred"), plain(ids)))
}

// plain lists talks as this browser knows them.
function plain(ids) {
  const all = stars.all()
  const list = element("ol", {class: "talks"})
  for (const id of ids) {
    const {title, page, start, room} = all[id]
    list.append(element("li", {"data-talk": id},
      element("p", {class: "when"}, start ? wallText(start) : ""),
      element("div", {}, element("h3", {dir: "auto"}, element("a", {href: page}, title)), element("p", {class: "meta"}, room ?? ""))))
  }
  return list
}

// changes tells what moved or was cancelled since the visitor last said that this is
// known.
function changes(place) {
  const all = stars.all()
  for (const li of place.querySelectorAll("[data-start]")) {
    const id = li.dataset.talk, known = all[id]
    const now = seenOf(li)
    if (known.start === undefined) {
      stars.put(id, now)
      continue
    }
    const moved = (known.start ?? null) !== now.start, elsewhere = (known.room ?? null) !== now.room
    if (!moved && !elsewhere) continue
    const was = [moved && (known.start ? "on " + wallText(known.start) : "without a time"), elsewhere && (known.room ? "in " + known.room : "without a room")].filter(Boolean).join(", ")
    const note = element("p", {class: "changed", "data-moved": id}, "Moved: it was " + was + ". ")
    note.append(button("All right", () => { note.remove(); stars.put(id, now) }))
    li.querySelector("h3").parentElement.append(note)
  }
  for (const gone of place.querySelectorAll("[data-gone]")) {
    const id = gone.dataset.gone, known = all[id]
    if (known?.title) gone.querySelector("strong").textContent = known.title
    if (known?.start && !("known" in gone.dataset)) gone.querySelector("p").append(` It was to be on ${wallText(known.start)}${known.room ? " in " + known.room : ""}. `)
    gone.querySelector("p").append(" ", button("Take it off", () => stars.remove(id)))
  }
}

// seenOf returns what is kept of a talk that the schedule shows.
function seenOf(li) {
  const link = li.querySelector("h3 a")
  return {title: link.textContent.trim(), page: link.getAttribute("href"), start: li.dataset.start || null, room: li.dataset.room || null}
}

function button(label, run) {
  const b = element("button", {type: "button", class: "small"}, label)
  b.addEventListener("click", run)
  return b
}

// shareButton hands the schedule's address to the system, or else to the clipboard.
function shareButton(address) {
  const b = element("button", {type: "button", class: "button", id: "share"}, "Share")
  b.addEventListener("click", async () => {
    const url = new URL(address, location.href).href
    try {
      if (navigator.share && matchMedia("(pointer: coarse)").matches) {
        await navigator.share({title: "My schedule", url})
        return
      }
      await navigator.clipboard.writeText(url)
      say("The link to your schedule is copied.")
    } catch (error) {
      if (error.name !== "AbortError") location.assign(url) // to be copied from there
    }
  })
  return b
}

// offer lets the talks of a schedule that was shared be added to the visitor's own.
function offer() {
  const place = document.querySelector("#schedule .actions")
  const talks = [...document.querySelectorAll("#schedule [data-talk]")]
  const others = talks.filter(li => !stars.has(li.dataset.talk))
  document.getElementById("add")?.remove()
  if (others.length === 0) {
    place.append(element("span", {id: "add", class: "soft"}, talks.length ? " All of these are in your schedule." : ""))
    return
  }
  const b = button(others.length === talks.length ? "Add all to my schedule" : `Add ${others.length} more to my schedule`, () => {
    const added = others.filter(li => stars.put(li.dataset.talk, seenOf(li)))
    say(`${added.length} ${added.length === 1 ? "talk is" : "talks are"} added to your schedule.`)
  })
  b.id = "add"
  b.className = "button"
  place.prepend(b, " ")
}

if (own) {
  update()
  let before = stars.ids().join()
  onChange(key => {
    if (key !== "stars" || before === stars.ids().join()) return
    before = stars.ids().join()
    update()
  })
}
if (shared) {
  offer()
  onChange(key => { if (key === "stars") offer() })
}
