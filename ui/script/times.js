// Times as the page writes them: "Tue 10 Sep", "15:00".

const date = {weekday: "short", day: "numeric", month: "short", year: "numeric"}
const dates = {undefined: new Intl.DateTimeFormat("en-US", date), UTC: new Intl.DateTimeFormat("en-US", {...date, timeZone: "UTC"})}
const clock = new Intl.DateTimeFormat("en-GB", {hour: "2-digit", minute: "2-digit", hourCycle: "h23"})

// dayText returns the day of a Date in the visitor's zone, or else in the one given,
// with its year on demand.
export function dayText(d, {year = false, zone} = {}) {
  const p = Object.fromEntries(dates[zone].formatToParts(d).map(({type, value}) => [type, value]))
  return `${p.weekday} ${p.day} ${p.month}${year ? " " + p.year : ""}`
}

// clockText returns the time of a Date on the visitor's clock.
export const clockText = d => clock.format(d)

// wallText returns a time, as RFC 3339 or only a day, as the clock on the wall of its
// conference shows it.
export function wallText(time) {
  const [day, clock] = time.split("T")
  const text = dayText(new Date(day + "T00:00Z"), {zone: "UTC"})
  return clock ? text + " at " + clock.slice(0, 5) : text
}
