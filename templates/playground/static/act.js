// Buttons, menus, selects and fields of an app's blocks.

import { hold } from "./held.js";
import { onUpdate, refreshSoon, sending } from "./live.js";
import { post } from "./send.js";
import { labelMultiSelect, labelMultiSelects, startSuggestions, takeSuggestion } from "./suggest.js";
import { elementOf, placeOf, valueOf } from "./values.js";

const BUTTONS = "[data-element=button], [data-element=workflow_button], [data-element=icon_button], [data-element=feedback_buttons]";
const TYPED = "input[type=text], input[type=email], input[type=url], input[type=number], textarea";
const PAUSE = 250; // milliseconds without a key that end a stretch of typing

const typing = new Map();
const filling = new Set();
const queues = new WeakMap();

export function startActions() {
  document.addEventListener("click", press);
  document.addEventListener("change", choose);
  document.addEventListener("input", type);
  document.addEventListener("keydown", enter);
  document.addEventListener("toggle", closed, true);
  startSuggestions();
  onUpdate(labelMultiSelects);
}

/** Send what is still being typed or chosen, before anything else: the app and the next view must find it. */
export async function settle() {
  await Promise.all([...typing.keys()].map((field) => sendTyped(field)));
  await Promise.all(filling);
}

function press(event) {
  const button = event.target.closest(BUTTONS);
  if (button) return pressButton(button, event);
  const item = event.target.closest("[data-element=overflow] .menu-item");
  if (item) return pressItem(item);
  const suggestion = event.target.closest("[data-element=external_select] [data-suggestion]");
  if (suggestion) return report(takeSuggestion(suggestion));
  return undefined;
}

async function pressButton(button, event) {
  if (button.ariaBusy === "true") return event.preventDefault();
  const asked = button.nextElementSibling?.matches("template.confirm");
  if (asked) event.preventDefault();
  if (!(await confirmed(button))) return undefined;
  if (asked && button.href) window.open(button.href, "_blank", "noopener");
  button.ariaBusy = "true";
  await settle();
  await send(button, "action", button.dataset.value ?? null);
  button.ariaBusy = null;
  return undefined;
}

async function pressItem(item) {
  const menu = item.closest("[data-element]");
  if (!(await confirmed(menu))) return;
  if (item.dataset.href) window.open(item.dataset.href, "_blank", "noopener");
  await settle();
  await send(menu, "action", item.dataset.value);
}

/** Updates leave an open menu alone: once it is closed, it is time to see what there is. */
function closed(event) {
  if (event.target.matches?.("details[data-element]:not([open])")) refreshSoon();
}

function choose(event) {
  const control = event.target;
  if (control.matches(TYPED) || control.matches("[type=search]")) return undefined;
  const element = elementOf(control);
  if (!element || !element.closest("[data-place]")) return undefined;
  if (!withinMaximum(element)) control.checked = false;
  const suggested = control.checked && control.closest(".suggestions label");
  if (suggested) keep(suggested, element);
  labelMultiSelect(element);
  return report(element);
}

function withinMaximum(element) {
  const most = Number(element.dataset.max);
  return !most || element.querySelectorAll("input[type=checkbox]:checked").length <= most;
}

/** Put a suggestion among what is chosen, where the next search leaves it alone. */
function keep(row, element) {
  const search = element.querySelector("[data-search]");
  search.parentElement.before(row);
  search.focus();
}

/** Tell what is chosen in an element now. Until the server has it, no update may put the old choice back. */
async function report(element) {
  const release = hold(element);
  if (await confirmed(element)) await send(element, "dispatch" in element.dataset ? "action" : "fill");
  release();
  refreshSoon();
}

/** Send an element's value, after what was sent of the same element before: the last one must stay. */
function send(element, how, value) {
  const what = { place: placeOf(element), action_id: element.dataset.actionId, block_id: element.dataset.blockId };
  const earlier = queues.get(element) ?? Promise.resolve();
  const work = earlier.then(() => post(how, { ...what, value: value === undefined ? valueOf(element) : value }));
  queues.set(element, work);
  if (how === "fill") filling.add(work);
  return sending(work).finally(() => filling.delete(work));
}

function type(event) {
  const field = event.target;
  if (!field.matches(TYPED) || !field.dataset.element) return;
  if (typing.has(field)) clearTimeout(typing.get(field).timer);
  else typing.set(field, { release: hold(field) });
  typing.get(field).timer = setTimeout(() => sendTyped(field), PAUSE);
}

async function sendTyped(field) {
  const { timer, release } = typing.get(field);
  clearTimeout(timer);
  typing.delete(field);
  const reports = "dispatch" in field.dataset && field.dataset.dispatchOn?.includes("on_character_entered");
  if (field.isConnected) await send(field, reports ? "action" : "fill");
  release();
  refreshSoon();
}

async function enter(event) {
  const field = event.target;
  if (event.key !== "Enter" || event.isComposing || !field.matches("input[data-dispatch]")) return;
  if (!field.matches(TYPED) || field.dataset.dispatchOn === "on_character_entered") return;
  event.preventDefault();
  await settle();
  await send(field, "action");
}

/** Ask the question that stands beside an element. True where there is none or the answer is yes. */
function confirmed(element) {
  const question = element.nextElementSibling;
  if (!question?.matches("template.confirm")) return Promise.resolve(true);
  const dialog = document.querySelector("#confirm");
  const words = dialog.querySelector("#confirm-words");
  words.replaceChildren(question.content.cloneNode(true));
  words.querySelector("h2").id = "confirm-title";
  const yes = dialog.querySelector("#confirm-yes");
  yes.textContent = question.dataset.yes;
  yes.className = `btn btn-${question.dataset.style}`;
  dialog.querySelector("#confirm-no").textContent = question.dataset.no;
  dialog.returnValue = "no";
  dialog.showModal();
  yes.focus();
  return new Promise((done) => dialog.addEventListener("close", () => done(dialog.returnValue === "yes"), { once: true }));
}
