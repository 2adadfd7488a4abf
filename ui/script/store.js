// What this browser keeps for the visitor. Where it keeps nothing, as in some private
// windows, all lasts as long as the page.

// maxStars is as many as an address of a schedule may name.
export const maxStars = 500

const memory = new Map()

function get(key) {
  try {
    return JSON.parse(localStorage.getItem("talksearch." + key)) ?? memory.get(key)
  } catch {
    return memory.get(key)
  }
}

function set(key, value) {
  memory.set(key, value)
  try {
    localStorage.setItem("talksearch." + key, JSON.stringify(value))
  } catch {
    // full or forbidden: memory has it
  }
  for (const f of listeners) f(key)
}

const listeners = []

// onChange has f called with the name of what was changed, here or in another window.
export function onChange(f) { listeners.push(f) }

addEventListener("storage", event => {
  if (event.key?.startsWith("talksearch.")) for (const f of listeners) f(event.key.slice("talksearch.".length))
})

// stars are the starred talks by their ids, in the order in which they were starred.
// Of each is kept what it was when its visitor last saw it in the schedule: {title,
// page, start, room}, of which start and room are missing until they are known, and null
// where there is none.
export const stars = {
  all: () => get("stars") ?? {},
  ids: () => Object.keys(stars.all()),
  has: id => id in stars.all(),
  put(id, known) {
    const all = stars.all()
    if (!(id in all) && Object.keys(all).length >= maxStars) return false
    set("stars", {...all, [id]: {...all[id], ...known}})
    return true
  },
  remove(id) {
    const {[id]: _, ...rest} = stars.all()
    set("stars", rest)
  },
}

// settings are choices that hold for all pages.
export const settings = {
  get: name => (get("settings") ?? {})[name],
  put: (name, value) => set("settings", {...get("settings"), [name]: value}),
}
