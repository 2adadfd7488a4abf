// Messages to the visitor: seen at the foot of the window, or only heard where the
// page itself shows what happened. Both are announced politely.

const place = document.getElementById("said")
let hiding = 0

// say shows a message. With an action {label, run} it has a button and stays until
// the next message; it is taken away otherwise after a while.
export function say(text, action) {
  clearTimeout(hiding)
  place.classList.remove("unseen")
  place.replaceChildren(text && element("p", {}, text))
  if (action) {
    const button = element("button", {type: "button"}, action.label)
    button.addEventListener("click", () => { say(""); action.run() })
    place.append(button)
  } else if (text) {
    hiding = setTimeout(() => say(""), 6000)
  }
}

// hear has a message announced that the page shows anyway. It waits until there is no
// other for a moment, so that typing is not talked into.
export function hear(text) {
  clearTimeout(waiting)
  waiting = setTimeout(() => {
    if (place.querySelector("button")) return
    clearTimeout(hiding)
    place.classList.add("unseen")
    place.replaceChildren(element("p", {}, text))
  }, 700)
}
let waiting = 0

// element returns a new element with attributes and content.
export function element(name, attributes, ...content) {
  const e = document.createElement(name)
  for (const [key, value] of Object.entries(attributes)) if (value !== undefined) e.setAttribute(key, value)
  e.append(...content)
  return e
}
