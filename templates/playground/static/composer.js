// The message field: sending, commands, completion, and what was sent before on arrow-up.

import { onUpdate, refreshSoon } from "./live.js";
import { post } from "./send.js";

const MOST = 24; // suggestions shown at once
const history = [];
const drafts = new Map();
let back = 0;

export function startComposer() {
  onUpdate(restoreDrafts);
  document.addEventListener("input", (event) => isField(event.target) && changed(event.target));
  document.addEventListener("keydown", (event) => isField(event.target) && key(event));
  document.addEventListener("focusout", (event) => isField(event.target) && setTimeout(() => close(event.target), 150));
  document.addEventListener("mousedown", (event) => event.target.closest(".completion") && event.preventDefault());
  document.addEventListener("click", click);
  document.addEventListener("submit", (event) => {
    if (event.target.dataset.form !== "composer") return;
    event.preventDefault();
    send(event.target.querySelector("textarea"));
  });
}

const isField = (element) => element.matches?.(".composer textarea");
const composerOf = (field) => field.closest(".composer");
const listOf = (field) => composerOf(field).querySelector(".completion");

function changed(field) {
  fit(field);
  drafts.set(composerOf(field).dataset.key, field.value);
  suggest(field);
}

function fit(field) {
  field.rows = Math.min(8, field.value.split("\n").length);
}

function restoreDrafts() {
  for (const field of document.querySelectorAll(".composer textarea")) {
    const draft = drafts.get(composerOf(field).dataset.key);
    if (draft && !field.value) {
      field.value = draft;
      fit(field);
    }
  }
}

async function send(field) {
  const text = field.value.trim();
  if (!text) return;
  const { channel, thread, key: name } = composerOf(field).dataset;
  history.push(text);
  back = 0;
  drafts.delete(name);
  field.value = "";
  changed(field);
  const where = { channel, text, ...(thread && { thread_ts: thread }) };
  const answer = await post(text.startsWith("/") ? "command" : "message", where);
  if (answer.refused && !field.value) {
    field.value = text;
    changed(field);
    close(field);
  }
  const scroller = composerOf(field)?.parentElement.querySelector("[data-scroll]");
  if (answer.ok && scroller) scroller.scrollTop = scroller.scrollHeight;
  refreshSoon();
}

function key(event) {
  const field = event.target;
  const open = !listOf(field).hidden;
  if (event.isComposing) return;
  if (open && ["ArrowDown", "ArrowUp"].includes(event.key)) move(field, event.key === "ArrowDown" ? 1 : -1);
  else if (open && (event.key === "Tab" || (event.key === "Enter" && !isWhole(field)))) take(field, current(field));
  else if (open && event.key === "Escape") close(field);
  else if (event.key === "Enter" && !event.shiftKey) send(field);
  else if (event.key === "ArrowUp" && (!field.value || back > 0)) recall(field, 1);
  else if (event.key === "ArrowDown" && back > 0) recall(field, -1);
  else return;
  event.preventDefault();
  event.stopPropagation();
}

function recall(field, step) {
  back = Math.min(Math.max(back + step, 0), history.length);
  field.value = back ? history[history.length - back] : "";
  fit(field);
}

// Completion

/** What is being typed at the cursor: its text and where it begins. */
function word(field) {
  const before = field.value.slice(0, field.selectionStart);
  if (before.startsWith("/") && !before.includes("\n")) return { text: before, start: 0 };
  const found = /(?:^|\s)([@#:][\w.+-]*)$/.exec(before);
  return found ? { text: found[1], start: before.length - found[1].length } : null;
}

function suggest(field) {
  const typed = word(field);
  const offers = typed ? offersFor(typed.text) : [];
  const list = listOf(field);
  list.replaceChildren(...offers.slice(0, MOST).map((offer, index) => drawOffer(offer, index, list.id)));
  list.hidden = !offers.length;
  mark(field, 0);
}

function offersFor(text) {
  const known = [...document.querySelectorAll(`#completions [data-start="${CSS.escape(text[0])}"]`)];
  if (text[0] === ":" && text.length < 3) return [];
  const offers = known.flatMap((one) => ("usage" in one.dataset ? [{ ...one.dataset, note: one.textContent }] : withSubcommands(one.dataset, one.textContent)));
  const lower = text.toLowerCase();
  return offers.filter(({ insert }) => insert.toLowerCase().startsWith(lower) && insert !== text.trimEnd());
}

/** A command and, from its usage hint (`add <link> | search <words> | help`), each of its subcommands. */
function withSubcommands({ insert, hint }, note) {
  const parts = (hint ?? "").replace(/^\[(.*)\]$/, "$1").split(/\s\|\s/);
  const words = parts.length > 1 ? parts.map((part) => part.trim()).filter(Boolean) : [];
  return [{ insert, note: hint || note }, ...words.map((one) => ({ insert: `${insert} ${one.split(/\s/)[0]}`, usage: one.split(/\s(.*)/)[1] ?? "" }))];
}

function drawOffer({ insert, usage, note }, index, listId) {
  const row = document.createElement("div");
  row.className = "offer";
  row.role = "option";
  row.id = `${listId}-${index}`;
  row.dataset.insert = insert;
  const what = part("span", "offer-what", "");
  what.append(part("strong", "", insert), part("span", "offer-usage", usage ? ` ${usage}` : ""));
  row.append(what, part("span", "offer-note", note ?? ""));
  return row;
}

function part(kind, name, text) {
  const element = document.createElement(kind);
  element.className = name;
  element.textContent = text;
  return element;
}

const current = (field) => listOf(field).querySelector("[aria-selected=true]");
const isWhole = (field) => current(field)?.dataset.insert === field.value.trim();

function move(field, step) {
  const offers = [...listOf(field).children];
  mark(field, (offers.indexOf(current(field)) + step + offers.length) % offers.length);
}

function mark(field, at) {
  [...listOf(field).children].forEach((offer, index) => (offer.ariaSelected = String(index === at)));
  const chosen = current(field);
  chosen?.scrollIntoView({ block: "nearest" });
  if (chosen) field.setAttribute("aria-activedescendant", chosen.id);
  else field.removeAttribute("aria-activedescendant");
}

function take(field, offer) {
  const { start } = word(field);
  field.setRangeText(`${offer.dataset.insert} `, start, field.selectionStart, "end");
  changed(field);
}

function close(field) {
  const list = composerOf(field)?.querySelector(".completion");
  if (!list) return;
  list.hidden = true;
  field.removeAttribute("aria-activedescendant");
}

function click(event) {
  const offer = event.target.closest(".offer");
  if (offer) take(offer.closest(".composer").querySelector("textarea"), offer);
  const insert = event.target.closest("[data-do=insert]");
  if (!insert) return;
  const field = insert.closest(".composer").querySelector("textarea");
  field.value = insert.dataset.insert;
  field.focus();
  changed(field);
}
