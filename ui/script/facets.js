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
    field.removeAttribute("form") // which sends it, without scripts
    field.parentElement.querySelector("[name=long]")?.remove()
    let awaited = null
    field.addEventListener("input", () => {
      narrow(field.closest(".facet"), field.value)
      awaited?.abort()
      if (field.dataset.all) list(field, awaited = new AbortController())
    })
  }
})

// list has the server list the values of which a word begins like what is typed in
// a facet's field, where the page does not have all.
async function list(field, {signal}) {
  const address = new URL(field.dataset.all, location.href)
  address.searchParams.set("find", field.value)
  try {
    const {ok, page} = await fetchPage(address, signal)
    if (!ok || signal.aborted) return
    const facet = field.closest(".facet")
    const next = page.getElementById(facet.id)
    facet.querySelector(".none")?.remove()
    facet.querySelector("ul").replaceWith(...next.querySelectorAll("ul, .none"))
  } catch {
    // what is listed can be searched nevertheless
  }
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
