// The page is complete without scripts; these add to it what a server can't do.
// Each module looks after one thing and begins by itself when it is imported.
import "./typing.js"
import "./suggest.js"
import "./facets.js"
import "./stars.js"
import "./schedule.js"
import "./zone.js"
import "./keys.js"
import "./offline.js"
