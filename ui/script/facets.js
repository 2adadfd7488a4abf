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

onShown(main => {
  for (const button of main.querySelectorAll("[data-counted]")) button.textContent = button.dataset.counted // filters apply at once
  for (const field of main.querySelectorAll(".narrow")) {
    let all = null // the long list, once it is on its way
    field.addEventListener("input", () => { all = search(field, all) })
  }
})

// search leaves of a facet's values those that have what is typed in its field. Of a
// facet of which the page lists the first values only, the others are fetched then.
function search(field, all) {
  const facet = field.closest(".facet")
  const show = () => narrow(facet, field.value)
  show()
  const more = facet.querySelector("a.more[href*='long=']")
  if (!more || all) return all
  return fetchPage(more.href).then(({page}) => {
    facet.querySelector("ul").replaceWith(page.querySelector("#" + facet.id + " ul"))
    show()
  }).catch(() => {}) // what is listed can be searched nevertheless
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
