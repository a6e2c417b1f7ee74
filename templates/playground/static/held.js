// Controls that a live update must leave alone: what was chosen in them is still on its way to the server, or a
// menu is open and being used. And: no update in the middle of a click, which would take the button from under it.

const onTheirWay = new Map(); // element → how many changes of it the server has not answered yet
const arrived = new WeakMap(); // element → the moment when the last of them had arrived
const LONGEST_PRESS = 1000; // milliseconds; a browser's own menu swallows the release of the button

let moments = 0;
let pressed = null;

/** Counts what has arrived. An update that was asked for at an earlier moment may not know it. */
export const moment = () => moments;

/** Keep updates away from an element. Returns what lets them in again, once the server knows the new value. */
export function hold(element) {
  onTheirWay.set(element, (onTheirWay.get(element) ?? 0) + 1);
  return () => {
    const left = onTheirWay.get(element) - 1;
    if (left) onTheirWay.set(element, left);
    else onTheirWay.delete(element);
    moments += 1;
    arrived.set(element, moments);
  };
}

/** Whether an update that was asked for at `since` has to leave an element as it is. */
export function isHeld(element, since) {
  return onTheirWay.has(element) || (arrived.get(element) ?? 0) > since || element.matches("details[open]");
}

export function startHolding() {
  document.addEventListener("pointerdown", press, true);
  for (const end of ["pointerup", "pointercancel", "change", "keydown"]) document.addEventListener(end, release, true);
}

/** Resolves when no mouse button or finger is down; the click that belongs to it has been heard by then. */
export const pointerUp = () => pressed?.promise ?? Promise.resolve();

function press() {
  release();
  pressed = { timer: setTimeout(release, LONGEST_PRESS) };
  pressed.promise = new Promise((resolve) => (pressed.resolve = resolve));
}

function release() {
  if (!pressed) return;
  const { resolve, timer } = pressed;
  pressed = null;
  clearTimeout(timer);
  setTimeout(resolve); // the click comes right after the release, before anything that waits its turn
}
