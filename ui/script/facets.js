// Filters apply at once, and a long one can be searched.

import {show, searching, onShown, fetchPage} from "./page.js"
import {addressOf, isUnfinished, ended} from "./typing.js"
import {element} from "./say.js"

document.documentElement.classList.add("live")

document.addEventListener("change", event => {
  if (!event.target.matches?.("#facets input[type=checkbox]") || !searching()) return
  const unfinished = isUnfinished()
  ended()
  show(addressOf({unfinished}))
})

// long is how many values a facet has to have to be searched.
const long = 9

onShown(main => {
  for (const facet of main.querySelectorAll(".facet")) {
    if (facet.querySelectorAll("li").length > long || facet.querySelector(".more")) addSearch(facet)
  }
})

// addSearch adds a field that leaves of a facet's values those that have what is
// typed. Of a facet of which the page lists the first values only, the others are
// fetched then.
function addSearch(facet) {
  const name = facet.querySelector("h2").textContent
  const field = element("input", {type: "search", class: "narrow", "aria-label": "Find in " + name, placeholder: "Find in " + name, autocomplete: "off", spellcheck: "false", id: facet.id + "-narrow"})
  facet.querySelector("ul").before(field)
  let all = null // the long list, or that it is on its way
  field.addEventListener("input", async () => {
    narrow(facet, field.value)
    const more = facet.querySelector("a.more[href*='long=']")
    if (!more || all) return
    all = fetchPage(more.href)
    try {
      const values = (await all).page.querySelector("#" + facet.id + " ul")
      if (values && facet.isConnected) {
        facet.querySelector("ul").replaceWith(values)
        narrow(facet, field.value)
      }
    } catch {
      all = null // what is listed can be searched nevertheless
    }
  })
}

// narrow hides the values that don't have a text. Those chosen stay.
function narrow(facet, text) {
  const wanted = fold(text)
  let left = 0
  for (const li of facet.querySelectorAll("li")) {
    li.hidden = !fold(li.querySelector(".name").textContent).includes(wanted) && !li.querySelector(":checked")
    if (!li.hidden) left++
  }
  let none = facet.querySelector(".none")
  if (left > 0) none?.remove()
  else if (!none) facet.querySelector("ul").after(element("p", {class: "none soft", role: "status"}, "None of these"))
}

const fold = s => s.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase().trim()
