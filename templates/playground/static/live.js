// Keeping the page up to date: after each change the same address is fetched again and its live parts are taken over.

import { isHeld, moment, pointerUp } from "./held.js";
import { morph } from "./morph.js";
import { showNewToasts } from "./toasts.js";
import { post, user } from "./send.js";

const GATHER = 40; // milliseconds in which several changes become one fetch
const BOTTOM = 60; // pixels from the end that still count as being at the end

const listeners = [];
let running = null;
let again = false;
let waiting = 0;
let lost = false;

/** Call `listener(page)` after each update, with the document that was fetched. */
export const onUpdate = (listener) => listeners.push(listener);

export function startLive() {
  if (performance.getEntriesByType("navigation")[0]?.type === "reload") post("reload").then(refresh);
  entered();
  for (const listener of listeners) listener(document);
  for (const scroller of document.querySelectorAll("[data-scroll=channel]")) toEnd(scroller);
  stayAtEnd();
  document.addEventListener("click", follow);
  window.addEventListener("popstate", () => refresh({ moved: true }));
  const events = new EventSource("/_play/events");
  events.addEventListener("change", (event) => {
    if (JSON.parse(event.data).revision > Number(document.body.dataset.revision)) refreshSoon();
  });
  events.addEventListener("open", () => connected(true));
  events.addEventListener("error", () => connected(false));
}

/** A server that comes back may have begun anew: what it says is newer, whatever number it bears. */
function connected(is) {
  document.body.classList.toggle("offline", !is);
  if (is && lost) refresh({ moved: true, quiet: true });
  lost = !is;
}

/** Wait for something that a person did to reach the server, and look then what it changed. */
export async function sending(work) {
  try {
    return await work;
  } finally {
    refreshSoon();
  }
}

/** Go to another address of this page without loading it anew. */
export async function go(address, { keepPlace = false } = {}) {
  history.pushState(null, "", address);
  document.body.classList.remove("sidebar-open");
  await refresh({ moved: !keepPlace });
}

/** Look again shortly: `GATHER` after the first change, however many follow it. */
export function refreshSoon() {
  waiting ||= setTimeout(() => {
    waiting = 0;
    refresh();
  }, GATHER);
}

/** Fetch the page and take over what is new. Calls during a fetch share one more after it. */
export async function refresh({ moved = false, quiet = false } = {}) {
  if (running && !moved) {
    again = true;
    return running;
  }
  const mine = update(moved, quiet);
  running = mine;
  await mine;
  if (running === mine) running = null;
  if (again) {
    again = false;
    refreshSoon();
  }
}

async function update(moved, quiet) {
  const address = location.href;
  const since = moment();
  let page;
  try {
    const text = await (await fetch(address, { headers: { Accept: "text/html" } })).text();
    page = new DOMParser().parseFromString(text, "text/html");
  } catch {
    return;
  }
  await pointerUp();
  if (address !== location.href || !page.querySelector("#client")) return;
  const stale = Number(page.body.dataset.revision) < Number(document.body.dataset.revision);
  if (stale && !moved) return;
  takeOver(page, (element) => isHeld(element, since), moved && !quiet);
}

function takeOver(page, held, moved) {
  const focused = document.activeElement;
  const place = describe(focused);
  const ends = new Map([...document.querySelectorAll("[data-scroll]")].map((one) => [one, isAtEnd(one)]));
  const previous = { ...document.body.dataset };
  for (const [name, value] of Object.entries(page.body.dataset)) document.body.dataset[name] = value;
  document.title = page.title;
  for (const part of document.querySelectorAll("[data-live]")) {
    const wanted = page.getElementById(part.id);
    if (wanted) morph(part, wanted, held);
  }
  for (const one of document.querySelectorAll("[data-scroll]:not(.home)")) {
    if (ends.get(one) ?? one.dataset.scroll === "channel") toEnd(one); // a thread is read from its root on
  }
  for (const listener of listeners) listener(page);
  showNewToasts(page);
  if (!focused.isConnected && document.activeElement === document.body) findAgain(place)?.focus();
  if (moved) arrive(previous);
}

/** Where the focus goes after moving: into a thread that was opened, back to the message of one that was closed. */
function arrive(previous) {
  const { thread, channel, tab } = document.body.dataset;
  if (channel !== previous.channel || tab !== previous.tab || document.body.dataset.user !== previous.user) {
    entered();
    document.querySelector(".main")?.focus({ preventScroll: true });
  } else if (thread && thread !== previous.thread) {
    document.querySelector(".thread textarea")?.focus();
  } else if (!thread && previous.thread) {
    document.querySelector(`[data-scroll=channel] [data-ts="${CSS.escape(previous.thread)}"]`)?.focus();
  }
}

function entered() {
  if (document.body.dataset.tab === "home" && user()) post("home", { tab: "home" });
}

function follow(event) {
  const link = event.target.closest("a[data-go]");
  if (!link || event.button !== 0 || event.metaKey || event.ctrlKey || event.shiftKey) return;
  event.preventDefault();
  let address = link.getAttribute("href");
  if (address.startsWith("/?as=&")) address = address.replace("as=", `as=${user()}`);
  go(address, { keepPlace: link.dataset.go === "keep" });
}

/** What is needed to find an element again after its message was drawn anew. */
function describe(element) {
  const holder = element.closest("[data-place]");
  if (!holder) return null;
  const wanted = ["data-action-id", "data-block-id", "data-do", "data-name"].filter((name) => element.hasAttribute(name));
  const inside = wanted.map((name) => `[${name}="${CSS.escape(element.getAttribute(name))}"]`).join("");
  return { holder: `[data-place="${CSS.escape(holder.dataset.place)}"]`, inside };
}

function findAgain(place) {
  if (!place) return null;
  const holder = document.querySelector(place.holder);
  return (place.inside && holder?.querySelector(place.inside)) || holder || document.querySelector("#composer-text");
}

/** A panel that opens, a picture of the window that shrinks: who was at the end of a list stays there. */
function stayAtEnd() {
  const ends = new WeakMap();
  document.addEventListener("scroll", ({ target }) => target.matches?.("[data-scroll]") && ends.set(target, isAtEnd(target)), true);
  const watch = new ResizeObserver((entries) => {
    for (const { target } of entries) if (ends.get(target) ?? target.dataset.scroll === "channel") toEnd(target);
  });
  const look = () => document.querySelectorAll("[data-scroll]:not(.home)").forEach((one) => watch.observe(one));
  onUpdate(look);
  look();
}

const isAtEnd = (one) => one.scrollHeight - one.scrollTop - one.clientHeight < BOTTOM;
const toEnd = (one) => one.scrollTo({ top: one.scrollHeight, behavior: "instant" });
