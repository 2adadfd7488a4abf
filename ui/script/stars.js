// A star beside each talk marks it for the visitor's schedule.

import {onShown} from "./page.js"
import {stars, onChange, maxStars} from "./store.js"
import {say, element} from "./say.js"

// kept is the cache of the pages of starred talks, to be read without network.
const kept = "starred"

const starred = new WeakSet() // the elements that have their star

// shape is the star of the page's head.
const shape = document.querySelector(".mine svg")

// add gives a talk its star, beside the title; on its own page it has one.
function add(talk) {
  const own = talk.querySelector(".star")
  const button = own ?? element("button", {type: "button", class: "star"}, shape.cloneNode(true))
  if (!own) {
    const heading = talk.querySelector("h3")
    heading ? heading.after(button) : (talk.querySelector("div") ?? talk).append(button)
  }
  button.addEventListener("click", () => toggle(talk))
  mark(button, talk.dataset.talk, titleOf(talk))
}

const titleOf = talk => (talk.querySelector("h1, h3") ?? talk.querySelector("a")).textContent.trim()
const pageOf = talk => talk.matches("article") ? location.pathname : new URL((talk.querySelector("h3 a") ?? talk.querySelector("a")).href).pathname

function mark(button, id, title) {
  const on = stars.has(id)
  button.setAttribute("aria-pressed", on)
  const words = button.querySelector("span")
  if (words) words.textContent = on ? "In my schedule" : "Add to my schedule"
  else button.setAttribute("aria-label", "Star: " + title)
}

// toggle stars the talk that an element shows, or no more.
export function toggle(talk) {
  const id = talk.dataset.talk, title = titleOf(talk), page = pageOf(talk)
  if (stars.has(id)) {
    const known = stars.all()[id]
    stars.remove(id)
    keepPage(cache => cache.delete(page))
    say("Taken from your schedule: " + title, {label: "Undo", run: () => stars.put(id, known)})
  } else if (stars.put(id, {title, page})) {
    say("In your schedule: " + title)
    learn(id, page)
    keepPage(cache => cache.add(page))
  } else {
    say(`A schedule has ${maxStars} talks at most.`)
  }
}

// learn keeps when and where a talk is held, so that it can be told when that changes.
async function learn(id, page) {
  try {
    const answer = await fetch("/api/v1" + page)
    if (!answer.ok) return
    const {title, start, room} = await answer.json()
    if (stars.has(id)) stars.put(id, {title, start, room})
  } catch {
    // without network the schedule learns it when there is one
  }
}

async function keepPage(change) {
  try {
    await change(await caches.open(kept))
  } catch {
    // there is no network, or no place for it
  }
}

function markAll() {
  for (const button of document.querySelectorAll(".star")) {
    const talk = button.closest("[data-talk]")
    mark(button, talk.dataset.talk, titleOf(talk))
  }
  const link = document.querySelector("header .mine")
  const n = stars.ids().length
  link.classList.toggle("some", n > 0)
  link.setAttribute("aria-label", n ? `My schedule, ${n} ${n === 1 ? "talk" : "talks"}` : "My schedule")
}

onShown(main => {
  for (const talk of main.querySelectorAll("[data-talk]:not(.short > *)")) {
    if (starred.has(talk)) continue
    starred.add(talk)
    add(talk)
  }
})
onChange(key => { if (key === "stars") markAll() })
markAll()
