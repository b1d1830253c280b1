// The demo's clock: the server says what it shows, the page lets it run on between two words from the server.
import { say } from "./strings.js";

let shown = Date.now();
let heard = performance.now();
let offset = 5 * 3600000;

/** Take over the server's clock: milliseconds since 1970 and the zone's offset in minutes. */
export function setClock(clock) {
  shown = clock.now;
  offset = clock.offset * 60000;
  heard = performance.now();
}

export const now = () => shown + (performance.now() - heard);

function local(milliseconds) {
  const date = new Date(milliseconds + offset);
  return { day: date.getUTCDate(), month: date.getUTCMonth(), weekday: date.getUTCDay(), date };
}

/** Return «10:05» by the demo's zone. */
export function clockText(milliseconds, withSeconds = false) {
  return local(milliseconds).date.toISOString().slice(11, withSeconds ? 19 : 16);
}

/** Return «5 сәуір, сенбі». */
export const dateText = (milliseconds) => say("date", local(milliseconds));

/** Return «5 сәуір» of a day written as 2026-04-05. */
export function dayText(iso) {
  const [, month, day] = iso.split("-").map(Number);
  return say("shortDate", { day, month: month - 1 });
}

/** Return «5 сәуір» of a moment by the demo's zone. */
export const shortDateText = (milliseconds) => say("shortDate", local(milliseconds));

/** Number of the day, to see where a new one begins. */
export const dayNumber = (milliseconds) => Math.floor((milliseconds + offset) / 86400000);
